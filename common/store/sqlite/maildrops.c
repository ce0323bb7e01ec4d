/* Maildrops: their lock, what is in them, and what goes. */
#include <stdlib.h>
#include <time.h>

#include "common/base/lock.h"
#include "common/store/sqlite/checkpoint.h"
#include "common/store/sqlite/sqlite.h"
#include "common/store/sqlite/transaction.h"

enum {
	/* What fits into the reserve in any case: a message has a page in each of four trees,
	 * and the pages around it may have to be balanced. */
	RESERVE_CHANGES = 32,
};

/*
 * How many pages SQLite keeps in memory. Content is read only once, so a small cache takes less
 * time than new memory for each page of it. Deletions change the same pages again and again:
 * for them the size is SQLite's default.
 */
static const char cache_for_reading[] = "PRAGMA cache_size=20";
static const char cache_for_changes[] = "PRAGMA cache_size=-2000";

/* The byte of the lock file for an account is its id more than this. */
static const int64_t MAILDROP_LOCKS = (int64_t)1 << 32;

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
sqlite_maildrop_list(struct store *store, int64_t account, struct store_entry **entries,
		     size_t *count)
{
	struct sqlite *sqlite = sqlite_of(store);
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(sqlite, MAILDROP_LIST, &statement);
	size_t room = 0;
	int result;

	*entries = NULL;
	*count = 0;
	if (status == STORE_OK)
		status = database_execute(&sqlite->db, cache_for_reading);
	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, account);
	while ((result = sqlite3_step(statement)) == SQLITE_ROW)
		if (!append_entry(statement, entries, count, &room)) {
			result = SQLITE_NOMEM;
			break;
		}
	status = database_status(&sqlite->db, result);
	sqlite3_reset(statement);
	if (status != STORE_OK) {
		free(*entries);
		*entries = NULL;
		*count = 0;
	}
	return status;
}

enum store_status
sqlite_maildrop_open(struct store *store, int64_t account, unsigned seconds,
		     struct store_entry **entries, size_t *count)
{
	struct sqlite *sqlite = sqlite_of(store);
	enum store_status status;

	*entries = NULL;
	*count = 0;
	if (!lock_wait(sqlite->db.lock, MAILDROP_LOCKS + account, seconds))
		return transaction_not_locked(&sqlite->db,
					      "another session has the maildrop open");
	status = sqlite_maildrop_list(store, account, entries, count);
	if (status != STORE_OK)
		sqlite_maildrop_close(store, account);
	return status;
}

void
sqlite_maildrop_close(struct store *store, int64_t account)
{
	lock_release(sqlite_of(store)->db.lock, MAILDROP_LOCKS + account);
}

static void
read_summary(sqlite3_stmt *statement, struct store_summary *summary)
{
	summary->arrived = sqlite3_column_int64(statement, 1);
	sqlite_copy_text(statement, 2, summary->reverse_path, sizeof(summary->reverse_path));
	sqlite_copy_text(statement, 3, summary->subject, sizeof(summary->subject));
	summary->found = true;
}

enum store_status
sqlite_maildrop_summaries(struct store *store, int64_t account,
			  const struct store_entry entries[], size_t count,
			  struct store_summary summaries[])
{
	struct sqlite *sqlite = sqlite_of(store);
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(sqlite, MAILDROP_SUMMARIES, &statement);
	size_t i = 0;
	int result;

	if (status != STORE_OK || count == 0)
		return status;
	for (size_t n = 0; n < count; n++)
		summaries[n].found = false;
	sqlite3_bind_int64(statement, 1, account);
	sqlite3_bind_int64(statement, 2, entries[0].message);
	sqlite3_bind_int64(statement, 3, entries[count - 1].message);
	/* Entries and rows are in the same order. A row may be missing, or be new. */
	while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
		int64_t message = sqlite3_column_int64(statement, 0);

		while (i < count && entries[i].message < message)
			i++;
		if (i < count && entries[i].message == message)
			read_summary(statement, &summaries[i]);
	}
	status = database_status(&sqlite->db, result);
	sqlite3_reset(statement);
	return status;
}

static enum store_status
change_entry(struct sqlite *sqlite, enum statement which, int64_t account, int64_t message)
{
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(sqlite, which, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, account);
	sqlite3_bind_int64(statement, 2, message);
	return database_run(&sqlite->db, statement);
}

/* Deletes an entry, and counts its octets unless it was gone already. */
static enum store_status
delete_entry(struct sqlite *sqlite, int64_t account, const struct store_entry *entry,
	     int64_t *octets)
{
	enum store_status status =
		change_entry(sqlite, DELIVERY_DELETE, account, entry->message);

	sqlite->has_deleted = true;
	if (status == STORE_OK && sqlite3_changes(sqlite->db.sqlite) > 0)
		*octets += entry->octets;
	return status;
}

static enum store_status
change_entries(struct sqlite *sqlite, int64_t account, const struct store_entry entries[],
	       size_t count)
{
	enum store_status status = STORE_OK;
	int64_t deleted = 0;

	for (size_t i = 0; i < count && status == STORE_OK; i++) {
		if (entries[i].to_delete)
			status = delete_entry(sqlite, account, &entries[i], &deleted);
		else if (entries[i].to_see)
			status =
				change_entry(sqlite, DELIVERY_SEE, account, entries[i].message);
	}
	if (status == STORE_OK && deleted > 0)
		status = sqlite_change_usage(sqlite, account, -deleted);
	return status;
}

/*
 * A deletion must last. A message that was read may look new again after a power cut. The
 * sign-in needs no transaction of its own later.
 */
static enum store_status
update_batch(struct sqlite *sqlite, int64_t account, const struct store_entry entries[],
	     size_t count)
{
	enum store_status status = transaction_begin(&sqlite->db);

	if (status != STORE_OK)
		return status;
	status = change_entries(sqlite, account, entries, count);
	if (status == STORE_OK)
		status = sqlite_write_sign_in(sqlite);
	status = sqlite->has_deleted ? transaction_finish(&sqlite->db, status)
				     : transaction_finish_without_sync(&sqlite->db, status);
	if (status == STORE_OK)
		sqlite->signed_in = 0;
	return status;
}

/* Without room for the log nothing can be deleted to make room: the reserve is for that. */
static enum store_status
update_from_reserve(struct sqlite *sqlite, int64_t account, const struct store_entry entries[],
		    size_t count)
{
	enum store_status status;

	if (!reserve_open(&sqlite->db))
		return STORE_FULL;
	status = update_batch(sqlite, account, entries, count);
	checkpoint_cut(&sqlite->db);
	return status;
}

/*
 * Foreign keys are not enforced meanwhile. The trigger deletes a message only with its last
 * delivery, so there is nothing left that could refer to it. With foreign keys, each statement
 * would keep a copy of every page that it changes, to be able to undo the change.
 */
enum store_status
sqlite_maildrop_update(struct store *store, int64_t account, const struct store_entry entries[],
		       size_t count)
{
	struct sqlite *sqlite = sqlite_of(store);
	unsigned changes = ENGINE_BATCH_CHANGES;
	/* Zeros over what is deleted, as far as its page is written anyway. */
	enum store_status status = database_execute(&sqlite->db, "PRAGMA secure_delete=FAST");

	if (status == STORE_OK)
		status = database_execute(&sqlite->db, cache_for_changes);
	database_enforce_foreign_keys(&sqlite->db, false);
	while (count > 0 && status == STORE_OK) {
		size_t n = engine_batch_of(entries, count, changes);

		status = update_batch(sqlite, account, entries, n);
		if (status == STORE_FULL) {
			changes = RESERVE_CHANGES;
			n = engine_batch_of(entries, count, changes);
			status = update_from_reserve(sqlite, account, entries, n);
		}
		entries += n;
		count -= n;
		if (count > 0 && status == STORE_OK)
			checkpoint_let_others_write(&sqlite->db);
	}
	database_enforce_foreign_keys(&sqlite->db, true);
	return status;
}
