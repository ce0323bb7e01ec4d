/* Tests of how content is read ahead from PostgreSQL; those of store are about what is read. */
#include "tests/unit/unit_store.h"

enum { MANY = 40, OCTETS = 100 };

/* Another maildrop has messages in between. */
static struct store *
open_with_mail(struct store_entry **entries)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	const int64_t bob = unit_account(store, "bob");

	for (uint32_t i = 0; i < MANY; i++) {
		assert_int_equal(unit_deliver(store, &alice, 1, OCTETS, i), STORE_OK);
		assert_int_equal(unit_deliver(store, &bob, 1, OCTETS, i), STORE_OK);
	}
	*entries = unit_list(store, alice, MANY);
	return store;
}

/* Whether a message can still be read when its content is gone from the tables. */
static bool
can_read(struct store *store, const struct store_entry *entry)
{
	char chunk[STORE_CHUNK_OCTETS];
	size_t octets;
	enum store_status status = store_message_read(store, entry->message, 0, chunk, &octets);

	assert_true(status == STORE_OK || status == STORE_NOT_FOUND);
	return status == STORE_OK;
}

static void
what_follows_the_second_message_comes_with_it(void **state)
{
	struct store_entry *entries;
	struct store *store = open_with_mail(&entries);
	size_t ahead = 2;

	(void)state;
	assert_true(can_read(store, &entries[0]));
	assert_true(can_read(store, &entries[1]));
	unit_sql("DELETE FROM content");
	while (ahead < MANY && can_read(store, &entries[ahead]))
		ahead++;
	assert_in_range(ahead, 20, MANY - 1);
	free(entries);
	store_close(store);
}

static void
who_reads_one_message_gets_one(void **state)
{
	struct store_entry *entries;
	struct store *store = open_with_mail(&entries);

	(void)state;
	assert_true(can_read(store, &entries[20]));
	assert_true(can_read(store, &entries[10]));
	assert_true(can_read(store, &entries[5]));
	unit_sql("DELETE FROM content");
	assert_false(can_read(store, &entries[6]));
	assert_false(can_read(store, &entries[5]));
	free(entries);
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(what_follows_the_second_message_comes_with_it),
		unit_test_in_directory(who_reads_one_message_gets_one),
	};

	if (!unit_server()) {
		puts("There is no server: run this by tests/pgserver.py.");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
