#include "tests/unit/unit.h"

#include "common/number.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_printf_writes_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
