#include "common/store/sqlite/wal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/store/sqlite/files.h"
#include "common/store/sqlite/wal_format.h"

/*
 * Whether other processes have the index of the log open, so that the next one will not have to
 * make it again. Each of them holds a lock that says so.
 */
static bool
is_index_shared(void)
{
	struct flock lock = {
		.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = WAL_INDEX_OPEN_LOCK,
		.l_len = 1,
	};

	return fcntl(opened_descriptor(OPENED_INDEX), F_GETLK, &lock) == 0 &&
	       lock.l_type != F_UNLCK;
}

/* Whether the frames written last have taken the log past a multiple of step. */
static bool
got_past(int frames, int written, int step)
{
	return frames / step != (frames - written) / step;
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
	if (got_past(frames, written, WAL_SHARED_FRAMES) ||
	    (got_past(frames, written, WAL_FRAMES) && !is_index_shared()))
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
	if (!disk_is_same(&log, &database->opened.files[OPENED_WAL]))
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

bool
wal_vouches(const struct database *database)
{
	const off_t frame =
		WAL_HEADER_OCTETS + (off_t)(database->wal_frames - 1) * WAL_FRAME_OCTETS;
	char ours[WAL_SALTS_OCTETS];
	char theirs[WAL_SALTS_OCTETS];

	return pread(database->wal, ours, WAL_SALTS_OCTETS, frame + WAL_FRAME_SALTS) ==
		       WAL_SALTS_OCTETS &&
	       pread(database->wal, theirs, WAL_SALTS_OCTETS, WAL_HEADER_SALTS) ==
		       WAL_SALTS_OCTETS &&
	       memcmp(ours, theirs, WAL_SALTS_OCTETS) == 0;
}

bool
wal_is_too_long(struct database *database)
{
	sqlite3_file *file = database_wal(database);
	sqlite3_int64 octets = 0;

	return file && file->pMethods->xFileSize(file, &octets) == SQLITE_OK &&
	       octets > WAL_FILE_OCTETS;
}

uint64_t
wal_octets_to_copy(void)
{
	uint32_t index[WAL_INDEX_HEADER_WORDS];
	uint32_t frames;

	if (pread(opened_descriptor(OPENED_INDEX), index, sizeof(index), 0) != sizeof(index) ||
	    index[WAL_INDEX_COPIED] > index[WAL_INDEX_FRAMES])
		return 0;
	frames = index[WAL_INDEX_FRAMES] - index[WAL_INDEX_COPIED];
	return frames < WAL_LARGE_FRAMES ? 0 : (uint64_t)frames * WAL_PAGE_OCTETS;
}
