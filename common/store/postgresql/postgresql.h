/*
 * What the files of PostgreSQL's engine share. Each has the functions of one subject; the
 * statements stand in one table, in postgresql.c. Some call functions of schema-3.sql.
 */
#ifndef COMMON_STORE_POSTGRESQL_POSTGRESQL_H
#define COMMON_STORE_POSTGRESQL_POSTGRESQL_H

#include "common/base/conf.h"
#include "common/store/engine.h"
#include "common/store/postgresql/connection.h"

enum statement {
	ACCOUNT_FIND,
	ACCOUNT_FIND_LOCAL,
	ACCOUNT_CREATE,
	ACCOUNT_SET_PASSWORD,
	ACCOUNT_SIGNED_IN,
	ACCOUNT_USAGE,
	ACCOUNTS_LOCK,
	USAGE_ADD_UP,
	NAMES_FIND,
	NAMES_EXPAND,
	MESSAGE_CHECK,
	MESSAGE_DELIVER,
	CONTENT_INSERT,
	CONTENT_READ,
	CONTENT_READ_AHEAD,
	MAILDROP_CLAIM,
	MAILDROP_TRY,
	MAILDROP_WAIT,
	MAILDROP_RELEASE,
	MAILDROP_LIST,
	MAILDROP_SUMMARIES,
	MAILDROP_UPDATE,
	RECORD_FIND,
	RECORD_KEY,
	RECORD_LOCK,
	RECORD_CLOCK,
	RECORD_FAILED,
	RECORD_EXPIRE,
	RECORD_REPEATED,
	RECORD_SUCCEEDED,
	STATEMENTS
};

enum {
	POSTGRESQL_SESSION_OCTETS = 16,
	POSTGRESQL_AHEAD_PIECES = 32,
};

/* The first piece of a message's content. */
struct postgresql_piece {
	int64_t message;
	const char *data;
	size_t octets;
};

/* Content that was read before it was asked for: content.c. */
struct postgresql_ahead {
	int64_t account; /* whose maildrop was listed last; 0: none */
	int64_t last;    /* the message that was read last; 0: none */
	size_t count;
	struct postgresql_piece pieces[POSTGRESQL_AHEAD_PIECES];
	char *data; /* room for STORE_CHUNK_OCTETS; NULL: none yet */
};

struct postgresql {
	struct store store; /* first: postgresql_of() */
	struct connection connection;
	const struct conf *conf;
	const char *conninfo; /* where the connection leads, or is to lead */
	/* A random name that the session of the server has while we have a maildrop; "": none
	 * yet. See maildrops.c. */
	char session[POSTGRESQL_SESSION_OCTETS + 1];
	unsigned maildrops; /* that are locked; then the connection cannot be replaced */
	int64_t signed_in;  /* the account whose sign-in is to be written down; 0: none */
	int64_t signed_in_at;
	struct postgresql_ahead ahead;
};

static inline struct postgresql *
postgresql_of(struct store *store)
{
	return (struct postgresql *)store;
}

/* Connects if there is no connection, or none any more. */
enum store_status postgresql_connect(struct postgresql *postgresql);

/* As connection_run(), connection_begin() and connection_add(); the first two connect. */
enum store_status postgresql_run(struct postgresql *postgresql, enum statement which,
				 struct parameters *parameters);
enum store_status postgresql_begin(struct postgresql *postgresql);
enum store_status postgresql_add(struct postgresql *postgresql, enum statement which,
				 struct parameters *parameters);

/* A transaction that changes something with one statement. */
enum store_status postgresql_change(struct postgresql *postgresql, enum statement which,
				    struct parameters *parameters);

/* Begins a transaction that may be lost in a crash, and waits for no disk and no standby. */
enum store_status postgresql_begin_without_sync(struct postgresql *postgresql);

enum store_status postgresql_explain(struct postgresql *postgresql, enum store_status status,
				     const char *why);
enum store_status postgresql_no_memory(struct postgresql *postgresql);

/* STORE_NOT_FOUND, as an account that was found earlier is gone. */
enum store_status postgresql_no_account(struct postgresql *postgresql);

/* --- accounts.c --- */

enum store_status postgresql_account_find(struct store *store, const char *name,
					  struct store_account *account);
enum store_status postgresql_account_find_local(struct store *store, const char *local,
						struct store_account *account);
enum store_status postgresql_account_create(struct store *store, const char *name,
					    const char *hash);
enum store_status postgresql_account_set_password(struct store *store,
						  const struct store_account *account,
						  const char *hash);
void postgresql_note_sign_in(struct store *store, const struct store_account *account);
void postgresql_record_sign_in(struct postgresql *postgresql);

/* In a transaction that has begun: writes down the sign-in that was noted, if there is one. */
enum store_status postgresql_add_sign_in(struct postgresql *postgresql);

enum store_status postgresql_account_usage(struct store *store, int64_t account,
					   uint64_t *octets);

/* --- recipients.c --- */

enum store_status postgresql_names_find(struct store *store, struct store_names names,
					struct engine_found *found);
enum store_status postgresql_name_expand(struct store *store, const char *name,
					 struct expansion *expansion);

/* --- messages.c --- */

enum store_status postgresql_spare_octets(struct store *store, uint64_t *octets);
enum store_status postgresql_deliver(struct store *store, const struct store_message *message,
				     const struct store_source *source,
				     const int64_t accounts[], size_t count);
enum store_status postgresql_check_room(struct store *store,
					const struct store_message *message,
					const int64_t accounts[], size_t count);

/* --- content.c --- */

enum store_status postgresql_message_read(struct store *store, int64_t message, unsigned part,
					  void *data, size_t *octets);

/* --- maildrops.c --- */

enum store_status postgresql_maildrop_open(struct store *store, int64_t account,
					   unsigned seconds, struct store_entry **entries,
					   size_t *count);
void postgresql_maildrop_close(struct store *store, int64_t account);
enum store_status postgresql_maildrop_list(struct store *store, int64_t account,
					   struct store_entry **entries, size_t *count);
enum store_status postgresql_maildrop_summaries(struct store *store, int64_t account,
						const struct store_entry entries[],
						size_t count, struct store_summary summaries[]);
enum store_status postgresql_maildrop_update(struct store *store, int64_t account,
					     const struct store_entry entries[], size_t count);

/* --- records.c --- */

enum store_status postgresql_record_find(struct store *store, const struct store_try *try,
					 int64_t now_ms, struct store_record *record);
enum store_status postgresql_record_note(struct store *store, const struct store_try *try,
					 enum store_event event, int64_t now_ms);

#endif
