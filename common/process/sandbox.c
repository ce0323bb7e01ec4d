#include "common/process/sandbox.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "common/process/landlock.h"
#include "common/process/seccomp.h"

/*
 * A session has about ten files open, since it closes those that its super-server left open.
 * The most expensive hash of crypt(5) needs 1 GiB of memory; all other needs are small. There
 * is no RLIMIT_FSIZE, since a database may have any size.
 */
enum { FILES = 64 };
static const rlim_t memory_octets = 2ULL << 30;

/* The address sanitizer reserves terabytes, and starts a thread when the program exits. */
#ifdef __SANITIZE_ADDRESS__
static const bool sanitized = true;
#else
static const bool sanitized = false;
#endif

static bool
set_limit(__rlimit_resource_t resource, rlim_t most)
{
	struct rlimit limit;

	if (getrlimit(resource, &limit) < 0)
		return false;
	if (limit.rlim_max > most)
		limit.rlim_max = most;
	if (limit.rlim_cur > limit.rlim_max)
		limit.rlim_cur = limit.rlim_max;
	return setrlimit(resource, &limit) == 0;
}

/* False on an error, with errno. */
static bool
set_limits(void)
{
	if (!sanitized && (!set_limit(RLIMIT_AS, memory_octets) || !set_limit(RLIMIT_NPROC, 0)))
		return false;
	return set_limit(RLIMIT_NOFILE, FILES) && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

static bool
failed(struct log *log, const char *what)
{
	const char *problem = strerror(errno);

	log_event(log, LOG_LEVEL_ERROR, "sandbox-failed", "trying", what, "problem", problem,
		  NULL);
	return false;
}

/* An old kernel is not an error, but the operator should know. */
static void
log_lacks(struct log *log, int version, bool filtered)
{
	char lacks[LANDLOCK_LACKS_OCTETS];
	char text[LANDLOCK_LACKS_OCTETS + sizeof(" calls")];

	landlock_lacks(version, lacks);
	if (lacks[0] == '\0' && filtered)
		return;
	snprintf(text, sizeof(text), "%s%s%s", lacks, lacks[0] && !filtered ? " " : "",
		 filtered ? "" : "calls");
	log_event(log, LOG_LEVEL_INFO, "sandbox", "lacks", text, NULL);
}

/*
 * The kernel logs what it refuses only with strict, as in the tests: strangers must not fill
 * the kernel log.
 */
static bool
close_off(const struct conf *conf, struct log *log)
{
	bool strict = conf->sandbox == CONF_SANDBOX_STRICT;
	int version = landlock_version();
	enum seccomp_result filter;

	if (version < 0 ||
	    (version > 0 && !landlock_enter(version, conf->database_file, strict)))
		return failed(log, "landlock");
	filter = seccomp_enter(strict ? SECCOMP_KILL : SECCOMP_FAIL, log_seal(log));
	if (filter == SECCOMP_FAILED)
		return failed(log, "seccomp");
	log_lacks(log, version, filter != SECCOMP_ABSENT);
	return true;
}

bool
sandbox_enter(const struct conf *conf, struct log *log)
{
	log_connect(log);
	if (!set_limits())
		return failed(log, "limits");
	return conf->sandbox == CONF_SANDBOX_OFF || close_off(conf, log);
}
