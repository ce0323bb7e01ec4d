/* The mail store on SQLite: all SQL about mail and accounts. database.c has how it is kept. */
#include "common/store/store.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "common/base/disk.h"
#include "common/base/lock.h"
#include "common/base/wait.h"
#include "common/store/expansion.h"
#include "common/store/sqlite/database.h"

enum {
	/* A message larger than this goes through a cache of so many pages, over and over,
	 * which takes less time than new memory for each of its pages. */
	LARGE_OCTETS = 131072,
	LARGE_CACHE_PAGES = 40,
	/* Who signs in again within so many seconds has signed in once: a mail program that
	 * looks for mail all the time would have the database written all the time. */
	SAME_SIGN_IN_SECONDS = 60,
	/* What the usage of a maildrop is taken for without adding it up: an operator's SQL may
	 * have changed the maildrop, and says nothing of it. */
	USAGE_SECONDS = 3600,
	HASH_SLOTS = 64, /* at most, however many cores there are */
	/* The pieces of a message are numbered from its id times this on. */
	PARTS_BITS = 16,
	/* What is deleted in one transaction, and so how long the others wait: tens of
	 * milliseconds, or as long as it takes to free the pages of a few large messages. */
	BATCH_CHANGES = 256,
	BATCH_OCTETS = 32 * 1024 * 1024,
	BATCH_PAUSE_NS = 1000000,
	/* What fits into the reserve in any case: a message has a page in each of four trees,
	 * and the pages around it may have to be balanced. */
	RESERVE_CHANGES = 32,
};

/*
 * Bytes of the lock file. Account ids count from MAILDROP_LOCKS on, hash slots from HASH_LOCKS,
 * and what is made of a network's name, which is less than NETWORKS, from NETWORK_LOCKS.
 */
static const int64_t HASH_LOCKS = 1;
static const int64_t NETWORK_LOCKS = (int64_t)1 << 31;
static const uint32_t NETWORKS = (uint32_t)1 << 31;
static const int64_t MAILDROP_LOCKS = (int64_t)1 << 32;

static const char no_account[] = "the recipient's account does not exist any more";

enum statement {
	ACCOUNT_FIND,
	ACCOUNT_CREATE,
	ACCOUNT_SET_PASSWORD,
	ACCOUNT_SIGNED_IN,
	ACCOUNT_USAGE,
	USAGE_ADD_UP,
	USAGE_CHANGE,
	RECIPIENT_FIND,
	RECIPIENT_ACCOUNT,
	ALIAS_TARGETS,
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
	[ACCOUNT_FIND] = "SELECT id, name, password, created, last_sign_in FROM account"
			 " WHERE name = ?1",
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
	/* Nearly every name is an account and no alias: the first statement is all it takes. */
	[RECIPIENT_FIND] = "SELECT id, quota FROM account WHERE name = ?1"
			   " AND NOT EXISTS (SELECT 1 FROM alias WHERE name = ?1)",
	[RECIPIENT_ACCOUNT] = "SELECT id, quota FROM account WHERE name = ?1",
	[ALIAS_TARGETS] = "SELECT target FROM alias WHERE name = ?1",
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
	struct database db;
	sqlite3_stmt *statements[STATEMENTS]; /* prepared when first used */
	int64_t hash_lock;                    /* the byte of our hash slot; 0: none */
	int64_t network_lock; /* that of the network it was taken for; 0: none */
	bool has_deleted;     /* and has not looked yet whether the reserve is whole */
	int64_t signed_in;    /* the account whose sign-in is to be recorded; 0: none */
	int64_t signed_in_at;
};

enum store_status
store_open(struct store **opened, const struct store_place *place, char why[STORE_WHY_OCTETS])
{
	struct store *store = calloc(1, sizeof(*store));
	enum store_status status;

	*opened = NULL;
	if (!store) {
		snprintf(why, STORE_WHY_OCTETS, "out of memory");
		return STORE_FAILED;
	}
	status = database_open(&store->db, place);
	if (status == STORE_OK) {
		*opened = store;
		return STORE_OK;
	}
	snprintf(why, STORE_WHY_OCTETS, "%.100s: %.290s", place->file, store->db.why);
	store_close(store);
	return status;
}

bool
store_is_new(const struct store *store)
{
	return store->db.is_new;
}

void
store_close(struct store *store)
{
	if (!store)
		return;
	for (size_t i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(store->statements[i]);
	database_close(&store->db);
	free(store);
}

const char *
store_why(const struct store *store)
{
	return store->db.why;
}

static enum store_status
no_memory(struct store *store)
{
	database_explain(&store->db, "out of memory");
	return STORE_FAILED;
}

static enum store_status
prepare(struct store *store, enum statement which, sqlite3_stmt **statement)
{
	enum store_status status =
		database_prepare(&store->db, sql[which], &store->statements[which]);

	*statement = store->statements[which];
	return status;
}

/* Copies a text column; NULL is "". Cuts what does not fit. */
static void
copy_text(sqlite3_stmt *statement, int column, char *to, size_t room)
{
	const unsigned char *text = sqlite3_column_text(statement, column);
	size_t octets = (size_t)sqlite3_column_bytes(statement, column);

	if (octets >= room)
		octets = room - 1;
	if (text)
		memcpy(to, text, octets);
	to[text ? octets : 0] = '\0';
}

/* The database need not be there yet. */
static bool
ask_file_system(const char *path, struct statvfs *status)
{
	char directory[DISK_PATH_OCTETS + 1];

	if (statvfs(path, status) == 0)
		return true;
	disk_directory_of(path, directory);
	return statvfs(directory, status) == 0;
}

static enum store_status
find_free_space(struct store *store, const char *path, uint64_t *octets)
{
	struct statvfs status;

	if (!ask_file_system(path, &status)) {
		if (store)
			database_explain(&store->db, strerror(errno));
		return STORE_BROKEN;
	}
	*octets = (uint64_t)status.f_bavail * status.f_frsize;
	return STORE_OK;
}

/* Adds what deletions have freed inside the database. */
static enum store_status
add_reusable_space(struct store *store, uint64_t *octets)
{
	int pages = 0;
	enum store_status status = database_number(&store->db, "PRAGMA freelist_count", &pages);

	*octets += (uint64_t)pages * DATABASE_PAGE_OCTETS;
	return status;
}

static bool
has_room(uint64_t space, uint64_t keep, uint64_t octets)
{
	return space >= keep && space - keep >= octets;
}

enum store_status
store_check_space(struct store *store, const char *path, uint64_t keep, uint64_t octets)
{
	uint64_t space;
	enum store_status status = find_free_space(store, path, &space);

	if (status != STORE_OK || has_room(space, keep, octets))
		return status;
	if (!store || !has_room(space, keep / 2, octets))
		return STORE_FULL;
	status = add_reusable_space(store, &space);
	if (status != STORE_OK)
		return status;
	return has_room(space, keep, octets) ? STORE_OK : STORE_FULL;
}

enum store_status
store_account_find(struct store *store, const char *name, struct store_account *account)
{
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, ACCOUNT_FIND, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	status = database_row(&store->db, statement);
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

bool
store_account_is_locked(const struct store_account *account)
{
	return account->password[0] == '!' || account->password[0] == '*';
}

enum store_status
store_account_check(struct store *store, const struct store_account *account)
{
	struct store_account now;
	/* By its name, as the statement for that is there since the sign-in. */
	enum store_status status = store_account_find(store, account->name, &now);

	if (status == STORE_OK && now.id == account->id && !store_account_is_locked(&now))
		return STORE_OK;
	if (status != STORE_OK && status != STORE_NOT_FOUND)
		return status;
	database_explain(&store->db, "the account has been removed, renamed or locked");
	return STORE_REVOKED;
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
	status = database_run(&store->db, statement);
	if (status == STORE_OK && sqlite3_changes(store->db.sqlite) == 0)
		return STORE_EXISTS;
	return status;
}

enum store_status
store_account_create(struct store *store, const char *name, const char *hash,
		     struct store_account *account)
{
	enum store_status status = database_begin(&store->db);

	if (status == STORE_OK)
		status = database_finish(&store->db, insert_account(store, name, hash));
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
	status = database_run(&store->db, statement);
	if (status == STORE_OK && sqlite3_changes(store->db.sqlite) == 0)
		return STORE_NOT_FOUND;
	return status;
}

enum store_status
store_account_set_password(struct store *store, struct store_account *account, const char *hash)
{
	enum store_status status = database_begin(&store->db);

	if (status == STORE_OK)
		status = database_finish(&store->db, update_password(store, account, hash));
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
	return database_run(&store->db, statement);
}

void
store_record_sign_in(struct store *store)
{
	if (store->signed_in != 0 && database_begin(&store->db) == STORE_OK)
		database_finish_without_sync(&store->db, update_last_sign_in(store));
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

/* Takes any slot that is free, or waits for one, another than the next process does. */
static enum store_status
take_any_slot(struct store *store, unsigned seconds)
{
	int slots = hash_slots();
	int64_t slot = HASH_LOCKS;

	while (slot < HASH_LOCKS + slots && !lock_try(store->db.lock, slot))
		slot++;
	if (slot == HASH_LOCKS + slots) {
		slot = HASH_LOCKS + getpid() % slots;
		if (!lock_wait(store->db.lock, slot, seconds))
			return database_not_locked(&store->db, "no hash slot came free");
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

	if (lock != 0 && !lock_wait(store->db.lock, lock, seconds))
		return database_not_locked(&store->db, "others of the network took too long");
	store->network_lock = lock;
	left = (end - wait_now_ms() + 999) / 1000;
	status = take_any_slot(store, left > 0 ? (unsigned)left : 0);
	if (status != STORE_OK)
		store_hash_slot_release(store);
	return status;
}

static void
release(struct store *store, int64_t *lock)
{
	if (*lock != 0)
		lock_release(store->db.lock, *lock);
	*lock = 0;
}

void
store_hash_slot_return(struct store *store)
{
	release(store, &store->hash_lock);
}

void
store_hash_slot_release(struct store *store)
{
	store_hash_slot_return(store);
	release(store, &store->network_lock);
}

/* The usage as it is kept. STORE_NOT_FOUND: it is not, or not since lately. */
static enum store_status
read_usage(struct store *store, int64_t account, uint64_t *octets)
{
	int64_t now = time(NULL);
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, ACCOUNT_USAGE, &statement);
	int64_t since;

	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, account);
	status = database_row(&store->db, statement);
	if (status != STORE_OK)
		return status;
	since = sqlite3_column_int64(statement, 1);
	if (sqlite3_column_type(statement, 0) == SQLITE_NULL || since > now ||
	    now - since >= USAGE_SECONDS)
		status = STORE_NOT_FOUND;
	*octets = (uint64_t)sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return status;
}

/* The same in a transaction that writes, which adds it up where it must. */
static enum store_status
find_usage(struct store *store, int64_t account, uint64_t *octets)
{
	sqlite3_stmt *statement;
	enum store_status status = read_usage(store, account, octets);

	if (status != STORE_NOT_FOUND)
		return status;
	status = prepare(store, USAGE_ADD_UP, &statement);
	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, account);
	sqlite3_bind_int64(statement, 2, time(NULL));
	status = database_run(&store->db, statement);
	if (status == STORE_OK)
		status = read_usage(store, account, octets);
	if (status == STORE_NOT_FOUND)
		database_explain(&store->db, no_account);
	return status;
}

enum store_status
store_account_usage(struct store *store, int64_t account, uint64_t *octets)
{
	enum store_status status = read_usage(store, account, octets);

	if (status != STORE_NOT_FOUND)
		return status;
	status = database_begin(&store->db);
	if (status != STORE_OK)
		return status;
	return database_finish_without_sync(&store->db, find_usage(store, account, octets));
}

/* In the transaction in which the maildrop grows or shrinks by so many octets. */
static enum store_status
change_usage(struct store *store, int64_t account, int64_t octets)
{
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, USAGE_CHANGE, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, account);
	sqlite3_bind_int64(statement, 2, octets);
	return database_run(&store->db, statement);
}

/* Finds the account that a statement finds by a name. */
static enum store_status
find_recipient(struct store *store, enum statement which, const char *name,
	       struct store_recipient *recipient)
{
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, which, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	status = database_row(&store->db, statement);
	if (status != STORE_OK)
		return status;
	*recipient = (struct store_recipient){
		.account = sqlite3_column_int64(statement, 0),
		.has_quota = sqlite3_column_type(statement, 1) != SQLITE_NULL,
		.quota = (uint64_t)sqlite3_column_int64(statement, 1),
	};
	sqlite3_reset(statement);
	return STORE_OK;
}

/* What it comes to that an alias is not followed any further. */
static enum store_status
stop_expansion(struct store *store, enum expansion_status status)
{
	char why[STORE_WHY_OCTETS];

	if (status == EXPANSION_TOO_MANY_ACCOUNTS)
		snprintf(why, sizeof(why), "it leads to more than %d accounts",
			 EXPANSION_ACCOUNTS);
	else if (status == EXPANSION_TOO_MANY_TARGETS)
		snprintf(why, sizeof(why), "it has more than %d targets", EXPANSION_TARGETS);
	else if (status == EXPANSION_TOO_DEEP)
		snprintf(why, sizeof(why), "it leads through more than %d aliases",
			 EXPANSION_LEVELS);
	else
		return no_memory(store);
	database_explain(&store->db, why);
	return STORE_TOO_MANY;
}

/* Adds the targets of one of the names; a step of SQL for each, and none beyond the bound. */
static enum store_status
follow_alias(struct store *store, struct expansion *expansion, size_t name)
{
	sqlite3_stmt *statement;
	enum store_status status = prepare(store, ALIAS_TARGETS, &statement);
	enum expansion_status followed = EXPANSION_OK;
	int result = SQLITE_OK;

	if (status != STORE_OK)
		return status;
	sqlite3_bind_text(statement, 1, expansion->names[name]->text, -1, SQLITE_STATIC);
	while (followed == EXPANSION_OK && (result = sqlite3_step(statement)) == SQLITE_ROW) {
		const unsigned char *target = sqlite3_column_text(statement, 0);

		followed = target ? expansion_add_target(expansion, name, (const char *)target)
				  : EXPANSION_NO_MEMORY;
	}
	status = followed == EXPANSION_OK ? database_status(&store->db, result)
					  : stop_expansion(store, followed);
	sqlite3_reset(statement);
	return status;
}

/* Looks up what one of the names is, and where it leads. */
static enum store_status
visit_name(struct store *store, struct expansion *expansion, size_t name)
{
	struct store_recipient recipient;
	enum expansion_status counted = EXPANSION_OK;
	enum store_status status = find_recipient(store, RECIPIENT_ACCOUNT,
						  expansion->names[name]->text, &recipient);

	if (status == STORE_OK)
		counted = expansion_set_account(expansion, name, &recipient);
	if (counted != EXPANSION_OK)
		return stop_expansion(store, counted);
	if (status != STORE_OK && status != STORE_NOT_FOUND)
		return status;
	return follow_alias(store, expansion, name);
}

/* Lists the accounts that get the mail. */
static enum store_status
list_recipients(struct store *store, const struct expansion *expansion,
		struct store_recipient **recipients, size_t *count)
{
	if (expansion->accounts == 0)
		return STORE_NOT_FOUND;
	*recipients = malloc(expansion->accounts * sizeof(**recipients));
	if (!*recipients)
		return no_memory(store);
	for (size_t i = 0; i < expansion->count; i++)
		if (expansion_gets_mail(expansion, i))
			(*recipients)[(*count)++] = expansion->names[i]->recipient;
	if (*count > 0)
		return STORE_OK;
	free(*recipients);
	*recipients = NULL;
	return STORE_NOT_FOUND;
}

static enum store_status
expand_alias(struct store *store, const char *name, struct store_recipient **recipients,
	     size_t *count)
{
	struct expansion expansion;
	enum expansion_status begun = expansion_init(&expansion, name);
	enum store_status status =
		begun == EXPANSION_OK ? STORE_OK : stop_expansion(store, begun);

	for (size_t i = 0; i < expansion.count && status == STORE_OK; i++)
		status = visit_name(store, &expansion, i);
	if (status == STORE_OK) {
		expansion_finish(&expansion);
		status = list_recipients(store, &expansion, recipients, count);
	}
	expansion_free(&expansion);
	return status;
}

/* The one account of that name. */
static enum store_status
find_one_recipient(struct store *store, enum statement which, const char *name,
		   struct store_recipient **recipients, size_t *count)
{
	struct store_recipient one;
	enum store_status status = find_recipient(store, which, name, &one);

	if (status != STORE_OK)
		return status;
	*recipients = malloc(sizeof(**recipients));
	if (!*recipients)
		return no_memory(store);
	(*recipients)[(*count)++] = one;
	return STORE_OK;
}

enum store_status
store_recipients_find(struct store *store, const char *name,
		      struct store_recipient **recipients, size_t *count)
{
	enum store_status status;

	*recipients = NULL;
	*count = 0;
	status = find_one_recipient(store, RECIPIENT_FIND, name, recipients, count);
	if (status == STORE_NOT_FOUND)
		status = expand_alias(store, name, recipients, count);
	/* An alias that leads to nobody, or only around in a circle, takes no mail away. */
	if (status == STORE_NOT_FOUND)
		status = find_one_recipient(store, RECIPIENT_ACCOUNT, name, recipients, count);
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
	sqlite3_bind_int64(statement, 4, message->sender ? message->sender->id : 0);
	sqlite3_bind_text(statement, 5, message->peer, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 6, message->helo, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 7, message->subject, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 8, (int64_t)message->octets);
	status = database_run(&store->db, statement);
	*id = sqlite3_last_insert_rowid(store->db.sqlite);
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
			database_explain(&store->db, "the spooled message could not be read");
			return STORE_FAILED;
		}
		sqlite3_bind_int64(statement, 1, part);
		sqlite3_bind_blob(statement, 2, chunk, (int)n, SQLITE_STATIC);
		status = database_run(&store->db, statement);
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
	status = database_run(&store->db, statement);
	if (status == STORE_OK && sqlite3_changes(store->db.sqlite) == 0) {
		database_explain(&store->db, no_account);
		return STORE_NOT_FOUND;
	}
	return status;
}

/* Nobody else writes now: what is free on the disk, other deliveries do not take. */
static enum store_status
leave_space(struct store *store, const struct store_message *message)
{
	const char *path = sqlite3_db_filename(store->db.sqlite, "main");
	enum store_status status = STORE_OK;

	if (message->keeps_free > 0)
		status = store_check_space(store, path, message->keeps_free,
					   message->octets + database_large_log(&store->db));
	if (status == STORE_FULL)
		database_explain(&store->db, "less would be free than min_free_space");
	return status;
}

/*
 * Under the same lock: other deliveries have counted. Whoever has no room since its RCPT has it
 * refused there when the sender comes again, and the others get the mail then.
 */
static enum store_status
check_quotas(struct store *store, const struct store_message *message, const int64_t accounts[],
	     size_t count)
{
	enum store_status status = STORE_OK;
	bool anybody_has_room = false;

	for (size_t i = 0; i < count && status == STORE_OK; i++) {
		uint64_t quota = message->quotas ? message->quotas[i] : 0;
		uint64_t usage = 0;

		if (quota != 0)
			status = find_usage(store, accounts[i], &usage);
		if (quota != 0 && usage >= quota)
			return STORE_NO_ROOM;
		anybody_has_room |= quota == 0 || message->octets <= quota - usage;
	}
	return status != STORE_OK || anybody_has_room ? status : STORE_NO_ROOM;
}

/* A delivery, which counts if its account has a quota. */
static enum store_status
deliver_to(struct store *store, const struct store_message *message, int64_t id,
	   int64_t account, uint64_t quota)
{
	enum store_status status = insert_delivery(store, account, id, message->octets);

	if (status == STORE_OK && quota != 0)
		status = change_usage(store, account, (int64_t)message->octets);
	return status;
}

static enum store_status
insert_all(struct store *store, const struct store_message *message,
	   const struct store_source *source, const int64_t accounts[], size_t count,
	   void *chunk)
{
	int64_t id = 0;
	enum store_status status = leave_space(store, message);

	if (status == STORE_OK && message->sender)
		status = store_account_check(store, message->sender);
	if (status == STORE_OK)
		status = check_quotas(store, message, accounts, count);
	if (status == STORE_OK)
		status = insert_message(store, message, &id);
	if (status == STORE_OK)
		status = insert_content(store, id, source, message->octets, chunk);
	for (size_t i = 0; i < count && status == STORE_OK; i++)
		status = deliver_to(store, message, id, accounts[i],
				    message->quotas ? message->quotas[i] : 0);
	return status;
}

enum store_status
store_check_room(struct store *store, const struct store_message *message,
		 const int64_t accounts[], size_t count)
{
	enum store_status status = database_begin(&store->db);

	if (status != STORE_OK)
		return status;
	status = leave_space(store, message);
	if (status == STORE_OK)
		status = check_quotas(store, message, accounts, count);
	return database_finish_without_sync(&store->db, status);
}

static enum store_status
shrink_cache(struct store *store)
{
	char pragma[40];

	snprintf(pragma, sizeof(pragma), "PRAGMA cache_size=%d", LARGE_CACHE_PAGES);
	return database_execute(&store->db, pragma);
}

enum store_status
store_deliver(struct store *store, const struct store_message *message,
	      const struct store_source *source, const int64_t accounts[], size_t count)
{
	void *chunk = malloc(STORE_CHUNK_OCTETS);
	enum store_status status = STORE_FAILED;

	database_explain(&store->db, "out of memory");
	if (chunk)
		status = STORE_OK;
	if (status == STORE_OK && message->octets > LARGE_OCTETS)
		status = shrink_cache(store);
	if (status == STORE_OK)
		status = database_begin(&store->db);
	if (status == STORE_OK)
		status = database_finish(
			&store->db, insert_all(store, message, source, accounts, count, chunk));
	free(chunk);
	return status;
}

enum store_status
store_maildrop_lock(struct store *store, int64_t account, unsigned seconds)
{
	if (lock_wait(store->db.lock, MAILDROP_LOCKS + account, seconds))
		return STORE_OK;
	return database_not_locked(&store->db, "another session has the maildrop open");
}

void
store_maildrop_unlock(struct store *store, int64_t account)
{
	lock_release(store->db.lock, MAILDROP_LOCKS + account);
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
	status = database_status(&store->db, result);
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
	return database_run(&store->db, statement);
}

/* Deletes an entry, unless somebody else has, and counts its octets. */
static enum store_status
delete_entry(struct store *store, int64_t account, const struct store_entry *entry,
	     int64_t *octets)
{
	enum store_status status =
		change_entry(store, DELIVERY_DELETE, account, entry->message);

	store->has_deleted = true;
	if (status == STORE_OK && sqlite3_changes(store->db.sqlite) > 0)
		*octets += entry->octets;
	return status;
}

static enum store_status
change_entries(struct store *store, int64_t account, const struct store_entry *entries,
	       size_t count)
{
	enum store_status status = STORE_OK;
	int64_t deleted = 0;

	for (size_t i = 0; i < count && status == STORE_OK; i++) {
		if (entries[i].to_delete)
			status = delete_entry(store, account, &entries[i], &deleted);
		else if (entries[i].to_see)
			status = change_entry(store, DELIVERY_SEE, account, entries[i].message);
	}
	if (status == STORE_OK && deleted > 0)
		status = change_usage(store, account, -deleted);
	return status;
}

static enum store_status
update_batch(struct store *store, int64_t account, const struct store_entry *entries,
	     size_t count)
{
	enum store_status status = database_begin(&store->db);

	if (status == STORE_OK)
		status = database_finish(&store->db,
					 change_entries(store, account, entries, count));
	return status;
}

/*
 * Without room for the log nothing could be deleted, and so no room be made: for that there is
 * the reserve.
 */
static enum store_status
update_from_reserve(struct store *store, int64_t account, const struct store_entry *entries,
		    size_t count)
{
	enum store_status status;

	if (!database_open_reserve(&store->db))
		return STORE_FULL;
	status = update_batch(store, account, entries, count);
	database_cut_log(&store->db);
	return status;
}

/* How many of the entries make up a batch of so many changes. */
static size_t
batch_of(const struct store_entry *entries, size_t count, unsigned changes)
{
	uint64_t octets = 0;
	size_t n;

	for (n = 0; n < count && changes > 0 && octets < BATCH_OCTETS; n++) {
		if (entries[n].to_delete)
			octets += entries[n].octets;
		if (entries[n].to_delete || entries[n].to_see)
			changes--;
	}
	return n;
}

/* Between batches: others that wait for the writer lock get it, and the log stays short. */
static void
let_others_write(struct store *store)
{
	const struct timespec pause = {.tv_nsec = BATCH_PAUSE_NS};

	database_check_point(&store->db);
	nanosleep(&pause, NULL);
}

enum store_status
store_maildrop_update(struct store *store, int64_t account, const struct store_entry *entries,
		      size_t count)
{
	unsigned changes = BATCH_CHANGES;
	/* Zeros over what is deleted, as far as its page is written anyway. */
	enum store_status status = database_execute(&store->db, "PRAGMA secure_delete=FAST");

	while (count > 0 && status == STORE_OK) {
		size_t n = batch_of(entries, count, changes);

		status = update_batch(store, account, entries, n);
		if (status == STORE_FULL) {
			changes = RESERVE_CHANGES;
			n = batch_of(entries, count, changes);
			status = update_from_reserve(store, account, entries, n);
		}
		entries += n;
		count -= n;
		if (count > 0 && status == STORE_OK)
			let_others_write(store);
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
	status = database_row(&store->db, statement);
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
	status = database_row(&store->db, statement);
	if (status != STORE_OK)
		return status;
	*octets = (size_t)sqlite3_column_bytes(statement, 0);
	if (*octets > STORE_CHUNK_OCTETS) {
		database_explain(&store->db,
				 "a piece of the message is too large; restore a backup");
		status = STORE_BROKEN;
	} else {
		memcpy(data, sqlite3_column_blob(statement, 0), *octets);
	}
	sqlite3_reset(statement);
	return status;
}

void
store_maintain(struct store *store)
{
	database_check_point(&store->db);
	if (store->has_deleted)
		database_renew_reserve(&store->db);
	store->has_deleted = false;
}
