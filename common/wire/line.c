#include "common/wire/line.h"

#include <string.h>

/* Skips the rest of a line that is too long, with its line end, and overwrites it. */
static enum line_status
skip_line(struct conn *conn, bool allow_lf, struct line *line)
{
	bool after_cr = false;

	for (;;) {
		size_t octets;
		const char *input = conn_input(conn, &octets);

		for (size_t i = 0; i < octets; i++) {
			if (input[i] == '\n' && (after_cr || allow_lf)) {
				conn_consume(conn, i + 1);
				return LINE_TOO_LONG;
			}
			after_cr = input[i] == '\r';
		}
		conn_consume(conn, octets);
		conn_wipe(conn);
		line->input = conn_fill(conn);
		if (line->input != CONN_OK)
			return LINE_NONE;
	}
}

/* Consumes the line whose LF is at text[octets]. */
static enum line_status
take_line(struct conn *conn, bool allow_lf, char *text, size_t octets, struct line *line)
{
	conn_consume(conn, octets + 1);
	line->text = text;
	line->bare_lf = octets == 0 || text[octets - 1] != '\r';
	line->octets = line->bare_lf ? octets : octets - 1;
	text[line->octets] = '\0';
	if (line->bare_lf && !allow_lf)
		return LINE_BARE_LF;
	if (memchr(text, '\0', line->octets) || memchr(text, '\r', line->octets))
		return LINE_BAD_OCTET;
	return LINE_OK;
}

enum line_status
line_read(struct conn *conn, bool allow_lf, struct line *line)
{
	size_t searched = 0;

	for (;;) {
		size_t octets;
		char *input = conn_input(conn, &octets);
		char *lf = memchr(input + searched, '\n', octets - searched);

		if (lf)
			return take_line(conn, allow_lf, input, (size_t)(lf - input), line);
		if (conn_input_full(conn))
			return skip_line(conn, allow_lf, line);
		searched = octets;
		line->input = conn_fill(conn);
		if (line->input != CONN_OK)
			return LINE_NONE;
	}
}
