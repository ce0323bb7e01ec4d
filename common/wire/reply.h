/*
 * Replies are data: each daemon has one table of them, and only reply_write() sends one. An
 * argument may contain what a peer has sent. It cannot add a line or a control character, since
 * reply_write() replaces every octet outside 0x20 to 0x7E with '?'.
 */
#ifndef COMMON_WIRE_REPLY_H
#define COMMON_WIRE_REPLY_H

#include <stdbool.h>

struct conn;

struct reply {
	const char *code;     /* "250" (RFC 5321), "+OK" (RFC 1939) */
	const char *enhanced; /* "2.1.0" (RFC 3463), "[IN-USE]" (RFC 2449); NULL: none */
	const char *text;     /* "{}" is replaced with an argument, and "{s}" with "s", or with
				 nothing if the argument before it is "1"; '\n' starts another
				 line */
};

/*
 * The replies that both daemons have. Each daemon's own enum goes on at REPLY_COMMON_COUNT, and
 * its table has a row for each number of both.
 */
enum common_reply {
	REPLY_GREETING, /* hostname */
	REPLY_BYE,      /* hostname */
	REPLY_OK,
	REPLY_TLS_GO_AHEAD,
	REPLY_CHALLENGE, /* base64 text, may be empty */

	REPLY_TOO_EARLY,
	REPLY_UNKNOWN_COMMAND,
	REPLY_NOT_IMPLEMENTED, /* verb */
	REPLY_OUT_OF_ORDER,    /* verb, what may come now */
	REPLY_SYNTAX,          /* syntax */
	REPLY_NO_ARGUMENT,     /* verb */
	REPLY_LINE_TOO_LONG,
	REPLY_BAD_LINE,
	REPLY_TOO_MANY_ERRORS,

	REPLY_NEEDS_TLS,
	REPLY_TLS_IN_USE,
	REPLY_TLS_UNAVAILABLE,
	REPLY_UNKNOWN_MECHANISM,
	REPLY_AUTH_CANCELLED,
	REPLY_BAD_BASE64,
	REPLY_BAD_CREDENTIALS,
	REPLY_WRONG_PASSWORD,
	REPLY_ATTEMPTS_LEFT, /* their number */
	REPLY_TOO_MANY_PASSWORDS,
	REPLY_SIGN_IN_BUSY,

	REPLY_STORE_BUSY,
	REPLY_STORE_MISSING,
	REPLY_STORE_BROKEN,
	REPLY_BAD_CONFIGURATION,
	REPLY_CANNOT_SERVE,
	REPLY_TOO_MANY_SESSIONS,
	REPLY_COMMON_COUNT
};

/* The longest reply line, with its CRLF (RFC 5321 section 4.5.3.1.5, RFC 2449 section 4). */
enum { REPLY_LINE_MAX = 512 };

/*
 * Queues a reply on conn, as one line or several: code, enhanced code, text. arguments has one
 * string for each "{}" in the text; NULL if there is none. If a line would be too long, its
 * arguments are cut and end in "..."; the text itself is never cut. In a reply of several
 * lines, each but the last has '-' after its code (RFC 5321 section 4.2.1). With more, the last
 * line has it as well: another row of the table continues the reply.
 */
void reply_write(struct conn *conn, const struct reply *reply, const char *const arguments[],
		 bool more);

/*
 * For the log: writes the text that reply_write() would send, without the codes. Several lines
 * become one, with spaces between them.
 */
void reply_words(const struct reply *reply, const char *const arguments[],
		 char words[REPLY_LINE_MAX]);

#endif
