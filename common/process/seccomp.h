/* A filter on system calls (seccomp(2)): all but those that a session makes are refused. */
#ifndef COMMON_PROCESS_SECCOMP_H
#define COMMON_PROCESS_SECCOMP_H

enum seccomp_result {
	SECCOMP_ENTERED,
	SECCOMP_LEFT_OUT, /* a program with sanitizers: they make calls that nobody promises */
	SECCOMP_ABSENT,   /* the kernel has no filters, or this is no machine that we know */
	SECCOMP_FAILED,   /* errno tells why */
};

enum seccomp_refusal {
	/* Such a call fails with EPERM. Nobody logs it: strangers must not fill the kernel's
	 * log.
	 */
	SECCOMP_FAIL,
	SECCOMP_KILL, /* such a call kills the process, with SIGSYS, and the kernel logs it */
};

/*
 * Puts the filter in place, for good. no_new_privs must be set (prctl(2)). connect(2) passes
 * with this address alone, which must be one that nobody can change; with NULL it always fails.
 */
enum seccomp_result seccomp_enter(enum seccomp_refusal refusal, const void *address);

#endif
