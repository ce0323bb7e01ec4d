#include "tests/unit/unit.h"

#include "common/base/number.h"

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
		cmocka_unit_test(as_printf_writes_them),
		cmocka_unit_test(field_W19_sizes_for_people),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
