#include "common/store/sqlite/database.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

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

sqlite3_file *
database_wal(struct database *database)
{
	sqlite3_file *file = NULL;

	sqlite3_file_control(database->sqlite, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
	return file && file->pMethods ? file : NULL;
}

/* The errno of the last result. After a COMMIT that failed only the log's file knows it. */
static int
system_error(struct database *database)
{
	int error = sqlite3_system_errno(database->sqlite);
	sqlite3_file *file;

	if (error != 0 || sqlite3_extended_errcode(database->sqlite) != SQLITE_IOERR_WRITE)
		return error;
	file = database_wal(database);
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

const char *
database_name(const struct database *database)
{
	const char *path = database->conf->database_file;
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
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
		 refused ? database_name(database) : "", refused ? refused : "",
		 code_of(database, result),
		 status == STORE_BROKEN ? advice(result, error) : "");
	return status;
}

enum store_status
database_open_failed(struct database *database, const char *suffix, int error)
{
	enum store_status status = status_of(SQLITE_CANTOPEN, error);

	snprintf(database->why, STORE_WHY_OCTETS, "%.200s%s: %s%s", database_name(database),
		 suffix, strerror(error),
		 status == STORE_BROKEN ? advice(SQLITE_CANTOPEN, error) : "");
	if (error == ENOENT || error == ENOTDIR)
		return STORE_MISSING;
	return disk_is_full(error) ? STORE_FULL : status;
}

void
database_enforce_foreign_keys(struct database *database, bool enforce)
{
	sqlite3_db_config(database->sqlite, SQLITE_DBCONFIG_ENABLE_FKEY, (int)enforce, NULL);
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
