/*
 * What the files of SQLite's engine share. Each has the SQL functions of one subject; the
 * statements stand in one table, in sqlite.c.
 */
#ifndef COMMON_STORE_SQLITE_SQLITE_H
#define COMMON_STORE_SQLITE_SQLITE_H

#include "common/store/engine.h"
#include "common/store/sqlite/database.h"

enum statement {
	ACCOUNT_FIND,
	ACCOUNT_FIND_LOCAL,
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
	MESSAGE_NEGATE,
	MESSAGE_DELETE,
	UNFINISHED_PARTS,
	UNFINISHED_NEXT,
	CONTENT_INSERT,
	CONTENT_READ,
	CONTENT_DELETE,
	DELIVERY_INSERT,
	DELIVERY_DELETE,
	DELIVERY_SEE,
	MAILDROP_LIST,
	MAILDROP_SUMMARIES,
	STATEMENTS
};

struct sqlite {
	struct store store; /* first: sqlite_of() */
	struct database db;
	sqlite3_stmt *statements[STATEMENTS]; /* prepared when first used */
	bool has_deleted;                     /* since the reserve was last looked at */
	int64_t signed_in; /* the account whose sign-in is to be written down; 0: none */
	int64_t signed_in_at;
};

static inline struct sqlite *
sqlite_of(struct store *store)
{
	return (struct sqlite *)store;
}

/* Prepares a statement, or gives the one that is prepared. */
enum store_status sqlite_prepare(struct sqlite *sqlite, enum statement which,
				 sqlite3_stmt **statement);

enum store_status sqlite_no_memory(struct sqlite *sqlite);

/* STORE_NOT_FOUND, as an account that was found earlier is gone. */
enum store_status sqlite_no_account(struct sqlite *sqlite);

/* Copies a text column; NULL is "". Cuts what does not fit. */
void sqlite_copy_text(sqlite3_stmt *statement, int column, char *to, size_t room);

/* --- accounts.c --- */

enum store_status sqlite_account_find(struct store *store, const char *name,
				      struct store_account *account);
enum store_status sqlite_account_find_local(struct store *store, const char *local,
					    struct store_account *account);
enum store_status sqlite_account_create(struct store *store, const char *name,
					const char *hash);
enum store_status sqlite_account_set_password(struct store *store,
					      const struct store_account *account,
					      const char *hash);
void sqlite_note_sign_in(struct store *store, const struct store_account *account);
void sqlite_record_sign_in(struct sqlite *sqlite);

/* In a transaction that writes: writes down the sign-in that was noted, if there is one. */
enum store_status sqlite_write_sign_in(struct sqlite *sqlite);

enum store_status sqlite_account_usage(struct store *store, int64_t account, uint64_t *octets);

/* As sqlite_account_usage(), in a transaction that writes. */
enum store_status sqlite_find_usage(struct sqlite *sqlite, int64_t account, uint64_t *octets);

/* In the transaction in which the maildrop grows or shrinks by so many octets. */
enum store_status sqlite_change_usage(struct sqlite *sqlite, int64_t account, int64_t octets);

/* --- recipients.c --- */

enum store_status sqlite_names_find(struct store *store, struct store_names names,
				    struct engine_found *found);
enum store_status sqlite_name_expand(struct store *store, const char *name,
				     struct expansion *expansion);

/* --- messages.c --- */

enum store_status sqlite_spare_octets(struct store *store, uint64_t *octets);
enum store_status sqlite_deliver(struct store *store, const struct store_message *message,
				 const struct store_source *source, const int64_t accounts[],
				 size_t count);
enum store_status sqlite_check_room(struct store *store, const struct store_message *message,
				    const int64_t accounts[], size_t count);
enum store_status sqlite_message_read(struct store *store, int64_t message, unsigned part,
				      void *data, size_t *octets);

enum {
	/* The pieces of a message are numbered from its id, shifted by this. */
	MESSAGE_PARTS_BITS = 16,
};

/* A message on its way into the database: all in one transaction, or in steps. */
struct delivery {
	struct sqlite *sqlite;
	const struct store_message *message;
	const struct store_source *source;
	const int64_t *accounts;
	size_t count;
	void *chunk;   /* room for STORE_CHUNK_OCTETS */
	int64_t id;    /* of the message, once it is inserted */
	int64_t parts; /* of its content that are inserted */
	uint64_t octets_left;
	bool is_unfinished; /* a step is committed */
};

/* The parts of a delivery, each in a transaction that writes. */

/*
 * Whether the rest of the message may be stored now: there is space for it, the sender may sign
 * in, and somebody has room.
 */
enum store_status delivery_check(struct delivery *delivery);

/* Inserts the message without its content, and sets the id. */
enum store_status delivery_insert_message(struct delivery *delivery);

/* Inserts the next pieces of the content, of so many octets or of all that is left. */
enum store_status delivery_insert_parts(struct delivery *delivery, uint64_t octets);

/* Delivers the message to all its accounts. */
enum store_status delivery_deliver(struct delivery *delivery);

/* --- steps.c --- */

/* Stores and delivers a message. It has nothing inserted yet. */
enum store_status steps_store(struct delivery *delivery);

/* Removes unfinished messages that nobody is storing. A failure is no error: another process
 * tries again. */
void steps_clean_up(struct sqlite *sqlite);

/* --- maildrops.c --- */

enum store_status sqlite_maildrop_open(struct store *store, int64_t account, unsigned seconds,
				       struct store_entry **entries, size_t *count);
void sqlite_maildrop_close(struct store *store, int64_t account);
enum store_status sqlite_maildrop_list(struct store *store, int64_t account,
				       struct store_entry **entries, size_t *count);
enum store_status sqlite_maildrop_summaries(struct store *store, int64_t account,
					    const struct store_entry entries[], size_t count,
					    struct store_summary summaries[]);
enum store_status sqlite_maildrop_update(struct store *store, int64_t account,
					 const struct store_entry entries[], size_t count);

/* --- records.c --- */

enum store_status sqlite_record_find(struct store *store, const struct store_try *try,
				     int64_t now_ms, struct store_record *record);
enum store_status sqlite_record_note(struct store *store, const struct store_try *try,
				     enum store_event event, int64_t now_ms);

#endif
