/* Tests of tlsd/settings: the table, and what must fit together. */
#include "tests/unit/unit.h"

#include "tlsd/settings.h"

static void
write_conf(const char *text)
{
	FILE *file = fopen("tlsd.conf", "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

#define PAIR "certificate = /c\nkey = /k\n"

static void
what_fits_is_taken(void **state)
{
	static const struct {
		const char *text;
		const char *error; /* NULL: none */
	} cases[] = {
		{PAIR, NULL},
		{PAIR "certificate2 = /c2\nkey2 = /k2\n", NULL},
		{PAIR "listen = /run/tlsd\nuser = x\ngroup = y\n", NULL},
		{"", "certificate, key: both are needed"},
		{"certificate = /c\n", "certificate, key: both are needed"},
		{"key = /k\n", "certificate, key: both are needed"},
		{PAIR "key2 = /k2\n", "certificate2, key2: one needs the other"},
		{"certificate =\n", "tlsd.conf:1: certificate: a value is missing"},
		{"certificate = c\n", "tlsd.conf:1: certificate: an absolute path is needed"},
		{PAIR "key2 = k\n", "tlsd.conf:3: key2: an absolute path is needed"},
		{PAIR "listen = x\n", "tlsd.conf:3: listen: an absolute path is needed"},
		{PAIR "max_sessions = 0\n",
		 "tlsd.conf:3: max_sessions: a number from 1 to 100000 is needed"},
		{PAIR "handshake_timeout = 601\n",
		 "tlsd.conf:3: handshake_timeout: a number from 1 to 600 is needed"},
		{PAIR "sandbox = maybe\n",
		 "tlsd.conf:3: sandbox: one of these is needed: off on strict"},
		{"database = x\n", "tlsd.conf:1: database: there is no such setting"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char error[SETTINGS_ERROR_OCTETS] = "";
		struct tlsd_settings settings;

		write_conf(cases[i].text);
		unit_expect_number(cases[i].text, NULL,
				   tlsd_settings_read(&settings, "tlsd.conf", error),
				   cases[i].error == NULL);
		assert_string_equal(error, cases[i].error ? cases[i].error : "");
	}
	write_conf(PAIR "listen = /123456789 123456789 123456789 123456789 123456789 123456789 "
			"123456789 123456789 123456789 123456789 12345678\n");
	{
		char error[SETTINGS_ERROR_OCTETS] = "";
		struct tlsd_settings settings;

		assert_false(tlsd_settings_read(&settings, "tlsd.conf", error));
		assert_non_null(strstr(error, "too long for the path of a socket"));
	}
}

static void
what_is_printed_can_be_read(void **state)
{
	char error[SETTINGS_ERROR_OCTETS] = "";
	struct tlsd_settings settings;
	struct tlsd_settings again;
	FILE *file;

	(void)state;
	write_conf(PAIR "certificate2=/c2\nkey2=/k2\nmax_sessions=7\nlog=error\nsandbox=off\n");
	assert_true(tlsd_settings_read(&settings, "tlsd.conf", error));
	file = fopen("printed", "we");
	tlsd_settings_print(&settings, file);
	assert_int_equal(fclose(file), 0);
	assert_true(tlsd_settings_read(&again, "printed", error));
	assert_memory_equal(&settings, &again, sizeof(settings));
	assert_int_equal(again.pairs_count, 2);
	assert_int_equal(again.max_sessions, 7);
	assert_int_equal(again.handshake_timeout, 30);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(what_fits_is_taken),
		unit_test_in_directory(what_is_printed_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
