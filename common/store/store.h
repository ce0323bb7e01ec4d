/*
 * The mail store: accounts, messages, maildrops. Nothing of SQLite shows here, and nothing of
 * the wire.
 *
 * What the store promises:
 * - A message is stored with all its deliveries, or not at all; STORE_OK means that it is on
 *   stable storage.
 * - Deletions of a maildrop are carried out oldest first, and STORE_OK means as above that all
 *   of them are; on an error some may be.
 * - No function returns with a transaction open or the writer lock held.
 * - A process that is killed leaves a sound store and no lock.
 */
#ifndef COMMON_STORE_STORE_H
#define COMMON_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/auth/password.h"

struct store;

enum store_status {
	STORE_OK,
	STORE_NOT_FOUND, /* there is no such account or message */
	STORE_EXISTS,    /* there is one already */
	STORE_BUSY,      /* somebody else holds a lock, for longer than the store waits */
	STORE_REVOKED,   /* the account that has signed in is gone, locked or renamed */
	STORE_NO_ROOM,   /* no room in a maildrop: it has a quota */
	STORE_TOO_MANY,  /* an alias leads further than it is followed: expansion.h */
	STORE_FULL,      /* no room on the disk */
	STORE_FAILED,    /* an error that may pass: input/output, memory */
	STORE_MISSING,   /* the database is not where the settings say, or not any more */
	STORE_BROKEN,    /* an error that stays until the operator acts */
};

enum {
	STORE_NAME_OCTETS = 64,
	STORE_WHY_OCTETS = 400,
	STORE_TEXT_OCTETS = 512,    /* of a subject, as the store shows it */
	STORE_PATH_OCTETS = 1023,   /* of a reverse-path: more than a command line can hold */
	STORE_CHUNK_OCTETS = 65536, /* content is read and written in pieces of this size */
};

struct store_account {
	int64_t id;
	char name[STORE_NAME_OCTETS + 1];        /* in the letter case it was created with */
	char password[PASSWORD_HASH_OCTETS + 1]; /* crypt(5); "!…" is locked */
	bool has_password;                       /* false: enters without one */
	int64_t created;                         /* seconds since 1970 */
	int64_t last_sign_in;                    /* likewise; 0: never */
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
	const struct store_account
		*sender;  /* as it was at sign-in; NULL: nobody has signed in */
	const char *peer; /* IP address, or "" */
	const char *helo; /* the name in HELO or EHLO */
	const char *subject;
	uint64_t octets;        /* of the content */
	uint64_t keeps_free;    /* octets that the delivery must leave on the disk */
	const uint64_t *quotas; /* of the accounts that get it, in octets; 0 or NULL: none */
};

/* Where a message's content comes from: read() gives the next octets of it, false on an error.
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
};

/* Which database, and what may be done to open it. The texts must last as long as the
 * store. */
struct store_place {
	const char *setting;   /* the path that is set, through symbolic links or not */
	const char *file;      /* where that led at the start: disk_resolve() */
	unsigned lock_timeout; /* seconds; bounds every wait for a lock */
	bool may_create;       /* a database that is missing */
};

/*
 * Opens a database, and brings it up to date if an older version has made it. One that is not
 * there, or a file without any octets, is created or STORE_MISSING, as may_create says: where a
 * file system is not mounted, an empty database must not take the place of the real one. On an
 * error *opened is NULL and why says what is wrong and what to do.
 *
 * From then on a change is STORE_OK only if, after it has been synced, the database, its log
 * and index and the lock file are still those that stand at their names, and setting still
 * leads there; else it is STORE_MISSING, and may have been made all the same.
 */
enum store_status store_open(struct store **opened, const struct store_place *place,
			     char why[STORE_WHY_OCTETS]);

/* Whether store_open() has created the database. */
bool store_is_new(const struct store *store);

/* Closes the store, and lets go of the maildrop. NULL is allowed. */
void store_close(struct store *store);

/* What went wrong in the last call that did not return STORE_OK. */
const char *store_why(const struct store *store);

/*
 * Whether the file system that has or would have the database at path has room for so many
 * octets above keep, which must stay free: STORE_FULL if not. Room is what an ordinary user
 * has. What deletions have freed inside the database, and new mail takes first, counts too; but
 * half of keep must stay free on the disk itself, as spool and log are no place inside. Without
 * a store, NULL, nobody knows what is free there.
 */
enum store_status store_check_space(struct store *store, const char *path, uint64_t keep,
				    uint64_t octets);

/* Looks an account up by its name, in any letter case. */
enum store_status store_account_find(struct store *store, const char *name,
				     struct store_account *account);

/* Whether an account's password keeps everybody out. */
bool store_account_is_locked(const struct store_account *account);

/*
 * Looks whether an account that was found earlier is still there under its name, and not
 * locked: STORE_REVOKED if not.
 */
enum store_status store_account_check(struct store *store, const struct store_account *account);

/* Creates an account, without a password if hash is NULL. STORE_EXISTS when the name is taken.
 */
enum store_status store_account_create(struct store *store, const char *name, const char *hash,
				       struct store_account *account);

/*
 * Replaces an account's password hash, if it still is what account shows; STORE_NOT_FOUND
 * otherwise.
 */
enum store_status store_account_set_password(struct store *store, struct store_account *account,
					     const char *hash);

/*
 * Remembers that somebody has signed in to an account now, for store_record_sign_in(), unless
 * the account was signed in to within the minute before.
 */
void store_note_sign_in(struct store *store, const struct store_account *account);

/*
 * Writes down the sign-in that has been noted, if there is one: when no peer waits any more, as
 * it takes a while. Not synced, and no error if it cannot be done: it is no mail.
 */
void store_record_sign_in(struct store *store);

/*
 * Takes a hash slot: as many processes can have one at a time as may hash passwords at a time,
 * which is one less than there are cores, and one at least, so that a crowd that signs in
 * leaves a core to the mail. Of one network, any name that is the same for all of it, only one
 * process has a slot at a time; NULL is none. Waits for at most so many seconds, with 0 for
 * nothing; STORE_BUSY then. The slot is free again with store_hash_slot_release(),
 * store_close(), or the end of the process. store_hash_slot_return() gives the slot back, and
 * keeps all others of the network waiting until store_hash_slot_release().
 */
enum store_status store_hash_slot_take(struct store *store, const char *network,
				       unsigned seconds);
void store_hash_slot_return(struct store *store);
void store_hash_slot_release(struct store *store);

/*
 * Finds the accounts that mail for a name goes to: those that it is an alias for, or else, also
 * if the alias leads to nobody, the account of that name. *recipients, *count of them, each
 * once, is the caller's to free(3). STORE_NOT_FOUND when there are none, STORE_TOO_MANY when an
 * alias leads too far to be followed.
 */
enum store_status store_recipients_find(struct store *store, const char *name,
					struct store_recipient **recipients, size_t *count);

/*
 * The octets of all messages in an account's maildrop. They are added up once and kept with the
 * account from then on, so that a delivery that heeds its quota, or a deletion, changes one
 * number; after an hour they are added up again, as deliveries without a quota do not count,
 * and an operator's SQL may have changed the maildrop.
 */
enum store_status store_account_usage(struct store *store, int64_t account, uint64_t *octets);

/*
 * Stores a message once, and delivers it to each of the accounts, which must differ. accounts:
 * count ids. Nothing is stored with
 * - STORE_NOT_FOUND: one of them does not exist any more;
 * - STORE_REVOKED: the sender is not allowed in any more;
 * - STORE_FULL: it would leave less than message->keeps_free on the disk, as
 *   store_check_space() says;
 * - STORE_NO_ROOM: none of the accounts has room for it, or one has reached its quota already.
 *   Else it is for all of them, and each is over its quota by one message at most, however many
 *   deliver at the same time.
 */
enum store_status store_deliver(struct store *store, const struct store_message *message,
				const struct store_source *source, const int64_t accounts[],
				size_t count);

/*
 * Whether store_deliver() would find room for a message now, as STORE_FULL or STORE_NO_ROOM
 * say: for a session that cannot take back what it does before.
 */
enum store_status store_check_room(struct store *store, const struct store_message *message,
				   const int64_t accounts[], size_t count);

/*
 * Locks an account's maildrop for this process, until store_maildrop_unlock() or store_close().
 * Waits for at most so many seconds, with 0 for nothing; STORE_BUSY when another session has
 * had it for so long.
 */
enum store_status store_maildrop_lock(struct store *store, int64_t account, unsigned seconds);
void store_maildrop_unlock(struct store *store, int64_t account);

/*
 * Lists a maildrop in order of arrival. *entries, *count of them, is the caller's to free(3);
 * it is NULL when there are none.
 */
enum store_status store_maildrop_list(struct store *store, int64_t account,
				      struct store_entry **entries, size_t *count);

/*
 * Removes the entries with to_delete, and marks those with to_see as seen. A message goes with
 * its last delivery. In batches, oldest first, between which others may write: on an error some
 * of them are done, and none but the first ones.
 */
enum store_status store_maildrop_update(struct store *store, int64_t account,
					const struct store_entry *entries, size_t count);

enum store_status store_message_summary(struct store *store, int64_t message,
					struct store_summary *summary);

/*
 * Reads piece number part (from 0) of a message's content into data, which has room for
 * STORE_CHUNK_OCTETS. Every piece but the last is of that size. STORE_NOT_FOUND behind the
 * last.
 */
enum store_status store_message_read(struct store *store, int64_t message, unsigned part,
				     void *data, size_t *octets);

/*
 * Keeps the write-ahead log short, and renews what is kept back for a full disk, if a change of
 * this process has made that due. Takes a while then: called when no peer waits for a reply.
 */
void store_maintain(struct store *store);

#endif
