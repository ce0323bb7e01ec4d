/* Tests of smtpd/content: all that a message passes through on its way in, put together. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <sys/resource.h>

#include "common/wire/conn.h"
#include "smtpd/content.h"

enum { LIMIT = 1000000 };

/*
 * Gives an input, cut in one way, but never more at once than the wire's buffer holds. Returns
 * the octets that were taken.
 */
static size_t
take(struct content *content, const char *input, struct unit_cut *cut)
{
	size_t given = 0;
	size_t taken = 0;

	while (taken < cut->octets && !content_is_complete(content)) {
		size_t piece = unit_cut_piece(cut, given);
		size_t n;

		if (piece > CONN_INPUT_OCTETS)
			piece = CONN_INPUT_OCTETS;
		given += piece;
		n = content_take(content, input + taken, piece);
		taken += n;
		if (n < piece)
			assert_true(content_is_complete(content));
	}
	return taken;
}

/* All that content_read() gives, in pieces of so many octets; freed by the caller. */
static char *
read_back(struct content *content, size_t piece)
{
	size_t octets = (size_t)content_octets(content);
	char *data = malloc(octets + 1);

	assert_non_null(data);
	for (size_t done = 0; done < octets; done += piece) {
		size_t left = octets - done;

		assert_true(content_read(content, data + done, left < piece ? left : piece));
	}
	return data;
}

struct content_case {
	const char *name;
	bool lf_ends_line;
	const char *input;
	size_t octets;
	enum content_verdict verdict;
	const char *stored;
	size_t left; /* octets behind the end of the message */
};

static void
run_cut(const struct content_case *expected, struct unit_cut *cut, uint64_t max_octets)
{
	struct content content;
	char *data;

	content_init(&content, "mail.db", max_octets, expected->lf_ends_line);
	unit_expect_number(expected->name, cut, (int64_t)take(&content, expected->input, cut),
			   (int64_t)(expected->octets - expected->left));
	assert_true(content_is_complete(&content));
	unit_expect_number(expected->name, cut, content_verdict(&content), expected->verdict);
	if (expected->verdict == CONTENT_GOOD) {
		assert_true(buf_append_text(&content.trace, "Trace: here\r\n"));
		data = read_back(&content, 1 + cut->number % 50);
		unit_expect(expected->name, cut, data, (size_t)content_octets(&content),
			    expected->stored, strlen(expected->stored));
		free(data);
	}
	content_free(&content);
}

static void
run_cases(const struct content_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (struct unit_cut cut = {.octets = cases[i].octets}; unit_cut_is_one(&cut);
		     unit_cut_next(&cut))
			run_cut(&cases[i], &cut, LIMIT);
}

static void
a_message_is_normalised(void **state)
{
	static const struct content_case cases[] = {
		{"good", false, OCTETS("X: y\r\n\r\nbody\r\n.\r\n"), CONTENT_GOOD,
		 "Trace: here\r\nX: y\r\n\r\nbody\r\n", 0},
		{"empty", false, OCTETS(".\r\nQUIT\r\n"), CONTENT_GOOD, "Trace: here\r\n", 6},
		{"all at once", false,
		 OCTETS("Return-Path: <a>\r\nSubject: b\r\n..c\r\n...\r\n.\r\nRSET\r\n"),
		 CONTENT_GOOD, "Trace: here\r\nSubject: b\r\n\r\n.c\r\n..\r\n", 6},
		{"dot in the header", false, OCTETS("X: y\r\n..\r\n.\r\n"), CONTENT_GOOD,
		 "Trace: here\r\nX: y\r\n\r\n.\r\n", 0},
		{"LF", true, OCTETS("X: y\nhello\n\n..\n.\nQUIT\n"), CONTENT_GOOD,
		 "Trace: here\r\nX: y\r\n\r\nhello\r\n\r\n.\r\n", 5},
		{"header only", false, OCTETS("X: y\r\n.\r\n"), CONTENT_GOOD,
		 "Trace: here\r\nX: y\r\n", 0},
		{"name only", false, OCTETS("hello\r\n.\r\n"), CONTENT_GOOD,
		 "Trace: here\r\n\r\nhello\r\n", 0},
		{"body only", false, OCTETS("\r\nhello\r\n.\r\n"), CONTENT_GOOD,
		 "Trace: here\r\n\r\nhello\r\n", 0},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
a_malformed_one_is_read_to_its_end(void **state)
{
	static const struct content_case cases[] = {
		{"bare LF", false, OCTETS("X: y\n.\nMAIL FROM:<a@b>\r\n.\r\nQUIT\r\n"),
		 CONTENT_MALFORMED, NULL, 6},
		{"bare CR", false, OCTETS("X: y\r.\r\r\n.\r\nQUIT\r\n"), CONTENT_MALFORMED,
		 NULL, 6},
		{"NUL", false, OCTETS("X: y\r\n\r\n\0\r\n.\r\n"), CONTENT_MALFORMED, NULL, 0},
		{"bare CR with LF", true, OCTETS("X: y\r.\n.\nQUIT\n"), CONTENT_MALFORMED, NULL,
		 5},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

/* The octets that count are those of the message, without dot-stuffing, and with line ends. */
static void
the_size_has_a_limit(void **state)
{
	static const struct content_case fits = {
		"fits",
		false,
		OCTETS("X: y\r\n\r\n..234567\r\n.\r\nQUIT\r\n"),
		CONTENT_GOOD,
		"Trace: here\r\nX: y\r\n\r\n.234567\r\n",
		6,
	};
	static const struct content_case too_big = {
		"too big",       false, OCTETS("X: y\r\n\r\n..2345678\r\n.\r\nQUIT\r\n"),
		CONTENT_TOO_BIG, NULL,  6,
	};
	static const struct content_case far_too_big = {
		"far too big",
		false,
		OCTETS("X: "
		       "y\r\n\r\n12345678\r\n12345678\r\n12345678\r\n12345678\r\n."
		       "\r\nQUIT\r\n"),
		CONTENT_TOO_BIG,
		NULL,
		6,
	};
	static const struct content_case with_lf = {
		"too big with LF", true, OCTETS("X: y\n\n1234567890\n.\nQUIT\n"),
		CONTENT_TOO_BIG,   NULL, 5,
	};
	static const struct content_case *const cases[] = {&fits, &too_big, &far_too_big,
							   &with_lf};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (struct unit_cut cut = {.octets = cases[i]->octets}; unit_cut_is_one(&cut);
		     unit_cut_next(&cut))
			run_cut(cases[i], &cut, 17);
}

static void
expect_received(unsigned fields, enum content_verdict verdict)
{
	char input[10000];
	size_t octets = 0;
	struct unit_cut cut = {.octets = 0};

	for (unsigned i = 0; i < fields; i++)
		octets +=
			(size_t)snprintf(input + octets, sizeof(input) - octets,
					 i % 2 ? "Received: a\r\n" : "RECEIVED : b\r\n c\r\n");
	octets += (size_t)snprintf(input + octets, sizeof(input) - octets,
				   "\r\nReceived: body\r\n.\r\n");
	cut.octets = octets;
	for (; cut.number < UNIT_IN_TWO; unit_cut_next(&cut)) {
		struct content content;

		content_init(&content, "mail.db", LIMIT, false);
		assert_int_equal(take(&content, input, &cut), octets);
		assert_int_equal(content_verdict(&content), verdict);
		content_free(&content);
	}
}

static void
a_loop_is_noticed(void **state)
{
	(void)state;
	expect_received(0, CONTENT_GOOD);
	expect_received(CONTENT_RECEIVED - 1, CONTENT_GOOD);
	expect_received(CONTENT_RECEIVED, CONTENT_LOOP);
	expect_received(CONTENT_RECEIVED + 1, CONTENT_LOOP);
	expect_received(3 * CONTENT_RECEIVED, CONTENT_LOOP);
}

/* What the header tells is there for the session. */
static void
the_header_can_be_asked(void **state)
{
	static const char input[] = "From: a\r\nSubject: one\r\n two\r\n\r\nDate: no\r\n.\r\n";
	struct unit_cut cut = {.octets = sizeof(input) - 1};
	struct content content;

	(void)state;
	content_init(&content, "mail.db", LIMIT, false);
	take(&content, input, &cut);
	assert_true(content.header.has_from);
	assert_false(content.header.has_date);
	assert_false(content.header.has_message_id);
	assert_string_equal(content.header.subject, "one two");
	content_free(&content);
}

/* --- chunks --- */

enum { TRACE_SIZE = 13 }; /* "Trace: here" and CRLF */

/* Gives a message in chunks, cut in one way. */
static void
take_chunks(struct content *content, const char *input, struct unit_cut *cut)
{
	for (size_t done = 0; done < cut->octets;) {
		size_t piece = unit_cut_piece(cut, done);

		if (piece > CONN_INPUT_OCTETS)
			piece = CONN_INPUT_OCTETS;
		content_take_chunk(content, input + done, piece);
		done += piece;
	}
	content_end_chunks(content);
}

struct chunk_case {
	const char *name;
	const char *input;
	size_t octets;
	enum content_verdict verdict;
	const char *stored;
	size_t stored_octets;
};

static void
run_chunks_cut(const struct chunk_case *expected, struct unit_cut *cut, uint64_t max_octets,
	       bool text_only)
{
	struct content content;
	char *data;

	content_init(&content, "mail.db", max_octets, cut->number % 2 == 0);
	content.text_only = text_only;
	take_chunks(&content, expected->input, cut);
	unit_expect_number(expected->name, cut, content_verdict(&content), expected->verdict);
	if (expected->verdict == CONTENT_GOOD) {
		unit_expect_number(expected->name, cut, (int64_t)content.octets,
				   (int64_t)expected->octets);
		assert_true(buf_append_text(&content.trace, "Trace: here\r\n"));
		data = read_back(&content, 1 + cut->number % 50);
		unit_expect(expected->name, cut, data + TRACE_SIZE,
			    (size_t)content_octets(&content) - TRACE_SIZE, expected->stored,
			    expected->stored_octets);
		free(data);
	}
	content_free(&content);
}

static void
run_chunks(const struct chunk_case *cases, size_t count, uint64_t max_octets)
{
	for (size_t i = 0; i < count; i++)
		for (struct unit_cut cut = {.octets = cases[i].octets}; unit_cut_is_one(&cut);
		     unit_cut_next(&cut))
			run_chunks_cut(&cases[i], &cut, max_octets, false);
}

static void
run_text_chunks(const struct chunk_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (struct unit_cut cut = {.octets = cases[i].octets}; unit_cut_is_one(&cut);
		     unit_cut_next(&cut))
			run_chunks_cut(&cases[i], &cut, LIMIT, true);
}

#define GOOD(name, input, stored)                                                              \
	{                                                                                      \
		name, OCTETS(input), CONTENT_GOOD, OCTETS(stored)                              \
	}
#define MALFORMED(name, input)                                                                 \
	{                                                                                      \
		name, OCTETS(input), CONTENT_MALFORMED, NULL, 0                                \
	}

static void
chunks_are_kept_as_they_are(void **state)
{
	static const struct chunk_case cases[] = {
		GOOD("good", "X: y\r\n\r\nbody\r\n", "X: y\r\n\r\nbody\r\n"),
		GOOD("nothing", "", ""),
		GOOD("dots", "X: y\r\n\r\n.\r\n..\r\n.a\r\n", "X: y\r\n\r\n.\r\n..\r\n.a\r\n"),
		GOOD("NUL", "X: y\0z\r\n\r\n\0\0\r\n\0\r\n", "X: y\0z\r\n\r\n\0\0\r\n\0\r\n"),
		GOOD("CR", "X: y\r\n\r\na\rb\r\r\n\r.\r\n", "X: y\r\n\r\na\rb\r\r\n\r.\r\n"),
		GOOD("8 bits", "X: \xff\r\n\r\n\x80\xff\r\n", "X: \xff\r\n\r\n\x80\xff\r\n"),
		GOOD("blank line", "\r\n", "\r\n"),
		GOOD("header only", "X: y\r\n", "X: y\r\n"),
	};

	(void)state;
	run_chunks(cases, COUNT(cases), LIMIT);
}

static void
the_header_of_chunks_is_mended(void **state)
{
	static const struct chunk_case cases[] = {
		GOOD("Return-Path", "Return-Path: <a>\r\n b\r\nX: y\r\n\r\nz\r\n",
		     "X: y\r\n\r\nz\r\n"),
		GOOD("no blank line", "X: y\r\nhello\r\n", "X: y\r\n\r\nhello\r\n"),
		GOOD("no header", "hello world\r\n", "\r\nhello world\r\n"),
		GOOD("a name at the end", "X: y\r\nhello", "X: y\r\n\r\nhello\r\n"),
		GOOD("a dot at the end", ".", "\r\n.\r\n"),
		GOOD("NUL in a name", "X: y\r\na\0b: c\r\n", "X: y\r\n\r\na\0b: c\r\n"),
		GOOD("CR in a name", "X: y\r\na\rb: c\r\n", "X: y\r\n\r\na\rb: c\r\n"),
		GOOD("CR CR LF is not blank", "X: y\r\n\r\r\nz\r\n", "X: y\r\n\r\n\r\r\nz\r\n"),
	};

	(void)state;
	run_chunks(cases, COUNT(cases), LIMIT);
}

/* It is ours, and so counts for nothing. */
static void
a_last_line_of_chunks_gets_its_end(void **state)
{
	static const struct chunk_case cases[] = {
		GOOD("a word", "X: y\r\n\r\nword", "X: y\r\n\r\nword\r\n"),
		GOOD("one octet", "\r\nw", "\r\nw\r\n"),
		GOOD("CR", "X: y\r\n\r\nword\r", "X: y\r\n\r\nword\r\r\n"),
		GOOD("NUL", "X: y\r\n\r\n\0", "X: y\r\n\r\n\0\r\n"),
		GOOD("header", "X: y", "X: y\r\n"),
		GOOD("white space", "X: y\r\n ", "X: y\r\n \r\n"),
		GOOD("CR alone", "\r", "\r\n\r\r\n"),
	};

	(void)state;
	run_chunks(cases, COUNT(cases), LIMIT);
	/* At the limit. */
	run_chunks(cases, 1, cases[0].octets);
}

static void
a_bare_lf_in_chunks_is_refused(void **state)
{
	static const struct chunk_case cases[] = {
		MALFORMED("in the body", "X: y\r\n\r\na\nb\r\n"),
		MALFORMED("in the header", "X: y\nY: z\r\n\r\n"),
		MALFORMED("first", "\n"),
		MALFORMED("first of several", "\nX: y\r\n"),
		MALFORMED("last", "X: y\r\n\r\na\n"),
		MALFORMED("behind CRLF", "X: y\r\n\r\n\n"),
		MALFORMED("LF CR", "X: y\r\n\r\na\n\r\n"),
		MALFORMED("a dot behind it", "X: y\r\n\r\n\n.\r\n"),
		MALFORMED("CR, NUL, LF", "X: y\r\n\r\n\r\0\n"),
	};

	(void)state;
	run_chunks(cases, COUNT(cases), LIMIT);
}

static void
field_W15_text_in_chunks_has_no_nul_and_no_bare_cr(void **state)
{
	static const struct chunk_case cases[] = {
		GOOD("good", "X: y\r\n\r\nbody\r\n", "X: y\r\n\r\nbody\r\n"),
		GOOD("dots", "X: y\r\n\r\n.\r\n..\r\n", "X: y\r\n\r\n.\r\n..\r\n"),
		GOOD("no end", "X: y\r\n\r\nword", "X: y\r\n\r\nword\r\n"),
		GOOD("nothing", "", ""),
		MALFORMED("CR CR LF", "X: y\r\n\r\na\r\r\n.\r\r\n"),
		MALFORMED("CR CR LF in the header", "X: y\r\r\n\r\r\nz\r\r\n"),
		MALFORMED("CR in a line", "X: y\r\n\r\na\rb\r\n"),
		MALFORMED("CR in a field", "X: y\rz\r\n\r\na\r\n"),
		MALFORMED("CR, dot, CR", "X: y\r\n\r\na\r.\rb\r\n"),
		MALFORMED("CR first", "\rX: y\r\n"),
		MALFORMED("CR last", "X: y\r\n\r\na\r"),
		MALFORMED("CR last, behind CRLF", "X: y\r\n\r\na\r\n\r"),
		MALFORMED("CR alone", "\r"),
		MALFORMED("NUL", "X: y\r\n\r\na\0b\r\n"),
		MALFORMED("NUL in a field", "X: y\0z\r\n\r\na\r\n"),
		MALFORMED("NUL last", "X: y\r\n\r\n\0"),
		MALFORMED("CR NUL LF", "X: y\r\n\r\na\r\0\n"),
		MALFORMED("LF", "X: y\r\n\r\na\nb\r\n"),
	};

	(void)state;
	run_text_chunks(cases, COUNT(cases));
}

static void
chunks_have_the_same_limit(void **state)
{
	static const struct chunk_case fits[] = {
		GOOD("fits", "X: y\r\n\r\n.234567\r\n", "X: y\r\n\r\n.234567\r\n"),
		GOOD("fits without CRLF", "X: y\r\n\r\n.23456789", "X: y\r\n\r\n.23456789\r\n"),
	};
	static const struct chunk_case too_big[] = {
		{"too big", OCTETS("X: y\r\n\r\n.2345678\r\n"), CONTENT_TOO_BIG, NULL, 0},
		{"far too big", OCTETS("X: y\r\n\r\n.2345678\r\n12345678901234567890\r\n"),
		 CONTENT_TOO_BIG, NULL, 0},
		MALFORMED("malformed and fits", "X: y\r\n\r\n.23456\n"),
	};

	(void)state;
	run_chunks(fits, COUNT(fits), 17);
	run_chunks(too_big, COUNT(too_big), 17);
}

static void
empty_chunks_are_none(void **state)
{
	struct content content;

	(void)state;
	content_init(&content, "mail.db", LIMIT, false);
	content_take_chunk(&content, "", 0);
	content_take_chunk(&content, OCTETS("\r\nword\r"));
	content_take_chunk(&content, "", 0);
	content_take_chunk(&content, OCTETS("\n"));
	content_take_chunk(&content, "", 0);
	content_end_chunks(&content);
	assert_int_equal(content_verdict(&content), CONTENT_GOOD);
	assert_int_equal(content_octets(&content), 8);
	content_free(&content);
}

static void
the_header_of_chunks_can_be_asked(void **state)
{
	static const char input[] = "From: a\r\nReceived: b\r\nSubject: one\r\n two";
	struct content content;

	(void)state;
	for (struct unit_cut cut = {.octets = sizeof(input) - 1}; unit_cut_is_one(&cut);
	     unit_cut_next(&cut)) {
		content_init(&content, "mail.db", LIMIT, false);
		take_chunks(&content, input, &cut);
		assert_true(content.header.has_from);
		assert_false(content.header.has_date);
		assert_int_equal(content.header.received, 1);
		assert_string_equal(content.header.subject, "one two");
		content_free(&content);
	}
}

/* --- large ones --- */

/* A message of so many lines of 100 octets, half of them with a dot that is stuffed. */
static char *
make_large(size_t lines, bool stuffed, size_t *octets)
{
	char *text = malloc(lines * 102 + 100);
	size_t used = (size_t)sprintf(text, "Subject: large\r\n\r\n");

	for (size_t i = 0; i < lines; i++) {
		if (i % 2)
			used += (size_t)sprintf(text + used, stuffed ? ".." : ".");
		else
			text[used++] = 'x';
		used += (size_t)sprintf(text + used, "%096zu\r\n", i);
	}
	if (stuffed)
		used += (size_t)sprintf(text + used, ".\r\n");
	*octets = used;
	return text;
}

static void
large_messages_come_back_too(void **state)
{
	/* Around what the spool keeps in memory, and what it takes in two times. */
	static const size_t lines[] = {100, 2640, 2647, 2648, 2649, 2660, 5294, 5300};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		size_t octets;
		size_t expected_octets;
		char *input = make_large(lines[i], true, &octets);
		char *expected = make_large(lines[i], false, &expected_octets);

		for (struct unit_cut cut = {.octets = octets}; cut.number < UNIT_RANDOM + 4;
		     unit_cut_next(&cut)) {
			struct content content;
			char *data;

			content_init(&content, "mail.db", LIMIT, false);
			assert_int_equal(take(&content, input, &cut), octets);
			assert_int_equal(content_verdict(&content), CONTENT_GOOD);
			assert_int_equal(content_octets(&content), expected_octets);
			data = read_back(&content, 65536);
			unit_expect("large", &cut, data, expected_octets, expected,
				    expected_octets);
			free(data);
			content_free(&content);
		}
		free(input);
		free(expected);
	}
}

/* Reads what is left behind skip octets, and compares it. */
static void
expect_again(struct content *content, const char *expected, size_t octets, size_t skip,
	     size_t piece)
{
	char *data = malloc(octets + 1);

	assert_non_null(data);
	content_rewind(content, skip);
	for (size_t done = skip; done < octets; done += piece) {
		size_t left = octets - done;

		assert_true(content_read(content, data + done, left < piece ? left : piece));
	}
	unit_expect("again", NULL, data + skip, octets - skip, expected + skip, octets - skip);
	free(data);
}

/* From the spool's memory and from its file; also when only a part had been read. */
static void
it_can_be_read_again(void **state)
{
	static const char trace[] = "Return-Path: <a@b>\r\nTrace: here\r\n";
	static const size_t lines[] = {0, 100, 2648, 5300};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		size_t octets;
		size_t body;
		char *input = make_large(lines[i], true, &octets);
		char *plain = make_large(lines[i], false, &body);
		char *expected = malloc(sizeof(trace) + body);
		struct unit_cut cut = {.octets = octets};
		struct content content;

		assert_non_null(expected);
		memcpy(expected, trace, sizeof(trace) - 1);
		memcpy(expected + sizeof(trace) - 1, plain, body);
		body += sizeof(trace) - 1;
		content_init(&content, "mail.db", LIMIT, false);
		assert_int_equal(take(&content, input, &cut), octets);
		assert_true(buf_append_text(&content.trace, trace));
		assert_int_equal(content_octets(&content), body);
		free(read_back(&content, 65536));
		expect_again(&content, expected, body, 0, 65536);
		expect_again(&content, expected, body, 20, 65536);
		expect_again(&content, expected, body, 20, 1000);
		expect_again(&content, expected, body, sizeof(trace) - 1, 4096);
		content_rewind(&content, 5);
		assert_true(content_read(&content, plain, 30));
		expect_again(&content, expected, body, 0, 4095);
		content_free(&content);
		free(input);
		free(plain);
		free(expected);
	}
}

static void
large_chunks_come_back_too(void **state)
{
	static const size_t lines[] = {2648, 5300};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		size_t octets;
		char *input = make_large(lines[i], false, &octets);

		for (struct unit_cut cut = {.octets = octets}; cut.number < UNIT_RANDOM + 4;
		     unit_cut_next(&cut)) {
			struct content content;

			content_init(&content, "mail.db", LIMIT, false);
			take_chunks(&content, input, &cut);
			assert_int_equal(content_verdict(&content), CONTENT_GOOD);
			assert_int_equal(content_octets(&content), octets);
			expect_again(&content, input, octets, 0, 65536);
			content_free(&content);
		}
		free(input);
	}
}

static void
a_disk_that_is_full_is_told_apart(void **state)
{
	size_t octets;
	char *input = make_large(6000, true, &octets);
	struct unit_cut cut = {.octets = octets};
	struct rlimit before;
	struct rlimit small;
	struct content content;
	size_t taken;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 300000;
	content_init(&content, "mail.db", LIMIT, false);
	setrlimit(RLIMIT_FSIZE, &small);
	taken = take(&content, input, &cut);
	setrlimit(RLIMIT_FSIZE, &before);
	assert_int_equal(taken, octets);
	assert_int_equal(content_verdict(&content), CONTENT_NOT_SPOOLED);
	content_free(&content);
	free(input);
}

static void
without_a_directory_it_is_not_spooled(void **state)
{
	size_t octets;
	char *input = make_large(6000, true, &octets);
	struct unit_cut cut = {.octets = octets};
	struct content content;

	(void)state;
	content_init(&content, "no/such/mail.db", LIMIT, false);
	assert_int_equal(take(&content, input, &cut), octets);
	assert_int_equal(content_verdict(&content), CONTENT_NOT_SPOOLED);
	content_free(&content);
	free(input);
}

/* It gives back what it has, goes on to the end, and what came before does not come again. */
static void
field_S10_one_that_is_given_up_takes_no_space(void **state)
{
	size_t octets;
	char *input = make_large(6000, true, &octets);
	struct unit_cut first = {.octets = octets / 2};
	struct unit_cut second = {.octets = octets - octets / 2};
	struct content content;

	(void)state;
	content_init(&content, "mail.db", LIMIT, false);
	assert_int_equal(take(&content, input, &first), first.octets);
	assert_true(content.spool.file >= 0);
	content_give_up(&content);
	assert_int_equal(content.spool.file, -1);
	assert_int_equal(content.spool.memory.room, 0);
	assert_int_equal(content_verdict(&content), CONTENT_NOT_SPOOLED);
	assert_int_equal(take(&content, input + first.octets, &second), second.octets);
	assert_true(content_is_complete(&content));
	assert_int_equal(content.spool.file, -1);
	assert_int_equal(content_verdict(&content), CONTENT_NOT_SPOOLED);
	assert_int_equal(content.spool_error, ENOSPC);
	content_free(&content);
	free(input);
}

/* One that is lost takes no memory and no disk any more, however long it goes on. */
static void
what_is_lost_is_not_kept(void **state)
{
	size_t octets;
	char *input = make_large(6000, true, &octets);
	struct unit_cut cut = {.octets = octets};
	struct content content;

	(void)state;
	content_init(&content, "mail.db", 1000, false);
	assert_int_equal(take(&content, input, &cut), octets);
	assert_int_equal(content_verdict(&content), CONTENT_TOO_BIG);
	assert_true(content.spool.octets <= CONN_INPUT_OCTETS);
	assert_int_equal(content.spool.file, -1);
	content_free(&content);
	free(input);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(a_message_is_normalised),
		unit_test_in_directory(a_malformed_one_is_read_to_its_end),
		unit_test_in_directory(the_size_has_a_limit),
		unit_test_in_directory(a_loop_is_noticed),
		unit_test_in_directory(the_header_can_be_asked),
		unit_test_in_directory(chunks_are_kept_as_they_are),
		unit_test_in_directory(the_header_of_chunks_is_mended),
		unit_test_in_directory(a_last_line_of_chunks_gets_its_end),
		unit_test_in_directory(a_bare_lf_in_chunks_is_refused),
		unit_test_in_directory(field_W15_text_in_chunks_has_no_nul_and_no_bare_cr),
		unit_test_in_directory(chunks_have_the_same_limit),
		unit_test_in_directory(empty_chunks_are_none),
		unit_test_in_directory(the_header_of_chunks_can_be_asked),
		unit_test_in_directory(large_messages_come_back_too),
		unit_test_in_directory(it_can_be_read_again),
		unit_test_in_directory(large_chunks_come_back_too),
		unit_test_in_directory(a_disk_that_is_full_is_told_apart),
		unit_test_in_directory(without_a_directory_it_is_not_spooled),
		unit_test_in_directory(field_S10_one_that_is_given_up_takes_no_space),
		unit_test_in_directory(what_is_lost_is_not_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
