/* Tests of how a large message is stored in steps: what others see of it, and what is left of
 * it when it fails or its process is killed. */
#include "tests/unit/unit_store.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "common/base/lock.h"
#include "common/store/sqlite/wal.h"

enum {
	PARTS = 400,
	LARGE = PARTS * STORE_CHUNK_OCTETS,
	STEP = 16, /* parts */
	LONGEST_STEP = 512,
	LARGER = (LONGEST_STEP + 5 * STEP) * STORE_CHUNK_OCTETS,
};

/* Bytes of the lock file. */
static const int64_t WAITING_LOCK = (int64_t)1 << 62;
static const int64_t LARGE_MESSAGE_LOCK = ((int64_t)1 << 62) + 1;

static int
open_lock_file(void)
{
	int fd = open(UNIT_DATABASE "-lock", O_RDWR | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

/* From now on somebody seems to wait for the writer lock, until the descriptor is closed. */
static int
seem_to_wait(void)
{
	int fd = open_lock_file();

	assert_true(lock_try_shared(fd, WAITING_LOCK));
	return fd;
}

/* What is done before some part of the content is read. */
struct note {
	int part;
	bool (*call)(void *of);
};

struct noted_content {
	struct unit_content content;
	const struct note *notes; /* of ascending parts; the last one is never reached */
	void *of;
};

static bool
read_noted(void *from, void *data, size_t octets)
{
	struct noted_content *noted = from;

	if (noted->content.given == (size_t)noted->notes->part * STORE_CHUNK_OCTETS &&
	    !noted->notes++->call(noted->of))
		return false;
	return unit_read_content(&noted->content, data, octets);
}

static enum store_status
deliver_with_notes(struct store *store, int64_t account, size_t octets,
		   const struct note notes[], void *of)
{
	struct noted_content noted = {{.seed = 1, .octets = octets}, notes, of};
	const struct store_source source = {read_noted, &noted};
	struct store_message message = unit_message("1", octets);

	return store_deliver(store, &message, &source, &account, 1);
}

static enum store_status
deliver_noted(struct store *store, int64_t account, int part, bool (*note)(void *of), void *of)
{
	const struct note notes[] = {{part, note}, {-1, NULL}};

	return deliver_with_notes(store, account, LARGE, notes, of);
}

static int64_t
count_unfinished(void)
{
	return unit_sql("SELECT count(*) FROM message WHERE id < 0");
}

static void
expect_nothing_stored(void)
{
	assert_int_equal(unit_sql("SELECT count(*) FROM message"), 0);
	assert_int_equal(unit_sql("SELECT count(*) FROM content"), 0);
	assert_int_equal(unit_sql("SELECT count(*) FROM delivery"), 0);
}

static int64_t
make_alice(void)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");

	store_close(store);
	return alice;
}

/* --- a second process, which does something when it is told to --- */

struct other {
	int64_t account;
	int told[2];
	int done[2];
};

static struct other
make_other(int64_t account)
{
	struct other other = {.account = account};

	assert_int_equal(pipe(other.told), 0);
	assert_int_equal(pipe(other.done), 0);
	return other;
}

static bool
is_told(const struct other *other)
{
	char octet;

	return read(other->told[0], &octet, 1) == 1;
}

static bool
tell(void *of)
{
	const struct other *other = of;

	return write(other->told[1], "x", 1) == 1;
}

static bool
wait_until_done(void *of)
{
	const struct other *other = of;
	char octet;

	return tell(of) && read(other->done[0], &octet, 1) == 1 && octet == 'y';
}

/* Waits for the other one to wait for the writer lock. */
static bool
wait_until_it_waits(void *of)
{
	int fd = open_lock_file();
	int tries = 0;

	tell(of);
	while (!lock_is_held(fd, WAITING_LOCK) && tries++ < 10000)
		usleep(1000);
	close(fd);
	return tries < 10000;
}

static void
expect_large(struct store *store, int64_t account, size_t octets)
{
	struct store_entry *entries = unit_list(store, account, 1);

	assert_int_equal(count_unfinished(), 0);
	unit_expect_message(store, &entries[0], octets, 1);
	free(entries);
}

/* --- steps --- */

static int
see_nothing(void *of)
{
	const struct other *other = of;
	bool as_expected = is_told(other) && unit_sql("SELECT count(*) FROM message") == 0 &&
			   unit_sql("SELECT count(*) FROM content") == 0;

	return write(other->done[1], as_expected ? "y" : "n", 1) != 1;
}

static void
it_is_one_transaction_if_nobody_waits(void **state)
{
	struct other other = make_other(make_alice());
	pid_t child = unit_fork(see_nothing, &other);
	struct store *store = unit_open_store();

	(void)state;
	assert_int_equal(
		deliver_noted(store, other.account, PARTS - 1, wait_until_done, &other),
		STORE_OK);
	unit_wait(child);
	expect_large(store, other.account, LARGE);
	store_close(store);
}

static bool
sees_parts_but_no_message(int64_t parts)
{
	return count_unfinished() == 1 && unit_sql("SELECT count(*) FROM content") == parts &&
	       unit_sql("SELECT count(*) FROM delivery") == 0 &&
	       unit_sql("SELECT count(*) FROM inbox") == 0;
}

static int
see_two_steps(void *of)
{
	const struct other *other = of;
	bool as_expected = is_told(other) && sees_parts_but_no_message(2 * STEP);

	return write(other->done[1], as_expected ? "y" : "n", 1) != 1;
}

static void
each_step_is_committed_and_nobody_gets_the_message(void **state)
{
	struct other other = make_other(make_alice());
	pid_t child = unit_fork(see_two_steps, &other);
	struct store *store = unit_open_store();
	int waiting = seem_to_wait();

	(void)state;
	assert_int_equal(deliver_noted(store, other.account, 2 * STEP, wait_until_done, &other),
			 STORE_OK);
	unit_wait(child);
	close(waiting);
	expect_large(store, other.account, LARGE);
	store_close(store);
}

static void
the_log_of_several_steps_is_short(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	int waiting = seem_to_wait();
	struct stat log;

	(void)state;
	assert_int_equal(unit_deliver(store, &alice, 1, LARGE, 1), STORE_OK);
	assert_int_equal(stat(UNIT_DATABASE "-wal", &log), 0);
	assert_in_range(log.st_size, 1, 2 * WAL_LARGE_FRAMES * WAL_FRAME_OCTETS);
	close(waiting);
	store_close(store);
}

static long
count_sleeps(void)
{
	struct rusage usage;

	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	return usage.ru_nvcsw;
}

static void
there_are_pauses_while_others_wait(void **state)
{
	enum { PAUSES = 8 * (PARTS / STEP - 1) };
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	int waiting = seem_to_wait();
	const long before = count_sleeps();

	(void)state;
	assert_int_equal(unit_deliver(store, &alice, 1, LARGE, 1), STORE_OK);
	assert_true(count_sleeps() - before >= PAUSES);
	close(waiting);
	store_close(store);
}

static int
see_the_longest_step(void *of)
{
	const struct other *other = of;
	bool as_expected = is_told(other) && sees_parts_but_no_message(LONGEST_STEP);

	return write(other->done[1], as_expected ? "y" : "n", 1) != 1;
}

/* So the log does not grow with the message, and programs that are not seen can write. */
static void
a_step_has_an_end_even_if_nobody_waits(void **state)
{
	static const struct note notes[] = {{LONGEST_STEP, wait_until_done}, {-1, NULL}};
	struct other other = make_other(make_alice());
	pid_t child = unit_fork(see_the_longest_step, &other);
	struct store *store = unit_open_store();

	(void)state;
	assert_int_equal(deliver_with_notes(store, other.account, LARGER, notes, &other),
			 STORE_OK);
	unit_wait(child);
	expect_large(store, other.account, LARGER);
	store_close(store);
}

/* --- others --- */

static int
deliver_small(void *of)
{
	const struct other *other = of;
	char why[STORE_WHY_OCTETS];
	struct store *store;

	if (unit_open(&store, UNIT_DATABASE, 30, why) != STORE_OK || !is_told(other) ||
	    unit_deliver(store, &other->account, 1, 100, 2) != STORE_OK)
		return 1;
	unit_expect_count(store, other->account, 1);
	store_close(store);
	return 0;
}

/* The child finds only its own message in the maildrop: the large one was begun before. */
static void
others_deliver_between_the_steps(void **state)
{
	struct other other = make_other(make_alice());
	pid_t child = unit_fork(deliver_small, &other);
	struct store *store = unit_open_store();
	struct store_entry *entries;

	(void)state;
	assert_int_equal(deliver_noted(store, other.account, 1, wait_until_it_waits, &other),
			 STORE_OK);
	unit_wait(child);
	entries = unit_list(store, other.account, 2);
	unit_expect_message(store, &entries[0], LARGE, 1);
	unit_expect_message(store, &entries[1], 100, 2);
	free(entries);
	store_close(store);
}

static void
one_that_waited_and_was_killed_leaves_nothing(void **state)
{
	struct other other = make_other(make_alice());
	pid_t writer = unit_start_stuck_writer(other.account);
	pid_t child = unit_fork(deliver_small, &other);
	int fd = open_lock_file();

	(void)state;
	assert_true(wait_until_it_waits(&other));
	unit_kill(child);
	assert_false(lock_is_held(fd, WAITING_LOCK));
	unit_kill(writer);
	close(fd);
}

/* A checkpoint can wait. */
static int
make_a_checkpoint(void *of)
{
	const struct other *other = of;
	char why[STORE_WHY_OCTETS];
	struct store *store;

	if (unit_open(&store, UNIT_DATABASE, 30, why) != STORE_OK ||
	    unit_deliver(store, &other->account, 1, 1200000, 2) != STORE_OK ||
	    write(other->done[1], "y", 1) != 1 || !is_told(other))
		return 1;
	store_idle(store);
	store_close(store);
	return 0;
}

static void
one_that_makes_a_checkpoint_is_not_seen(void **state)
{
	struct other other = make_other(make_alice());
	pid_t child = unit_fork(make_a_checkpoint, &other);
	int fd = open_lock_file();
	pid_t writer;
	char octet;

	(void)state;
	assert_int_equal(read(other.done[0], &octet, 1), 1);
	writer = unit_start_stuck_writer(other.account);
	assert_true(tell(&other));
	for (int i = 0; i < 50; i++) {
		assert_false(lock_is_held(fd, WAITING_LOCK));
		usleep(1000);
	}
	unit_kill(writer);
	unit_wait(child);
	close(fd);
}

static int
try_again_soon(void *of, int tries)
{
	(void)of;
	usleep(1000);
	return tries < 30000;
}

/*
 * A program that knows nothing of our locks, as sqlite3(1). It finds each pause in which it may
 * write. SQLite's own handler tries ten times a second, and whether it meets one is a matter of
 * luck: messages that take a multiple of its period may come before it again and again.
 */
static bool
write_by_sqlite(const char *sql)
{
	sqlite3 *db;
	int result;

	if (sqlite3_open(UNIT_DATABASE, &db) != SQLITE_OK)
		return false;
	sqlite3_busy_handler(db, try_again_soon, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	result = sqlite3_exec(db, sql, NULL, NULL, NULL);
	sqlite3_close(db);
	return result == SQLITE_OK;
}

static int
write_a_row(void *of)
{
	const struct other *other = of;

	if (!is_told(other) || !write_by_sqlite("UPDATE account SET created = 5"))
		return 1;
	return write(other->done[1], "y", 1) != 1;
}

static bool
is_done(void *of)
{
	const struct other *other = of;
	struct pollfd done = {.fd = other->done[0], .events = POLLIN};

	return poll(&done, 1, 0) == 1;
}

static void
a_foreign_program_writes_between_the_steps(void **state)
{
	static const struct note notes[] = {{1, tell}, {PARTS - 1, is_done}, {-1, NULL}};
	struct other other = make_other(make_alice());
	pid_t child = unit_fork(write_a_row, &other);
	struct store *store = unit_open_store();
	int waiting = seem_to_wait();

	(void)state;
	assert_int_equal(deliver_with_notes(store, other.account, LARGE, notes, &other),
			 STORE_OK);
	unit_wait(child);
	close(waiting);
	store_close(store);
}

static void
a_foreign_program_writes_between_large_messages(void **state)
{
	struct other other = make_other(make_alice());
	pid_t child = unit_fork(write_a_row, &other);
	struct store *store = unit_open_store();
	int messages = 0;

	(void)state;
	assert_int_equal(deliver_noted(store, other.account, 1, tell, &other), STORE_OK);
	while (!is_done(&other) && messages++ < 20) {
		assert_int_equal(unit_deliver(store, &other.account, 1, LARGE, 1), STORE_OK);
		store_idle(store);
	}
	assert_true(is_done(&other));
	unit_wait(child);
	store_close(store);
}

/* As "mailctl restore" does, the copy being one without the message. */
static int
remove_all(void *of)
{
	const struct other *other = of;
	bool as_expected =
		is_told(other) && write_by_sqlite("BEGIN IMMEDIATE; DELETE FROM content;"
						  " DELETE FROM message; COMMIT");

	return write(other->done[1], as_expected ? "y" : "n", 1) != 1;
}

static void
a_message_that_vanishes_between_the_steps_is_not_delivered(void **state)
{
	struct other other = make_other(make_alice());
	pid_t child = unit_fork(remove_all, &other);
	struct store *store = unit_open_store();
	int waiting = seem_to_wait();

	(void)state;
	assert_int_equal(deliver_noted(store, other.account, 1, tell, &other), STORE_FAILED);
	close(waiting);
	assert_string_equal(store_why(store),
			    "the message was changed before all of it was stored");
	unit_wait(child);
	expect_nothing_stored();
	store_close(store);
}

/* --- failures --- */

static bool
refuse(void *of)
{
	(void)of;
	return false;
}

static void
expect_failures_to_leave_nothing(struct store *store, int64_t account)
{
	static const int parts[] = {0, STEP - 1, STEP, 5 * STEP + 3, PARTS - STEP, PARTS - 1};

	for (size_t i = 0; i < COUNT(parts); i++) {
		assert_int_equal(deliver_noted(store, account, parts[i], refuse, NULL),
				 STORE_FAILED);
		assert_string_equal(store_why(store), "the spooled message could not be read");
		expect_nothing_stored();
	}
}

static void
a_failure_leaves_nothing(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	int waiting;

	(void)state;
	expect_failures_to_leave_nothing(store, alice);
	waiting = seem_to_wait();
	expect_failures_to_leave_nothing(store, alice);
	close(waiting);
	assert_int_equal(unit_deliver(store, &alice, 1, LARGE, 1), STORE_OK);
	store_close(store);
}

static void
all_recipients_of_a_large_message_or_none(void **state)
{
	struct store *store = unit_open_store();
	const int64_t accounts[] = {unit_account(store, "alice"), 12345};
	int waiting;

	(void)state;
	assert_int_equal(unit_deliver(store, accounts, 2, LARGE, 1), STORE_NOT_FOUND);
	expect_nothing_stored();
	waiting = seem_to_wait();
	assert_int_equal(unit_deliver(store, accounts, 2, LARGE, 1), STORE_NOT_FOUND);
	expect_nothing_stored();
	close(waiting);
	store_close(store);
}

/* --- one large message at a time --- */

static bool
finds_lock(void *of)
{
	int fd = open_lock_file();
	bool is_held = lock_is_held(fd, LARGE_MESSAGE_LOCK);

	(void)of;
	close(fd);
	return is_held;
}

static void
large_messages_wait_for_each_other(void **state)
{
	struct store *store = unit_open_store();
	const int64_t alice = unit_account(store, "alice");
	int lock = open_lock_file();

	(void)state;
	assert_int_equal(deliver_noted(store, alice, 1, finds_lock, NULL), STORE_OK);
	assert_true(lock_try(lock, LARGE_MESSAGE_LOCK));
	assert_int_equal(unit_deliver(store, &alice, 1, LARGE, 2), STORE_BUSY);
	assert_string_equal(store_why(store), "others have stored large messages for too long");
	assert_int_equal(unit_deliver(store, &alice, 1, 100, 3), STORE_OK);
	unit_expect_count(store, alice, 2);
	close(lock);
	store_close(store);
}

/* --- a process that is killed --- */

static bool
get_stuck(void *of)
{
	tell(of);
	unit_sleep_until_killed();
	return true;
}

static int
deliver_and_get_stuck(void *of)
{
	const struct other *other = of;
	char why[STORE_WHY_OCTETS];
	struct store *store;

	if (unit_open(&store, UNIT_DATABASE, 1, why) == STORE_OK)
		deliver_noted(store, other->account, 3 * STEP, get_stuck, of);
	return 1;
}

/* Leaves a message of which three steps were stored. Returns an account. */
static int64_t
leave_unfinished(void)
{
	struct other other = make_other(make_alice());
	int waiting = seem_to_wait();
	pid_t child = unit_fork(deliver_and_get_stuck, &other);

	assert_true(is_told(&other));
	unit_kill(child);
	close(waiting);
	assert_int_equal(count_unfinished(), 1);
	assert_int_equal(unit_sql("SELECT count(*) FROM content"), 3 * STEP);
	return other.account;
}

static void
the_next_large_message_removes_an_unfinished_one(void **state)
{
	const int64_t alice = leave_unfinished();
	struct store *store = unit_open_store();

	(void)state;
	assert_int_equal(unit_deliver(store, &alice, 1, LARGE, 1), STORE_OK);
	assert_int_equal(count_unfinished(), 0);
	assert_int_equal(unit_sql("SELECT count(*) FROM content"), PARTS);
	unit_expect_count(store, alice, 1);
	store_close(store);
}

static void
deliver_and_idle(struct store *store, int64_t account)
{
	for (int i = 0; i < 5; i++) {
		assert_int_equal(unit_deliver(store, &account, 1, 300000, 1), STORE_OK);
		store_idle(store);
	}
}

static void
small_messages_remove_an_unfinished_one_now_and_then(void **state)
{
	const int64_t alice = leave_unfinished();
	struct store *store = unit_open_store();

	(void)state;
	deliver_and_idle(store, alice);
	assert_int_equal(count_unfinished(), 0);
	assert_int_equal(unit_sql("SELECT count(*) FROM content"), 5 * 5);
	unit_expect_count(store, alice, 5);
	store_close(store);
}

static void
a_message_that_is_being_stored_is_not_removed(void **state)
{
	const int64_t alice = leave_unfinished();
	struct store *store = unit_open_store();
	int lock = open_lock_file();

	(void)state;
	assert_true(lock_try(lock, LARGE_MESSAGE_LOCK));
	deliver_and_idle(store, alice);
	assert_int_equal(count_unfinished(), 1);
	assert_int_equal(unit_sql("SELECT count(*) FROM content"), 3 * STEP + 5 * 5);
	close(lock);
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(it_is_one_transaction_if_nobody_waits),
		unit_test_in_directory(each_step_is_committed_and_nobody_gets_the_message),
		unit_test_in_directory(the_log_of_several_steps_is_short),
		unit_test_in_directory(there_are_pauses_while_others_wait),
		unit_test_in_directory(a_step_has_an_end_even_if_nobody_waits),
		unit_test_in_directory(others_deliver_between_the_steps),
		unit_test_in_directory(one_that_waited_and_was_killed_leaves_nothing),
		unit_test_in_directory(one_that_makes_a_checkpoint_is_not_seen),
		unit_test_in_directory(a_foreign_program_writes_between_the_steps),
		unit_test_in_directory(a_foreign_program_writes_between_large_messages),
		unit_test_in_directory(
			a_message_that_vanishes_between_the_steps_is_not_delivered),
		unit_test_in_directory(a_failure_leaves_nothing),
		unit_test_in_directory(all_recipients_of_a_large_message_or_none),
		unit_test_in_directory(large_messages_wait_for_each_other),
		unit_test_in_directory(the_next_large_message_removes_an_unfinished_one),
		unit_test_in_directory(small_messages_remove_an_unfinished_one_now_and_then),
		unit_test_in_directory(a_message_that_is_being_stored_is_not_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
