/*
 * The mail store on SQLite. The only file with SQL in it.
 *
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
#include "common/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "common/disk.h"
#include "common/lock.h"
#include "common/memory.h"
#include "common/wait.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

enum {
	APPLICATION_ID = 0x70626f78, /* "pbox" */
	PAGE_OCTETS = 4096,
	/* So many frames are worth a checkpoint: every process that finds itself alone with the
	 * log has to read it whole. */
	LOG_FRAMES = 64,
	/* A log of so many frames has met readers at every checkpoint, and one waits for them
	 * now; they read a chunk at a time. */
	LONG_LOG_FRAMES = 8 * LOG_FRAMES,
	READERS_WAIT_MS = 100,
	/* A file larger than this, as a large message leaves it, is cut. */
	LOG_FILE_OCTETS = 4 * 1024 * 1024,
	/* Free pages are for the next messages. More of them than this, and than one in
	 * FREE_PAGES_SHARE, go back to the file system: so many at a time, so many times. */
	FREE_PAGES = 1024,
	FREE_PAGES_SHARE = 4,
	FREE_PAGES_STEP = 64,
	FREE_PAGES_STEPS = 64,
	/* A message larger than this goes through a cache of so many pages, over and over,
	 * which takes less time than new memory for each of its pages. */
	LARGE_OCTETS = 131072,
	LARGE_CACHE_PAGES = 40,
	/* What the lock file keeps back on the disk: a log with the deletions of a large
	 * maildrop, behind one that is as long as it gets. */
	RESERVE_OCTETS = 1 << 20,
	/* Who signs in again within so many seconds has signed in once: a mail program that
	 * looks for mail all the time would have the database written all the time. */
	SAME_SIGN_IN_SECONDS = 60,
	HASH_SLOTS = 64, /* at most, however many cores there are */
	/* The pieces of a message are numbered from its id times this on. */
	PARTS_BITS = 16,
};

/*
 * Bytes of the lock file. Account ids count from MAILDROP_LOCKS on, hash slots from HASH_LOCKS,
 * and what is made of a network's name, which is less than NETWORKS, from NETWORK_LOCKS.
 */
static const int64_t WRITER_LOCK = 0;
static const int64_t HASH_LOCKS = 1;
static const int64_t NETWORK_LOCKS = (int64_t)1 << 31;
static const uint32_t NETWORKS = (uint32_t)1 << 31;
static const int64_t MAILDROP_LOCKS = (int64_t)1 << 32;

/* schema[n] makes version n + 1 out of version n; version 0 is an empty database. */
static const char schema_1[] =
#include "schema.sql.inc"
	;
static const char schema_2[] =
#include "schema-2.sql.inc"
	;
static const char schema_3[] =
#include "schema-3.sql.inc"
	;
static const char *const schema[] = {schema_1, schema_2, schema_3};
enum { SCHEMA_VERSION = COUNT(schema) };

enum statement {
	BEGIN,
	COMMIT,
	ROLLBACK,
	ACCOUNT_FIND,
	ACCOUNT_CREATE,
	ACCOUNT_SET_PASSWORD,
	ACCOUNT_SIGNED_IN,
	ACCOUNT_USAGE,
	RECIPIENT_FIND,
	RECIPIENT_EXPAND,
	RECIPIENT_ACCOUNT,
	MESSAGE_INSERT,
	CONTENT_INSERT,
	DELIVERY_INSERT,
	MAILDROP_LIST,
	DELIVERY_DELETE,
	DELIVERY_SEE,
	MESSAGE_SUMMARY,
	CONTENT_READ,
	STATEMENTS
};

static const char *const sql[STATEMENTS] = {
	[BEGIN] = "BEGIN IMMEDIATE",
	[COMMIT] = "COMMIT",
	[ROLLBACK] = "ROLLBACK",
	[ACCOUNT_FIND] = "SELECT id, name, password, created, last_sign_in FROM account"
			 " WHERE name = ?1",
	[ACCOUNT_CREATE] = "INSERT INTO account (name, password, created) VALUES (?1, ?2, ?3)"
			   " ON CONFLICT DO NOTHING",
	[ACCOUNT_SET_PASSWORD] =
		"UPDATE account SET password = ?2 WHERE id = ?1 AND password IS ?3",
	[ACCOUNT_SIGNED_IN] = "UPDATE account SET last_sign_in = ?2 WHERE id = ?1",
	[ACCOUNT_USAGE] = "SELECT sum(octets) FROM delivery WHERE account = ?1",
	/*
	 * Nearly every name is an account and no alias: the first statement is all it takes. Of
	 * the accounts that an alias reaches, those are left out that only pass mail on: they
	 * have an alias of their own, which reaches others and not themselves.
	 */
	[RECIPIENT_FIND] = "SELECT id, quota FROM account WHERE name = ?1"
			   " AND NOT EXISTS (SELECT 1 FROM alias WHERE name = ?1)",
	[RECIPIENT_EXPAND] = "WITH RECURSIVE reached (name) AS ("
			     " SELECT target FROM alias WHERE name = ?1 UNION"
			     " SELECT target FROM alias JOIN reached USING (name))"
			     " SELECT id, quota FROM account WHERE name IN reached"
			     " AND (EXISTS (SELECT 1 FROM alias WHERE name = account.name"
			     " AND target = account.name)"
			     " OR NOT EXISTS (WITH RECURSIVE onward (name) AS ("
			     " SELECT target FROM alias WHERE name = account.name UNION"
			     " SELECT target FROM alias JOIN onward USING (name))"
			     " SELECT 1 FROM account AS other WHERE other.name IN onward"
			     " AND other.id <> account.id))",
	[RECIPIENT_ACCOUNT] = "SELECT id, quota FROM account WHERE name = ?1",
	[MESSAGE_INSERT] =
		"INSERT INTO message (transaction_id, arrived, reverse_path, sender, peer,"
		" helo, subject, octets)"
		" VALUES (?1, ?2, ?3, nullif(?4, 0), ?5, ?6, ?7, ?8)",
	[CONTENT_INSERT] = "INSERT INTO content (id, data) VALUES (?1, ?2)",
	[DELIVERY_INSERT] = "INSERT INTO delivery (account, message, octets)"
			    " SELECT id, ?2, ?3 FROM account WHERE id = ?1",
	[MAILDROP_LIST] = "SELECT message, octets, seen FROM delivery WHERE account = ?1"
			  " ORDER BY message",
	[DELIVERY_DELETE] = "DELETE FROM delivery WHERE account = ?1 AND message = ?2",
	[DELIVERY_SEE] = "UPDATE delivery SET seen = 1 WHERE account = ?1 AND message = ?2",
	[MESSAGE_SUMMARY] = "SELECT arrived, reverse_path, subject FROM message WHERE id = ?1",
	[CONTENT_READ] = "SELECT data FROM content WHERE id = ?1",
};

struct store {
	sqlite3 *db;
	int lock;
	int log; /* -1: not open */
	unsigned lock_timeout;
	int64_t hash_lock;    /* the byte of our hash slot; 0: none */
	int64_t network_lock; /* that of the network it was taken for; 0: none */
	int log_frames;       /* in the log after our last commit */
	bool owes_checkpoint;
	bool has_deleted;  /* and has not looked yet whether there is space to give back */
	int64_t signed_in; /* the account whose sign-in is to be recorded; 0: none */
	int64_t signed_in_at;
	sqlite3_stmt *statements[STATEMENTS]; /* prepared when first used */
	char why[STORE_WHY_OCTETS];
};

static void
explain(struct store *store, const char *what)
{
	snprintf(store->why, sizeof(store->why), "%s", what);
}

static bool
system_is_short(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOMEM;
}

/* What an SQLite result code means to our callers; error is the system's errno behind it. */
static enum store_status
status_of(int result, int error)
{
	switch (result & 0xFF) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return STORE_OK;
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
log_file(struct store *store)
{
	sqlite3_file *file = NULL;

	sqlite3_file_control(store->db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
	return file && file->pMethods ? file : NULL;
}

/* The errno behind the last result. When COMMIT fails it is only the log that still knows it.
 */
static int
system_error(struct store *store)
{
	int error = sqlite3_system_errno(store->db);
	sqlite3_file *file;

	if (error != 0 || sqlite3_extended_errcode(store->db) != SQLITE_IOERR_WRITE)
		return error;
	file = log_file(store);
	if (file)
		file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error);
	return error;
}

static enum store_status
sqlite_status(struct store *store, int result)
{
	int error = system_error(store);
	enum store_status status = status_of(result, error);

	if (status != STORE_OK)
		snprintf(store->why, sizeof(store->why), "%s (SQLite result %d)%s",
			 sqlite3_errmsg(store->db), sqlite3_extended_errcode(store->db),
			 status == STORE_BROKEN ? advice(result, error) : "");
	return status;
}

static enum store_status
execute(struct store *store, const char *text)
{
	return sqlite_status(store, sqlite3_exec(store->db, text, NULL, NULL, NULL));
}

static enum store_status
prepare(struct store *store, enum statement which, sqlite3_stmt **statement)
{
	sqlite3_stmt **slot = &store->statements[which];
	int result = SQLITE_OK;

	if (!*slot)
		result = sqlite3_prepare_v3(store->db, sql[which], -1,
					    SQLITE_PREPARE_PERSISTENT, slot, NULL);
	*statement = *slot;
	return sqlite_status(store, result);
}

/* Runs a statement that gives no rows, and makes it ready for its next use. */
static enum store_status
run(struct store *store, sqlite3_stmt *statement)
{
	enum store_status status = sqlite_status(store, sqlite3_step(statement));

	sqlite3_reset(statement);
	return status;
}

static enum store_status
run_plain(struct store *store, enum statement which)
{
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, which, &statement);

	return status == STORE_OK ? run(store, statement) : status;
}

/* Steps a statement to its one row, which must be read and sqlite3_reset() after STORE_OK. */
static enum store_status
step_to_row(struct store *store, sqlite3_stmt *statement)
{
	int result = sqlite3_step(statement);
	enum store_status status = sqlite_status(store, result);

	if (result == SQLITE_ROW)
		return STORE_OK;
	sqlite3_reset(statement);
	return status == STORE_OK ? STORE_NOT_FOUND : status;
}

/* Copies a text column; NULL is "". Cuts what does not fit. */
static void
copy_text(sqlite3_stmt *statement, int column, char *to, size_t room)
{
	const unsigned char *text = sqlite3_column_text(statement, column);

	snprintf(to, room, "%s", text ? (const char *)text : "");
}

static enum store_status
lock_writers(struct store *store)
{
	if (lock_wait(store->lock, WRITER_LOCK, store->lock_timeout))
		return STORE_OK;
	explain(store, errno == EAGAIN ? "another process has had the writer lock for too long"
				       : strerror(errno));
	return errno == EAGAIN ? STORE_BUSY : STORE_FAILED;
}

/*
 * Opens the log for ourselves, to sync it: SQLite would add a sync of the directory to the
 * first one of each process, and it makes that one already before the first frame of a new log.
 * To be called before anything is written: a descriptor that is opened behind a write does not
 * in all cases hear that it failed.
 */
static enum store_status
open_log(struct store *store)
{
	enum store_status status;

	if (store->log >= 0)
		return STORE_OK;
	store->log = open(sqlite3_filename_wal(sqlite3_db_filename(store->db, "main")),
			  O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (store->log >= 0)
		return STORE_OK;
	status = system_is_short(errno) ? STORE_FAILED : STORE_BROKEN;
	explain(store, "the write-ahead log cannot be opened");
	return status;
}

static enum store_status
sync_log(struct store *store)
{
	if (fdatasync(store->log) == 0)
		return STORE_OK;
	/* What the disk did not take may be missing from the log for good, and later commits
	 * would stand behind the gap: the sooner all is in the database, the better. */
	store->owes_checkpoint = true;
	explain(store, "the write-ahead log could not be synced");
	return STORE_FAILED;
}

static enum store_status
begin(struct store *store)
{
	enum store_status status = lock_writers(store);

	if (status != STORE_OK)
		return status;
	status = open_log(store);
	if (status == STORE_OK)
		status = run_plain(store, BEGIN);
	if (status != STORE_OK)
		lock_release(store->lock, WRITER_LOCK);
	return status;
}

/* For sqlite3_wal_hook(): called at the end of a commit, when the log has so many frames. */
static int
note_commit(void *of, sqlite3 *db, const char *schema_name, int frames)
{
	struct store *store = of;
	int written = 0;
	int highest;

	(void)schema_name;
	sqlite3_db_status(db, SQLITE_DBSTATUS_CACHE_WRITE, &written, &highest, 1);
	store->log_frames = frames;
	if (frames / LOG_FRAMES != (frames - written) / LOG_FRAMES)
		store->owes_checkpoint = true;
	return SQLITE_OK;
}

/* As finish(), for a change that may be lost with the power. */
static enum store_status
finish_without_sync(struct store *store, enum store_status status)
{
	if (status == STORE_OK)
		status = run_plain(store, COMMIT);
	/* After some errors SQLite has rolled back by itself. */
	if (!sqlite3_get_autocommit(store->db))
		run_plain(store, ROLLBACK);
	lock_release(store->lock, WRITER_LOCK);
	return status;
}

/*
 * Ends what begin() began: COMMIT if all went well so far, ROLLBACK if not. Outside the lock
 * the log is synced. Returns what the whole transaction came to.
 */
static enum store_status
finish(struct store *store, enum store_status status)
{
	status = finish_without_sync(store, status);
	return status == STORE_OK ? sync_log(store) : status;
}

static enum store_status
read_pragma(struct store *store, const char *pragma, int *value)
{
	sqlite3_stmt *statement;
	int result = sqlite3_prepare_v2(store->db, pragma, -1, &statement, NULL);

	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	if (result == SQLITE_ROW)
		*value = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	return sqlite_status(store, result);
}

static enum store_status
read_marks(struct store *store, int *version)
{
	int application = 0;
	int objects = 0;
	enum store_status status = read_pragma(store, "PRAGMA application_id", &application);

	if (status == STORE_OK)
		status = read_pragma(store, "PRAGMA user_version", version);
	if (status == STORE_OK && *version < 0) {
		explain(store, "the version of the database is damaged; restore a backup");
		return STORE_BROKEN;
	}
	if (status != STORE_OK || application == APPLICATION_ID)
		return status;
	status = read_pragma(store, "SELECT count(*) FROM sqlite_schema", &objects);
	if (status == STORE_OK && (application != 0 || *version != 0 || objects != 0)) {
		explain(store, "this is the database of another program; set another one");
		return STORE_BROKEN;
	}
	return status;
}

/*
 * Finds out whose database this is: *version 0 is an empty one. In one transaction, as another
 * process may be about to create it.
 */
static enum store_status
read_version(struct store *store, int *version)
{
	bool alone = sqlite3_get_autocommit(store->db);
	enum store_status status = STORE_OK;
	enum store_status ended = STORE_OK;

	*version = 0;
	if (alone)
		status = execute(store, "BEGIN");
	if (status == STORE_OK)
		status = read_marks(store, version);
	/* Whoever stays in the middle of a transaction can never begin another. */
	if (alone && !sqlite3_get_autocommit(store->db))
		ended = execute(store, "COMMIT");
	return status == STORE_OK ? ended : status;
}

/* Brings the schema from version up to ours, inside a transaction. */
static enum store_status
migrate(struct store *store, int version)
{
	char pragmas[80];
	enum store_status status = STORE_OK;

	for (; version < SCHEMA_VERSION && status == STORE_OK; version++)
		status = execute(store, schema[version]);
	if (status != STORE_OK)
		return status;
	snprintf(pragmas, sizeof(pragmas), "PRAGMA application_id=%d; PRAGMA user_version=%d",
		 APPLICATION_ID, SCHEMA_VERSION);
	return execute(store, pragmas);
}

/* Turns the write-ahead log on, which is what SQLite writes down in the database itself. */
static enum store_status
enter_wal_mode(struct store *store)
{
	enum store_status status = lock_writers(store);
	int version;

	if (status != STORE_OK)
		return status;
	/*
	 * Until the log is on there is a rollback journal, which is safe with one more sync
	 * only: its checksums do not notice when all of page 1 is missing, as that is nearly
	 * all zeros. What counts only in a new database comes before the log.
	 */
	status = execute(store, "PRAGMA synchronous=FULL;"
				" PRAGMA page_size=4096; PRAGMA auto_vacuum=INCREMENTAL;"
				" PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
	if (status == STORE_OK)
		status = read_version(store, &version); /* opens the log */
	if (status == STORE_OK && !log_file(store)) {
		explain(store, "SQLite cannot keep a write-ahead log here");
		status = STORE_BROKEN;
	}
	lock_release(store->lock, WRITER_LOCK);
	return status;
}

/*
 * Creates or migrates the schema. Under the writer lock, whose holders look again: another
 * process may have been first.
 */
static enum store_status
upgrade(struct store *store)
{
	int version;
	enum store_status status = enter_wal_mode(store);

	if (status == STORE_OK)
		status = begin(store);
	if (status != STORE_OK)
		return status;
	status = read_version(store, &version);
	if (status == STORE_OK && version < SCHEMA_VERSION)
		status = migrate(store, version);
	status = finish(store, status);
	if (status == STORE_OK)
		disk_reserve_make(store->lock, RESERVE_OCTETS);
	return status;
}

static enum store_status
check_schema(struct store *store)
{
	int version;
	enum store_status status = read_version(store, &version);

	if (status == STORE_OK && version < SCHEMA_VERSION)
		return upgrade(store);
	if (status == STORE_OK && version > SCHEMA_VERSION) {
		explain(store, "the database is of a newer pillarbox; upgrade this program");
		return STORE_BROKEN;
	}
	/* A copy that VACUUM INTO made, for one, is not in WAL mode; commits would not be
	 * synced. */
	if (status == STORE_OK && !log_file(store))
		return enter_wal_mode(store);
	return status;
}

/*
 * Checkpoints are store_maintain()'s. Without these settings SQLite would check point by
 * itself, outside our writer lock, and would remove the log whenever the last process leaves.
 */
static enum store_status
configure(struct store *store)
{
	int on = 1;

	sqlite3_busy_timeout(store->db, (int)store->lock_timeout * 1000);
	sqlite3_wal_hook(store->db, note_commit,
			 store); /* in place of SQLite's own checkpoints */
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_file_control(store->db, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
	return execute(store, "PRAGMA synchronous=NORMAL");
}

static enum store_status
open_failed(struct store *store, int error)
{
	enum store_status status = status_of(SQLITE_CANTOPEN, error);

	snprintf(store->why, sizeof(store->why), "%s%s", strerror(error),
		 status == STORE_BROKEN ? advice(SQLITE_CANTOPEN, error) : "");
	return disk_is_full(error) ? STORE_FULL : status;
}

static enum store_status
open_files(struct store *store, const char *path)
{
	char lock_path[4096];
	enum store_status status;

	if ((size_t)snprintf(lock_path, sizeof(lock_path), "%s-lock", path) >=
	    sizeof(lock_path)) {
		explain(store, "the path is too long");
		return STORE_BROKEN;
	}
	store->lock = lock_open(lock_path);
	if (store->lock < 0)
		return open_failed(store, errno);
	status = sqlite_status(
		store, sqlite3_open_v2(path, &store->db,
				       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL));
	if (status == STORE_OK)
		status = configure(store);
	return status == STORE_OK ? check_schema(store) : status;
}

/* Statements that need more room than their cache; a session's sandbox has no other place. */
static void
keep_temporary_files_beside(const char *path)
{
	char directory[DISK_PATH_OCTETS + 1];

	disk_directory_of(path, directory);
	setenv("SQLITE_TMPDIR", directory, 1);
}

enum store_status
store_open(struct store **opened, const char *path, unsigned lock_timeout,
	   char why[STORE_WHY_OCTETS])
{
	struct store *store = calloc(1, sizeof(*store));
	enum store_status status = STORE_FAILED;

	*opened = NULL;
	snprintf(why, STORE_WHY_OCTETS, "out of memory");
	if (!store)
		return status;
	memory_prepare_for_store();
	keep_temporary_files_beside(path);
	/* One thread, and no statistics: neither costs time. Later calls change nothing. */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	store->lock = -1;
	store->log = -1;
	store->lock_timeout = lock_timeout;
	status = open_files(store, path);
	if (status == STORE_OK) {
		*opened = store;
		return STORE_OK;
	}
	snprintf(why, STORE_WHY_OCTETS, "%.100s: %.290s", path, store->why);
	store_close(store);
	return status;
}

void
store_close(struct store *store)
{
	if (!store)
		return;
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(store->statements[i]);
	sqlite3_close(store->db);
	if (store->log >= 0)
		close(store->log);
	if (store->lock >= 0)
		close(store->lock);
	free(store);
}

const char *
store_why(const struct store *store)
{
	return store->why;
}

enum store_status
store_free_space(const char *path, uint64_t *octets)
{
	char directory[DISK_PATH_OCTETS + 1];
	struct statvfs status;

	disk_directory_of(path, directory);
	if (statvfs(directory, &status) < 0)
		return STORE_BROKEN;
	*octets = (uint64_t)status.f_bavail * status.f_frsize;
	return STORE_OK;
}

enum store_status
store_reusable_space(struct store *store, uint64_t *octets)
{
	int pages = 0;
	enum store_status status = read_pragma(store, "PRAGMA freelist_count", &pages);

	*octets = (uint64_t)pages * PAGE_OCTETS;
	return status;
}

enum store_status
store_account_find(struct store *store, const char *name, struct store_account *account)
{
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, ACCOUNT_FIND, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	status = step_to_row(store, statement);
	if (status != STORE_OK)
		return status;
	account->id = sqlite3_column_int64(statement, 0);
	copy_text(statement, 1, account->name, sizeof(account->name));
	account->has_password = sqlite3_column_type(statement, 2) != SQLITE_NULL;
	copy_text(statement, 2, account->password, sizeof(account->password));
	account->created = sqlite3_column_int64(statement, 3);
	account->last_sign_in = sqlite3_column_int64(statement, 4);
	sqlite3_reset(statement);
	return STORE_OK;
}

static enum store_status
insert_account(struct store *store, const char *name, const char *hash)
{
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, ACCOUNT_CREATE, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 2, hash, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 3, time(NULL));
	status = run(store, statement);
	if (status == STORE_OK && sqlite3_changes(store->db) == 0)
		return STORE_EXISTS;
	return status;
}

enum store_status
store_account_create(struct store *store, const char *name, const char *hash,
		     struct store_account *account)
{
	enum store_status status = begin(store);

	if (status == STORE_OK)
		status = finish(store, insert_account(store, name, hash));
	return status == STORE_OK ? store_account_find(store, name, account) : status;
}

static enum store_status
update_password(struct store *store, const struct store_account *account, const char *hash)
{
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, ACCOUNT_SET_PASSWORD, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, account->id);
	sqlite3_bind_text(statement, 2, hash, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 3, account->has_password ? account->password : NULL, -1,
			  SQLITE_STATIC);
	status = run(store, statement);
	if (status == STORE_OK && sqlite3_changes(store->db) == 0)
		return STORE_NOT_FOUND;
	return status;
}

enum store_status
store_account_set_password(struct store *store, struct store_account *account, const char *hash)
{
	enum store_status status = begin(store);

	if (status == STORE_OK)
		status = finish(store, update_password(store, account, hash));
	if (status == STORE_OK) {
		snprintf(account->password, sizeof(account->password), "%s", hash);
		account->has_password = true;
	}
	return status;
}

static enum store_status
update_last_sign_in(struct store *store)
{
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, ACCOUNT_SIGNED_IN, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, store->signed_in);
	sqlite3_bind_int64(statement, 2, store->signed_in_at);
	return run(store, statement);
}

void
store_record_sign_in(struct store *store)
{
	if (store->signed_in != 0 && begin(store) == STORE_OK)
		finish_without_sync(store, update_last_sign_in(store));
	store->signed_in = 0;
}

void
store_note_sign_in(struct store *store, const struct store_account *account)
{
	int64_t now = time(NULL);

	if (account->last_sign_in <= now && now - account->last_sign_in < SAME_SIGN_IN_SECONDS)
		return;
	if (store->signed_in != account->id)
		store_record_sign_in(store);
	store->signed_in = account->id;
	store->signed_in_at = now;
}

/* Unlike sysconf(3) this opens no file, and tells what this process may use. */
static int
hash_slots(void)
{
	cpu_set_t cores;
	int slots;

	if (sched_getaffinity(0, sizeof(cores), &cores) < 0)
		return 1;
	slots = CPU_COUNT(&cores) - 1;
	if (slots > HASH_SLOTS)
		return HASH_SLOTS;
	return slots > 1 ? slots : 1;
}

/* Two networks that come to the same byte wait for each other, which is no harm. (FNV-1a) */
static int64_t
lock_of_network(const char *network)
{
	uint32_t hash = 2166136261;

	for (; *network; network++)
		hash = (hash ^ (unsigned char)*network) * 16777619;
	return NETWORK_LOCKS + hash % NETWORKS;
}

static enum store_status
no_slot(struct store *store, const char *busy)
{
	explain(store, errno == EAGAIN ? busy : strerror(errno));
	return errno == EAGAIN ? STORE_BUSY : STORE_FAILED;
}

/* Takes any slot that is free, or waits for one, another than the next process does. */
static enum store_status
take_any_slot(struct store *store, unsigned seconds)
{
	int slots = hash_slots();
	int64_t slot = HASH_LOCKS;

	while (slot < HASH_LOCKS + slots && !lock_try(store->lock, slot))
		slot++;
	if (slot == HASH_LOCKS + slots) {
		slot = HASH_LOCKS + getpid() % slots;
		if (!lock_wait(store->lock, slot, seconds))
			return no_slot(store, "no hash slot came free");
	}
	store->hash_lock = slot;
	return STORE_OK;
}

enum store_status
store_hash_slot_take(struct store *store, const char *network, unsigned seconds)
{
	int64_t end = wait_now_ms() + (int64_t)seconds * 1000;
	int64_t lock = network ? lock_of_network(network) : 0;
	enum store_status status;
	int64_t left;

	if (lock != 0 && !lock_wait(store->lock, lock, seconds))
		return no_slot(store, "others of the network took too long");
	store->network_lock = lock;
	left = (end - wait_now_ms() + 999) / 1000;
	status = take_any_slot(store, left > 0 ? (unsigned)left : 1);
	if (status != STORE_OK)
		store_hash_slot_release(store);
	return status;
}

static void
release(struct store *store, int64_t *lock)
{
	if (*lock != 0)
		lock_release(store->lock, *lock);
	*lock = 0;
}

void
store_hash_slot_release(struct store *store)
{
	release(store, &store->hash_lock);
	release(store, &store->network_lock);
}

enum store_status
store_account_usage(struct store *store, int64_t account, uint64_t *octets)
{
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, ACCOUNT_USAGE, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, account);
	status = step_to_row(store, statement);
	if (status != STORE_OK)
		return status;
	*octets = (uint64_t)sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return STORE_OK;
}

static bool
append_recipient(sqlite3_stmt *statement, struct store_recipient **recipients, size_t *count)
{
	struct store_recipient *grown = realloc(*recipients, (*count + 1) * sizeof(*grown));

	if (!grown)
		return false;
	*recipients = grown;
	grown[(*count)++] = (struct store_recipient){
		.account = sqlite3_column_int64(statement, 0),
		.has_quota = sqlite3_column_type(statement, 1) != SQLITE_NULL,
		.quota = (uint64_t)sqlite3_column_int64(statement, 1),
	};
	return true;
}

static enum store_status
find_recipients(struct store *store, enum statement which, const char *name,
		struct store_recipient **recipients, size_t *count)
{
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, which, &statement);
	int result;

	if (status != STORE_OK)
		return status;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	while ((result = sqlite3_step(statement)) == SQLITE_ROW)
		if (!append_recipient(statement, recipients, count)) {
			result = SQLITE_NOMEM;
			break;
		}
	status = sqlite_status(store, result);
	sqlite3_reset(statement);
	if (status == STORE_OK && *count == 0)
		return STORE_NOT_FOUND;
	return status;
}

enum store_status
store_recipients_find(struct store *store, const char *name,
		      struct store_recipient **recipients, size_t *count)
{
	enum store_status status;

	*recipients = NULL;
	*count = 0;
	status = find_recipients(store, RECIPIENT_FIND, name, recipients, count);
	if (status == STORE_NOT_FOUND)
		status = find_recipients(store, RECIPIENT_EXPAND, name, recipients, count);
	/* An alias that leads to nobody, or only around in a circle, takes no mail away. */
	if (status == STORE_NOT_FOUND)
		status = find_recipients(store, RECIPIENT_ACCOUNT, name, recipients, count);
	if (status != STORE_OK) {
		free(*recipients);
		*recipients = NULL;
		*count = 0;
	}
	return status;
}

static enum store_status
insert_message(struct store *store, const struct store_message *message, int64_t *id)
{
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, MESSAGE_INSERT, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_text(statement, 1, message->transaction_id, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 2, message->arrived);
	sqlite3_bind_text(statement, 3, message->reverse_path, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 4, message->sender);
	sqlite3_bind_text(statement, 5, message->peer, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 6, message->helo, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 7, message->subject, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 8, (int64_t)message->octets);
	status = run(store, statement);
	*id = sqlite3_last_insert_rowid(store->db);
	return status;
}

/* chunk has room for STORE_CHUNK_OCTETS. */
static enum store_status
insert_content(struct store *store, int64_t id, const struct store_source *source,
	       uint64_t octets, void *chunk)
{
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, CONTENT_INSERT, &statement);

	for (int64_t part = id << PARTS_BITS; octets > 0 && status == STORE_OK; part++) {
		size_t n = octets < STORE_CHUNK_OCTETS ? (size_t)octets : STORE_CHUNK_OCTETS;

		if (!source->read(source->from, chunk, n)) {
			explain(store, "the spooled message could not be read");
			return STORE_FAILED;
		}
		sqlite3_bind_int64(statement, 1, part);
		sqlite3_bind_blob(statement, 2, chunk, (int)n, SQLITE_STATIC);
		status = run(store, statement);
		octets -= n;
	}
	return status;
}

static enum store_status
insert_delivery(struct store *store, int64_t account, int64_t message, uint64_t octets)
{
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, DELIVERY_INSERT, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, account);
	sqlite3_bind_int64(statement, 2, message);
	sqlite3_bind_int64(statement, 3, (int64_t)octets);
	status = run(store, statement);
	if (status == STORE_OK && sqlite3_changes(store->db) == 0) {
		explain(store, "the recipient's account does not exist any more");
		return STORE_NOT_FOUND;
	}
	return status;
}

static enum store_status
insert_all(struct store *store, const struct store_message *message,
	   const struct store_source *source, const int64_t accounts[], size_t count,
	   void *chunk)
{
	int64_t id;
	enum store_status status = insert_message(store, message, &id);

	if (status == STORE_OK)
		status = insert_content(store, id, source, message->octets, chunk);
	for (size_t i = 0; i < count && status == STORE_OK; i++)
		status = insert_delivery(store, accounts[i], id, message->octets);
	return status;
}

static enum store_status
shrink_cache(struct store *store)
{
	char pragma[40];

	snprintf(pragma, sizeof(pragma), "PRAGMA cache_size=%d", LARGE_CACHE_PAGES);
	return execute(store, pragma);
}

enum store_status
store_deliver(struct store *store, const struct store_message *message,
	      const struct store_source *source, const int64_t accounts[], size_t count)
{
	void *chunk = malloc(STORE_CHUNK_OCTETS);
	enum store_status status = STORE_FAILED;

	explain(store, "out of memory");
	if (chunk)
		status = STORE_OK;
	if (status == STORE_OK && message->octets > LARGE_OCTETS)
		status = shrink_cache(store);
	if (status == STORE_OK)
		status = begin(store);
	if (status == STORE_OK)
		status = finish(store,
				insert_all(store, message, source, accounts, count, chunk));
	free(chunk);
	return status;
}

enum store_status
store_maildrop_lock(struct store *store, int64_t account)
{
	if (lock_try(store->lock, MAILDROP_LOCKS + account))
		return STORE_OK;
	explain(store, strerror(errno));
	return errno == EAGAIN || errno == EACCES ? STORE_BUSY : STORE_FAILED;
}

void
store_maildrop_unlock(struct store *store, int64_t account)
{
	lock_release(store->lock, MAILDROP_LOCKS + account);
}

/* Appends the row that statement is at. */
static bool
append_entry(sqlite3_stmt *statement, struct store_entry **entries, size_t *count, size_t *room)
{
	if (*count == *room) {
		size_t more = *room ? *room * 2 : 64;
		struct store_entry *grown = realloc(*entries, more * sizeof(*grown));

		if (!grown)
			return false;
		*entries = grown;
		*room = more;
	}
	(*entries)[(*count)++] = (struct store_entry){
		.message = sqlite3_column_int64(statement, 0),
		.octets = (uint32_t)sqlite3_column_int64(statement, 1),
		.seen = sqlite3_column_int(statement, 2) != 0,
	};
	return true;
}

enum store_status
store_maildrop_list(struct store *store, int64_t account, struct store_entry **entries,
		    size_t *count)
{
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, MAILDROP_LIST, &statement);
	size_t room = 0;
	int result;

	*entries = NULL;
	*count = 0;
	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, account);
	while ((result = sqlite3_step(statement)) == SQLITE_ROW)
		if (!append_entry(statement, entries, count, &room)) {
			result = SQLITE_NOMEM;
			break;
		}
	status = sqlite_status(store, result);
	sqlite3_reset(statement);
	if (status != STORE_OK) {
		free(*entries);
		*entries = NULL;
		*count = 0;
	}
	return status;
}

static enum store_status
change_entry(struct store *store, enum statement which, int64_t account, int64_t message)
{
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, which, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, account);
	sqlite3_bind_int64(statement, 2, message);
	return run(store, statement);
}

static enum store_status
change_entries(struct store *store, int64_t account, const struct store_entry *entries,
	       size_t count)
{
	enum store_status status = STORE_OK;

	for (size_t i = 0; i < count && status == STORE_OK; i++) {
		store->has_deleted |= entries[i].to_delete;
		if (entries[i].to_delete)
			status = change_entry(store, DELIVERY_DELETE, account,
					      entries[i].message);
		else if (entries[i].to_see)
			status = change_entry(store, DELIVERY_SEE, account, entries[i].message);
	}
	return status;
}

static bool
log_file_is_large(struct store *store)
{
	sqlite3_file *file = log_file(store);
	sqlite3_int64 octets = 0;

	return file && file->pMethods->xFileSize(file, &octets) == SQLITE_OK &&
	       octets > LOG_FILE_OCTETS;
}

/*
 * A log whose frames are all in the database is written over from its start by the next commit
 * of a process that knows so, and a process that finds itself alone with the log does not. So
 * the one who knows commits something: page 1 as it is.
 */
static void
restart_log(struct store *store)
{
	char pragma[48];

	snprintf(pragma, sizeof(pragma), "PRAGMA application_id=%d", APPLICATION_ID);
	execute(store, pragma);
}

/*
 * Copies the log into the database. Under the writer lock. One that fails is no error: the log
 * stays as it is, and somebody else tries again. cut: the log's file is to become as short as
 * can be.
 */
static void
checkpoint(struct store *store, bool cut)
{
	int mode = SQLITE_CHECKPOINT_PASSIVE;
	int frames = -1;
	int copied = 0;

	if (cut || log_file_is_large(store))
		mode = SQLITE_CHECKPOINT_TRUNCATE;
	else if (store->log_frames >= LONG_LOG_FRAMES)
		mode = SQLITE_CHECKPOINT_RESTART;
	sqlite3_busy_timeout(store->db, READERS_WAIT_MS);
	sqlite3_wal_checkpoint_v2(store->db, "main", mode, &frames, &copied);
	if (frames > 0 && frames == copied)
		restart_log(store);
	sqlite3_busy_timeout(store->db, (int)store->lock_timeout * 1000);
	disk_reserve_make(store->lock, RESERVE_OCTETS);
}

static enum store_status
update_maildrop(struct store *store, int64_t account, const struct store_entry *entries,
		size_t count)
{
	/* Zeros over what is deleted, as far as its page is written anyway. */
	enum store_status status = execute(store, "PRAGMA secure_delete=FAST");

	if (status == STORE_OK)
		status = begin(store);
	if (status == STORE_OK)
		status = finish(store, change_entries(store, account, entries, count));
	return status;
}

/*
 * Without room for the log nothing could be deleted, and so no room be made: for that there is
 * the reserve.
 */
enum store_status
store_maildrop_update(struct store *store, int64_t account, const struct store_entry *entries,
		      size_t count)
{
	enum store_status status = update_maildrop(store, account, entries, count);

	if (status != STORE_FULL || !disk_reserve_open(store->lock))
		return status;
	status = update_maildrop(store, account, entries, count);
	if (lock_writers(store) == STORE_OK) {
		checkpoint(store, true);
		lock_release(store->lock, WRITER_LOCK);
	}
	return status;
}

enum store_status
store_message_summary(struct store *store, int64_t message, struct store_summary *summary)
{
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, MESSAGE_SUMMARY, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, message);
	status = step_to_row(store, statement);
	if (status != STORE_OK)
		return status;
	summary->arrived = sqlite3_column_int64(statement, 0);
	copy_text(statement, 1, summary->reverse_path, sizeof(summary->reverse_path));
	copy_text(statement, 2, summary->subject, sizeof(summary->subject));
	sqlite3_reset(statement);
	return STORE_OK;
}

enum store_status
store_message_read(struct store *store, int64_t message, unsigned part, void *data,
		   size_t *octets)
{
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, CONTENT_READ, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, (message << PARTS_BITS) + part);
	status = step_to_row(store, statement);
	if (status != STORE_OK)
		return status;
	*octets = (size_t)sqlite3_column_bytes(statement, 0);
	if (*octets > STORE_CHUNK_OCTETS) {
		explain(store, "a piece of the message is too large; restore a backup");
		status = STORE_BROKEN;
	} else {
		memcpy(data, sqlite3_column_blob(statement, 0), *octets);
	}
	sqlite3_reset(statement);
	return status;
}

/*
 * Gives some of the free pages back to the file system, if they are many. Returns whether there
 * were. A database without auto_vacuum, which older versions made, keeps them all.
 */
static bool
give_back_space(struct store *store)
{
	int mode = 0;
	int pages = 0;
	int free_pages = 0;
	char pragma[48];

	if (read_pragma(store, "PRAGMA auto_vacuum", &mode) != STORE_OK ||
	    read_pragma(store, "PRAGMA page_count", &pages) != STORE_OK ||
	    read_pragma(store, "PRAGMA freelist_count", &free_pages) != STORE_OK || mode == 0 ||
	    free_pages <= FREE_PAGES || free_pages <= pages / FREE_PAGES_SHARE)
		return false;
	snprintf(pragma, sizeof(pragma), "PRAGMA incremental_vacuum(%d)", FREE_PAGES_STEP);
	return execute(store, pragma) == STORE_OK;
}

static void
maintain_once(struct store *store, bool *gave_back)
{
	*gave_back = give_back_space(store);
	if (*gave_back || store->owes_checkpoint)
		checkpoint(store, false);
	store->owes_checkpoint = false;
	store->has_deleted = false;
}

/* What fails here is no error: the files stay as they are, and somebody else tries again. */
void
store_maintain(struct store *store)
{
	bool due = store->owes_checkpoint || store->has_deleted;

	for (int step = 0; due && step < FREE_PAGES_STEPS; step++) {
		if (lock_writers(store) != STORE_OK)
			return;
		maintain_once(store, &due);
		lock_release(store->lock, WRITER_LOCK);
	}
}
