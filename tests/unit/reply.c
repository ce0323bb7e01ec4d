/* Tests of common/reply: what is queued for the peer, octet by octet. */
#include "tests/unit/unit.h"

#include "common/wire/conn.h"
#include "common/wire/reply.h"

struct reply_case {
	const char *name;
	struct reply reply;
	const char *arguments[3];
	bool more;
	const char *expected;
};

static void
run_cases(const struct reply_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct conn conn;

		conn_init(&conn, -1, -1, 1, 1);
		reply_write(&conn, &cases[i].reply, cases[i].arguments, cases[i].more);
		unit_expect(cases[i].name, NULL, conn.output, conn.queued, cases[i].expected,
			    strlen(cases[i].expected));
	}
}

static void
status_code_and_text_make_a_line(void **state)
{
	static const struct reply_case cases[] = {
		{"SMTP", {"250", "2.0.0", "OK"}, {NULL}, false, "250 2.0.0 OK\r\n"},
		{"without code", {"220", NULL, "hello"}, {NULL}, false, "220 hello\r\n"},
		{"POP3", {"-ERR", "[AUTH]", "No"}, {NULL}, false, "-ERR [AUTH] No\r\n"},
		{"empty text", {"334", NULL, ""}, {NULL}, false, "334 \r\n"},
	};
	struct conn conn;

	(void)state;
	run_cases(cases, COUNT(cases));
	conn_init(&conn, -1, -1, 1, 1);
	reply_write(&conn, &(struct reply){"250", NULL, "no arguments"}, NULL, false);
	unit_expect("NULL", NULL, conn.output, conn.queued, OCTETS("250 no arguments\r\n"));
}

static void
arguments_take_their_places(void **state)
{
	static const struct reply_case cases[] = {
		{"one", {"334", NULL, "{}"}, {"VXNlcm5hbWU6"}, false, "334 VXNlcm5hbWU6\r\n"},
		{"two", {"+OK", NULL, "{} of {}!"}, {"1", "22"}, false, "+OK 1 of 22!\r\n"},
		{"empty", {"334", NULL, "{}"}, {""}, false, "334 \r\n"},
		{"braces in one",
		 {"250", NULL, "<{}> {}"},
		 {"{}", "b"},
		 false,
		 "250 <{}> b\r\n"},
		{"a brace alone", {"250", NULL, "{ } {x}"}, {"a"}, false, "250 { } {x}\r\n"},
		{"one of them", {"+OK", NULL, "{} line{s}"}, {"1"}, false, "+OK 1 line\r\n"},
		{"none and several",
		 {"+OK", NULL, "{} line{s}, {} octet{s}"},
		 {"0", "11"},
		 false,
		 "+OK 0 lines, 11 octets\r\n"},
		{"no plural", {"250", NULL, "{s {}"}, {"{s}"}, false, "250 {s {s}\r\n"},
		{"per cent", {"250", NULL, "{} %s"}, {"%n%s"}, false, "250 %n%s %s\r\n"},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
what_a_peer_sent_cannot_add_a_line(void **state)
{
	static const struct reply_case cases[] = {
		{"line end",
		 {"550", NULL, "<{}>"},
		 {"a\r\n250 b"},
		 false,
		 "550 <a??250 b>\r\n"},
		{"controls",
		 {"550", NULL, "{}"},
		 {"\x01\x1b[31m\x7f\t"},
		 false,
		 "550 ??[31m??\r\n"},
		{"8 bits", {"550", NULL, "{}"}, {"\xC3\xA9\xFF"}, false, "550 ???\r\n"},
		{"printable", {"550", NULL, "{}"}, {" !~\"\\"}, false, "550  !~\"\\\r\n"},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
several_lines_are_marked(void **state)
{
	static const struct reply_case cases[] = {
		{"three",
		 {"214", "2.0.0", "a\nb\nc"},
		 {NULL},
		 false,
		 "214-2.0.0 a\r\n214-2.0.0 b\r\n214 2.0.0 c\r\n"},
		{"with arguments",
		 {"214", NULL, "{} a\n{}"},
		 {"x", "y"},
		 false,
		 "214-x a\r\n214 y\r\n"},
		{"an empty one",
		 {"214", NULL, "a\n\nb"},
		 {NULL},
		 false,
		 "214-a\r\n214-\r\n214 b\r\n"},
		{"more", {"250", NULL, "{}"}, {"PIPELINING"}, true, "250-PIPELINING\r\n"},
		{"several and more", {"250", NULL, "a\nb"}, {NULL}, true, "250-a\r\n250-b\r\n"},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

/* The line with an argument of so many letters, and what is left of them. */
static void
expect_cut(size_t letters, size_t expected_letters, const char *mark)
{
	static const struct reply reply = {"550", "5.1.1", "<{}> no\nend"};
	char argument[2000];
	char expected[REPLY_LINE_MAX + 100];
	struct conn conn;

	memset(argument, 'x', letters);
	argument[letters] = '\0';
	snprintf(expected, sizeof(expected), "550-5.1.1 <%.*s%s> no\r\n550 5.1.1 end\r\n",
		 (int)expected_letters, argument, mark);
	conn_init(&conn, -1, -1, 1, 1);
	reply_write(&conn, &reply, (const char *const[]){argument}, false);
	unit_expect("cut", NULL, conn.output, conn.queued, expected, strlen(expected));
}

/* "550-5.1.1 <> no" and CRLF are 17 octets, and leave 495. */
static void
field_W1_a_long_argument_is_cut_and_not_the_words(void **state)
{
	(void)state;
	expect_cut(494, 494, "");
	expect_cut(495, 495, "");
	expect_cut(496, 492, "...");
	expect_cut(497, 492, "...");
	expect_cut(1999, 492, "...");
}

/* Of two the first has the room that it needs: both together have 492 octets here. */
static void
field_W1_what_has_no_room_at_all_is_left_out(void **state)
{
	static const struct reply reply = {"503", "5.5.1", "{} and {} no"};
	static const struct {
		size_t letters;
		const char *second; /* what is left of "yyyyy" */
	} cases[] = {
		{487, "yyyyy"}, {488, "y..."}, {489, "..."}, {490, ""}, {491, ""}, {492, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char first[REPLY_LINE_MAX];
		char expected[REPLY_LINE_MAX + 100];
		struct conn conn;

		memset(first, 'x', cases[i].letters);
		first[cases[i].letters] = '\0';
		snprintf(expected, sizeof(expected), "503 5.5.1 %.492s and %s no\r\n", first,
			 cases[i].second);
		conn_init(&conn, -1, -1, 1, 1);
		reply_write(&conn, &reply, (const char *const[]){first, "yyyyy"}, false);
		unit_expect("two", NULL, conn.output, conn.queued, expected, strlen(expected));
	}
}

/* What the log has of a reply: what reply_write() sends, but in one line. */
static void
field_L9_the_log_has_the_words_that_are_sent(void **state)
{
	static const struct reply_case cases[] = {
		{"none", {"550", "5.6.0", "no arguments"}, {NULL}, false, "no arguments"},
		{"one",
		 {"552", "5.3.4", "at most {} octets"},
		 {"99"},
		 false,
		 "at most 99 octets"},
		{"two", {"503", "5.5.1", "{} is not {}"}, {"a", "{}"}, false, "a is not {}"},
		{"lines", {"214", NULL, "{} a\n{}\n"}, {"x", "y"}, false, "x a y "},
		{"octets", {"550", NULL, "{} b"}, {"a\r\xFF"}, false, "a?? b"},
		{"empty", {"334", NULL, ""}, {NULL}, false, ""},
	};
	char words[REPLY_LINE_MAX];
	char argument[2000];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		reply_words(&cases[i].reply, cases[i].arguments, words);
		unit_expect(cases[i].name, NULL, words, strlen(words), cases[i].expected,
			    strlen(cases[i].expected));
	}
	memset(argument, 'x', sizeof(argument) - 1);
	argument[sizeof(argument) - 1] = '\0';
	reply_words(&cases[1].reply, (const char *const[]){argument}, words);
	assert_int_equal(strlen(words), REPLY_LINE_MAX - 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status_code_and_text_make_a_line),
		cmocka_unit_test(arguments_take_their_places),
		cmocka_unit_test(what_a_peer_sent_cannot_add_a_line),
		cmocka_unit_test(several_lines_are_marked),
		cmocka_unit_test(field_W1_a_long_argument_is_cut_and_not_the_words),
		cmocka_unit_test(field_W1_what_has_no_room_at_all_is_left_out),
		cmocka_unit_test(field_L9_the_log_has_the_words_that_are_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
