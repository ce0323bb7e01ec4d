/* One line at a time from the peer (RFC 5321 section 2.3.8, RFC 1939 section 3). */
#ifndef COMMON_WIRE_LINE_H
#define COMMON_WIRE_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/wire/conn.h"

enum line_status {
	LINE_OK,
	LINE_BARE_LF,   /* ended by LF alone, which the caller has not allowed */
	LINE_BAD_OCTET, /* holds a NUL or a CR */
	LINE_TOO_LONG,  /* does not fit the input buffer; it has been skipped to its end */
	LINE_NONE,      /* no further line; what had come of one is dropped */
};

/* A line without its end. text points into conn's buffer and holds until the next read. */
struct line {
	char *text;
	size_t octets;          /* of text, which has a NUL behind it */
	bool bare_lf;           /* ended by LF alone */
	enum conn_status input; /* why there is LINE_NONE */
};

/*
 * Reads the next line, waiting for it. Lines end in CRLF; with allow_lf also in LF alone. What
 * comes back as LINE_BARE_LF or LINE_BAD_OCTET has been taken off the input. A line that is too
 * long is skipped to its CRLF, with allow_lf to its LF, so that its tail is never taken for a
 * command.
 */
enum line_status line_read(struct conn *conn, bool allow_lf, struct line *line);

#endif
