/*
 * A large message is stored in steps where others wait for the writer lock. Each step is a
 * transaction. Others write between two steps, and a checkpoint keeps the log short: it copies
 * all of it, under the writer lock. Where nobody waits, there is one step only.
 *
 * - The first step inserts the message and the first pieces of its content.
 * - A step after which something is missing makes the id of the message negative: an unfinished
 *   message is one with an id below 0. Its pieces have their final ids. It has no delivery, so
 *   that nobody sees it. Such a step is not synced.
 * - The next step finds out whether the message and its pieces are still there: an operator may
 *   have restored a copy. Then it inserts more pieces.
 * - The last step inserts the last pieces, gives the message its id, and delivers it. Then the
 *   log is synced. This sync is for all steps: what a checkpoint has taken from the log before
 *   is in the database, and SQLite syncs that before it writes over the log.
 *
 * One process at a time does this, under a lock of its own, so that those with small messages
 * wait for one with a large message and not for several. While nobody holds this lock, no
 * message is being stored: the process of an unfinished one was killed, or could not clean up.
 */
#include <string.h>

#include "common/base/lock.h"
#include "common/store/sqlite/checkpoint.h"
#include "common/store/sqlite/sqlite.h"
#include "common/store/sqlite/transaction.h"
#include "common/store/sqlite/wal.h"

enum {
	/* So many are stored before a look whether somebody waits, or removed at a time. */
	PIECES = 16,
	PIECES_OCTETS = PIECES * STORE_CHUNK_OCTETS,
	/* The log gets no longer, however large the message. */
	LONGEST_STEP_OCTETS = 32 * 1024 * 1024,
};

/* A byte of the lock file. */
static const int64_t LARGE_MESSAGE_LOCK = ((int64_t)1 << 62) + 1;

static enum store_status
run_for(struct sqlite *sqlite, enum statement which, int64_t id)
{
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(sqlite, which, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, id);
	return database_run(&sqlite->db, statement);
}

/* Runs a query that has an id as its argument, and gives a number. */
static enum store_status
find_number(struct sqlite *sqlite, enum statement which, int64_t id, int64_t *number)
{
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(sqlite, which, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, id);
	status = database_row(&sqlite->db, statement);
	if (status != STORE_OK)
		return status;
	*number = sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return STORE_OK;
}

/* --- removing --- */

/* Removes some pieces of an unfinished message, or the message after its last piece. */
static enum store_status
remove_some(struct sqlite *sqlite, int64_t id, bool *gone)
{
	sqlite3_stmt *statement;
	int64_t parts = 0;
	enum store_status status = find_number(sqlite, UNFINISHED_PARTS, -id, &parts);

	*gone = status == STORE_NOT_FOUND;
	if (*gone)
		return STORE_OK;
	if (status == STORE_OK && parts == 0)
		return run_for(sqlite, MESSAGE_DELETE, -id);
	if (status == STORE_OK)
		status = sqlite_prepare(sqlite, CONTENT_DELETE, &statement);
	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, id);
	sqlite3_bind_int(statement, 2, PIECES);
	return database_run(&sqlite->db, statement);
}

static enum store_status
remove_step(struct sqlite *sqlite, int64_t id, bool *gone)
{
	enum store_status status = transaction_begin(&sqlite->db);

	if (status != STORE_OK)
		return status;
	sqlite->has_deleted = true;
	return transaction_finish_without_sync(&sqlite->db, remove_some(sqlite, id, gone));
}

/* Without room for the log nothing can be deleted to make room: the reserve is for that. */
static enum store_status
remove_step_from_reserve(struct sqlite *sqlite, int64_t id, bool *gone)
{
	enum store_status status;

	if (!reserve_open(&sqlite->db))
		return STORE_FULL;
	status = remove_step(sqlite, id, gone);
	checkpoint_cut(&sqlite->db);
	return status;
}

static enum store_status
remove_unfinished(struct sqlite *sqlite, int64_t id)
{
	enum store_status status = STORE_OK;
	bool gone = false;

	while (!gone && status == STORE_OK) {
		status = remove_step(sqlite, id, &gone);
		if (status == STORE_FULL)
			status = remove_step_from_reserve(sqlite, id, &gone);
		if (!gone && status == STORE_OK)
			checkpoint_let_others_write(&sqlite->db);
	}
	return status;
}

/* The lock for large messages must be held. */
static void
remove_all(struct sqlite *sqlite)
{
	enum store_status status = STORE_OK;
	int64_t id;

	while (status == STORE_OK && find_number(sqlite, UNFINISHED_NEXT, 0, &id) == STORE_OK)
		status = remove_unfinished(sqlite, -id);
}

void
steps_clean_up(struct sqlite *sqlite)
{
	int64_t id;

	if (find_number(sqlite, UNFINISHED_NEXT, 0, &id) != STORE_OK ||
	    !lock_try(sqlite->db.lock, LARGE_MESSAGE_LOCK))
		return;
	remove_all(sqlite);
	lock_release(sqlite->db.lock, LARGE_MESSAGE_LOCK);
}

/* --- storing --- */

static enum store_status
start(struct delivery *delivery)
{
	enum store_status status = delivery_check(delivery);

	return status == STORE_OK ? delivery_insert_message(delivery) : status;
}

/* Nobody else changes an unfinished message, but somebody may replace the whole content of the
 * database. */
static enum store_status
go_on(struct delivery *delivery)
{
	struct database *database = &delivery->sqlite->db;
	int64_t parts = -1;
	enum store_status status =
		find_number(delivery->sqlite, UNFINISHED_PARTS, -delivery->id, &parts);

	if (status == STORE_NOT_FOUND || (status == STORE_OK && parts != delivery->parts))
		return database_explain(database, STORE_FAILED,
					"the message was changed before all of it was stored");
	return status == STORE_OK ? delivery_check(delivery) : status;
}

static enum store_status
insert_some(struct delivery *delivery)
{
	const uint64_t before = delivery->octets_left;
	enum store_status status;

	do {
		status = delivery_insert_parts(delivery, PIECES_OCTETS);
	} while (status == STORE_OK && delivery->octets_left > 0 &&
		 before - delivery->octets_left < LONGEST_STEP_OCTETS &&
		 !transaction_is_awaited(&delivery->sqlite->db));
	return status;
}

static enum store_status
leave_unfinished(struct delivery *delivery)
{
	if (delivery->is_unfinished)
		return STORE_OK;
	delivery->is_unfinished = true;
	return run_for(delivery->sqlite, MESSAGE_NEGATE, delivery->id);
}

static enum store_status
finish(struct delivery *delivery)
{
	enum store_status status = STORE_OK;

	if (delivery->is_unfinished)
		status = run_for(delivery->sqlite, MESSAGE_NEGATE, -delivery->id);
	return status == STORE_OK ? delivery_deliver(delivery) : status;
}

static enum store_status
change(struct delivery *delivery)
{
	enum store_status status = delivery->is_unfinished ? go_on(delivery) : start(delivery);

	if (status == STORE_OK)
		status = insert_some(delivery);
	if (status != STORE_OK)
		return status;
	return delivery->octets_left > 0 ? leave_unfinished(delivery) : finish(delivery);
}

static enum store_status
run_step(struct delivery *delivery)
{
	struct database *database = &delivery->sqlite->db;
	enum store_status status = transaction_begin(database);

	return status == STORE_OK ? transaction_finish_without_sync(database, change(delivery))
				  : status;
}

/*
 * A checkpoint begins with a sync of the log, under the writer lock. It has little to do if
 * there was one just before.
 */
static enum store_status
shorten_log(struct database *database)
{
	enum store_status status;

	if (database->wal_frames < WAL_LARGE_FRAMES)
		return STORE_OK;
	status = wal_sync(database);
	if (status == STORE_OK)
		checkpoint_make(database);
	return status;
}

static enum store_status
run_steps(struct delivery *delivery)
{
	struct database *database = &delivery->sqlite->db;
	enum store_status status = run_step(delivery);

	while (status == STORE_OK && delivery->octets_left > 0) {
		transaction_give_way(database);
		status = shorten_log(database);
		if (status == STORE_OK)
			status = run_step(delivery);
	}
	return status;
}

/* Removes what was stored, and keeps why the delivery failed. */
static void
undo(struct delivery *delivery)
{
	struct sqlite *sqlite = delivery->sqlite;
	char why[STORE_WHY_OCTETS];

	memcpy(why, sqlite->store.why, sizeof(why));
	remove_unfinished(sqlite, delivery->id);
	memcpy(sqlite->store.why, why, sizeof(why));
}

static enum store_status
store_alone(struct delivery *delivery)
{
	enum store_status status;

	remove_all(delivery->sqlite);
	status = run_steps(delivery);
	if (status != STORE_OK && delivery->is_unfinished)
		undo(delivery);
	return status;
}

enum store_status
steps_store(struct delivery *delivery)
{
	struct database *database = &delivery->sqlite->db;
	enum store_status status;

	if (!lock_wait(database->lock, LARGE_MESSAGE_LOCK, database->conf->lock_timeout))
		return transaction_not_locked(database,
					      "others have stored large messages for too long");
	status = store_alone(delivery);
	lock_release(database->lock, LARGE_MESSAGE_LOCK);
	return status == STORE_OK ? transaction_sync(database) : status;
}
