/*
 * The listener: a program that gets a listening socket instead of a connected one accepts the
 * connections itself, and forks a process for each. That process serves one session, as ever.
 *
 * The listener never reads from a client, does not open the store, and enters no sandbox: it
 * must read the settings again and execute the program again. It stays small instead. Nothing
 * stops it for good, neither a lack of descriptors or processes nor wrong settings.
 *
 * Forked sessions have the listener's stack canary and address layout. An attacker who makes
 * sessions crash could find these out bit by bit. So after a crash the listener executes itself
 * again, which chooses new ones; the sockets and the count of sessions stay. It does so once a
 * second at most, and accepts nobody in between: each crash tells about sessions that have
 * begun already, and about no others.
 *
 * SIGHUP    reads the settings again
 * SIGTERM   ends the listener; the sessions go on
 * SIGINT    ends the listener and all sessions
 *
 * Sessions ignore SIGHUP, which may be sent to all processes of the program.
 */
#ifndef COMMON_PROCESS_LISTENER_H
#define COMMON_PROCESS_LISTENER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/log.h"
#include "common/base/title.h"
#include "common/process/activation.h"
#include "common/wire/peer.h"
#include "common/wire/reply.h"

enum {
	LISTENER_IDLE_MS = 300000,  /* without a session; see activation_starts_again() */
	LISTENER_REST_MS = 100,     /* when accept(2) fails for a lack of something */
	LISTENER_EXECUTE_MS = 1000, /* from one execution to the next one, at least */
	LISTENER_LOG_MS = 60000,    /* from one log_renew() to the next one */
};

/* Local clients (peer.h) and load balancers count towards sessions only. */
struct listener_limits {
	size_t sessions;
	size_t per_network;    /* 0: no limit */
	const char *balancers; /* their networks: network.h */
};

/* What a listener serves. The functions are given context. */
struct listener_service {
	void *context;

	/*
	 * Serves the client on standard input and output, peer, in a process of its own. Of the
	 * listener's descriptors this process has only standard error. Returns its exit status.
	 */
	int (*serve)(void *context, const struct peer *peer);

	/*
	 * Reads the settings again. False, and logged, if they are wrong; those of before stay
	 * in force then, and the limits too.
	 */
	bool (*read_settings)(void *context, struct listener_limits *limits);

	/*
	 * The daemon's table, for clients that do not get a session. NULL: they get no reply,
	 * as it would not be encrypted.
	 */
	const struct reply *replies;

	/* How the program is executed again. */
	const char *path;
	char *const *argv;

	const struct title *title; /* says how many sessions there are; may be NULL */

	int idle_ms; /* LISTENER_IDLE_MS; less in tests */
};

/* Accepts connections until a signal or the idle time ends that. Returns the exit status. */
int listener_run(const struct activation *activation, const struct listener_service *service,
		 struct listener_limits limits, struct log *log);

#endif
