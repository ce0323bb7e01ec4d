/*
 * Checkpoints, which copy the write-ahead log into the database, and the reserve: octets that
 * the lock file keeps back on the disk, so that deletions work when the disk is full.
 *
 * After a checkpoint the log is not cut but written over from its start, which SQLite does by
 * itself: the sync of a file that has not grown takes half the time. The process that writes
 * the last of each WAL_FRAMES frames owes a checkpoint, and makes it when no peer waits. While
 * others have the database open, only every fourth is owed.
 */
#ifndef COMMON_STORE_SQLITE_CHECKPOINT_H
#define COMMON_STORE_SQLITE_CHECKPOINT_H

#include "common/store/sqlite/database.h"

/*
 * Makes the checkpoint that a commit of this process has made due. A failure is no error: the
 * files stay as they are, and another process tries again.
 */
void checkpoint_make(struct database *database);

/*
 * Call it between the transactions of a long change, without the writer lock. The log stays
 * short, and others that wait for the lock get it.
 */
void checkpoint_let_others_write(struct database *database);

/* Makes the log as short as can be, and the reserve whole again. Likewise. */
void checkpoint_cut(struct database *database);

/* Keeps the reserve back. False if the disk has no room for all of it. */
bool reserve_make(struct database *database);

/* Gives the reserve to a disk that is full, until checkpoint_cut(). False if there is none. */
bool reserve_open(struct database *database);

/* Gives free pages back to the file system, as far as the reserve lacks them. As
 * checkpoint_cut(). */
void reserve_renew(struct database *database);

#endif
