/* Reads one line at a time from the peer (RFC 5321 section 2.3.8, RFC 1939 section 3). */
#ifndef COMMON_WIRE_LINE_H
#define COMMON_WIRE_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/wire/conn.h"

enum line_status {
	LINE_OK,
	LINE_BARE_LF,   /* ended by LF alone, without allow_lf */
	LINE_BAD_OCTET, /* contains a NUL or a CR */
	LINE_TOO_LONG,  /* longer than the input buffer; it has been skipped */
	LINE_NONE,      /* there is no further line; an incomplete one is dropped */
};

/* A line without its line end. text points into conn's buffer, and is valid until the next
 * read. */
struct line {
	char *text;
	size_t octets;          /* of text; a NUL follows them */
	bool bare_lf;           /* ended by LF alone */
	enum conn_status input; /* the reason of LINE_NONE */
};

/*
 * Waits for the next line and reads it. Lines end in CRLF; with allow_lf, also in LF alone.
 * Lines with LINE_BARE_LF and LINE_BAD_OCTET are consumed, too. A line that is too long is
 * skipped up to its CRLF (with allow_lf: its LF), so that its tail cannot become a command.
 */
enum line_status line_read(struct conn *conn, bool allow_lf, struct line *line);

#endif
