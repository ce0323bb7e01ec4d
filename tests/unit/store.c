/* Tests of common/store: accounts, recipients, messages and maildrops, and the locks on them.
 */
#include "tests/unit/unit_store.h"

#include <errno.h>

enum { POSTMASTER = 1 };

/* --- accounts --- */

static void
accounts_are_found_in_any_letter_case(void **state)
{
	struct store *store = unit_open_store();
	struct store_account created;
	struct store_account account;
	time_t before = time(NULL);

	(void)state;
	assert_int_equal(store_account_create(store, "Alice", "$y$hash", &created), STORE_OK);
	assert_int_equal(store_account_find(store, "aLICE", &account), STORE_OK);
	assert_int_equal(account.id, created.id);
	assert_string_equal(account.name, "Alice");
	assert_true(account.has_password);
	assert_string_equal(account.password, "$y$hash");
	assert_in_range(account.created, before, time(NULL));
	assert_int_equal(store_account_find(store, "alic", &account), STORE_NOT_FOUND);
	assert_int_equal(store_account_find(store, "Alice ", &account), STORE_NOT_FOUND);
	assert_int_equal(store_account_find(store, "", &account), STORE_NOT_FOUND);
	assert_int_equal(store_account_find(store, "' OR ''='", &account), STORE_NOT_FOUND);
	store_close(store);
}

static void
a_name_is_taken_once(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account;

	(void)state;
	assert_int_equal(store_account_create(store, "alice", NULL, &account), STORE_OK);
	assert_false(account.has_password);
	assert_int_equal(store_account_create(store, "alice", "x", &account), STORE_EXISTS);
	assert_int_equal(store_account_create(store, "ALICE", "x", &account), STORE_EXISTS);
	assert_int_equal(store_account_create(store, "Postmaster", "x", &account),
			 STORE_EXISTS);
	assert_int_equal(store_account_find(store, "alice", &account), STORE_OK);
	assert_false(account.has_password);
	store_close(store);
}

static void
a_sign_in_is_recorded_once_a_minute(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account;
	time_t before = time(NULL);

	(void)state;
	assert_int_equal(store_account_create(store, "alice", NULL, &account), STORE_OK);
	assert_int_equal(account.last_sign_in, 0);
	store_note_sign_in(store, &account);
	assert_int_equal(unit_sql("SELECT last_sign_in IS NULL FROM account"
				  " WHERE name = 'alice'"),
			 1);
	store_close(store);
	store = unit_open_store();
	assert_int_equal(store_account_find(store, "alice", &account), STORE_OK);
	assert_in_range(account.last_sign_in, before, time(NULL));
	/* Just now, and so not again. */
	unit_sql("UPDATE account SET last_sign_in = NULL");
	store_note_sign_in(store, &account);
	store_close(store);
	store = unit_open_store();
	assert_int_equal(unit_sql("SELECT count(last_sign_in) FROM account"), 0);
	/* A minute ago, or by a clock that was wrong. */
	account.last_sign_in -= 60;
	store_note_sign_in(store, &account);
	store_close(store);
	store = unit_open_store();
	assert_int_equal(unit_sql("SELECT count(last_sign_in) FROM account"), 1);
	account.last_sign_in = INT64_MAX;
	unit_sql("UPDATE account SET last_sign_in = 0");
	store_note_sign_in(store, &account);
	store_close(store);
	store = unit_open_store();
	assert_true(unit_sql("SELECT max(last_sign_in) FROM account") > 0);
	store_close(store);
}

static void
a_sign_in_is_recorded_with_what_it_changes(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account;
	struct store_entry *entries;

	(void)state;
	assert_int_equal(store_account_create(store, "alice", NULL, &account), STORE_OK);
	assert_int_equal(unit_deliver(store, &account.id, 1, 10, 1), STORE_OK);
	store_note_sign_in(store, &account);
	entries = unit_list(store, account.id, 1);
	entries[0].to_see = true;
	assert_int_equal(store_maildrop_update(store, account.id, entries, 1), STORE_OK);
	assert_int_equal(unit_sql("SELECT count(last_sign_in) FROM account"), 1);
	/* Only once. */
	unit_sql("UPDATE account SET last_sign_in = NULL");
	store_close(store);
	store = unit_open_store();
	assert_int_equal(unit_sql("SELECT count(last_sign_in) FROM account"), 0);
	free(entries);
	store_close(store);
}

static void
two_accounts_in_one_session_are_both_recorded(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account;

	(void)state;
	assert_int_equal(store_account_create(store, "alice", NULL, &account), STORE_OK);
	store_note_sign_in(store, &account);
	assert_int_equal(store_account_create(store, "bob", NULL, &account), STORE_OK);
	store_note_sign_in(store, &account);
	store_close(store);
	store = unit_open_store();
	assert_int_equal(unit_sql("SELECT count(last_sign_in) FROM account"), 2);
	store_close(store);
}

static void
the_longest_name_and_hash_fit(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account;
	char name[STORE_NAME_OCTETS + 1];
	char hash[STORE_HASH_OCTETS + 1];

	(void)state;
	memset(name, 'n', sizeof(name));
	memset(hash, 'h', sizeof(hash));
	name[STORE_NAME_OCTETS] = '\0';
	hash[STORE_HASH_OCTETS] = '\0';
	assert_int_equal(store_account_create(store, name, hash, &account), STORE_OK);
	assert_string_equal(account.name, name);
	assert_string_equal(account.password, hash);
	store_close(store);
}

/* --- recipients --- */

/* Names of the accounts in order, with a space between. */
static char *
names_of(const struct store_found *found)
{
	char query[1000];
	/* Joined and not looked up, so that one that is there twice shows twice. */
	size_t used = (size_t)snprintf(query, sizeof(query), "WITH got (id) AS (VALUES (0)");

	for (size_t i = 0; i < found->count; i++)
		used += (size_t)snprintf(query + used, sizeof(query) - used, ", (%lld)",
					 (long long)found->recipients[i].account);
	snprintf(query + used, sizeof(query) - used,
		 ") SELECT name FROM got JOIN account USING (id) ORDER BY name");
	return unit_sql_text(query);
}

/* Who mail for the first of two names that leads to any goes to; "" for nobody. */
static void
expect_first(struct store *store, const char *first, const char *second, size_t number,
	     const char *expected)
{
	struct store_found found;
	enum store_status status =
		store_recipients_find(store, (struct store_names){{first, second}}, &found);
	char *got;

	unit_expect_number(first, NULL, status, *expected ? STORE_OK : STORE_NOT_FOUND);
	if (status != STORE_OK) {
		assert_null(found.recipients);
		assert_int_equal(found.count, 0);
		return;
	}
	unit_expect_number(first, NULL, (int64_t)found.name, (int64_t)number);
	got = names_of(&found);
	if (strcmp(got, expected) != 0)
		fail_msg("%s: got \"%s\", expected \"%s\"", first, got, expected);
	free(got);
	free(found.recipients);
}

static void
expect_recipients(struct store *store, const char *name, const char *expected)
{
	expect_first(store, name, NULL, 0, expected);
}

/* Accounts alice, bob and carol, and these aliases. */
static struct store *
open_with_aliases(const char *values)
{
	struct store *store = unit_open_store();
	char text[1000];

	unit_account(store, "alice");
	unit_account(store, "bob");
	unit_account(store, "carol");
	snprintf(text, sizeof(text), "INSERT INTO alias (name, target) VALUES %s", values);
	unit_sql(text);
	return store;
}

static void
mail_goes_to_the_account_of_a_name(void **state)
{
	struct store *store = unit_open_store();

	(void)state;
	unit_account(store, "Alice");
	expect_recipients(store, "Alice", "Alice");
	expect_recipients(store, "aLICE", "Alice");
	expect_recipients(store, "postmaster", "postmaster");
	expect_recipients(store, "alic", "");
	expect_recipients(store, "alice ", "");
	expect_recipients(store, "", "");
	expect_recipients(store, "*", "");
	expect_recipients(store, "a%", "");
	expect_recipients(store, "' OR 1 --", "");
	store_close(store);
}

static void
an_alias_leads_to_several_accounts(void **state)
{
	struct store *store = open_with_aliases("('list', 'alice'), ('list', 'BOB'),"
						" ('all', 'list'), ('all', 'carol'),"
						" ('All-2', 'all'), ('all-2', 'alice')");

	(void)state;
	expect_recipients(store, "list", "alice bob");
	expect_recipients(store, "LIST", "alice bob");
	expect_recipients(store, "all", "alice bob carol");
	expect_recipients(store, "all-2", "alice bob carol");
	expect_recipients(store, "lists", "");
	store_close(store);
}

/* An alias stands before an account of the same name. */
static void
an_account_can_be_forwarded(void **state)
{
	struct store *store = open_with_aliases("('alice', 'bob'), ('list', 'alice')");

	(void)state;
	expect_recipients(store, "alice", "bob");
	expect_recipients(store, "list", "bob");
	store_close(store);
}

static void
a_name_that_leads_to_itself_keeps_its_mail(void **state)
{
	struct store *store = open_with_aliases("('alice', 'Alice'), ('alice', 'bob'),"
						" ('list', 'alice'), ('carol', 'carol')");

	(void)state;
	expect_recipients(store, "alice", "alice bob");
	expect_recipients(store, "list", "alice bob");
	expect_recipients(store, "carol", "carol");
	store_close(store);
}

static void
a_loop_ends(void **state)
{
	struct store *store = open_with_aliases(
		"('a', 'b'), ('b', 'c'), ('c', 'a'), ('d', 'D'),"
		" ('x', 'y'), ('y', 'X'), ('y', 'alice'), ('bob', 'carol'), ('carol', 'bob')");

	(void)state;
	expect_recipients(store, "a", "");
	expect_recipients(store, "d", "");
	expect_recipients(store, "x", "alice");
	expect_recipients(store, "y", "alice");
	/* One that only goes around takes no mail away. */
	expect_recipients(store, "bob", "bob");
	expect_recipients(store, "carol", "carol");
	store_close(store);
}

static void
a_dead_alias_takes_no_mail_away(void **state)
{
	struct store *store = open_with_aliases("('alice', 'gone'), ('dead', 'gone'),"
						" ('bob', 'dead'), ('half', 'gone'),"
						" ('half', 'carol')");

	(void)state;
	expect_recipients(store, "alice", "alice");
	expect_recipients(store, "bob", "bob");
	expect_recipients(store, "dead", "");
	expect_recipients(store, "gone", "");
	expect_recipients(store, "half", "carol");
	store_close(store);
}

/* As it does for mail that comes to that name itself. */
static void
a_dead_alias_behind_another_takes_no_mail_away(void **state)
{
	struct store *store = open_with_aliases("('alice', 'gone'), ('list', 'alice'),"
						" ('both', 'alice'), ('both', 'bob')");

	(void)state;
	expect_recipients(store, "alice", "alice");
	expect_recipients(store, "list", "alice");
	expect_recipients(store, "both", "alice bob");
	store_close(store);
}

/* What is asked for when nothing else is found is its caller's question. */
static void
a_star_is_a_name_as_any_other(void **state)
{
	struct store *store = open_with_aliases("('*', 'alice'), ('list', '*')");

	(void)state;
	expect_recipients(store, "*", "alice");
	expect_recipients(store, "list", "alice");
	expect_recipients(store, "nobody", "");
	expect_recipients(store, "bob", "bob");
	store_close(store);
}

static void
each_account_is_found_once(void **state)
{
	struct store *store =
		open_with_aliases("('list', 'alice'), ('list', 'a'), ('list', 'b'),"
				  " ('a', 'ALICE'), ('b', 'alice'), ('b', 'a'),"
				  " ('b', 'Bob'), ('a', 'bOB')");

	(void)state;
	expect_recipients(store, "list", "alice bob");
	expect_recipients(store, "b", "alice bob");
	store_close(store);
}

static void
a_quota_is_the_operators_to_set(void **state)
{
	struct store *store = open_with_aliases("('list', 'alice'), ('list', 'bob'),"
						" ('list', 'carol')");
	struct store_found found;

	(void)state;
	unit_sql("UPDATE account SET quota = 5000000000 WHERE name = 'alice'");
	unit_sql("UPDATE account SET quota = 0 WHERE name = 'bob'");
	assert_int_equal(store_recipients_find(store, NAME("list"), &found), STORE_OK);
	assert_int_equal(found.count, 3);
	for (size_t i = 0; i < found.count; i++) {
		const struct store_recipient *recipients = found.recipients;
		int64_t first = recipients[0].account < recipients[1].account
					? recipients[0].account
					: recipients[1].account;

		if (recipients[2].account < first)
			first = recipients[2].account;
		/* Ids are given in order: alice, bob, carol. */
		assert_int_equal(recipients[i].has_quota, recipients[i].account < first + 2);
		if (recipients[i].has_quota)
			assert_int_equal(recipients[i].quota,
					 recipients[i].account == first ? 5000000000 : 0);
	}
	free(found.recipients);
	assert_int_equal(store_recipients_find(store, NAME("alice"), &found), STORE_OK);
	assert_int_equal(found.count, 1);
	assert_true(found.recipients[0].has_quota);
	assert_int_equal(found.recipients[0].quota, 5000000000);
	free(found.recipients);
	assert_int_equal(store_recipients_find(store, NAME("carol"), &found), STORE_OK);
	assert_false(found.recipients[0].has_quota);
	free(found.recipients);
	store_close(store);
}

static void
the_first_name_that_leads_to_anybody_counts(void **state)
{
	struct store *store = open_with_aliases(
		"('info@a', 'alice'), ('info', 'bob'), ('sales', 'bob'),"
		" ('lost@a', 'nobody'), ('ring@a', 'Ring@A'), ('bob@a', 'nobody'),"
		" ('self@a', 'self@A'), ('self@a', 'dan@a'), ('alice', 'carol')");

	(void)state;
	unit_account(store, "Carol@a");
	unit_account(store, "dan@a");
	expect_first(store, "INFO@A", "info", 0, "carol");
	expect_first(store, "info@b", "info", 1, "bob");
	expect_first(store, "sales@a", "sales", 1, "bob");
	expect_first(store, "carol@a", "carol", 0, "Carol@a");
	expect_first(store, "carol@b", "carol", 1, "carol");
	expect_first(store, "carol@a", NULL, 0, "Carol@a");
	expect_first(store, "dan@a", "dan", 0, "dan@a");
	expect_first(store, "dan@b", "dan", 0, "");
	expect_first(store, "alice@a", "alice", 1, "carol");
	expect_first(store, "self@a", "bob", 0, "dan@a");
	/* An alias that leads nowhere takes no mail away. */
	expect_first(store, "lost@a", "lost", 0, "");
	expect_first(store, "lost@a", "alice", 1, "carol");
	expect_first(store, "ring@a", "carol", 1, "carol");
	expect_first(store, "bob@a", "bob", 1, "bob");
	/* The second name is an alias, and the first is an account. */
	expect_first(store, "dan@a", "info", 0, "dan@a");
	expect_first(store, "' OR 1=1 --", "%", 0, "");
	store_close(store);
}

/* --- logins --- */

static void
expect_login(struct store *store, const char *name, const char *bare,
	     enum store_status expected, const char *account)
{
	struct store_account found;

	unit_expect_number(name, NULL, store_login_find(store, name, bare, &found), expected);
	if (expected == STORE_OK)
		assert_string_equal(found.name, account);
	if (expected == STORE_AMBIGUOUS)
		assert_non_null(strstr(store_why(store), "several domains"));
}

static void
a_login_means_one_account(void **state)
{
	static const char *const names[] = {"Ann",         "ann@a",   "bob@a", "bob@b",
					    "bob_x@a",     "bobby@a", "cy@b",  "cy.x@a",
					    "D@a.example", "0@a",     "0@b",   "e_@a"};
	struct store *store = unit_open_store();

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		unit_account(store, names[i]);
	expect_login(store, "ann", "ann", STORE_OK, "Ann");
	expect_login(store, "ANN@A", "ANN", STORE_OK, "ann@a");
	expect_login(store, "ann@b", "ann", STORE_OK, "Ann");
	expect_login(store, "ann@b", "", STORE_NOT_FOUND, NULL);
	expect_login(store, "Bob", "Bob", STORE_AMBIGUOUS, NULL);
	expect_login(store, "bob@b", "bob", STORE_OK, "bob@b");
	expect_login(store, "bob@c", "bob", STORE_NOT_FOUND, NULL);
	expect_login(store, "CY", "CY", STORE_OK, "cy@b");
	expect_login(store, "cy@a", "cy", STORE_NOT_FOUND, NULL);
	expect_login(store, "d", "d", STORE_OK, "D@a.example");
	expect_login(store, "0", "0", STORE_AMBIGUOUS, NULL);
	expect_login(store, "e", "e", STORE_NOT_FOUND, NULL);
	expect_login(store, "e_", "e_", STORE_OK, "e_@a");
	expect_login(store, "", "", STORE_NOT_FOUND, NULL);
	expect_login(store, "%", "%", STORE_NOT_FOUND, NULL);
	expect_login(store, "b", "b", STORE_NOT_FOUND, NULL);
	expect_login(store, "@", "", STORE_NOT_FOUND, NULL);
	expect_login(store, "@a", "", STORE_NOT_FOUND, NULL);
	expect_login(store, "bob@", "bob", STORE_NOT_FOUND, NULL);
	store_close(store);
}

/* --- passwords and ids --- */

static void
a_password_is_replaced_only_if_it_is_known(void **state)
{
	struct store *store = unit_open_store();
	struct store_account first;
	struct store_account second;

	(void)state;
	unit_account(store, "alice");
	assert_int_equal(store_account_find(store, "alice", &first), STORE_OK);
	second = first;
	assert_int_equal(store_account_set_password(store, &first, "one"), STORE_OK);
	assert_true(first.has_password);
	assert_string_equal(first.password, "one");
	assert_int_equal(store_account_set_password(store, &second, "two"), STORE_NOT_FOUND);
	assert_false(second.has_password);
	assert_int_equal(store_account_set_password(store, &first, "three"), STORE_OK);
	assert_int_equal(store_account_find(store, "alice", &second), STORE_OK);
	assert_string_equal(second.password, "three");
	second.id = 999;
	assert_int_equal(store_account_set_password(store, &second, "x"), STORE_NOT_FOUND);
	store_close(store);
}

/* A maildrop's lock and unique-ids depend on it. */
static void
account_ids_are_never_used_again(void **state)
{
	struct store *store = unit_open_store();
	int64_t first = unit_account(store, "alice");

	(void)state;
	unit_sql("DELETE FROM account WHERE name = 'alice'");
	assert_true(unit_account(store, "alice") > first);
	store_close(store);
}

/* --- delivery --- */

static const size_t sizes[] = {0,      1,      65535,   65536,   65537,
			       131072, 200000, 2097152, 2097153, 3145729};

static void
messages_come_back_as_they_went_in(void **state)
{
	struct store *store = unit_open_store();
	int64_t accounts[3];

	(void)state;
	accounts[0] = unit_account(store, "alice");
	accounts[1] = unit_account(store, "bob");
	accounts[2] = unit_account(store, "carol");
	for (size_t i = 0; i < COUNT(sizes); i++)
		assert_int_equal(unit_deliver(store, accounts, 3, sizes[i], (uint32_t)i),
				 STORE_OK);
	store_close(store);
	store = unit_open_store();
	for (size_t i = 0; i < COUNT(accounts); i++) {
		struct store_entry *entries = unit_list(store, accounts[i], COUNT(sizes));

		for (size_t j = 0; j < COUNT(sizes); j++)
			unit_expect_message(store, &entries[j], sizes[j], (uint32_t)j);
		free(entries);
	}
	unit_expect_count(store, POSTMASTER, 0);
	store_close(store);
}

static void
content_is_stored_once(void **state)
{
	enum { MANY = 100 };
	struct store *store = unit_open_store();
	int64_t accounts[MANY];

	(void)state;
	for (int i = 0; i < MANY; i++) {
		char name[20];

		snprintf(name, sizeof(name), "account%d", i);
		accounts[i] = unit_account(store, name);
	}
	assert_int_equal(unit_deliver(store, accounts, MANY, 70000, 1), STORE_OK);
	for (int i = 0; i < MANY; i++)
		unit_expect_count(store, accounts[i], 1);
	store_close(store);
	assert_int_equal(unit_sql("SELECT count(*) FROM message"), 1);
	assert_int_equal(unit_sql("SELECT sum(length(data)) FROM content"), 70000);
	assert_int_equal(unit_sql("SELECT count(*) FROM delivery"), MANY);
}

static void
expect_nothing_stored(void)
{
	assert_int_equal(unit_sql("SELECT count(*) FROM message"), 0);
	assert_int_equal(unit_sql("SELECT count(*) FROM content"), 0);
	assert_int_equal(unit_sql("SELECT count(*) FROM delivery"), 0);
}

static void
all_recipients_or_none(void **state)
{
	struct store *store = unit_open_store();
	int64_t accounts[3];

	(void)state;
	accounts[0] = unit_account(store, "alice");
	accounts[1] = unit_account(store, "bob");
	for (int missing = 0; missing < 3; missing++) {
		int64_t some[3] = {accounts[0], accounts[1], POSTMASTER};

		some[missing] = 12345;
		assert_int_equal(unit_deliver(store, some, 3, 70000, 1), STORE_NOT_FOUND);
		assert_true(strlen(store_why(store)) > 0);
		expect_nothing_stored();
	}
	assert_int_equal(unit_deliver(store, accounts, 2, 70000, 1), STORE_OK);
	unit_expect_count(store, accounts[0], 1);
	unit_expect_count(store, accounts[1], 1);
	store_close(store);
}

/* The content ends before the octets that the message claims to have. */
static void
a_source_that_fails_stores_nothing(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	struct unit_content content = {.octets = 70000};
	const struct store_source source = {unit_read_content, &content};
	struct store_message message = unit_message("short", 140000);

	(void)state;
	assert_int_equal(store_deliver(store, &message, &source, &alice, 1), STORE_FAILED);
	assert_true(strlen(store_why(store)) > 0);
	expect_nothing_stored();
	assert_int_equal(unit_deliver(store, &alice, 1, 10, 1), STORE_OK);
	store_close(store);
}

static void
the_envelope_is_stored_too(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	struct unit_content content = {.octets = 10};
	const struct store_source source = {unit_read_content, &content};
	struct store_message message = unit_message("it's \"quoted\"", 10);
	struct store_account account;

	(void)state;
	assert_int_equal(store_deliver(store, &message, &source, &alice, 1), STORE_OK);
	content.given = 0;
	message.sender = &account;
	assert_int_equal(store_account_find(store, "alice", &account), STORE_OK);
	assert_int_equal(store_deliver(store, &message, &source, &alice, 1), STORE_OK);
	content.given = 0;
	message.sender = NULL;
	assert_int_equal(store_deliver(store, &message, &source, &alice, 1), STORE_OK);
	store_close(store);
	assert_int_equal(
		unit_sql("SELECT count(*) FROM message WHERE transaction_id = 'test.1'"
			 " AND arrived = 1795459831"
			 " AND reverse_path = 'sender@example.org' AND peer = '192.0.2.1'"
			 " AND helo = 'client.example' AND octets = 10"
			 " AND subject = 'it''s \"quoted\"'"),
		3);
	assert_int_equal(unit_sql("SELECT count(*) FROM message WHERE sender IS NULL"), 2);
	assert_int_equal(unit_sql("SELECT count(*) FROM message JOIN account"
				  " ON account.id = sender WHERE name = 'alice'"),
			 1);
}

/* The view that makes mail readable with plain SQL. */
static void
the_inbox_view_shows_mail(void **state)
{
	struct store *store = unit_open_store();
	int64_t accounts[2];

	(void)state;
	accounts[0] = unit_account(store, "alice");
	accounts[1] = unit_account(store, "bob");
	assert_int_equal(unit_deliver(store, accounts, 2, 65536, 1), STORE_OK);
	/* Text in more than one chunk, so that their order shows. */
	unit_sql("UPDATE content SET data = CAST('one ' AS BLOB)");
	unit_sql(unit_server() ? "INSERT INTO content SELECT message, 1, CAST('two' AS BLOB)"
				 " FROM content"
			       : "INSERT INTO content SELECT id + 1, CAST('two' AS BLOB)"
				 " FROM content");
	assert_int_equal(
		unit_sql("SELECT count(*) FROM inbox WHERE subject = '1' AND octets = 65536"
			 " AND sender = 'sender@example.org' AND seen = 0"
			 " AND arrived = '2026-11-23 18:50:31' AND content = 'one two'"),
		2);
	assert_int_equal(unit_sql("SELECT count(*) FROM inbox WHERE account = 'bob'"), 1);
	store_close(store);
}

/* --- maildrops --- */

static void
messages_are_listed_in_order_of_arrival(void **state)
{
	enum { MANY = 150 };
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	const int64_t bob = unit_account(store, "bob");
	struct store_entry *entries;
	int64_t last = 0;

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		assert_int_equal(unit_deliver(store, i % 3 ? &alice : &bob, 1, i, (uint32_t)i),
				 STORE_OK);
	entries = unit_list(store, alice, MANY - MANY / 3);
	for (size_t i = 0; i < MANY - MANY / 3; i++) {
		assert_true(entries[i].message > last);
		assert_int_equal(entries[i].octets, i + i / 2 + 1);
		assert_false(entries[i].seen);
		assert_false(entries[i].to_delete);
		assert_false(entries[i].to_see);
		last = entries[i].message;
	}
	free(entries);
	store_close(store);
}

static void
an_empty_maildrop_lists_nothing(void **state)
{
	struct store *store = unit_open_store();
	struct store_entry *entries = (struct store_entry *)(void *)store;
	size_t count = 77;

	(void)state;
	assert_int_equal(store_maildrop_open(store, POSTMASTER, 0, &entries, &count), STORE_OK);
	assert_null(entries);
	assert_int_equal(count, 0);
	assert_int_equal(store_maildrop_open(store, 12345, 0, &entries, &count), STORE_OK);
	assert_int_equal(count, 0);
	entries = (struct store_entry *)(void *)store;
	count = 77;
	assert_int_equal(store_maildrop_list(store, 12345, &entries, &count), STORE_OK);
	assert_null(entries);
	assert_int_equal(count, 0);
	store_close(store);
}

static void
a_locked_maildrop_can_be_listed(void **state)
{
	struct store *store = unit_open_store();
	struct store *other = unit_open_store();
	int64_t account = POSTMASTER;
	struct unit_content content = {.octets = 100};
	const struct store_source source = {unit_read_content, &content};
	struct store_message message = unit_message("read elsewhere", 100);
	struct store_entry *entries;
	size_t count;

	(void)state;
	assert_int_equal(unit_deliver(store, &account, 1, 10, 1), STORE_OK);
	message.seen = true;
	assert_int_equal(store_deliver(store, &message, &source, &account, 1), STORE_OK);
	assert_int_equal(unit_lock_maildrop(store, POSTMASTER, 0), STORE_OK);
	assert_int_equal(store_maildrop_list(other, POSTMASTER, &entries, &count), STORE_OK);
	assert_int_equal(count, 2);
	assert_false(entries[0].seen);
	assert_true(entries[1].seen);
	assert_int_equal(entries[1].octets, 100);
	free(entries);
	store_close(other);
	store_close(store);
}

static void
a_message_goes_with_its_last_delivery(void **state)
{
	struct store *store = unit_open_store();
	int64_t accounts[2];
	struct store_entry *first;
	struct store_entry *second;

	(void)state;
	accounts[0] = unit_account(store, "alice");
	accounts[1] = unit_account(store, "bob");
	assert_int_equal(unit_deliver(store, accounts, 2, 140000, 1), STORE_OK);
	assert_int_equal(unit_deliver(store, accounts, 2, 140000, 2), STORE_OK);
	first = unit_list(store, accounts[0], 2);
	first[0].to_delete = true;
	assert_int_equal(store_maildrop_update(store, accounts[0], first, 2), STORE_OK);
	unit_expect_count(store, accounts[0], 1);
	second = unit_list(store, accounts[1], 2);
	unit_expect_message(store, &second[0], 140000, 1);
	second[0].to_delete = true;
	assert_int_equal(store_maildrop_update(store, accounts[1], second, 2), STORE_OK);
	unit_expect_count(store, accounts[1], 1);
	assert_int_equal(unit_sql("SELECT count(*) FROM message"), 1);
	assert_int_equal(unit_sql("SELECT count(*) FROM content"), 3);
	unit_expect_message(store, &second[1], 140000, 2);
	unit_expect_message(store, &first[1], 140000, 2);
	free(first);
	free(second);
	store_close(store);
}

/* They are not while messages are deleted. */
static void
foreign_keys_are_enforced_after_a_deletion(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	const int64_t missing = 12345;
	struct store_entry *entries;

	(void)state;
	assert_int_equal(unit_deliver(store, &alice, 1, 10, 1), STORE_OK);
	entries = unit_list(store, alice, 1);
	entries[0].to_delete = true;
	assert_int_equal(store_maildrop_update(store, alice, entries, 1), STORE_OK);
	free(entries);
	assert_int_equal(unit_deliver(store, &missing, 1, 10, 2), STORE_NOT_FOUND);
	expect_nothing_stored();
	store_close(store);
}

static void
deleting_is_for_one_account_only(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	const int64_t bob = unit_account(store, "bob");
	struct store_entry *entries;

	(void)state;
	assert_int_equal(unit_deliver(store, &alice, 1, 10, 1), STORE_OK);
	entries = unit_list(store, alice, 1);
	entries[0].to_delete = true;
	assert_int_equal(store_maildrop_update(store, bob, entries, 1), STORE_OK);
	unit_expect_count(store, alice, 1);
	assert_int_equal(store_maildrop_update(store, alice, entries, 1), STORE_OK);
	unit_expect_count(store, alice, 0);
	assert_int_equal(store_maildrop_update(store, alice, entries, 1), STORE_OK);
	free(entries);
	store_close(store);
}

static void
seen_is_kept_for_each_account(void **state)
{
	struct store *store = unit_open_store();
	int64_t accounts[2];
	struct store_entry *entries;

	(void)state;
	accounts[0] = unit_account(store, "alice");
	accounts[1] = unit_account(store, "bob");
	assert_int_equal(unit_deliver(store, accounts, 2, 10, 1), STORE_OK);
	assert_int_equal(unit_deliver(store, accounts, 2, 10, 2), STORE_OK);
	entries = unit_list(store, accounts[0], 2);
	entries[1].to_see = true;
	assert_int_equal(store_maildrop_update(store, accounts[0], entries, 2), STORE_OK);
	free(entries);
	entries = unit_list(store, accounts[0], 2);
	assert_false(entries[0].seen);
	assert_true(entries[1].seen);
	free(entries);
	entries = unit_list(store, accounts[1], 2);
	assert_false(entries[0].seen);
	assert_false(entries[1].seen);
	free(entries);
	store_close(store);
}

/* A unique-id derives from it. */
static void
message_ids_are_never_used_again(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	int64_t last = 0;

	(void)state;
	for (uint32_t i = 0; i < 5; i++) {
		struct store_entry *entries;

		assert_int_equal(unit_deliver(store, &alice, 1, 10, i), STORE_OK);
		entries = unit_list(store, alice, 1);
		assert_true(entries[0].message > last);
		last = entries[0].message;
		entries[0].to_delete = true;
		assert_int_equal(store_maildrop_update(store, alice, entries, 1), STORE_OK);
		free(entries);
		store_close(store);
		store = unit_open_store();
	}
	store_close(store);
}

static void
usage_adds_up(void **state)
{
	struct store *store = unit_open_store();
	int64_t accounts[2];
	struct store_entry *entries;
	uint64_t octets = 77;

	(void)state;
	accounts[0] = unit_account(store, "alice");
	accounts[1] = unit_account(store, "bob");
	assert_int_equal(unit_deliver(store, accounts, 2, 1000, 1), STORE_OK);
	assert_int_equal(unit_deliver(store, accounts, 1, 70000, 2), STORE_OK);
	assert_int_equal(store_account_usage(store, accounts[0], &octets), STORE_OK);
	assert_int_equal(octets, 71000);
	assert_int_equal(store_account_usage(store, accounts[1], &octets), STORE_OK);
	assert_int_equal(octets, 1000);
	entries = unit_list(store, accounts[0], 2);
	entries[1].to_delete = true;
	assert_int_equal(store_maildrop_update(store, accounts[0], entries, 2), STORE_OK);
	assert_int_equal(store_account_usage(store, accounts[0], &octets), STORE_OK);
	assert_int_equal(octets, 1000);
	free(entries);
	store_close(store);
}

static void
a_summary_shows_sender_and_subject(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	struct unit_content content = {.octets = 10};
	const struct store_source source = {unit_read_content, &content};
	char subject[2 * STORE_TEXT_OCTETS];
	struct store_message message = unit_message(subject, 10);
	struct store_summary summaries[3];
	struct store_entry *entries;

	(void)state;
	memset(subject, 's', sizeof(subject) - 1);
	subject[sizeof(subject) - 1] = '\0';
	assert_int_equal(store_deliver(store, &message, &source, &alice, 1), STORE_OK);
	assert_int_equal(unit_deliver(store, &alice, 1, 10, 42), STORE_OK);
	entries = unit_list(store, alice, 2);
	assert_int_equal(store_maildrop_summaries(store, alice, entries, 2, summaries),
			 STORE_OK);
	assert_true(summaries[0].found && summaries[1].found);
	assert_int_equal(strlen(summaries[0].subject), STORE_TEXT_OCTETS);
	assert_string_equal(summaries[1].subject, "42");
	assert_string_equal(summaries[1].reverse_path, "sender@example.org");
	assert_int_equal(summaries[1].arrived, 1795459831);
	free(entries);
	store_close(store);
}

/* An operator may remove mail, and put some there, while a session has the maildrop open. */
static void
summaries_are_those_of_the_entries(void **state)
{
	struct store *store = unit_open_store();
	const int64_t both[] = {unit_account(store, "alice"), unit_account(store, "bob")};
	struct store_summary summaries[5];
	struct store_entry *entries;

	(void)state;
	assert_int_equal(unit_deliver(store, both, 2, 10, 1), STORE_OK);
	assert_int_equal(unit_deliver(store, &both[1], 1, 10, 2), STORE_OK);
	for (uint32_t i = 3; i <= 6; i++)
		assert_int_equal(unit_deliver(store, both, 2, 10, i), STORE_OK);
	entries = unit_list(store, both[0], 5);
	unit_sql("INSERT INTO delivery SELECT account.id, 2, 10, 0 FROM account"
		 " WHERE name = 'alice'");
	unit_sql("DELETE FROM delivery WHERE message = 4 AND account ="
		 " (SELECT id FROM account WHERE name = 'alice')");
	unit_sql("DELETE FROM delivery WHERE message = 6");
	assert_int_equal(store_maildrop_summaries(store, both[0], entries, 5, summaries),
			 STORE_OK);
	assert_string_equal(summaries[0].subject, "1");
	assert_string_equal(summaries[1].subject, "3");
	assert_false(summaries[2].found);
	assert_string_equal(summaries[3].subject, "5");
	assert_false(summaries[4].found);
	assert_int_equal(store_maildrop_summaries(store, both[0], &entries[3], 1, summaries),
			 STORE_OK);
	assert_string_equal(summaries[0].subject, "5");
	free(entries);
	store_close(store);
}

static void
a_message_that_is_gone_is_not_found(void **state)
{
	struct store *store = unit_open_store();
	char *chunk = malloc(STORE_CHUNK_OCTETS);
	size_t octets;

	(void)state;
	assert_non_null(chunk);
	assert_int_equal(store_message_read(store, 1, 0, chunk, &octets), STORE_NOT_FOUND);
	free(chunk);
	store_close(store);
}

/* Where a client goes through a maildrop, the store may read several messages at a time. */
static void
messages_can_be_read_in_any_order(void **state)
{
	enum { COUNT_SMALL = 40, LIMIT = STORE_CHUNK_OCTETS };
	static const size_t large[] = {LIMIT,     0,         LIMIT - 1, 1,
				       LIMIT + 1, LIMIT / 2, LIMIT / 2, LIMIT / 2 + 1,
				       3 * LIMIT, 0};
	enum { MANY = COUNT_SMALL + COUNT(large) };
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	const int64_t bob = unit_account(store, "bob");
	struct store_entry *entries;
	size_t octets[MANY];

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		octets[i] = i < COUNT_SMALL ? 100 * i : large[i - COUNT_SMALL];
		assert_int_equal(unit_deliver(store, &alice, 1, octets[i], (uint32_t)i),
				 STORE_OK);
		assert_int_equal(unit_deliver(store, &bob, 1, 10, (uint32_t)(i + MANY)),
				 STORE_OK);
	}
	entries = unit_list(store, alice, MANY);
	for (size_t step = 1; step < MANY; step += 6)
		for (size_t i = 0; i < MANY; i++) {
			size_t there = i * step % MANY;
			size_t back = MANY - 1 - there;

			unit_expect_message(store, &entries[there], octets[there],
					    (uint32_t)there);
			if (step > 1)
				unit_expect_message(store, &entries[back], octets[back],
						    (uint32_t)back);
		}
	free(entries);
	store_close(store);
}

/* What another program has put there does not fit into the memory of ours. */
static void
a_chunk_that_is_too_large_is_refused(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	char *chunk = malloc(STORE_CHUNK_OCTETS);
	struct store_entry *entries;
	size_t octets;

	(void)state;
	assert_non_null(chunk);
	assert_int_equal(unit_deliver(store, &alice, 1, 10, 1), STORE_OK);
	unit_sql("UPDATE content SET data = zeroblob(65537)");
	entries = unit_list(store, alice, 1);
	assert_int_equal(store_message_read(store, entries[0].message, 0, chunk, &octets),
			 STORE_BROKEN);
	assert_non_null(strstr(store_why(store), "too large"));
	free(entries);
	free(chunk);
	store_close(store);
}

/* --- maildrop locks --- */

static void
a_maildrop_is_for_one_session(void **state)
{
	struct store *first = unit_open_store();
	struct store *second = unit_open_store();
	const int64_t alice = unit_account(first, "alice");
	const int64_t bob = unit_account(first, "bob");

	(void)state;
	assert_int_equal(unit_lock_maildrop(first, alice, 0), STORE_OK);
	assert_int_equal(unit_lock_maildrop(second, alice, 0), STORE_BUSY);
	assert_true(strlen(store_why(second)) > 0);
	assert_int_equal(unit_lock_maildrop(second, bob, 0), STORE_OK);
	assert_int_equal(unit_deliver(second, &alice, 1, 10, 1), STORE_OK);
	store_maildrop_close(first, alice);
	assert_int_equal(unit_lock_maildrop(second, alice, 0), STORE_OK);
	assert_int_equal(unit_lock_maildrop(first, alice, 0), STORE_BUSY);
	store_close(second);
	assert_int_equal(unit_lock_maildrop(first, alice, 1), STORE_OK);
	assert_int_equal(unit_lock_maildrop(first, bob, 1), STORE_OK);
	store_close(first);
}

static int
hold_maildrop(void *of)
{
	const int *ready = of;
	char why[STORE_WHY_OCTETS];
	struct store *store;

	if (unit_open(&store, UNIT_DATABASE, 1, why) != STORE_OK ||
	    unit_lock_maildrop(store, POSTMASTER, 0) != STORE_OK || write(*ready, "x", 1) != 1)
		return 1;
	unit_sleep_until_killed();
	return 1;
}

static void
field_W18_waiting_for_a_maildrop_has_an_end(void **state)
{
	struct store *first = unit_open_store();
	struct store *second = unit_open_store();
	int64_t start;

	(void)state;
	assert_int_equal(unit_lock_maildrop(first, POSTMASTER, 1), STORE_OK);
	start = unit_now_ms();
	assert_int_equal(unit_lock_maildrop(second, POSTMASTER, 1), STORE_BUSY);
	unit_expect_waited(start, 1000);
	assert_string_equal(store_why(second), "another session has the maildrop open");
	store_close(first);
	store_close(second);
}

static void
a_maildrop_lock_goes_with_its_process(void **state)
{
	struct store *store;
	pid_t child;
	char octet;
	int fds[2];

	(void)state;
	store_close(unit_open_store());
	assert_int_equal(pipe(fds), 0);
	child = unit_fork(hold_maildrop, &fds[1]);
	close(fds[1]);
	assert_int_equal(read(fds[0], &octet, 1), 1);
	close(fds[0]);
	store = unit_open_store();
	assert_int_equal(unit_lock_maildrop(store, POSTMASTER, 0), STORE_BUSY);
	unit_kill(child);
	/* A server has to notice it first. */
	assert_int_equal(unit_lock_maildrop(store, POSTMASTER, 1), STORE_OK);
	store_close(store);
}

/* --- damage --- */

static void
a_missing_table_is_the_operators_to_mend(void **state)
{
	struct store *store;
	struct store_account account;
	struct store_found found;
	struct store_entry *entries;
	size_t count;

	(void)state;
	store_close(unit_open_store());
	unit_sql("DROP VIEW inbox");
	unit_sql("DROP TABLE delivery");
	unit_sql("DROP TABLE account");
	store = unit_open_store();
	assert_int_equal(store_account_find(store, "postmaster", &account), STORE_BROKEN);
	assert_non_null(strstr(store_why(store), "account"));
	assert_int_equal(store_account_create(store, "alice", NULL, &account), STORE_BROKEN);
	assert_int_equal(store_login_find(store, "alice", "alice", &account), STORE_BROKEN);
	assert_int_equal(store_recipients_find(store, NAME("alice"), &found), STORE_BROKEN);
	assert_null(found.recipients);
	assert_int_equal(store_maildrop_open(store, POSTMASTER, 0, &entries, &count),
			 STORE_BROKEN);
	assert_null(entries);
	assert_int_equal(store_maildrop_update(
				 store, POSTMASTER,
				 &(struct store_entry){.message = 1, .to_delete = true}, 1),
			 STORE_BROKEN);
	store_close(store);
}

/* The store's, found by the file that it is of. */
static int
lock_descriptor(void)
{
	char link[64];
	char path[600];

	for (int fd = 0; fd < 100; fd++) {
		ssize_t octets;

		snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
		octets = readlink(link, path, sizeof(path) - 1);
		path[octets > 0 ? octets : 0] = '\0';
		if (strlen(path) > 5 && strcmp(path + strlen(path) - 5, "-lock") == 0)
			return fd;
	}
	fail_msg("there is no lock file");
	return -1;
}

/* As on a file system without locks: nobody else has it, so nobody is told to wait. */
static void
a_lock_that_fails_is_not_taken_for_one_in_use(void **state)
{
	struct store *store = unit_open_store();
	int64_t alice = unit_account(store, "alice");
	int64_t start = unit_now_ms();

	(void)state;
	if (unit_server())
		skip();
	assert_int_equal(close(lock_descriptor()), 0);
	assert_int_equal(unit_lock_maildrop(store, alice, 0), STORE_FAILED);
	assert_string_equal(store_why(store), strerror(EBADF));
	assert_int_not_equal(unit_deliver(store, &alice, 1, 100, 1), STORE_OK);
	assert_true(unit_now_ms() - start < 1000);
	store_close(store);
}

/* --- quotas --- */

/* Delivers octets to accounts with quotas. */
static enum store_status
deliver_within(struct store *store, const int64_t *accounts, const uint64_t *quotas,
	       size_t count, size_t octets)
{
	struct unit_content content = {.seed = 1, .octets = octets};
	const struct store_source source = {unit_read_content, &content};
	struct store_message message = unit_message("1", octets);

	message.quotas = quotas;
	return store_deliver(store, &message, &source, accounts, count);
}

static uint64_t
usage_of(struct store *store, int64_t account)
{
	uint64_t octets = 77;

	assert_int_equal(store_account_usage(store, account, &octets), STORE_OK);
	return octets;
}

static void
field_S11_a_message_needs_room_for_somebody(void **state)
{
	struct store *store = unit_open_store();
	const int64_t both[] = {unit_account(store, "alice"), unit_account(store, "bob")};

	(void)state;
	assert_int_equal(deliver_within(store, both, (const uint64_t[]){99, 0}, 1, 100),
			 STORE_NO_ROOM);
	assert_int_equal(deliver_within(store, both, (const uint64_t[]){99, 50}, 2, 100),
			 STORE_NO_ROOM);
	unit_expect_count(store, both[0], 0);
	assert_int_equal(deliver_within(store, both, (const uint64_t[]){100, 50}, 2, 100),
			 STORE_OK);
	/* Over by this message; the next one is for neither. */
	assert_int_equal(usage_of(store, both[1]), 100);
	assert_int_equal(deliver_within(store, both, (const uint64_t[]){1000, 50}, 2, 10),
			 STORE_NO_ROOM);
	assert_int_equal(deliver_within(store, both, (const uint64_t[]){0, 100}, 2, 10),
			 STORE_NO_ROOM);
	assert_int_equal(deliver_within(store, both, (const uint64_t[]){0, 101}, 2, 10),
			 STORE_OK);
	assert_int_equal(deliver_within(store, both, (const uint64_t[]){0, 0}, 2, 10),
			 STORE_OK);
	unit_expect_count(store, both[0], 3);
	unit_expect_count(store, both[1], 3);
	store_close(store);
}

enum { AT_ONCE = 4, FIT = 5, HUNDRED = 100 };

/* Waits until all may begin, and delivers more than there is room for. */
static int
deliver_at_once(void *of)
{
	static const uint64_t quota = FIT * HUNDRED;
	const int *begin = of;
	struct store *store = unit_open_store();
	struct store_account alice;
	char octet;

	if (store_account_find(store, "alice", &alice) != STORE_OK)
		return 1;
	close(begin[1]);
	if (read(begin[0], &octet, 1) != 0)
		return 1;
	for (int i = 0; i < FIT; i++)
		deliver_within(store, &alice.id, &quota, 1, HUNDRED);
	store_close(store);
	return 0;
}

/* Each of them counts what the others have delivered meanwhile. */
static void
deliveries_at_the_same_time_keep_a_quota(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	pid_t children[AT_ONCE];
	int begin[2];

	(void)state;
	assert_int_equal(pipe(begin), 0);
	for (size_t i = 0; i < AT_ONCE; i++)
		children[i] = unit_fork(deliver_at_once, begin);
	usleep(200000);
	close(begin[1]);
	for (size_t i = 0; i < AT_ONCE; i++)
		unit_wait(children[i]);
	close(begin[0]);
	unit_expect_count(store, alice, FIT);
	assert_int_equal(usage_of(store, alice), FIT * HUNDRED);
	store_close(store);
}

/* Whether some have a quota or none. */
static void
what_is_revoked_meanwhile_stops_a_delivery(void **state)
{
	static const uint64_t quotas[] = {0, 1000};
	struct store *store = unit_open_store();
	const int64_t bob = unit_account(store, "bob");
	struct store_account sender;

	(void)state;
	assert_int_equal(store_account_create(store, "carol", NULL, &sender), STORE_OK);
	unit_sql("UPDATE account SET password = '!' WHERE name = 'carol'");
	for (size_t i = 0; i < COUNT(quotas); i++) {
		struct unit_content content = {.octets = 10};
		const struct store_source source = {unit_read_content, &content};
		struct store_message message = unit_message("1", 10);

		message.quotas = &quotas[i];
		message.sender = &sender;
		assert_int_equal(store_deliver(store, &message, &source, &bob, 1),
				 STORE_REVOKED);
	}
	unit_sql("DELETE FROM account WHERE name = 'bob'");
	for (size_t i = 0; i < COUNT(quotas); i++)
		assert_int_equal(deliver_within(store, &bob, &quotas[i], 1, 10),
				 STORE_NOT_FOUND);
	assert_int_equal(unit_sql("SELECT count(*) FROM message"), 0);
	store_close(store);
}

static void
field_S11_room_can_be_asked_for_before(void **state)
{
	struct store *store = unit_open_store();
	int64_t alice = unit_account(store, "alice");
	struct store_message message = unit_message("1", 100);
	uint64_t quota = 100;

	(void)state;
	message.quotas = &quota;
	assert_int_equal(store_check_room(store, &message, &alice, 1), STORE_OK);
	quota = 99;
	assert_int_equal(store_check_room(store, &message, &alice, 1), STORE_NO_ROOM);
	message.quotas = NULL;
	assert_int_equal(store_check_room(store, &message, &alice, 1), STORE_OK);
	unit_conf(UNIT_DATABASE, 1)->min_free_space = (uint64_t)1 << 60;
	assert_int_equal(store_check_room(store, &message, &alice, 1), STORE_FULL);
	assert_int_equal(unit_sql("SELECT count(*) FROM message"), 0);
	unit_conf(UNIT_DATABASE, 1)->min_free_space = 0;
	store_close(store);
}

/* Who has no quota has no number to keep, and whoever has one keeps it without a sum. */
static void
field_S12_usage_is_kept_with_a_quota_only(void **state)
{
	struct store *store = unit_open_store();
	const int64_t both[] = {unit_account(store, "alice"), unit_account(store, "bob")};
	struct store_entry *entries;

	(void)state;
	assert_int_equal(deliver_within(store, both, (const uint64_t[]){1000, 0}, 2, 100),
			 STORE_OK);
	assert_int_equal(unit_sql("SELECT usage FROM account WHERE name = 'alice'"), 100);
	assert_int_equal(unit_sql("SELECT count(usage) FROM account"), 1);
	unit_sql("UPDATE account SET usage = 500 WHERE name = 'alice'");
	assert_int_equal(usage_of(store, both[0]), 500);
	assert_int_equal(deliver_within(store, both, (const uint64_t[]){1000, 0}, 1, 100),
			 STORE_OK);
	assert_int_equal(usage_of(store, both[0]), 600);
	for (size_t i = 0; i < COUNT(both); i++) {
		entries = unit_list(store, both[i], 2 - i);
		entries[0].to_delete = true;
		assert_int_equal(store_maildrop_update(store, both[i], entries, 2 - i),
				 STORE_OK);
		/* Somebody else has deleted it already. */
		assert_int_equal(store_maildrop_update(store, both[i], entries, 1), STORE_OK);
		free(entries);
	}
	assert_int_equal(usage_of(store, both[0]), 500);
	assert_int_equal(unit_sql("SELECT count(usage) FROM account"), 1);
	store_close(store);
}

/* An operator may change a maildrop by SQL, and clocks may be set. */
static void
field_S12_usage_is_added_up_now_and_then(void **state)
{
	static const char *const changes[] = {
		"UPDATE account SET usage = NULL",
		"UPDATE account SET usage = 5, usage_since = unixepoch() - 3600",
		"UPDATE account SET usage = 5, usage_since = unixepoch() + 100",
		"UPDATE account SET usage = 5, usage_since = NULL",
	};
	struct store *store = unit_open_store();
	int64_t alice = unit_account(store, "alice");
	const uint64_t quota = 1000;

	(void)state;
	assert_int_equal(deliver_within(store, &alice, &quota, 1, 100), STORE_OK);
	for (size_t i = 0; i < COUNT(changes); i++) {
		unit_sql(changes[i]);
		assert_int_equal(usage_of(store, alice), 100);
	}
	unit_sql("UPDATE account SET usage = 5, usage_since = unixepoch() - 3590");
	assert_int_equal(usage_of(store, alice), 5);
	/* It never gets less than nothing. */
	unit_sql("UPDATE account SET usage = 5");
	unit_sql("DELETE FROM delivery");
	assert_int_equal(deliver_within(store, &alice, &quota, 1, 100), STORE_OK);
	assert_int_equal(usage_of(store, alice), 105);
	store_close(store);
}

static void
field_S12_a_mailbox_that_is_gone_has_no_usage(void **state)
{
	struct store *store = unit_open_store();
	int64_t alice = unit_account(store, "alice");
	const uint64_t quota = 1000;
	uint64_t octets;

	(void)state;
	unit_sql("DELETE FROM account WHERE name = 'alice'");
	assert_int_equal(store_account_usage(store, alice, &octets), STORE_NOT_FOUND);
	assert_non_null(strstr(store_why(store), "does not exist"));
	assert_int_equal(deliver_within(store, &alice, &quota, 1, 100), STORE_NOT_FOUND);
	assert_non_null(strstr(store_why(store), "does not exist"));
	store_close(store);
}

/* --- aliases that lead too far --- */

static enum store_status
find(struct store *store, const char *name)
{
	struct store_found found;
	enum store_status status = store_recipients_find(store, NAME(name), &found);

	free(found.recipients);
	return status;
}

static void
field_S12_an_alias_that_leads_too_far_leads_nowhere(void **state)
{
	struct store *store = unit_open_store();

	(void)state;
	unit_account(store, "alice");
	unit_sql("INSERT INTO alias WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL"
		 " SELECT i + 1 FROM n WHERE i < 10001) SELECT 'wide', 'alice' || i FROM n");
	unit_sql("INSERT INTO alias WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL"
		 " SELECT i + 1 FROM n WHERE i < 100) SELECT 'deep' || i, 'deep' || (i + 1)"
		 " FROM n");
	unit_sql("INSERT INTO alias VALUES ('deep101', 'alice')");
	unit_sql("INSERT INTO account (name, created) WITH RECURSIVE n (i) AS (SELECT 1 UNION "
		 "ALL"
		 " SELECT i + 1 FROM n WHERE i < 1001) SELECT 'user' || i, 1 FROM n");
	unit_sql("INSERT INTO alias SELECT 'all', name FROM account WHERE name LIKE 'user%'");
	assert_int_equal(find(store, "wide"), STORE_TOO_MANY);
	assert_string_equal(store_why(store), "it has more than 10000 targets");
	assert_int_equal(find(store, "deep0"), STORE_TOO_MANY);
	assert_string_equal(store_why(store), "it leads through more than 100 aliases");
	assert_int_equal(find(store, "deep2"), STORE_OK);
	assert_int_equal(find(store, "all"), STORE_TOO_MANY);
	assert_string_equal(store_why(store), "it leads to more than 1000 accounts");
	unit_sql("DELETE FROM alias WHERE target = 'user1'");
	assert_int_equal(find(store, "all"), STORE_OK);
	store_close(store);
}

/* --- space --- */

static uint64_t
free_octets(void)
{
	uint64_t octets;

	assert_true(disk_free_octets(UNIT_DATABASE, &octets));
	return octets;
}

/*
 * Delivers a small message to a disk on which so much is to stay free as there is now, and so
 * many octets more (fewer, if negative). Others use the disk too: what happens counts only
 * while they leave it alone.
 */
static enum store_status
deliver_with_more_to_keep(struct store *store, int64_t account, int64_t more)
{
	enum { TRIES = 100, QUIET = 16 << 20 };
	struct conf *conf = unit_conf(UNIT_DATABASE, 1);

	for (unsigned i = 0; i < TRIES; i++) {
		uint64_t before = free_octets();
		enum store_status status;
		uint64_t after;

		conf->min_free_space = before + (uint64_t)more;
		status = unit_deliver(store, &account, 1, 100, 2);
		conf->min_free_space = 0;
		after = free_octets();
		if (before - after + QUIET < 2 * QUIET)
			return status;
	}
	fail_msg("the disk was never left alone");
	return STORE_FAILED;
}

/* With this to keep, a message fits only into space that the store has to spare. */
static enum store_status
deliver_to_full_disk(struct store *store, int64_t account)
{
	return deliver_with_more_to_keep(store, account, 32 << 20);
}

static void
field_S10_what_deletions_have_freed_counts(void **state)
{
	enum { LARGE = 64 << 20 };
	struct store *store = unit_open_store();
	int64_t alice = unit_account(store, "alice");
	uint64_t octets;

	(void)state;
	if (unit_server())
		skip();
	assert_int_equal(store_spare_octets(store, &octets), STORE_OK);
	assert_true(octets < 1 << 20);
	assert_int_equal(deliver_to_full_disk(store, alice), STORE_FULL);
	assert_int_equal(unit_deliver(store, &alice, 1, LARGE, 1), STORE_OK);
	unit_sql("DELETE FROM delivery");
	store_idle(store); /* cuts the log, which would need space too */
	assert_int_equal(store_spare_octets(store, &octets), STORE_OK);
	assert_in_range(octets, LARGE, 2 * LARGE);
	assert_int_equal(deliver_to_full_disk(store, alice), STORE_OK);
	store_close(store);
}

static sqlite3 *
start_reading(void)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(UNIT_DATABASE, &db), SQLITE_OK);
	assert_int_equal(
		sqlite3_exec(db, "BEGIN; SELECT count(*) FROM account", NULL, NULL, NULL),
		SQLITE_OK);
	return db;
}

/* A message that a reader keeps in the log needs its space in the database later. */
static void
what_is_not_copied_yet_counts(void **state)
{
	enum { LARGE = 64 << 20 };
	struct store *store = unit_open_store();
	int64_t alice = unit_account(store, "alice");
	sqlite3 *reader;

	(void)state;
	if (unit_server())
		skip();
	reader = start_reading();
	assert_int_equal(unit_deliver(store, &alice, 1, LARGE, 1), STORE_OK);
	assert_int_equal(deliver_with_more_to_keep(store, alice, -LARGE / 2), STORE_FULL);
	sqlite3_close(reader);
	store_idle(store);
	assert_int_equal(deliver_with_more_to_keep(store, alice, -LARGE / 2), STORE_OK);
	store_close(store);
}

/* Whoever delivers has the last word, as there may be others who send at the same time. */
static void
field_S10_a_delivery_leaves_the_space_that_is_kept(void **state)
{
	struct store *store = unit_open_store();
	int64_t alice = unit_account(store, "alice");
	struct unit_content content = {.seed = 1, .octets = 100};
	const struct store_source source = {unit_read_content, &content};
	struct store_message message = unit_message("1", 100);

	(void)state;
	unit_conf(UNIT_DATABASE, 1)->min_free_space = (uint64_t)1 << 60;
	assert_int_equal(store_deliver(store, &message, &source, &alice, 1), STORE_FULL);
	assert_string_equal(store_why(store), "less would be free than min_free_space");
	unit_expect_count(store, alice, 0);
	unit_conf(UNIT_DATABASE, 1)->min_free_space = 1;
	assert_int_equal(store_deliver(store, &message, &source, &alice, 1), STORE_OK);
	unit_expect_count(store, alice, 1);
	unit_conf(UNIT_DATABASE, 1)->min_free_space = 0;
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(field_S11_a_message_needs_room_for_somebody),
		unit_test_in_directory(deliveries_at_the_same_time_keep_a_quota),
		unit_test_in_directory(what_is_revoked_meanwhile_stops_a_delivery),
		unit_test_in_directory(field_S11_room_can_be_asked_for_before),
		unit_test_in_directory(field_S12_usage_is_kept_with_a_quota_only),
		unit_test_in_directory(field_S12_usage_is_added_up_now_and_then),
		unit_test_in_directory(field_S12_a_mailbox_that_is_gone_has_no_usage),
		unit_test_in_directory(field_S12_an_alias_that_leads_too_far_leads_nowhere),
		unit_test_in_directory(field_S10_what_deletions_have_freed_counts),
		unit_test_in_directory(field_S10_a_delivery_leaves_the_space_that_is_kept),
		unit_test_in_directory(what_is_not_copied_yet_counts),
		unit_test_in_directory(accounts_are_found_in_any_letter_case),
		unit_test_in_directory(a_name_is_taken_once),
		unit_test_in_directory(a_lock_that_fails_is_not_taken_for_one_in_use),
		unit_test_in_directory(a_sign_in_is_recorded_once_a_minute),
		unit_test_in_directory(a_sign_in_is_recorded_with_what_it_changes),
		unit_test_in_directory(two_accounts_in_one_session_are_both_recorded),
		unit_test_in_directory(the_longest_name_and_hash_fit),
		unit_test_in_directory(mail_goes_to_the_account_of_a_name),
		unit_test_in_directory(an_alias_leads_to_several_accounts),
		unit_test_in_directory(an_account_can_be_forwarded),
		unit_test_in_directory(a_name_that_leads_to_itself_keeps_its_mail),
		unit_test_in_directory(a_loop_ends),
		unit_test_in_directory(a_dead_alias_takes_no_mail_away),
		unit_test_in_directory(a_dead_alias_behind_another_takes_no_mail_away),
		unit_test_in_directory(a_star_is_a_name_as_any_other),
		unit_test_in_directory(each_account_is_found_once),
		unit_test_in_directory(a_quota_is_the_operators_to_set),
		unit_test_in_directory(the_first_name_that_leads_to_anybody_counts),
		unit_test_in_directory(a_login_means_one_account),
		unit_test_in_directory(a_password_is_replaced_only_if_it_is_known),
		unit_test_in_directory(account_ids_are_never_used_again),
		unit_test_in_directory(messages_come_back_as_they_went_in),
		unit_test_in_directory(content_is_stored_once),
		unit_test_in_directory(all_recipients_or_none),
		unit_test_in_directory(a_source_that_fails_stores_nothing),
		unit_test_in_directory(the_envelope_is_stored_too),
		unit_test_in_directory(the_inbox_view_shows_mail),
		unit_test_in_directory(messages_are_listed_in_order_of_arrival),
		unit_test_in_directory(an_empty_maildrop_lists_nothing),
		unit_test_in_directory(a_locked_maildrop_can_be_listed),
		unit_test_in_directory(a_message_goes_with_its_last_delivery),
		unit_test_in_directory(foreign_keys_are_enforced_after_a_deletion),
		unit_test_in_directory(deleting_is_for_one_account_only),
		unit_test_in_directory(seen_is_kept_for_each_account),
		unit_test_in_directory(message_ids_are_never_used_again),
		unit_test_in_directory(usage_adds_up),
		unit_test_in_directory(a_summary_shows_sender_and_subject),
		unit_test_in_directory(summaries_are_those_of_the_entries),
		unit_test_in_directory(a_message_that_is_gone_is_not_found),
		unit_test_in_directory(messages_can_be_read_in_any_order),
		unit_test_in_directory(a_chunk_that_is_too_large_is_refused),
		unit_test_in_directory(a_maildrop_is_for_one_session),
		unit_test_in_directory(field_W18_waiting_for_a_maildrop_has_an_end),
		unit_test_in_directory(a_maildrop_lock_goes_with_its_process),
		unit_test_in_directory(a_missing_table_is_the_operators_to_mend),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
