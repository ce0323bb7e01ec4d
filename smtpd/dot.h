/*
 * The dot machine: finds the end of the message after DATA and removes the dot-stuffing (RFC
 * 5321 section 4.5.2). Pure. The input may come in pieces of any size.
 *
 * If the DATA command ended in CRLF, only CRLF.CRLF ends the message. A bare CR, a bare LF or a
 * NUL makes it malformed: if we took a bare LF for a line end and the next server did not, a
 * second message could be smuggled in. If the command ended in a bare LF, as people and scripts
 * send it, lines end in LF or CRLF.
 */
#ifndef SMTPD_DOT_H
#define SMTPD_DOT_H

#include <stdbool.h>
#include <stddef.h>

enum dot_state {
	DOT_LINE_START,
	DOT_MIDDLE,   /* inside a line */
	DOT_AFTER_CR, /* the CR has been passed on */
	DOT_HELD,     /* after a dot at the start of a line, which has not been passed on */
	DOT_HELD_CR,  /* after that dot and a CR, which have not been passed on */
	DOT_END,      /* after the final dot and its line end */
};

struct dot {
	enum dot_state state;
	bool lf_ends_line;
	bool malformed;
};

/* A piece of the message. text points into the input. */
struct dot_piece {
	const char *text;
	size_t octets;
	bool crlf; /* a CRLF follows text */
};

/*
 * Takes some of the input, which has at least one octet. Returns how many octets were taken.
 * piece is the next part of the message, and may be empty. Must not be called in DOT_END.
 */
size_t dot_next(struct dot *dot, const char *input, size_t octets, struct dot_piece *piece);

#endif
