#include "common/store/sqlite/transaction.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "common/base/lock.h"
#include "common/store/sqlite/files.h"
#include "common/store/sqlite/frames.h"
#include "common/store/sqlite/wal.h"

enum {
	/* Those who wait for the lock get it in a pause, and more of them in more pauses. */
	PAUSE_NS = 1000000,
	PAUSES = 8,
};

/* Bytes of the lock file. Those who wait for the first one share the second. */
static const int64_t WRITER_LOCK = 0;
static const int64_t WAITING_LOCK = (int64_t)1 << 62;

enum store_status
transaction_not_locked(struct database *database, const char *busy)
{
	if (errno == EAGAIN)
		return database_explain(database, STORE_BUSY, busy);
	return database_explain(database, STORE_FAILED, strerror(errno));
}

static bool
wait_for_lock(struct database *database)
{
	return lock_wait(database->lock, WRITER_LOCK, database->conf->lock_timeout);
}

static bool
wait_for_lock_visibly(struct database *database)
{
	bool locked;
	int error;

	lock_try_shared(database->lock, WAITING_LOCK);
	locked = wait_for_lock(database);
	error = errno;
	lock_release(database->lock, WAITING_LOCK);
	errno = error;
	return locked;
}

static enum store_status
check_lock(struct database *database, bool locked)
{
	enum store_status status;

	if (!locked)
		return transaction_not_locked(
			database, "another process has had the writer lock for too long");
	status = files_check(database);
	if (status != STORE_OK)
		transaction_unlock(database);
	return status;
}

enum store_status
transaction_lock(struct database *database)
{
	return check_lock(database, lock_try(database->lock, WRITER_LOCK) ||
					    wait_for_lock_visibly(database));
}

enum store_status
transaction_lock_unhurried(struct database *database)
{
	return check_lock(database, wait_for_lock(database));
}

bool
transaction_is_awaited(const struct database *database)
{
	return lock_is_held(database->lock, WAITING_LOCK);
}

void
transaction_unlock(struct database *database)
{
	frames_end();
	lock_release(database->lock, WRITER_LOCK);
}

void
transaction_give_way(const struct database *database)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};
	int pauses = 0;

	do
		nanosleep(&pause, NULL);
	while (++pauses < PAUSES && transaction_is_awaited(database));
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
	return status == STORE_OK ? transaction_sync(database) : status;
}

enum store_status
transaction_sync(struct database *database)
{
	enum store_status status = wal_sync(database);

	return status == STORE_OK ? files_check(database) : status;
}
