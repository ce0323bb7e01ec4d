/* smtpd/data: any cut gives the same message, and stuffed dots come off as they went on. */
#include "smtpd/dot.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/buf.h"
#include "tests/fuzz/fuzz.h"

struct result {
	struct buf message;
	size_t taken;
	bool ended;
	bool malformed;
};

static struct result
run(const struct fuzz_text *text, bool lf_ends_line, enum fuzz_cut cut)
{
	struct dot data = {.state = DOT_LINE_START, .lf_ends_line = lf_ends_line};
	struct result result = {.message = {.max = SIZE_MAX}};

	while (result.taken < text->octets && data.state != DOT_END) {
		size_t left = fuzz_piece(cut, text, result.taken);

		while (left > 0 && data.state != DOT_END) {
			struct dot_piece piece;
			const char *input = text->data + result.taken;
			size_t taken = dot_next(&data, input, left, &piece);

			FUZZ_CHECK(taken > 0 && taken <= left);
			FUZZ_CHECK(piece.text >= input &&
				   piece.text + piece.octets <= input + taken);
			FUZZ_CHECK(buf_append(&result.message, piece.text, piece.octets));
			if (piece.crlf)
				FUZZ_CHECK(buf_append_text(&result.message, "\r\n"));
			result.taken += taken;
			left -= taken;
		}
	}
	result.ended = data.state == DOT_END;
	result.malformed = data.malformed;
	return result;
}

/* Behind which octet the message ends, 0 if it does not; the plain way to look for it. */
static size_t
find_end(const struct fuzz_text *text, bool lf_ends_line)
{
	bool line_start = true;

	for (size_t i = 0; i < text->octets; i++) {
		const char *at = text->data + i;
		size_t left = text->octets - i;

		if (line_start && left >= 3 && memcmp(at, ".\r\n", 3) == 0)
			return i + 3;
		if (line_start && lf_ends_line && left >= 2 && memcmp(at, ".\n", 2) == 0)
			return i + 2;
		line_start = *at == '\n' && (lf_ends_line || (i > 0 && at[-1] == '\r'));
	}
	return 0;
}

/* Whether a NUL, a CR without LF or, where that is not allowed, a LF without CR is there. */
static bool
find_fault(const char *text, size_t octets, bool lf_ends_line)
{
	for (size_t i = 0; i < octets; i++) {
		if (text[i] == '\0' ||
		    (text[i] == '\r' && (i + 1 == octets || text[i + 1] != '\n')))
			return true;
		if (text[i] == '\n' && !lf_ends_line && (i == 0 || text[i - 1] != '\r'))
			return true;
	}
	return false;
}

static void
check_cuts(const struct fuzz_text *text, bool lf_ends_line)
{
	struct result whole = run(text, lf_ends_line, FUZZ_WHOLE);
	size_t end = find_end(text, lf_ends_line);

	FUZZ_CHECK(whole.ended == (end > 0));
	FUZZ_CHECK(whole.taken == (end > 0 ? end : text->octets));
	if (whole.ended)
		FUZZ_CHECK(whole.malformed == find_fault(text->data, end, lf_ends_line));
	for (enum fuzz_cut cut = FUZZ_OCTETS; cut < FUZZ_CUTS; cut++) {
		struct result other = run(text, lf_ends_line, cut);

		FUZZ_CHECK(other.taken == whole.taken && other.ended == whole.ended);
		FUZZ_CHECK(other.malformed == whole.malformed);
		FUZZ_SAME(other.message.data, other.message.octets, whole.message.data,
			  whole.message.octets);
		buf_free(&other.message);
	}
	buf_free(&whole.message);
}

/* Sends text as a client does, its lines ending as they do or all in LF, and compares. */
static void
check_stuffing(const struct fuzz_text *text, bool lf_ends_line)
{
	struct buf stuffed = {.max = SIZE_MAX};
	struct buf sent = {.max = SIZE_MAX};
	struct fuzz_text input;
	struct result result;
	bool line_start = true;
	bool fine = true;

	for (size_t i = 0; i < text->octets; i++) {
		char c = text->data[i];

		if (c == '\r' || c == '\0')
			continue;
		if (line_start && c == '.')
			fine &= buf_append_text(&stuffed, ".");
		if (c == '\n')
			fine &= buf_append_text(&sent, "\r");
		if (c == '\n' && !lf_ends_line)
			fine &= buf_append_text(&stuffed, "\r");
		fine &= buf_append(&stuffed, &c, 1) && buf_append(&sent, &c, 1);
		line_start = c == '\n';
	}
	if (!line_start)
		fine &= buf_append_text(&stuffed, "\r\n") && buf_append_text(&sent, "\r\n");
	FUZZ_CHECK(fine && buf_append_text(&stuffed, lf_ends_line ? ".\n" : ".\r\n"));
	input = (struct fuzz_text){.data = stuffed.data, .octets = stuffed.octets};
	result = run(&input, lf_ends_line, FUZZ_PIECES);
	FUZZ_CHECK(result.ended && !result.malformed && result.taken == input.octets);
	FUZZ_SAME(result.message.data, result.message.octets, sent.data, sent.octets);
	buf_free(&result.message);
	buf_free(&stuffed);
	buf_free(&sent);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_text text = fuzz_expand(data, size);

	for (int lf_ends_line = 0; lf_ends_line < 2; lf_ends_line++) {
		check_cuts(&text, lf_ends_line);
		check_stuffing(&text, lf_ends_line);
	}
	fuzz_text_free(&text);
	return 0;
}
