/* smtpd/trace: whatever the peer calls itself, the fields are a header that needs no mending.
 */
#include "smtpd/trace.h"

#include <string.h>

#include "smtpd/header.h"
#include "tests/fuzz/fuzz.h"

/* Field by field, folded lines with their field. */
static unsigned
count_fields(const struct buf *fields)
{
	unsigned count = 0;
	const char *end = fields->data + fields->octets;

	for (const char *line = fields->data; line < end;) {
		const char *lf = memchr(line, '\n', (size_t)(end - line));

		FUZZ_CHECK(lf && lf > line && lf[-1] == '\r' && lf + 1 - line <= 1000);
		count += *line != '\t';
		line = lf + 1;
	}
	return count;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_text choice = fuzz_take_line(&data, &size);
	struct fuzz_text helo = fuzz_expand(data, size);
	unsigned chosen = choice.octets > 0 ? (unsigned char)choice.data[0] : 0;
	struct buf fields = {.max = TRACE_OCTETS};
	struct buf mended = {.max = SIZE_MAX};
	struct header header;
	struct trace trace = {
		.reverse_path = "a@b.example",
		.helo = helo.data,
		.peer = chosen & 1 ? "2001:db8::1" : "local",
		.hostname = "mail.example",
		.esmtp = chosen & 2,
		.lmtp = chosen & 4,
		.smtputf8 = chosen & 8,
		.tls = chosen & 16,
		.signed_in = chosen & 32,
		.id = "id.1",
		.recipient = chosen & 64 ? "c@d.example" : NULL,
		.add_from = chosen & 1,
		.add_date = chosen & 2,
		.add_message_id = chosen & 4,
	};

	helo.data[helo.octets < 500 ? helo.octets : 500] = '\0'; /* of a command line */
	FUZZ_CHECK(trace_fields(&fields, &trace));
	FUZZ_CHECK(count_fields(&fields) ==
		   2U + trace.add_from + trace.add_date + trace.add_message_id);
	header_init(&header);
	FUZZ_CHECK(header_scan(&header, fields.data, fields.octets, &mended));
	FUZZ_CHECK(header_end(&header, &mended));
	FUZZ_SAME(mended.data, mended.octets, fields.data + trace_return_path_octets(&fields),
		  fields.octets - trace_return_path_octets(&fields));
	FUZZ_CHECK(header.received == 1 && header.has_from == trace.add_from);
	FUZZ_CHECK(header.has_date == trace.add_date &&
		   header.has_message_id == trace.add_message_id);
	buf_free(&fields);
	buf_free(&mended);
	fuzz_text_free(&choice);
	fuzz_text_free(&helo);
	return 0;
}
