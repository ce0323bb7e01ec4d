/* Tests of common/filter: programs are run here as the kernel runs them. */
#include "tests/unit/unit.h"

#include "common/process/filter.h"

#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, (what))

enum { REFUSED = 1, ALLOWED = 2, LOW = 3, HIGH = 4 };

static const struct sock_filter refused[] = {RETURN(REFUSED)};
static const struct sock_filter allowed[] = {RETURN(ALLOWED)};
/* Jumps, as decisions about arguments do. */
static const struct sock_filter parted[] = {BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 256, 0, 1),
					    RETURN(HIGH), RETURN(LOW)};

static const struct filter_decision decisions[] = {
	{refused, COUNT(refused)}, {allowed, COUNT(allowed)}, {parted, COUNT(parted)}};

/* What a program of these instructions returns for a number. */
static unsigned
run(const struct filter_program *program, unsigned number)
{
	size_t at = program->start;

	while (at < FILTER_STEPS) {
		const struct sock_filter *step = &program->steps[at++];

		if (step->code == (BPF_RET | BPF_K))
			return step->k;
		assert_int_equal(step->code, BPF_JMP | BPF_JGE | BPF_K);
		at += number >= step->k ? step->jt : step->jf;
	}
	fail_msg("number %u leads out of the program", number);
	return 0;
}

/* What the rules say. */
static unsigned
expected(const struct filter *filter, unsigned number)
{
	unsigned decision = filter->otherwise;

	for (size_t i = 0; i < filter->rules_count; i++)
		if (filter->rules[i].call == number)
			decision = filter->rules[i].decision;
	if (decision == 2)
		return number >= 256 ? HIGH : LOW;
	return decision == 1 ? ALLOWED : REFUSED;
}

/* Also for numbers that no rule can be about: those of x32 programs, and the highest. */
static void
expect_as_the_rules_say(const struct filter *filter)
{
	static const unsigned bases[] = {0, 0x40000000, 0x80000000, ~0U - 2 * FILTER_CALLS};
	struct filter_program program;

	filter_build(filter, &program);
	assert_true(program.fits);
	for (size_t base = 0; base < COUNT(bases); base++)
		for (unsigned i = 0; i <= 2 * FILTER_CALLS; i++)
			unit_expect_number("number", NULL, run(&program, bases[base] + i),
					   expected(filter, bases[base] + i));
}

static struct filter
filter_of(const struct filter_rule *rules, size_t count)
{
	return (struct filter){
		.decisions = decisions,
		.decisions_count = COUNT(decisions),
		.rules = rules,
		.rules_count = count,
	};
}

static void
every_number_gets_the_decision_of_its_rule(void **state)
{
	static const struct filter_rule cases[][3] = {
		{{0, 1}, {1, 1}, {2, 1}},
		{{FILTER_CALLS - 1, 1}, {0, 2}, {255, 2}},
		{{7, 2}, {8, 1}, {6, 1}},
		{{300, 2}, {301, 0}, {302, 2}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t count = 1; count <= COUNT(cases[i]); count++) {
			struct filter filter = filter_of(cases[i], count);

			expect_as_the_rules_say(&filter);
		}
}

/* As many ranges as can be: no two neighbours are alike. */
static void
jumps_reach_far_enough(void **state)
{
	enum { RULES = 120 };
	struct filter_rule rules[RULES];
	struct filter filter = filter_of(rules, RULES);

	(void)state;
	for (unsigned i = 0; i < RULES; i++)
		rules[i] = (struct filter_rule){4 * i + 1, i % 3 ? 1 : 2};
	expect_as_the_rules_say(&filter);
}

static void
a_program_that_is_too_long_does_not_fit(void **state)
{
	enum { RULES = 128 }; /* with a step before and a step after each of them */
	struct filter_rule rules[RULES];
	const struct filter filter = filter_of(rules, RULES);
	struct filter_program program;

	(void)state;
	for (unsigned i = 0; i < RULES; i++)
		rules[i] = (struct filter_rule){4 * i + 1, 1};
	filter_build(&filter, &program);
	assert_false(program.fits);
	filter_begin(&program, refused, COUNT(refused));
	assert_false(program.fits);
}

static void
what_begins_a_program_goes_on_to_it(void **state)
{
	static const struct filter_rule rules[] = {{5, 1}};
	const struct filter filter = filter_of(rules, COUNT(rules));
	const struct sock_filter first[] = {BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 400, 0, 1),
					    RETURN(HIGH)};
	struct filter_program program;

	(void)state;
	filter_build(&filter, &program);
	filter_begin(&program, first, COUNT(first));
	assert_int_equal(run(&program, 5), ALLOWED);
	assert_int_equal(run(&program, 6), REFUSED);
	assert_int_equal(run(&program, 400), HIGH);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_number_gets_the_decision_of_its_rule),
		cmocka_unit_test(jumps_reach_far_enough),
		cmocka_unit_test(a_program_that_is_too_long_does_not_fit),
		cmocka_unit_test(what_begins_a_program_goes_on_to_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
