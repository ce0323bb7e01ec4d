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
	POLICY_SENDER_LOOK_UP, /* in one of our domains: accepted if it belongs to the account
				*/
	POLICY_SENDER_SIGN_IN_FIRST,
	POLICY_SENDER_NOT_YOURS,
};

enum policy_sender policy_sender(const struct conf *conf, const struct path *path,
				 bool signed_in);

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

enum { POLICY_OWN_NAMES = 4, POLICY_NAMES = 9 };

/* Why an address may stand for a name. */
enum policy_step {
	POLICY_STEP_NAME,     /* it is the address */
	POLICY_STEP_UNTAGGED, /* the address without the recipient delimiter and what follows */
	POLICY_STEP_BARE,     /* the local part, which counts in all domains */
	POLICY_STEP_BARE_UNTAGGED,
	POLICY_STEP_POSTMASTER,
	POLICY_STEP_CATCH_ALL,
};

struct policy_name {
	enum policy_step step;
	char text[PATH_LOCAL_OCTETS + 1 + PATH_DOMAIN_OCTETS + 1]; /* as in the store */
};

/*
 * The names to look up for the address of a sender. The first one that leads to an account
 * counts: the address, also without its tag, then the local part in the same two forms. The
 * whole local part comes before the untagged one, since a name may contain the recipient
 * delimiter. A local part that contains an '@' is no name without its domain. "*" has none,
 * since it belongs to nobody in particular. postmaster has POLICY_STEP_POSTMASTER: it belongs
 * to the account of that name, and to nobody by an alias. Returns their number.
 *
 * A path that is PATH_BARE is in the first of our domains. PATH_SELF has no domain, and its
 * local part is the whole name of the account.
 */
size_t policy_own_names(const struct conf *conf, const struct path *path,
			struct policy_name names[]);

/*
 * The names to look up for the address of a recipient, in the same way: those of
 * policy_own_names(), but for postmaster; for abuse and postmaster also postmaster with the
 * domain, the setting postmaster, then the account postmaster, which always exists; and last
 * the catch-all "*", with the domain and without. Returns their number.
 */
size_t policy_names(const struct conf *conf, const struct path *path,
		    struct policy_name names[POLICY_NAMES]);

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
