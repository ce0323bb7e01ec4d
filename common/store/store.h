/*
 * The mail store: accounts, messages, maildrops, and failed sign-ins. An engine stands behind
 * it, which the setting "database" chooses; nothing here depends on which one.
 *
 * What every engine promises:
 * - A message is stored with all its deliveries, or not at all. STORE_OK means that it is on
 *   stable storage, in the store that the setting names.
 * - The deletions of a maildrop are carried out oldest first. STORE_OK means that all of them
 *   are on stable storage; on an error the first few may be.
 * - No transaction is open and no lock is held between two calls, maildrops' locks excepted.
 * - A process that is killed leaves a sound store and no stale lock.
 */
#ifndef COMMON_STORE_STORE_H
#define COMMON_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/base/mistake.h"

struct conf;
struct store;
struct expansion;

enum store_status {
	STORE_OK,
	STORE_NOT_FOUND, /* there is no such account or message */
	STORE_AMBIGUOUS, /* several accounts, of different domains, have this name */
	STORE_EXISTS,    /* the name is taken */
	STORE_BUSY,      /* another process held a lock for longer than the store waits */
	STORE_REVOKED,   /* the account that signed in is gone, locked or renamed */
	STORE_NO_ROOM,   /* a maildrop has reached its quota */
	STORE_TOO_MANY,  /* an alias leads further than it is followed: expansion.h */
	STORE_FULL,      /* the disk is full */
	STORE_FAILED,    /* an error that may pass: input/output, memory */
	STORE_MISSING,   /* the store is not where the setting says, or no longer there */
	STORE_BROKEN,    /* an error that stays until the operator acts */
};

enum {
	STORE_LOCAL_OCTETS = 64,   /* of a name without a domain */
	STORE_DOMAIN_OCTETS = 255, /* RFC 5321 section 4.5.3.1.2 */
	STORE_NAME_OCTETS = STORE_LOCAL_OCTETS + 1 + STORE_DOMAIN_OCTETS,
	STORE_HASH_OCTETS = 383, /* of a password hash, as crypt(3) makes them */
	STORE_WHY_OCTETS = 400,
	STORE_TEXT_OCTETS = 512,    /* of a subject, as the store shows it */
	STORE_PATH_OCTETS = 1023,   /* of a reverse-path: more than a command line can hold */
	STORE_CHUNK_OCTETS = 65536, /* content is read and written in pieces of this size */
};

struct store_account {
	int64_t id;
	char name[STORE_NAME_OCTETS + 1];     /* in the letter case it was created with */
	char password[STORE_HASH_OCTETS + 1]; /* crypt(5); "!…" is locked */
	bool has_password;                    /* false: anybody may enter the account */
	int64_t created;                      /* seconds since 1970 */
	int64_t last_sign_in;                 /* likewise; 0: never */
};

/* An account that mail goes to. */
struct store_recipient {
	int64_t account;
	bool has_quota;
	uint64_t quota; /* octets, if has_quota */
};

/* The envelope of a message, and what the store shows of its content. */
struct store_message {
	const char *transaction_id;
	int64_t arrived;          /* seconds since 1970 */
	const char *reverse_path; /* without angle brackets; "" is the null reverse-path */
	const struct store_account *sender; /* as found at sign-in; NULL: not signed in */
	const char *peer;                   /* IP address, or "" */
	const char *helo;                   /* the name in HELO or EHLO */
	const char *subject;
	uint64_t octets;        /* of the content */
	bool seen;              /* its recipients have read it elsewhere */
	const uint64_t *quotas; /* of each recipient, in octets; 0 or NULL: none */
};

/*
 * Where the content of a message comes from: read() gives the next octets of it, or false on
 * an error.
 */
struct store_source {
	bool (*read)(void *from, void *data, size_t octets);
	void *from;
};

/* A message of a maildrop. */
struct store_entry {
	int64_t message;
	uint32_t octets;
	bool seen;
	bool to_delete; /* set by the owner of the maildrop, for store_maildrop_update() */
	bool to_see;    /* likewise */
};

/* What a scan listing and an mbox show of a message. */
struct store_summary {
	int64_t arrived;
	char reverse_path[STORE_PATH_OCTETS + 1];
	char subject[STORE_TEXT_OCTETS + 1];
	bool found; /* false: the message has been removed since the maildrop was listed */
};

/* Prints a line about each engine: its library and the version of its schema. */
void store_describe(FILE *output);

/*
 * Whether this program can open a store such as the settings name. False if it cannot, whatever
 * is there; why says what is wrong.
 */
bool store_check_settings(const struct conf *conf, char why[STORE_WHY_OCTETS]);

/*
 * Prints how libpq's own programs, such as psql, reach the store: an environment variable on
 * each line. Nothing if the store is a file. False if a value does not fit on a line.
 */
bool store_print_environment(const struct conf *conf, FILE *output);

/* Descriptors of sockets that are made for connections to the store: count from first on. */
struct store_sockets {
	unsigned first;
	unsigned count; /* 0: the store needs none */
};

/*
 * Gets what store_open() needs and cannot get inside the sandbox. To be called just before that
 * is entered. False, and why, on an error.
 */
bool store_prepare(const struct conf *conf, struct store_sockets *sockets,
		   char why[STORE_WHY_OCTETS]);

/*
 * Opens the store that conf names, which must last as long as the store, and brings it up to
 * date if an older version made it. A store that is not there yet is created if may_create, and
 * *created tells so; otherwise it is STORE_MISSING: where a file system is not mounted, an
 * empty store must not take the place of the real one. On an error *opened is NULL, and why
 * says what is wrong and what to do.
 */
enum store_status store_open(struct store **opened, const struct conf *conf, bool may_create,
			     bool *created, char why[STORE_WHY_OCTETS]);

/* Writes down what store_note_sign_in() left, and closes. NULL is allowed. */
void store_close(struct store *store);

/* The reason of the last call that did not return STORE_OK, in words for the log. */
const char *store_why(const struct store *store);

/*
 * Lets the store tidy up, if a change of this process has made that due. It may take a while:
 * call it when no peer waits for a reply.
 */
void store_idle(struct store *store);

/*
 * The octets that deletions have freed inside the store, where it is on this machine's disk:
 * new mail takes them before it needs more of the disk.
 */
enum store_status store_spare_octets(struct store *store, uint64_t *octets);

/*
 * --- accounts ---
 *
 * An account or an alias has a name without a domain, which counts in all domains of this
 * server, or one with a domain, as in info@example.com, which counts before the other. Domains
 * are in ASCII here: idn.h. Names compare in any letter case (ASCII).
 */

/* Looks an account up by exactly this name. */
enum store_status store_account_find(struct store *store, const char *name,
				     struct store_account *account);

/*
 * Looks up the account that a login means: the account called name, or else the one called
 * bare, which is the same name without its domain. "" is nobody's name. If name has no domain,
 * and no account is called so, it means the one account that has this name with a domain. If
 * there are several such accounts, it is STORE_AMBIGUOUS.
 */
enum store_status store_login_find(struct store *store, const char *name, const char *bare,
				   struct store_account *account);

/* Creates an account, without a password if hash is NULL. STORE_EXISTS if the name is taken. */
enum store_status store_account_create(struct store *store, const char *name, const char *hash,
				       struct store_account *account);

/* Replaces a password hash, if it still is what account shows; else STORE_NOT_FOUND. */
enum store_status store_account_set_password(struct store *store, struct store_account *account,
					     const char *hash);

/*
 * Notes that somebody has signed in to an account now, unless the account was signed in to
 * within the minute before. The next store_maildrop_update() writes it down together with its
 * changes, or else store_close(), when no peer waits any more. It need not be synced, and it is
 * no error if store_close() cannot write it: it is no mail.
 */
void store_note_sign_in(struct store *store, const struct store_account *account);

/* Whether the account's password is locked: nobody can sign in. */
bool store_account_is_locked(const struct store_account *account);

/*
 * Whether an account that was found earlier is still there under its name and not locked:
 * STORE_REVOKED if not.
 */
enum store_status store_account_check(struct store *store, const struct store_account *account);

/*
 * The names to look up for an address, the one that counts first in the first place. [1] may be
 * NULL.
 */
struct store_names {
	const char *names[2];
};

struct store_found {
	size_t name;                        /* the number of the name that was found */
	struct store_recipient *recipients; /* count of them, each once; freed with free(3) */
	size_t count;
};

/*
 * Finds the accounts that mail for an address goes to: those of the first name that leads to
 * any. A name leads to the accounts that it is an alias for; if it is no alias, or leads to
 * nobody, to the account of that name. STORE_NOT_FOUND if there are none, STORE_TOO_MANY if an
 * alias leads too far to be followed; then *found has no recipients.
 */
enum store_status store_recipients_find(struct store *store, struct store_names names,
					struct store_found *found);

/*
 * Walks where a name leads by way of aliases, for those who explain it: expansion.h tells what
 * was found. STORE_TOO_MANY as above. The caller calls expansion_free() in any case.
 */
enum store_status store_name_expand(struct store *store, const char *name,
				    struct expansion *expansion);

/*
 * The octets of all messages in a maildrop. They are added up once and kept with the account,
 * so that a delivery that heeds its quota, or a deletion, changes one number. After an hour
 * they are added up again: deliveries without a quota do not count, and an operator may have
 * changed the maildrop by hand.
 */
enum store_status store_account_usage(struct store *store, int64_t account, uint64_t *octets);

/* --- messages --- */

/*
 * Stores a message once, and delivers it to count accounts, which must differ. Nothing is
 * stored with
 * - STORE_NOT_FOUND: one of the accounts does not exist any more;
 * - STORE_REVOKED: the sender may not sign in any more;
 * - STORE_FULL: less than min_free_space would be left on a disk of this machine;
 * - STORE_NO_ROOM: no account has room for it, or one has reached its quota already. If one has
 *   room, all get the message, and each exceeds its quota by one message at most, however many
 *   deliver at the same time.
 */
enum store_status store_deliver(struct store *store, const struct store_message *message,
				const struct store_source *source, const int64_t accounts[],
				size_t count);

/*
 * Whether store_deliver() would find room for a message now: STORE_FULL or STORE_NO_ROOM if
 * not. For a session that cannot take back what it does first.
 */
enum store_status store_check_room(struct store *store, const struct store_message *message,
				   const int64_t accounts[], size_t count);

/*
 * Reads piece number part (from 0) of a message's content into data, which has room for
 * STORE_CHUNK_OCTETS. Every piece but the last has that size. STORE_NOT_FOUND after the last.
 */
enum store_status store_message_read(struct store *store, int64_t message, unsigned part,
				     void *data, size_t *octets);

/* --- maildrops --- */

/*
 * Locks an account's maildrop for this process, until store_maildrop_close() or store_close(),
 * and lists it in order of arrival. *entries has *count entries; the caller frees it with
 * free(3). It is NULL if there are none. Waits for the lock for at most so many seconds;
 * STORE_BUSY if another session has had it for so long.
 */
enum store_status store_maildrop_open(struct store *store, int64_t account, unsigned seconds,
				      struct store_entry **entries, size_t *count);
void store_maildrop_close(struct store *store, int64_t account);

/*
 * Lists a maildrop in the same way, without its lock: a message may be removed while the caller
 * works on the list.
 */
enum store_status store_maildrop_list(struct store *store, int64_t account,
				      struct store_entry **entries, size_t *count);

/* Fills in a summary for each of count entries, which follow each other in a maildrop. */
enum store_status store_maildrop_summaries(struct store *store, int64_t account,
					   const struct store_entry entries[], size_t count,
					   struct store_summary summaries[]);

/*
 * Removes the entries with to_delete, and marks those with to_see as seen. A message goes with
 * its last delivery. It works in batches, oldest first, and lets others write between them: on
 * an error only the first few may be done. Marks as seen alone are not synced.
 */
enum store_status store_maildrop_update(struct store *store, int64_t account,
					const struct store_entry entries[], size_t count);

/* --- failed sign-ins: throttle.h says what they are for --- */

enum {
	STORE_NETWORK_OCTETS = 48,
	STORE_FAILURE_SECONDS =
		3600,              /* without another one of the pair: then it is forgotten */
	STORE_FAILURE_ROWS = 8192, /* pairs that are kept, those heard of last */
	STORE_MISTAKES = 32,       /* that are kept of a pair, the last ones */
};

/* Who tries to sign in as whom, with what. A network and a name make a pair. */
struct store_try {
	char network[STORE_NETWORK_OCTETS + 1];
	struct mistake mistake; /* that it is, if it fails */
};

struct store_failures {
	unsigned number;
	int64_t last_ms; /* when the last of them was, since 1970; 0 without any */
};

/* What is known about a try. */
struct store_record {
	struct store_failures network; /* whatever the name */
	struct store_failures name;    /* whatever the network */
	unsigned pair;
	bool is_repeat;    /* the pair seems to have made this very mistake before */
	int64_t repeat_ms; /* when a repeat of the pair was last hashed, since 1970; 0: never */
};

enum store_event {
	STORE_TRY_FAILED,    /* it counts, and the mistake is kept */
	STORE_TRY_REPEATED,  /* a repeat is hashed now: it does not count */
	STORE_TRY_SUCCEEDED, /* the pair's failures are taken back; its mistakes stay known */
};

/*
 * Reads and writes the record of failures. They are no mail: they are never synced, and what a
 * crash damages is begun again. All 0 if there is none. Anything but STORE_OK tells that the
 * record cannot be trusted, or was not written.
 */
enum store_status store_record_find(struct store *store, const struct store_try *try,
				    int64_t now_ms, struct store_record *record);
enum store_status store_record_note(struct store *store, const struct store_try *try,
				    enum store_event event, int64_t now_ms);

#endif
