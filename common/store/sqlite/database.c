/*
 * How a change gets to stable storage ("group commit"): take the writer lock, BEGIN IMMEDIATE,
 * the change, COMMIT, let go of the lock, then sync the write-ahead log. SQLite itself is told
 * not to sync at COMMIT (synchronous=NORMAL), so that other processes can commit while this one
 * waits for the disk, and one sync of the disk serves all of them. What SQLite keeps to itself
 * makes that safe: it syncs the log before a checkpoint copies anything out of it, and the
 * database before the log is used anew.
 *
 * The writer lock is ours, and not SQLite's, for two reasons. It is a queue, where SQLite's
 * busy handler sleeps and tries again, so that some processes starve. And it is held around
 * checkpoints too: SQLite before 3.51.3 can lose a commit when two checkpoints and a commit
 * overlap in an unlucky way.
 *
 * The log is not cut after a checkpoint but written over from its start, as SQLite does it by
 * itself: a sync of a file that has not grown takes half the time. Of each LOG_FRAMES frames
 * the process that writes the last one owes the checkpoint, and makes it when nobody waits.
 */
#include "common/store/sqlite/database.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/disk.h"
#include "common/base/lock.h"
#include "common/base/memory.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum {
	APPLICATION_ID = 0x70626f78, /* "pbox" */
	/* So many frames are worth a checkpoint: every process that finds itself alone with the
	 * log has to read it whole. */
	LOG_FRAMES = 64,
	/* A log of so many frames has met readers at every checkpoint, and one waits for them
	 * now; they read a chunk at a time. */
	LONG_LOG_FRAMES = 8 * LOG_FRAMES,
	READERS_WAIT_MS = 100,
	/* A file larger than this, as a large message leaves it, is cut. */
	LOG_FILE_OCTETS = 4 * 1024 * 1024,
	/* Free pages are for the next messages. Where the reserve lacks room they go back to
	 * the file system: so many at a time, as little of a reserve is room enough for them,
	 * and so many times, which make a whole one of nothing. */
	FREE_PAGES_STEP = 16,
	FREE_PAGES_STEPS = 64,
	/* What the lock file keeps back on the disk: a log with some deletions, after one that
	 * is as long as it gets, or log and index of a database that has none. */
	RESERVE_OCTETS = 1 << 20,
};

/* A byte of the lock file. */
static const int64_t WRITER_LOCK = 0;

/* schema[n] makes version n + 1 out of version n; version 0 is an empty database. */
static const char schema_1[] =
#include "common/store/sqlite/schema-1.sql.inc"
	;
static const char schema_2[] =
#include "common/store/sqlite/schema-2.sql.inc"
	;
static const char schema_3[] =
#include "common/store/sqlite/schema-3.sql.inc"
	;
static const char schema_4[] =
#include "common/store/sqlite/schema-4.sql.inc"
	;
static const char *const schema[] = {schema_1, schema_2, schema_3, schema_4};
enum { SCHEMA_VERSION = COUNT(schema) };

void
database_explain(struct database *database, const char *why)
{
	snprintf(database->why, sizeof(database->why), "%s", why);
}

static bool
system_is_short(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOMEM;
}

/* What an SQLite error code means to our callers; error is the system's errno behind it. */
static enum store_status
status_of(int result, int error)
{
	switch (result & 0xFF) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return STORE_BUSY;
	case SQLITE_FULL:
		return STORE_FULL;
	case SQLITE_IOERR:
		return disk_is_full(error) ? STORE_FULL : STORE_FAILED;
	case SQLITE_CANTOPEN:
		return system_is_short(error) ? STORE_FAILED : STORE_BROKEN;
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
	case SQLITE_PERM:
	case SQLITE_READONLY:
	case SQLITE_AUTH:
	case SQLITE_ERROR: /* a table that is missing, or not as the schema has it */
		return STORE_BROKEN;
	default:
		return STORE_FAILED;
	}
}

/* What the operator can do about a store that is broken. */
static const char *
advice(int result, int error)
{
	switch (result & 0xFF) {
	case SQLITE_NOTADB:
	case SQLITE_CORRUPT:
		return "; restore a backup, or set another database";
	case SQLITE_ERROR:
		return "; this is not our schema: restore a backup, or set another database";
	default:
		return error == ENOENT
			       ? "; create its directory, or set another database"
			       : "; give this program's user access to file and directory";
	}
}

static sqlite3_file *
log_file(struct database *database)
{
	sqlite3_file *file = NULL;

	sqlite3_file_control(database->sqlite, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
	return file && file->pMethods ? file : NULL;
}

/* The errno behind the last result. When COMMIT fails it is only the log that still knows it.
 */
static int
system_error(struct database *database)
{
	int error = sqlite3_system_errno(database->sqlite);
	sqlite3_file *file;

	if (error != 0 || sqlite3_extended_errcode(database->sqlite) != SQLITE_IOERR_WRITE)
		return error;
	file = log_file(database);
	if (file)
		file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error);
	return error;
}

/* A result of our own, as when memory for a row is short, SQLite knows nothing of. */
static bool
is_ours(struct database *database, int result)
{
	return sqlite3_errcode(database->sqlite) != (result & 0xFF);
}

static const char *
words_of(struct database *database, int result)
{
	return is_ours(database, result) ? sqlite3_errstr(result)
					 : sqlite3_errmsg(database->sqlite);
}

static int
code_of(struct database *database, int result)
{
	return is_ours(database, result) ? result : sqlite3_extended_errcode(database->sqlite);
}

/* The end of the name of the file that SQLite could not open, where that is the matter. */
static const char *
refused_file(int result)
{
	enum opened_part refused = opened_files().refused;

	if ((result & 0xFF) != SQLITE_CANTOPEN && (result & 0xFF) != SQLITE_READONLY)
		return NULL;
	return refused == OPENED_PARTS ? NULL : opened_suffixes[refused];
}

static const char *
name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

enum store_status
database_status(struct database *database, int result)
{
	enum store_status status;
	const char *refused;
	int error;

	if (result == SQLITE_OK || result == SQLITE_ROW || result == SQLITE_DONE)
		return STORE_OK;
	error = system_error(database);
	status = status_of(result, error);
	refused = refused_file(result);
	snprintf(database->why, sizeof(database->why), "%s%s%.100s%s (SQLite result %d)%s",
		 words_of(database, result), refused ? ": " : "",
		 refused ? name_of(database->place.file) : "", refused ? refused : "",
		 code_of(database, result),
		 status == STORE_BROKEN ? advice(result, error) : "");
	return status;
}

enum store_status
database_execute(struct database *database, const char *sql)
{
	return database_status(database, sqlite3_exec(database->sqlite, sql, NULL, NULL, NULL));
}

enum store_status
database_prepare(struct database *database, const char *sql, sqlite3_stmt **statement)
{
	int result = SQLITE_OK;

	if (!*statement)
		result = sqlite3_prepare_v3(database->sqlite, sql, -1,
					    SQLITE_PREPARE_PERSISTENT, statement, NULL);
	return database_status(database, result);
}

enum store_status
database_run(struct database *database, sqlite3_stmt *statement)
{
	enum store_status status = database_status(database, sqlite3_step(statement));

	sqlite3_reset(statement);
	return status;
}

static enum store_status
run_kept(struct database *database, const char *sql, sqlite3_stmt **statement)
{
	enum store_status status = database_prepare(database, sql, statement);

	return status == STORE_OK ? database_run(database, *statement) : status;
}

enum store_status
database_row(struct database *database, sqlite3_stmt *statement)
{
	int result = sqlite3_step(statement);
	enum store_status status = database_status(database, result);

	if (result == SQLITE_ROW)
		return STORE_OK;
	sqlite3_reset(statement);
	return status == STORE_OK ? STORE_NOT_FOUND : status;
}

enum store_status
database_number(struct database *database, const char *sql, int *number)
{
	sqlite3_stmt *statement;
	int result = sqlite3_prepare_v2(database->sqlite, sql, -1, &statement, NULL);

	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	if (result == SQLITE_ROW)
		*number = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	return database_status(database, result);
}

enum store_status
database_not_locked(struct database *database, const char *busy)
{
	database_explain(database, errno == EAGAIN ? busy : strerror(errno));
	return errno == EAGAIN ? STORE_BUSY : STORE_FAILED;
}

static const char lock_suffix[] = "-lock";

static enum store_status
gone(struct database *database, const char *suffix)
{
	snprintf(database->why, sizeof(database->why),
		 "%.200s%s is not the file any more that this session has opened",
		 name_of(database->place.file), suffix);
	return STORE_MISSING;
}

/*
 * What is written to files that have been moved away, or replaced, is nowhere: nobody who opens
 * the database that is set will find it. What is not open yet is no other file.
 */
static enum store_status
check_place(struct database *database)
{
	const struct disk_file *files = database->opened.files;
	const size_t octets = strlen(database->place.file);
	char path[DISK_PATH_OCTETS + sizeof(lock_suffix)];

	memcpy(path, database->place.file, octets);
	for (enum opened_part part = 0; part < OPENED_PARTS; part++) {
		memcpy(path + octets, opened_suffixes[part], strlen(opened_suffixes[part]) + 1);
		if (files[part].inode != 0 && !disk_is_at(&files[part], path))
			return gone(database, opened_suffixes[part]);
	}
	memcpy(path + octets, lock_suffix, sizeof(lock_suffix));
	if (!disk_is_at(&database->lock_file, path))
		return gone(database, lock_suffix);
	if (files[OPENED_DATABASE].inode == 0 ||
	    disk_is_at(&files[OPENED_DATABASE], database->place.setting))
		return STORE_OK;
	database_explain(database, "the path that is set does not lead here any more");
	return STORE_MISSING;
}

/*
 * Nobody may write, or check point, by a lock file or an index that others do not use: they
 * would write over each other.
 */
static enum store_status
lock_writers(struct database *database)
{
	enum store_status status;

	if (!lock_wait(database->lock, WRITER_LOCK, database->place.lock_timeout))
		return database_not_locked(
			database, "another process has had the writer lock for too long");
	status = check_place(database);
	if (status != STORE_OK)
		lock_release(database->lock, WRITER_LOCK);
	return status;
}

/*
 * Opens the log for ourselves, to sync it: SQLite would add a sync of the directory to the
 * first one of each process, and it makes that one already before the first frame of a new log.
 * To be called before anything is written: a descriptor that is opened after a write does not
 * in all cases hear that it failed.
 */
static enum store_status
open_log(struct database *database)
{
	struct disk_file log;

	database->opened = opened_files();
	database->log =
		open(sqlite3_filename_wal(sqlite3_db_filename(database->sqlite, "main")),
		     O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (database->log < 0 || !disk_find_file(database->log, &log)) {
		int error = errno;

		snprintf(database->why, sizeof(database->why),
			 "the write-ahead log cannot be opened: %s", strerror(error));
		return system_is_short(error) ? STORE_FAILED : STORE_BROKEN;
	}
	if (log.device != database->opened.files[OPENED_LOG].device ||
	    log.inode != database->opened.files[OPENED_LOG].inode)
		return gone(database, opened_suffixes[OPENED_LOG]);
	return STORE_OK;
}

static enum store_status
sync_log(struct database *database)
{
	if (fdatasync(database->log) == 0)
		return STORE_OK;
	snprintf(database->why, sizeof(database->why),
		 "the write-ahead log could not be synced: %s", strerror(errno));
	/* What the disk did not take may be missing from the log for good, and later commits
	 * would stand behind the gap: the sooner all is in the database, the better. */
	database->owes_checkpoint = true;
	return STORE_FAILED;
}

enum store_status
database_begin(struct database *database)
{
	enum store_status status = lock_writers(database);

	if (status != STORE_OK)
		return status;
	status = run_kept(database, "BEGIN IMMEDIATE", &database->begin);
	if (status != STORE_OK)
		lock_release(database->lock, WRITER_LOCK);
	return status;
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
	database->log_frames = frames;
	if (frames / LOG_FRAMES != (frames - written) / LOG_FRAMES)
		database->owes_checkpoint = true;
	return SQLITE_OK;
}

/* Where the file format of SQLite has what of the log: sqlite.org/fileformat2.html, section 4.
 */
enum {
	LOG_HEADER_OCTETS = 32,
	LOG_HEADER_SALTS = 16,
	FRAME_HEADER_OCTETS = 24,
	FRAME_HEADER_SALTS = 8,
	SALTS_OCTETS = 8,
};

/*
 * Whether the log's header vouches for the frame that has been written last. It does not if
 * somebody whose index has been removed has begun the log anew meanwhile: then this commit is
 * behind the end of the log for everybody else. Under the writer lock, as it may be begun anew
 * at any time after that.
 */
static bool
is_in_log(const struct database *database)
{
	const off_t frame =
		LOG_HEADER_OCTETS + (off_t)(database->log_frames - 1) *
					    (DATABASE_PAGE_OCTETS + FRAME_HEADER_OCTETS);
	char ours[SALTS_OCTETS];
	char theirs[SALTS_OCTETS];

	return pread(database->log, ours, SALTS_OCTETS, frame + FRAME_HEADER_SALTS) ==
		       SALTS_OCTETS &&
	       pread(database->log, theirs, SALTS_OCTETS, LOG_HEADER_SALTS) == SALTS_OCTETS &&
	       memcmp(ours, theirs, SALTS_OCTETS) == 0;
}

static enum store_status
commit(struct database *database)
{
	enum store_status status;

	database->log_frames = 0;
	status = run_kept(database, "COMMIT", &database->commit);
	if (status != STORE_OK || database->log_frames == 0 || is_in_log(database))
		return status;
	database_explain(database, "another session has begun the write-ahead log anew, by an "
				   "index that is gone");
	return STORE_MISSING;
}

enum store_status
database_finish_without_sync(struct database *database, enum store_status status)
{
	if (status == STORE_OK)
		status = commit(database);
	/* After some errors SQLite has rolled back by itself. */
	if (!sqlite3_get_autocommit(database->sqlite))
		database_execute(database, "ROLLBACK");
	lock_release(database->lock, WRITER_LOCK);
	return status;
}

enum store_status
database_finish(struct database *database, enum store_status status)
{
	status = database_finish_without_sync(database, status);
	if (status == STORE_OK)
		status = sync_log(database);
	return status == STORE_OK ? check_place(database) : status;
}

static enum store_status
read_marks(struct database *database, int *version)
{
	int application = 0;
	int objects = 0;
	enum store_status status =
		database_number(database, "PRAGMA application_id", &application);

	if (status == STORE_OK)
		status = database_number(database, "PRAGMA user_version", version);
	if (status == STORE_OK && *version < 0) {
		database_explain(database,
				 "the version of the database is damaged; restore a backup");
		return STORE_BROKEN;
	}
	if (status != STORE_OK || application == APPLICATION_ID)
		return status;
	status = database_number(database, "SELECT count(*) FROM sqlite_schema", &objects);
	if (status == STORE_OK && (application != 0 || *version != 0 || objects != 0)) {
		database_explain(database,
				 "this is the database of another program; set another one");
		return STORE_BROKEN;
	}
	return status;
}

/*
 * Finds out whose database this is: *version 0 is an empty one. In one transaction, as another
 * process may be about to create it.
 */
static enum store_status
read_version(struct database *database, int *version)
{
	bool alone = sqlite3_get_autocommit(database->sqlite);
	enum store_status status = STORE_OK;
	enum store_status ended = STORE_OK;

	*version = 0;
	if (alone)
		status = database_execute(database, "BEGIN");
	if (status == STORE_OK)
		status = read_marks(database, version);
	/* Whoever stays in the middle of a transaction can never begin another. */
	if (alone && !sqlite3_get_autocommit(database->sqlite))
		ended = database_execute(database, "COMMIT");
	return status == STORE_OK ? ended : status;
}

/* Counts the rows that refer to others which are not there. */
static enum store_status
count_dangling(struct database *database, int *rows)
{
	return database_number(database, "SELECT count(*) FROM pragma_foreign_key_check", rows);
}

/*
 * Brings the schema from version up to ours, inside a transaction in which foreign keys are not
 * enforced: a table that is made anew would take all that refers to it along. So they are
 * checked at the end. What older versions have left dangling may stay: mailctl check mends it.
 */
static enum store_status
migrate(struct database *database, int version)
{
	char pragmas[80];
	int before = 0;
	int after = 0;
	enum store_status status = count_dangling(database, &before);

	for (; version < SCHEMA_VERSION && status == STORE_OK; version++)
		status = database_execute(database, schema[version]);
	if (status == STORE_OK)
		status = count_dangling(database, &after);
	if (status != STORE_OK)
		return status;
	if (after > before) {
		database_explain(database,
				 "the database cannot be brought up to date: rows would "
				 "refer to others that are not there");
		return STORE_BROKEN;
	}
	snprintf(pragmas, sizeof(pragmas), "PRAGMA application_id=%d; PRAGMA user_version=%d",
		 APPLICATION_ID, SCHEMA_VERSION);
	return database_execute(database, pragmas);
}

/* Turns the write-ahead log on, which is what SQLite writes down in the database itself. */
static enum store_status
enter_wal_mode(struct database *database)
{
	enum store_status status = lock_writers(database);
	int version;

	if (status != STORE_OK)
		return status;
	/*
	 * Until the log is on there is a rollback journal, which is safe with one more sync
	 * only: its checksums do not notice when all of page 1 is missing, as that is nearly
	 * all zeros. What counts only in a new database comes before the log.
	 */
	status = database_execute(database,
				  "PRAGMA synchronous=FULL;"
				  " PRAGMA page_size=4096; PRAGMA auto_vacuum=INCREMENTAL;"
				  " PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
	if (status == STORE_OK)
		status = read_version(database, &version); /* opens the log */
	if (status == STORE_OK && !log_file(database)) {
		database_explain(database, "SQLite cannot keep a write-ahead log here");
		status = STORE_BROKEN;
	}
	lock_release(database->lock, WRITER_LOCK);
	return status;
}

/* False if there is no room for all of it. */
static bool
make_reserve(struct database *database)
{
	return disk_reserve_make(database->lock, RESERVE_OCTETS);
}

/* The file systems of the operator's other data may just not be mounted. */
static enum store_status
missing(struct database *database)
{
	database_explain(database,
			 "there is no database here: mount its file system, restore a "
			 "backup, or make one with smtpd --create");
	return STORE_MISSING;
}

/*
 * Creates or migrates the schema. Under the writer lock, whose holders look again: another
 * process may have been first.
 */
static enum store_status
upgrade(struct database *database)
{
	int version = 0;
	enum store_status status = enter_wal_mode(database);

	if (status == STORE_OK)
		status = open_log(database);
	if (status == STORE_OK)
		status = database_begin(database);
	if (status != STORE_OK)
		return status;
	status = read_version(database, &version);
	if (status == STORE_OK && version < SCHEMA_VERSION)
		status = migrate(database, version);
	status = database_finish(database, status);
	if (status != STORE_OK)
		return status;
	make_reserve(database);
	database->is_new = version == 0;
	return STORE_OK;
}

static enum store_status
check_schema(struct database *database)
{
	int version;
	enum store_status status = read_version(database, &version);

	if (status == STORE_OK && version == 0 && !database->place.may_create)
		return missing(database);
	if (status == STORE_OK && version < SCHEMA_VERSION)
		return upgrade(database);
	if (status == STORE_OK && version > SCHEMA_VERSION) {
		database_explain(database,
				 "the database is of a newer pillarbox; upgrade this program");
		return STORE_BROKEN;
	}
	/* A copy that VACUUM INTO made, for one, is not in WAL mode; commits would not be
	 * synced. */
	if (status == STORE_OK && !log_file(database))
		status = enter_wal_mode(database);
	return status == STORE_OK ? open_log(database) : status;
}

/*
 * Checkpoints are database_check_point()'s. Without these settings SQLite would check point by
 * itself, outside our writer lock, and would remove the log whenever the last process leaves.
 */
static enum store_status
configure(struct database *database)
{
	int on = 1;

	sqlite3_busy_timeout(database->sqlite, (int)database->place.lock_timeout * 1000);
	sqlite3_wal_hook(database->sqlite, note_commit,
			 database); /* in place of SQLite's own checkpoints */
	sqlite3_db_config(database->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	/* Not before migrate() has had its chance, and not within a transaction. */
	sqlite3_db_config(database->sqlite, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
	sqlite3_file_control(database->sqlite, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
	return database_execute(database, "PRAGMA synchronous=NORMAL");
}

/* What an errno means of a file beside the database, or of the database itself. */
static enum store_status
open_failed(struct database *database, const char *suffix, int error)
{
	enum store_status status = status_of(SQLITE_CANTOPEN, error);

	snprintf(database->why, sizeof(database->why), "%.200s%s: %s%s",
		 name_of(database->place.file), suffix, strerror(error),
		 status == STORE_BROKEN ? advice(SQLITE_CANTOPEN, error) : "");
	if (error == ENOENT || error == ENOTDIR)
		return STORE_MISSING;
	return disk_is_full(error) ? STORE_FULL : status;
}

/* False, and errno. */
static bool
open_lock_file(struct database *database)
{
	char path[DISK_PATH_OCTETS + 1];

	if ((size_t)snprintf(path, sizeof(path), "%s%s", database->place.file, lock_suffix) >=
	    sizeof(path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	database->lock = disk_open_beside(database->place.file, path);
	return database->lock >= 0 && disk_find_file(database->lock, &database->lock_file);
}

/*
 * SQLite does not make the database file: it would do so for anybody, and belonging to root.
 * The descriptor is closed before SQLite has any.
 */
static enum store_status
make_file(struct database *database)
{
	const char *path = database->place.file;
	struct stat status;
	int fd;

	if (stat(path, &status) == 0 ? status.st_size > 0 : errno != ENOENT && errno != ENOTDIR)
		return STORE_OK;
	if (!database->place.may_create)
		return missing(database);
	fd = disk_open_beside(path, path);
	if (fd < 0)
		return open_failed(database, "", errno);
	close(fd);
	return STORE_OK;
}

/*
 * Reads for the first time, which opens log and index. Where there is no index yet it may have
 * been removed, and a session that has the old one may be in the middle of a change: the index
 * is made from the log when that is over, as no other change by the old one begins any more.
 */
static enum store_status
open_index(struct database *database)
{
	char path[DISK_PATH_OCTETS + sizeof("-shm")];
	enum store_status status;
	int version;

	snprintf(path, sizeof(path), "%s%s", database->place.file,
		 opened_suffixes[OPENED_INDEX]);
	if (access(path, F_OK) == 0)
		return STORE_OK;
	status = lock_writers(database);
	if (status != STORE_OK)
		return status;
	status = database_number(database, "PRAGMA user_version", &version);
	lock_release(database->lock, WRITER_LOCK);
	return status;
}

static enum store_status
open_files(struct database *database)
{
	const char *path = database->place.file;
	enum store_status status = make_file(database);

	if (status != STORE_OK)
		return status;
	if (!open_lock_file(database))
		return open_failed(database, lock_suffix, errno);
	if (!opened_watch(path))
		return open_failed(database, "", ENOMEM);
	status = database_status(database, sqlite3_open_v2(path, &database->sqlite,
							   SQLITE_OPEN_READWRITE, NULL));
	if (status == STORE_OK)
		status = configure(database);
	if (status == STORE_OK)
		status = open_index(database);
	if (status == STORE_OK)
		status = check_schema(database);
	if (status == STORE_OK)
		sqlite3_db_config(database->sqlite, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	return status;
}

/* Statements that need more room than their cache; a session's sandbox has no other place. */
static void
keep_temporary_files_beside(const char *path)
{
	char directory[DISK_PATH_OCTETS + 1];

	disk_directory_of(path, directory);
	setenv("SQLITE_TMPDIR", directory, 1);
}

static void
close_files(struct database *database)
{
	sqlite3_close(database->sqlite);
	database->sqlite = NULL;
	if (database->log >= 0)
		close(database->log);
	if (database->lock >= 0)
		close(database->lock);
	database->log = database->lock = -1;
}

/*
 * Where log and index must be made first, on a disk that is full, the reserve is for that too:
 * else nobody could sign in and delete.
 */
enum store_status
database_open(struct database *database, const struct store_place *place)
{
	enum store_status status;

	memory_prepare_for_store();
	keep_temporary_files_beside(place->file);
	/* One thread, and no statistics: neither costs time. Later calls change nothing. */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	*database = (struct database){.place = *place, .lock = -1, .log = -1};
	status = open_files(database);
	if (status == STORE_FULL && database->lock >= 0 && database_open_reserve(database)) {
		close_files(database);
		status = open_files(database);
		make_reserve(database);
	}
	return status;
}

void
database_close(struct database *database)
{
	sqlite3_finalize(database->begin);
	sqlite3_finalize(database->commit);
	close_files(database);
}

uint64_t
database_large_log(struct database *database)
{
	sqlite3_file *file = log_file(database);
	sqlite3_int64 octets = 0;

	if (!file || file->pMethods->xFileSize(file, &octets) != SQLITE_OK ||
	    octets <= LOG_FILE_OCTETS)
		return 0;
	return (uint64_t)octets;
}

/*
 * A log whose frames are all in the database is written over from its start by the next commit
 * of a process that knows so, and a process that finds itself alone with the log does not. So
 * the one who knows commits something: page 1 as it is.
 */
static void
restart_log(struct database *database)
{
	char pragma[48];

	snprintf(pragma, sizeof(pragma), "PRAGMA application_id=%d", APPLICATION_ID);
	database_execute(database, pragma);
}

/*
 * Copies the log into the database. Under the writer lock. One that fails is no error: the log
 * stays as it is, and somebody else tries again. cut: the log's file is to become as short as
 * can be.
 */
static void
check_point(struct database *database, bool cut)
{
	int mode = SQLITE_CHECKPOINT_PASSIVE;
	int frames = -1;
	int copied = 0;

	if (cut || database_large_log(database) > 0)
		mode = SQLITE_CHECKPOINT_TRUNCATE;
	else if (database->log_frames >= LONG_LOG_FRAMES)
		mode = SQLITE_CHECKPOINT_RESTART;
	sqlite3_busy_timeout(database->sqlite, READERS_WAIT_MS);
	sqlite3_wal_checkpoint_v2(database->sqlite, "main", mode, &frames, &copied);
	if (frames > 0 && frames == copied)
		restart_log(database);
	sqlite3_busy_timeout(database->sqlite, (int)database->place.lock_timeout * 1000);
	make_reserve(database);
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
database_open_reserve(struct database *database)
{
	return disk_reserve_open(database->lock);
}

void
database_cut_log(struct database *database)
{
	if (lock_writers(database) != STORE_OK)
		return;
	check_point(database, true);
	lock_release(database->lock, WRITER_LOCK);
}

void
database_check_point(struct database *database)
{
	if (!database->owes_checkpoint || lock_writers(database) != STORE_OK)
		return;
	check_point(database, false);
	database->owes_checkpoint = false;
	lock_release(database->lock, WRITER_LOCK);
}

/* What there is of the reserve is room for the log of giving back. */
static bool
enlarge_reserve(struct database *database)
{
	bool gave_back;

	if (lock_writers(database) != STORE_OK)
		return false;
	disk_reserve_open(database->lock);
	gave_back = give_back_space(database);
	check_point(database, true);
	lock_release(database->lock, WRITER_LOCK);
	return gave_back;
}

void
database_renew_reserve(struct database *database)
{
	for (int step = 0; step < FREE_PAGES_STEPS && !make_reserve(database); step++)
		if (!enlarge_reserve(database))
			return;
}
