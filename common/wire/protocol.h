/*
 * What makes a session one of SMTP or of POP3: its commands, its replies, and what the loop
 * (session_loop.h) and the sign-in (session_sign_in.h) leave to the daemon.
 */
#ifndef COMMON_WIRE_PROTOCOL_H
#define COMMON_WIRE_PROTOCOL_H

#include <stddef.h>

#include "common/auth/account.h"
#include "common/base/conf.h"
#include "common/wire/command.h"
#include "common/wire/conn.h"
#include "common/wire/reply.h"

struct protocol {
	const struct reply *replies;
	const struct command *commands; /* the last row takes every line */
	size_t commands_count;

	unsigned first_state;
	unsigned rest_state;     /* what the states below lead back to */
	unsigned response_state; /* the client's response to a challenge of AUTH is awaited */
	unsigned line_states;    /* states that last for one line, whatever it is */

	/* Replies to what only one of the daemons tells apart: */
	unsigned tls_first;     /* where needs_tls, to all that is not COMMAND_PLAIN */
	unsigned store_full;    /* to STORE_FULL */
	unsigned store_revoked; /* to STORE_REVOKED */

	/* The idle timeout, in seconds. */
	unsigned (*timeout)(const struct conf *conf);

	/* Fills own, which may hold what an earlier session has left, for a new session. */
	void (*start)(struct session *session);

	/* Lets go of what own holds, before the connection and the store are closed. */
	void (*end)(struct session *session);

	/* What may come in the present state, for REPLY_OUT_OF_ORDER. */
	const char *(*expected)(const struct session *session);

	/* What the outcome of a command is to count as. NULL: it counts as it is. */
	enum outcome (*weigh)(struct session *session, enum outcome outcome);

	/* Ends the session, as no more input comes: session_input_ended(), maybe a reply. */
	enum outcome (*input_ended)(struct session *session, enum conn_status status);

	/* Replies to a sign-in; account is the one that was entered, if that is the result. */
	enum outcome (*signed_in)(struct session *session, const struct account_result *result);
};

#endif
