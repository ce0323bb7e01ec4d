/*
 * A filter on system calls (seccomp(2)). It allows those that a kind of process makes, and no
 * others. Each kind has its rules: a table of calls, and what decides about each (filter.h).
 */
#ifndef COMMON_PROCESS_SECCOMP_H
#define COMMON_PROCESS_SECCOMP_H

#include <stddef.h>

#include "common/process/filter.h"

/* What decides about a call. */
enum seccomp_decision {
	SECCOMP_ALWAYS,
	SECCOMP_NEVER,
	SECCOMP_NO_ADDRESS, /* sendto(2) on a connected socket */
	SECCOMP_NO_CODE,    /* mmap(2), mprotect(2) without PROT_EXEC */
	SECCOMP_MODE_1, /* argument 1, 2 or 3 is a mode without set-user-ID or set-group-ID */
	SECCOMP_MODE_2,
	SECCOMP_MODE_3,
	SECCOMP_FLAGS_AND_LOCKS, /* fcntl(2) */
	SECCOMP_SET_OPTIONS,     /* setsockopt(2): those of tcp.h, and SO_SNDTIMEO */
	SECCOMP_LOCAL_SOCKET,    /* socket(2): AF_UNIX */
	SECCOMP_GET_OPTIONS,     /* getsockopt(2): TCP_INFO */
	SECCOMP_GET_ERROR,       /* getsockopt(2): TCP_INFO, SO_ERROR */
	SECCOMP_SOCKETS_OR_LOG,  /* connect(2): some descriptors, or the one address */
	SECCOMP_SOCKET_PAIR,     /* socketpair(2): AF_UNIX, SOCK_SEQPACKET, close-on-exec */
	SECCOMP_NO_SIGNAL,       /* sendmsg(2): no flag but MSG_NOSIGNAL */
	SECCOMP_DECISIONS
};

struct seccomp_calls {
	const struct filter_rule *rules; /* the decision is an enum seccomp_decision */
	size_t count;
};

/* The calls that a session of smtpd or pop3d makes. */
extern const struct seccomp_calls seccomp_session;

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
 * is allowed with this address only: a pointer to memory that can no longer change, or NULL for
 * none. The count descriptors from first on may connect to any address.
 */
enum seccomp_result seccomp_enter(const struct seccomp_calls *calls,
				  enum seccomp_refusal refusal, const void *address,
				  unsigned first, unsigned count);

#endif
