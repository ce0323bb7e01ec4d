/*
 * Multi-line replies: dot-stuffing (RFC 1939 section 3), what TOP shows of a message, and the
 * mbox form (RFC 4155) of the terminal dialect. A message may come in pieces of any size.
 */
#ifndef POP3D_MULTILINE_H
#define POP3D_MULTILINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/wire/conn.h"

/*
 * Where the reply is. A line begins behind any LF, not only behind CRLF: a client that ends
 * lines at LF would else take a dot there for the end, and what follows for replies of the
 * server.
 */
struct multiline {
	struct conn *conn;
	bool after_cr;   /* the last octet was a CR */
	bool line_start; /* the last octet was a LF, or there is none yet */
	bool complete;   /* the last two were CRLF, or there is none yet */
};

/* Begins the lines that follow a reply. */
void multiline_begin(struct multiline *multiline, struct conn *conn);

/* Sends octets of text, with a dot before each line that begins with one. */
void multiline_write(struct multiline *multiline, const char *text, size_t octets);

/* Sends a string and CRLF. */
void multiline_write_line(struct multiline *multiline, const char *text);

/* Ends the reply: the last line, if it has no CRLF, and the line with only a dot. */
void multiline_end(struct multiline *multiline);

/* How much of a message TOP shows: the header, the blank line, and so many lines. */
struct top {
	bool in_body;
	bool line_start;
	bool after_cr;  /* the CR was the first octet of its line */
	uint64_t lines; /* of the body, left */
};

void top_begin(struct top *top, uint64_t lines);

/* How many octets of the next piece to show: fewer than there are when all has been shown. */
size_t top_take(struct top *top, const char *text, size_t octets);

/*
 * Where in a line the mbox form is: a line ">From " gets one more '>', however many it has, so
 * that a reader can take it off again.
 */
struct mbox {
	size_t matched; /* octets of "From ", held back */
	bool quoting;   /* only '>' so far in this line */
};

/* Sends the line before a message; arrived is in seconds since 1970. */
void mbox_begin(struct mbox *mbox, struct multiline *out, const char *reverse_path,
		int64_t arrived);

void mbox_write(struct mbox *mbox, struct multiline *out, const char *text, size_t octets);

/* Sends what is held back, and the blank line behind a message. */
void mbox_end(struct mbox *mbox, struct multiline *out);

#endif
