/* common/reply: whatever stands in an argument, a reply's lines are whole, short and printable.
 */
#include "common/wire/reply.h"

#include <string.h>

#include "common/base/array.h"
#include "tests/fuzz/fuzz.h"

enum { ARGUMENTS = 2 };

static size_t
count(const char *text, const char *what)
{
	size_t times = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		times++;
	return times;
}

/* Checks the line at *next, which is the last one of the reply or not, and moves behind it. */
static void
check_line(const char **next, const char *end, const struct reply *reply, bool last)
{
	const char *line = *next;
	const char *lf = memchr(line, '\n', (size_t)(end - line));
	size_t status = strlen(reply->code);

	FUZZ_CHECK(lf && lf + 1 - line <= REPLY_LINE_MAX && lf > line && lf[-1] == '\r');
	for (const char *c = line; c < lf - 1; c++)
		FUZZ_CHECK(*c >= 0x20 && *c <= 0x7E);
	FUZZ_CHECK(strncmp(line, reply->code, status) == 0);
	FUZZ_CHECK(line[status] == (last ? ' ' : '-'));
	*next = lf + 1;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const texts[] = {
		"{}", "{} and {}", "first {}\nsecond {}", "{}\n{}\n", "none", "{}{}",
	};
	struct fuzz_text choice = fuzz_take_line(&data, &size);
	struct fuzz_text first = fuzz_take_line(&data, &size);
	struct fuzz_text second = fuzz_expand(data, size);
	const char *arguments[ARGUMENTS] = {first.data, second.data};
	unsigned chosen = choice.octets > 0 ? (unsigned char)choice.data[0] : 0;
	const char *text = texts[chosen % COUNT(texts)];
	const struct reply reply = {"250", chosen & 0x40 ? "2.0.0" : NULL, text};
	bool more = chosen & 0x20;
	struct fuzz_text nothing = {.data = NULL};
	struct fuzz_text output;
	struct conn conn;
	const char *next;

	fuzz_wire(&conn, &nothing, FUZZ_WHOLE);
	reply_write(&conn, &reply, arguments, more);
	output = fuzz_wire_output(&conn);
	next = output.data;
	for (size_t lines = count(text, "\n") + 1; lines > 0; lines--)
		check_line(&next, output.data + output.octets, &reply, lines == 1 && !more);
	FUZZ_CHECK(next == output.data + output.octets);
	fuzz_text_free(&choice);
	fuzz_text_free(&first);
	fuzz_text_free(&second);
	return 0;
}
