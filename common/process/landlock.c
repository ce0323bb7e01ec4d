#include "common/process/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/base/array.h"

/* From linux/landlock.h, which may be older than the running kernel. */
enum {
	ACCESS_IOCTL_DEV = 1 << 15,
	ACCESS_BIND_TCP = 1 << 0,
	ACCESS_CONNECT_TCP = 1 << 1,
	SCOPE_ABSTRACT_UNIX_SOCKET = 1 << 0,
	SCOPE_SIGNAL = 1 << 1,
	RESTRICT_SELF_LOG_SAME_EXEC_OFF = 1 << 0,
};

/* The first version that logs what it refuses, unless it is told not to. */
enum { FIRST_THAT_LOGS = 7 };

/* struct landlock_ruleset_attr of version 6. Older kernels accept it if its new fields are 0.
 */
struct ruleset {
	uint64_t files;
	uint64_t network;
	uint64_t scoped;
};

/* What each version has added. */
static const struct step {
	int version;
	struct ruleset closes;
	const char *name;
} steps[] = {
	{1, {.files = LANDLOCK_ACCESS_FS_REFER - 1}, "files"}, /* all rights below that bit */
	{2, {.files = LANDLOCK_ACCESS_FS_REFER}, "renames"},
	{3, {.files = LANDLOCK_TRUNCATE}, "truncation"},
	{4, {.network = ACCESS_BIND_TCP | ACCESS_CONNECT_TCP}, "network"},
	{5, {.files = ACCESS_IOCTL_DEV}, "devices"},
	{6, {.scoped = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL}, "signals"},
};

enum { STEPS = COUNT(steps) };

int
landlock_version(void)
{
	long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	/* Not compiled in, or not enabled. */
	if (version < 0 && (errno == ENOSYS || errno == EOPNOTSUPP))
		return 0;
	return (int)version;
}

void
landlock_lacks(int version, char lacks[LANDLOCK_LACKS_OCTETS])
{
	size_t used = 0;

	lacks[0] = '\0';
	for (size_t i = 0; i < STEPS; i++)
		if (version < steps[i].version)
			used += (size_t)snprintf(lacks + used, LANDLOCK_LACKS_OCTETS - used,
						 "%s%s", used ? " " : "", steps[i].name);
}

static struct ruleset
all_that_it_can(int version)
{
	struct ruleset ruleset = {0};

	for (size_t i = 0; i < STEPS && steps[i].version <= version; i++) {
		ruleset.files |= steps[i].closes.files;
		ruleset.network |= steps[i].closes.network;
		ruleset.scoped |= steps[i].closes.scoped;
	}
	return ruleset;
}

/* A path that does not exist or is not accessible needs no rule, and can have none. */
static bool
is_out_of_reach(int error)
{
	return error == ENOENT || error == ENOTDIR || error == EACCES || error == ELOOP ||
	       error == ENAMETOOLONG;
}

static void
close_quietly(int fd)
{
	int error = errno;

	close(fd);
	errno = error;
}

/* Allows rights on a file, or on everything below a directory. False on an error, with errno.
 */
static bool
leave_open(int ruleset, const char *path, uint64_t rights)
{
	struct landlock_path_beneath_attr rule = {.allowed_access = rights};
	bool left;

	if (path[0] == '\0')
		return true;
	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return is_out_of_reach(errno);
	left = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) ==
	       0;
	close_quietly(rule.parent_fd);
	return left;
}

static bool
restrict_to(int ruleset, const struct ruleset *closed, const struct landlock_rule *rules,
	    size_t count, unsigned flags)
{
	for (size_t i = 0; i < count; i++)
		if (!leave_open(ruleset, rules[i].path, rules[i].rights & closed->files))
			return false;
	return syscall(SYS_landlock_restrict_self, ruleset, flags) == 0;
}

bool
landlock_enter(int version, const struct landlock_rule *rules, size_t count, bool logged)
{
	unsigned flags = 0;
	const struct ruleset closed = all_that_it_can(version);
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &closed, sizeof(closed), 0);
	bool entered;

	if (ruleset < 0)
		return false;
	if (!logged && version >= FIRST_THAT_LOGS)
		flags = RESTRICT_SELF_LOG_SAME_EXEC_OFF;
	entered = restrict_to(ruleset, &closed, rules, count, flags);
	close_quietly(ruleset);
	return entered;
}
