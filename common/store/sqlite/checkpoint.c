#include "common/store/sqlite/checkpoint.h"

#include <stdio.h>

#include "common/base/disk.h"
#include "common/store/sqlite/frames.h"
#include "common/store/sqlite/transaction.h"
#include "common/store/sqlite/wal.h"

enum {
	/* A log of so many frames has met readers at every checkpoint, and one waits for them
	 * now. They read a chunk at a time. */
	LONG_WAL_FRAMES = 6 * WAL_SHARED_FRAMES,
	READERS_WAIT_MS = 100,
	/* Free pages are for the next messages. Where the reserve lacks room they go back to
	 * the file system: so many at a time as fit into the log that a small part of the
	 * reserve has room for, and so many times as make a whole reserve of nothing. */
	FREE_PAGES_STEP = 16,
	FREE_PAGES_STEPS = 64,
	/* A log with some deletions, after one that is as long as it gets, whose pages may all
	 * be new to the database; or the log and the index of a database that has none. */
	RESERVE_OCTETS = (1 << 20) + WAL_SHARED_FRAMES * DATABASE_PAGE_OCTETS,
};

bool
reserve_make(struct database *database)
{
	return disk_reserve_make(database->lock, RESERVE_OCTETS);
}

/*
 * A log whose frames are all in the database is written over from its start by the next commit
 * of a process that knows this. A process that finds itself alone with the log does not know.
 * So this one, which does, commits something: page 1 as it is.
 */
static void
restart_log(struct database *database)
{
	char pragma[48];

	snprintf(pragma, sizeof(pragma), "PRAGMA application_id=%d", DATABASE_APPLICATION_ID);
	database_execute(database, pragma);
}

/* Copies the log into the database, under the writer lock. cut: makes its file short, too. */
static void
check_point(struct database *database, bool cut)
{
	int mode = SQLITE_CHECKPOINT_PASSIVE;
	int frames = -1;
	int copied = 0;

	if (cut || wal_is_too_long(database))
		mode = SQLITE_CHECKPOINT_TRUNCATE;
	else if (database->wal_frames >= LONG_WAL_FRAMES)
		mode = SQLITE_CHECKPOINT_RESTART;
	sqlite3_busy_timeout(database->sqlite, READERS_WAIT_MS);
	frames_copy();
	sqlite3_wal_checkpoint_v2(database->sqlite, "main", mode, &frames, &copied);
	frames_end();
	if (frames > 0 && frames == copied)
		restart_log(database);
	sqlite3_busy_timeout(database->sqlite, (int)database->conf->lock_timeout * 1000);
	reserve_make(database);
}

/*
 * Gives some of the free pages back to the file system. False if there are none to give: a
 * database without auto_vacuum, which older versions made, keeps them all.
 */
static bool
give_back_space(struct database *database)
{
	int mode = 0;
	int free_pages = 0;
	char pragma[48];

	if (database_number(database, "PRAGMA auto_vacuum", &mode) != STORE_OK ||
	    database_number(database, "PRAGMA freelist_count", &free_pages) != STORE_OK ||
	    mode == 0 || free_pages == 0)
		return false;
	snprintf(pragma, sizeof(pragma), "PRAGMA incremental_vacuum(%d)", FREE_PAGES_STEP);
	return database_execute(database, pragma) == STORE_OK;
}

bool
reserve_open(struct database *database)
{
	return disk_reserve_open(database->lock);
}

void
checkpoint_cut(struct database *database)
{
	if (transaction_lock_unhurried(database) != STORE_OK)
		return;
	check_point(database, true);
	transaction_unlock(database);
}

void
checkpoint_make(struct database *database)
{
	if (!database->owes_checkpoint || transaction_lock_unhurried(database) != STORE_OK)
		return;
	check_point(database, false);
	database->owes_checkpoint = false;
	transaction_unlock(database);
}

void
checkpoint_let_others_write(struct database *database)
{
	checkpoint_make(database);
	transaction_give_way(database);
}

/* What there is of the reserve makes room for the log that this needs. */
static bool
enlarge_reserve(struct database *database)
{
	bool gave_back;

	if (transaction_lock_unhurried(database) != STORE_OK)
		return false;
	disk_reserve_open(database->lock);
	gave_back = give_back_space(database);
	check_point(database, true);
	transaction_unlock(database);
	return gave_back;
}

void
reserve_renew(struct database *database)
{
	for (int step = 0; step < FREE_PAGES_STEPS && !reserve_make(database); step++)
		if (!enlarge_reserve(database))
			return;
}
