/* Tests of common/date. */
#include "tests/unit/unit.h"

#include <locale.h>

#include "common/date.h"

static const struct {
	int64_t seconds;
	const char *header;
	const char *mbox;
} cases[] = {
	{0, "Thu, 1 Jan 1970 00:00:00 +0000", "Thu Jan  1 00:00:00 1970"},
	{86399, "Thu, 1 Jan 1970 23:59:59 +0000", "Thu Jan  1 23:59:59 1970"},
	{951782400, "Tue, 29 Feb 2000 00:00:00 +0000", "Tue Feb 29 00:00:00 2000"},
	{1795459831, "Mon, 23 Nov 2026 18:50:31 +0000", "Mon Nov 23 18:50:31 2026"},
	{2147483648, "Tue, 19 Jan 2038 03:14:08 +0000", "Tue Jan 19 03:14:08 2038"},
	{4102444800, "Fri, 1 Jan 2100 00:00:00 +0000", "Fri Jan  1 00:00:00 2100"},
	{-1, "Wed, 31 Dec 1969 23:59:59 +0000", "Wed Dec 31 23:59:59 1969"},
};

static void
expect_dates(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[DATE_OCTETS];

		date_of_header(cases[i].seconds, text);
		assert_string_equal(text, cases[i].header);
		date_of_mbox(cases[i].seconds, text);
		assert_string_equal(text, cases[i].mbox);
	}
}

static void
dates_are_as_in_the_rfcs(void **state)
{
	(void)state;
	expect_dates();
}

static void
neither_time_zone_nor_locale_matters(void **state)
{
	(void)state;
	setenv("TZ", "America/St_Johns", 1);
	setenv("LC_ALL", "de_DE.UTF-8", 1);
	tzset();
	setlocale(LC_ALL, "");
	expect_dates();
	setlocale(LC_ALL, "C");
	unsetenv("TZ");
}

/* Whatever a damaged database says, there is room for it. */
static void
absurd_dates_fit(void **state)
{
	static const int64_t seconds[] = {INT64_MAX, INT64_MIN, 67767976233532799,
					  -67768040609740800};

	(void)state;
	for (size_t i = 0; i < COUNT(seconds); i++) {
		char text[DATE_OCTETS];

		date_of_header(seconds[i], text);
		assert_in_range(strlen(text), 20, DATE_OCTETS - 1);
		date_of_mbox(seconds[i], text);
		assert_in_range(strlen(text), 20, DATE_OCTETS - 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_as_in_the_rfcs),
		cmocka_unit_test(neither_time_zone_nor_locale_matters),
		cmocka_unit_test(absurd_dates_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
