#include "tlsd/confine.h"

#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/base/array.h"
#include "common/process/sandbox.h"

enum { MEBI = 1024 * 1024 };

/*
 * malloc(3), and OpenSSL's random numbers. No memory can be made executable. On most
 * machines, reading the clock needs no system call (vdso(7)).
 */
#define FOR_ALL                                                                                \
	{SYS_brk, SECCOMP_ALWAYS}, {SYS_munmap, SECCOMP_ALWAYS}, {SYS_mremap, SECCOMP_ALWAYS}, \
		{SYS_madvise, SECCOMP_ALWAYS}, {SYS_mmap, SECCOMP_NO_CODE},                    \
		{SYS_mprotect, SECCOMP_NO_CODE}, {SYS_getrandom, SECCOMP_ALWAYS},              \
		{SYS_getpid, SECCOMP_ALWAYS}, {SYS_clock_gettime, SECCOMP_ALWAYS},             \
		{SYS_gettimeofday, SECCOMP_ALWAYS}, {SYS_ppoll, SECCOMP_ALWAYS},               \
		{SYS_restart_syscall, SECCOMP_ALWAYS}, {SYS_close, SECCOMP_ALWAYS},            \
		{SYS_exit_group, SECCOMP_ALWAYS}, FOR_THIS_MACHINE

#ifdef SYS_poll
#define FOR_THIS_MACHINE                                                                       \
	{SYS_poll, SECCOMP_ALWAYS},                                                            \
	{                                                                                      \
		SYS_time, SECCOMP_ALWAYS                                                       \
	}
#else
#define FOR_THIS_MACHINE                                                                       \
	{                                                                                      \
		SYS_ppoll, SECCOMP_ALWAYS                                                      \
	}
#endif

static const struct filter_rule key_rules[] = {
	FOR_ALL,
	{SYS_recvmsg, SECCOMP_ALWAYS},
	{SYS_sendto, SECCOMP_NO_ADDRESS},
};

#define FOR_SESSIONS                                                                           \
	/* relay */                                                                            \
	{SYS_read, SECCOMP_ALWAYS}, {SYS_write, SECCOMP_ALWAYS},                               \
		{SYS_recvfrom, SECCOMP_ALWAYS}, {SYS_shutdown, SECCOMP_ALWAYS},                \
		{SYS_getsockopt, SECCOMP_GET_OPTIONS}, /* remote_key */                        \
		{SYS_socketpair, SECCOMP_SOCKET_PAIR},                                         \
		{SYS_sendmsg, SECCOMP_NO_SIGNAL}, /* log: a slow reader, and a system log that \
						  has restarted */                             \
		{SYS_setitimer, SECCOMP_ALWAYS}, {SYS_rt_sigaction, SECCOMP_ALWAYS},           \
		{SYS_rt_sigreturn, SECCOMP_ALWAYS},                                            \
	{                                                                                      \
		SYS_connect, SECCOMP_SOCKETS_OR_LOG                                            \
	}

static const struct filter_rule session_rules[] = {
	FOR_ALL,
	FOR_SESSIONS,
	{SYS_sendto, SECCOMP_NO_ADDRESS},
};

/* The other processes inherit this filter, so it must allow what they need, too. */
static const struct filter_rule acceptor_rules[] = {
	FOR_ALL,
	FOR_SESSIONS,
	/* acceptor */
	{SYS_accept4, SECCOMP_ALWAYS},
	{SYS_recvmsg, SECCOMP_ALWAYS},
	{SYS_epoll_ctl, SECCOMP_ALWAYS},
	{SYS_epoll_pwait, SECCOMP_ALWAYS},
#ifdef SYS_epoll_wait
	{SYS_epoll_wait, SECCOMP_ALWAYS},
#endif
	{SYS_clone, SECCOMP_ALWAYS},
	{SYS_set_robust_list, SECCOMP_ALWAYS},
	{SYS_rseq, SECCOMP_ALWAYS},
	{SYS_gettid, SECCOMP_ALWAYS},
	{SYS_wait4, SECCOMP_ALWAYS},
	{SYS_kill, SECCOMP_ALWAYS},
	{SYS_rt_sigprocmask, SECCOMP_ALWAYS},
	/* activation: a report to the service manager */
	{SYS_socket, SECCOMP_LOCAL_SOCKET},
	{SYS_sendto, SECCOMP_ALWAYS},
	/* context, key_process: files */
	{SYS_openat, SECCOMP_MODE_3},
	{SYS_fstat, SECCOMP_ALWAYS},
	{SYS_newfstatat, SECCOMP_ALWAYS},
	{SYS_lseek, SECCOMP_ALWAYS},
	/* What a process that begins does before it confines itself. */
	{SYS_fcntl, SECCOMP_FLAGS_AND_LOCKS},
	{SYS_close_range, SECCOMP_ALWAYS},
	{SYS_getpeername, SECCOMP_ALWAYS},
	{SYS_getsockname, SECCOMP_ALWAYS},
	{SYS_setsockopt, SECCOMP_SET_OPTIONS},
	{SYS_prctl, SECCOMP_ALWAYS},
	{SYS_prlimit64, SECCOMP_ALWAYS},
	{SYS_landlock_create_ruleset, SECCOMP_ALWAYS},
	{SYS_landlock_restrict_self, SECCOMP_ALWAYS},
	{SYS_seccomp, SECCOMP_ALWAYS},
};

static const struct seccomp_calls of_acceptor = {acceptor_rules, COUNT(acceptor_rules)};
static const struct seccomp_calls of_session = {session_rules, COUNT(session_rules)};
static const struct seccomp_calls of_key_process = {key_rules, COUNT(key_rules)};

/* Whether the directory of this path is a link to one beside it. By the next reload, the link
 * may lead to another one. */
static bool
is_in_link(const char *path)
{
	char *directory = strdup(path);
	char name[NAME_MAX];
	ssize_t n = directory ? readlink(dirname(directory), name, sizeof(name)) : -1;

	free(directory);
	return n > 0 && !memchr(name, '/', (size_t)n);
}

/*
 * The files in the directory that this path leads to, links included. If the directory is a
 * link to one beside it, also those in the others beside it.
 */
static struct landlock_rule
directory_of(const char *path)
{
	char *file = realpath(path, NULL);
	char *directory = file ? dirname(file) : NULL;

	if (directory && is_in_link(path))
		directory = dirname(directory);
	return (struct landlock_rule){directory ? directory : path,
				      LANDLOCK_ACCESS_FS_READ_FILE};
}

/* Each session that waits has files open here. */
static void
raise_limit_of_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

bool
confine_acceptor(const struct tlsd_settings *settings, struct log *log)
{
	struct landlock_rule rules[2 * TLSD_PAIRS];
	struct sandbox needs = {
		.rules = rules,
		.calls = &of_acceptor,
		.files = RLIM_INFINITY,
		.memory = 1024ULL * MEBI,
		.forks = true,
	};

	for (size_t i = 0; i < settings->pairs_count; i++) {
		rules[needs.rules_count++] = directory_of(settings->pairs[i].certificate);
		rules[needs.rules_count++] = directory_of(settings->pairs[i].key);
	}
	raise_limit_of_files();
	return sandbox_restrict(&needs, settings->sandbox, log);
}

/*
 * RLIMIT_NOFILE also limits how many descriptors all processes of a user have in flight
 * (unix(7)). A queue of requests to the key process has one for each session, so the limit
 * stays high.
 */
bool
confine_session(enum conf_sandbox how, struct log *log)
{
	const struct sandbox needs = {
		.calls = &of_session,
		.files = RLIM_INFINITY,
		.memory = 256ULL * MEBI,
		.repeated = true,
	};

	return sandbox_restrict(&needs, how, log);
}

bool
confine_key_process(enum conf_sandbox how, struct log *log)
{
	const struct sandbox needs = {
		.calls = &of_key_process,
		.files = 16,
		.memory = 256ULL * MEBI,
		.repeated = true,
	};

	return sandbox_restrict(&needs, how, log);
}
