#include "common/process/sandbox.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

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
set_limits(const struct sandbox *needs)
{
	if (!sanitized && (!set_limit(RLIMIT_AS, needs->memory) ||
			   (!needs->forks && !set_limit(RLIMIT_NPROC, 0))))
		return false;
	return set_limit(RLIMIT_NOFILE, needs->files) &&
	       prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
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
close_off(const struct sandbox *needs, bool strict, struct log *log)
{
	int version = landlock_version();
	enum seccomp_result filter;

	if (version < 0 ||
	    (version > 0 && !landlock_enter(version, needs->rules, needs->rules_count, strict)))
		return failed(log, "landlock");
	filter = seccomp_enter(needs->calls, strict ? SECCOMP_KILL : SECCOMP_FAIL,
			       log_seal(log), needs->sockets.first, needs->sockets.count);
	if (filter == SECCOMP_FAILED)
		return failed(log, "seccomp");
	if (!needs->repeated)
		log_lacks(log, version, filter != SECCOMP_ABSENT);
	return true;
}

bool
sandbox_restrict(const struct sandbox *needs, enum conf_sandbox how, struct log *log)
{
	if (!set_limits(needs))
		return failed(log, "limits");
	return how == CONF_SANDBOX_OFF || close_off(needs, how == CONF_SANDBOX_STRICT, log);
}
