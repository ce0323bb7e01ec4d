/* Tests of common/words: where command lines are cut, and how many words they may have. */
#include "tests/unit/unit.h"

#include <errno.h>

#include "common/base/words.h"

static void
words_end_at_blanks(void **state)
{
	static const struct {
		const char *text;
		const char *words[5];
	} cases[] = {
		{"/bin/true", {"/bin/true"}},
		{"/usr/sbin/sendmail -i -f", {"/usr/sbin/sendmail", "-i", "-f"}},
		{" \t/a  b\t\tc \t", {"/a", "b", "c"}},
		{"/a 'b c' $d *", {"/a", "'b", "c'", "$d", "*"}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text = strdup(cases[i].text);
		size_t count;
		char **words = words_split(text, 2, &count);

		assert_non_null(words);
		for (size_t j = 0; j < count; j++)
			assert_string_equal(words[j], cases[i].words[j]);
		assert_true(count == COUNT(cases[i].words) || !cases[i].words[count]);
		for (size_t j = count; j <= count + 2; j++)
			assert_null(words[j]);
		free(words);
		free(text);
	}
}

static void
there_must_be_one_and_not_too_many(void **state)
{
	char text[2 * (WORDS_MAX + 1) + 1] = "";
	char empty[] = " \t ";
	size_t count;
	char **words;

	(void)state;
	assert_null(words_split(empty, 0, &count));
	assert_int_equal(errno, EINVAL);
	for (size_t i = 0; i < WORDS_MAX; i++)
		strcat(text, "w ");
	words = words_split(text, 0, &count);
	assert_non_null(words);
	assert_int_equal(count, WORDS_MAX);
	free(words);
	for (size_t i = 0; i < 2 * WORDS_MAX; i++)
		text[i] = i % 2 ? ' ' : 'w';
	strcat(text, "w");
	assert_null(words_split(text, 0, &count));
	assert_int_equal(errno, E2BIG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_end_at_blanks),
		cmocka_unit_test(there_must_be_one_and_not_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
