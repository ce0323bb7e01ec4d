/* A filter on system calls (seccomp(2)): all but those that a session makes are refused. */
#ifndef COMMON_SECCOMP_H
#define COMMON_SECCOMP_H

enum seccomp_result {
	SECCOMP_ENTERED,
	SECCOMP_LEFT_OUT, /* a program with sanitizers: they make calls that nobody promises */
	SECCOMP_ABSENT,   /* the kernel has no filters, or this is no machine that we know */
	SECCOMP_FAILED,   /* errno tells why */
};

enum seccomp_refusal {
	SECCOMP_FAIL, /* such a call fails with EPERM, and the kernel logs it */
	SECCOMP_KILL, /* such a call kills the process, with SIGSYS */
};

/* Puts the filter in place, for good. no_new_privs must be set (prctl(2)). */
enum seccomp_result seccomp_enter(enum seccomp_refusal refusal);

#endif
