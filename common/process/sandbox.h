/*
 * The sandbox limits what an attacker can do who takes over a session. The process enters it
 * before it reads the first octet from the peer, and gives up everything that a session does
 * not need: see landlock.h and seccomp.h. Parts that must run other programs fork before that
 * and stay outside: see tls.h and smtpd/helper.h.
 */
#ifndef COMMON_PROCESS_SANDBOX_H
#define COMMON_PROCESS_SANDBOX_H

#include <stdbool.h>

#include <stddef.h>
#include <stdint.h>

#include "common/base/conf.h"
#include "common/base/log.h"
#include "common/process/landlock.h"
#include "common/process/seccomp.h"
#include "common/store/store.h"

/* What a kind of process needs. */
struct sandbox {
	const struct landlock_rule *rules; /* files */
	size_t rules_count;
	const struct seccomp_calls *calls;
	uint64_t files;  /* descriptors: the highest number that a new one may have */
	uint64_t memory; /* octets */
	bool forks;
	bool repeated; /* an earlier process has logged what the kernel cannot do */
	struct store_sockets sockets; /* that may be connected */
};

/*
 * Restricts this process to its needs for the rest of its life, as the setting says:
 *
 * off     limits only: files, processes, memory, no privileges by execve(2)
 * on      what the sandbox refuses fails with EPERM or EACCES; what the kernel cannot do is
 * left out, and logged
 * strict  a system call that is not on the list kills the process
 *
 * log_connect() must have been called. False on an error, which has been logged: then the
 * process must end. A kernel that cannot do everything is not an error.
 */
bool sandbox_restrict(const struct sandbox *needs, enum conf_sandbox how, struct log *log);

/* The same for a session of smtpd or pop3d. Connects the log. */
bool sandbox_enter(const struct conf *conf, struct log *log);

#endif
