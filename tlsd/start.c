#include "tlsd/start.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/base/descriptors.h"

enum { SOCKET_MODE = 0660 };

/* Returns false. */
static bool
failed(struct log *log, const char *key, const char *value, const char *problem)
{
	log_event(log, LOG_LEVEL_ERROR, "start", key, value, "problem", problem, NULL);
	return false;
}

/* --- the socket --- */

static gid_t
socket_group(const struct tlsd_settings *settings)
{
	const char *name = settings->group;
	const struct group *group = name[0] != '\0' ? getgrnam(name) : NULL;
	const struct passwd *user = settings->user[0] != '\0' ? getpwnam(settings->user) : NULL;

	if (group)
		return group->gr_gid;
	return user ? user->pw_gid : getegid();
}

/* False, and logged, if there is none. */
static bool
group_exists(const struct tlsd_settings *settings, struct log *log)
{
	return settings->group[0] == '\0' || getgrnam(settings->group) ||
	       failed(log, "group", settings->group, "there is no such group");
}

/*
 * A socket that an earlier run has left is in the way. One that still accepts connections
 * belongs to a tlsd that runs. False with errno.
 */
static bool
remove_old(int fd, const struct sockaddr_un *address)
{
	struct stat status;

	if (lstat(address->sun_path, &status) < 0 || !S_ISSOCK(status.st_mode))
		return true;
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0 ||
	    errno == EAGAIN)
		errno = EADDRINUSE;
	return errno == ECONNREFUSED && unlink(address->sun_path) == 0;
}

/* The mode comes last: until then, nobody else can connect. */
static bool
bind_to(int fd, const struct tlsd_settings *settings)
{
	const char *path = settings->listen;
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	/* The settings are short enough. */
	memcpy(address.sun_path, path, strlen(path) + 1);
	return remove_old(fd, &address) &&
	       bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
	       chown(path, (uid_t)-1, socket_group(settings)) == 0 &&
	       chmod(path, SOCKET_MODE) == 0;
}

static int
make_socket(const struct tlsd_settings *settings, struct log *log)
{
	int fd;

	descriptors_close_others(NULL, 0);
	if (settings->listen[0] == '\0') {
		failed(log, "listen", "", "no socket was passed, and no path is set");
		return -1;
	}
	if (!group_exists(settings, log))
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && bind_to(fd, settings))
		return fd;
	failed(log, "listen", settings->listen, strerror(errno));
	descriptors_close(fd);
	return -1;
}

/* Moves a socket away from standard input, which becomes /dev/null. */
static int
move_from_standard_input(int fd)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int moved = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	if (null >= 0)
		dup2(null, STDIN_FILENO);
	descriptors_close(null);
	return moved;
}

int
start_listen(const struct activation *activation, const struct tlsd_settings *settings,
	     struct log *log)
{
	int fd;

	if (activation->count == 0)
		return make_socket(settings, log);
	fd = activation->sockets[0];
	return fd == STDIN_FILENO ? move_from_standard_input(fd) : fd;
}

/* --- the user --- */

static bool
become(const struct passwd *user)
{
	return setgroups(0, NULL) == 0 && setgid(user->pw_gid) == 0 &&
	       setuid(user->pw_uid) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

bool
start_become_user(const struct tlsd_settings *settings, struct log *log)
{
	const char *name = settings->user;
	const struct passwd *user = name[0] != '\0' ? getpwnam(name) : NULL;

	if (name[0] != '\0' && !user)
		return failed(log, "user", name, "there is no such user");
	if (!user)
		return geteuid() != 0 || failed(log, "user", name, "root needs this setting");
	if (user->pw_uid == geteuid())
		return geteuid() != 0 || failed(log, "user", name, "this must not be root");
	return become(user) || failed(log, "user", name, strerror(errno));
}

bool
start_check(const struct tlsd_settings *settings, struct log *log)
{
	if (!group_exists(settings, log))
		return false;
	if (settings->user[0] != '\0' && !getpwnam(settings->user))
		return failed(log, "user", settings->user, "there is no such user");
	return true;
}
