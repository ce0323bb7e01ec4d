/* Tests of common/expansion: names are walked here as the store walks them in a database. */
#include "tests/unit/unit.h"

#include "common/store/expansion.h"

/* An alias table in one line: "a>b a>c b>alice", and the accounts, by their ids: "alice bob".
 */
struct expansion_case {
	const char *aliases;
	const char *accounts;
	const char *name;
	const char *gets_mail; /* in the order of names */
};

/* The next word of a text, which goes on behind it; false at its end. */
static bool
next_word(const char **text, char *word, size_t room)
{
	size_t octets;

	*text += strspn(*text, " ");
	octets = strcspn(*text, " ");
	assert_true(octets < room);
	memcpy(word, *text, octets);
	word[octets] = '\0';
	*text += octets;
	return octets > 0;
}

/* 1 for the first of accounts, and so on; 0: it is none. */
static int64_t
account_of(const char *accounts, const char *name)
{
	char word[40];

	for (int64_t id = 1; next_word(&accounts, word, sizeof(word)); id++)
		if (strcasecmp(word, name) == 0)
			return id;
	return 0;
}

static enum expansion_status
add_targets(struct expansion *expansion, size_t name, const char *aliases)
{
	enum expansion_status status = EXPANSION_OK;
	char word[40];

	while (status == EXPANSION_OK && next_word(&aliases, word, sizeof(word))) {
		char *target = strchr(word, '>');

		assert_non_null(target);
		*target++ = '\0';
		if (strcasecmp(word, expansion->names[name]->text) == 0)
			status = expansion_add_target(expansion, name, target);
	}
	return status;
}

static enum expansion_status
walk(struct expansion *expansion, const struct expansion_case *it)
{
	enum expansion_status status = expansion_init(expansion, it->name);

	for (size_t i = 0; i < expansion->count && status == EXPANSION_OK; i++) {
		const struct store_recipient recipient = {
			.account = account_of(it->accounts, expansion->names[i]->text)};

		if (recipient.account != 0)
			status = expansion_set_account(expansion, i, &recipient);
		if (status == EXPANSION_OK)
			status = add_targets(expansion, i, it->aliases);
	}
	return status;
}

static void
run_case(const struct expansion_case *it)
{
	struct expansion expansion;
	char got[400] = "";

	assert_int_equal(walk(&expansion, it), EXPANSION_OK);
	expansion_finish(&expansion);
	for (size_t i = 0; i < expansion.count; i++)
		if (expansion_gets_mail(&expansion, i))
			snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%s",
				 got[0] ? " " : "", expansion.names[i]->text);
	if (strcmp(got, it->gets_mail) != 0)
		fail_msg("%s in %s leads to \"%s\", not to \"%s\"", it->name, it->aliases, got,
			 it->gets_mail);
	expansion_free(&expansion);
}

static void
mail_goes_to_the_accounts_behind_an_alias(void **state)
{
	static const struct expansion_case cases[] = {
		{"", "alice", "alice", ""},
		{"", "", "nobody", ""},
		{"sales>alice", "alice bob", "sales", "alice"},
		{"sales>alice sales>bob", "alice bob", "sales", "alice bob"},
		{"team>sales team>bob sales>alice", "alice bob", "team", "bob alice"},
		{"team>alice team>ALICE", "alice", "team", "alice"},
		{"TEAM>alice", "alice", "team", "alice"},
		{"team>gone team>alice gone>former", "alice", "team", "alice"},
		{"team>gone gone>former", "alice", "team", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		run_case(&cases[i]);
}

static void
an_account_that_passes_mail_on_does_not_keep_it(void **state)
{
	static const struct expansion_case cases[] = {
		{"alice>bob", "alice bob", "alice", "bob"},
		{"team>alice alice>bob", "alice bob", "team", "bob"},
		{"alice>bob alice>alice", "alice bob", "alice", "alice bob"},
		{"team>alice alice>alice alice>bob", "alice bob", "team", "alice bob"},
		/* One that leads nowhere else. */
		{"team>alice alice>gone", "alice", "team", "alice"},
		{"team>alice alice>x x>alice", "alice", "team", "alice"},
		/* Both pass it on, to each other. */
		{"alice>bob bob>alice", "alice bob", "alice", ""},
		{"a>b b>c c>alice c>a alice>bob", "alice bob", "b", "bob"},
		/* What leads onward is found late, and against the order of the names. */
		{"team>alice team>x team>y alice>y y>x x>bob", "alice bob", "team", "bob"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		run_case(&cases[i]);
}

static void
rings_end(void **state)
{
	static const struct expansion_case cases[] = {
		{"a>a", "alice", "a", ""},
		{"a>b b>a", "alice", "a", ""},
		{"a>b b>c c>a c>alice", "alice", "a", "alice"},
		{"self>self self>a a>b b>a a>alice", "alice", "self", "alice"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		run_case(&cases[i]);
}

/* Adds so many targets of the first name, each with a name of its own or not. */
static enum expansion_status
add_many(struct expansion *expansion, unsigned count, bool differ)
{
	enum expansion_status status = EXPANSION_OK;

	for (unsigned i = 0; i < count && status == EXPANSION_OK; i++) {
		char name[20];

		snprintf(name, sizeof(name), "n%u", differ ? i : 0);
		status = expansion_add_target(expansion, 0, name);
	}
	return status;
}

static void
field_S12_targets_are_bounded(void **state)
{
	(void)state;
	for (int differ = 0; differ < 2; differ++) {
		struct expansion expansion;

		assert_int_equal(expansion_init(&expansion, "team"), EXPANSION_OK);
		assert_int_equal(add_many(&expansion, EXPANSION_TARGETS, differ), EXPANSION_OK);
		assert_int_equal(add_many(&expansion, 1, differ), EXPANSION_TOO_MANY_TARGETS);
		assert_int_equal(expansion.count, differ ? EXPANSION_TARGETS + 1 : 2);
		expansion_free(&expansion);
	}
}

static void
field_S12_accounts_are_bounded(void **state)
{
	const struct store_recipient recipient = {.account = 7};
	struct expansion expansion;

	(void)state;
	assert_int_equal(expansion_init(&expansion, "team"), EXPANSION_OK);
	assert_int_equal(add_many(&expansion, EXPANSION_ACCOUNTS + 1, true), EXPANSION_OK);
	for (size_t i = 1; i <= EXPANSION_ACCOUNTS; i++)
		assert_int_equal(expansion_set_account(&expansion, i, &recipient),
				 EXPANSION_OK);
	assert_int_equal(expansion_set_account(&expansion, EXPANSION_ACCOUNTS + 1, &recipient),
			 EXPANSION_TOO_MANY_ACCOUNTS);
	expansion_free(&expansion);
}

/* Adds target n(i+1) to name n(i), up to so many aliases one behind the other. */
static enum expansion_status
add_chain(struct expansion *expansion, unsigned aliases)
{
	enum expansion_status status = expansion_init(expansion, "n0");

	for (unsigned i = 0; i < aliases && status == EXPANSION_OK; i++) {
		char name[20];

		snprintf(name, sizeof(name), "n%u", i + 1);
		status = expansion_add_target(expansion, i, name);
	}
	return status;
}

static void
field_S12_levels_are_bounded(void **state)
{
	struct expansion expansion;

	(void)state;
	assert_int_equal(add_chain(&expansion, EXPANSION_LEVELS), EXPANSION_OK);
	/* Back to where it began it is not deep. */
	assert_int_equal(expansion_add_target(&expansion, EXPANSION_LEVELS, "N0"),
			 EXPANSION_OK);
	expansion_free(&expansion);
	assert_int_equal(add_chain(&expansion, EXPANSION_LEVELS + 1), EXPANSION_TOO_DEEP);
	expansion_free(&expansion);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mail_goes_to_the_accounts_behind_an_alias),
		cmocka_unit_test(an_account_that_passes_mail_on_does_not_keep_it),
		cmocka_unit_test(rings_end),
		cmocka_unit_test(field_S12_targets_are_bounded),
		cmocka_unit_test(field_S12_accounts_are_bounded),
		cmocka_unit_test(field_S12_levels_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
