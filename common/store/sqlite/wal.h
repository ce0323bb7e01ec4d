/* The write-ahead log of the database: who has it open, its sync, and its size. */
#ifndef COMMON_STORE_SQLITE_WAL_H
#define COMMON_STORE_SQLITE_WAL_H

#include "common/store/sqlite/database.h"

enum {
	/* So many frames are worth a checkpoint: a process that finds itself alone with the log
	 * has to read it whole. While others have it open, nobody has to, and a checkpoint
	 * keeps the others waiting for its syncs: so it is made at a multiple of these. */
	WAL_FRAMES = 64,
	WAL_SHARED_FRAMES = 4 * WAL_FRAMES,
	/* A large message that is stored in steps makes a checkpoint of so many, since each
	 * costs two syncs. The space for fewer is not counted. */
	WAL_LARGE_FRAMES = 4 * WAL_SHARED_FRAMES,
	/* A file larger than this is cut at a checkpoint. It has room for the longest
	 * transaction of a large message: to cut it and to make it that long again takes longer
	 * than to copy it. */
	WAL_FILE_OCTETS = 40 * 1024 * 1024,
};

/* Takes all checkpoints from SQLite, and follows the commits that are made. */
void wal_follow(struct database *database);

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

/* Whether the file is longer than it may stay. */
bool wal_is_too_long(struct database *database);

/*
 * The octets that are in the log and not yet in the database, if these are many, else 0. The
 * database may need so many more. Call it under the writer lock.
 */
uint64_t wal_octets_to_copy(void);

#endif
