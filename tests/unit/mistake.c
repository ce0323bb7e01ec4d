/* Tests of common/mistake. */
#include "tests/unit/unit.h"

#include "common/auth/password.h"
#include "common/base/mistake.h"

static const unsigned char key[SIPHASH_KEY_OCTETS] = {0, 1, 2,  3,  4,  5,  6,  7,
						      8, 9, 10, 11, 12, 13, 14, 15};

static void
expect_same(const struct mistake *a, const struct mistake *b, bool same)
{
	unit_expect_number(b->password, NULL, mistake_tag(key, a) == mistake_tag(key, b), same);
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

/* --- one attempt in many ways --- */

static const struct mistake typed = {"alice", "$y$hash", "secrte"};

static void
expect_attempt(struct mistake_memory *memory, const struct mistake *mistake,
	       enum mistake_way way, bool same)
{
	unit_expect_number(mistake->password, NULL,
			   mistake_is_same_attempt(memory, mistake, way), same);
}

static void
field_W17_other_ways_are_one_attempt(void **state)
{
	static const struct mistake again = {"ALICE", "$y$hash", "secrte"};
	struct mistake_memory memory = {.count = 0};

	(void)state;
	expect_attempt(&memory, &typed, MISTAKE_BY_PLAIN, false);
	mistake_remember(&memory, &typed, MISTAKE_BY_PLAIN);
	expect_attempt(&memory, &typed, MISTAKE_BY_PLAIN, false);
	expect_attempt(&memory, &again, MISTAKE_BY_LOGIN, true);
	expect_attempt(&memory, &typed, MISTAKE_BY_LOGIN, false); /* the second time */
	expect_attempt(&memory, &typed, MISTAKE_BY_PASS, true);
	expect_attempt(&memory, &typed, MISTAKE_BY_PASS, false);
	/* The next attempt begins, in whatever way, and all others are open again. */
	mistake_remember(&memory, &typed, MISTAKE_BY_LOGIN);
	expect_attempt(&memory, &typed, MISTAKE_BY_LOGIN, false);
	expect_attempt(&memory, &typed, MISTAKE_BY_PLAIN, true);
	expect_attempt(&memory, &typed, MISTAKE_BY_PASS, true);
	assert_int_equal(memory.count, 1);
}

static void
field_W17_other_words_are_another_attempt(void **state)
{
	static const struct mistake others[] = {
		{"bob", "$y$hash", "secrte"},
		{"alice", "$y$hash", "secret"},
		{"alice", "$y$other", "secrte"},
		{"alice", "", "secrte"},
	};
	struct mistake_memory memory = {.count = 0};

	(void)state;
	mistake_remember(&memory, &typed, MISTAKE_BY_PLAIN);
	for (size_t i = 0; i < COUNT(others); i++)
		expect_attempt(&memory, &others[i], MISTAKE_BY_LOGIN, false);
}

static void
field_W17_the_last_mistakes_are_remembered(void **state)
{
	char password[] = "0";
	const struct mistake mistake = {"alice", "", password};
	struct mistake_memory memory = {.count = 0};

	(void)state;
	for (int i = 0; i <= MISTAKE_MEMORY; i++) {
		password[0] = (char)('0' + i);
		mistake_remember(&memory, &mistake, MISTAKE_BY_PLAIN);
	}
	for (int i = 0; i <= MISTAKE_MEMORY; i++) {
		password[0] = (char)('0' + i);
		expect_attempt(&memory, &mistake, MISTAKE_BY_LOGIN, i > 0);
	}
}

/* Else tags could be compared from session to session. */
static void
field_W17_each_session_has_a_key_of_its_own(void **state)
{
	struct mistake_memory memories[2] = {{.count = 0}, {.count = 0}};

	(void)state;
	mistake_remember(&memories[0], &typed, MISTAKE_BY_PLAIN);
	mistake_remember(&memories[1], &typed, MISTAKE_BY_PLAIN);
	assert_memory_not_equal(memories[0].key, memories[1].key, SIPHASH_KEY_OCTETS);
	assert_true(memories[0].known[0].tag != memories[1].known[0].tag);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(field_L1_a_mistake_is_known_again),
		cmocka_unit_test(field_L1_the_longest_words_make_a_tag),
		cmocka_unit_test(field_W17_other_ways_are_one_attempt),
		cmocka_unit_test(field_W17_other_words_are_another_attempt),
		cmocka_unit_test(field_W17_the_last_mistakes_are_remembered),
		cmocka_unit_test(field_W17_each_session_has_a_key_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
