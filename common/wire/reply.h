/*
 * Replies are data: each daemon has one table of them, and only reply_write() puts one on the
 * wire. What a peer has sent may stand in an argument; it can never add a line or a control
 * character, because reply_write() replaces every octet outside 0x20 to 0x7E with '?'.
 */
#ifndef COMMON_WIRE_REPLY_H
#define COMMON_WIRE_REPLY_H

#include <stdbool.h>

struct conn;

struct reply {
	const char *code;     /* "250" (RFC 5321), "+OK" (RFC 1939) */
	const char *enhanced; /* "2.1.0" (RFC 3463), "[IN-USE]" (RFC 2449); NULL: none */
	const char *text;     /* "{}" stands for an argument, '\n' for a further line */
};

/* The longest reply line, with its CRLF (RFC 5321 section 4.5.3.1.5, RFC 2449 section 4). */
enum { REPLY_LINE_MAX = 512 };

/*
 * Queues the reply's line or lines on conn: code, enhanced code, text. arguments has one string
 * for each "{}" of the text, or is NULL when there is none. In a line that would be too long
 * they are shortened, "..." at the end of one says so, and the words of the text stay. Every
 * line but the last of a multi-line reply has '-' after its code (RFC 5321 section 4.2.1); more
 * = true gives the last one a '-' too, for a reply whose next line is another row.
 */
void reply_write(struct conn *conn, const struct reply *reply, const char *const arguments[],
		 bool more);

/*
 * Writes the words that reply_write() sends, without its codes, for the log: arguments
 * are as there, and several lines become one, with a space between.
 */
void reply_words(const struct reply *reply, const char *const arguments[],
		 char words[REPLY_LINE_MAX]);

#endif
