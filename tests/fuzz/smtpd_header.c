/* smtpd/header: what has been mended once needs no mending, and the rest is left alone. */
#include "smtpd/header.h"

#include <string.h>
#include <strings.h>

#include "tests/fuzz/fuzz.h"

static struct buf
scan(struct header *header, const struct fuzz_text *text, enum fuzz_cut cut)
{
	struct buf out = {.max = SIZE_MAX};

	header_init(header);
	for (size_t done = 0; done < text->octets;) {
		size_t piece = fuzz_piece(cut, text, done);
		size_t before = out.octets;

		FUZZ_CHECK(header_scan(header, text->data + done, piece, &out));
		FUZZ_CHECK(out.octets - before <= piece + HEADER_EXTRA_OCTETS);
		done += piece;
	}
	FUZZ_CHECK(header_end(header, &out));
	FUZZ_CHECK(strlen(header->subject) <= HEADER_SUBJECT_OCTETS);
	return out;
}

static void
check_facts(const struct header *a, const struct header *b)
{
	FUZZ_CHECK(a->has_from == b->has_from && a->has_date == b->has_date);
	FUZZ_CHECK(a->has_message_id == b->has_message_id);
	FUZZ_CHECK(a->has_subject == b->has_subject && a->received == b->received);
	FUZZ_CHECK(strcmp(a->subject, b->subject) == 0);
}

static bool
is_field(const char *line, const char *end)
{
	const char *next = line;

	while (next<end && * next> ' ' && *next < 0x7F && *next != ':')
		next++;
	if (next == line)
		return false;
	while (next < end && (*next == ' ' || *next == '\t'))
		next++;
	return next < end && *next == ':';
}

/* What has been mended is a header of fields alone, and ends in a blank line if more follows.
 */
static void
check_header(const struct buf *out)
{
	const char *end = out->octets > 0 ? out->data + out->octets : out->data;
	bool may_continue = false;

	for (const char *line = out->data; line < end;) {
		const char *lf = memchr(line, '\n', (size_t)(end - line));
		const char *line_end = lf ? lf : end;

		if (lf == line + 1 && *line == '\r')
			return;
		FUZZ_CHECK((may_continue && (*line == ' ' || *line == '\t')) ||
			   is_field(line, line_end));
		FUZZ_CHECK(strncasecmp(line, "Return-Path:", 12) != 0);
		may_continue = true;
		line = lf ? lf + 1 : end;
	}
}

static bool
has(const struct fuzz_text *text, const char *word)
{
	size_t octets = strlen(word);

	for (size_t i = 0; i + octets <= text->octets; i++)
		if (strncasecmp(text->data + i, word, octets) == 0)
			return true;
	return false;
}

/*
 * Whether there could be a Return-Path field or a byte order mark, without which nothing is
 * taken away, or a line of an mbox.
 */
static bool
may_change(const struct fuzz_text *text)
{
	return has(text, "Return-Path") || has(text, "From ") ||
	       (text->octets > 0 && text->data[0] == '\xEF');
}

/* With one CRLF more or none, somewhere, out is text. */
static void
check_addition(const struct fuzz_text *text, const struct buf *out)
{
	size_t same = 0;
	size_t more = out->octets - text->octets;

	FUZZ_CHECK(more == 0 || more == 2);
	while (same < text->octets && text->data[same] == out->data[same])
		same++;
	if (more == 0) {
		FUZZ_CHECK(same == text->octets);
		return;
	}
	/* The two may begin as what stands there does. */
	if (same > 0 && memcmp(out->data + same, "\r\n", 2) != 0)
		same--;
	FUZZ_SAME(out->data + same, 2, "\r\n", 2);
	FUZZ_SAME(out->data + same + 2, out->octets - same - 2, text->data + same,
		  text->octets - same);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_text text = fuzz_expand(data, size);
	struct header header;
	struct buf mended = scan(&header, &text, FUZZ_WHOLE);
	struct fuzz_text once = {.data = mended.data, .octets = mended.octets};

	for (enum fuzz_cut cut = FUZZ_WHOLE; cut < FUZZ_CUTS; cut++) {
		struct header other;
		struct buf out = scan(&other, &text, cut);

		FUZZ_SAME(out.data, out.octets, mended.data, mended.octets);
		check_facts(&other, &header);
		buf_free(&out);
		out = scan(&other, &once, cut);
		FUZZ_SAME(out.data, out.octets, mended.data, mended.octets);
		check_facts(&other, &header);
		buf_free(&out);
	}
	check_header(&mended);
	if (!may_change(&text))
		check_addition(&text, &mended);
	buf_free(&mended);
	fuzz_text_free(&text);
	return 0;
}
