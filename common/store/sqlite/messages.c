/* Messages and their content. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/disk.h"
#include "common/store/sqlite/sqlite.h"
#include "common/store/sqlite/transaction.h"
#include "common/store/sqlite/wal.h"

enum {
	/* A message larger than this goes through a cache of so many pages again and again,
	 * which takes less time than new memory for each of its pages. */
	LARGE_OCTETS = 131072,
	LARGE_CACHE_PAGES = 40,
	/* The pieces of a message are numbered from its id times this on. */
	PARTS_BITS = 16,
};

enum store_status
sqlite_spare_octets(struct store *store, uint64_t *octets)
{
	int pages = 0;
	enum store_status status =
		database_number(&sqlite_of(store)->db, "PRAGMA freelist_count", &pages);

	*octets = (uint64_t)pages * DATABASE_PAGE_OCTETS;
	return status;
}

static enum store_status
insert_message(struct sqlite *sqlite, const struct store_message *message, int64_t *id)
{
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(sqlite, MESSAGE_INSERT, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_text(statement, 1, message->transaction_id, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 2, message->arrived);
	sqlite3_bind_text(statement, 3, message->reverse_path, -1, SQLITE_STATIC);
	if (message->sender)
		sqlite3_bind_int64(statement, 4, message->sender->id);
	else
		sqlite3_bind_null(statement, 4);
	sqlite3_bind_text(statement, 5, message->peer, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 6, message->helo, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 7, message->subject, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 8, (int64_t)message->octets);
	status = database_run(&sqlite->db, statement);
	*id = sqlite3_last_insert_rowid(sqlite->db.sqlite);
	return status;
}

/* chunk has room for STORE_CHUNK_OCTETS. */
static enum store_status
insert_content(struct sqlite *sqlite, int64_t id, const struct store_source *source,
	       uint64_t octets, void *chunk)
{
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(sqlite, CONTENT_INSERT, &statement);

	for (int64_t part = id << PARTS_BITS; octets > 0 && status == STORE_OK; part++) {
		size_t n = octets < STORE_CHUNK_OCTETS ? (size_t)octets : STORE_CHUNK_OCTETS;

		if (!source->read(source->from, chunk, n))
			return database_explain(&sqlite->db, STORE_FAILED,
						"the spooled message could not be read");
		sqlite3_bind_int64(statement, 1, part);
		sqlite3_bind_blob(statement, 2, chunk, (int)n, SQLITE_STATIC);
		status = database_run(&sqlite->db, statement);
		octets -= n;
	}
	return status;
}

static enum store_status
insert_delivery(struct sqlite *sqlite, const struct store_message *message, int64_t id,
		int64_t account)
{
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(sqlite, DELIVERY_INSERT, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, account);
	sqlite3_bind_int64(statement, 2, id);
	sqlite3_bind_int64(statement, 3, (int64_t)message->octets);
	sqlite3_bind_int(statement, 4, message->seen);
	status = database_run(&sqlite->db, statement);
	if (sqlite3_extended_errcode(sqlite->db.sqlite) == SQLITE_CONSTRAINT_FOREIGNKEY)
		return sqlite_no_account(sqlite);
	return status;
}

/*
 * Whether the message leaves min_free_space on the disk. Under the writer lock, so that several
 * deliveries do not count on the same space.
 */
static enum store_status
leave_space(struct sqlite *sqlite, const struct store_message *message)
{
	const struct conf *conf = sqlite->db.conf;
	uint64_t octets = message->octets + wal_octets_to_copy();
	uint64_t spare = 0;
	uint64_t space;
	enum store_status status = STORE_OK;

	if (conf->min_free_space == 0)
		return STORE_OK;
	if (!disk_free_octets(conf->database_file, &space))
		return database_explain(&sqlite->db, STORE_BROKEN, strerror(errno));
	if (disk_has_room(space, 0, conf->min_free_space, octets))
		return STORE_OK;
	status = sqlite_spare_octets(&sqlite->store, &spare);
	if (status != STORE_OK || disk_has_room(space, spare, conf->min_free_space, octets))
		return status;
	return database_explain(&sqlite->db, STORE_FULL,
				"less would be free than min_free_space");
}

/*
 * Under the same lock, as other deliveries count too. An account that has reached its quota
 * since its RCPT is refused there when the sender tries again, and the others get the mail.
 */
static enum store_status
check_quotas(struct sqlite *sqlite, const struct store_message *message,
	     const int64_t accounts[], size_t count)
{
	enum store_status status = STORE_OK;
	bool anybody_has_room = false;

	for (size_t i = 0; i < count && status == STORE_OK; i++) {
		uint64_t quota = message->quotas ? message->quotas[i] : 0;
		uint64_t usage = 0;

		if (quota != 0)
			status = sqlite_find_usage(sqlite, accounts[i], &usage);
		if (quota != 0 && usage >= quota)
			return STORE_NO_ROOM;
		anybody_has_room |= quota == 0 || message->octets <= quota - usage;
	}
	return status != STORE_OK || anybody_has_room ? status : STORE_NO_ROOM;
}

/* Delivers to one account, and counts the octets if it has a quota. */
static enum store_status
deliver_to(struct sqlite *sqlite, const struct store_message *message, int64_t id,
	   int64_t account, uint64_t quota)
{
	enum store_status status = insert_delivery(sqlite, message, id, account);

	if (status == STORE_OK && quota != 0)
		status = sqlite_change_usage(sqlite, account, (int64_t)message->octets);
	return status;
}

static enum store_status
insert_all(struct sqlite *sqlite, const struct store_message *message,
	   const struct store_source *source, const int64_t accounts[], size_t count,
	   void *chunk)
{
	int64_t id = 0;
	enum store_status status = leave_space(sqlite, message);

	if (status == STORE_OK && message->sender)
		status = store_account_check(&sqlite->store, message->sender);
	if (status == STORE_OK)
		status = check_quotas(sqlite, message, accounts, count);
	if (status == STORE_OK)
		status = insert_message(sqlite, message, &id);
	if (status == STORE_OK)
		status = insert_content(sqlite, id, source, message->octets, chunk);
	for (size_t i = 0; i < count && status == STORE_OK; i++)
		status = deliver_to(sqlite, message, id, accounts[i],
				    message->quotas ? message->quotas[i] : 0);
	return status;
}

enum store_status
sqlite_check_room(struct store *store, const struct store_message *message,
		  const int64_t accounts[], size_t count)
{
	struct sqlite *sqlite = sqlite_of(store);
	enum store_status status = transaction_begin(&sqlite->db);

	if (status != STORE_OK)
		return status;
	status = leave_space(sqlite, message);
	if (status == STORE_OK)
		status = check_quotas(sqlite, message, accounts, count);
	return transaction_finish_without_sync(&sqlite->db, status);
}

static enum store_status
shrink_cache(struct sqlite *sqlite)
{
	char pragma[40];

	snprintf(pragma, sizeof(pragma), "PRAGMA cache_size=%d", LARGE_CACHE_PAGES);
	return database_execute(&sqlite->db, pragma);
}

enum store_status
sqlite_deliver(struct store *store, const struct store_message *message,
	       const struct store_source *source, const int64_t accounts[], size_t count)
{
	struct sqlite *sqlite = sqlite_of(store);
	void *chunk = malloc(STORE_CHUNK_OCTETS);
	enum store_status status = chunk ? STORE_OK : sqlite_no_memory(sqlite);

	if (status == STORE_OK && message->octets > LARGE_OCTETS)
		status = shrink_cache(sqlite);
	if (status == STORE_OK)
		status = transaction_begin(&sqlite->db);
	if (status == STORE_OK)
		status = transaction_finish(&sqlite->db, insert_all(sqlite, message, source,
								    accounts, count, chunk));
	free(chunk);
	return status;
}

enum store_status
sqlite_message_read(struct store *store, int64_t message, unsigned part, void *data,
		    size_t *octets)
{
	struct sqlite *sqlite = sqlite_of(store);
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(sqlite, CONTENT_READ, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, (message << PARTS_BITS) + part);
	status = database_row(&sqlite->db, statement);
	if (status != STORE_OK)
		return status;
	*octets = (size_t)sqlite3_column_bytes(statement, 0);
	if (*octets > STORE_CHUNK_OCTETS) {
		status = database_explain(
			&sqlite->db, STORE_BROKEN,
			"a piece of the message is too large; restore a backup");
	} else {
		memcpy(data, sqlite3_column_blob(statement, 0), *octets);
	}
	sqlite3_reset(statement);
	return status;
}
