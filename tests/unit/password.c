/* Tests of common/auth/password and common/auth/hash, at the lowest cost of each method. */
#include "tests/unit/unit.h"

#include <crypt.h>
#include <dlfcn.h>

#include "common/auth/hash.h"
#include "common/auth/password.h"

/* What was given to crypt_rn() last: a method, its cost, and a salt. */
static char last_setting[CRYPT_OUTPUT_SIZE];

/* Stands in for libxcrypt's. */
char *
crypt_rn(const char *phrase, const char *setting, void *data, int size)
{
	char *(*real)(const char *, const char *, void *, int);

	snprintf(last_setting, sizeof(last_setting), "%s", setting);
	*(void **)&real = dlsym(RTLD_NEXT, "crypt_rn");
	return real(phrase, setting, data, size);
}

static const struct password_method methods[] = {
	{"$y$", 1},
	{"$5$", 1000},
	{"$6$", 1000},
	{"$2b$", 4},
};

/* A password of so many octets, freed by the caller. */
static char *
long_password(size_t octets)
{
	char *password = malloc(octets + 1);

	assert_non_null(password);
	memset(password, 'p', octets);
	password[octets] = '\0';
	return password;
}

static void
each_method_makes_its_own_hash(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(methods); i++) {
		char hash[PASSWORD_HASH_OCTETS + 1];
		const char *prefix = methods[i].prefix;

		assert_true(password_hash(&methods[i], "secret", hash));
		unit_expect(prefix, NULL, hash, strlen(prefix), prefix, strlen(prefix));
		assert_null(strstr(hash, "secret"));
	}
}

static void
the_right_password_only(void **state)
{
	static const char *const wrong[] = {"",        "secre",  "secret ",
					    " secret", "Secret", "other"};

	(void)state;
	for (size_t i = 0; i < COUNT(methods); i++) {
		char hash[PASSWORD_HASH_OCTETS + 1];

		assert_true(password_hash(&methods[i], "secret", hash));
		assert_int_equal(password_verify(hash, "secret"), PASSWORD_RIGHT);
		for (size_t j = 0; j < COUNT(wrong); j++)
			unit_expect_number(wrong[j], NULL, password_verify(hash, wrong[j]),
					   PASSWORD_WRONG);
	}
}

static void
any_octets_can_be_a_password(void **state)
{
	static const char *const passwords[] = {
		"two  words ",
		"\xc3\xa9t\xc3\xa9",
		"\xff\x80\x01",
		"'; DROP TABLE account; --",
		"%s%n",
		"$y$",
		"!",
		"",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(passwords); i++) {
		char hash[PASSWORD_HASH_OCTETS + 1];

		assert_true(password_hash(&methods[0], passwords[i], hash));
		unit_expect_number(passwords[i], NULL, password_verify(hash, passwords[i]),
				   PASSWORD_RIGHT);
		unit_expect_number(passwords[i], NULL, password_verify(hash, "x"),
				   PASSWORD_WRONG);
	}
}

static void
each_hash_has_a_salt_of_its_own(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(methods); i++) {
		char first[PASSWORD_HASH_OCTETS + 1];
		char second[PASSWORD_HASH_OCTETS + 1];

		assert_true(password_hash(&methods[i], "secret", first));
		assert_true(password_hash(&methods[i], "secret", second));
		assert_string_not_equal(first, second);
	}
}

/* openssl-passwd(1) and the first bcrypt's own tests have made these. */
static void
hashes_of_other_programs_are_understood(void **state)
{
	static const struct {
		const char *hash;
		const char *password;
	} cases[] = {
		{"$1$abcdefgh$fzmjzFdo5nMtBG8gtud5e0", "Hello world!"},
		{"$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA",
		 "Hello world!"},
		{"$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5", "Hello world!"},
		{"$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/"
		 "O817G3uBnIFNjnQJuesI68u4OTLiBFdc"
		 "bYEdFCoEOfaS35inz1",
		 "Hello world!"},
		{"$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		unit_expect_number(cases[i].hash, NULL,
				   password_verify(cases[i].hash, cases[i].password),
				   PASSWORD_RIGHT);
		unit_expect_number(cases[i].hash, NULL, password_verify(cases[i].hash, "U*V"),
				   PASSWORD_WRONG);
	}
}

static void
a_locked_hash_matches_nothing(void **state)
{
	char hash[PASSWORD_HASH_OCTETS + 2] = "!";

	(void)state;
	assert_int_equal(password_verify("!", "!"), PASSWORD_WRONG);
	assert_int_equal(password_verify("!", ""), PASSWORD_WRONG);
	assert_int_equal(password_verify("*", "*"), PASSWORD_WRONG);
	assert_int_equal(password_verify("*0", "*0"), PASSWORD_WRONG);
	assert_int_equal(password_verify("*1", "*0"), PASSWORD_WRONG);
	assert_true(password_hash(&methods[0], "secret", hash + 1));
	assert_int_equal(password_verify(hash, "secret"), PASSWORD_WRONG);
}

static void
garbage_matches_nothing(void **state)
{
	static const char *const hashes[] = {"secret", "$", "$y$", "$nonsense$a$b",
					     "x",      "",  "$5$", "$9$broken"};

	(void)state;
	for (size_t i = 0; i < COUNT(hashes); i++) {
		assert_int_equal(password_verify(hashes[i], "secret"), PASSWORD_UNUSABLE);
		assert_int_equal(password_verify(hashes[i], hashes[i]), PASSWORD_UNUSABLE);
		assert_int_equal(password_verify(hashes[i], ""), PASSWORD_UNUSABLE);
	}
}

static void
a_hash_that_was_cut_matches_nothing(void **state)
{
	char hash[PASSWORD_HASH_OCTETS + 1];

	(void)state;
	assert_true(password_hash(&methods[0], "secret", hash));
	while (hash[0] != '\0') {
		hash[strlen(hash) - 1] = '\0';
		assert_int_equal(password_verify(hash, "secret"), PASSWORD_UNUSABLE);
	}
}

static void
a_password_has_a_longest(void **state)
{
	char *longest = long_password(PASSWORD_OCTETS);
	char *longer = long_password(PASSWORD_OCTETS + 1);
	char *novel = long_password(100000);
	char hash[PASSWORD_HASH_OCTETS + 1];

	(void)state;
	assert_true(password_hash(&methods[0], longest, hash));
	assert_int_equal(password_verify(hash, longest), PASSWORD_RIGHT);
	assert_int_equal(password_verify(hash, longer), PASSWORD_WRONG);
	assert_int_equal(password_verify(hash, novel), PASSWORD_WRONG);
	assert_int_equal(password_pretend(&methods[0], longer), PASSWORD_WRONG);
	assert_int_equal(password_pretend(&methods[0], novel), PASSWORD_WRONG);
	assert_false(password_hash(&methods[0], longer, hash));
	assert_false(password_hash(&methods[0], novel, hash));
	free(longest);
	free(longer);
	free(novel);
}

static void
pretending_is_never_right(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(methods); i++) {
		assert_int_equal(password_pretend(&methods[i], "secret"), PASSWORD_WRONG);
		assert_int_equal(password_pretend(&methods[i], ""), PASSWORD_WRONG);
	}
}

static void
pretending_costs_as_much_as_verifying(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(methods); i++) {
		last_setting[0] = '\0';
		password_pretend(&methods[i], "wrong");
		assert_false(password_is_outdated(&methods[i], last_setting));
	}
}

static void
a_bad_method_fails(void **state)
{
	static const struct password_method nonsense = {"$nonsense$", 0};
	static const struct password_method costly = {"$y$", 99};
	char hash[PASSWORD_HASH_OCTETS + 1];

	(void)state;
	assert_false(password_hash(&nonsense, "secret", hash));
	assert_false(password_hash(&costly, "secret", hash));
	assert_int_equal(password_pretend(&nonsense, "secret"), PASSWORD_FAILED);
	assert_false(password_is_outdated(&nonsense, "$y$j9T$salt$hash"));
}

struct outdated_case {
	struct password_method made;
	struct password_method now;
	bool outdated; /* a hash that was made the one way, where the other is in force */
};

static void
run_outdated(const struct outdated_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char hash[PASSWORD_HASH_OCTETS + 1];
		char name[100];

		snprintf(name, sizeof(name), "%s %lu, now %s %lu", cases[i].made.prefix,
			 cases[i].made.cost, cases[i].now.prefix, cases[i].now.cost);
		assert_true(password_hash(&cases[i].made, "secret", hash));
		unit_expect_number(name, NULL, password_is_outdated(&cases[i].now, hash),
				   cases[i].outdated);
	}
}

/* Else each sign-in would write to the store. */
static void
a_new_hash_is_not_outdated(void **state)
{
	static const struct outdated_case cases[] = {
		{{"$y$", 1}, {"$y$", 1}, false},       {{"$gy$", 1}, {"$gy$", 1}, false},
		{{"$7$", 6}, {"$7$", 6}, false},       {{"$2b$", 4}, {"$2b$", 4}, false},
		{{"$5$", 1000}, {"$5$", 1000}, false}, {{"$6$", 1000}, {"$6$", 1000}, false},
		{{"$5$", 0}, {"$5$", 0}, false},       {{"$6$", 0}, {"$6$", 0}, false},
		{{"$y$", 0}, {"$y$", 0}, false},       {{"$1$", 0}, {"$1$", 0}, false},
	};

	(void)state;
	run_outdated(cases, COUNT(cases));
}

static void
another_method_outdates_a_hash(void **state)
{
	static const struct outdated_case cases[] = {
		{{"$y$", 1}, {"$6$", 1000}, true}, {{"$6$", 1000}, {"$y$", 1}, true},
		{{"$5$", 0}, {"$6$", 0}, true},    {{"$y$", 1}, {"$gy$", 1}, true},
		{{"$gy$", 1}, {"$y$", 1}, true},   {{"$2b$", 4}, {"$2y$", 4}, true},
		{{"$1$", 0}, {"$5$", 0}, true},    {{"$2b$", 4}, {"$5$", 0}, true},
	};

	(void)state;
	run_outdated(cases, COUNT(cases));
}

static void
another_cost_outdates_a_hash(void **state)
{
	static const struct outdated_case cases[] = {
		{{"$y$", 1}, {"$y$", 2}, true},       {{"$y$", 2}, {"$y$", 1}, true},
		{{"$y$", 1}, {"$y$", 0}, true},       {{"$gy$", 1}, {"$gy$", 2}, true},
		{{"$5$", 1000}, {"$5$", 1001}, true}, {{"$5$", 0}, {"$5$", 1000}, true},
		{{"$2b$", 4}, {"$2b$", 5}, true},
	};

	(void)state;
	run_outdated(cases, COUNT(cases));
}

/* The one method that has no '$' between cost and salt. */
static void
another_cost_of_scrypt_outdates_a_hash(void **state)
{
	static const struct outdated_case cases[] = {
		{{"$7$", 6}, {"$7$", 7}, true},
		{{"$7$", 7}, {"$7$", 6}, true},
	};

	(void)state;
	run_outdated(cases, COUNT(cases));
}

/* At the usual cost "$5$" is followed by the salt at once, at others by "rounds=1000$". */
static void
rounds_are_not_taken_for_a_salt(void **state)
{
	static const struct outdated_case cases[] = {
		{{"$5$", 1000}, {"$5$", 0}, true},
		{{"$5$", 100000}, {"$5$", 0}, true},
		{{"$6$", 1000}, {"$6$", 0}, true},
	};

	(void)state;
	run_outdated(cases, COUNT(cases));
}

static void
what_is_no_hash_is_outdated(void **state)
{
	(void)state;
	assert_true(password_is_outdated(&methods[0], ""));
	assert_true(password_is_outdated(&methods[0], "!"));
	assert_true(password_is_outdated(&methods[1], "$5"));
	assert_true(password_is_outdated(&methods[1], "garbage"));
}

/* Hashes of "secret", and what they are where "$5$" with 1000 rounds is in force. */
static const struct {
	const char *hash;
	enum hash_finding finding;
} findings[] = {
	{"$5$rounds=1001$abc$CGRhLqy1YGzl1./.A6CCQnDTvqUJ6EVlty4uGXE9so2", HASH_DEARER},
	{"$5$abc$qsg6EHbUzHQzF1POlD7zUwBINSELQxypPaeDcZe6vH0", HASH_DEARER},
	{"$6$rounds=99999$abc$4MOH9NPmDU7k1/cRtXuHWFvwRJlxHdIzo655Zy/"
	 "pOINZFrsldPbn9ZRX1OU9G6zOGIDxXq4eQJr6R.TWSW5Tx1",
	 HASH_DEARER},
	{"$2b$08$aaaaaaaaaaaaaaaaaaaaaOcKC6QrmaFwBhiAOsHbWLrJzP8ZHNyVq", HASH_DEARER},
	{"$y$j9T$abcd$q0BC/1zAm1egDOA28ap7Pv/qqIp2.2/hfz8I9ccfx08", HASH_DEARER},
	{"$1$abc$iCQ2D3nhptRYi27fDYv2s1", HASH_WEAKER},
	{"abNANd1rDfiNc", HASH_WEAKER},
	{"_J9..abcd/H6HLCcf7nw", HASH_WEAKER},
};

/* Cut to any length, they are nothing that crypt(3) could use; nor with an octet more, except
 * for the oldest form, which has no length of its own. */
static void
hashes_that_differ_are_found(void **state)
{
	static const struct password_method now = {"$5$", 1000};

	(void)state;
	for (size_t i = 0; i < COUNT(findings); i++) {
		char hash[PASSWORD_HASH_OCTETS + 1];
		const char *whole = findings[i].hash;

		unit_expect_number(whole, NULL, hash_compare(&now, whole), findings[i].finding);
		if (whole[0] != 'a') {
			snprintf(hash, sizeof(hash), "%sx", whole);
			unit_expect_number(hash, NULL, hash_compare(&now, hash), HASH_UNUSABLE);
		}
		for (size_t octets = 0; octets < strlen(whole); octets++) {
			snprintf(hash, octets + 1, "%s", whole);
			unit_expect_number(hash, NULL, hash_compare(&now, hash), HASH_UNUSABLE);
		}
	}
}

static void
what_is_no_hash_is_unusable(void **state)
{
	static const char *const hashes[] = {
		"$9$broken",
		"$5$abc$short",
		"$2b$08$abc",
		"plain text",
		"xxxxxxxxxxxx",
		"!",
		"*0",
		"!$1$abc$iCQ2D3nhptRYi27fDYv2s1",
		"$1$a:c$iCQ2D3nhptRYi27fDYv2s1",
		"$1$$iCQ2D3nhptRYi27fDYv2s1",
		"$1$abcdefghi$iCQ2D3nhptRYi27fDYv2s1",
		"$1$abc$$iCQ2D3nhptRYi27fDYv2s1",
		"$1$abc$iCQ2D3nhptRYi27fDYv2s!",
		"$5$rounds=0999$abc$CGRhLqy1YGzl1./.A6CCQnDTvqUJ6EVlty4uGXE9so2",
		"$5$rounds=9$abc$CGRhLqy1YGzl1./.A6CCQnDTvqUJ6EVlty4uGXE9so2",
		"$5$rounds=$abc$CGRhLqy1YGzl1./.A6CCQnDTvqUJ6EVlty4uGXE9so2",
		"$2b$8$aaaaaaaaaaaaaaaaaaaaaOcKC6QrmaFwBhiAOsHbWLrJzP8ZHNyVq",
		"$2b$8.$aaaaaaaaaaaaaaaaaaaaaOcKC6QrmaFwBhiAOsHbWLrJzP8ZHNyVq",
		"$2c$08$aaaaaaaaaaaaaaaaaaaaaOcKC6QrmaFwBhiAOsHbWLrJzP8ZHNyVq",
		"$y$j9$abcd$q0BC/1zAm1egDOA28ap7Pv/qqIp2.2/hfz8I9ccfx08",
		"$y$j9T$ab d$q0BC/1zAm1egDOA28ap7Pv/qqIp2.2/hfz8I9ccfx08",
		"$3$$8846f7eaee8fb117ad06bdd830b7586C",
		"$3$$8846f7eaee8fb117ad06bdd830b7586",
		"$3$$8846f7eaee8fb117ad06bdd830b7586cc",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(hashes); i++)
		unit_expect_number(hashes[i], NULL, hash_compare(&methods[0], hashes[i]),
				   HASH_UNUSABLE);
}

struct cost_case {
	struct password_method made;
	struct password_method now;
	enum hash_finding finding; /* of a hash that was made the one way, now */
};

static void
costs_are_compared(void **state)
{
	static const struct cost_case cases[] = {
		{{"$y$", 1}, {"$y$", 1}, HASH_USUAL},
		{{"$y$", 1}, {"$y$", 2}, HASH_WEAKER},
		{{"$y$", 2}, {"$y$", 1}, HASH_DEARER},
		{{"$y$", 2}, {"$y$", 3}, HASH_WEAKER},
		{{"$gy$", 1}, {"$y$", 1}, HASH_USUAL},
		{{"$gy$", 2}, {"$gy$", 1}, HASH_DEARER},
		{{"$7$", 6}, {"$7$", 6}, HASH_USUAL},
		{{"$y$", 1}, {"$2b$", 6}, HASH_USUAL},
		{{"$7$", 6}, {"$7$", 7}, HASH_WEAKER},
		{{"$7$", 6}, {"$2b$", 12}, HASH_USUAL},
		{{"$2a$", 4}, {"$2b$", 4}, HASH_USUAL},
		{{"$2b$", 4}, {"$2y$", 5}, HASH_WEAKER},
		{{"$2b$", 5}, {"$2b$", 4}, HASH_DEARER},
		{{"$5$", 1000}, {"$5$", 1001}, HASH_WEAKER},
		{{"$5$", 0}, {"$5$", 5000}, HASH_USUAL},
		{{"$6$", 1001}, {"$6$", 1000}, HASH_DEARER},
		{{"$6$", 0}, {"$6$", 0}, HASH_USUAL},
		{{"$6$", 0}, {"$5$", 0}, HASH_USUAL},
		{{"$6$", 10000}, {"$5$", 5000}, HASH_DEARER},
		{{"$sha1$", 10000}, {"$sha1$", 10000}, HASH_USUAL},
		{{"$sha1$", 10000}, {"$sha1$", 40000}, HASH_WEAKER},
		{{"$md5", 0}, {"$md5", 0}, HASH_USUAL},
		{{"$md5", 0}, {"$md5", 200000}, HASH_WEAKER},
		{{"$1$", 0}, {"$1$", 0}, HASH_USUAL},
		{{"$3$", 0}, {"$1$", 0}, HASH_WEAKER},
		{{"_", 0}, {"", 0}, HASH_USUAL},
		{{"", 0}, {"$y$", 1}, HASH_WEAKER},
		{{"$1$", 0}, {"$nonsense$", 0}, HASH_USUAL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char hash[PASSWORD_HASH_OCTETS + 1];
		char name[100];

		snprintf(name, sizeof(name), "%s %lu, now %s %lu", cases[i].made.prefix,
			 cases[i].made.cost, cases[i].now.prefix, cases[i].now.cost);
		assert_true(password_hash(&cases[i].made, "secret", hash));
		unit_expect_number(name, NULL, hash_compare(&cases[i].now, hash),
				   cases[i].finding);
	}
}

/* Whatever a stored hash says, the comparison takes no longer. */
static void
a_cost_may_be_absurd(void **state)
{
	static const char *const hashes[] = {
		"$y$jzzzzzz$abcd$q0BC/1zAm1egDOA28ap7Pv/qqIp2.2/hfz8I9ccfx08",
		"$2b$99$aaaaaaaaaaaaaaaaaaaaaOcKC6QrmaFwBhiAOsHbWLrJzP8ZHNyVq",
		"$5$rounds=99999999999999999999999999999999999999999999$abc$"
		"CGRhLqy1YGzl1./.A6CCQnDTvqUJ6EVlty4uGXE9so2",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(hashes); i++)
		unit_expect_number(hashes[i], NULL, hash_compare(&methods[0], hashes[i]),
				   HASH_DEARER);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_method_makes_its_own_hash),
		cmocka_unit_test(the_right_password_only),
		cmocka_unit_test(any_octets_can_be_a_password),
		cmocka_unit_test(each_hash_has_a_salt_of_its_own),
		cmocka_unit_test(hashes_of_other_programs_are_understood),
		cmocka_unit_test(a_locked_hash_matches_nothing),
		cmocka_unit_test(garbage_matches_nothing),
		cmocka_unit_test(a_hash_that_was_cut_matches_nothing),
		cmocka_unit_test(a_password_has_a_longest),
		cmocka_unit_test(pretending_is_never_right),
		cmocka_unit_test(pretending_costs_as_much_as_verifying),
		cmocka_unit_test(a_bad_method_fails),
		cmocka_unit_test(a_new_hash_is_not_outdated),
		cmocka_unit_test(another_method_outdates_a_hash),
		cmocka_unit_test(another_cost_outdates_a_hash),
		cmocka_unit_test(another_cost_of_scrypt_outdates_a_hash),
		cmocka_unit_test(rounds_are_not_taken_for_a_salt),
		cmocka_unit_test(what_is_no_hash_is_outdated),
		cmocka_unit_test(hashes_that_differ_are_found),
		cmocka_unit_test(what_is_no_hash_is_unusable),
		cmocka_unit_test(costs_are_compared),
		cmocka_unit_test(a_cost_may_be_absurd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
