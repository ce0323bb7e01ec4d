/* What tests need that work on a real store: one to open, mail for it, and a second process. */
#ifndef TESTS_UNIT_UNIT_STORE_H
#define TESTS_UNIT_UNIT_STORE_H

#include "tests/unit/unit.h"

#include <sqlite3.h>

#include "common/base/conf.h"
#include "common/base/disk.h"
#include "common/store/store.h"

/* With POSTGRESQL, tests are on PostgreSQL if the environment has a server for them. */
#ifdef POSTGRESQL
#include "tests/unit/unit_postgresql.h"
#else
static inline const char *
unit_server(void)
{
	return NULL;
}

static inline void
unit_postgresql_setting(const char *path, char *setting, size_t room)
{
	(void)path;
	(void)setting;
	(void)room;
}

static inline char *
unit_postgresql_sql(const char *path, const char *sql)
{
	(void)path;
	(void)sql;
	return NULL;
}
#endif

/* The database of a test that runs in a directory of its own. */
#define UNIT_DATABASE "mail.db"

/* Settings that name the database at path. They last to the end of the process. */
static inline struct conf *
unit_conf(const char *path, unsigned lock_timeout)
{
	static struct conf confs[8];
	char setting[CONF_TEXT_OCTETS + 1];
	char file[DISK_PATH_OCTETS + 1];
	size_t i = 0;

	snprintf(setting, sizeof(setting), "%s", path);
	if (unit_server())
		unit_postgresql_setting(path, setting, sizeof(setting));
	while (i < COUNT(confs) - 1 && confs[i].database[0] &&
	       (strcmp(confs[i].database, setting) != 0 ||
		confs[i].lock_timeout != lock_timeout))
		i++;
	disk_resolve(path, file);
	strcpy(confs[i].database, setting);
	strcpy(confs[i].database_file, unit_server() ? "" : file);
	strcpy(confs[i].spool_file, file);
	confs[i].lock_timeout = lock_timeout;
	return &confs[i];
}

/* Opens the database at path, which is created if it is missing. */
static inline enum store_status
unit_open(struct store **store, const char *path, unsigned lock_timeout,
	  char why[STORE_WHY_OCTETS])
{
	bool created;

	return store_open(store, unit_conf(path, lock_timeout), true, &created, why);
}

static inline struct store *
unit_open_store(void)
{
	char why[STORE_WHY_OCTETS];
	struct store *store;

	if (unit_open(&store, UNIT_DATABASE, 1, why) != STORE_OK)
		fail_msg("the store did not open: %s", why);
	return store;
}

/* Creates an account without a password, and returns its id. */
static inline int64_t
unit_account(struct store *store, const char *name)
{
	struct store_account account;

	assert_int_equal(store_account_create(store, name, NULL, &account), STORE_OK);
	return account.id;
}

/* One name, for store_recipients_find(). */
#define NAME(text) ((struct store_names){{text, NULL}})

/* --- messages --- */

/* Content for a store_source: octets that differ from message to message. */
struct unit_content {
	uint32_t seed;
	size_t octets;
	size_t given;
};

/* The whole content, freed by the caller. */
static inline char *
unit_make_content(const struct unit_content *content)
{
	char *data = malloc(content->octets + 1);

	assert_non_null(data);
	unit_pattern(data, content->octets, content->seed);
	return data;
}

/* For struct store_source. Its owner must not ask for more than there is. */
static inline bool
unit_read_content(void *from, void *data, size_t octets)
{
	struct unit_content *content = from;

	if (octets > content->octets - content->given)
		return false;
	unit_pattern_at(content->given, data, octets, content->seed);
	content->given += octets;
	return true;
}

static inline struct store_message
unit_message(const char *subject, size_t octets)
{
	return (struct store_message){
		.transaction_id = "test.1",
		.arrived = 1795459831,
		.reverse_path = "sender@example.org",
		.peer = "192.0.2.1",
		.helo = "client.example",
		.subject = subject,
		.octets = octets,
	};
}

/* Delivers octets of the pattern with that seed; its subject is the seed. */
static inline enum store_status
unit_deliver(struct store *store, const int64_t *accounts, size_t count, size_t octets,
	     uint32_t seed)
{
	struct unit_content content = {.seed = seed, .octets = octets};
	const struct store_source source = {unit_read_content, &content};
	char subject[20];
	struct store_message message = unit_message(subject, octets);

	snprintf(subject, sizeof(subject), "%u", (unsigned)seed);
	return store_deliver(store, &message, &source, accounts, count);
}

/* --- reading back --- */

/* Lists a maildrop with so many messages in it; freed by the caller. */
static inline struct store_entry *
unit_list(struct store *store, int64_t account, size_t expected)
{
	struct store_entry *entries;
	size_t count;

	assert_int_equal(store_maildrop_open(store, account, 0, &entries, &count), STORE_OK);
	store_maildrop_close(store, account);
	unit_expect_number("messages in the maildrop", NULL, (int64_t)count, (int64_t)expected);
	return entries;
}

/* Opens a maildrop for its lock alone. */
static inline enum store_status
unit_lock_maildrop(struct store *store, int64_t account, unsigned seconds)
{
	struct store_entry *entries = NULL;
	size_t count;
	enum store_status status =
		store_maildrop_open(store, account, seconds, &entries, &count);

	if (status == STORE_OK)
		free(entries);
	return status;
}

static inline void
unit_expect_count(struct store *store, int64_t account, size_t expected)
{
	free(unit_list(store, account, expected));
}

static inline void
unit_expect_chunk(struct store *store, int64_t message, unsigned part, const char *expected,
		  size_t octets)
{
	char *chunk = malloc(STORE_CHUNK_OCTETS);
	size_t got = 0;

	assert_non_null(chunk);
	assert_int_equal(store_message_read(store, message, part, chunk, &got), STORE_OK);
	unit_expect("chunk", NULL, chunk, got, expected, octets);
	free(chunk);
}

/* Compares a message, chunk by chunk, with what unit_deliver() has delivered. */
static inline void
unit_expect_message(struct store *store, const struct store_entry *entry, size_t octets,
		    uint32_t seed)
{
	const struct unit_content content = {.seed = seed, .octets = octets};
	char *whole = unit_make_content(&content);
	char *chunk = malloc(STORE_CHUNK_OCTETS);
	unsigned part = 0;
	size_t ignored;

	assert_non_null(chunk);
	unit_expect_number("octets", NULL, entry->octets, (int64_t)octets);
	for (size_t done = 0; done < octets; done += STORE_CHUNK_OCTETS) {
		size_t left = octets - done;

		unit_expect_chunk(store, entry->message, part++, whole + done,
				  left < STORE_CHUNK_OCTETS ? left : STORE_CHUNK_OCTETS);
	}
	assert_int_equal(store_message_read(store, entry->message, part, chunk, &ignored),
			 STORE_NOT_FOUND);
	free(chunk);
	free(whole);
}

/* --- SQL that looks at what is there --- */

/* Runs SQL on SQLite's database; as unit_sql_text(). */
static inline char *
unit_sqlite_sql(const char *sql)
{
	char *text = calloc(1, 4000);
	size_t used = 0;
	sqlite3 *db;
	sqlite3_stmt *statement;
	int result;

	assert_non_null(text);
	assert_int_equal(sqlite3_open(UNIT_DATABASE, &db), SQLITE_OK);
	sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
		const char *value = (const char *)sqlite3_column_text(statement, 0);

		used += (size_t)snprintf(text + used, 4000 - used, "%s%s", used ? " " : "",
					 value ? value : "");
	}
	if (result != SQLITE_DONE)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return text;
}

/*
 * Runs SQL on the database, which may be open in the store as well. Returns the first columns
 * of its rows, with spaces between them; freed by the caller.
 */
static inline char *
unit_sql_text(const char *sql)
{
	return unit_server() ? unit_postgresql_sql(UNIT_DATABASE, sql) : unit_sqlite_sql(sql);
}

/* The same for SQL that gives one number or, on PostgreSQL, a truth. */
static inline int64_t
unit_sql(const char *sql)
{
	char *text = unit_sql_text(sql);
	int64_t number = strcmp(text, "t") == 0 ? 1 : strtoll(text, NULL, 10);

	free(text);
	return number;
}

/* --- a second process --- */

struct unit_stuck {
	int ready;
	int64_t account;
};

static inline bool
unit_get_stuck(void *from, void *data, size_t octets)
{
	const struct unit_stuck *stuck = from;

	memset(data, 'x', octets);
	if (write(stuck->ready, "x", 1) != 1)
		return false;
	unit_sleep_until_killed();
	return true;
}

static inline int
unit_deliver_and_get_stuck(void *of)
{
	const struct unit_stuck *stuck = of;
	const struct store_source source = {unit_get_stuck, of};
	struct store_message message = unit_message("stuck", 10);
	char why[STORE_WHY_OCTETS];
	struct store *store;

	if (unit_open(&store, UNIT_DATABASE, 1, why) == STORE_OK)
		store_deliver(store, &message, &source, &stuck->account, 1);
	return 1;
}

/*
 * Starts a process that is in the middle of a delivery to account, and so holds the writer
 * lock, until it is killed. No store may be open here: SQLite is not for use on both sides of a
 * fork.
 */
static inline pid_t
unit_start_stuck_writer(int64_t account)
{
	struct unit_stuck stuck = {.account = account};
	pid_t child;
	char octet;
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	stuck.ready = fds[1];
	child = unit_fork(unit_deliver_and_get_stuck, &stuck);
	close(fds[1]);
	assert_int_equal(read(fds[0], &octet, 1), 1);
	close(fds[0]);
	return child;
}

#endif
