/* A session for an operator's program, to which no peer talks. */
#ifndef COMMON_PROCESS_TASK_H
#define COMMON_PROCESS_TASK_H

#include <stddef.h>

#include "common/base/conf.h"
#include "common/base/log.h"
#include "common/wire/protocol.h"
#include "common/wire/session.h"

/*
 * Starts a session in the sandbox, with the store open. It never creates a database. The caller
 * ends it with session_end(). NULL if that failed, which has been logged. own_octets is the
 * size of the program's struct session_own.
 */
struct session *task_start(const struct protocol *protocol, size_t own_octets,
			   const struct conf *conf, struct log *log);

#endif
