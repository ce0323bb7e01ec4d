#include "common/store/sqlite/schema.h"

#include <stdio.h>

#include "common/base/array.h"
#include "common/store/sqlite/checkpoint.h"
#include "common/store/sqlite/files.h"
#include "common/store/sqlite/transaction.h"
#include "common/store/sqlite/wal.h"

/* Element n makes version n + 1 from version n. */
static const char schema_1[] =
#include "common/store/sqlite/schema-1.sql.inc"
	;
static const char schema_2[] =
#include "common/store/sqlite/schema-2.sql.inc"
	;
static const char schema_3[] =
#include "common/store/sqlite/schema-3.sql.inc"
	;
static const char schema_4[] =
#include "common/store/sqlite/schema-4.sql.inc"
	;
static const char schema_5[] =
#include "common/store/sqlite/schema-5.sql.inc"
	;
static const char *const versions[] = {schema_1, schema_2, schema_3, schema_4, schema_5};
enum { SCHEMA_VERSION = COUNT(versions) };

static enum store_status
read_marks(struct database *database, int *version)
{
	int application = 0;
	int objects = 0;
	enum store_status status =
		database_number(database, "PRAGMA application_id", &application);

	if (status == STORE_OK)
		status = database_number(database, "PRAGMA user_version", version);
	if (status == STORE_OK && *version < 0) {
		return database_explain(
			database, STORE_BROKEN,
			"the version of the database is damaged; restore a backup");
	}
	if (status != STORE_OK || application == DATABASE_APPLICATION_ID)
		return status;
	status = database_number(database, "SELECT count(*) FROM sqlite_schema", &objects);
	if (status == STORE_OK && (application != 0 || *version != 0 || objects != 0)) {
		return database_explain(
			database, STORE_BROKEN,
			"this is the database of another program; set another one");
	}
	return status;
}

/*
 * Finds out whose database this is: *version 0 is an empty one. In one transaction, as another
 * process may be about to create it.
 */
static enum store_status
read_version(struct database *database, int *version)
{
	bool alone = sqlite3_get_autocommit(database->sqlite);
	enum store_status status = STORE_OK;
	enum store_status ended = STORE_OK;

	*version = 0;
	if (alone)
		status = database_execute(database, "BEGIN");
	if (status == STORE_OK)
		status = read_marks(database, version);
	/* A transaction that stayed open would keep all others from beginning. */
	if (alone && !sqlite3_get_autocommit(database->sqlite))
		ended = database_execute(database, "COMMIT");
	return status == STORE_OK ? ended : status;
}

/* Counts the rows that refer to rows which are not there. */
static enum store_status
count_dangling(struct database *database, int *rows)
{
	return database_number(database, "SELECT count(*) FROM pragma_foreign_key_check", rows);
}

/*
 * Brings the tables from version up to ours, in a transaction in which foreign keys are not
 * enforced: a table that is made again would delete all that refers to it. They are checked at
 * the end. Rows that older versions left dangling may stay: mailctl check mends them.
 */
static enum store_status
migrate(struct database *database, int version)
{
	char pragmas[80];
	int before = 0;
	int after = 0;
	enum store_status status = count_dangling(database, &before);

	for (; version < SCHEMA_VERSION && status == STORE_OK; version++)
		status = database_execute(database, versions[version]);
	if (status == STORE_OK)
		status = count_dangling(database, &after);
	if (status != STORE_OK)
		return status;
	if (after > before) {
		return database_explain(database, STORE_BROKEN,
					"the database cannot be brought up to date: rows would "
					"refer to others that are not there");
	}
	snprintf(pragmas, sizeof(pragmas), "PRAGMA application_id=%d; PRAGMA user_version=%d",
		 DATABASE_APPLICATION_ID, SCHEMA_VERSION);
	return database_execute(database, pragmas);
}

/* Turns the write-ahead log on, which SQLite writes down in the database itself. */
static enum store_status
enter_wal_mode(struct database *database)
{
	enum store_status status = transaction_lock(database);
	int version;

	if (status != STORE_OK)
		return status;
	/*
	 * Until the log is on there is a rollback journal, which needs one more sync to be
	 * safe: its checksums do not notice when all of page 1 is missing, as nearly all of
	 * that is zeros. Pragmas that count only in a new database come before the log.
	 */
	status = database_execute(database,
				  "PRAGMA synchronous=FULL;"
				  " PRAGMA page_size=4096; PRAGMA auto_vacuum=INCREMENTAL;"
				  " PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
	if (status == STORE_OK)
		status = read_version(database, &version); /* opens the log */
	if (status == STORE_OK && !database_wal(database))
		status = database_explain(database, STORE_BROKEN,
					  "SQLite cannot keep a write-ahead log here");
	transaction_unlock(database);
	return status;
}

/* Creates or migrates the tables. Looks again under the writer lock: another process may have
 * been first. */
static enum store_status
upgrade(struct database *database)
{
	int version = 0;
	enum store_status status = enter_wal_mode(database);

	if (status == STORE_OK)
		status = wal_open(database);
	if (status == STORE_OK)
		status = transaction_begin(database);
	if (status != STORE_OK)
		return status;
	status = read_version(database, &version);
	if (status == STORE_OK && version < SCHEMA_VERSION)
		status = migrate(database, version);
	status = transaction_finish(database, status);
	if (status != STORE_OK)
		return status;
	reserve_make(database);
	database->is_new = version == 0;
	return STORE_OK;
}

enum store_status
schema_open(struct database *database)
{
	int version;
	enum store_status status = read_version(database, &version);

	if (status == STORE_OK && version == 0 && !database->may_create)
		return files_missing(database);
	if (status == STORE_OK && version < SCHEMA_VERSION)
		return upgrade(database);
	if (status == STORE_OK && version > SCHEMA_VERSION) {
		return database_explain(
			database, STORE_BROKEN,
			"the database is of a newer pillarbox; upgrade this program");
	}
	/* A copy, as VACUUM INTO makes it, is not in WAL mode: commits would not be synced. */
	if (status == STORE_OK && !database_wal(database))
		status = enter_wal_mode(database);
	return status == STORE_OK ? wal_open(database) : status;
}

int
schema_newest_version(void)
{
	return SCHEMA_VERSION;
}
