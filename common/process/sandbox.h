/*
 * What a session can still do to the machine when a stranger's octets have taken it over.
 * Before the first of them is read the process gives up all that a session does not need: see
 * landlock.h and seccomp.h. What must run other programs forks first, and stays outside: see
 * tls.h and smtpd/helper.h.
 */
#ifndef COMMON_PROCESS_SANDBOX_H
#define COMMON_PROCESS_SANDBOX_H

#include <stdbool.h>

#include "common/base/conf.h"
#include "common/base/log.h"

/*
 * Enters the sandbox, for good, as the setting says:
 *
 * off     limits only: few files, no processes, so much memory, and no privilege by execve(2)
 * on      what the sandbox refuses fails with EPERM or EACCES; what the kernel lacks is left
 *         out, and the log tells
 * strict  a system call that a session does not make kills it
 *
 * False if it failed for any other reason than that the kernel lacks something, which has been
 * logged: then there must be no session.
 */
bool sandbox_enter(const struct conf *conf, struct log *log);

#endif
