/* Tests of common/base/number. */
#include "tests/unit/unit.h"

#include "common/base/number.h"

/* --- reading --- */

static void
digits_make_a_number(void **state)
{
	static const struct {
		const char *text;
		uint64_t number;
	} cases[] = {
		{"0", 0},
		{"1", 1},
		{"007", 7},
		{"4294967296", 4294967296},
		{"4294967297", 4294967297},
		{"18446744073709551614", UINT64_MAX - 1},
		{"18446744073709551615", UINT64_MAX},
		{"00000000000000000000000000000000000000018446744073709551615", UINT64_MAX},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint64_t number = 77;

		if (!number_parse(cases[i].text, &number) || number != cases[i].number)
			fail_msg("%s: got %llu", cases[i].text, (unsigned long long)number);
	}
}

static void
anything_else_is_none(void **state)
{
	static const char *const texts[] = {
		"",
		" ",
		"-1",
		"+1",
		"1x",
		"x1",
		"x",
		"1 ",
		" 1",
		"1 2",
		"-0",
		"1.0",
		"0x1",
		"1\t2",
		"U",
		"1e3",
		"1,0",
		"\xb2",
		"1\xff",
		"18446744073709551616",
		"18446744073709551617",
		"99999999999999999999",
		"100000000000000000000000000000000000000",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		uint64_t number;

		if (number_parse(texts[i], &number))
			fail_msg("\"%s\" is taken for %llu", texts[i],
				 (unsigned long long)number);
	}
}

static void
what_follows_the_digits_is_left(void **state)
{
	static const struct {
		const char *text;
		enum number_status status;
		uint64_t number;
		const char *rest;
	} cases[] = {
		{"0", NUMBER_OK, 0, ""},
		{"12 LAST", NUMBER_OK, 12, " LAST"},
		{"25M", NUMBER_OK, 25, "M"},
		{"007-1", NUMBER_OK, 7, "-1"},
		{"1\xb2", NUMBER_OK, 1, "\xb2"},
		{"1/", NUMBER_OK, 1, "/"},
		{"1:", NUMBER_OK, 1, ":"},
		{"18446744073709551609x", NUMBER_OK, UINT64_MAX - 6, "x"},
		{"18446744073709551610x", NUMBER_OK, UINT64_MAX - 5, "x"},
		{"18446744073709551615x", NUMBER_OK, UINT64_MAX, "x"},
		{"18446744073709551616x", NUMBER_TOO_LARGE, UINT64_MAX, "x"},
		{"18446744073709551620x", NUMBER_TOO_LARGE, UINT64_MAX, "x"},
		{"20000000000000000000", NUMBER_TOO_LARGE, UINT64_MAX, ""},
		{"99999999999999999999 1", NUMBER_TOO_LARGE, UINT64_MAX, " 1"},
		{"184467440737095516150", NUMBER_TOO_LARGE, UINT64_MAX, ""},
		{"184467440737095516160000000000000000000007", NUMBER_TOO_LARGE, UINT64_MAX,
		 ""},
		{"", NUMBER_MISSING, 0, ""},
		{"/", NUMBER_MISSING, 0, "/"},
		{":", NUMBER_MISSING, 0, ":"},
		{"-1", NUMBER_MISSING, 0, "-1"},
		{"+1", NUMBER_MISSING, 0, "+1"},
		{" 1", NUMBER_MISSING, 0, " 1"},
		{"K", NUMBER_MISSING, 0, "K"},
		{"\xff", NUMBER_MISSING, 0, "\xff"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *text = cases[i].text;
		uint64_t number = 77;

		unit_expect_number(cases[i].text, NULL, number_read(&text, &number),
				   cases[i].status);
		if (number != cases[i].number)
			fail_msg("%s: got %llu", cases[i].text, (unsigned long long)number);
		assert_string_equal(text, cases[i].rest);
	}
}

/* --- writing --- */

static void
as_printf_writes_them(void **state)
{
	static const uint64_t numbers[] = {
		0,
		1,
		9,
		10,
		11,
		99,
		100,
		255,
		256,
		65535,
		1000000,
		4294967295,
		4294967296,
		1795459831,
		10000000000,
		UINT64_MAX,
		UINT64_MAX - 1,
		INT64_MAX,
	};

	(void)state;
	for (size_t i = 0; i < COUNT(numbers); i++) {
		char expected[2][NUMBER_OCTETS + 1];
		char got[2][NUMBER_OCTETS + 1];

		snprintf(expected[0], sizeof(expected[0]), "%llu",
			 (unsigned long long)numbers[i]);
		snprintf(expected[1], sizeof(expected[1]), "%llx",
			 (unsigned long long)numbers[i]);
		*number_write(got[0], numbers[i], 10) = '\0';
		*number_write(got[1], numbers[i], 16) = '\0';
		assert_string_equal(got[0], expected[0]);
		assert_string_equal(got[1], expected[1]);
	}
}

static void
field_W19_sizes_for_people(void **state)
{
	static const struct {
		uint64_t octets;
		const char *text;
	} cases[] = {
		{26214400, "25 MB (26214400 octets)"},
		{1024, "1 KB (1024 octets)"},
		{0, "0 KB (0 octets)"},
		{1023, "0.9 KB (1023 octets)"},
		{1536, "1.5 KB (1536 octets)"},
		{1048575, "1023.9 KB (1048575 octets)"},
		{1048576, "1 MB (1048576 octets)"},
		{1048577, "1 MB (1048577 octets)"},
		{31457279, "29.9 MB (31457279 octets)"},
		{1073741824, "1 GB (1073741824 octets)"},
		{1649267441664, "1536 GB (1649267441664 octets)"},
		{UINT64_MAX, "17179869183.9 GB (18446744073709551615 octets)"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[NUMBER_SIZE_OCTETS];

		number_write_size(text, cases[i].octets);
		assert_string_equal(text, cases[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digits_make_a_number),
		cmocka_unit_test(anything_else_is_none),
		cmocka_unit_test(what_follows_the_digits_is_left),
		cmocka_unit_test(as_printf_writes_them),
		cmocka_unit_test(field_W19_sizes_for_people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
