/*
 * The database of SQLite's engine: its statements, and what an error means. What the tables
 * hold is the concern of the files that include this.
 *
 * The modules of the engine stand on each other in this order: opened, frames, database,
 * files, wal, transaction, checkpoint, schema, setup; then sqlite.h with those for each
 * subject.
 */
#ifndef COMMON_STORE_SQLITE_DATABASE_H
#define COMMON_STORE_SQLITE_DATABASE_H

#include <sqlite3.h>

#include "common/base/conf.h"
#include "common/base/disk.h"
#include "common/store/sqlite/opened.h"
#include "common/store/sqlite/wal_format.h"
#include "common/store/store.h"

enum {
	DATABASE_APPLICATION_ID = 0x70626f78, /* "pbox" */
	DATABASE_PAGE_OCTETS = WAL_PAGE_OCTETS,
};

struct database {
	sqlite3 *sqlite;
	sqlite3_stmt *begin; /* prepared when first used */
	sqlite3_stmt *commit;
	const struct conf *conf;
	bool may_create;
	int lock; /* the lock file (lock.h): byte 0 is the writer lock, maildrops have others */
	int wal;  /* the write-ahead log; -1: not open */
	struct disk_file lock_file;
	struct opened opened; /* the other files */
	bool is_new;
	int wal_frames; /* in the log after our last commit; 0: it has changed nothing */
	bool owes_checkpoint;
	char *why; /* of the last status but STORE_OK and STORE_NOT_FOUND */
};

/* Sets why, and returns status. */
enum store_status database_explain(struct database *database, enum store_status status,
				   const char *why);

/* What an SQLite result code means, with why. */
enum store_status database_status(struct database *database, int result);

/* Whether an errno says that the system is short of descriptors or memory, which may pass. */
bool database_system_is_short(int error);

/* The database's name without its directory, for the log. */
const char *database_name(const struct database *database);

/* SQLite's own file of the write-ahead log; NULL if it has none open. */
sqlite3_file *database_wal(struct database *database);

/* What an errno means for a file whose name is the database's with suffix. */
enum store_status database_open_failed(struct database *database, const char *suffix,
				       int error);

/*
 * Whether SQLite enforces foreign keys from now on. Not in a transaction. Prepared statements
 * are prepared again when they are next used.
 */
void database_enforce_foreign_keys(struct database *database, bool enforce);

/* Runs SQL that gives no rows. */
enum store_status database_execute(struct database *database, const char *sql);

/* Runs SQL that gives one number. */
enum store_status database_number(struct database *database, const char *sql, int *number);

/* Prepares a statement for many uses, unless *statement is one already. */
enum store_status database_prepare(struct database *database, const char *sql,
				   sqlite3_stmt **statement);

/* Runs a statement that gives no rows, and makes it ready for its next use. */
enum store_status database_run(struct database *database, sqlite3_stmt *statement);

/*
 * Steps a statement to its one row, which must be read and sqlite3_reset() after STORE_OK.
 * STORE_NOT_FOUND if there is none.
 */
enum store_status database_row(struct database *database, sqlite3_stmt *statement);

#endif
