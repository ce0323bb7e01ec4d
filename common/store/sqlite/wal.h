/*
 * The write-ahead log of the database: its sync, its checkpoints, and the reserve, octets that
 * the lock file keeps back on the disk so that deletions work when the disk is full.
 *
 * After a checkpoint the log is not cut but written over from its start, which SQLite does by
 * itself: the sync of a file that has not grown takes half the time. The process that writes
 * the last of each 64 frames owes a checkpoint, and makes it when no peer waits.
 */
#ifndef COMMON_STORE_SQLITE_WAL_H
#define COMMON_STORE_SQLITE_WAL_H

#include "common/store/sqlite/database.h"

/* Takes all checkpoints from SQLite, and follows the commits that are made. */
void wal_follow(struct database *database);

/* SQLite's own file of the log; NULL if it has none open. */
sqlite3_file *wal_file(struct database *database);

/*
 * Opens the log once more, to sync it: SQLite would add a sync of the directory to the first
 * one of each process, which it has made already before the first frame of a new log. To be
 * called before anything is written: a descriptor that is opened after a write does not in all
 * cases hear that it failed.
 */
enum store_status wal_open(struct database *database);

enum store_status wal_sync(struct database *database);

/*
 * Whether the log's header vouches for the frame that was written last. It does not if a
 * process whose index was removed has begun the log again since: then this commit is after the
 * end of the log for everybody else. Call it under the writer lock, as the log may be begun
 * again at any time after that.
 */
bool wal_vouches(const struct database *database);

/*
 * The octets of a log that is longer than usual, with large messages that are not in the
 * database yet, else 0. The database may need so many more before the log is cut.
 */
uint64_t wal_large_octets(struct database *database);

/*
 * Makes the checkpoint that a commit of this process has made due. A failure is no error: the
 * files stay as they are, and another process tries again.
 */
void wal_check_point(struct database *database);

/* Makes the log as short as can be, and the reserve whole again. Likewise. */
void wal_cut(struct database *database);

/* Keeps the reserve back. False if the disk has no room for all of it. */
bool wal_make_reserve(struct database *database);

/* Gives the reserve to a disk that is full, until wal_cut(). False if there is none. */
bool wal_open_reserve(struct database *database);

/* Gives free pages back to the file system, as far as the reserve lacks them. As wal_cut(). */
void wal_renew_reserve(struct database *database);

#endif
