/*
 * The dot machine: finds the end of the message after DATA and takes the dot-stuffing off
 * (RFC 5321 section 4.5.2). Pure; the input may come in pieces of any size.
 *
 * After a DATA command that ended in CRLF only CRLF.CRLF ends the message, and a CR or LF by
 * itself, or a NUL, makes it malformed: what is a line end to us and not to the next program
 * could smuggle a second message in. After a command that ended in LF alone, which only people
 * and scripts send, a line ends in LF or CRLF.
 */
#ifndef SMTPD_DOT_H
#define SMTPD_DOT_H

#include <stdbool.h>
#include <stddef.h>

enum dot_state {
	DOT_LINE_START,
	DOT_MIDDLE,   /* of a line */
	DOT_AFTER_CR, /* which has been handed on already */
	DOT_HELD,     /* at the start of a line; held back, and dropped if anything follows */
	DOT_HELD_CR,  /* both held back */
	DOT_END,
};

struct dot {
	enum dot_state state;
	bool lf_ends_line;
	bool malformed;
};

/* Octets of the message, in the input's own memory. */
struct dot_piece {
	const char *text;
	size_t octets;
	bool crlf; /* and CRLF behind them */
};

/*
 * Takes some of the input: octets of it, at least one. Returns how many were taken, and in
 * piece the next octets of the message, maybe none. Not to be called in DOT_END, which is
 * reached with the LF behind the final dot.
 */
size_t dot_next(struct dot *dot, const char *input, size_t octets, struct dot_piece *piece);

#endif
