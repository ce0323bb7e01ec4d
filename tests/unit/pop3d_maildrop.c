/* Tests of pop3d/maildrop, on a real store. */
#include "tests/unit/unit_store.h"

#include "pop3d/maildrop.h"

enum { MESSAGES = 5 };

/* An account with MESSAGES messages of 100, 200, ... octets. */
static struct store_account
fill(struct store *store)
{
	struct store_account account;
	int64_t id = unit_account(store, "alice");

	for (uint32_t i = 1; i <= MESSAGES; i++)
		assert_int_equal(unit_deliver(store, &id, 1, 100 * i, i), STORE_OK);
	assert_int_equal(store_account_find(store, "alice", &account), STORE_OK);
	return account;
}

static void
open_maildrop(struct maildrop *maildrop, struct store *store,
	      const struct store_account *account)
{
	assert_int_equal(maildrop_open(maildrop, store, account, 0), STORE_OK);
}

static void
close_maildrop(struct maildrop *maildrop, struct store *store, bool with_deletions)
{
	assert_int_equal(maildrop_close(maildrop, store, with_deletions), STORE_OK);
	maildrop_free(maildrop);
}

static void
expect_counts(const struct maildrop *maildrop, size_t kept, uint64_t octets)
{
	unit_expect_number("kept", NULL, (int64_t)maildrop->kept, (int64_t)kept);
	unit_expect_number("octets", NULL, (int64_t)maildrop->octets, (int64_t)octets);
}

static void
messages_are_numbered_from_1(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account = fill(store);
	struct maildrop maildrop;

	(void)state;
	open_maildrop(&maildrop, store, &account);
	assert_int_equal(maildrop.count, MESSAGES);
	expect_counts(&maildrop, MESSAGES, 1500);
	for (uint64_t number = 1; number <= MESSAGES; number++)
		assert_int_equal(maildrop_entry(&maildrop, number)->octets, 100 * number);
	assert_null(maildrop_entry(&maildrop, 0));
	assert_null(maildrop_entry(&maildrop, MESSAGES + 1));
	assert_null(maildrop_entry(&maildrop, UINT64_MAX));
	assert_null(maildrop_entry(&maildrop, (uint64_t)1 << 32));
	close_maildrop(&maildrop, store, true);
	store_close(store);
}

static void
an_empty_one_has_no_messages(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account;
	struct maildrop maildrop;

	(void)state;
	assert_int_equal(store_account_find(store, "postmaster", &account), STORE_OK);
	open_maildrop(&maildrop, store, &account);
	expect_counts(&maildrop, 0, 0);
	assert_null(maildrop_entry(&maildrop, 0));
	assert_null(maildrop_entry(&maildrop, 1));
	assert_false(maildrop_has_deletions(&maildrop));
	maildrop_reset(&maildrop);
	close_maildrop(&maildrop, store, true);
	store_close(store);
}

static void
deleting_marks_and_renumbers_nothing(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account = fill(store);
	struct maildrop maildrop;

	(void)state;
	open_maildrop(&maildrop, store, &account);
	assert_false(maildrop_has_deletions(&maildrop));
	maildrop_delete(&maildrop, maildrop_entry(&maildrop, 2));
	assert_true(maildrop_has_deletions(&maildrop));
	expect_counts(&maildrop, MESSAGES - 1, 1300);
	assert_true(maildrop_entry(&maildrop, 2)->to_delete);
	assert_false(maildrop_entry(&maildrop, 3)->to_delete);
	assert_int_equal(maildrop_entry(&maildrop, 3)->octets, 300);
	maildrop_delete(&maildrop, maildrop_entry(&maildrop, 5));
	expect_counts(&maildrop, MESSAGES - 2, 800);
	maildrop_reset(&maildrop);
	assert_false(maildrop_has_deletions(&maildrop));
	assert_false(maildrop_entry(&maildrop, 2)->to_delete);
	expect_counts(&maildrop, MESSAGES, 1500);
	close_maildrop(&maildrop, store, true);
	open_maildrop(&maildrop, store, &account);
	expect_counts(&maildrop, MESSAGES, 1500);
	close_maildrop(&maildrop, store, true);
	store_close(store);
}

static void
closing_carries_it_out(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account = fill(store);
	struct maildrop maildrop;

	(void)state;
	open_maildrop(&maildrop, store, &account);
	maildrop_delete(&maildrop, maildrop_entry(&maildrop, 1));
	maildrop_delete(&maildrop, maildrop_entry(&maildrop, 4));
	maildrop_entry(&maildrop, 2)->to_see = true;
	close_maildrop(&maildrop, store, true);
	open_maildrop(&maildrop, store, &account);
	expect_counts(&maildrop, 3, 1000);
	assert_int_equal(maildrop_entry(&maildrop, 1)->octets, 200);
	assert_true(maildrop_entry(&maildrop, 1)->seen);
	assert_int_equal(maildrop_entry(&maildrop, 2)->octets, 300);
	assert_false(maildrop_entry(&maildrop, 2)->seen);
	assert_int_equal(maildrop_entry(&maildrop, 3)->octets, 500);
	close_maildrop(&maildrop, store, true);
	store_close(store);
}

/* As a session ends that has not come to QUIT. */
static void
without_deletions_only_what_was_seen_is_kept(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account = fill(store);
	struct maildrop maildrop;

	(void)state;
	open_maildrop(&maildrop, store, &account);
	maildrop_delete(&maildrop, maildrop_entry(&maildrop, 1));
	maildrop_entry(&maildrop, 1)->to_see = true;
	maildrop_entry(&maildrop, 3)->to_see = true;
	close_maildrop(&maildrop, store, false);
	open_maildrop(&maildrop, store, &account);
	expect_counts(&maildrop, MESSAGES, 1500);
	for (uint64_t number = 1; number <= MESSAGES; number++)
		assert_int_equal(maildrop_entry(&maildrop, number)->seen,
				 number == 1 || number == 3);
	close_maildrop(&maildrop, store, false);
	store_close(store);
}

static void
mail_that_comes_meanwhile_waits(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account = fill(store);
	struct maildrop maildrop;

	(void)state;
	open_maildrop(&maildrop, store, &account);
	assert_int_equal(unit_deliver(store, &account.id, 1, 7000, 9), STORE_OK);
	expect_counts(&maildrop, MESSAGES, 1500);
	for (uint64_t number = 1; number <= MESSAGES; number++)
		maildrop_delete(&maildrop, maildrop_entry(&maildrop, number));
	expect_counts(&maildrop, 0, 0);
	close_maildrop(&maildrop, store, true);
	open_maildrop(&maildrop, store, &account);
	expect_counts(&maildrop, 1, 7000);
	close_maildrop(&maildrop, store, true);
	store_close(store);
}

static void
one_session_at_a_time(void **state)
{
	struct store *first = unit_open_store();
	struct store *second = unit_open_store();
	struct store_account account = fill(first);
	struct store_account postmaster;
	struct maildrop maildrop;
	struct maildrop other;

	(void)state;
	assert_int_equal(store_account_find(first, "postmaster", &postmaster), STORE_OK);
	open_maildrop(&maildrop, first, &account);
	assert_int_equal(maildrop_open(&other, second, &account, 0), STORE_BUSY);
	open_maildrop(&other, second, &postmaster);
	close_maildrop(&other, second, true);
	close_maildrop(&maildrop, first, true);
	open_maildrop(&other, second, &account);
	close_maildrop(&other, second, true);
	store_close(first);
	store_close(second);
}

/* The lock goes in any case, and the deletions are all still to be made. */
static void
a_close_that_fails_deletes_nothing(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account = fill(store);
	struct maildrop maildrop;
	pid_t writer;

	(void)state;
	store_close(store);
	writer = unit_start_stuck_writer(account.id);
	store = unit_open_store();
	open_maildrop(&maildrop, store, &account);
	maildrop_delete(&maildrop, maildrop_entry(&maildrop, 1));
	maildrop_delete(&maildrop, maildrop_entry(&maildrop, 2));
	assert_int_equal(maildrop_close(&maildrop, store, true), STORE_BUSY);
	maildrop_free(&maildrop);
	open_maildrop(&maildrop, store, &account);
	expect_counts(&maildrop, MESSAGES, 1500);
	close_maildrop(&maildrop, store, true);
	store_close(store);
	unit_kill(writer);
}

/* Nothing has changed, so there is nothing to write and nobody to wait for. */
static void
closing_unchanged_needs_no_lock(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account = fill(store);
	struct maildrop maildrop;
	int64_t start;
	pid_t writer;

	(void)state;
	store_close(store);
	writer = unit_start_stuck_writer(account.id);
	store = unit_open_store();
	start = unit_now_ms();
	open_maildrop(&maildrop, store, &account);
	close_maildrop(&maildrop, store, true);
	unit_expect_waited(start, 0);
	store_close(store);
	unit_kill(writer);
}

static void
a_list_that_fails_leaves_no_lock(void **state)
{
	struct store *first = unit_open_store();
	struct store *second = unit_open_store();
	struct store_account account = fill(first);
	struct maildrop maildrop;

	(void)state;
	unit_sql("ALTER TABLE delivery RENAME TO gone");
	assert_int_equal(maildrop_open(&maildrop, first, &account, 0), STORE_BROKEN);
	maildrop_free(&maildrop);
	unit_sql("ALTER TABLE gone RENAME TO delivery");
	open_maildrop(&maildrop, second, &account);
	expect_counts(&maildrop, MESSAGES, 1500);
	close_maildrop(&maildrop, second, true);
	store_close(first);
	store_close(second);
}

/* --- unique-ids --- */

static void
read_uidl(const struct maildrop *maildrop, uint64_t number, char uidl[MAILDROP_UIDL_OCTETS])
{
	maildrop_uidl(maildrop, maildrop_entry(maildrop, number), uidl);
}

static void
unique_ids_follow_rfc_1939(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account = fill(store);
	struct maildrop maildrop;
	char uidls[MESSAGES][MAILDROP_UIDL_OCTETS];

	(void)state;
	open_maildrop(&maildrop, store, &account);
	for (size_t i = 0; i < MESSAGES; i++) {
		read_uidl(&maildrop, i + 1, uidls[i]);
		assert_in_range(strlen(uidls[i]), 1, 70);
		for (const char *next = uidls[i]; *next; next++)
			assert_in_range(*next, 0x21, 0x7E);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(uidls[i], uidls[j]);
	}
	close_maildrop(&maildrop, store, true);
	store_close(store);
}

static void
unique_ids_stay_the_same(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account = fill(store);
	struct maildrop maildrop;
	char before[MAILDROP_UIDL_OCTETS];
	char after[MAILDROP_UIDL_OCTETS];

	(void)state;
	open_maildrop(&maildrop, store, &account);
	read_uidl(&maildrop, 3, before);
	maildrop_delete(&maildrop, maildrop_entry(&maildrop, 1));
	close_maildrop(&maildrop, store, true);
	open_maildrop(&maildrop, store, &account);
	read_uidl(&maildrop, 2, after);
	assert_string_equal(after, before);
	close_maildrop(&maildrop, store, true);
	store_close(store);
}

/* Clients keep these: what a message was called stays what it is called. */
static void
unique_ids_stay_as_they_are(void **state)
{
	static const struct store_entry entry = {.message = 29};
	static const struct maildrop maildrop = {.created = 255};
	char uidl[MAILDROP_UIDL_OCTETS];

	(void)state;
	assert_ptr_equal(maildrop_uidl(&maildrop, &entry, uidl), uidl + 5);
	assert_string_equal(uidl, "ff.29");
}

/* Another database begins to count at 1 as well. */
static void
unique_ids_tell_databases_apart(void **state)
{
	struct store_entry entry = {.message = 1};
	struct maildrop first = {.created = 1795459831};
	struct maildrop second = {.created = 1795459832};
	char one[MAILDROP_UIDL_OCTETS];
	char other[MAILDROP_UIDL_OCTETS];

	(void)state;
	maildrop_uidl(&first, &entry, one);
	maildrop_uidl(&second, &entry, other);
	assert_string_not_equal(one, other);
	first.created = INT64_MAX;
	entry.message = INT64_MAX;
	maildrop_uidl(&first, &entry, one);
	entry.message = INT64_MAX - 1;
	maildrop_uidl(&first, &entry, other);
	assert_string_not_equal(one, other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(messages_are_numbered_from_1),
		unit_test_in_directory(an_empty_one_has_no_messages),
		unit_test_in_directory(deleting_marks_and_renumbers_nothing),
		unit_test_in_directory(closing_carries_it_out),
		unit_test_in_directory(without_deletions_only_what_was_seen_is_kept),
		unit_test_in_directory(mail_that_comes_meanwhile_waits),
		unit_test_in_directory(one_session_at_a_time),
		unit_test_in_directory(a_close_that_fails_deletes_nothing),
		unit_test_in_directory(closing_unchanged_needs_no_lock),
		unit_test_in_directory(a_list_that_fails_leaves_no_lock),
		unit_test_in_directory(unique_ids_follow_rfc_1939),
		unit_test_in_directory(unique_ids_stay_the_same),
		cmocka_unit_test(unique_ids_tell_databases_apart),
		cmocka_unit_test(unique_ids_stay_as_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
