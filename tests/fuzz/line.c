/* common/line: any cut gives the lines that a look at the whole input gives. */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "common/wire/line.h"

/* What the header says of the next line of text, which begins at *at. */
static enum line_status
expect(const struct fuzz_text *text, size_t *at, bool allow_lf, struct line *line)
{
	char *start = text->data + *at;
	size_t left = text->octets - *at;
	char *lf = memchr(start, '\n', left);
	size_t octets = lf ? (size_t)(lf - start) : left;

	if (octets >= CONN_INPUT_OCTETS) {
		/* Its end is a CRLF, which may be behind several bare LF. */
		while (lf && !allow_lf && lf[-1] != '\r')
			lf = memchr(lf + 1, '\n', (size_t)(start + left - lf - 1));
		*at = lf ? (size_t)(lf - text->data) + 1 : text->octets;
		return lf ? LINE_TOO_LONG : LINE_NONE;
	}
	if (!lf)
		return LINE_NONE;
	*at += octets + 1;
	line->text = start;
	line->bare_lf = octets == 0 || start[octets - 1] != '\r';
	line->octets = line->bare_lf ? octets : octets - 1;
	if (line->bare_lf && !allow_lf)
		return LINE_BARE_LF;
	if (memchr(start, '\r', line->octets) || memchr(start, '\0', line->octets))
		return LINE_BAD_OCTET;
	return LINE_OK;
}

static void
check(const struct fuzz_text *text, bool allow_lf, enum fuzz_cut cut)
{
	struct conn conn;
	enum line_status status;
	size_t at = 0;

	fuzz_wire(&conn, text, cut);
	do {
		struct line line;
		struct line expected;

		status = line_read(&conn, allow_lf, &line);
		FUZZ_CHECK(status == expect(text, &at, allow_lf, &expected));
		if (status == LINE_NONE)
			FUZZ_CHECK(line.input == CONN_END);
		if (status == LINE_NONE || status == LINE_TOO_LONG)
			continue;
		FUZZ_CHECK(line.bare_lf == expected.bare_lf);
		FUZZ_SAME(line.text, line.octets, expected.text, expected.octets);
		FUZZ_CHECK(line.text[line.octets] == '\0');
		conn_wipe(&conn); /* of what has been consumed, and nothing else */
	} while (status != LINE_NONE);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_text text = fuzz_expand(data, size);

	for (enum fuzz_cut cut = FUZZ_WHOLE; cut < FUZZ_CUTS; cut++) {
		check(&text, false, cut);
		check(&text, true, cut);
	}
	fuzz_text_free(&text);
	return 0;
}
