/*
 * The database file of SQLite's engine, which many processes write: opens it, and has its
 * statements, its transactions, and what an error means. What the tables hold is the concern
 * of the files that include this.
 *
 * How a change gets to stable storage ("group commit"): take the writer lock, BEGIN IMMEDIATE,
 * the change, COMMIT, release the lock, then sync the write-ahead log. SQLite itself is told
 * not to sync at COMMIT (synchronous=NORMAL), so other processes can commit while this one
 * waits for the disk, and one sync of the disk serves all of them. Two things that SQLite does
 * by itself make this safe: it syncs the log before a checkpoint copies from it, and the
 * database before it writes over the log.
 *
 * The writer lock is ours and not SQLite's, for two reasons. It is a queue: with SQLite's busy
 * handler, which sleeps and tries again, some processes starve. And it is held around
 * checkpoints too: SQLite before 3.51.3 can lose a commit when two checkpoints and a commit
 * overlap.
 */
#ifndef COMMON_STORE_SQLITE_DATABASE_H
#define COMMON_STORE_SQLITE_DATABASE_H

#include <sqlite3.h>

#include "common/base/conf.h"
#include "common/base/disk.h"
#include "common/store/sqlite/opened.h"
#include "common/store/store.h"

enum {
	DATABASE_APPLICATION_ID = 0x70626f78, /* "pbox" */
	DATABASE_PAGE_OCTETS = 4096,
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

/*
 * Opens the database, creates it, or migrates it to the present schema; as store_open(). why
 * must last as long as the database. To be closed in any case.
 */
enum store_status database_open(struct database *database, const struct conf *conf,
				bool may_create, char why[STORE_WHY_OCTETS]);

/* No statement may be left. */
void database_close(struct database *database);

/* Sets why, and returns status. */
enum store_status database_explain(struct database *database, enum store_status status,
				   const char *why);

/* What a lock_wait() that failed means: errno, with busy as why if another process has it. */
enum store_status database_not_locked(struct database *database, const char *busy);

/* What an SQLite result code means, with why. */
enum store_status database_status(struct database *database, int result);

/* Whether an errno says that the system is short of descriptors or memory, which may pass. */
bool database_system_is_short(int error);

/* What an errno means for a file whose name is the database's with suffix. */
enum store_status database_open_failed(struct database *database, const char *suffix,
				       int error);

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

/*
 * The writer lock: every commit and every checkpoint is made under it. Nobody gets it by a lock
 * file, or with an index, that is no longer the one at its name: processes with different ones
 * would write over each other.
 */
enum store_status database_lock(struct database *database);
void database_unlock(struct database *database);

/* Begins a transaction that writes. After anything but STORE_OK there is none. */
enum store_status database_begin(struct database *database);

/*
 * Ends it: commits if status, the result of all its steps, is STORE_OK; else rolls back.
 * STORE_OK means that it is on stable storage, in the database that is at its name; a commit
 * that could not be synced is an error.
 */
enum store_status database_finish(struct database *database, enum store_status status);

/* As database_finish(), for a change that may be lost in a power cut. */
enum store_status database_finish_without_sync(struct database *database,
					       enum store_status status);

#endif
