/* Tests of common/auth/throttle, and of the record of failures that the store keeps for it. */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "common/auth/throttle.h"
#include "common/base/conf.h"
#include "common/store/sqlite/sqlite.h"

#define FILE_NAME "mail.db-throttle"

static const int64_t NOW = 1795459831000;
static const int64_t DAY_MS = 86400000;

/* The record needs no database of mail beside it. */
static struct conf conf = {.database_file = "mail.db"};
static struct sqlite recorder = {.db = {.conf = &conf}};

static bool
note(const struct store_try *try, enum store_event event, int64_t now_ms)
{
	return sqlite_record_note(&recorder.store, try, event, now_ms) == STORE_OK;
}

static bool
find(const struct store_try *try, int64_t now_ms, struct store_record *record)
{
	return sqlite_record_find(&recorder.store, try, now_ms, record) == STORE_OK;
}

static struct store_try
try_with(const char *name, const char *address, const char *password)
{
	struct store_try try = {.mistake = {name, "", password}};

	throttle_find_network(address, try.network);
	return try;
}

static struct store_try
try_as(const char *name, const char *address)
{
	return try_with(name, address, "wrong");
}

static void
fail_with(const char *name, const char *address, const char *password, int64_t now_ms)
{
	struct store_try try = try_with(name, address, password);

	if (!note(&try, STORE_TRY_FAILED, now_ms))
		fail_msg("%s from %s: %s", name, address, recorder.store.why);
}

static void
fail_as(const char *name, const char *address, int64_t now_ms)
{
	fail_with(name, address, "wrong", now_ms);
}

static struct store_record
look_with(const char *name, const char *address, const char *password, int64_t now_ms)
{
	struct store_try try = try_with(name, address, password);
	struct store_record counts;

	if (!find(&try, now_ms, &counts))
		fail_msg("%s from %s: %s", name, address, recorder.store.why);
	return counts;
}

static struct store_record
look_as(const char *name, const char *address, int64_t now_ms)
{
	return look_with(name, address, "wrong", now_ms);
}

static void
expect(const char *name, const char *address, unsigned of_network, unsigned of_name,
       unsigned of_pair)
{
	struct store_record counts = look_as(name, address, NOW);

	unit_expect_number(address, NULL, counts.network.number, of_network);
	unit_expect_number(name, NULL, counts.name.number, of_name);
	unit_expect_number("the pair", NULL, counts.pair, of_pair);
}

/* Runs SQL on the file, and returns the first number that comes of it. */
static int64_t
sql(const char *text)
{
	sqlite3 *db;
	sqlite3_stmt *statement;
	int64_t number = 0;

	assert_int_equal(sqlite3_open(FILE_NAME, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, text, -1, &statement, NULL), SQLITE_OK);
	if (sqlite3_step(statement) == SQLITE_ROW)
		number = sqlite3_column_int64(statement, 0);
	assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
	sqlite3_close(db);
	return number;
}

static void
write_file(const void *data, size_t octets)
{
	int fd = open(FILE_NAME, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, data, octets), octets);
	close(fd);
}

/* --- arithmetic --- */

static void
waits_double_up_to_the_most(void **state)
{
	static const struct {
		unsigned failures;
		int64_t passed_ms;
		int64_t network_ms;
		int64_t name_ms;
	} cases[] = {
		{0, 0, 0, 0},
		{4, 0, 0, 0},
		{5, 0, 1000, 1000},
		{6, 0, 2000, 2000},
		{7, 0, 4000, 2000},
		{9, 0, 16000, 2000},
		{10, 0, 30000, 2000},
		{11, 0, 30000, 2000},
		{1000000000, 0, 30000, 2000},
		/* Time that has passed is no more to be waited. */
		{5, 1, 999, 999},
		{5, 1000, 0, 0},
		{10, 1999, 28001, 1},
		{10, 29999, 1, 0},
		{10, 30000, 0, 0},
		{10, INT64_MAX / 2, 0, 0},
		/* A session that has looked at the clock later may have written earlier; a
		 * clock that was set back is another matter. */
		{5, -1, 1000, 1000},
		{10, -30000, 30000, 2000},
		{10, -30001, 0, 0},
		{10, INT64_MIN / 4, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct store_failures failures = {cases[i].failures, NOW - cases[i].passed_ms};
		char name[40];

		snprintf(name, sizeof(name), "%u failures, %lld ms ago", cases[i].failures,
			 (long long)cases[i].passed_ms);
		unit_expect_number(name, NULL, throttle_network_wait(&failures, NOW),
				   cases[i].network_ms);
		unit_expect_number(name, NULL, throttle_name_wait(&failures, NOW),
				   cases[i].name_ms);
	}
}

static void
networks_are_what_one_customer_has(void **state)
{
	static const struct {
		const char *address;
		const char *network;
	} cases[] = {
		{"192.0.2.1", "192.0.2.1"},
		{"2001:db8::1", "2001:db8::/64"},
		{"2001:db8:0:1:2:3:4:5", "2001:db8:0:1::/64"},
		{"2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8:ffff:ffff::/64"},
		{"1111:2222:3333:4444:5555:6666:7777:8888", "1111:2222:3333:4444::/64"},
		{"::1", "::/64"},
		{"", "unknown"},
		{"nonsense", "unknown"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char network[STORE_NETWORK_OCTETS + 1];

		throttle_find_network(cases[i].address, network);
		assert_string_equal(network, cases[i].network);
	}
}

/* --- what is kept --- */

static void
nothing_is_there_at_first(void **state)
{
	(void)state;
	expect("alice", "192.0.2.1", 0, 0, 0);
	assert_int_equal(access(FILE_NAME, F_OK), -1);
}

static void
failures_count_by_network_and_by_name(void **state)
{
	(void)state;
	fail_as("alice", "192.0.2.1", NOW - 9000);
	fail_as("", "192.0.2.1", NOW - 5000);
	fail_as("alice", "2001:db8::2", NOW - 4000);
	fail_as("alice", "2001:db8::1", NOW - 3000);
	fail_as("bob", "192.0.2.1", NOW - 2000);
	fail_as("ALICE", "192.0.2.1", NOW - 1000);
	expect("Alice", "192.0.2.1", 4, 4, 2);
	expect("bob", "192.0.2.1", 4, 1, 1);
	expect("bob", "2001:db8::3", 2, 1, 0);
	expect("carol", "192.0.2.2", 0, 0, 0);
	assert_int_equal(look_as("alice", "192.0.2.1", NOW).network.last_ms, NOW - 1000);
	assert_int_equal(look_as("bob", "2001:db8::1", NOW).network.last_ms, NOW - 3000);
	assert_int_equal(look_as("bob", "2001:db8::1", NOW).name.last_ms, NOW - 2000);
}

static void
who_gets_in_takes_back_his_own(void **state)
{
	struct store_try try = try_as("Alice", "192.0.2.1");

	(void)state;
	fail_as("alice", "192.0.2.1", NOW);
	fail_as("alice", "192.0.2.2", NOW);
	fail_as("bob", "192.0.2.1", NOW);
	assert_true(note(&try, STORE_TRY_SUCCEEDED, NOW));
	expect("alice", "192.0.2.1", 1, 1, 0);
	expect("bob", "192.0.2.1", 1, 1, 1);
}

static void
failures_are_forgotten(void **state)
{
	const int64_t life = (int64_t)STORE_FAILURE_SECONDS * 1000;

	(void)state;
	fail_as("alice", "192.0.2.1", NOW - life);
	fail_as("bob", "192.0.2.1", NOW - life + 1);
	expect("alice", "192.0.2.1", 1, 0, 0);
	fail_as("carol", "192.0.2.9", NOW);
	assert_int_equal(sql("SELECT count(*) FROM failure"), 2);
}

/* --- repeats --- */

static void
expect_repeat(const char *name, const char *address, const char *password, bool expected)
{
	unit_expect_number(password, NULL, look_with(name, address, password, NOW).is_repeat,
			   expected);
}

static void
field_L1_a_pairs_mistakes_are_known_again(void **state)
{
	struct store_try changed = try_as("alice", "192.0.2.1");
	struct store_record counts;

	(void)state;
	expect_repeat("alice", "192.0.2.1", "wrong", false);
	fail_with("alice", "192.0.2.1", "wrong", NOW);
	fail_with("alice", "192.0.2.1", "other", NOW);
	expect_repeat("alice", "192.0.2.1", "wrong", true);
	expect_repeat("ALICE", "192.0.2.1", "other", true);
	expect_repeat("alice", "192.0.2.1", "Wrong", false);
	expect_repeat("alice", "192.0.2.1", "", false);
	expect_repeat("alice", "192.0.2.2", "wrong", false);
	expect_repeat("bob", "192.0.2.1", "wrong", false);
	/* Her password was changed: what was wrong may be right. */
	changed.mistake.hash = "$y$other";
	assert_true(find(&changed, NOW, &counts));
	assert_false(counts.is_repeat);
}

/* As many as there are old passwords in use. */
static void
field_L1_the_last_mistakes_are_kept(void **state)
{
	char password[20];

	(void)state;
	for (int i = 0; i <= STORE_MISTAKES; i++) {
		snprintf(password, sizeof(password), "wrong%d", i);
		fail_with("alice", "192.0.2.1", password, NOW);
	}
	assert_int_equal(sql("SELECT length(mistakes) FROM failure"), 2 * STORE_MISTAKES);
	expect_repeat("alice", "192.0.2.1", "wrong0", false);
	expect_repeat("alice", "192.0.2.1", "wrong1", true);
	expect_repeat("alice", "192.0.2.1", password, true);
}

static void
note_repeat(const char *name, int64_t now_ms)
{
	struct store_try try = try_as(name, "192.0.2.1");

	assert_true(note(&try, STORE_TRY_REPEATED, now_ms));
}

static void
field_L1_a_repeat_has_its_turn_and_counts_nothing(void **state)
{
	struct store_record counts;

	(void)state;
	for (int i = 0; i < 5; i++)
		fail_as("alice", "192.0.2.1", NOW - 100000);
	counts = look_as("alice", "192.0.2.1", NOW);
	assert_true(throttle_repeat_is_due(&counts, NOW));
	note_repeat("alice", NOW);
	note_repeat("nobody", NOW); /* is not there */
	counts = look_as("alice", "192.0.2.1", NOW + 4999);
	assert_false(throttle_repeat_is_due(&counts, NOW));
	assert_false(throttle_repeat_is_due(&counts, NOW + THROTTLE_REPEAT_MS - 1));
	assert_true(throttle_repeat_is_due(&counts, NOW + THROTTLE_REPEAT_MS));
	assert_true(throttle_repeat_is_due(&counts, NOW - 1)); /* the clock was set back */
	assert_int_equal(counts.network.number, 5);
	assert_int_equal(counts.network.last_ms, NOW - 100000);
	assert_int_equal(throttle_network_wait(&counts.network, NOW), 0);
}

/* A telephone that repeats it for days makes one failure, and not one an hour. */
static void
field_L1_a_mistake_is_known_as_long_as_it_repeats(void **state)
{
	const int64_t hour = (int64_t)STORE_FAILURE_SECONDS * 1000;
	struct store_record counts;

	(void)state;
	fail_as("alice", "192.0.2.1", NOW - hour);
	note_repeat("alice", NOW - hour / 2);
	fail_as("bob", "192.0.2.1", NOW); /* which lets go of what is old */
	counts = look_as("alice", "192.0.2.1", NOW);
	assert_true(counts.is_repeat);
	assert_int_equal(counts.pair, 0);
	expect("alice", "192.0.2.1", 1, 0, 0);
	/* The next mistake is the first one again. */
	fail_with("alice", "192.0.2.1", "other", NOW);
	expect("alice", "192.0.2.1", 2, 1, 1);
	expect_repeat("alice", "192.0.2.1", "wrong", true);
}

static void
field_L1_who_gets_in_leaves_the_mistakes_known(void **state)
{
	struct store_try try = try_as("alice", "192.0.2.1");

	(void)state;
	fail_as("alice", "192.0.2.1", NOW);
	assert_true(note(&try, STORE_TRY_SUCCEEDED, NOW));
	expect("alice", "192.0.2.1", 0, 0, 0);
	assert_int_equal(look_as("alice", "192.0.2.1", NOW).network.last_ms, 0);
	expect_repeat("alice", "192.0.2.1", "wrong", true);
}

static void
read_key(unsigned char key[SIPHASH_KEY_OCTETS])
{
	sqlite3 *db;
	sqlite3_stmt *statement;

	assert_int_equal(sqlite3_open(FILE_NAME, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT key FROM secret", -1, &statement, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_int_equal(sqlite3_column_bytes(statement, 0), SIPHASH_KEY_OCTETS);
	memcpy(key, sqlite3_column_blob(statement, 0), SIPHASH_KEY_OCTETS);
	assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
	sqlite3_finalize(statement);
	sqlite3_close(db);
}

static void
field_L1_each_file_has_a_key_of_its_own(void **state)
{
	unsigned char keys[3][SIPHASH_KEY_OCTETS];

	(void)state;
	fail_as("alice", "192.0.2.1", NOW);
	read_key(keys[0]);
	fail_as("bob", "192.0.2.1", NOW);
	read_key(keys[1]);
	assert_int_equal(unlink(FILE_NAME), 0);
	fail_as("alice", "192.0.2.1", NOW);
	read_key(keys[2]);
	assert_memory_equal(keys[0], keys[1], SIPHASH_KEY_OCTETS);
	assert_memory_not_equal(keys[0], keys[2], SIPHASH_KEY_OCTETS);
}

/* A version from before mistakes were kept. */
static void
field_L1_an_older_file_is_made_anew(void **state)
{
	(void)state;
	sql("CREATE TABLE failure (network TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE,"
	    " failures INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (network, name))"
	    " STRICT");
	expect("alice", "192.0.2.1", 0, 0, 0);
	fail_as("alice", "192.0.2.1", NOW);
	expect("alice", "192.0.2.1", 1, 1, 1);
}

/* --- what an attacker gets --- */

static const int64_t HOUR_MS = 3600000;

/*
 * When a network can guess again that has waited since now_ms, as sign_in.c has it: for the
 * network, and once for the name.
 */
static int64_t
next_guess(const struct store_failures *network, const struct store_failures *name,
	   int64_t now_ms)
{
	int64_t for_network = throttle_network_wait(network, now_ms);
	int64_t for_name = throttle_name_wait(name, now_ms);

	return now_ms + (for_network > for_name ? for_network : for_name);
}

/* Guesses that take no time, each another one, in an hour on the file; names: at so many in
 * turn. */
static int
guess_for_an_hour(int names)
{
	int guesses = 0;
	int64_t now = NOW;

	for (int tries = 0;; tries++) {
		char words[2][24];
		struct store_record counts;

		snprintf(words[0], sizeof(words[0]), "name%d", tries % names);
		snprintf(words[1], sizeof(words[1]), "guess%d", tries);
		counts = look_with(words[0], "192.0.2.1", words[1], now);
		now = next_guess(&counts.network, &counts.name, now);
		if (now >= NOW + HOUR_MS)
			return guesses;
		/* One try in 65,536 for each known mistake is taken for a repeat, and not
		 * hashed. */
		if (counts.is_repeat)
			continue;
		fail_with(words[0], "192.0.2.1", words[1], now);
		guesses++;
	}
}

static void
field_L1_guesses_of_one_network_in_an_hour(void **state)
{
	int one_name = guess_for_an_hour(1);
	int many_names;

	(void)state;
	assert_int_equal(unlink(FILE_NAME), 0);
	many_names = guess_for_an_hour(1000);
	print_message("guesses an hour from one network: at one name %d, at many names %d\n",
		      one_name, many_names);
	assert_int_equal(one_name, 128);
	assert_int_equal(many_names, 128);
}

/*
 * Many networks at one name, as the record would have them. Each network
 * works by itself: only the name's wait, once for each try, is for all.
 */
static void
field_L1_guesses_of_many_networks_in_an_hour(void **state)
{
	enum { NETWORKS = 1000 };
	static struct store_failures networks[NETWORKS];
	static int64_t next[NETWORKS];
	struct store_failures name = {0, 0};
	int in_15_seconds = 0;

	(void)state;
	for (int64_t now = NOW; now < NOW + HOUR_MS; now += 100)
		for (int i = 0; i < NETWORKS; i++) {
			if (next[i] > now)
				continue;
			networks[i] = (struct store_failures){networks[i].number + 1, now};
			name = (struct store_failures){name.number + 1, now};
			next[i] = next_guess(&networks[i], &name, now);
			in_15_seconds += now < NOW + 15000;
		}
	print_message(
		"guesses an hour at one name from %d networks: %u, in the first 15 s %d\n",
		NETWORKS, name.number, in_15_seconds);
	assert_true(name.number <= 128000);
	assert_true(in_15_seconds <= 9000);
}

/* --- age, clocks, room --- */

/* A file that nobody has written to for so long is not even opened: this one could not be. */
static void
an_old_file_is_as_good_as_none(void **state)
{
	struct timespec old[2] = {{.tv_sec = NOW / 1000 - STORE_FAILURE_SECONDS - 1},
				  {.tv_sec = NOW / 1000 - STORE_FAILURE_SECONDS - 1}};

	(void)state;
	write_file("nonsense", 8);
	assert_int_equal(utimensat(AT_FDCWD, FILE_NAME, old, 0), 0);
	expect("alice", "192.0.2.1", 0, 0, 0);
	assert_int_equal(access(FILE_NAME, F_OK), 0);
}

static void
a_clock_that_jumps_holds_nobody_up(void **state)
{
	struct store_record counts;

	(void)state;
	for (int i = 0; i < 10; i++)
		fail_as("alice", "192.0.2.1", NOW + DAY_MS);
	/* The clock has been set back by a day: they count, but who knows since when. */
	counts = look_as("alice", "192.0.2.1", NOW);
	assert_int_equal(counts.network.number, 10);
	assert_int_equal(throttle_network_wait(&counts.network, NOW), 0);
	/* The next failure, anybody's, puts all times right. */
	fail_as("bob", "192.0.2.2", NOW);
	counts = look_as("alice", "192.0.2.1", NOW);
	assert_int_equal(counts.network.last_ms, NOW);
	assert_int_equal(throttle_network_wait(&counts.network, NOW), THROTTLE_NETWORK_MS);
	/* Set forward they are old. */
	assert_int_equal(look_as("alice", "192.0.2.1", NOW + DAY_MS).network.number, 0);
}

static void
the_oldest_make_room(void **state)
{
	char fill[300];

	(void)state;
	fail_as("first", "192.0.2.1", NOW - 100000);
	snprintf(fill, sizeof(fill),
		 "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < %d)"
		 " INSERT INTO failure SELECT '198.51.100.7', 'name' || n, 1, %lld + n, 0, x''"
		 " FROM n",
		 STORE_FAILURE_ROWS - 1, (long long)NOW - 90000);
	sql(fill);
	assert_int_equal(sql("SELECT count(*) FROM failure"), STORE_FAILURE_ROWS);
	expect("first", "192.0.2.1", 1, 1, 1);
	/* One that is there already takes no room. */
	fail_as("name1", "198.51.100.7", NOW - 50000);
	expect("first", "192.0.2.1", 1, 1, 1);
	fail_as("last", "192.0.2.3", NOW);
	assert_int_equal(sql("SELECT count(*) FROM failure"), STORE_FAILURE_ROWS);
	expect("first", "192.0.2.1", 0, 0, 0);
	expect("last", "192.0.2.3", 1, 1, 1);
}

static void
counts_end_somewhere(void **state)
{
	(void)state;
	fail_as("alice", "192.0.2.1", NOW);
	sql("UPDATE failure SET failures = 1000");
	fail_as("alice", "192.0.2.1", NOW);
	expect("alice", "192.0.2.1", 1000, 1000, 1000);
}

static void
the_file_is_the_owners_alone(void **state)
{
	struct stat status;
	mode_t mask = umask(077); /* as program_start() sets it */

	(void)state;
	fail_as("alice", "192.0.2.1", NOW);
	umask(mask);
	assert_int_equal(stat(FILE_NAME, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_int_equal(access(FILE_NAME "-journal", F_OK), -1);
	assert_int_equal(access(FILE_NAME "-wal", F_OK), -1);
}

/* --- damage --- */

static void
what_is_no_database_is_made_anew(void **state)
{
	static const char nonsense[5000] = "This is no database at all.";
	struct store_try try = try_as("alice", "192.0.2.1");
	struct store_record counts;

	(void)state;
	write_file(nonsense, sizeof(nonsense));
	fail_as("alice", "192.0.2.1", NOW);
	expect("alice", "192.0.2.1", 1, 1, 1);
	/* Whoever notices removes it. */
	write_file(nonsense, sizeof(nonsense));
	assert_false(find(&try, NOW, &counts));
	assert_int_equal(counts.network.number, 0);
	assert_int_equal(access(FILE_NAME, F_OK), -1);
	expect("alice", "192.0.2.1", 0, 0, 0);
}

static void
another_programs_database_is_made_anew(void **state)
{
	(void)state;
	sql("CREATE TABLE failure (other TEXT)");
	expect("alice", "192.0.2.1", 0, 0, 0);
	fail_as("alice", "192.0.2.1", NOW);
	expect("alice", "192.0.2.1", 1, 1, 1);
}

/* Another session may have made the file and not yet put a table into it. */
static void
an_empty_file_is_left_to_its_owner(void **state)
{
	(void)state;
	write_file("", 0);
	expect("alice", "192.0.2.1", 0, 0, 0);
	assert_int_equal(access(FILE_NAME, F_OK), 0);
	fail_as("alice", "192.0.2.1", NOW);
	expect("alice", "192.0.2.1", 1, 1, 1);
}

static void
put_random_octets(uint32_t *random)
{
	struct stat status;
	int fd = open(FILE_NAME, O_WRONLY);

	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &status), 0);
	for (int i = 0; i < 20; i++) {
		uint32_t octet = unit_random(random);
		off_t place = unit_random(random) % status.st_size;

		assert_int_equal(pwrite(fd, &octet, 1, place), 1);
	}
	close(fd);
}

/* Whatever comes of it: the next failure can be written down, and nothing crashes. */
static void
a_damaged_file_does_no_harm(void **state)
{
	uint32_t random = 7;

	(void)state;
	for (int round = 0; round < 100; round++) {
		struct store_try try = try_as("alice", "192.0.2.1");
		struct store_record counts;

		for (int i = 0; i < 3; i++)
			fail_as("alice", "192.0.2.1", NOW);
		put_random_octets(&random);
		find(&try, NOW, &counts);
		note(&try, STORE_TRY_SUCCEEDED, NOW);
	}
}

static void
what_cannot_be_written_is_told(void **state)
{
	struct store_try try = try_as("alice", "192.0.2.1");
	struct store_record counts;

	(void)state;
	assert_int_equal(mkdir(FILE_NAME, 0700), 0);
	assert_false(note(&try, STORE_TRY_FAILED, NOW));
	assert_non_null(strstr(recorder.store.why, FILE_NAME ": "));
	assert_false(note(&try, STORE_TRY_SUCCEEDED, NOW));
	assert_false(find(&try, NOW, &counts));
	assert_int_equal(counts.network.number, 0);
}

static void
a_path_that_is_too_long_counts_nothing(void **state)
{
	struct store_try try = try_as("alice", "192.0.2.1");
	struct store_record counts;

	(void)state;
	memset(conf.database_file, 'x', sizeof(conf.database_file) - 1);
	assert_false(note(&try, STORE_TRY_FAILED, NOW));
	assert_non_null(strstr(recorder.store.why, "too long"));
	assert_true(find(&try, NOW, &counts));
	assert_int_equal(counts.network.number, 0);
	assert_true(note(&try, STORE_TRY_SUCCEEDED, NOW));
	conf = (struct conf){.database_file = "mail.db"};
}

/* --- several processes --- */

enum { PROCESSES = 8, EACH = 25 };

static int
fail_many(void *of)
{
	const int *number = of;
	char name[20];
	struct store_try try;

	snprintf(name, sizeof(name), "name%d", *number);
	try = try_as(name, "192.0.2.1");
	for (int i = 0; i < EACH; i++)
		if (!note(&try, STORE_TRY_FAILED, NOW))
			return 1;
	return 0;
}

static void
no_failure_of_many_processes_is_lost(void **state)
{
	pid_t children[PROCESSES];
	int numbers[PROCESSES];

	(void)state;
	fail_as("before", "192.0.2.2", NOW);
	for (int i = 0; i < PROCESSES; i++) {
		numbers[i] = i;
		children[i] = unit_fork(fail_many, &numbers[i]);
	}
	unit_wait_all(children, PROCESSES);
	expect("name0", "192.0.2.1", PROCESSES * EACH, EACH, EACH);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_double_up_to_the_most),
		cmocka_unit_test(networks_are_what_one_customer_has),
		unit_test_in_directory(nothing_is_there_at_first),
		unit_test_in_directory(failures_count_by_network_and_by_name),
		unit_test_in_directory(who_gets_in_takes_back_his_own),
		unit_test_in_directory(failures_are_forgotten),
		unit_test_in_directory(field_L1_a_pairs_mistakes_are_known_again),
		unit_test_in_directory(field_L1_the_last_mistakes_are_kept),
		unit_test_in_directory(field_L1_a_repeat_has_its_turn_and_counts_nothing),
		unit_test_in_directory(field_L1_a_mistake_is_known_as_long_as_it_repeats),
		unit_test_in_directory(field_L1_who_gets_in_leaves_the_mistakes_known),
		unit_test_in_directory(field_L1_each_file_has_a_key_of_its_own),
		unit_test_in_directory(field_L1_an_older_file_is_made_anew),
		unit_test_in_directory(field_L1_guesses_of_one_network_in_an_hour),
		cmocka_unit_test(field_L1_guesses_of_many_networks_in_an_hour),
		unit_test_in_directory(an_old_file_is_as_good_as_none),
		unit_test_in_directory(a_clock_that_jumps_holds_nobody_up),
		unit_test_in_directory(the_oldest_make_room),
		unit_test_in_directory(counts_end_somewhere),
		unit_test_in_directory(the_file_is_the_owners_alone),
		unit_test_in_directory(what_is_no_database_is_made_anew),
		unit_test_in_directory(another_programs_database_is_made_anew),
		unit_test_in_directory(an_empty_file_is_left_to_its_owner),
		unit_test_in_directory(a_damaged_file_does_no_harm),
		unit_test_in_directory(what_cannot_be_written_is_told),
		unit_test_in_directory(a_path_that_is_too_long_counts_nothing),
		unit_test_in_directory(no_failure_of_many_processes_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
