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
	/* A message larger than this is stored in steps. A smaller one takes less time than
	 * the steps, and others do not wait much longer for it. */
	STEPS_OCTETS = 2 * 1024 * 1024,
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

enum store_status
delivery_insert_message(struct delivery *delivery)
{
	struct sqlite *sqlite = delivery->sqlite;
	const struct store_message *message = delivery->message;
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
	if (status == STORE_OK)
		delivery->id = sqlite3_last_insert_rowid(sqlite->db.sqlite);
	return status;
}

static enum store_status
insert_part(struct delivery *delivery, sqlite3_stmt *statement, size_t octets)
{
	struct sqlite *sqlite = delivery->sqlite;
	const struct store_source *source = delivery->source;
	enum store_status status;

	if (!source->read(source->from, delivery->chunk, octets))
		return database_explain(&sqlite->db, STORE_FAILED,
					"the spooled message could not be read");
	sqlite3_bind_int64(statement, 1,
			   (delivery->id << MESSAGE_PARTS_BITS) + delivery->parts);
	sqlite3_bind_blob(statement, 2, delivery->chunk, (int)octets, SQLITE_STATIC);
	status = database_run(&sqlite->db, statement);
	delivery->parts++;
	delivery->octets_left -= octets;
	return status;
}

enum store_status
delivery_insert_parts(struct delivery *delivery, uint64_t octets)
{
	const uint64_t rest =
		octets < delivery->octets_left ? delivery->octets_left - octets : 0;
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(delivery->sqlite, CONTENT_INSERT, &statement);

	while (delivery->octets_left > rest && status == STORE_OK) {
		uint64_t n = delivery->octets_left - rest;

		if (n > STORE_CHUNK_OCTETS)
			n = STORE_CHUNK_OCTETS;
		status = insert_part(delivery, statement, (size_t)n);
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
 * Whether so many octets more leave min_free_space on the disk. Under the writer lock, so that
 * several deliveries do not count on the same space.
 */
static enum store_status
leave_space(struct sqlite *sqlite, uint64_t more)
{
	const struct conf *conf = sqlite->db.conf;
	uint64_t octets = more + wal_octets_to_copy();
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

enum store_status
delivery_check(struct delivery *delivery)
{
	struct sqlite *sqlite = delivery->sqlite;
	const struct store_message *message = delivery->message;
	enum store_status status = leave_space(sqlite, delivery->octets_left);

	if (status == STORE_OK && message->sender)
		status = store_account_check(&sqlite->store, message->sender);
	if (status == STORE_OK)
		status = check_quotas(sqlite, message, delivery->accounts, delivery->count);
	return status;
}

enum store_status
delivery_deliver(struct delivery *delivery)
{
	const uint64_t *quotas = delivery->message->quotas;
	enum store_status status = STORE_OK;

	for (size_t i = 0; i < delivery->count && status == STORE_OK; i++)
		status = deliver_to(delivery->sqlite, delivery->message, delivery->id,
				    delivery->accounts[i], quotas ? quotas[i] : 0);
	return status;
}

static enum store_status
insert_all(struct delivery *delivery)
{
	enum store_status status = delivery_check(delivery);

	if (status == STORE_OK)
		status = delivery_insert_message(delivery);
	if (status == STORE_OK)
		status = delivery_insert_parts(delivery, delivery->octets_left);
	return status == STORE_OK ? delivery_deliver(delivery) : status;
}

static enum store_status
store_at_once(struct delivery *delivery)
{
	struct database *database = &delivery->sqlite->db;
	enum store_status status = transaction_begin(database);

	return status == STORE_OK ? transaction_finish(database, insert_all(delivery)) : status;
}

enum store_status
sqlite_check_room(struct store *store, const struct store_message *message,
		  const int64_t accounts[], size_t count)
{
	struct sqlite *sqlite = sqlite_of(store);
	enum store_status status = transaction_begin(&sqlite->db);

	if (status != STORE_OK)
		return status;
	status = leave_space(sqlite, message->octets);
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
	struct delivery delivery = {
		.sqlite = sqlite_of(store),
		.message = message,
		.source = source,
		.accounts = accounts,
		.count = count,
		.chunk = malloc(STORE_CHUNK_OCTETS),
		.octets_left = message->octets,
	};
	enum store_status status =
		delivery.chunk ? STORE_OK : sqlite_no_memory(delivery.sqlite);

	if (status == STORE_OK && message->octets > LARGE_OCTETS)
		status = shrink_cache(delivery.sqlite);
	if (status == STORE_OK)
		status = message->octets > STEPS_OCTETS ? steps_store(&delivery)
							: store_at_once(&delivery);
	free(delivery.chunk);
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
	sqlite3_bind_int64(statement, 1, (message << MESSAGE_PARTS_BITS) + part);
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
