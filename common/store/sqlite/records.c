/*
 * The record of failed sign-ins, in a small database of its own beside that of the mail,
 * DATABASE-throttle. It has a random key for the tags of mistakes (tags.h).
 */
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/array.h"
#include "common/base/disk.h"
#include "common/store/sqlite/sqlite.h"
#include "common/store/tags.h"

enum {
	BUSY_MS = 1000, /* for other sessions, which write for less than one */
};

/* This needs no journal on the disk: what a crash damages is thrown away. */
static const char configuration[] = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF";

/*
 * In all statements: ?1 network, ?2 name, ?3 now, ?4 when a failure is old, ?5 most rows, ?6 a
 * key, ?7 the tags of mistakes, the last one first. A pair whose failures are old is still
 * known as long as it repeats its mistakes.
 */
static const char sql_look[] =
	"SELECT sum(failures) FILTER (WHERE network = ?1 AND last > ?4),"
	" max(last) FILTER (WHERE network = ?1 AND last > ?4 AND failures > 0),"
	" sum(failures) FILTER (WHERE name = ?2 AND last > ?4),"
	" max(last) FILTER (WHERE name = ?2 AND last > ?4 AND failures > 0),"
	" sum(failures) FILTER (WHERE network = ?1 AND name = ?2 AND last > ?4),"
	" max(repeated) FILTER (WHERE network = ?1 AND name = ?2),"
	" max(mistakes) FILTER (WHERE network = ?1 AND name = ?2),"
	" (SELECT key FROM secret)"
	" FROM failure WHERE (network = ?1 OR name = ?2) AND max(last, repeated) > ?4";

static const char sql_table[] =
	"CREATE TABLE IF NOT EXISTS failure (network TEXT NOT NULL,"
	" name TEXT NOT NULL COLLATE NOCASE, failures INTEGER NOT NULL, last INTEGER NOT NULL,"
	" repeated INTEGER NOT NULL, mistakes BLOB NOT NULL, PRIMARY KEY (network, name))"
	" STRICT";

/* After the clock was set back no time lies in the future. */
static const char sql_clock[] =
	"UPDATE failure SET last = min(last, ?3), repeated = min(repeated, ?3)"
	" WHERE max(last, repeated) > ?3";

static const char *const sql_begin[] = {
	"BEGIN IMMEDIATE",
	"CREATE TABLE IF NOT EXISTS secret (key BLOB NOT NULL) STRICT",
	"INSERT INTO secret SELECT ?6 WHERE NOT EXISTS (SELECT 1 FROM secret)",
	sql_table,
	"CREATE INDEX IF NOT EXISTS failure_name ON failure (name)",
	"CREATE INDEX IF NOT EXISTS failure_heard ON failure (max(last, repeated))",
	sql_clock,
};

static const char *const sql_add[] = {
	"INSERT INTO failure VALUES (?1, ?2, 1, ?3, 0, ?7) ON CONFLICT DO UPDATE SET"
	" failures = min(iif(last > ?4, failures, 0) + 1, 1000), last = ?3, mistakes = ?7",
	"DELETE FROM failure WHERE max(last, repeated) <= ?4",
	"DELETE FROM failure WHERE rowid IN (SELECT rowid FROM failure"
	" ORDER BY max(last, repeated) LIMIT max(0, (SELECT count(*) FROM failure) - ?5))",
	"COMMIT",
};

static const char *const sql_repeat[] = {
	"UPDATE failure SET repeated = ?3 WHERE network = ?1 AND name = ?2",
};

static const char *const sql_forget[] = {
	"UPDATE failure SET failures = 0 WHERE network = ?1 AND name = ?2",
};

/* What statements work with. */
struct work {
	const struct store_try *try;
	int64_t now_ms;
	unsigned char key[SIPHASH_KEY_OCTETS];
	unsigned char tags[TAG_OCTETS * STORE_MISTAKES];
	size_t tags_octets;
};

static bool
find_path(struct store *store, char path[DISK_PATH_OCTETS + 1])
{
	const struct sqlite *sqlite = sqlite_of(store);

	return (size_t)snprintf(path, DISK_PATH_OCTETS + 1, "%s-throttle",
				sqlite->db.conf->database_file) <= DISK_PATH_OCTETS;
}

static int
open_record(const char *path, sqlite3 **db)
{
	int result = sqlite3_open_v2(path, db, SQLITE_OPEN_READWRITE, NULL);

	if (result == SQLITE_OK)
		result = sqlite3_busy_timeout(*db, BUSY_MS);
	return result == SQLITE_OK ? sqlite3_exec(*db, configuration, NULL, NULL, NULL)
				   : result;
}

/* SQLite would make it as the user who runs us. */
static void
make_file(struct store *store, const char *path)
{
	const struct sqlite *sqlite = sqlite_of(store);
	int fd = disk_open_beside(sqlite->db.conf->database_file, path);

	if (fd >= 0)
		close(fd);
}

static int
prepare(sqlite3 *db, const char *sql, const struct work *work, sqlite3_stmt **statement)
{
	const struct store_try *try = work->try;
	int result = sqlite3_prepare_v2(db, sql, -1, statement, NULL);

	if (result != SQLITE_OK)
		return result;
	/* Binding what a statement does not have changes nothing. */
	sqlite3_bind_text(*statement, 1, try->network, -1, SQLITE_STATIC);
	sqlite3_bind_text(*statement, 2, try->mistake.name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(*statement, 3, work->now_ms);
	sqlite3_bind_int64(*statement, 4, work->now_ms - (int64_t)STORE_FAILURE_SECONDS * 1000);
	sqlite3_bind_int64(*statement, 5, STORE_FAILURE_ROWS);
	sqlite3_bind_blob(*statement, 6, work->key, sizeof(work->key), SQLITE_STATIC);
	sqlite3_bind_blob(*statement, 7, work->tags, (int)work->tags_octets, SQLITE_STATIC);
	return SQLITE_OK;
}

static int
run(sqlite3 *db, const char *const sql[], size_t statements, const struct work *work)
{
	int result = SQLITE_DONE;

	for (size_t i = 0; i < statements && result == SQLITE_DONE; i++) {
		sqlite3_stmt *statement;

		result = prepare(db, sql[i], work, &statement);
		if (result == SQLITE_OK)
			result = sqlite3_step(statement);
		sqlite3_finalize(statement);
	}
	return result == SQLITE_DONE ? SQLITE_OK : result;
}

static void
explain(struct store *store, const char *path, const char *words, int error)
{
	snprintf(store->why, STORE_WHY_OCTETS, "%.250s: %s%s%s", path, words, error ? ": " : "",
		 error ? strerror(error) : "");
}

/*
 * Closes, and makes room for a new file if this one is damaged, or not ours. Another session
 * may be using it just now; what that has counted is lost then.
 */
static enum store_status
close_record(struct store *store, sqlite3 *db, const char *path, int result)
{
	if (result != SQLITE_OK)
		explain(store, path, sqlite3_errstr(result), sqlite3_system_errno(db));
	sqlite3_close(db);
	switch (result & 0xFF) {
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_ERROR:
	case SQLITE_CONSTRAINT:
		unlink(path);
		break;
	default:
		break;
	}
	return result == SQLITE_OK ? STORE_OK : STORE_FAILED;
}

/* A file that nobody has written to for so long has no failures in it that count. */
static bool
is_recent(const char *path, int64_t now_ms)
{
	struct stat status;

	return stat(path, &status) == 0 &&
	       status.st_mtime + STORE_FAILURE_SECONDS >= now_ms / 1000;
}

static unsigned
column(sqlite3_stmt *statement, int number)
{
	return (unsigned)sqlite3_column_int(statement, number);
}

/* Copies a blob, as much of it as there is room for. Returns its octets. */
static size_t
copy_blob(sqlite3_stmt *statement, int number, unsigned char *to, size_t room)
{
	const void *from = sqlite3_column_blob(statement, number);
	size_t octets = (size_t)sqlite3_column_bytes(statement, number);

	if (octets > room)
		octets = room;
	if (octets > 0)
		memcpy(to, from, octets);
	return octets;
}

/* Before the others, the oldest of which may have to go. */
static void
add_tag(struct work *work)
{
	size_t most = sizeof(work->tags) - TAG_OCTETS;

	if (work->tags_octets > most)
		work->tags_octets = most;
	memmove(work->tags + TAG_OCTETS, work->tags, work->tags_octets);
	tag_make(work->key, &work->try->mistake, work->tags);
	work->tags_octets += TAG_OCTETS;
}

static void
read_row(sqlite3_stmt *statement, struct work *work, struct store_record *record)
{
	record->network.number = column(statement, 0);
	record->network.last_ms = sqlite3_column_int64(statement, 1);
	record->name.number = column(statement, 2);
	record->name.last_ms = sqlite3_column_int64(statement, 3);
	record->pair = column(statement, 4);
	record->repeat_ms = sqlite3_column_int64(statement, 5);
	work->tags_octets = copy_blob(statement, 6, work->tags, sizeof(work->tags));
	copy_blob(statement, 7, work->key, sizeof(work->key));
	record->is_repeat =
		tags_have(work->tags, work->tags_octets, work->key, &work->try->mistake);
}

static int
read_record(sqlite3 *db, struct work *work, struct store_record *record)
{
	sqlite3_stmt *statement;
	int result = prepare(db, sql_look, work, &statement);

	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	if (result == SQLITE_ROW) {
		read_row(statement, work, record);
		result = SQLITE_OK;
	}
	sqlite3_finalize(statement);
	return result;
}

enum store_status
sqlite_record_find(struct store *store, const struct store_try *try, int64_t now_ms,
		   struct store_record *record)
{
	struct work work = {.try = try, .now_ms = now_ms};
	char path[DISK_PATH_OCTETS + 1];
	sqlite3 *db;
	int result;

	*record = (struct store_record){.pair = 0};
	if (!find_path(store, path) || !is_recent(path, now_ms))
		return STORE_OK;
	result = open_record(path, &db);
	if (result == SQLITE_OK)
		result = read_record(db, &work, record);
	/* The file may be so new that its owner has yet to put the table into it. */
	if (result == SQLITE_ERROR)
		result = SQLITE_OK;
	return close_record(store, db, path, result);
}

static int
add(sqlite3 *db, struct work *work)
{
	struct store_record record;
	int result;

	if (getrandom(work->key, sizeof(work->key), 0) != sizeof(work->key))
		return SQLITE_IOERR;
	result = run(db, sql_begin, COUNT(sql_begin), work);
	if (result == SQLITE_OK)
		result = read_record(db, work, &record);
	if (result != SQLITE_OK)
		return result;
	add_tag(work);
	return run(db, sql_add, COUNT(sql_add), work);
}

static enum store_status
add_failure(struct store *store, const struct store_try *try, int64_t now_ms)
{
	char path[DISK_PATH_OCTETS + 1];
	enum store_status status = STORE_FAILED;

	if (!find_path(store, path)) {
		explain(store, path, "the path is too long", 0);
		return STORE_FAILED;
	}
	/* A file that turns out to be damaged is removed: the second attempt makes a new one.
	 */
	for (int attempt = 0; attempt < 2 && status != STORE_OK; attempt++) {
		struct work work = {.try = try, .now_ms = now_ms};
		sqlite3 *db;
		int result;

		make_file(store, path);
		result = open_record(path, &db);
		if (result == SQLITE_OK)
			result = add(db, &work);
		status = close_record(store, db, path, result);
	}
	return status;
}

/* Changes the pair, if it is there. */
static enum store_status
change_pair(struct store *store, const struct store_try *try, int64_t now_ms,
	    const char *const sql[])
{
	const struct work work = {.try = try, .now_ms = now_ms};
	char path[DISK_PATH_OCTETS + 1];
	sqlite3 *db;
	int result;

	if (!find_path(store, path))
		return STORE_OK;
	result = open_record(path, &db);
	if (result == SQLITE_OK)
		result = run(db, sql, 1, &work);
	return close_record(store, db, path, result);
}

enum store_status
sqlite_record_note(struct store *store, const struct store_try *try, enum store_event event,
		   int64_t now_ms)
{
	switch (event) {
	case STORE_TRY_FAILED:
		return add_failure(store, try, now_ms);
	case STORE_TRY_REPEATED:
		return change_pair(store, try, now_ms, sql_repeat);
	case STORE_TRY_SUCCEEDED:
		break;
	}
	return change_pair(store, try, now_ms, sql_forget);
}
