/*
 * The maildrop of a session: messages 1 to n in order of arrival, fixed when the client signs
 * in, and the marks that take effect when it ends. Pure, except for opening and closing.
 */
#ifndef POP3D_MAILDROP_H
#define POP3D_MAILDROP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/store/store.h"

struct maildrop {
	int64_t account;
	int64_t created; /* of the account */
	struct store_entry *entries;
	size_t count;    /* of all messages, including those marked as deleted */
	size_t kept;     /* messages not marked as deleted */
	uint64_t octets; /* of these */
};

enum { MAILDROP_UIDL_OCTETS = 40 };

/*
 * Locks and lists an account's maildrop. STORE_BUSY if another session still holds it after
 * that many seconds.
 */
enum store_status maildrop_open(struct maildrop *maildrop, struct store *store,
				const struct store_account *account, unsigned seconds);

/*
 * Stores which messages have been seen, and with_deletions deletes those that are marked. Then
 * releases the lock. The entries stay valid.
 */
enum store_status maildrop_close(struct maildrop *maildrop, struct store *store,
				 bool with_deletions);

void maildrop_free(struct maildrop *maildrop);

/* The message with this number, counted from 1, marked as deleted or not. NULL if there is
 * none. */
struct store_entry *maildrop_entry(const struct maildrop *maildrop, uint64_t number);

/* Marks a message as deleted. It must not be marked yet. */
void maildrop_delete(struct maildrop *maildrop, struct store_entry *entry);

/* Removes all marks of deletion (RSET). */
void maildrop_reset(struct maildrop *maildrop);

/* Whether a message is marked as deleted. */
bool maildrop_has_deletions(const struct maildrop *maildrop);

/*
 * Writes the unique-id of a message (RFC 1939 section 7). A database never uses a message id
 * twice. The time when the account was created makes the unique-id differ between databases.
 * Returns the end of what it has written, where the NUL is.
 */
char *maildrop_uidl(const struct maildrop *maildrop, const struct store_entry *entry,
		    char uidl[MAILDROP_UIDL_OCTETS]);

#endif
