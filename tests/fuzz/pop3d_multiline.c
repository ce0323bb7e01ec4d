/* pop3d/multiline: with the dots taken off, a client has what was sent, however it was cut. */
#include "pop3d/multiline.h"

#include <string.h>

#include "common/base/buf.h"
#include "tests/fuzz/fuzz.h"

static const struct fuzz_text nothing = {.data = NULL};

/* The reply, in a copy to be freed. */
static struct buf
write_all(const struct fuzz_text *text, enum fuzz_cut cut)
{
	struct conn conn;
	struct multiline multiline;
	struct fuzz_text output;
	struct buf copy = {.max = SIZE_MAX};

	fuzz_wire(&conn, &nothing, FUZZ_WHOLE);
	multiline_begin(&multiline, &conn);
	for (size_t done = 0; done < text->octets;) {
		size_t piece = fuzz_piece(cut, text, done);

		multiline_write(&multiline, text->data + done, piece);
		done += piece;
	}
	multiline_end(&multiline);
	output = fuzz_wire_output(&conn);
	FUZZ_CHECK(buf_append(&copy, output.data, output.octets));
	return copy;
}

/*
 * Reads a reply as a client does whose lines end in LF, with or without a CR. Returns what it
 * has read to the line with only a dot, which must be where the reply ends.
 */
static struct buf
unstuff(const struct buf *reply)
{
	struct buf message = {.max = SIZE_MAX};
	const char *next = reply->data;
	const char *end = reply->data + reply->octets;

	for (;;) {
		const char *lf = memchr(next, '\n', (size_t)(end - next));
		size_t octets;

		FUZZ_CHECK(lf);
		octets = (size_t)(lf + 1 - next);
		if ((octets == 3 && memcmp(next, ".\r\n", 3) == 0) ||
		    (octets == 2 && memcmp(next, ".\n", 2) == 0))
			break;
		FUZZ_CHECK(buf_append(&message, *next == '.' ? next + 1 : next,
				      *next == '.' ? octets - 1 : octets));
		next = lf + 1;
	}
	FUZZ_SAME(next, (size_t)(end - next), ".\r\n", 3);
	return message;
}

/* The octets of the header, the blank line and so many lines of the body. */
static size_t
expect_top(const struct fuzz_text *text, uint64_t lines)
{
	bool in_body = false;
	size_t at = 0;

	while (at < text->octets && !(in_body && lines == 0)) {
		const char *line = text->data + at;
		const char *lf = memchr(line, '\n', text->octets - at);

		if (!lf)
			return text->octets;
		at += (size_t)(lf + 1 - line);
		if (in_body)
			lines--;
		else
			in_body = lf == line || (lf == line + 1 && *line == '\r');
	}
	return at;
}

static size_t
take_top(const struct fuzz_text *text, uint64_t lines, enum fuzz_cut cut)
{
	struct top top;
	size_t done = 0;

	top_begin(&top, lines);
	while (done < text->octets) {
		size_t piece = fuzz_piece(cut, text, done);
		size_t taken = top_take(&top, text->data + done, piece);

		done += taken;
		if (taken < piece)
			break;
	}
	return done;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_text text = fuzz_expand(data, size);
	struct buf whole = write_all(&text, FUZZ_WHOLE);
	struct buf read = unstuff(&whole);

	FUZZ_CHECK(read.octets == text.octets || read.octets == text.octets + 2);
	FUZZ_SAME(read.data, text.octets, text.data, text.octets);
	if (read.octets > text.octets)
		FUZZ_SAME(read.data + text.octets, 2, "\r\n", 2);
	for (enum fuzz_cut cut = FUZZ_WHOLE; cut < FUZZ_CUTS; cut++) {
		struct buf other = write_all(&text, cut);

		FUZZ_SAME(other.data, other.octets, whole.data, whole.octets);
		for (uint64_t lines = 0; lines < 3; lines++)
			FUZZ_CHECK(take_top(&text, lines, cut) == expect_top(&text, lines));
		buf_free(&other);
	}
	buf_free(&whole);
	buf_free(&read);
	fuzz_text_free(&text);
	return 0;
}
