/* Failed sign-ins on SQLite. All SQL about them; that about mail is in store.c. */
#include "common/throttle.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum {
	FREE_FAILURES = 5,
	FIRST_WAIT_MS = 1000, /* after them, and twice as much for each further one */
	BUSY_MS = 1000,       /* for other sessions, which write for less than one */
	PATH_OCTETS = 4096,
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

int64_t
throttle_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Nothing here needs a journal on the disk: what a crash damages is thrown away. */
static const char configuration[] = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF";

/* In all statements: ?1 network, ?2 name, ?3 now, ?4 when a failure is old, ?5 most rows. */
static const char sql_look[] =
	"SELECT sum(failures) FILTER (WHERE network = ?1), max(last) FILTER (WHERE network = "
	"?1),"
	" sum(failures) FILTER (WHERE name = ?2), max(last) FILTER (WHERE name = ?2),"
	" sum(failures) FILTER (WHERE network = ?1 AND name = ?2)"
	" FROM failure WHERE (network = ?1 OR name = ?2) AND last > ?4";

static const char *const sql_add[] = {
	"BEGIN IMMEDIATE",
	"CREATE TABLE IF NOT EXISTS failure (network TEXT NOT NULL,"
	" name TEXT NOT NULL COLLATE NOCASE, failures INTEGER NOT NULL, last INTEGER NOT NULL,"
	" PRIMARY KEY (network, name)) STRICT",
	"CREATE INDEX IF NOT EXISTS failure_name ON failure (name)",
	"CREATE INDEX IF NOT EXISTS failure_last ON failure (last)",
	"UPDATE failure SET last = ?3 WHERE last > ?3",
	"INSERT INTO failure VALUES (?1, ?2, 1, ?3)"
	" ON CONFLICT DO UPDATE SET failures = min(failures + 1, 1000), last = ?3",
	"DELETE FROM failure WHERE last <= ?4",
	"DELETE FROM failure WHERE rowid IN (SELECT rowid FROM failure ORDER BY last"
	" LIMIT max(0, (SELECT count(*) FROM failure) - ?5))",
	"COMMIT",
};

static const char *const sql_forget[] = {
	"DELETE FROM failure WHERE network = ?1 AND name = ?2",
};

static bool
find_path(const struct throttle_try *try, char path[PATH_OCTETS])
{
	return (size_t)snprintf(path, PATH_OCTETS, "%s-throttle", try->database) < PATH_OCTETS;
}

static int
open_database(const char *path, int flags, sqlite3 **db)
{
	int result = sqlite3_open_v2(path, db, SQLITE_OPEN_READWRITE | flags, NULL);

	if (result == SQLITE_OK)
		result = sqlite3_busy_timeout(*db, BUSY_MS);
	return result == SQLITE_OK ? sqlite3_exec(*db, configuration, NULL, NULL, NULL)
				   : result;
}

static int
prepare(sqlite3 *db, const char *sql, const struct throttle_try *try, int64_t now_ms,
	sqlite3_stmt **statement)
{
	int result = sqlite3_prepare_v2(db, sql, -1, statement, NULL);

	if (result != SQLITE_OK)
		return result;
	/* Binding what a statement does not have changes nothing. */
	sqlite3_bind_text(*statement, 1, try->network, -1, SQLITE_STATIC);
	sqlite3_bind_text(*statement, 2, try->name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(*statement, 3, now_ms);
	sqlite3_bind_int64(*statement, 4, now_ms - (int64_t)THROTTLE_SECONDS * 1000);
	sqlite3_bind_int64(*statement, 5, THROTTLE_ROWS);
	return SQLITE_OK;
}

static int
run(sqlite3 *db, const char *const sql[], size_t statements, const struct throttle_try *try,
    int64_t now_ms)
{
	int result = SQLITE_DONE;

	for (size_t i = 0; i < statements && result == SQLITE_DONE; i++) {
		sqlite3_stmt *statement;

		result = prepare(db, sql[i], try, now_ms, &statement);
		if (result == SQLITE_OK)
			result = sqlite3_step(statement);
		sqlite3_finalize(statement);
	}
	return result == SQLITE_DONE ? SQLITE_OK : result;
}

/*
 * Closes, and makes room for a new file if this one is damaged, or not ours. Another session
 * may just be at it, too; what it has counted is lost then.
 */
static int
close_database(sqlite3 *db, const char *path, int result)
{
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
	return result;
}

static bool
report(int result, const char **why)
{
	*why = sqlite3_errstr(result);
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

static int
read_counts(sqlite3 *db, const struct throttle_try *try, int64_t now_ms,
	    struct throttle_counts *counts)
{
	sqlite3_stmt *statement;
	int result = prepare(db, sql_look, try, now_ms, &statement);

	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	if (result == SQLITE_ROW) {
		counts->network.number = column(statement, 0);
		counts->network.last_ms = sqlite3_column_int64(statement, 1);
		counts->name.number = column(statement, 2);
		counts->name.last_ms = sqlite3_column_int64(statement, 3);
		counts->pair = column(statement, 4);
		result = SQLITE_OK;
	}
	sqlite3_finalize(statement);
	return result;
}

bool
throttle_look(const struct throttle_try *try, int64_t now_ms, struct throttle_counts *counts,
	      const char **why)
{
	char path[PATH_OCTETS];
	sqlite3 *db;
	int result;

	*counts = (struct throttle_counts){.pair = 0};
	if (!find_path(try, path) || !is_recent(path, now_ms))
		return true;
	result = open_database(path, 0, &db);
	if (result == SQLITE_OK)
		result = read_counts(db, try, now_ms, counts);
	/* The file may be so new that its owner has yet to put the table into it. */
	if (result == SQLITE_ERROR)
		result = SQLITE_OK;
	return report(close_database(db, path, result), why);
}

bool
throttle_add(const struct throttle_try *try, int64_t now_ms, const char **why)
{
	char path[PATH_OCTETS];
	int result = SQLITE_CANTOPEN;

	if (!find_path(try, path))
		return report(result, why);
	for (int attempt = 0; attempt < 2 && result != SQLITE_OK; attempt++) {
		sqlite3 *db;

		result = open_database(path, SQLITE_OPEN_CREATE, &db);
		if (result == SQLITE_OK)
			result = run(db, sql_add, COUNT(sql_add), try, now_ms);
		close_database(db, path, result);
	}
	return report(result, why);
}

bool
throttle_forget(const struct throttle_try *try, const char **why)
{
	char path[PATH_OCTETS];
	sqlite3 *db;
	int result;

	if (!find_path(try, path))
		return true;
	result = open_database(path, 0, &db);
	if (result == SQLITE_OK)
		result = run(db, sql_forget, COUNT(sql_forget), try, 0);
	return report(close_database(db, path, result), why);
}
