/* Tests of common/date. */
#include "tests/unit/unit.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <locale.h>
#include <sys/syscall.h>

#include "common/base/date.h"

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

/* Every day of 800 years, and odd ones far away, as gmtime(3) has them. */
static void
expect_day_of_libc(int64_t seconds)
{
	time_t when = (time_t)seconds;
	char expected[DATE_OCTETS];
	char text[DATE_OCTETS];
	struct tm tm;

	assert_non_null(gmtime_r(&when, &tm));
	strftime(expected, sizeof(expected), "%a, %e %b %Y %T +0000", &tm);
	if (tm.tm_mday < 10)
		memmove(expected + 5, expected + 6, strlen(expected + 5));
	date_of_header(seconds, text);
	assert_string_equal(text, expected);
}

static void
field_L5_the_calendar_is_that_of_libc(void **state)
{
	uint32_t random = 7;

	(void)state;
	for (int64_t day = -150000; day < 150000; day++)
		expect_day_of_libc(day * 86400 + unit_random(&random) % 86400);
	for (int i = 0; i < 100000; i++)
		expect_day_of_libc(((int64_t)unit_random(&random) << 12) *
				   (random & 256 ? 1 : -1));
}

/* In a child: a time zone is read once. */
static int
expect_local_time(void *of)
{
	char text[DATE_OCTETS];

	(void)of;
	setenv("TZ", "XYZ-5:30", 1);
	tzset();
	date_of_syslog(1795459831, text);
	if (strcmp(text, "Nov 24 00:20:31") != 0)
		return 1;
	date_of_syslog(1793700000, text);
	return strcmp(text, "Nov  3 15:30:00") != 0;
}

static void
the_log_has_local_time(void **state)
{
	(void)state;
	unit_wait(unit_fork(expect_local_time, NULL));
}

/* Any call but the one that ends it ends this process. */
static bool
forbid_calls(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
	};
	const struct sock_fprog program = {COUNT(filter), filter};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

/* In a child that has not read its time zone, as no test before this one has. */
static int
make_dates_of_messages(void *of)
{
	char text[DATE_OCTETS];

	(void)of;
	if (!forbid_calls())
		return 1;
	date_of_header(cases[0].seconds, text);
	date_of_mbox(cases[0].seconds, text);
	return 0;
}

static int
make_dates_of_the_log(void *of)
{
	char text[DATE_OCTETS];

	(void)of;
	tzset();
	if (!forbid_calls())
		return 1;
	for (size_t i = 0; i < COUNT(cases); i++)
		date_of_syslog(cases[i].seconds, text);
	return 0;
}

/* No file of a time zone, least of all: the sandbox would refuse it. */
static void
field_L5_dates_need_no_system_call(void **state)
{
	(void)state;
#ifdef __SANITIZE_ADDRESS__
	skip();
#endif
	unit_wait(unit_fork(make_dates_of_messages, NULL));
	unit_wait(unit_fork(make_dates_of_the_log, NULL));
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
		cmocka_unit_test(field_L5_dates_need_no_system_call),
		cmocka_unit_test(dates_are_as_in_the_rfcs),
		cmocka_unit_test(field_L5_the_calendar_is_that_of_libc),
		cmocka_unit_test(the_log_has_local_time),
		cmocka_unit_test(neither_time_zone_nor_locale_matters),
		cmocka_unit_test(absurd_dates_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
