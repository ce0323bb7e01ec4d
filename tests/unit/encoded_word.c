/* Tests of common/base/encoded_word: the examples of RFC 2047 section 8, and what else subjects
 * have. */
#include "tests/unit/unit.h"

#include "common/base/encoded_word.h"

#define X "\xEF\xBF\xBD"

static const struct {
	const char *text;
	const char *decoded; /* NULL: the same */
} cases[] = {
	{"", NULL},
	{"plain = text ?=", NULL},
	{"(=?ISO-8859-1?Q?a?=)", "(a)"},
	{"(=?ISO-8859-1?Q?a?= b)", "(a b)"},
	{"(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)", "(ab)"},
	{"(=?ISO-8859-1?Q?a?= \t =?us-ascii?b?Yg==?=)", "(ab)"},
	{"(=?ISO-8859-1?Q?a_b?=)", "(a b)"},
	{"(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)", "(a =?ISO-8859-2?Q?_b?=)"},
	{"=?ISO-8859-1?Q?Andr=E9?= Pirard", "Andr\xC3\xA9 Pirard"},
	{"=?iso-8859-1?q?=80=a0?=", "\xE2\x82\xAC\xC2\xA0"},
	{"=?Windows-1252?B?gJ8=?=", "\xE2\x82\xAC\xC5\xB8"},
	{"=?UTF-8?B?R3LDvMOfZQ==?=", "Gr\xC3\xBC\xC3\x9F"
				     "e"},
	{"=?UTF-8*de?Q?Gr=C3=BC?=n", "Gr\xC3\xBC"
				     "n"},
	{"=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=", "caf\xC3\xA9"},
	{"=?utf-8?Q?caf=C3?= =?utf-8?B?qQ==?= =?iso-8859-1?Q?=E9?=", "caf\xC3\xA9\xC3\xA9"},
	{"=?utf-8?Q?Really=3F? ?=", "Really?? "},
	{"=?utf-8?Q?a=ZZ=4?=", "a=ZZ=4"},
	{"=?utf-8?Q?\?=.", "."},
	/* Neither a control character nor half a character. */
	{"=?utf-8?Q?=1B]0;x=07=00=0D=0A=7F=C2=9B1m?=", "?]0;x??????1m"},
	{"=?windows-1252?Q?=81=00=1B?=", "???"},
	{"=?utf-8?Q?=E2=82?=.=?utf-8?Q?=FF?=", X X "." X},
	/* Malformed, or unknown. */
	{"=?utf-8?B?R3L?=", NULL},
	{"=?utf-8?B?R3 L?=", NULL},
	{"=?utf-8?X?a?=", NULL},
	{"=?utf-8?Q", NULL},
	{"=?utf-8?", NULL},
	{"=?utf-8?Q?a", NULL},
	{"=?koi8-r?Q?a?= =?utf-8?Q?b?=", "=?koi8-r?Q?a?= b"},
	{"=?=?utf-8?Q?b?=", "=?b"},
	{"=?", NULL},
};

static void
words_are_decoded(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *expected = cases[i].decoded ? cases[i].decoded : cases[i].text;
		struct buf out = {.max = 1000};

		assert_true(encoded_word_decode(cases[i].text, &out));
		unit_expect(cases[i].text, NULL, out.data, out.octets, expected,
			    strlen(expected));
		buf_free(&out);
	}
}

static void
what_does_not_fit_changes_nothing(void **state)
{
	struct buf out = {.max = 3};

	(void)state;
	assert_true(buf_append_text(&out, "a"));
	assert_false(encoded_word_decode("bcd", &out));
	assert_int_equal(out.octets, 1);
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_decoded),
		cmocka_unit_test(what_does_not_fit_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
