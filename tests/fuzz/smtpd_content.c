/*
 * smtpd/content: a message is stored as the same octets however it is cut, and whether it comes
 * by DATA or in chunks, and its octets add up.
 */
#include "smtpd/content.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"

enum { MAX_OCTETS = 100000 }; /* a few more than the spool keeps in memory */

/* Reads what has been kept, behind a trace of our own, in pieces. */
static struct buf
read_back(struct content *content)
{
	struct buf stored = {.max = SIZE_MAX};
	char trace[] = "Trace: x\r\n";
	uint64_t octets;

	FUZZ_CHECK(buf_append_text(&content->trace, trace));
	octets = content_octets(content);
	content_rewind(content, 4);
	for (uint64_t left = octets - 4; left > 0;) {
		char piece[997];
		size_t n = left < sizeof(piece) ? (size_t)left : sizeof(piece);

		FUZZ_CHECK(content_read(content, piece, n));
		FUZZ_CHECK(buf_append(&stored, piece, n));
		left -= n;
	}
	FUZZ_SAME(stored.data, strlen(trace) - 4, trace + 4, strlen(trace) - 4);
	stored.octets -= strlen(trace) - 4;
	memmove(stored.data, stored.data + strlen(trace) - 4, stored.octets);
	return stored;
}

/* A piece as long as the wire's buffer at most. */
static size_t
next_piece(enum fuzz_cut cut, const struct fuzz_text *text, size_t done)
{
	size_t piece = fuzz_piece(cut, text, done);

	return piece < CONN_INPUT_OCTETS ? piece : CONN_INPUT_OCTETS;
}

static void
take_data(struct content *content, const struct fuzz_text *text, enum fuzz_cut cut)
{
	for (size_t done = 0; done < text->octets && !content_is_complete(content);) {
		size_t piece = next_piece(cut, text, done);
		size_t taken = content_take(content, text->data + done, piece);

		FUZZ_CHECK(taken == piece || content_is_complete(content));
		done += taken;
	}
}

static void
take_chunks(struct content *content, const struct fuzz_text *text, enum fuzz_cut cut)
{
	for (size_t done = 0; done < text->octets;) {
		size_t piece = next_piece(cut, text, done);

		content_take_chunk(content, text->data + done, piece);
		done += piece;
	}
	content_end_chunks(content);
}

/* What became of a message; the content still has to be freed. */
struct result {
	enum content_verdict verdict;
	struct buf stored; /* if it is good */
	uint64_t octets;
};

static struct result
run(struct content *content, const struct fuzz_text *text, enum fuzz_cut cut, bool chunks)
{
	struct result result = {.stored = {.max = 0}};

	content_init(content, "content.db", MAX_OCTETS, false);
	if (chunks)
		take_chunks(content, text, cut);
	else
		take_data(content, text, cut);
	result.verdict = content_verdict(content);
	result.octets = content->octets;
	if (result.verdict == CONTENT_GOOD && (chunks || content_is_complete(content)))
		result.stored = read_back(content);
	return result;
}

static void
check_same(const struct result *a, const struct result *b)
{
	FUZZ_CHECK(a->verdict == b->verdict);
	FUZZ_SAME(a->stored.data, a->stored.octets, b->stored.data, b->stored.octets);
	if (a->verdict == CONTENT_GOOD)
		FUZZ_CHECK(a->octets == b->octets);
}

/* In every cut; the result of the whole is to be freed. */
static struct result
run_all(const struct fuzz_text *text, bool chunks)
{
	struct content content;
	struct result whole = run(&content, text, FUZZ_WHOLE, chunks);

	content_free(&content);
	for (enum fuzz_cut cut = FUZZ_OCTETS; cut < FUZZ_CUTS; cut++) {
		struct result other = run(&content, text, cut, chunks);

		check_same(&whole, &other);
		content_free(&content);
		buf_free(&other.stored);
	}
	return whole;
}

/* The text as DATA wants it: in whole lines, with dots, and a dot at the end. */
static struct buf
stuff(const struct fuzz_text *text)
{
	struct buf out = {.max = SIZE_MAX};
	bool line_start = true;
	bool fine = true;

	for (size_t i = 0; i < text->octets; i++) {
		if (line_start && text->data[i] == '.')
			fine &= buf_append_text(&out, ".");
		fine &= buf_append(&out, &text->data[i], 1);
		line_start = text->data[i] == '\n' && i > 0 && text->data[i - 1] == '\r';
	}
	if (!line_start)
		fine &= buf_append_text(&out, "\r\n");
	FUZZ_CHECK(fine && buf_append_text(&out, ".\r\n"));
	return out;
}

/* Whether DATA takes the text too: chunks may have NUL, and CR by itself. */
static bool
is_for_data(const struct fuzz_text *text)
{
	for (size_t i = 0; i < text->octets; i++)
		if (text->data[i] == '\0' ||
		    (text->data[i] == '\r' && text->data[i + 1] != '\n'))
			return false;
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_text text = fuzz_expand(data, size);
	struct result chunks = run_all(&text, true);
	struct result raw = run_all(&text, false);

	if (chunks.verdict == CONTENT_GOOD && is_for_data(&text)) {
		struct buf stuffed = stuff(&text);
		const struct fuzz_text input = {stuffed.data, stuffed.octets};
		struct result result = run_all(&input, false);

		/* What chunks lack at the end is added, and not counted. */
		if (result.octets == chunks.octets + 2)
			result.octets -= 2;
		if (result.octets <= MAX_OCTETS && result.verdict != CONTENT_TOO_BIG)
			check_same(&result, &chunks);
		buf_free(&stuffed);
		buf_free(&result.stored);
	}
	buf_free(&raw.stored);
	buf_free(&chunks.stored);
	fuzz_text_free(&text);
	return 0;
}
