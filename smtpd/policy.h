/*
 * What is allowed to whom. Pure: handlers fetch the facts, policy judges, the reply table
 * speaks.
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
 * Whether the name in HELO or EHLO is meant as an account's: one without a dot, and not this
 * machine, so that a mail program's host name is hardly ever taken for a person's.
 */
bool policy_is_account_greeting(const struct conf *conf, const char *name);

enum policy_sender {
	POLICY_SENDER_ACCEPTED,
	POLICY_SENDER_LOOK_UP, /* if the address is one of the account's own */
	POLICY_SENDER_SIGN_IN_FIRST,
	POLICY_SENDER_NOT_YOURS,
};

/* account: the name of who is signed in, NULL for nobody. */
enum policy_sender policy_sender(const struct conf *conf, const struct path *path,
				 const char *account);

enum policy_recipient {
	POLICY_RECIPIENT_LOOK_UP, /* one of our domains: there may be such an account */
	POLICY_RECIPIENT_SELF,    /* who is signed in */
	POLICY_RECIPIENT_SIGN_IN_FIRST,
	POLICY_RECIPIENT_RELAY, /* for the program that hands mail on */
	POLICY_RECIPIENT_FOREIGN,
	POLICY_RECIPIENT_INVALID,
};

enum policy_recipient policy_recipient(const struct conf *conf, const struct path *path,
				       bool signed_in);

enum { POLICY_OWN_NAMES = 2, POLICY_NAMES = 5 };

/*
 * The names that are a local part's own, the first that leads to an account counts: as it is,
 * since names may hold the recipient delimiter, and without what the delimiter separates.
 * postmaster and "*" are none: they stand for what others are to do, or have not got. Returns
 * how many.
 */
size_t policy_own_names(const struct conf *conf, const char *local,
			char names[][PATH_LOCAL_OCTETS + 1]);

/*
 * All names that a local part may stand for, in the same way: its own; for abuse and postmaster
 * the account that the settings name, and postmaster's own, so that there is always one; and
 * the catch-all "*".
 */
size_t policy_names(const struct conf *conf, const char *local,
		    char names[POLICY_NAMES][PATH_LOCAL_OCTETS + 1]);

/*
 * Whether a name that leads to these recipients is the account's own: what is sent there must
 * reach nobody else.
 */
bool policy_is_own(const struct store_recipient *recipients, size_t count, int64_t account);

/* The quota in octets; 0 is none. */
uint64_t policy_quota(const struct conf *conf, const struct store_recipient *recipient);

/*
 * Whether a maildrop of usage octets takes another message of size octets (0: not known). quota
 * is not 0.
 */
bool policy_has_room(uint64_t quota, uint64_t usage, uint64_t size);

#endif
