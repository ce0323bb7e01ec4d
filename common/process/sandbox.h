/*
 * The sandbox limits what an attacker can do who takes over a session. The process enters it
 * before it reads the first octet from the peer, and gives up everything that a session does
 * not need: see landlock.h and seccomp.h. Parts that must run other programs fork before that
 * and stay outside: see tls.h and smtpd/helper.h.
 */
#ifndef COMMON_PROCESS_SANDBOX_H
#define COMMON_PROCESS_SANDBOX_H

#include <stdbool.h>

#include "common/base/conf.h"
#include "common/base/log.h"

/*
 * Enters the sandbox for the rest of the process's life, as the setting says:
 *
 * off     limits only: few files, no new processes, bounded memory, no privileges by execve(2)
 * on      what the sandbox refuses fails with EPERM or EACCES; what the kernel cannot do is
 * left out, and logged strict  a system call that a session does not make kills it
 *
 * False on an error, which has been logged: then there must be no session. A kernel that cannot
 * do everything is not an error.
 */
bool sandbox_enter(const struct conf *conf, struct log *log);

#endif
