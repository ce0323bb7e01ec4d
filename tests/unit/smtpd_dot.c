/* Tests of smtpd/data, the dot machine: known attacks, and all short inputs there are. */
#include "tests/unit/unit.h"

#include "common/base/buf.h"
#include "smtpd/dot.h"

/* What came of an input. */
struct outcome_of {
	struct buf message;
	size_t taken;
	bool ended;
	bool malformed;
};

static void
append_piece(struct outcome_of *outcome, const struct dot_piece *piece)
{
	assert_true(buf_append(&outcome->message, piece->text, piece->octets));
	if (piece->crlf)
		assert_true(buf_append(&outcome->message, "\r\n", 2));
}

/* Feeds an input, cut in one way, up to the end of the message in it. */
static struct outcome_of
feed(const char *input, struct unit_cut *cut, bool lf_ends_line)
{
	struct dot data = {.state = DOT_LINE_START, .lf_ends_line = lf_ends_line};
	struct outcome_of outcome = {.message = {.max = SIZE_MAX}};
	size_t given = 0;

	while (outcome.taken < cut->octets && data.state != DOT_END) {
		struct dot_piece piece;
		size_t taken;

		if (outcome.taken == given)
			given += unit_cut_piece(cut, given);
		taken = dot_next(&data, input + outcome.taken, given - outcome.taken, &piece);
		if (taken == 0 || taken > given - outcome.taken)
			fail_msg("%zu of %zu octets were taken", taken, given - outcome.taken);
		outcome.taken += taken;
		append_piece(&outcome, &piece);
	}
	outcome.ended = data.state == DOT_END;
	outcome.malformed = data.malformed;
	return outcome;
}

struct data_case {
	const char *name;
	const char *input;
	size_t octets;
	const char *message; /* NULL: it is malformed, and how it looks is nobody's business */
	size_t message_octets;
	size_t left; /* octets behind the end of the message */
};

static void
run_cases(const struct data_case *cases, size_t count, bool lf_ends_line)
{
	for (size_t i = 0; i < count; i++) {
		const struct data_case *expected = &cases[i];

		for (struct unit_cut cut = {.octets = expected->octets}; unit_cut_is_one(&cut);
		     unit_cut_next(&cut)) {
			struct outcome_of got = feed(expected->input, &cut, lf_ends_line);

			unit_expect_number(expected->name, &cut, got.ended, true);
			unit_expect_number(expected->name, &cut, (int64_t)got.taken,
					   (int64_t)(expected->octets - expected->left));
			unit_expect_number(expected->name, &cut, got.malformed,
					   !expected->message);
			if (expected->message)
				unit_expect(expected->name, &cut, got.message.data,
					    got.message.octets, expected->message,
					    expected->message_octets);
			buf_free(&got.message);
		}
	}
}

#define MALFORMED NULL, 0

static void
the_message_ends_with_a_dot(void **state)
{
	static const struct data_case cases[] = {
		{"empty", OCTETS(".\r\n"), OCTETS(""), 0},
		{"one line", OCTETS("a\r\n.\r\n"), OCTETS("a\r\n"), 0},
		{"blank lines", OCTETS("\r\n\r\n.\r\n"), OCTETS("\r\n\r\n"), 0},
		{"header and body", OCTETS("A: b\r\n\r\nc d\r\n.\r\n"),
		 OCTETS("A: b\r\n\r\nc d\r\n"), 0},
		{"commands behind it", OCTETS("a\r\n.\r\nQUIT\r\n.\r\n"), OCTETS("a\r\n"), 9},
		{"8 bits", OCTETS("\x01\x7f\x80\xff\t\r\n.\r\n"),
		 OCTETS("\x01\x7f\x80\xff\t\r\n"), 0},
		{"a dot not alone", OCTETS("a.\r\n .\r\n. \r\n.\r\n"),
		 OCTETS("a.\r\n .\r\n \r\n"), 0},
	};

	(void)state;
	run_cases(cases, COUNT(cases), false);
	run_cases(cases, COUNT(cases), true);
}

static void
stuffed_dots_are_taken_off(void **state)
{
	static const struct data_case cases[] = {
		{"first line", OCTETS("..\r\n.\r\n"), OCTETS(".\r\n"), 0},
		{"two", OCTETS("..a\r\n..\r\n.\r\n"), OCTETS(".a\r\n.\r\n"), 0},
		{"only one goes", OCTETS("...\r\n....x\r\n.\r\n"), OCTETS("..\r\n...x\r\n"), 0},
		{"one that was not stuffed", OCTETS(".x\r\n.\r\n"), OCTETS("x\r\n"), 0},
		{"within a line", OCTETS("a..b\r\n.\r\n"), OCTETS("a..b\r\n"), 0},
		{"end of line", OCTETS("a..\r\n.\r\n"), OCTETS("a..\r\n"), 0},
	};

	(void)state;
	run_cases(cases, COUNT(cases), false);
	run_cases(cases, COUNT(cases), true);
}

/* Each of these has ended the data for some server, and what follows became its commands. */
static void
near_misses_do_not_end_it(void **state)
{
	static const struct data_case cases[] = {
		{"LF . LF", OCTETS("a\n.\nb\r\n.\r\n"), MALFORMED, 0},
		{"LF . CRLF", OCTETS("a\n.\r\nb\r\n.\r\n"), MALFORMED, 0},
		{"CRLF . LF", OCTETS("a\r\n.\nb\r\n.\r\n"), MALFORMED, 0},
		{"CR . CR", OCTETS("a\r.\rb\r\n.\r\n"), MALFORMED, 0},
		{"CR . LF", OCTETS("a\r.\nb\r\n.\r\n"), MALFORMED, 0},
		{"LF . CR", OCTETS("a\n.\rb\r\n.\r\n"), MALFORMED, 0},
		{"CRLF . CR", OCTETS("a\r\n.\rb\r\n.\r\n"), MALFORMED, 0},
		{"CRLF . CR CR LF", OCTETS("a\r\n.\r\r\nb\r\n.\r\n"), MALFORMED, 0},
		{"CR . CRLF", OCTETS("a\r.\r\nb\r\n.\r\n"), MALFORMED, 0},
		{"CRLF NUL . CRLF", OCTETS("a\r\n\0.\r\nb\r\n.\r\n"), MALFORMED, 0},
		{"CRLF . NUL CRLF", OCTETS("a\r\n.\0\r\nb\r\n.\r\n"), MALFORMED, 0},
		{"CRLF . CR NUL LF", OCTETS("a\r\n.\r\0\nb\r\n.\r\n"), MALFORMED, 0},
		{". LF first", OCTETS(".\nb\r\n.\r\n"), MALFORMED, 0},
		{"LF CR . CRLF", OCTETS("a\n\r.\r\nb\r\n.\r\n"), MALFORMED, 0},
	};

	(void)state;
	run_cases(cases, COUNT(cases), false);
}

static void
bare_line_ends_and_nul_make_it_malformed(void **state)
{
	static const struct data_case cases[] = {
		{"LF", OCTETS("a\nb\r\n.\r\n"), MALFORMED, 0},
		{"LF first", OCTETS("\n\r\n.\r\n"), MALFORMED, 0},
		{"CR", OCTETS("a\rb\r\n.\r\n"), MALFORMED, 0},
		{"CR CR LF", OCTETS("a\r\r\n.\r\n"), MALFORMED, 0},
		{"CR first", OCTETS("\ra\r\n.\r\n"), MALFORMED, 0},
		{"NUL", OCTETS("a\0b\r\n.\r\n"), MALFORMED, 0},
		{"NUL first", OCTETS("\0\r\n.\r\n"), MALFORMED, 0},
		{"NUL behind CR", OCTETS("a\r\0\r\n.\r\nQUIT\r\n"), MALFORMED, 6},
		{"NUL behind a dot", OCTETS(".\0\r\n.\r\n"), MALFORMED, 0},
		{"NUL on a line after a CR", OCTETS("a\r\nb\0c\r\nd\r\n.\r\n"), MALFORMED, 0},
	};

	(void)state;
	run_cases(cases, COUNT(cases), false);
}

/* After a command that ended in LF alone. */
static void
with_lf_both_line_ends_count(void **state)
{
	static const struct data_case cases[] = {
		{"LF", OCTETS("a\n.\n"), OCTETS("a\r\n"), 0},
		{"LF first", OCTETS("\n\na\n.\nQUIT\n"), OCTETS("\r\n\r\na\r\n"), 5},
		{"both", OCTETS("a\r\nb\nc\r\n.\n"), OCTETS("a\r\nb\r\nc\r\n"), 0},
		{"LF . CRLF", OCTETS("a\n.\r\n"), OCTETS("a\r\n"), 0},
		{"CRLF . LF", OCTETS("a\r\n.\nb\r\n.\r\n"), OCTETS("a\r\n"), 6},
		{"empty", OCTETS(".\n"), OCTETS(""), 0},
		{"stuffed", OCTETS("..\n..a\n.b\n.\n"), OCTETS(".\r\n.a\r\nb\r\n"), 0},
		{"CR", OCTETS("a\rb\n.\n"), MALFORMED, 0},
		{"CR CR LF", OCTETS("a\r\r\n.\n"), MALFORMED, 0},
		{"NUL", OCTETS("a\0b\n.\n"), MALFORMED, 0},
		{". CR", OCTETS(".\ra\n.\n"), MALFORMED, 0},
		{"NUL behind LF", OCTETS("a\n\0\n.\n"), MALFORMED, 0},
	};

	(void)state;
	run_cases(cases, COUNT(cases), true);
}

static void
without_a_dot_it_does_not_end(void **state)
{
	static const char *const inputs[] = {"a\r\n", "a\r\n.",      "a\r\n.\r",   ".",
					     "a",     "a\r\n..\r\n", "a\r\n.a\r\n"};

	(void)state;
	for (size_t i = 0; i < COUNT(inputs); i++)
		for (struct unit_cut cut = {.octets = strlen(inputs[i])}; unit_cut_is_one(&cut);
		     unit_cut_next(&cut)) {
			struct outcome_of got = feed(inputs[i], &cut, false);

			unit_expect_number(inputs[i], &cut, got.ended, false);
			unit_expect_number(inputs[i], &cut, (int64_t)got.taken,
					   (int64_t)cut.octets);
			buf_free(&got.message);
		}
}

static void
long_lines_pass(void **state)
{
	enum { LONG = 100000 };
	char *input = malloc(2 * LONG);
	size_t octets;

	(void)state;
	assert_non_null(input);
	memset(input, 'x', LONG);
	memcpy(input + LONG, "\r\n..", 4);
	memset(input + LONG + 4, '.', 1000);
	octets = LONG + 1004;
	memcpy(input + octets, "\r\n.\r\n", 5);
	octets += 5;
	for (struct unit_cut cut = {.octets = octets}; unit_cut_is_one(&cut);
	     unit_cut_next(&cut)) {
		struct outcome_of got = feed(input, &cut, false);

		assert_true(got.ended);
		assert_false(got.malformed);
		assert_int_equal(got.message.octets, octets - 3 - 1);
		assert_memory_equal(got.message.data, input, LONG + 2);
		assert_memory_equal(got.message.data + LONG + 2, input + LONG + 3, 1003);
		buf_free(&got.message);
	}
	free(input);
}

/* --- all short inputs, against the rules said in another way --- */

enum { SHORT_OCTETS = 6 };

/* Behind each short input, so that the message always ends. */
static const char ending[] = "\r\n.\r\nNOOP";

struct model {
	char message[64];
	size_t octets;
	size_t taken;
	bool malformed;
};

/* Takes a line without its end. True when that is the end of the message. */
static bool
model_line(struct model *model, const char *line, size_t octets)
{
	if (octets == 1 && line[0] == '.')
		return true;
	if (octets > 0 && line[0] == '.') {
		line++;
		octets--;
	}
	memcpy(model->message + model->octets, line, octets);
	memcpy(model->message + model->octets + octets, "\r\n", 2);
	model->octets += octets + 2;
	return false;
}

/* Lines end in CRLF, or with lf_ends_line in LF, which may have a CR before it. */
static struct model
run_model(const char *input, size_t octets, bool lf_ends_line)
{
	struct model model = {.octets = 0};
	size_t start = 0;

	for (size_t i = 0; i < octets; i++) {
		bool after_cr = i > start && input[i - 1] == '\r';
		bool line_end = input[i] == '\n' && (after_cr || lf_ends_line);
		bool last = line_end && model_line(&model, input + start, i - start - after_cr);

		model.taken = i + 1;
		if (last)
			break;
		if (line_end)
			start = i + 1;
		else if (input[i] == '\n' || input[i] == '\0' || after_cr)
			model.malformed = true;
	}
	return model;
}

static void
expect_model(const char *input, size_t octets, bool lf_ends_line)
{
	struct model expected = run_model(input, octets, lf_ends_line);

	for (struct unit_cut cut = {.octets = octets}; cut.number < UNIT_RANDOM + 3;
	     unit_cut_next(&cut)) {
		struct outcome_of got = feed(input, &cut, lf_ends_line);

		if (!got.ended || got.taken != expected.taken ||
		    got.malformed != expected.malformed) {
			unit_print_octets("input", input, octets);
			fail_msg("lf %d: ended %d, took %zu, malformed %d; expected 1, %zu, %d",
				 lf_ends_line, got.ended, got.taken, got.malformed,
				 expected.taken, expected.malformed);
		}
		if (!expected.malformed)
			unit_expect(input, &cut, got.message.data, got.message.octets,
				    expected.message, expected.octets);
		buf_free(&got.message);
	}
}

static void
all_short_inputs_follow_the_rules(void **state)
{
	static const char alphabet[] = {'\r', '\n', '.', 'a', '\0'};

	(void)state;
	for (unsigned octets = 0, inputs = 1; octets <= SHORT_OCTETS; octets++, inputs *= 5)
		for (unsigned number = 0; number < inputs; number++) {
			char input[SHORT_OCTETS + sizeof(ending)];
			unsigned rest = number;

			for (unsigned i = 0; i < octets; i++, rest /= 5)
				input[i] = alphabet[rest % 5];
			memcpy(input + octets, ending, sizeof(ending) - 1);
			expect_model(input, octets + sizeof(ending) - 1, false);
			expect_model(input, octets + sizeof(ending) - 1, true);
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_message_ends_with_a_dot),
		cmocka_unit_test(stuffed_dots_are_taken_off),
		cmocka_unit_test(near_misses_do_not_end_it),
		cmocka_unit_test(bare_line_ends_and_nul_make_it_malformed),
		cmocka_unit_test(with_lf_both_line_ends_count),
		cmocka_unit_test(without_a_dot_it_does_not_end),
		cmocka_unit_test(long_lines_pass),
		cmocka_unit_test(all_short_inputs_follow_the_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
