/*
 * Commands are data: each daemon has one table of rows, and command_find() is the only look-up.
 * A row says in which states its verb is allowed, and to which sessions. So the table, and not
 * every handler, tells apart an unknown verb, one that comes at the wrong time, and one that is
 * not for this peer; and HELP lists the commands that would be carried out. A row without a
 * verb takes any line in its states: the response that a sign-in waits for, and, as the last
 * row, everything that is no command.
 */
#ifndef COMMON_WIRE_COMMAND_H
#define COMMON_WIRE_COMMAND_H

#include <stddef.h>

#include "common/wire/line.h"

struct session; /* session.h */

/* What the session's loop does after a handler. */
enum outcome {
	OUTCOME_OK,
	OUTCOME_ERROR,        /* a mistake in the protocol: counts towards max_errors */
	OUTCOME_ERROR_SPARED, /* the same, but it does not end the session */
	OUTCOME_CLOSE,        /* the session ends, and all went well */
	OUTCOME_ABORT,        /* it ends because the server cannot go on: exit with a failure */
	OUTCOME_TLS,          /* it ends, and another one begins under TLS */
};

enum argument {
	ARGUMENT_NONE,
	ARGUMENT_OPTIONAL,
	ARGUMENT_REQUIRED,
};

enum command_flag {
	COMMAND_SECRET =
		1, /* the argument may be a password: not trimmed, overwritten after use */
	COMMAND_FRAMES = 2, /* it says how many octets follow: after a bad line the session
			       cannot go on */
	COMMAND_PLAIN = 4,  /* allowed without TLS even where that is required */
};

struct command {
	const char *verb; /* NULL: any line at all, in these states */
	unsigned states;  /* the set of states in which it is allowed */
	enum argument argument;
	unsigned flags;
	size_t max_octets; /* of the line, with its CRLF */
	const char *syntax;
	enum outcome (*handle)(struct session *session, char *argument);
	/*
	 * Decides whether a session may use it at all: COMMAND_ALLOWED, or the number of the
	 * reply that refuses it, whose argument is the verb. NULL: every session may.
	 */
	int (*refusal)(const struct session *session);
};

enum { COMMAND_ALLOWED = -1 };

enum command_fault {
	COMMAND_OK,
	COMMAND_OUT_OF_ORDER,
	COMMAND_TOO_LONG,
	COMMAND_NO_ARGUMENT, /* it takes none, and there is one */
	COMMAND_ARGUMENT,    /* it takes one, and there is none */
};

struct command_call {
	const struct command *row;
	char *argument; /* in the line's own memory; "": none; without a verb the whole line */
};

/*
 * Finds the row for line, in the given state (one bit): the first one of table that fits. The
 * last row fits every line. A verb ends at the first space or tab, and its letter case does not
 * matter. White space around an argument is dropped, unless the row is COMMAND_SECRET: then one
 * space is dropped, and the rest is the argument, octet by octet. For a row without a verb the
 * whole line is the argument.
 */
enum command_fault command_find(const struct command *table, size_t rows, unsigned state,
				struct line *line, struct command_call *call);

/* What the row's refusal() says: COMMAND_ALLOWED, or the number of a reply. */
int command_refusal(const struct command *row, const struct session *session);

enum { COMMAND_VERBS_OCTETS = 255 };

/*
 * Writes, for HELP, the verbs that the session may use in any of the given states, with spaces
 * between them.
 */
void command_verbs(const struct command *table, size_t rows, unsigned states,
		   const struct session *session, char verbs[COMMAND_VERBS_OCTETS + 1]);

#endif
