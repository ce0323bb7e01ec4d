/*
 * What is allowed to whom. Pure: handlers fetch the facts, policy judges, the reply table
 * speaks.
 */
#ifndef SMTPD_POLICY_H
#define SMTPD_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "common/conf.h"
#include "common/store.h"
#include "smtpd/path.h"

enum {
	POLICY_RECEIVED = 100, /* more fields mean a loop (RFC 5321 section 6.3) */
};

/*
 * Whether the name in HELO or EHLO is meant as an account's: one without a dot, and not this
 * machine, so that a mail program's host name is hardly ever taken for a person's.
 */
bool policy_is_account_greeting(const struct conf *conf, const char *name);

enum policy_sender {
	POLICY_SENDER_ACCEPTED,
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
	POLICY_RECIPIENT_FOREIGN,
	POLICY_RECIPIENT_INVALID,
};

enum policy_recipient policy_recipient(const struct conf *conf, const struct path *path,
				       bool signed_in);

/*
 * The account name in a local part, without what the recipient delimiter separates from it.
 * With tagged = false the local part as a whole: it goes first, since names may hold the
 * delimiter. False when there is no such form of it, or it is no account name.
 */
bool policy_account_name(const struct conf *conf, const char *local, bool tagged,
			 char name[STORE_NAME_OCTETS + 1]);

/* Whether a maildrop of so many octets takes another message of size octets (0: not known). */
bool policy_has_room(const struct conf *conf, const struct store_account *account,
		     uint64_t usage, uint64_t size);

/* The account's quota in octets; 0 is none. */
uint64_t policy_quota(const struct conf *conf, const struct store_account *account);

#endif
