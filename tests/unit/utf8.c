/* Tests of common/base/utf8. */
#include "tests/unit/unit.h"

#include "common/base/utf8.h"

#define X "\xEF\xBF\xBD"

static const struct {
	const char *text;
	const char *repaired; /* NULL: it is valid */
} cases[] = {
	{"", NULL},
	{"Subject \x01 ~\x7F", NULL},
	{"\xC2\x80 \xDF\xBF", NULL},
	{"\xE0\xA0\x80 \xED\x9F\xBF \xEE\x80\x80 \xEF\xBF\xBF", NULL},
	{"\xF0\x90\x80\x80 \xF4\x8F\xBF\xBF", NULL},
	{"caf\xE9", "caf" X},
	{"\x80", X},
	{"\xC0\x80", X X},             /* too long */
	{"\xC1\xBF", X X},             /* the same */
	{"\xE0\x9F\xBF", X X X},       /* the same */
	{"\xF0\x8F\xBF\xBF", X X X X}, /* the same */
	{"\xED\xA0\x80", X X X},       /* a surrogate */
	{"\xF4\x90\x80\x80", X X X X}, /* beyond the last one */
	{"\xF5\x80\x80\x80", X X X X}, /* the same */
	{"\xFF", X},
	{"\xC3", X},             /* ends too early */
	{"\xE2\x82", X X},       /* the same */
	{"\xF0\x9F\x98", X X X}, /* the same */
	{"\xE2\x82z", X X "z"},
	{"\xE2\xC3\xA9", X "\xC3\xA9"},
	{"a\xC3\xA9\xC3", "a\xC3\xA9" X},
};

static void
what_is_not_valid_is_replaced(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *expected = cases[i].repaired ? cases[i].repaired : cases[i].text;
		char *repaired = utf8_repair(cases[i].text);

		unit_expect(cases[i].text, NULL, repaired, strlen(repaired), expected,
			    strlen(expected));
		free(repaired);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_valid_is_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
