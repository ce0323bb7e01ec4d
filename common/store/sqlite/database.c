#include "common/store/sqlite/database.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/lock.h"
#include "common/base/memory.h"
#include "common/store/sqlite/files.h"
#include "common/store/sqlite/schema.h"
#include "common/store/sqlite/wal.h"

/* A byte of the lock file. */
static const int64_t WRITER_LOCK = 0;

enum store_status
database_explain(struct database *database, enum store_status status, const char *why)
{
	snprintf(database->why, STORE_WHY_OCTETS, "%s", why);
	return status;
}

bool
database_system_is_short(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOMEM;
}

/* The status for an SQLite result code, and the errno that caused it. */
static enum store_status
status_of(int result, int error)
{
	switch (result & 0xFF) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return STORE_BUSY;
	case SQLITE_FULL:
		return STORE_FULL;
	case SQLITE_IOERR:
		return disk_is_full(error) ? STORE_FULL : STORE_FAILED;
	case SQLITE_CANTOPEN:
		return database_system_is_short(error) ? STORE_FAILED : STORE_BROKEN;
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
	case SQLITE_PERM:
	case SQLITE_READONLY:
	case SQLITE_AUTH:
	case SQLITE_ERROR: /* a table that is missing, or not as the schema has it */
		return STORE_BROKEN;
	default:
		return STORE_FAILED;
	}
}

/* What the operator can do about a store that is broken. */
static const char *
advice(int result, int error)
{
	switch (result & 0xFF) {
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return "; restore a backup, or set another database";
	case SQLITE_ERROR:
		return "; this is not our schema: restore a backup, or set another database";
	default:
		return error == ENOENT
			       ? "; create its directory, or set another database"
			       : "; give this program's user access to file and directory";
	}
}

/* The errno of the last result. After a COMMIT that failed only the log's file knows it. */
static int
system_error(struct database *database)
{
	int error = sqlite3_system_errno(database->sqlite);
	sqlite3_file *file;

	if (error != 0 || sqlite3_extended_errcode(database->sqlite) != SQLITE_IOERR_WRITE)
		return error;
	file = wal_file(database);
	if (file)
		file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error);
	return error;
}

/* SQLite does not know a result of our own, as when memory for a row is short. */
static bool
is_ours(struct database *database, int result)
{
	return sqlite3_errcode(database->sqlite) != (result & 0xFF);
}

static const char *
words_of(struct database *database, int result)
{
	return is_ours(database, result) ? sqlite3_errstr(result)
					 : sqlite3_errmsg(database->sqlite);
}

static int
code_of(struct database *database, int result)
{
	return is_ours(database, result) ? result : sqlite3_extended_errcode(database->sqlite);
}

/* The suffix of the file that SQLite could not open, if the result says that; else NULL. */
static const char *
refused_file(int result)
{
	enum opened_part refused = opened_files().refused;

	if ((result & 0xFF) != SQLITE_CANTOPEN && (result & 0xFF) != SQLITE_READONLY)
		return NULL;
	return refused == OPENED_PARTS ? NULL : opened_suffixes[refused];
}

enum store_status
database_status(struct database *database, int result)
{
	enum store_status status;
	const char *refused;
	int error;

	if (result == SQLITE_OK || result == SQLITE_ROW || result == SQLITE_DONE)
		return STORE_OK;
	error = system_error(database);
	status = status_of(result, error);
	refused = refused_file(result);
	snprintf(database->why, STORE_WHY_OCTETS, "%s%s%.100s%s (SQLite result %d)%s",
		 words_of(database, result), refused ? ": " : "",
		 refused ? files_name(database) : "", refused ? refused : "",
		 code_of(database, result),
		 status == STORE_BROKEN ? advice(result, error) : "");
	return status;
}

enum store_status
database_execute(struct database *database, const char *sql)
{
	return database_status(database, sqlite3_exec(database->sqlite, sql, NULL, NULL, NULL));
}

enum store_status
database_prepare(struct database *database, const char *sql, sqlite3_stmt **statement)
{
	int result = SQLITE_OK;

	if (!*statement)
		result = sqlite3_prepare_v3(database->sqlite, sql, -1,
					    SQLITE_PREPARE_PERSISTENT, statement, NULL);
	return database_status(database, result);
}

enum store_status
database_run(struct database *database, sqlite3_stmt *statement)
{
	enum store_status status = database_status(database, sqlite3_step(statement));

	sqlite3_reset(statement);
	return status;
}

static enum store_status
run_kept(struct database *database, const char *sql, sqlite3_stmt **statement)
{
	enum store_status status = database_prepare(database, sql, statement);

	return status == STORE_OK ? database_run(database, *statement) : status;
}

enum store_status
database_row(struct database *database, sqlite3_stmt *statement)
{
	int result = sqlite3_step(statement);
	enum store_status status = database_status(database, result);

	if (result == SQLITE_ROW)
		return STORE_OK;
	sqlite3_reset(statement);
	return status == STORE_OK ? STORE_NOT_FOUND : status;
}

enum store_status
database_number(struct database *database, const char *sql, int *number)
{
	sqlite3_stmt *statement;
	int result = sqlite3_prepare_v2(database->sqlite, sql, -1, &statement, NULL);

	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	if (result == SQLITE_ROW)
		*number = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	return database_status(database, result);
}

enum store_status
database_not_locked(struct database *database, const char *busy)
{
	if (errno == EAGAIN)
		return database_explain(database, STORE_BUSY, busy);
	return database_explain(database, STORE_FAILED, strerror(errno));
}

enum store_status
database_lock(struct database *database)
{
	enum store_status status;

	if (!lock_wait(database->lock, WRITER_LOCK, (unsigned)database->conf->lock_timeout))
		return database_not_locked(
			database, "another process has had the writer lock for too long");
	status = files_check(database);
	if (status != STORE_OK)
		database_unlock(database);
	return status;
}

void
database_unlock(struct database *database)
{
	lock_release(database->lock, WRITER_LOCK);
}

enum store_status
database_begin(struct database *database)
{
	enum store_status status = database_lock(database);

	if (status != STORE_OK)
		return status;
	status = run_kept(database, "BEGIN IMMEDIATE", &database->begin);
	if (status != STORE_OK)
		database_unlock(database);
	return status;
}

static enum store_status
commit(struct database *database)
{
	enum store_status status;

	database->wal_frames = 0;
	status = run_kept(database, "COMMIT", &database->commit);
	if (status != STORE_OK || database->wal_frames == 0 || wal_vouches(database))
		return status;
	return database_explain(database, STORE_MISSING,
				"another session has begun the write-ahead log again, by an "
				"index that is gone");
}

enum store_status
database_finish_without_sync(struct database *database, enum store_status status)
{
	if (status == STORE_OK)
		status = commit(database);
	/* After some errors SQLite has rolled back by itself. */
	if (!sqlite3_get_autocommit(database->sqlite))
		database_execute(database, "ROLLBACK");
	database_unlock(database);
	return status;
}

enum store_status
database_finish(struct database *database, enum store_status status)
{
	status = database_finish_without_sync(database, status);
	if (status == STORE_OK)
		status = wal_sync(database);
	return status == STORE_OK ? files_check(database) : status;
}

static enum store_status
configure(struct database *database)
{
	sqlite3_busy_timeout(database->sqlite, (int)database->conf->lock_timeout * 1000);
	wal_follow(database);
	/* They are for what comes after a migration, and cannot change in a transaction. */
	sqlite3_db_config(database->sqlite, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
	return database_execute(database, "PRAGMA synchronous=NORMAL");
}

enum store_status
database_open_failed(struct database *database, const char *suffix, int error)
{
	enum store_status status = status_of(SQLITE_CANTOPEN, error);

	snprintf(database->why, STORE_WHY_OCTETS, "%.200s%s: %s%s", files_name(database),
		 suffix, strerror(error),
		 status == STORE_BROKEN ? advice(SQLITE_CANTOPEN, error) : "");
	if (error == ENOENT || error == ENOTDIR)
		return STORE_MISSING;
	return disk_is_full(error) ? STORE_FULL : status;
}

/*
 * Reads for the first time, which opens log and index. If there is no index, it may have been
 * removed while a session that has it open is in the middle of a change. So the index is made
 * from the log under the writer lock, which nobody gets any more with the old index.
 */
static enum store_status
open_index(struct database *database)
{
	char path[DISK_PATH_OCTETS + sizeof("-shm")];
	enum store_status status;
	int version;

	snprintf(path, sizeof(path), "%s%s", database->conf->database_file,
		 opened_suffixes[OPENED_INDEX]);
	if (access(path, F_OK) == 0)
		return STORE_OK;
	status = database_lock(database);
	if (status != STORE_OK)
		return status;
	status = database_number(database, "PRAGMA user_version", &version);
	database_unlock(database);
	return status;
}

static enum store_status
open_files(struct database *database)
{
	const char *path = database->conf->database_file;
	enum store_status status = files_make(database);

	if (status != STORE_OK)
		return status;
	status = files_open_lock(database);
	if (status != STORE_OK)
		return status;
	if (!opened_watch(path))
		return database_open_failed(database, "", ENOMEM);
	status = database_status(database, sqlite3_open_v2(path, &database->sqlite,
							   SQLITE_OPEN_READWRITE, NULL));
	if (status == STORE_OK)
		status = configure(database);
	if (status == STORE_OK)
		status = open_index(database);
	if (status == STORE_OK)
		status = schema_open(database);
	if (status == STORE_OK)
		sqlite3_db_config(database->sqlite, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	return status;
}

/* For statements that need more room than their cache: the sandbox leaves no other place. */
static void
keep_temporary_files_beside(const char *path)
{
	char directory[DISK_PATH_OCTETS + 1];

	disk_directory_of(path, directory);
	setenv("SQLITE_TMPDIR", directory, 1);
}

static void
close_files(struct database *database)
{
	sqlite3_close(database->sqlite);
	database->sqlite = NULL;
	if (database->wal >= 0)
		close(database->wal);
	if (database->lock >= 0)
		close(database->lock);
	database->wal = database->lock = -1;
}

/*
 * On a full disk the reserve also makes room for a log and an index that are missing: otherwise
 * nobody could sign in and delete.
 */
enum store_status
database_open(struct database *database, const struct conf *conf, bool may_create,
	      char why[STORE_WHY_OCTETS])
{
	enum store_status status;

	memory_prepare_for_store();
	keep_temporary_files_beside(conf->database_file);
	/* One thread, and no statistics: neither costs time. Later calls change nothing. */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	*database = (struct database){
		.conf = conf, .may_create = may_create, .lock = -1, .wal = -1, .why = why};
	status = open_files(database);
	if (status == STORE_FULL && database->lock >= 0 && wal_open_reserve(database)) {
		close_files(database);
		status = open_files(database);
		wal_make_reserve(database);
	}
	return status;
}

void
database_close(struct database *database)
{
	sqlite3_finalize(database->begin);
	sqlite3_finalize(database->commit);
	close_files(database);
}
