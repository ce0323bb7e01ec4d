/* Tests of tlsd/signing: which requests the key process takes. */
#include "tests/unit/unit.h"

#include "tlsd/signing.h"

static void
every_algorithm_has_one_length(void **state)
{
	struct signing_request request = {.key = 0};

	(void)state;
	for (size_t i = 0; i < SIGNING_ALGORITHMS; i++) {
		const struct signing_algorithm *algorithm = &signing_algorithms[i];

		request.algorithm = (uint8_t)i;
		assert_int_equal(signing_request_octets(algorithm), 2 + algorithm->octets);
		for (size_t octets = 0; octets <= sizeof(request) + 1; octets++)
			assert_ptr_equal(signing_check(&request, octets, 1),
					 octets == 2 + algorithm->octets ? algorithm : NULL);
	}
}

static void
other_keys_and_algorithms_do_not_exist(void **state)
{
	(void)state;
	for (unsigned key = 0; key < 256; key++) {
		for (unsigned algorithm = 0; algorithm < 256; algorithm++) {
			const struct signing_request request = {
				.key = (uint8_t)key, .algorithm = (uint8_t)algorithm};
			bool exists = key < 2 && algorithm < SIGNING_ALGORITHMS;
			size_t octets =
				algorithm < SIGNING_ALGORITHMS
					? signing_request_octets(&signing_algorithms[algorithm])
					: sizeof(request);

			assert_int_equal(signing_check(&request, octets, 2) != NULL, exists);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_algorithm_has_one_length),
		cmocka_unit_test(other_keys_and_algorithms_do_not_exist),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
