/* Failed sign-ins on SQLite. All SQL about them; that about mail is in store.c. */
#include "common/auth/throttle.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/base/disk.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum {
	FREE_FAILURES = 5,
	FIRST_WAIT_MS = 1000, /* after them, and twice as much for each further one */
	BUSY_MS = 1000,       /* for other sessions, which write for less than one */
	PATH_OCTETS = 4096,
	TAG_OCTETS = 2,
};

void
throttle_find_network(const char *address, char network[THROTTLE_NETWORK_OCTETS + 1])
{
	struct in_addr ipv4;
	struct in6_addr ipv6;
	char text[INET6_ADDRSTRLEN];

	if (inet_pton(AF_INET, address, &ipv4) == 1) {
		snprintf(network, THROTTLE_NETWORK_OCTETS + 1, "%s", address);
	} else if (inet_pton(AF_INET6, address, &ipv6) == 1) {
		memset(&ipv6.s6_addr[8], 0, 8);
		inet_ntop(AF_INET6, &ipv6, text, sizeof(text));
		snprintf(network, THROTTLE_NETWORK_OCTETS + 1, "%s/64", text);
	} else {
		snprintf(network, THROTTLE_NETWORK_OCTETS + 1, "unknown");
	}
}

/*
 * A last failure that is still to come, by more than any wait, tells that the clock has been
 * set back: nobody knows how long ago it was, and it holds nobody up. The next failure puts its
 * time right.
 */
static int64_t
wait_for(const struct throttle_failures *failures, int64_t most_ms, int64_t now_ms)
{
	int64_t passed = now_ms - failures->last_ms;
	int64_t wait = FIRST_WAIT_MS;

	if (failures->number < FREE_FAILURES || passed < -THROTTLE_NETWORK_MS)
		return 0;
	for (unsigned n = FREE_FAILURES; n < failures->number && wait < most_ms; n++)
		wait *= 2;
	if (wait > most_ms)
		wait = most_ms;
	if (passed > 0)
		wait -= passed;
	return wait > 0 ? wait : 0;
}

int64_t
throttle_network_wait(const struct throttle_failures *network, int64_t now_ms)
{
	return wait_for(network, THROTTLE_NETWORK_MS, now_ms);
}

int64_t
throttle_name_wait(const struct throttle_failures *name, int64_t now_ms)
{
	return wait_for(name, THROTTLE_NAME_MS, now_ms);
}

bool
throttle_repeat_is_due(const struct throttle_counts *counts, int64_t now_ms)
{
	int64_t passed = now_ms - counts->repeat_ms;

	return passed < 0 || passed >= THROTTLE_REPEAT_MS;
}

int64_t
throttle_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Nothing here needs a journal on the disk: what a crash damages is thrown away. */
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

/* A clock that has been set back: nothing is still to come. */
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
	const struct throttle_try *try;
	int64_t now_ms;
	unsigned char key[SIPHASH_KEY_OCTETS];
	unsigned char tags[TAG_OCTETS * THROTTLE_MISTAKES];
	size_t tags_octets;
};

static bool
find_path(const struct throttle_try *try, char path[PATH_OCTETS])
{
	return (size_t)snprintf(path, PATH_OCTETS, "%s-throttle", try->database) < PATH_OCTETS;
}

static int
open_database(const char *path, sqlite3 **db)
{
	int result = sqlite3_open_v2(path, db, SQLITE_OPEN_READWRITE, NULL);

	if (result == SQLITE_OK)
		result = sqlite3_busy_timeout(*db, BUSY_MS);
	return result == SQLITE_OK ? sqlite3_exec(*db, configuration, NULL, NULL, NULL)
				   : result;
}

/* SQLite would make it as who we are. */
static void
make_file(const struct throttle_try *try, const char *path)
{
	int fd = disk_open_beside(try->database, path);

	if (fd >= 0)
		close(fd);
}

static int
prepare(sqlite3 *db, const char *sql, const struct work *work, sqlite3_stmt **statement)
{
	const struct throttle_try *try = work->try;
	int result = sqlite3_prepare_v2(db, sql, -1, statement, NULL);

	if (result != SQLITE_OK)
		return result;
	/* Binding what a statement does not have changes nothing. */
	sqlite3_bind_text(*statement, 1, try->network, -1, SQLITE_STATIC);
	sqlite3_bind_text(*statement, 2, try->mistake.name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(*statement, 3, work->now_ms);
	sqlite3_bind_int64(*statement, 4, work->now_ms - (int64_t)THROTTLE_SECONDS * 1000);
	sqlite3_bind_int64(*statement, 5, THROTTLE_ROWS);
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
explain(const char *path, const char *words, int error, char why[THROTTLE_WHY_OCTETS])
{
	snprintf(why, THROTTLE_WHY_OCTETS, "%.250s: %s%s%s", path, words, error ? ": " : "",
		 error ? strerror(error) : "");
}

/*
 * Closes, and makes room for a new file if this one is damaged, or not ours. Another session
 * may just be at it, too; what it has counted is lost then. Returns whether all went well, else
 * with why.
 */
static bool
close_database(sqlite3 *db, const char *path, int result, char why[THROTTLE_WHY_OCTETS])
{
	if (result != SQLITE_OK)
		explain(path, sqlite3_errstr(result), sqlite3_system_errno(db), why);
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
	return result == SQLITE_OK;
}

/* A file that nobody has written to for so long has no failures in it that count. */
static bool
is_recent(const char *path, int64_t now_ms)
{
	struct stat status;

	return stat(path, &status) == 0 && status.st_mtime + THROTTLE_SECONDS >= now_ms / 1000;
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

static void
make_tag(const struct work *work, unsigned char tag[TAG_OCTETS])
{
	uint64_t bits = mistake_tag(work->key, &work->try->mistake);

	tag[0] = (unsigned char)bits;
	tag[1] = (unsigned char)(bits >> 8);
}

static bool
is_known(const struct work *work)
{
	unsigned char tag[TAG_OCTETS];

	make_tag(work, tag);
	for (size_t i = 0; i + TAG_OCTETS <= work->tags_octets; i += TAG_OCTETS)
		if (memcmp(work->tags + i, tag, TAG_OCTETS) == 0)
			return true;
	return false;
}

/* In front of the others, the oldest of which may have to go. */
static void
add_tag(struct work *work)
{
	size_t most = sizeof(work->tags) - TAG_OCTETS;

	if (work->tags_octets > most)
		work->tags_octets = most;
	memmove(work->tags + TAG_OCTETS, work->tags, work->tags_octets);
	make_tag(work, work->tags);
	work->tags_octets += TAG_OCTETS;
}

static void
read_row(sqlite3_stmt *statement, struct work *work, struct throttle_counts *counts)
{
	counts->network.number = column(statement, 0);
	counts->network.last_ms = sqlite3_column_int64(statement, 1);
	counts->name.number = column(statement, 2);
	counts->name.last_ms = sqlite3_column_int64(statement, 3);
	counts->pair = column(statement, 4);
	counts->repeat_ms = sqlite3_column_int64(statement, 5);
	work->tags_octets = copy_blob(statement, 6, work->tags, sizeof(work->tags));
	copy_blob(statement, 7, work->key, sizeof(work->key));
	counts->is_repeat = is_known(work);
}

static int
read_counts(sqlite3 *db, struct work *work, struct throttle_counts *counts)
{
	sqlite3_stmt *statement;
	int result = prepare(db, sql_look, work, &statement);

	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	if (result == SQLITE_ROW) {
		read_row(statement, work, counts);
		result = SQLITE_OK;
	}
	sqlite3_finalize(statement);
	return result;
}

bool
throttle_look(const struct throttle_try *try, int64_t now_ms, struct throttle_counts *counts,
	      char why[THROTTLE_WHY_OCTETS])
{
	struct work work = {.try = try, .now_ms = now_ms};
	char path[PATH_OCTETS];
	sqlite3 *db;
	int result;

	*counts = (struct throttle_counts){.pair = 0};
	if (!find_path(try, path) || !is_recent(path, now_ms))
		return true;
	result = open_database(path, &db);
	if (result == SQLITE_OK)
		result = read_counts(db, &work, counts);
	/* The file may be so new that its owner has yet to put the table into it. */
	if (result == SQLITE_ERROR)
		result = SQLITE_OK;
	return close_database(db, path, result, why);
}

static int
add(sqlite3 *db, struct work *work)
{
	struct throttle_counts counts;
	int result;

	if (getrandom(work->key, sizeof(work->key), 0) != sizeof(work->key))
		return SQLITE_IOERR;
	result = run(db, sql_begin, COUNT(sql_begin), work);
	if (result == SQLITE_OK)
		result = read_counts(db, work, &counts);
	if (result != SQLITE_OK)
		return result;
	add_tag(work);
	return run(db, sql_add, COUNT(sql_add), work);
}

bool
throttle_add(const struct throttle_try *try, int64_t now_ms, char why[THROTTLE_WHY_OCTETS])
{
	char path[PATH_OCTETS];
	bool added = false;

	if (!find_path(try, path)) {
		explain(try->database, "the path is too long", 0, why);
		return false;
	}
	for (int attempt = 0; attempt < 2 && !added; attempt++) {
		struct work work = {.try = try, .now_ms = now_ms};
		sqlite3 *db;
		int result;

		make_file(try, path);
		result = open_database(path, &db);
		if (result == SQLITE_OK)
			result = add(db, &work);
		added = close_database(db, path, result, why);
	}
	return added;
}

/* Changes the pair, if it is there. */
static bool
change(const struct throttle_try *try, int64_t now_ms, const char *const sql[],
       char why[THROTTLE_WHY_OCTETS])
{
	const struct work work = {.try = try, .now_ms = now_ms};
	char path[PATH_OCTETS];
	sqlite3 *db;
	int result;

	if (!find_path(try, path))
		return true;
	result = open_database(path, &db);
	if (result == SQLITE_OK)
		result = run(db, sql, 1, &work);
	return close_database(db, path, result, why);
}

bool
throttle_repeat(const struct throttle_try *try, int64_t now_ms, char why[THROTTLE_WHY_OCTETS])
{
	return change(try, now_ms, sql_repeat, why);
}

bool
throttle_forget(const struct throttle_try *try, char why[THROTTLE_WHY_OCTETS])
{
	return change(try, 0, sql_forget, why);
}
