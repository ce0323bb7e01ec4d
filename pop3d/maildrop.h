/*
 * The maildrop of one session: messages 1 to n in order of arrival, fixed at sign-in, and what
 * is to become of them at its end. Pure but for opening and closing it.
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
	size_t count;    /* with those marked as deleted */
	size_t kept;     /* without them */
	uint64_t octets; /* of those kept */
};

enum { MAILDROP_UIDL_OCTETS = 40 };

/*
 * Locks and lists an account's maildrop. STORE_BUSY when another session has it, and has not
 * ended within so many seconds.
 */
enum store_status maildrop_open(struct maildrop *maildrop, struct store *store,
				const struct store_account *account, unsigned seconds);

/*
 * Carries out what is marked, with_deletions or only what has been seen, and lets go of the
 * lock. The entries stay as they are.
 */
enum store_status maildrop_close(struct maildrop *maildrop, struct store *store,
				 bool with_deletions);

void maildrop_free(struct maildrop *maildrop);

/* Message number, from 1 on. NULL if there is none; one marked as deleted is still there. */
struct store_entry *maildrop_entry(const struct maildrop *maildrop, uint64_t number);

void maildrop_delete(struct maildrop *maildrop, struct store_entry *entry);

/* Unmarks all that is marked as deleted. */
void maildrop_reset(struct maildrop *maildrop);

/* Whether anything is marked as deleted. */
bool maildrop_has_deletions(const struct maildrop *maildrop);

/*
 * The unique-id of a message (RFC 1939 section 7): message ids are never used twice, and the
 * time the account was created tells one database from the next.
 */
void maildrop_uidl(const struct maildrop *maildrop, const struct store_entry *entry,
		   char uidl[MAILDROP_UIDL_OCTETS]);

#endif
