/* Tests of smtpd/mailbox: which messages a file holds, and line by line what is in them. */
#include "tests/unit/unit.h"

#include "common/base/buf.h"
#include "smtpd/mailbox.h"

#define FROM "From a@b.example Mon Nov 23 19:40:11 2026\n"

enum { DATE = 1795462811 };

/* Reads all of a file. Messages are shown as "{sender|line|line|}"; seen ones begin with '+'.
 */
static void
read_all(struct mailbox *mailbox, const char *octets, size_t count, bool single,
	 struct buf *shown)
{
	FILE *file = tmpfile();
	const char *text;
	size_t length;

	assert_non_null(file);
	assert_int_equal(fwrite(octets, 1, count, file), count);
	rewind(file);
	mailbox_open(mailbox, file, single);
	while (mailbox_next(mailbox)) {
		struct buf lines = {.max = SIZE_MAX};

		while (mailbox_line(mailbox, &text, &length)) {
			buf_append(&lines, text, length);
			buf_append_text(&lines, "|");
		}
		buf_append_text(shown, mailbox->seen ? "+{" : "{");
		buf_append_text(shown, mailbox->sender);
		buf_append_text(shown, "|");
		buf_append(shown, lines.data, lines.octets);
		buf_append_text(shown, "}");
		buf_free(&lines);
		if (mailbox->fault != MAILBOX_SOUND || single)
			break;
	}
	mailbox_close(mailbox);
	fclose(file);
}

static void
expect_octets(const char *octets, size_t count, bool single, const char *expected,
	      enum mailbox_fault fault)
{
	struct mailbox mailbox;
	struct buf shown = {.max = SIZE_MAX};

	read_all(&mailbox, octets, count, single, &shown);
	unit_expect(expected, NULL, shown.data, shown.octets, expected, strlen(expected));
	assert_int_equal(mailbox.fault, fault);
	buf_free(&shown);
}

static void
expect(const char *text, const char *expected)
{
	expect_octets(text, strlen(text), false, expected, MAILBOX_SOUND);
}

static void
expect_fault(const char *text, enum mailbox_fault fault)
{
	struct mailbox mailbox;
	struct buf shown = {.max = SIZE_MAX};

	read_all(&mailbox, text, strlen(text), false, &shown);
	assert_int_equal(mailbox.fault, fault);
	buf_free(&shown);
}

static void
messages_begin_after_a_blank_line(void **state)
{
	(void)state;
	expect("", "");
	expect("\n\r\n\n", "");
	expect(FROM, "{a@b.example|}");
	expect(FROM "S: x\n\nText\n\n" FROM "S: y\n\n",
	       "{a@b.example|S: x||Text|}{a@b.example|S: y|}");
	expect(FROM "S: x\n\n\n\nend\n\n\n", "{a@b.example|S: x||||end||}");
	expect(FROM "S: x\n\nno end", "{a@b.example|S: x||no end|}");
	expect("\xEF\xBB\xBF\n" FROM "S: x\n", "{a@b.example|S: x|}");
}

static void
lines_end_as_the_first_ones_do(void **state)
{
	(void)state;
	expect("From a 12:30\r\nS: x\r\n\r\nText\r\n\r\n", "{a|S: x||Text|}");
	expect("From a 12:30\nS: x\r\n\r\nText\r\n", "{a|S: x||Text|}");
	expect("From a 12:30\rS: x\r\rText\n\r\nmore\r", "{a|S: x||Text||more|}");
	expect("From a 12:30\nS: x\n\na\rb\r\n\r\n", "{a|S: x||a\rb\r|\r|}");
	expect_octets("a\rb\r\nc", 6, true, "{|a|b|c|}", MAILBOX_SOUND);
	expect_octets("a\r\nb\rc\r\n", 8, true, "{|a|b\rc|}", MAILBOX_SOUND);
	expect_octets("a\nb\r\n", 5, true, "{|a|b\r|}", MAILBOX_SOUND);
}

static void
quotes_are_taken_off_once(void **state)
{
	(void)state;
	expect(FROM "S: x\n\n>From a\n>>From b\n >From c\n>From\n",
	       "{a@b.example|S: x||From a|>From b| >From c|>From|}");
	expect_octets(">From a\n", 8, true, "{|>From a|}", MAILBOX_SOUND);
}

static void
a_message_keeps_any_octet(void **state)
{
	static const char text[] = FROM "S: \0\n\n\0\n>From \0 12:30\n";
	static const char lines[] = "{a@b.example|S: \0||\0|From \0 12:30|}";
	struct mailbox mailbox;
	struct buf shown = {.max = SIZE_MAX};

	(void)state;
	read_all(&mailbox, text, sizeof(text) - 1, false, &shown);
	unit_expect("NUL", NULL, shown.data, shown.octets, lines, sizeof(lines) - 1);
	buf_free(&shown);
}

static void
the_header_names_the_sender_and_what_was_read(void **state)
{
	(void)state;
	expect(FROM "Return-Path: <x@y.example> \nStatus: RO\n\n",
	       "+{x@y.example|Return-Path: <x@y.example> |Status: RO|}");
	expect(FROM "S: x\nReturn-Path: <x@y.example>\nstatus: O\n\nStatus: R\n",
	       "{a@b.example|S: x|Return-Path: <x@y.example>|status: O||Status: R|}");
	expect_octets("Return-Path: <>\nx\n", 18, true, "{|Return-Path: <>|x|}", MAILBOX_SOUND);
}

static const struct {
	const char *words;
	int64_t date;
} dates[] = {
	{"Mon Nov 23 19:40:11 2026", DATE},        {"Mon Nov 23 19:40 2026", DATE - 11},
	{"Mon Nov 23 19:40:11 CET 2026", DATE},    {"Mon Nov 23 19:40:11 2026 +0100", DATE},
	{"Thu Jan  1 00:00:07 1970", 7},           {"Tue Feb 29 23:59:59 2000", 951868799},
	{"Mon Foo 23 19:40:11 2026", -1},          {"Mon Nov 23 19:40:11", -1},
	{"Mon Nov 99999999999 19:40:11 2026", -1}, {"Mon Nov 23 999999999:00 2026", -1},
	{"Mon Nov 23 19:40:11 20261", -1},         {"somewhen at 12:30", -1},
};

static void
the_first_line_tells_the_date(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(dates); i++) {
		struct mailbox mailbox;
		struct buf shown = {.max = SIZE_MAX};
		char text[120];

		snprintf(text, sizeof(text), "From a@b.example %s\nS: x\n", dates[i].words);
		read_all(&mailbox, text, strlen(text), false, &shown);
		if (mailbox.arrived != dates[i].date)
			fail_msg("%s: %lld", dates[i].words, (long long)mailbox.arrived);
		buf_free(&shown);
	}
}

#define LENGTH(octets) "Content-Length: " octets "\n\n"
#define SHOWN_LENGTH(octets) "Content-Length: " octets "||"

static void
a_right_length_makes_all_lines_text(void **state)
{
	(void)state;
	expect(FROM LENGTH("53") "Text\n\n" FROM "more\n" FROM LENGTH("0")
		       FROM LENGTH("1") "\n",
	       "{a@b.example|" SHOWN_LENGTH(
		       "53") "Text||From a@b.example Mon Nov 23 19:40:11 2026|"
			     "more|}{a@b.example|" SHOWN_LENGTH(
				     "0") "}{a@b.example|" SHOWN_LENGTH("1") "|}");
	/* A "From " line in a text shows that nothing is quoted; else everything is. */
	expect(FROM LENGTH("14") "From x\n>From y\n\n",
	       "{a@b.example|" SHOWN_LENGTH("14") "From x|From y|}");
	expect(FROM LENGTH("15") "From x\n>From y\n\n",
	       "{a@b.example|" SHOWN_LENGTH("15") "From x|>From y|}");
	expect(FROM LENGTH("8") ">From y\n\n", "{a@b.example|" SHOWN_LENGTH("8") "From y|}");
	/* The end of the last line is missing. */
	expect(FROM LENGTH("7") "\nFrom x", "{a@b.example|" SHOWN_LENGTH("7") "|From x|}");
	expect(FROM LENGTH("8") "\nFrom x", "{a@b.example|" SHOWN_LENGTH("8") "|From x|}");
}

static void
a_wrong_length_counts_for_nothing(void **state)
{
	static const char *const lengths[] = {"3", "7", "46", "48", "99999999999999999999"};

	(void)state;
	for (size_t i = 0; i < COUNT(lengths); i++) {
		char text[300];
		char expected[300];

		snprintf(text, sizeof(text),
			 FROM LENGTH("%s") "Text\n\n" FROM LENGTH("0") "x\n", lengths[i]);
		snprintf(expected, sizeof(expected),
			 "{a@b.example|" SHOWN_LENGTH("%s") "Text|}{a@b.example|" SHOWN_LENGTH(
				 "0") "x|}",
			 lengths[i]);
		expect(text, expected);
	}
}

static void
what_is_odd_is_told(void **state)
{
	struct mailbox mailbox;
	struct buf shown = {.max = SIZE_MAX};
	const char *text =
		FROM "S: x\n\nText\n" FROM "From here at 12:30\n\n" FROM LENGTH("9") "x\n";

	(void)state;
	read_all(&mailbox, text, strlen(text), false, &shown);
	assert_int_equal(mailbox.doubtful, 1);
	assert_false(mailbox.cut_off);
	text = FROM LENGTH("2") "x\n\n" FROM LENGTH("9") "x\n";
	read_all(&mailbox, text, strlen(text), false, &shown);
	assert_int_equal(mailbox.doubtful, 0);
	assert_true(mailbox.cut_off);
	buf_free(&shown);
}

static void
what_is_no_mbox_is_refused(void **state)
{
	(void)state;
	expect_fault("Subject: x\n\nText\n", MAILBOX_NO_MBOX);
	expect_fault("From a@b.example\nSubject: x\n", MAILBOX_NO_MBOX);
	expect_fault("\x1F\x8B\x08", MAILBOX_COMPRESSED);
	expect_fault("\nBZh91AY", MAILBOX_COMPRESSED);
	expect_fault("\xFD\x37zXZ", MAILBOX_COMPRESSED);
	expect_fault(FROM "S: x\n\n" FROM "\rS: y", MAILBOX_SOUND);
	expect_fault(FROM "S: x\n\nFrom a@b.example Mon Nov 23 19:40:11 2026\rS: y\r",
		     MAILBOX_MIXED);
	expect_fault(FROM "S: x\nFrom a@b.example Mon Nov 23 19:40:11 2026\rS: y\r",
		     MAILBOX_MIXED);
	expect_octets("PK\x03\x04", 4, true, "", MAILBOX_COMPRESSED);
}

static void
a_name_in_a_maildir_tells_arrival_and_flags(void **state)
{
	static const struct {
		const char *name;
		int64_t arrived;
		bool seen;
	} cases[] = {
		{"1700000000.M1P2.host:2,FS", 1700000000, true},
		{"1700000000.x", 1700000000, false},
		{"7", 7, false},
		{"0.x:2,", 0, false},
		{"9999999999.S", 9999999999, false},
		{"10000000000.x:2,S", -1, true},
		{"17x.y", -1, false},
		{".x:2,RS", -1, true},
		{"-1.x:1,S", -1, false},
		{"5:2,S", -1, true},
		{"", -1, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		/* What the message said does not count. */
		struct mailbox mailbox = {.arrived = 1, .seen = true};

		mailbox_take_name(&mailbox, cases[i].name);
		unit_expect_number(cases[i].name, NULL, mailbox.arrived, cases[i].arrived);
		assert_int_equal(mailbox.seen, cases[i].seen);
	}
}

static void
a_file_that_cannot_be_sought_in_is_refused(void **state)
{
	struct mailbox mailbox;
	FILE *file = popen("true", "r");

	(void)state;
	assert_non_null(file);
	mailbox_open(&mailbox, file, false);
	assert_false(mailbox_next(&mailbox));
	assert_int_equal(mailbox.fault, MAILBOX_UNREADABLE);
	mailbox_close(&mailbox);
	pclose(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_begin_after_a_blank_line),
		cmocka_unit_test(lines_end_as_the_first_ones_do),
		cmocka_unit_test(quotes_are_taken_off_once),
		cmocka_unit_test(a_message_keeps_any_octet),
		cmocka_unit_test(the_header_names_the_sender_and_what_was_read),
		cmocka_unit_test(the_first_line_tells_the_date),
		cmocka_unit_test(a_right_length_makes_all_lines_text),
		cmocka_unit_test(a_wrong_length_counts_for_nothing),
		cmocka_unit_test(what_is_odd_is_told),
		cmocka_unit_test(what_is_no_mbox_is_refused),
		cmocka_unit_test(a_name_in_a_maildir_tells_arrival_and_flags),
		cmocka_unit_test(a_file_that_cannot_be_sought_in_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
