/* Tests of smtpd/header: what is seen in a header, and what is mended. */
#include "tests/unit/unit.h"

#include "smtpd/header.h"

struct header_case {
	const char *name;
	const char *input;
	size_t octets;
	const char *output; /* NULL: the same */
	size_t output_octets;
	const char *subject;
};

#define SAME NULL, 0

/* Scans an input, cut in one way. header is the test's to look at; the output is to be freed.
 */
static struct buf
scan(struct header *header, const char *input, struct unit_cut *cut)
{
	struct buf out = {.max = SIZE_MAX};

	header_init(header);
	for (size_t done = 0; done < cut->octets;) {
		size_t piece = unit_cut_piece(cut, done);
		size_t before = out.octets;

		assert_true(header_scan(header, input + done, piece, &out));
		assert_true(out.octets - before <= piece + HEADER_EXTRA_OCTETS);
		done += piece;
	}
	assert_true(header_end(header, &out));
	return out;
}

static void
run_cases(const struct header_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct header_case *expected = &cases[i];
		bool same = !expected->output;

		for (struct unit_cut cut = {.octets = expected->octets}; unit_cut_is_one(&cut);
		     unit_cut_next(&cut)) {
			struct header header;
			struct buf out = scan(&header, expected->input, &cut);

			unit_expect(expected->name, &cut, out.data, out.octets,
				    same ? expected->input : expected->output,
				    same ? expected->octets : expected->output_octets);
			unit_expect(expected->name, &cut, header.subject,
				    strlen(header.subject), expected->subject,
				    strlen(expected->subject));
			buf_free(&out);
		}
	}
}

#define BOM "\xEF\xBB\xBF"
#define MBOX "From root@l.example Mon Nov 23 19:40:11 2026\r\n"

static void
field_W8_what_stands_in_front_of_the_header_is_mended(void **state)
{
	static const struct header_case cases[] = {
		{"mbox", OCTETS(MBOX "Subject: s\r\n\r\nb\r\n"),
		 OCTETS("X-Mailbox-Line: " MBOX "Subject: s\r\n\r\nb\r\n"), "s"},
		{"quoted", OCTETS(">" MBOX "Subject: s\r\n\r\n"),
		 OCTETS("X-Mailbox-Line: >" MBOX "Subject: s\r\n\r\n"), "s"},
		{"several", OCTETS(MBOX ">>" MBOX "Subject: s\r\n\r\n"),
		 OCTETS("X-Mailbox-Line: " MBOX "X-Mailbox-Line: >>" MBOX "Subject: s\r\n\r\n"),
		 "s"},
		{"folded", OCTETS(MBOX " more\r\nSubject: s\r\n\r\n"),
		 OCTETS("X-Mailbox-Line: " MBOX " more\r\nSubject: s\r\n\r\n"), "s"},
		{"nothing else", OCTETS("From x\r\n"), OCTETS("X-Mailbox-Line: From x\r\n"),
		 ""},
		{"no address", OCTETS("From \r\n\r\n"), OCTETS("X-Mailbox-Line: From \r\n\r\n"),
		 ""},
		{"byte order mark", OCTETS(BOM "Subject: s\r\n\r\n"),
		 OCTETS("Subject: s\r\n\r\n"), "s"},
		{"both", OCTETS(BOM "From x\r\nSubject: s\r\n\r\n"),
		 OCTETS("X-Mailbox-Line: From x\r\nSubject: s\r\n\r\n"), "s"},
		{"a mark alone", OCTETS(BOM), OCTETS(""), ""},
		{"a mark before a body", OCTETS(BOM "no field\r\n"), OCTETS("\r\nno field\r\n"),
		 ""},
		{"two marks", OCTETS(BOM BOM "Subject: s\r\n"),
		 OCTETS("\r\n" BOM "Subject: s\r\n"), ""},
		{"half a mark", OCTETS("\xEF\xBBSubject: s\r\n"),
		 OCTETS("\r\n\xEF\xBBSubject: s\r\n"), ""},
		{"a third of one", OCTETS("\xEF"), OCTETS("\r\n\xEF"), ""},
		/* What looks like one of them and is not. */
		{"From field", OCTETS("From : a@b\r\n\r\n"), SAME, ""},
		{"quoted field", OCTETS(">From: a@b\r\n\r\n"), SAME, ""},
		{"no blank", OCTETS("From\r\n"), OCTETS("\r\nFrom\r\n"), ""},
		{"small", OCTETS("from x\r\n"), OCTETS("\r\nfrom x\r\n"), ""},
		{"in the header", OCTETS("X: y\r\n" MBOX), OCTETS("X: y\r\n\r\n" MBOX), ""},
		{"in the body", OCTETS("\r\n" MBOX BOM), SAME, ""},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

/* So that what is appended has a bound. */
static void
field_W8_some_lines_of_an_mbox_and_no_more(void **state)
{
	char input[sizeof("From x\r\n") * 20] = "";
	char output[sizeof("X-Mailbox-Line: From x\r\n") * 20] = "";
	struct header_case expected = {.name = "many", .input = input, .subject = ""};
	char *in = input;
	char *out = output;

	(void)state;
	for (unsigned i = 0; i < HEADER_MAILBOX_LINES + 2; i++) {
		in = stpcpy(in, "From x\r\n");
		if (i == HEADER_MAILBOX_LINES)
			out = stpcpy(out, "\r\n");
		out = stpcpy(stpcpy(out, i < HEADER_MAILBOX_LINES ? "X-Mailbox-Line: " : ""),
			     "From x\r\n");
	}
	expected.octets = (size_t)(in - input);
	expected.output = output;
	expected.output_octets = (size_t)(out - output);
	run_cases(&expected, 1);
}

static void
a_good_message_passes_unchanged(void **state)
{
	static const struct header_case cases[] = {
		{"nothing", OCTETS(""), SAME, ""},
		{"header and body", OCTETS("From: a@b\r\nTo: c@d\r\n\r\nbody\r\n"), SAME, ""},
		{"header only", OCTETS("From: a@b\r\nX: y\r\n"), SAME, ""},
		{"header and blank line", OCTETS("From: a@b\r\n\r\n"), SAME, ""},
		{"body only", OCTETS("\r\nFrom: no field\r\nSubject: nor this\r\n"), SAME, ""},
		{"a blank line only", OCTETS("\r\n"), SAME, ""},
		{"folded", OCTETS("X: a\r\n b\r\n\tc: d\r\nY: z\r\n\r\n"), SAME, ""},
		{"folded, blank", OCTETS("X: a\r\n  \r\nY: z\r\n\r\nbody\r\n"), SAME, ""},
		{"empty value", OCTETS("X:\r\nY: \r\n\r\n"), SAME, ""},
		{"space before the colon", OCTETS("X : y\r\nY\t : z\r\n\r\n"), SAME, ""},
		{"odd names", OCTETS("!\"#$%&'()*+,-./;<=>?@[\\]^_`{|}~: x\r\n\r\n"), SAME, ""},
		{"8 bits in values", OCTETS("X: \xc3\xa9\xff\r\n \x80\r\n\r\n\xff\r\n"), SAME,
		 ""},
		{"fields in the body", OCTETS("X: y\r\n\r\nReturn-Path: <a>\r\nno field\r\n"),
		 SAME, ""},
		{"no CRLF at the end", OCTETS("X: y"), SAME, ""},
		{"body without CRLF", OCTETS("X: y\r\n\r\nbody"), SAME, ""},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
a_missing_blank_line_is_added(void **state)
{
	static const struct header_case cases[] = {
		{"after a field", OCTETS("X: y\r\nhello\r\n"), OCTETS("X: y\r\n\r\nhello\r\n"),
		 ""},
		{"no header at all", OCTETS("hello world\r\n"), OCTETS("\r\nhello world\r\n"),
		 ""},
		{"words before a colon", OCTETS("X: y\r\nDear all: hi\r\n"),
		 OCTETS("X: y\r\n\r\nDear all: hi\r\n"), ""},
		{"space first", OCTETS(" X: y\r\n"), OCTETS("\r\n X: y\r\n"), ""},
		{"tab first", OCTETS("\tX: y\r\nZ: y\r\n"), OCTETS("\r\n\tX: y\r\nZ: y\r\n"),
		 ""},
		{"colon first", OCTETS("X: y\r\n: z\r\n"), OCTETS("X: y\r\n\r\n: z\r\n"), ""},
		{"8 bits in a name", OCTETS("X: y\r\n\xc3\xa9: z\r\n"),
		 OCTETS("X: y\r\n\r\n\xc3\xa9: z\r\n"), ""},
		{"8 bits later in a name", OCTETS("X\xff: z\r\n"), OCTETS("\r\nX\xff: z\r\n"),
		 ""},
		{"DEL in a name", OCTETS("a\x7f: z\r\n"), OCTETS("\r\na\x7f: z\r\n"), ""},
		{"name without colon", OCTETS("X: y\r\nSubject\r\nY: z\r\n"),
		 OCTETS("X: y\r\n\r\nSubject\r\nY: z\r\n"), ""},
		{"name and blanks", OCTETS("Subject \t\r\nY: z\r\n"),
		 OCTETS("\r\nSubject \t\r\nY: z\r\n"), ""},
		{"one letter", OCTETS("X: y\r\nh"), OCTETS("X: y\r\n\r\nh"), ""},
		{"name at the end", OCTETS("X: y\r\nhello"), OCTETS("X: y\r\n\r\nhello"), ""},
		{"lines behind it", OCTETS("hi\r\nSubject: no\r\n\r\nReturn-Path: <a>\r\n"),
		 OCTETS("\r\nhi\r\nSubject: no\r\n\r\nReturn-Path: <a>\r\n"), ""},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
a_return_path_is_removed(void **state)
{
	static const struct header_case cases[] = {
		{"first", OCTETS("Return-Path: <a@b>\r\nX: y\r\n\r\n"), OCTETS("X: y\r\n\r\n"),
		 ""},
		{"middle", OCTETS("X: y\r\nReturn-Path: <a@b>\r\nZ: y\r\n"),
		 OCTETS("X: y\r\nZ: y\r\n"), ""},
		{"last", OCTETS("X: y\r\nReturn-Path: <a@b>\r\n\r\nbody\r\n"),
		 OCTETS("X: y\r\n\r\nbody\r\n"), ""},
		{"the only one", OCTETS("Return-Path: <a@b>\r\n"), OCTETS(""), ""},
		{"several", OCTETS("Return-Path: <a>\r\nX: y\r\nreturn-path:<b>\r\n\r\n"),
		 OCTETS("X: y\r\n\r\n"), ""},
		{"any case, space before the colon",
		 OCTETS("RETURN-PATH \t: <a@b>\r\nX: y\r\n"), OCTETS("X: y\r\n"), ""},
		{"folded", OCTETS("Return-Path:\r\n <a@b>\r\n\t(c)\r\nX: y\r\n z\r\n"),
		 OCTETS("X: y\r\n z\r\n"), ""},
		{"folded to the end", OCTETS("X: y\r\nReturn-Path:\r\n <a@b>"),
		 OCTETS("X: y\r\n"), ""},
		{"before the body's first line", OCTETS("Return-Path: <a>\r\nhello\r\n"),
		 OCTETS("\r\nhello\r\n"), ""},
		{"longer names stay",
		 OCTETS("Return-Paths: a\r\nX-Return-Path: b\r\nReturn-Pat: c\r\n"), SAME, ""},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
the_subject_is_unfolded(void **state)
{
	static const struct header_case cases[] = {
		{"plain", OCTETS("Subject: hello world\r\n\r\n"), SAME, "hello world"},
		{"any case", OCTETS("sUBJECT:hi\r\n\r\n"), SAME, "hi"},
		{"space before the colon", OCTETS("Subject : hi\r\n\r\n"), SAME, "hi"},
		{"folded", OCTETS("Subject: one\r\n two\r\n\tthree\r\nX: y\r\n\r\n"), SAME,
		 "one two\tthree"},
		{"begins folded", OCTETS("Subject:\r\n  hi\r\n\r\n"), SAME, "hi"},
		{"empty", OCTETS("Subject:\r\nX: y\r\n\r\n"), SAME, ""},
		{"blanks", OCTETS("Subject: \t \r\n\r\n"), SAME, ""},
		{"the first counts", OCTETS("Subject: a\r\nSubject: b\r\n\r\n"), SAME, "a"},
		{"an empty first one too", OCTETS("Subject:\r\nSubject: b\r\n\r\n"), SAME, ""},
		{"not in the body", OCTETS("X: y\r\n\r\nSubject: b\r\n"), SAME, ""},
		{"8 bits", OCTETS("Subject: \xc3\xa9\r\n\r\n"), SAME, "\xc3\xa9"},
		{"not the next field", OCTETS("Subject: a\r\nX: y\r\n z\r\n\r\n"), SAME, "a"},
		{"other names", OCTETS("Subjects: a\r\nX-Subject: b\r\nSubjec: c\r\n\r\n"),
		 SAME, ""},
		{"without line end", OCTETS("Subject: a"), SAME, "a"},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
a_long_subject_is_cut(void **state)
{
	char input[3 * HEADER_SUBJECT_OCTETS] = "Subject: ";
	struct unit_cut cut = {.octets = sizeof(input)};

	(void)state;
	memset(input + 9, 's', sizeof(input) - 9);
	memcpy(input + sizeof(input) - 4, "\r\n\r\n", 4);
	for (; unit_cut_is_one(&cut); unit_cut_next(&cut)) {
		struct header header;
		struct buf out = scan(&header, input, &cut);

		unit_expect("long subject", &cut, out.data, out.octets, input, sizeof(input));
		unit_expect("long subject", &cut, header.subject, strlen(header.subject),
			    input + 9, HEADER_SUBJECT_OCTETS);
		buf_free(&out);
	}
}

/* --- what is noted --- */

struct notes {
	const char *input;
	bool from;
	bool date;
	bool message_id;
	bool subject;
	unsigned received;
};

static void
fields_are_noted_in_any_letter_case(void **state)
{
	static const struct notes cases[] = {
		{"X: y\r\n\r\n", false, false, false, false, 0},
		{"From: a\r\n\r\n", true, false, false, false, 0},
		{"fROM : a\r\n\r\n", true, false, false, false, 0},
		{"DATE: a\r\n\r\n", false, true, false, false, 0},
		{"message-id:a\r\n\r\n", false, false, true, false, 0},
		{"Message-Id: a\r\n\r\n", false, false, true, false, 0},
		{"subject: a\r\n\r\n", false, false, false, true, 0},
		{"From: a\r\nDate: b\r\nMessage-ID: c\r\nSubject: d\r\nReceived: e\r\n\r\n",
		 true, true, true, true, 1},
		{"Received: a\r\n b\r\nRECEIVED: c\r\nreceived : d\r\n\r\n", false, false,
		 false, false, 3},
		{"Received: a\r\n Received: b\r\n\tFrom: c\r\n\r\n", false, false, false, false,
		 1},
		{"\r\nFrom: a\r\nReceived: b\r\nDate: c\r\n", false, false, false, false, 0},
		{"hello\r\nFrom: a\r\nReceived: b\r\n", false, false, false, false, 0},
		{"Resent-From: a\r\nX-Received: b\r\nDates: c\r\nMessage-IDs: d\r\n\r\n", false,
		 false, false, false, 0},
		{"From\r\nDate\r\n", false, false, false, false, 0},
		{"From a: b\r\n\r\n", false, false, false, false, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (struct unit_cut cut = {.octets = strlen(cases[i].input)};
		     unit_cut_is_one(&cut); unit_cut_next(&cut)) {
			struct header header;
			struct buf out = scan(&header, cases[i].input, &cut);

			unit_expect_number(cases[i].input, &cut, header.has_from,
					   cases[i].from);
			unit_expect_number(cases[i].input, &cut, header.has_date,
					   cases[i].date);
			unit_expect_number(cases[i].input, &cut, header.has_message_id,
					   cases[i].message_id);
			unit_expect_number(cases[i].input, &cut, header.has_subject,
					   cases[i].subject);
			unit_expect_number(cases[i].input, &cut, header.received,
					   cases[i].received);
			buf_free(&out);
		}
}

static void
many_received_fields_are_counted(void **state)
{
	enum { FIELDS = 250 };
	char input[FIELDS * 20];
	size_t octets = 0;

	(void)state;
	for (int i = 0; i < FIELDS; i++)
		octets += (size_t)snprintf(input + octets, sizeof(input) - octets,
					   "Received: %d\r\n", i);
	for (struct unit_cut cut = {.octets = octets}; unit_cut_is_one(&cut);
	     unit_cut_next(&cut)) {
		struct header header;
		struct buf out = scan(&header, input, &cut);

		assert_int_equal(header.received, FIELDS);
		buf_free(&out);
	}
}

/* --- long lines --- */

/* A name of so many letters, what follows it, and whether it is that of a field. */
static void
expect_name(size_t letters, const char *behind, bool field)
{
	char input[2000];
	char expected[2004];
	size_t octets = letters + strlen(behind);

	memset(input, 'n', letters);
	strcpy(input + letters, behind);
	snprintf(expected, sizeof(expected), "%s%s", field ? "" : "\r\n", input);
	for (struct unit_cut cut = {.octets = octets}; unit_cut_is_one(&cut);
	     unit_cut_next(&cut)) {
		struct header header;
		struct buf out = scan(&header, input, &cut);

		unit_expect("long name", &cut, out.data, out.octets, expected,
			    strlen(expected));
		buf_free(&out);
	}
}

static void
names_have_a_longest(void **state)
{
	(void)state;
	expect_name(HEADER_NAME_OCTETS - 1, ": x\r\n\r\n", true);
	expect_name(HEADER_NAME_OCTETS, ": x\r\n\r\n", false);
	expect_name(HEADER_NAME_OCTETS + 1, ": x\r\n\r\n", false);
	expect_name(HEADER_NAME_OCTETS, "\r\n", false);
	expect_name(HEADER_NAME_OCTETS + 500, "\r\n", false);
	expect_name(HEADER_NAME_OCTETS - 100, "         \r\n", false);
}

static void
values_may_be_of_any_length(void **state)
{
	enum { LONG = 200000 };
	char *input = malloc(LONG);

	(void)state;
	assert_non_null(input);
	memset(input, 'v', LONG);
	memcpy(input, "X:", 2);
	memcpy(input + LONG - 4, "\r\n\r\n", 4);
	for (struct unit_cut cut = {.octets = LONG}; unit_cut_is_one(&cut);
	     unit_cut_next(&cut)) {
		struct header header;
		struct buf out = scan(&header, input, &cut);

		unit_expect("long value", &cut, out.data, out.octets, input, LONG);
		buf_free(&out);
	}
	free(input);
}

static void
a_full_buffer_is_an_error(void **state)
{
	struct buf out = {.max = 5};
	struct header header;

	(void)state;
	header_init(&header);
	assert_true(header_scan(&header, OCTETS("X: y"), &out));
	assert_false(header_scan(&header, OCTETS("long\r\n"), &out));
	buf_free(&out);

	out.max = 8;
	header_init(&header);
	assert_true(header_scan(&header, OCTETS("\r\nbody"), &out));
	assert_false(header_scan(&header, OCTETS("and more"), &out));
	buf_free(&out);

	out.max = 3;
	header_init(&header);
	assert_true(header_scan(&header, OCTETS("hello"), &out));
	assert_false(header_end(&header, &out));
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(field_W8_what_stands_in_front_of_the_header_is_mended),
		cmocka_unit_test(field_W8_some_lines_of_an_mbox_and_no_more),
		cmocka_unit_test(a_good_message_passes_unchanged),
		cmocka_unit_test(a_missing_blank_line_is_added),
		cmocka_unit_test(a_return_path_is_removed),
		cmocka_unit_test(the_subject_is_unfolded),
		cmocka_unit_test(a_long_subject_is_cut),
		cmocka_unit_test(fields_are_noted_in_any_letter_case),
		cmocka_unit_test(many_received_fields_are_counted),
		cmocka_unit_test(names_have_a_longest),
		cmocka_unit_test(values_may_be_of_any_length),
		cmocka_unit_test(a_full_buffer_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
