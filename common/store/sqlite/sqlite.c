/* The mail store on SQLite: its statements, and the table of its functions. */
#include "common/store/sqlite/sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/store/sqlite/checkpoint.h"
#include "common/store/sqlite/schema.h"
#include "common/store/sqlite/setup.h"
#include "common/store/sqlite/transaction.h"

#define UNFINISHED_CONTENT                                                                     \
	" WHERE content.id BETWEEN -message.id << 16 AND (-message.id << 16) + 65535"

#define ACCOUNT "SELECT id, name, password, created, last_sign_in FROM account"

static const char *const sql[STATEMENTS] = {
	[ACCOUNT_FIND] = ACCOUNT " WHERE name = ?1",
	/* '[' is the first octet after '@' that a folded name may have there. */
	[ACCOUNT_FIND_LOCAL] = ACCOUNT " WHERE name > ?1 || '@' AND name < ?1 || '[' LIMIT 2",
	[ACCOUNT_CREATE] = "INSERT INTO account (name, password, created) VALUES (?1, ?2, ?3)"
			   " ON CONFLICT DO NOTHING",
	[ACCOUNT_SET_PASSWORD] =
		"UPDATE account SET password = ?2 WHERE id = ?1 AND password IS ?3",
	[ACCOUNT_SIGNED_IN] = "UPDATE account SET last_sign_in = ?2 WHERE id = ?1",
	[ACCOUNT_USAGE] = "SELECT usage, usage_since FROM account WHERE id = ?1",
	[USAGE_ADD_UP] = "UPDATE account SET usage_since = ?2, usage ="
			 " (SELECT ifnull(sum(octets), 0) FROM delivery WHERE account = ?1)"
			 " WHERE id = ?1",
	[USAGE_CHANGE] = "UPDATE account SET usage = max(usage + ?2, 0)"
			 " WHERE id = ?1 AND usage NOT NULL",
	/* The first row counts: an alias comes before the account. */
	[RECIPIENT_FIND] = "SELECT 0, NULL FROM alias WHERE name = ?1"
			   " UNION ALL SELECT id, quota FROM account WHERE name = ?1",
	[RECIPIENT_ACCOUNT] = "SELECT id, quota FROM account WHERE name = ?1",
	[ALIAS_TARGETS] = "SELECT target FROM alias WHERE name = ?1",
	[MESSAGE_INSERT] =
		"INSERT INTO message (transaction_id, arrived, reverse_path, sender, peer,"
		" helo, subject, octets)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
	[MESSAGE_NEGATE] = "UPDATE message SET id = -id WHERE id = ?1",
	[MESSAGE_DELETE] = "DELETE FROM message WHERE id = ?1",
	/* The id of the last piece tells how many there are, without a look at all of them. */
	[UNFINISHED_PARTS] = "SELECT ifnull((SELECT max(id) FROM content" UNFINISHED_CONTENT
			     ") - (-message.id << 16) + 1, 0) FROM message WHERE id = ?1",
	[UNFINISHED_NEXT] = "SELECT id FROM message WHERE id < ?1 ORDER BY id DESC LIMIT 1",
	[CONTENT_INSERT] = "INSERT INTO content (id, data) VALUES (?1, ?2)",
	[CONTENT_READ] = "SELECT data FROM content WHERE id = ?1",
	[CONTENT_DELETE] = "DELETE FROM content WHERE id IN (SELECT id FROM content"
			   " WHERE id BETWEEN ?1 << 16 AND (?1 << 16) + 65535 LIMIT ?2)",
	[DELIVERY_INSERT] = "INSERT INTO delivery (account, message, octets, seen)"
			    " VALUES (?1, ?2, ?3, ?4)",
	[MAILDROP_LIST] = "SELECT message, octets, seen FROM delivery WHERE account = ?1"
			  " ORDER BY message",
	[DELIVERY_DELETE] = "DELETE FROM delivery WHERE account = ?1 AND message = ?2",
	[DELIVERY_SEE] = "UPDATE delivery SET seen = 1 WHERE account = ?1 AND message = ?2",
	[MAILDROP_SUMMARIES] =
		"SELECT m.id, m.arrived, m.reverse_path, m.subject FROM delivery d"
		" JOIN message m ON m.id = d.message"
		" WHERE d.account = ?1 AND d.message BETWEEN ?2 AND ?3 ORDER BY d.message",
};

enum store_status
sqlite_prepare(struct sqlite *sqlite, enum statement which, sqlite3_stmt **statement)
{
	enum store_status status =
		database_prepare(&sqlite->db, sql[which], &sqlite->statements[which]);

	*statement = sqlite->statements[which];
	return status;
}

enum store_status
sqlite_no_memory(struct sqlite *sqlite)
{
	return database_explain(&sqlite->db, STORE_FAILED, "out of memory");
}

enum store_status
sqlite_no_account(struct sqlite *sqlite)
{
	return database_explain(&sqlite->db, STORE_NOT_FOUND,
				"the recipient's account does not exist any more");
}

void
sqlite_copy_text(sqlite3_stmt *statement, int column, char *to, size_t room)
{
	const unsigned char *text = sqlite3_column_text(statement, column);
	size_t octets = (size_t)sqlite3_column_bytes(statement, column);

	if (octets >= room)
		octets = room - 1;
	if (text)
		memcpy(to, text, octets);
	to[text ? octets : 0] = '\0';
}

static void
release(struct sqlite *sqlite)
{
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(sqlite->statements[i]);
	setup_close(&sqlite->db);
	free(sqlite);
}

static enum store_status
sqlite_open(struct store **opened, const struct conf *conf, bool may_create, bool *created,
	    char why[STORE_WHY_OCTETS])
{
	struct sqlite *sqlite = calloc(1, sizeof(*sqlite));
	enum store_status status;

	*opened = NULL;
	if (!sqlite) {
		snprintf(why, STORE_WHY_OCTETS, "out of memory");
		return STORE_FAILED;
	}
	status = setup_open(&sqlite->db, conf, may_create, sqlite->store.why);
	*created = sqlite->db.is_new;
	if (status == STORE_OK) {
		*opened = &sqlite->store;
		return STORE_OK;
	}
	snprintf(why, STORE_WHY_OCTETS, "%.100s: %.290s", conf->database_file,
		 sqlite->store.why);
	release(sqlite);
	return status;
}

static void
sqlite_describe(FILE *output)
{
	fprintf(output, "database: SQLite %s, schema %d\n", sqlite3_libversion(),
		schema_newest_version());
}

static void
sqlite_idle(struct store *store)
{
	struct sqlite *sqlite = sqlite_of(store);

	/* A checkpoint is due now and then, and so is a look at this. */
	if (sqlite->db.owes_checkpoint)
		steps_clean_up(sqlite);
	checkpoint_make(&sqlite->db);
	if (sqlite->has_deleted)
		reserve_renew(&sqlite->db);
	sqlite->has_deleted = false;
}

static void
sqlite_close(struct store *store)
{
	sqlite_record_sign_in(sqlite_of(store));
	sqlite_idle(store);
	release(sqlite_of(store));
}

const struct store_engine store_sqlite = {
	.scheme = "",
	.describe = sqlite_describe,
	.open = sqlite_open,
	.close = sqlite_close,
	.idle = sqlite_idle,
	.spare_octets = sqlite_spare_octets,
	.account_find = sqlite_account_find,
	.account_find_local = sqlite_account_find_local,
	.account_create = sqlite_account_create,
	.account_set_password = sqlite_account_set_password,
	.note_sign_in = sqlite_note_sign_in,
	.names_find = sqlite_names_find,
	.name_expand = sqlite_name_expand,
	.account_usage = sqlite_account_usage,
	.deliver = sqlite_deliver,
	.check_room = sqlite_check_room,
	.message_read = sqlite_message_read,
	.maildrop_open = sqlite_maildrop_open,
	.maildrop_list = sqlite_maildrop_list,
	.maildrop_close = sqlite_maildrop_close,
	.maildrop_summaries = sqlite_maildrop_summaries,
	.maildrop_update = sqlite_maildrop_update,
	.record_find = sqlite_record_find,
	.record_note = sqlite_record_note,
};
