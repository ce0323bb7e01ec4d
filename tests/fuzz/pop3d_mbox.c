/* pop3d/multiline, mbox: a reader finds the messages again, and in them what was sent. */
#include "pop3d/multiline.h"

#include <string.h>

#include "common/base/buf.h"
#include "tests/fuzz/fuzz.h"

enum { ARRIVED = 1000000000 };

static const struct fuzz_text nothing = {.data = NULL};

/* Two messages, the second one the same without its first line. The reply is to be freed. */
static struct buf
write_two(const struct fuzz_text *sender, const struct fuzz_text text[2], enum fuzz_cut cut)
{
	struct conn conn;
	struct multiline out;
	struct fuzz_text output;
	struct buf copy = {.max = SIZE_MAX};

	fuzz_wire(&conn, &nothing, FUZZ_WHOLE);
	multiline_begin(&out, &conn);
	for (size_t i = 0; i < 2; i++) {
		struct mbox mbox;

		mbox_begin(&mbox, &out, sender->data, ARRIVED);
		for (size_t done = 0; done < text[i].octets;) {
			size_t piece = fuzz_piece(cut, &text[i], done);

			mbox_write(&mbox, &out, text[i].data + done, piece);
			done += piece;
		}
		mbox_end(&mbox, &out);
	}
	multiline_end(&out);
	output = fuzz_wire_output(&conn);
	FUZZ_CHECK(buf_append(&copy, output.data, output.octets));
	return copy;
}

static bool
begins(const char *at, const char *end, const char *with)
{
	size_t octets = strlen(with);

	return (size_t)(end - at) >= octets && memcmp(at, with, octets) == 0;
}

/* Whether a line of a message has a '>' that the writer put there. */
static bool
is_quoted(const char *line, const char *end)
{
	const char *next = line;

	while (next < end && *next == '>')
		next++;
	return next > line && begins(next, end, "From ");
}

/*
 * Reads the message at *next, behind its "From " line, up to the next such line or the final
 * dot. Takes off dots and quotes.
 */
static struct buf
read_message(const char **next, const char *end)
{
	struct buf message = {.max = SIZE_MAX};

	while (!begins(*next, end, "From ") && !begins(*next, end, ".\r\n")) {
		const char *line = *next;
		const char *lf = memchr(line, '\n', (size_t)(end - line));

		FUZZ_CHECK(lf);
		if (*line == '.' || is_quoted(line, end))
			line++;
		FUZZ_CHECK(buf_append(&message, line, (size_t)(lf + 1 - line)));
		*next = lf + 1;
	}
	return message;
}

/* A message ends in CRLF, and a blank line is behind it. */
static void
check_message(const struct buf *read, const struct fuzz_text *text)
{
	bool ends = text->octets >= 2 && memcmp(text->data + text->octets - 2, "\r\n", 2) == 0;
	/* An empty message stands between two line ends that there are anyway. */
	size_t added = ends || text->octets == 0 ? 2 : 4;

	FUZZ_CHECK(read->octets == text->octets + added);
	FUZZ_SAME(read->data, text->octets, text->data, text->octets);
	FUZZ_SAME(read->data + text->octets, added, "\r\n\r\n", added);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_text sender = fuzz_take_line(&data, &size);
	struct fuzz_text text[2];
	struct buf whole;
	const char *next;
	const char *end;

	/* A path holds no control characters. */
	for (size_t i = 0; i < sender.octets; i++)
		if ((unsigned char)sender.data[i] < ' ')
			sender.data[i] = ' ';
	text[0] = fuzz_expand(data, size);
	fuzz_text_free(&sender);
	sender = fuzz_take_line(&data, &size);
	for (size_t i = 0; i < sender.octets; i++)
		if ((unsigned char)sender.data[i] < ' ')
			sender.data[i] = ' ';
	text[1] = fuzz_expand(data, size);
	whole = write_two(&sender, text, FUZZ_WHOLE);
	next = whole.data;
	end = whole.data + whole.octets;
	for (size_t i = 0; i < 2; i++) {
		struct buf read;

		FUZZ_CHECK(begins(next, end, "From "));
		next = (const char *)memchr(next, '\n', (size_t)(end - next)) + 1;
		read = read_message(&next, end);
		check_message(&read, &text[i]);
		buf_free(&read);
	}
	FUZZ_SAME(next, (size_t)(end - next), ".\r\n", 3);
	for (enum fuzz_cut cut = FUZZ_OCTETS; cut < FUZZ_CUTS; cut++) {
		struct buf other = write_two(&sender, text, cut);

		FUZZ_SAME(other.data, other.octets, whole.data, whole.octets);
		buf_free(&other);
	}
	buf_free(&whole);
	fuzz_text_free(&sender);
	fuzz_text_free(&text[0]);
	fuzz_text_free(&text[1]);
	return 0;
}
