/*
 * The dot machine: finds the end of the message after DATA and takes the dot-stuffing off
 * (RFC 5321 section 4.5.2). Pure; the input may come in pieces of any size.
 *
 * After a DATA command that ended in CRLF only CRLF.CRLF ends the message, and a CR or LF by
 * itself, or a NUL, makes it malformed: what is a line end to us and not to the next program
 * could smuggle a second message in. After a command that ended in LF alone, which only people
 * and scripts send, a line ends in LF or CRLF.
 */
#ifndef SMTPD_DATA_H
#define SMTPD_DATA_H

#include <stdbool.h>
#include <stddef.h>

enum data_state {
	DATA_LINE_START,
	DATA_MIDDLE,   /* of a line */
	DATA_AFTER_CR, /* which has been handed on already */
	DATA_DOT,      /* at the start of a line; held back, and dropped if anything follows */
	DATA_DOT_CR,   /* both held back */
	DATA_END,
};

struct data {
	enum data_state state;
	bool lf_ends_line;
	bool malformed;
};

/* Octets of the message, in the input's own memory. */
struct data_piece {
	const char *text;
	size_t octets;
	bool crlf; /* and CRLF behind them */
};

/*
 * Takes some of the input: octets of it, at least one. Returns how many were taken, and in
 * piece the next octets of the message, maybe none. Not to be called in DATA_END, which is
 * reached with the LF behind the final dot.
 */
size_t data_next(struct data *data, const char *input, size_t octets, struct data_piece *piece);

#endif
