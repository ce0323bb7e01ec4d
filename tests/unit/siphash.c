/* Tests of common/siphash. */
#include "tests/unit/unit.h"

#include "common/base/siphash.h"

static const unsigned char key[SIPHASH_KEY_OCTETS] = {0, 1, 2,  3,  4,  5,  6,  7,
						      8, 9, 10, 11, 12, 13, 14, 15};

/*
 * The published vectors for this key: of no octets, of 00, of 00 01, and so on; with each
 * number of octets behind the last whole word, and one of many words.
 */
static void
siphash_gives_the_published_tags(void **state)
{
	static const uint64_t tags[] = {
		0x726fdb47dd0e0e31, 0x74f839c593dc67fd, 0x0d6c8009d9a94f5a, 0x85676696d7fb7e2d,
		0xcf2794e0277187b7, 0x18765564cd99a68d, 0xcbc9466e58fee3ce, 0xab0200f58b01d137,
		0x93f5f5799a932462, 0x9e0082df0ba9e4b0, 0x7a5dbbc594ddb9f3, 0xf4b32f46226bada7,
		0x751e8fbc860ee5fb, 0x14ea5627c0843d90, 0xf723ca908e7af2ee, 0xa129ca6149be45e5,
	};
	unsigned char data[63];

	(void)state;
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)i;
	for (size_t i = 0; i < COUNT(tags); i++) {
		char name[20];

		snprintf(name, sizeof(name), "%zu octets", i);
		unit_expect_number(name, NULL, siphash(key, data, i) == tags[i], true);
	}
	assert_true(siphash(key, data, sizeof(data)) == 0x958a324ceb064572);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(siphash_gives_the_published_tags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
