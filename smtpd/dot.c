#include "smtpd/dot.h"

#include <string.h>

/*
 * Scans from inside a line to the end of the line or of the input, and returns where it
 * stopped. With lf_ends_line, it stops before a bare LF.
 */
static const char *
scan_line(struct dot *dot, const char *next, const char *end)
{
	const char *lf = memchr(next, '\n', (size_t)(end - next));
	const char *stop = lf ? lf : end;
	const char *cr = memchr(next, '\r', (size_t)(stop - next));

	if (memchr(next, '\0', (size_t)((cr ? cr : stop) - next)))
		dot->malformed = true;
	if (cr) {
		dot->state = DOT_AFTER_CR;
		return cr + 1;
	}
	if (lf && dot->lf_ends_line)
		return lf;
	if (lf) {
		dot->malformed = true;
		return lf + 1;
	}
	return end;
}

/* An octet that follows a CR in the message. */
static void
after_cr(struct dot *dot, char octet)
{
	dot->state = octet == '\n' ? DOT_LINE_START : DOT_MIDDLE;
	if (octet != '\n')
		dot->malformed = true;
}

/* An octet that follows a dot at the start of a line, or that dot and a CR. */
static bool
ends_message(const struct dot *dot, char octet)
{
	return octet == '\n' && (dot->state == DOT_HELD_CR || dot->lf_ends_line);
}

/*
 * Looks at the octet after a held-back dot, or after that dot and a CR. Returns 1 if the octet
 * has been taken. Returns 0 if the dot was dot-stuffing: it is dropped, and the octet belongs
 * to the message.
 */
static size_t
after_dot(struct dot *dot, char octet)
{
	if (ends_message(dot, octet)) {
		dot->state = DOT_END;
		return 1;
	}
	if (dot->state == DOT_HELD && octet == '\r') {
		dot->state = DOT_HELD_CR;
		return 1;
	}
	if (dot->state == DOT_HELD_CR)
		dot->malformed = true;
	dot->state = DOT_MIDDLE;
	return 0;
}

/* Takes as much as one piece can hold: up to a dot at a line start, or a bare LF. */
static size_t
take_lines(struct dot *dot, const char *input, size_t octets, struct dot_piece *piece)
{
	const char *end = input + octets;
	const char *next = input;

	while (next < end) {
		if (dot->state == DOT_AFTER_CR) {
			after_cr(dot, *next);
			if (dot->state == DOT_LINE_START)
				next++;
			continue;
		}
		if (dot->state == DOT_LINE_START && *next == '.')
			break;
		dot->state = DOT_MIDDLE;
		next = scan_line(dot, next, end);
		if (next < end && dot->state == DOT_MIDDLE && dot->lf_ends_line) {
			dot->state = DOT_LINE_START;
			piece->crlf = true;
			break;
		}
	}
	piece->text = input;
	piece->octets = (size_t)(next - input);
	return piece->octets + (piece->crlf ? 1 : 0);
}

size_t
dot_next(struct dot *dot, const char *input, size_t octets, struct dot_piece *piece)
{
	size_t taken = 0;

	*piece = (struct dot_piece){.text = input};
	if (dot->state == DOT_LINE_START && input[0] == '.') {
		dot->state = DOT_HELD;
		return 1;
	}
	if (dot->state == DOT_HELD || dot->state == DOT_HELD_CR)
		taken = after_dot(dot, input[0]);
	return taken > 0 ? taken : take_lines(dot, input, octets, piece);
}
