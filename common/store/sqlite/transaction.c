#include "common/store/sqlite/transaction.h"

#include <errno.h>
#include <string.h>

#include "common/base/lock.h"
#include "common/store/sqlite/files.h"
#include "common/store/sqlite/frames.h"
#include "common/store/sqlite/wal.h"

/* A byte of the lock file. */
static const int64_t WRITER_LOCK = 0;

enum store_status
transaction_not_locked(struct database *database, const char *busy)
{
	if (errno == EAGAIN)
		return database_explain(database, STORE_BUSY, busy);
	return database_explain(database, STORE_FAILED, strerror(errno));
}

enum store_status
transaction_lock(struct database *database)
{
	enum store_status status;

	if (!lock_wait(database->lock, WRITER_LOCK, database->conf->lock_timeout))
		return transaction_not_locked(
			database, "another process has had the writer lock for too long");
	status = files_check(database);
	if (status != STORE_OK)
		transaction_unlock(database);
	return status;
}

void
transaction_unlock(struct database *database)
{
	frames_end();
	lock_release(database->lock, WRITER_LOCK);
}

static enum store_status
run_kept(struct database *database, const char *sql, sqlite3_stmt **statement)
{
	enum store_status status = database_prepare(database, sql, statement);

	return status == STORE_OK ? database_run(database, *statement) : status;
}

enum store_status
transaction_begin(struct database *database)
{
	enum store_status status = transaction_lock(database);

	if (status != STORE_OK)
		return status;
	status = run_kept(database, "BEGIN IMMEDIATE", &database->begin);
	if (status == STORE_OK)
		frames_gather();
	else
		transaction_unlock(database);
	return status;
}

static enum store_status
commit(struct database *database)
{
	enum store_status status;

	database->wal_frames = 0;
	status = run_kept(database, "COMMIT", &database->commit);
	if (status != STORE_OK || database->wal_frames == 0 || wal_vouches(database))
		return status;
	return database_explain(database, STORE_MISSING,
				"another session has begun the write-ahead log again, by an "
				"index that is gone");
}

enum store_status
transaction_finish_without_sync(struct database *database, enum store_status status)
{
	if (status == STORE_OK)
		status = commit(database);
	/* After some errors SQLite has rolled back by itself. */
	if (!sqlite3_get_autocommit(database->sqlite))
		database_execute(database, "ROLLBACK");
	transaction_unlock(database);
	return status;
}

enum store_status
transaction_finish(struct database *database, enum store_status status)
{
	status = transaction_finish_without_sync(database, status);
	if (status == STORE_OK)
		status = wal_sync(database);
	return status == STORE_OK ? files_check(database) : status;
}
