/*
 * Transactions that write, and the writer lock, which all processes share.
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
#ifndef COMMON_STORE_SQLITE_TRANSACTION_H
#define COMMON_STORE_SQLITE_TRANSACTION_H

#include "common/store/sqlite/database.h"

/*
 * The writer lock: every commit and every checkpoint is made under it. Nobody gets it by a lock
 * file, or with an index, that is no longer the one at its name: processes with different ones
 * would write over each other.
 */
enum store_status transaction_lock(struct database *database);

/* As transaction_lock(), for what can wait until a large message is stored. */
enum store_status transaction_lock_unhurried(struct database *database);

void transaction_unlock(struct database *database);

/*
 * Whether another process waits in transaction_lock(). A program that uses SQLite's own lock is
 * not seen.
 */
bool transaction_is_awaited(const struct database *database);

/*
 * Call it between the transactions of a long change, without the writer lock: others that wait
 * for the lock get it. Its queue does not keep this process from taking it again first.
 */
void transaction_give_way(const struct database *database);

/* The status after a lock_wait() that failed, from errno: busy is why if another process has
 * it. */
enum store_status transaction_not_locked(struct database *database, const char *busy);

/* Begins a transaction that writes. After anything but STORE_OK there is none. */
enum store_status transaction_begin(struct database *database);

/*
 * Ends it: commits if status, the result of all its steps, is STORE_OK; else rolls back.
 * STORE_OK means that it is on stable storage, in the database that is at its name; a commit
 * that could not be synced is an error.
 */
enum store_status transaction_finish(struct database *database, enum store_status status);

/* As transaction_finish(), for a change that may be lost in a power cut. */
enum store_status transaction_finish_without_sync(struct database *database,
						  enum store_status status);

/* Makes what transaction_finish_without_sync() has committed last, as transaction_finish(). */
enum store_status transaction_sync(struct database *database);

#endif
