/*
 * Multi-line replies: dot-stuffing (RFC 1939 section 3), the part of a message that TOP shows,
 * and the mbox form (RFC 4155) of the terminal dialect. A message may come in pieces of any
 * size.
 */
#ifndef POP3D_MULTILINE_H
#define POP3D_MULTILINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/wire/conn.h"

/*
 * The state of a reply. A line starts after any LF, not only after CRLF. Otherwise a client
 * that ends lines at LF could take a dot there for the end of the reply, and the rest of the
 * message for further replies.
 */
struct multiline {
	struct conn *conn;
	bool after_cr;   /* the last octet was a CR */
	bool line_start; /* the last octet was a LF, or there has been none */
	bool complete;   /* the last two were CRLF, or there have been none */
	bool local;      /* see multiline_begin_local() */
	bool held_cr;    /* local: a CR was not sent yet, because a LF may follow */
};

/* Starts the lines after the first line of a reply. */
void multiline_begin(struct multiline *multiline, struct conn *conn);

/*
 * Starts lines for a file of this machine: they end in LF, and no dots are added. The last line
 * must end in CRLF. multiline_end() is not called.
 */
void multiline_begin_local(struct multiline *multiline, struct conn *conn);

/* Sends text, and adds a dot to each line that starts with one. */
void multiline_write(struct multiline *multiline, const char *text, size_t octets);

/* Sends a string and CRLF. */
void multiline_write_line(struct multiline *multiline, const char *text);

/*
 * Sends a whole line that the server itself has made: with its CRLF, and without a dot at its
 * start. The line before it must be complete. This takes less time, for replies with a line for
 * each of many messages.
 */
void multiline_write_own_line(struct multiline *multiline, const char *line, size_t octets);

/* Ends the reply: ends the last line if it has no CRLF, and sends the line with the dot. */
void multiline_end(struct multiline *multiline);

/* TOP shows the header of a message, the blank line, and a number of lines of the body. */
struct top {
	bool in_body;
	bool line_start;
	bool after_cr;  /* the CR was the first octet of its line */
	uint64_t lines; /* lines of the body that are still to be shown */
};

void top_begin(struct top *top, uint64_t lines);

/* How many octets of the next piece to show. Fewer than octets: that was the end. */
size_t top_take(struct top *top, const char *text, size_t octets);

/*
 * The state of a message in mbox form. A line that starts with "From " after any number of '>'
 * gets one more '>', so that a reader can remove it again.
 */
struct mbox {
	size_t matched; /* octets of "From ", held back */
	bool quoting;   /* at the start of a line, after any number of '>' */
};

/* Sends the "From " line before a message. arrived: seconds since 1970. */
void mbox_begin(struct mbox *mbox, struct multiline *out, const char *reverse_path,
		int64_t arrived);

/* Sends text in mbox form. */
void mbox_write(struct mbox *mbox, struct multiline *out, const char *text, size_t octets);

/* Sends the octets that are held back, and the blank line after the message. */
void mbox_end(struct mbox *mbox, struct multiline *out);

#endif
