/*
 * Policy decides who may do what. Pure: handlers fetch the facts, policy decides, and the reply
 * table has the words.
 */
#ifndef SMTPD_POLICY_H
#define SMTPD_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/conf.h"
#include "common/store/store.h"
#include "smtpd/path.h"

/*
 * Whether the argument of HELO or EHLO is an account's name: it has no dot and is not this
 * machine. So the host name of a mail program is hardly ever taken for an account.
 */
bool policy_is_account_greeting(const struct conf *conf, const char *name);

enum policy_sender {
	POLICY_SENDER_ACCEPTED,
	POLICY_SENDER_LOOK_UP, /* accepted if the address belongs to the account */
	POLICY_SENDER_SIGN_IN_FIRST,
	POLICY_SENDER_NOT_YOURS,
};

/* account: the name of the signed-in account, or NULL. */
enum policy_sender policy_sender(const struct conf *conf, const struct path *path,
				 const char *account);

enum policy_recipient {
	POLICY_RECIPIENT_LOOK_UP, /* in one of our domains: the store knows the rest */
	POLICY_RECIPIENT_SELF,    /* the signed-in account */
	POLICY_RECIPIENT_SIGN_IN_FIRST,
	POLICY_RECIPIENT_RELAY, /* for the program of the setting relay */
	POLICY_RECIPIENT_FOREIGN,
	POLICY_RECIPIENT_INVALID,
};

enum policy_recipient policy_recipient(const struct conf *conf, const struct path *path,
				       bool signed_in);

enum { POLICY_OWN_NAMES = 2, POLICY_NAMES = 5 };

/*
 * The names to look up for a local part that is a sender. The first one that leads to an
 * account counts: the whole local part, since a name may contain the recipient delimiter, then
 * the part before the delimiter. postmaster and "*" have none, since they belong to nobody in
 * particular. Returns their number.
 */
size_t policy_own_names(const struct conf *conf, const char *local,
			char names[][PATH_LOCAL_OCTETS + 1]);

/*
 * The names to look up for a local part that is a recipient, in the same way: those of
 * policy_own_names(); for abuse and postmaster also the setting postmaster, then the account
 * postmaster, which always exists; and last the catch-all "*". Returns their number.
 */
size_t policy_names(const struct conf *conf, const char *local,
		    char names[POLICY_NAMES][PATH_LOCAL_OCTETS + 1]);

/* Whether a name belongs to the account: its mail must reach this account and no other. */
bool policy_is_own(const struct store_recipient *recipients, size_t count, int64_t account);

/* The quota in octets; 0: no limit. */
uint64_t policy_quota(const struct conf *conf, const struct store_recipient *recipient);

/*
 * Whether a maildrop of usage octets has room for another message of size octets (0: unknown).
 * quota is not 0.
 */
bool policy_has_room(uint64_t quota, uint64_t usage, uint64_t size);

#endif
