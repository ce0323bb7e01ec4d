/*
 * What an engine of the store provides: the functions of store.h, by the same names. An engine
 * is a folder beside this file, and a line in engine.c. Only engine.c and the engines include
 * this.
 */
#ifndef COMMON_STORE_ENGINE_H
#define COMMON_STORE_ENGINE_H

#include "common/store/store.h"

enum {
	/* How long the usage of a maildrop is believed without adding it up: an operator's SQL
	 * may have changed the maildrop, and does not tell. */
	ENGINE_USAGE_SECONDS = 3600,
	/* What is deleted in one transaction, and so how long the others wait: tens of
	 * milliseconds, or as long as it takes to free the pages of a few large messages. */
	ENGINE_BATCH_CHANGES = 256,
	ENGINE_BATCH_OCTETS = 32 * 1024 * 1024,
};

/* What the first of two names is that is the name of anything. */
struct engine_found {
	bool must_expand; /* one of them may be an alias: expand each, in their order */
	size_t name;      /* else the number of the account's name */
	struct store_recipient account;
};

struct store_engine {
	const char *scheme; /* how "database" begins for this engine; "": for any other */
	/* These four may be NULL: it is not built in, takes any setting, has no variables,
	 * needs no sockets. */
	void (*describe)(FILE *output); /* its line of store_describe() */
	bool (*check)(const struct conf *conf, char why[STORE_WHY_OCTETS]);
	bool (*print_environment)(const struct conf *conf, FILE *output);
	bool (*prepare)(struct store_sockets *sockets, char why[STORE_WHY_OCTETS]);
	enum store_status (*open)(struct store **opened, const struct conf *conf,
				  bool may_create, bool *created, char why[STORE_WHY_OCTETS]);
	void (*close)(struct store *store);
	void (*idle)(struct store *store);
	enum store_status (*spare_octets)(struct store *store, uint64_t *octets);
	enum store_status (*account_find)(struct store *store, const char *name,
					  struct store_account *account);
	/* The account with this local part and any domain; STORE_AMBIGUOUS: there are several.
	 */
	enum store_status (*account_find_local)(struct store *store, const char *local,
						struct store_account *account);
	enum store_status (*account_create)(struct store *store, const char *name,
					    const char *hash);
	enum store_status (*account_set_password)(struct store *store,
						  const struct store_account *account,
						  const char *hash);
	void (*note_sign_in)(struct store *store, const struct store_account *account);
	enum store_status (*names_find)(struct store *store, struct store_names names,
					struct engine_found *found);
	enum store_status (*name_expand)(struct store *store, const char *name,
					 struct expansion *expansion);
	enum store_status (*account_usage)(struct store *store, int64_t account,
					   uint64_t *octets);
	enum store_status (*deliver)(struct store *store, const struct store_message *message,
				     const struct store_source *source,
				     const int64_t accounts[], size_t count);
	enum store_status (*check_room)(struct store *store,
					const struct store_message *message,
					const int64_t accounts[], size_t count);
	enum store_status (*message_read)(struct store *store, int64_t message, unsigned part,
					  void *data, size_t *octets);
	enum store_status (*maildrop_open)(struct store *store, int64_t account,
					   unsigned seconds, struct store_entry **entries,
					   size_t *count);
	void (*maildrop_close)(struct store *store, int64_t account);
	enum store_status (*maildrop_list)(struct store *store, int64_t account,
					   struct store_entry **entries, size_t *count);
	enum store_status (*maildrop_summaries)(struct store *store, int64_t account,
						const struct store_entry entries[],
						size_t count, struct store_summary summaries[]);
	enum store_status (*maildrop_update)(struct store *store, int64_t account,
					     const struct store_entry entries[], size_t count);
	enum store_status (*record_find)(struct store *store, const struct store_try *try,
					 int64_t now_ms, struct store_record *record);
	enum store_status (*record_note)(struct store *store, const struct store_try *try,
					 enum store_event event, int64_t now_ms);
};

/* The first member of an engine's own store. */
struct store {
	const struct store_engine *engine;
	char why[STORE_WHY_OCTETS]; /* of the last status but STORE_OK and STORE_NOT_FOUND */
};

/* --- what engines have in common --- */

/*
 * Whether a sign-in now counts as the last one of the account: a mail program that looks for
 * mail all the time would make the database be written all the time.
 */
bool engine_is_same_sign_in(const struct store_account *account, int64_t now);

/* Whether a usage that was added up at since (seconds since 1970) is not believed any more. */
bool engine_usage_is_old(int64_t since, int64_t now);

/*
 * How many of the entries one transaction of an update takes: those with so many changes, and
 * with ENGINE_BATCH_OCTETS or one entry more.
 */
size_t engine_batch_of(const struct store_entry entries[], size_t count, unsigned changes);

#endif
