/*
 * Commands are data: each daemon has one table of rows, and command_find() is the only look-up.
 * A row says in which states its verb is allowed, and to which sessions, so that an unknown
 * verb, one that comes at the wrong time and one that is not for this peer are told apart by
 * the table, and not by every handler; and HELP lists what would be carried out. A row without
 * a verb takes any line in its states: what a sign-in is waiting for, and, as the last row, all
 * that is no command.
 */
#ifndef COMMON_WIRE_COMMAND_H
#define COMMON_WIRE_COMMAND_H

#include <stddef.h>

#include "common/wire/line.h"

struct session; /* each daemon has its own */

/* What a handler leaves its session's loop to do. */
enum outcome {
	OUTCOME_OK,
	OUTCOME_ERROR,        /* a mistake in the protocol: counts towards max_errors */
	OUTCOME_ERROR_SPARED, /* the same, but the session does not end with it */
	OUTCOME_CLOSE,        /* the conversation is over, and all went well */
	OUTCOME_ABORT, /* it is over because the server cannot go on: exit with a failure */
	OUTCOME_TLS,   /* it is over, and another one begins under TLS */
};

enum argument {
	ARGUMENT_NONE,
	ARGUMENT_OPTIONAL,
	ARGUMENT_REQUIRED,
};

enum command_flag {
	COMMAND_SECRET =
		1, /* the argument may be a password: not trimmed, overwritten after use */
	COMMAND_FRAMES =
		2, /* it says how many octets follow: a bad line leaves no way to go on */
	COMMAND_PLAIN = 4, /* allowed without TLS even where that is required */
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
	 * What decides whether a session may use it at all: the number of the reply that
	 * refuses it, whose argument is the verb, or COMMAND_ALLOWED. NULL: every session may.
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
	char *argument; /* in the line's own memory; "" when there is none, all of it without a
			   verb */
};

/*
 * Finds what line asks for among rows rows of table, in the given state (one bit): the first
 * row that fits, and the last row fits everything. A verb ends at the first space and compares
 * without case. White space around an argument is dropped, unless it is secret: then one space
 * goes, and the rest is the argument, octet by octet. Without a verb the whole line is.
 */
enum command_fault command_find(const struct command *table, size_t rows, unsigned state,
				struct line *line, struct command_call *call);

/* What a row's refusal says of the session. */
int command_refusal(const struct command *row, const struct session *session);

enum { COMMAND_VERBS_OCTETS = 255 };

/*
 * Writes, for HELP, the verbs that the session may use in any of the given states, with spaces
 * between them.
 */
void command_verbs(const struct command *table, size_t rows, unsigned states,
		   const struct session *session, char verbs[COMMAND_VERBS_OCTETS + 1]);

#endif
