/* A filter on system calls (seccomp(2)). It allows those that a session makes, and no others.
 */
#ifndef COMMON_PROCESS_SECCOMP_H
#define COMMON_PROCESS_SECCOMP_H

enum seccomp_result {
	SECCOMP_ENTERED,
	SECCOMP_LEFT_OUT, /* the program has sanitizers, which make calls that we cannot foresee
			   */
	SECCOMP_ABSENT,   /* the kernel has no filters, or we do not know this architecture */
	SECCOMP_FAILED,   /* with errno */
};

enum seccomp_refusal {
	/* The call fails with EPERM. It is not logged: strangers must not fill the kernel log.
	 */
	SECCOMP_FAIL,
	SECCOMP_KILL, /* the call kills the process with SIGSYS, and the kernel logs it */
};

/*
 * Installs the filter, which cannot be removed. no_new_privs must be set (prctl(2)). connect(2)
 * is allowed with this address only: a pointer to memory that can no longer change. NULL:
 * connect(2) is never allowed.
 */
enum seccomp_result seccomp_enter(enum seccomp_refusal refusal, const void *address);

#endif
