/* Tests of the record of failed sign-ins on PostgreSQL; those of throttle are about SQLite's.
 */
#include "tests/unit/unit_store.h"

#include <sys/wait.h>
#include <unistd.h>

static const int64_t NOW = 1795459831000;
static const int64_t OLD = (int64_t)STORE_FAILURE_SECONDS * 1000;

static struct store_try
try_with(const char *name, const char *network, const char *password)
{
	struct store_try try = {.mistake = {name, "", password}};

	snprintf(try.network, sizeof(try.network), "%s", network);
	return try;
}

static void
note(struct store *store, const char *name, const char *network, const char *password,
     enum store_event event, int64_t now_ms)
{
	struct store_try try = try_with(name, network, password);

	if (store_record_note(store, &try, event, now_ms) != STORE_OK)
		fail_msg("%s from %s: %s", name, network, store_why(store));
}

static struct store_record
find(struct store *store, const char *name, const char *network, const char *password,
     int64_t now_ms)
{
	struct store_try try = try_with(name, network, password);
	struct store_record record;

	if (store_record_find(store, &try, now_ms, &record) != STORE_OK)
		fail_msg("%s from %s: %s", name, network, store_why(store));
	return record;
}

static void
failures_count_for_the_network_and_the_name(void **state)
{
	struct store *store = unit_open_store();
	struct store_record record = find(store, "alice", "192.0.2.0", "x", NOW);

	(void)state;
	assert_int_equal(record.network.number + record.name.number + record.pair, 0);
	assert_int_equal(record.network.last_ms, 0);
	note(store, "alice", "192.0.2.0", "one", STORE_TRY_FAILED, NOW);
	note(store, "ALICE", "192.0.2.0", "two", STORE_TRY_FAILED, NOW + 1);
	note(store, "alice", "198.51.100.0", "one", STORE_TRY_FAILED, NOW + 2);
	note(store,
	     "b\xFC"
	     "b",
	     "192.0.2.0", "one", STORE_TRY_FAILED, NOW + 3);
	record = find(store, "aLice", "192.0.2.0", "three", NOW + 4);
	assert_int_equal(record.network.number, 3);
	assert_int_equal(record.network.last_ms, NOW + 3);
	assert_int_equal(record.name.number, 3);
	assert_int_equal(record.name.last_ms, NOW + 2);
	assert_int_equal(record.pair, 2);
	assert_false(record.is_repeat);
	/* Another session of another machine sees the same. */
	store_close(store);
	store = unit_open_store();
	assert_int_equal(find(store, "alice", "192.0.2.0", "x", NOW).pair, 2);
	store_close(store);
}

static void
mistakes_are_known_again(void **state)
{
	struct store *store = unit_open_store();
	char password[20];

	(void)state;
	for (int i = 0; i <= STORE_MISTAKES; i++) {
		snprintf(password, sizeof(password), "wrong %d", i);
		note(store, "alice", "192.0.2.0", password, STORE_TRY_FAILED, NOW + i);
	}
	assert_true(find(store, "alice", "192.0.2.0", password, NOW + 100).is_repeat);
	assert_true(find(store, "alice", "192.0.2.0", "wrong 1", NOW + 100).is_repeat);
	assert_false(find(store, "alice", "192.0.2.0", "wrong 0", NOW + 100).is_repeat);
	assert_false(find(store, "bob", "192.0.2.0", "wrong 1", NOW + 100).is_repeat);
	note(store, "alice", "192.0.2.0", "wrong 1", STORE_TRY_REPEATED, NOW + 200);
	assert_int_equal(find(store, "alice", "192.0.2.0", "wrong 1", NOW + 300).repeat_ms,
			 NOW + 200);
	note(store, "alice", "192.0.2.0", "right", STORE_TRY_SUCCEEDED, NOW + 400);
	assert_int_equal(find(store, "alice", "192.0.2.0", "wrong 1", NOW + 500).pair, 0);
	assert_true(find(store, "alice", "192.0.2.0", "wrong 1", NOW + 500).is_repeat);
	store_close(store);
}

static void
old_failures_are_forgotten(void **state)
{
	struct store *store = unit_open_store();

	(void)state;
	note(store, "alice", "192.0.2.0", "one", STORE_TRY_FAILED, NOW);
	assert_int_equal(find(store, "alice", "192.0.2.0", "x", NOW + OLD - 1).pair, 1);
	assert_int_equal(find(store, "alice", "192.0.2.0", "x", NOW + OLD).pair, 0);
	note(store, "bob", "192.0.2.0", "one", STORE_TRY_FAILED, NOW + OLD);
	assert_int_equal(unit_sql("SELECT count(*) FROM failure"), 1);
	/* Those heard of last stay. */
	unit_sql("INSERT INTO failure SELECT n::text, 'n', 1, 1795459831000 + n, 0, ''"
		 " FROM generate_series(1, 9000) AS n");
	note(store, "carol", "192.0.2.0", "one", STORE_TRY_FAILED, NOW + 10000);
	assert_int_equal(unit_sql("SELECT count(*) FROM failure"), STORE_FAILURE_ROWS);
	assert_int_equal(find(store, "carol", "192.0.2.0", "x", NOW + 10000).pair, 1);
	store_close(store);
}

static void
clocks_may_differ(void **state)
{
	struct store *store = unit_open_store();

	(void)state;
	note(store, "alice", "192.0.2.0", "one", STORE_TRY_FAILED, NOW + OLD);
	assert_int_equal(find(store, "alice", "192.0.2.0", "x", NOW).name.last_ms, NOW);
	note(store, "bob", "192.0.2.0", "one", STORE_TRY_FAILED, NOW);
	assert_int_equal(unit_sql("SELECT max(last) FROM failure"), NOW);
	store_close(store);
}

enum { HOSTS = 6, NOTES = 60, SKEW_MS = 50 };

/* What a machine with another clock notes; false if the server refuses any of it. */
static bool
note_all(struct store *store, int host)
{
	char network[20];

	for (int i = 0; i < NOTES; i++) {
		struct store_try try;

		snprintf(network, sizeof(network), "192.0.2.%d", (host + i) % HOSTS);
		try = try_with("alice", network, "x");
		if (store_record_note(store, &try, STORE_TRY_FAILED,
				      NOW + i + (int64_t)(host * SKEW_MS)) != STORE_OK) {
			print_error("%s\n", store_why(store));
			return false;
		}
	}
	return true;
}

static void
machines_with_different_clocks_do_not_wait_for_each_other(void **state)
{
	pid_t pids[HOSTS];

	(void)state;
	store_close(unit_open_store());
	for (int host = 0; host < HOSTS; host++) {
		pids[host] = fork();
		assert_true(pids[host] >= 0);
		if (pids[host] == 0) {
			struct store *store = unit_open_store();
			bool done = note_all(store, host);

			store_close(store);
			_exit(done ? 0 : 1);
		}
	}
	for (int host = 0; host < HOSTS; host++) {
		int status;

		assert_int_equal(waitpid(pids[host], &status, 0), pids[host]);
		assert_int_equal(status, 0);
	}
	assert_int_equal(unit_sql("SELECT sum(failures) FROM failure"), HOSTS * NOTES);
}

static void
a_record_that_cannot_be_used_is_an_error(void **state)
{
	struct store *store = unit_open_store();
	struct store_try try = try_with("alice", "192.0.2.0", "x");
	struct store_record record;

	(void)state;
	unit_sql("DROP TABLE failure");
	assert_int_equal(store_record_find(store, &try, NOW, &record), STORE_BROKEN);
	assert_int_equal(store_record_note(store, &try, STORE_TRY_FAILED, NOW), STORE_BROKEN);
	assert_non_null(strstr(store_why(store), "failure"));
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(failures_count_for_the_network_and_the_name),
		unit_test_in_directory(mistakes_are_known_again),
		unit_test_in_directory(old_failures_are_forgotten),
		unit_test_in_directory(clocks_may_differ),
		unit_test_in_directory(
			machines_with_different_clocks_do_not_wait_for_each_other),
		unit_test_in_directory(a_record_that_cannot_be_used_is_an_error),
	};

	if (!unit_server()) {
		puts("There is no server: run this by tests/pgserver.py.");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
