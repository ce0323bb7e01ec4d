/* Tests of common/siphash and common/mistake. */
#include "tests/unit/unit.h"

#include "common/mistake.h"
#include "common/password.h"

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

static void
expect_same(const struct mistake *a, const struct mistake *b, bool same)
{
	unit_expect_number(b->password, NULL, mistake_tag(key, a) == mistake_tag(key, b),
			   same);
}

static void
field_L1_a_mistake_is_known_again(void **state)
{
	static const struct mistake first = {"alice", "$y$hash", "secret"};
	static const struct mistake same = {"ALICE", "$y$hash", "secret"};
	static const struct mistake others[] = {
		{"alicf", "$y$hash", "secret"}, {"alice", "$y$other", "secret"},
		{"alice", "", "secret"},        {"alice", "$y$hash", "Secret"},
		{"alice", "$y$hash", ""},       {"alic", "e$y$hash", "secret"},
		{"alice", "$y$hashs", "ecret"}, {"alice$", "y$hash", "secret"},
	};
	unsigned char other_key[SIPHASH_KEY_OCTETS] = {1};

	(void)state;
	expect_same(&first, &same, true);
	for (size_t i = 0; i < COUNT(others); i++)
		expect_same(&first, &others[i], false);
	assert_true(mistake_tag(key, &first) != mistake_tag(other_key, &first));
}

/* What is longer than any password may be is no account's, however it goes on. */
static void
field_L1_the_longest_words_make_a_tag(void **state)
{
	char longest[PASSWORD_OCTETS + 3];
	struct mistake a = {"alice", "", longest};
	struct mistake b = {"alice", "", longest + 1};

	(void)state;
	memset(longest, 'p', sizeof(longest));
	longest[PASSWORD_OCTETS] = '\0';
	expect_same(&a, &b, false);
	longest[PASSWORD_OCTETS] = 'p';
	longest[PASSWORD_OCTETS + 2] = '\0';
	expect_same(&a, &b, true);
	b.password = "";
	a.name = longest;
	b.name = longest + 1;
	expect_same(&a, &b, false); /* by their passwords */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(siphash_gives_the_published_tags),
		cmocka_unit_test(field_L1_a_mistake_is_known_again),
		cmocka_unit_test(field_L1_the_longest_words_make_a_tag),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
