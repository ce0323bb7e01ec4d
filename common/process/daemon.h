/*
 * What both programs are: a process that serves one session on standard input and output, and
 * ends; or a listener (listener.h), which forks such a process for each client. A daemon is a
 * row of data and a few functions; its main() is daemon_run().
 */
#ifndef COMMON_PROCESS_DAEMON_H
#define COMMON_PROCESS_DAEMON_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/conf.h"
#include "common/base/log.h"
#include "common/base/title.h"
#include "common/wire/protocol.h"
#include "common/wire/session.h"

struct daemon {
	const char *name; /* in the log */
	bool takes_mail;  /* see program_start() */
	const struct protocol *protocol;
	size_t own_octets; /* of the daemon's struct session_own */

	/*
	 * Starts what must stay outside of the sandbox. False, and logged, if that failed.
	 * NULL: there is nothing to start.
	 */
	bool (*prepare)(struct session_own *own, const struct session_client *client,
			const struct conf *conf, struct log *log);

	/* Lets that go, after the last session. NULL likewise. */
	void (*finish)(struct session_own *own);

	/*
	 * Answers the program that conf describes, in place of a session. Returns the exit
	 * status.
	 */
	int (*answer)(const struct conf *conf, struct log *log);
};

/* The whole program. Returns its exit status. */
int daemon_run(const struct daemon *daemon, int argc, char *argv[]);

/*
 * Serves the client on standard input and output: one session, and one more if it starts TLS.
 * accepted is the peer if a listener has accepted the connection, whose limits hold then, and
 * NULL otherwise. The title of the process says who the client is. Enters the sandbox for good.
 * Returns the exit status.
 */
int daemon_serve(const struct daemon *daemon, const struct peer *accepted,
		 const struct title *title, const struct conf *conf, struct log *log);

#endif
