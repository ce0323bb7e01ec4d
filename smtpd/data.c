#include "smtpd/data.h"

#include <string.h>

/*
 * Goes on in the middle of a line, to its end or to the input's. Returns where it stopped. A
 * line that ends in LF alone, where that is allowed, stops before the LF.
 */
static const char *
scan_line(struct data *data, const char *next, const char *end)
{
	const char *lf = memchr(next, '\n', (size_t)(end - next));
	const char *stop = lf ? lf : end;
	const char *cr = memchr(next, '\r', (size_t)(stop - next));

	if (memchr(next, '\0', (size_t)((cr ? cr : stop) - next)))
		data->malformed = true;
	if (cr) {
		data->state = DATA_AFTER_CR;
		return cr + 1;
	}
	if (lf && data->lf_ends_line)
		return lf;
	if (lf) {
		data->malformed = true;
		return lf + 1;
	}
	return end;
}

/* An octet that follows a CR in the message. */
static void
after_cr(struct data *data, char octet)
{
	data->state = octet == '\n' ? DATA_LINE_START : DATA_MIDDLE;
	if (octet != '\n')
		data->malformed = true;
}

/* An octet that follows a dot at the start of a line, or that dot and a CR. */
static bool
ends_message(const struct data *data, char octet)
{
	return octet == '\n' && (data->state == DATA_DOT_CR || data->lf_ends_line);
}

/*
 * Decides what becomes of a held-back dot. Returns the octets taken: the dot goes, what follows
 * it belongs to the message and is left for the next call.
 */
static size_t
after_dot(struct data *data, char octet)
{
	if (ends_message(data, octet)) {
		data->state = DATA_END;
		return 1;
	}
	if (data->state == DATA_DOT && octet == '\r') {
		data->state = DATA_DOT_CR;
		return 1;
	}
	if (data->state == DATA_DOT_CR)
		data->malformed = true;
	data->state = DATA_MIDDLE;
	return 0;
}

/* Takes as much as can be handed on in one piece: whole lines, up to a dot or a bare LF. */
static size_t
take_lines(struct data *data, const char *input, size_t octets, struct data_piece *piece)
{
	const char *end = input + octets;
	const char *next = input;

	while (next < end) {
		if (data->state == DATA_AFTER_CR) {
			after_cr(data, *next);
			if (data->state == DATA_LINE_START)
				next++;
			continue;
		}
		if (data->state == DATA_LINE_START && *next == '.')
			break;
		data->state = DATA_MIDDLE;
		next = scan_line(data, next, end);
		if (next < end && data->state == DATA_MIDDLE && data->lf_ends_line) {
			data->state = DATA_LINE_START;
			piece->crlf = true;
			break;
		}
	}
	piece->text = input;
	piece->octets = (size_t)(next - input);
	return piece->octets + (piece->crlf ? 1 : 0);
}

size_t
data_next(struct data *data, const char *input, size_t octets, struct data_piece *piece)
{
	size_t taken = 0;

	*piece = (struct data_piece){.text = input};
	if (data->state == DATA_LINE_START && input[0] == '.') {
		data->state = DATA_DOT;
		return 1;
	}
	if (data->state == DATA_DOT || data->state == DATA_DOT_CR)
		taken = after_dot(data, input[0]);
	return taken > 0 ? taken : take_lines(data, input, octets, piece);
}
