/* Tests of common/command: a table of our own, and what is found in it. */
#include "tests/unit/unit.h"

#include "common/wire/command.h"

enum {
	START = 1 << 0,
	READY = 1 << 1,
	SECRET = 1 << 2,
	NOWHERE = 1 << 3,
};

enum row {
	ROW_ANSWER,
	ROW_NONE,
	ROW_OPTIONAL,
	ROW_REQUIRED,
	ROW_PASS,
	ROW_BDAT,
	ROW_BOTH,
	ROW_LAST,
};

static const struct command table[] = {
	[ROW_ANSWER] = {NULL, SECRET, ARGUMENT_REQUIRED, COMMAND_SECRET, 40, NULL, NULL, NULL},
	[ROW_NONE] = {"QUIT", START | READY, ARGUMENT_NONE, 0, 20, "QUIT", NULL, NULL},
	[ROW_OPTIONAL] = {"NOOP", START | READY, ARGUMENT_OPTIONAL, 0, 20, "NOOP", NULL, NULL},
	[ROW_REQUIRED] = {"MAIL", READY, ARGUMENT_REQUIRED, 0, 20, "MAIL FROM:<x>", NULL, NULL},
	[ROW_PASS] = {"PASS", READY, ARGUMENT_REQUIRED, COMMAND_SECRET, 20, "PASS word", NULL,
		      NULL},
	[ROW_BDAT] = {"BDAT", READY, ARGUMENT_REQUIRED, COMMAND_FRAMES, 20, "BDAT 5", NULL,
		      NULL},
	[ROW_BOTH] = {"BOTH", READY, ARGUMENT_REQUIRED, COMMAND_SECRET | COMMAND_FRAMES, 20,
		      "BOTH x", NULL, NULL},
	[ROW_LAST] = {NULL, START | READY, ARGUMENT_OPTIONAL, 0, 20, NULL, NULL, NULL},
};

struct command_case {
	const char *line;
	unsigned state;
	enum command_fault fault;
	enum row row;
	const char *argument; /* NULL where there is a fault */
};

static void
run_cases(const struct command_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct command_case *expected = &cases[i];
		char text[200];
		struct line line = {.text = text, .octets = strlen(expected->line)};
		struct command_call call;
		enum command_fault fault;

		strcpy(text, expected->line);
		fault = command_find(table, COUNT(table), expected->state, &line, &call);
		unit_expect_number(expected->line, NULL, fault, expected->fault);
		unit_expect_number(expected->line, NULL, call.row - table, expected->row);
		if (expected->argument)
			unit_expect(expected->line, NULL, call.argument, strlen(call.argument),
				    expected->argument, strlen(expected->argument));
	}
}

static void
finds_a_verb_in_any_letter_case(void **state)
{
	static const struct command_case cases[] = {
		{"NOOP", READY, COMMAND_OK, ROW_OPTIONAL, ""},
		{"noop", READY, COMMAND_OK, ROW_OPTIONAL, ""},
		{"nOoP", START, COMMAND_OK, ROW_OPTIONAL, ""},
		{"quit", START, COMMAND_OK, ROW_NONE, ""},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
a_part_of_a_verb_is_none(void **state)
{
	static const struct command_case cases[] = {
		{"NOO", READY, COMMAND_OK, ROW_LAST, "NOO"},
		{"NOOPS", READY, COMMAND_OK, ROW_LAST, "NOOPS"},
		{"NOOP:", READY, COMMAND_OK, ROW_LAST, "NOOP:"},
		{" NOOP", READY, COMMAND_OK, ROW_LAST, " NOOP"},
		{"", READY, COMMAND_OK, ROW_LAST, ""},
		{"  ", READY, COMMAND_OK, ROW_LAST, "  "},
		{"XYZZY a b ", START, COMMAND_OK, ROW_LAST, "XYZZY a b "},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
an_argument_loses_the_white_space_around_it(void **state)
{
	static const struct command_case cases[] = {
		{"NOOP x", READY, COMMAND_OK, ROW_OPTIONAL, "x"},
		{"NOOP   x y \t", READY, COMMAND_OK, ROW_OPTIONAL, "x y"},
		{"NOOP\tx", READY, COMMAND_OK, ROW_OPTIONAL, "x"},
		{"NOOP  ", READY, COMMAND_OK, ROW_OPTIONAL, ""},
		{"QUIT ", READY, COMMAND_OK, ROW_NONE, ""},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
a_secret_one_loses_one_space_only(void **state)
{
	static const struct command_case cases[] = {
		{"PASS a", READY, COMMAND_OK, ROW_PASS, "a"},
		{"pass  a  b ", READY, COMMAND_OK, ROW_PASS, " a  b "},
		{"PASS  ", READY, COMMAND_OK, ROW_PASS, " "},
		{"PASS ", READY, COMMAND_ARGUMENT, ROW_PASS, NULL},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

/* Flags are independent of each other. The row is found, so that its flags are known, when
 * there is a fault too. */
static void
a_row_with_other_flags_is_trimmed(void **state)
{
	static const struct command_case cases[] = {
		{"BDAT  5 \t", READY, COMMAND_OK, ROW_BDAT, "5"},
		{"bdat", READY, COMMAND_ARGUMENT, ROW_BDAT, NULL},
		{"BDAT 5", START, COMMAND_OUT_OF_ORDER, ROW_BDAT, NULL},
		{"BDAT 5            x", READY, COMMAND_TOO_LONG, ROW_BDAT, NULL},
		{"BOTH  5 ", READY, COMMAND_OK, ROW_BOTH, " 5 "},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
argument_rules_are_checked(void **state)
{
	static const struct command_case cases[] = {
		{"QUIT now", READY, COMMAND_NO_ARGUMENT, ROW_NONE, NULL},
		{"MAIL", READY, COMMAND_ARGUMENT, ROW_REQUIRED, NULL},
		{"MAIL  \t ", READY, COMMAND_ARGUMENT, ROW_REQUIRED, NULL},
		{"PASS", READY, COMMAND_ARGUMENT, ROW_PASS, NULL},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
a_verb_at_the_wrong_time_is_known(void **state)
{
	static const struct command_case cases[] = {
		{"MAIL FROM:<a@b>", START, COMMAND_OUT_OF_ORDER, ROW_REQUIRED, NULL},
		{"PASS", START, COMMAND_OUT_OF_ORDER, ROW_PASS, NULL},
		{"QUIT now", NOWHERE, COMMAND_OUT_OF_ORDER, ROW_NONE, NULL},
		{"XYZZY", NOWHERE, COMMAND_OUT_OF_ORDER, ROW_LAST, NULL},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
a_row_without_verb_takes_any_line(void **state)
{
	static const struct command_case cases[] = {
		{"QUIT", SECRET, COMMAND_OK, ROW_ANSWER, "QUIT"},
		{" spaces  stay ", SECRET, COMMAND_OK, ROW_ANSWER, " spaces  stay "},
		{"", SECRET, COMMAND_ARGUMENT, ROW_ANSWER, NULL},
		{"", READY, COMMAND_OK, ROW_LAST, ""},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

/* The limits count the CRLF. */
static void
each_row_has_its_own_limit(void **state)
{
	static const struct command_case cases[] = {
		{"NOOP 6789012345678", READY, COMMAND_OK, ROW_OPTIONAL, "6789012345678"},
		{"NOOP 67890123456789", READY, COMMAND_TOO_LONG, ROW_OPTIONAL, NULL},
		{"NOOP               ", READY, COMMAND_TOO_LONG, ROW_OPTIONAL, NULL},
		{"unknown but 5678901", READY, COMMAND_TOO_LONG, ROW_LAST, NULL},
		{"MAIL 67890123456789", START, COMMAND_TOO_LONG, ROW_REQUIRED, NULL},
		{"this one may be a little longer, 123456", SECRET, COMMAND_TOO_LONG,
		 ROW_ANSWER, NULL},
		{"this one may be a little longer, 12345", SECRET, COMMAND_OK, ROW_ANSWER,
		 "this one may be a little longer, 12345"},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

/* --- who may use what --- */

/* A session of the tests: what may be used in it. */
struct session {
	bool signs_in;
};

static int
refuse_sign_in(const struct session *session)
{
	return session->signs_in ? COMMAND_ALLOWED : 7;
}

static int
refuse_always(const struct session *session)
{
	(void)session;
	return 0;
}

static const struct command restricted[] = {
	{NULL, SECRET, ARGUMENT_OPTIONAL, 0, 20, NULL, NULL, NULL},
	{"AUTH", START, ARGUMENT_OPTIONAL, 0, 20, NULL, NULL, refuse_sign_in},
	{"NOOP", START | READY, ARGUMENT_OPTIONAL, 0, 20, NULL, NULL, NULL},
	{"EXPN", START | READY, ARGUMENT_OPTIONAL, 0, 20, NULL, NULL, refuse_always},
	{"MAIL", READY, ARGUMENT_OPTIONAL, 0, 20, NULL, NULL, NULL},
	{NULL, START | READY, ARGUMENT_OPTIONAL, 0, 20, NULL, NULL, NULL},
};

static void
field_W11_a_row_says_who_may_use_it(void **state)
{
	const struct session stranger = {.signs_in = false};
	const struct session member = {.signs_in = true};

	(void)state;
	assert_int_equal(command_refusal(&restricted[1], &stranger), 7);
	assert_int_equal(command_refusal(&restricted[1], &member), COMMAND_ALLOWED);
	assert_int_equal(command_refusal(&restricted[2], &stranger), COMMAND_ALLOWED);
	assert_int_equal(command_refusal(&restricted[3], &member), 0);
}

static void
field_W11_the_verbs_are_those_that_may_be_used(void **state)
{
	static const struct {
		unsigned states;
		bool signs_in;
		const char *verbs;
	} cases[] = {
		{START | READY | SECRET, true, "AUTH NOOP MAIL"},
		{START | READY | SECRET, false, "NOOP MAIL"},
		{START, true, "AUTH NOOP"},
		{READY, true, "NOOP MAIL"},
		{SECRET, true, ""},
		{NOWHERE, false, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct session session = {.signs_in = cases[i].signs_in};
		char verbs[COMMAND_VERBS_OCTETS + 1];

		command_verbs(restricted, COUNT(restricted), cases[i].states, &session, verbs);
		assert_string_equal(verbs, cases[i].verbs);
	}
}

/* As many as there is room for, and no half of one. */
static void
field_W11_the_verbs_fit_their_room(void **state)
{
	static const struct session session = {.signs_in = true};
	char verbs[COMMAND_VERBS_OCTETS + 1];
	struct command many[60];

	(void)state;
	for (size_t i = 0; i < COUNT(many); i++)
		many[i] = restricted[2];
	command_verbs(many, COUNT(many), START, &session, verbs);
	assert_int_equal(strlen(verbs), 51 * 5 - 1);
	assert_string_equal(verbs + 50 * 5, "NOOP");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_a_verb_in_any_letter_case),
		cmocka_unit_test(a_part_of_a_verb_is_none),
		cmocka_unit_test(an_argument_loses_the_white_space_around_it),
		cmocka_unit_test(a_secret_one_loses_one_space_only),
		cmocka_unit_test(a_row_with_other_flags_is_trimmed),
		cmocka_unit_test(argument_rules_are_checked),
		cmocka_unit_test(a_verb_at_the_wrong_time_is_known),
		cmocka_unit_test(a_row_without_verb_takes_any_line),
		cmocka_unit_test(each_row_has_its_own_limit),
		cmocka_unit_test(field_W11_a_row_says_who_may_use_it),
		cmocka_unit_test(field_W11_the_verbs_are_those_that_may_be_used),
		cmocka_unit_test(field_W11_the_verbs_fit_their_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
