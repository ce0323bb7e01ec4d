#include "common/process/surroundings.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/array.h"
#include "common/process/signals.h"

/*
 * The variables that stay in the environment. None of them changes the behaviour of SQLite or
 * the C library, except TZ, which sets the time zone of the log.
 */
static const char *const about_client[] = {
	/* tcpserver and its like (peer, tls) */
	"PROTO", "TCPREMOTEIP", "TCPREMOTEPORT", "TCPREMOTEHOST", "TCPREMOTEINFO", "TCPLOCALIP",
	"TCPLOCALPORT", "TCPLOCALHOST", "SSLCTLFD", "SSLREADFD", "SSLWRITEFD",
	/* xinetd, stunnel, systemd (peer) */
	"REMOTE_HOST", "REMOTE_ADDR", "REMOTE_PORT"};
static const char *const for_programs[] = {"PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ"};

/* variable is "NAME=value". */
static bool
is_among(const char *variable, const char *const names[], size_t count)
{
	size_t octets = strcspn(variable, "=");

	for (size_t i = 0; i < count; i++)
		if (strlen(names[i]) == octets && strncmp(names[i], variable, octets) == 0)
			return true;
	return false;
}

/* A listener has no client; what is there about one comes from another super-server. */
static bool
is_kept(const char *variable, bool listens)
{
	return is_among(variable, for_programs, COUNT(for_programs)) ||
	       (!listens && is_among(variable, about_client, COUNT(about_client)));
}

static void
reduce_environment(bool listens)
{
	char **kept = environ;

	for (char **variable = environ; variable && *variable; variable++)
		if (is_kept(*variable, listens))
			*kept++ = *variable;
	if (kept)
		*kept = NULL;
}

/* A core could contain mail and passwords. Neither of these calls can fail. */
static void
turn_off_cores(void)
{
	const struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void
surroundings_settle(bool listens)
{
	if (!listens)
		signals_unblock(); /* a blocked SIGALRM could not end a wait for a lock */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGCHLD, SIG_DFL); /* if ignored, waitpid(2) gets no exit status */
	umask(077);
	turn_off_cores();
	reduce_environment(listens);
}
