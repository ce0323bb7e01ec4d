/*
 * The database of the store: one SQLite file that many processes write. Opens it and brings it
 * up to date, has its transactions, its log, and what an error means. What is in it is the
 * store's, which is the only one to include this.
 */
#ifndef COMMON_STORE_SQLITE_DATABASE_H
#define COMMON_STORE_SQLITE_DATABASE_H

#include <sqlite3.h>

#include "common/base/disk.h"
#include "common/store/sqlite/opened.h"
#include "common/store/store.h"

enum { DATABASE_PAGE_OCTETS = 4096 };

struct database {
	sqlite3 *sqlite;
	sqlite3_stmt *begin; /* prepared when first used */
	sqlite3_stmt *commit;
	struct store_place place;
	int lock; /* the lock file (lock.h): byte 0 is ours, the others are the store's */
	int log;  /* -1: not open */
	struct disk_file lock_file;
	struct opened opened; /* the other files */
	bool is_new;
	int log_frames; /* in the log after our last commit; 0: it has changed nothing */
	bool owes_checkpoint;
	char why[STORE_WHY_OCTETS]; /* of the last status but STORE_OK and STORE_NOT_FOUND */
};

/*
 * Opens the database, creates it, or migrates it to the present schema; as store_open(). To be
 * closed in any case.
 */
enum store_status database_open(struct database *database, const struct store_place *place);

/* No statement may be left. */
void database_close(struct database *database);

void database_explain(struct database *database, const char *why);

/* What a lock_wait() that failed comes to: errno, with busy as why if somebody else has it. */
enum store_status database_not_locked(struct database *database, const char *busy);

/* What an SQLite result code comes to, with why. */
enum store_status database_status(struct database *database, int result);

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
 * STORE_NOT_FOUND when there is none.
 */
enum store_status database_row(struct database *database, sqlite3_stmt *statement);

/* Begins a transaction that writes. After anything but STORE_OK there is none. */
enum store_status database_begin(struct database *database);

/*
 * Ends it: commits if status, what all went to so far, is STORE_OK; else rolls back. STORE_OK
 * means that it is on stable storage, in the database that is at its name; a commit that could
 * not be synced is an error.
 */
enum store_status database_finish(struct database *database, enum store_status status);

/* As database_finish(), for a change that may be lost with the power. */
enum store_status database_finish_without_sync(struct database *database,
					       enum store_status status);

/*
 * The octets of a log that is longer than usual, with large messages that are not in the
 * database yet, else 0. So many more the database may need before the log is cut.
 */
uint64_t database_large_log(struct database *database);

/*
 * Gives the octets that are kept back for this to a disk that is full. False if there are none.
 * database_cut_log() keeps them back again, and has the log take as little as it can.
 */
bool database_open_reserve(struct database *database);
void database_cut_log(struct database *database);

/*
 * Makes the checkpoint that a commit of this process has made due. What fails is no error: the
 * files stay as they are, and somebody else tries again.
 */
void database_check_point(struct database *database);

/* Gives free pages back to the file system, as far as the reserve lacks them. Likewise. */
void database_renew_reserve(struct database *database);

#endif
