#include "common/store/sqlite/wal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/store/sqlite/files.h"

enum {
	/* So many frames are worth a checkpoint: every process that finds itself alone with the
	 * log has to read it whole. */
	WAL_FRAMES = 64,
	/* A log of so many frames has met readers at every checkpoint, and one waits for them
	 * now. They read a chunk at a time. */
	LONG_WAL_FRAMES = 8 * WAL_FRAMES,
	READERS_WAIT_MS = 100,
	/* A file larger than this, which a large message leaves, is cut. */
	WAL_FILE_OCTETS = 4 * 1024 * 1024,
	/* Free pages are for the next messages. Where the reserve lacks room they go back to
	 * the file system: so many at a time as fit into the log that a small part of the
	 * reserve has room for, and so many times as make a whole reserve of nothing. */
	FREE_PAGES_STEP = 16,
	FREE_PAGES_STEPS = 64,
	/* A log with some deletions, after one that is as long as it gets; or the log and the
	 * index of a database that has none. */
	RESERVE_OCTETS = 1 << 20,
};

/* The parts of the log's file format: sqlite.org/fileformat2.html, section 4. */
enum {
	WAL_HEADER_OCTETS = 32,
	WAL_HEADER_SALTS = 16,
	FRAME_HEADER_OCTETS = 24,
	FRAME_HEADER_SALTS = 8,
	SALTS_OCTETS = 8,
};

sqlite3_file *
wal_file(struct database *database)
{
	sqlite3_file *file = NULL;

	sqlite3_file_control(database->sqlite, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
	return file && file->pMethods ? file : NULL;
}

enum store_status
wal_open(struct database *database)
{
	struct disk_file log;

	database->opened = opened_files();
	database->wal =
		open(sqlite3_filename_wal(sqlite3_db_filename(database->sqlite, "main")),
		     O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (database->wal < 0 || !disk_find_file(database->wal, &log)) {
		int error = errno;

		snprintf(database->why, STORE_WHY_OCTETS,
			 "the write-ahead log cannot be opened: %s", strerror(error));
		return database_system_is_short(error) ? STORE_FAILED : STORE_BROKEN;
	}
	if (log.device != database->opened.files[OPENED_WAL].device ||
	    log.inode != database->opened.files[OPENED_WAL].inode)
		return files_replaced(database, opened_suffixes[OPENED_WAL]);
	return STORE_OK;
}

enum store_status
wal_sync(struct database *database)
{
	if (fdatasync(database->wal) == 0)
		return STORE_OK;
	snprintf(database->why, STORE_WHY_OCTETS, "the write-ahead log could not be synced: %s",
		 strerror(errno));
	/* What the disk did not take may be missing from the log for good, with later commits
	 * after the gap: the sooner all is in the database, the better. */
	database->owes_checkpoint = true;
	return STORE_FAILED;
}

/* For sqlite3_wal_hook(): called at the end of a commit, when the log has so many frames. */
static int
note_commit(void *of, sqlite3 *db, const char *schema_name, int frames)
{
	struct database *database = of;
	int written = 0;
	int highest;

	(void)schema_name;
	sqlite3_db_status(db, SQLITE_DBSTATUS_CACHE_WRITE, &written, &highest, 1);
	database->wal_frames = frames;
	if (frames / WAL_FRAMES != (frames - written) / WAL_FRAMES)
		database->owes_checkpoint = true;
	return SQLITE_OK;
}

void
wal_follow(struct database *database)
{
	int on = 1;

	sqlite3_wal_hook(database->sqlite, note_commit, database);
	sqlite3_db_config(database->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_file_control(database->sqlite, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
}

bool
wal_vouches(const struct database *database)
{
	const off_t frame =
		WAL_HEADER_OCTETS + (off_t)(database->wal_frames - 1) *
					    (DATABASE_PAGE_OCTETS + FRAME_HEADER_OCTETS);
	char ours[SALTS_OCTETS];
	char theirs[SALTS_OCTETS];

	return pread(database->wal, ours, SALTS_OCTETS, frame + FRAME_HEADER_SALTS) ==
		       SALTS_OCTETS &&
	       pread(database->wal, theirs, SALTS_OCTETS, WAL_HEADER_SALTS) == SALTS_OCTETS &&
	       memcmp(ours, theirs, SALTS_OCTETS) == 0;
}

uint64_t
wal_large_octets(struct database *database)
{
	sqlite3_file *file = wal_file(database);
	sqlite3_int64 octets = 0;

	if (!file || file->pMethods->xFileSize(file, &octets) != SQLITE_OK ||
	    octets <= WAL_FILE_OCTETS)
		return 0;
	return (uint64_t)octets;
}

bool
wal_make_reserve(struct database *database)
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

	if (cut || wal_large_octets(database) > 0)
		mode = SQLITE_CHECKPOINT_TRUNCATE;
	else if (database->wal_frames >= LONG_WAL_FRAMES)
		mode = SQLITE_CHECKPOINT_RESTART;
	sqlite3_busy_timeout(database->sqlite, READERS_WAIT_MS);
	sqlite3_wal_checkpoint_v2(database->sqlite, "main", mode, &frames, &copied);
	if (frames > 0 && frames == copied)
		restart_log(database);
	sqlite3_busy_timeout(database->sqlite, (int)database->conf->lock_timeout * 1000);
	wal_make_reserve(database);
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
wal_open_reserve(struct database *database)
{
	return disk_reserve_open(database->lock);
}

void
wal_cut(struct database *database)
{
	if (database_lock(database) != STORE_OK)
		return;
	check_point(database, true);
	database_unlock(database);
}

void
wal_check_point(struct database *database)
{
	if (!database->owes_checkpoint || database_lock(database) != STORE_OK)
		return;
	check_point(database, false);
	database->owes_checkpoint = false;
	database_unlock(database);
}

/* What there is of the reserve makes room for the log that this needs. */
static bool
enlarge_reserve(struct database *database)
{
	bool gave_back;

	if (database_lock(database) != STORE_OK)
		return false;
	disk_reserve_open(database->lock);
	gave_back = give_back_space(database);
	check_point(database, true);
	database_unlock(database);
	return gave_back;
}

void
wal_renew_reserve(struct database *database)
{
	for (int step = 0; step < FREE_PAGES_STEPS && !wal_make_reserve(database); step++)
		if (!enlarge_reserve(database))
			return;
}
