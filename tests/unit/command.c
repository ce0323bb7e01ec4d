/* Tests of common/command: a table of our own, and what is found in it. */
#include "tests/unit/unit.h"

#include "common/command.h"

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
	[ROW_ANSWER] = {NULL, SECRET, ARGUMENT_REQUIRED, COMMAND_SECRET, 40, NULL, NULL},
	[ROW_NONE] = {"QUIT", START | READY, ARGUMENT_NONE, 0, 20, "QUIT", NULL},
	[ROW_OPTIONAL] = {"NOOP", START | READY, ARGUMENT_OPTIONAL, 0, 20, "NOOP", NULL},
	[ROW_REQUIRED] = {"MAIL", READY, ARGUMENT_REQUIRED, 0, 20, "MAIL FROM:<x>", NULL},
	[ROW_PASS] = {"PASS", READY, ARGUMENT_REQUIRED, COMMAND_SECRET, 20, "PASS word", NULL},
	[ROW_BDAT] = {"BDAT", READY, ARGUMENT_REQUIRED, COMMAND_FRAMES, 20, "BDAT 5", NULL},
	[ROW_BOTH] = {"BOTH", READY, ARGUMENT_REQUIRED, COMMAND_SECRET | COMMAND_FRAMES, 20,
		      "BOTH x", NULL},
	[ROW_LAST] = {NULL, START | READY, ARGUMENT_OPTIONAL, 0, 20, NULL, NULL},
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
