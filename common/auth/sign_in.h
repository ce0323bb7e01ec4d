/*
 * Signing in from the wire: what account.h has, one password hash a core at a time, and not
 * before the network's and the name's failures allow it.
 */
#ifndef COMMON_AUTH_SIGN_IN_H
#define COMMON_AUTH_SIGN_IN_H

#include "common/auth/account.h"
#include "common/wire/service.h"

/* What somebody signs in with. */
struct sign_in_words {
	const char *name; /* of the account */
	const char *password;
	enum mistake_way way;
	bool may_create; /* an account, and the first password of one */
};

/*
 * Opens the store, and then account_sign_in_or_up() if may_create, else account_sign_in().
 * First waits, for at most THROTTLE_NETWORK_MS and while the peer is there, as throttle.h asks,
 * and for a hash slot, for at most lock_timeout. No wait is longer than the session.
 * ACCOUNT_BUSY, and why, if that was not enough: nothing has been hashed then, and nothing is
 * counted.
 *
 * What seems to repeat a mistake of the same network and name waits for nothing: it is
 * ACCOUNT_BUSY at once, or ACCOUNT_REPEATED, which does not count, if it is hashed, which it is
 * now and then, when nobody else is in its way.
 *
 * What was refused in this session, and comes now in another way than before, is
 * ACCOUNT_SAME_ATTEMPT at once: nothing is hashed, and nothing counts, neither in the session
 * nor in the throttle.
 *
 * Where failures cannot be counted each takes THROTTLE_BLIND_MS, and nobody else of the network
 * is hashed meanwhile.
 *
 * Peers that are local and have no address wait for a slot alone: they have started the program
 * themselves, or speak for many whom nobody can tell apart.
 */
struct account_result sign_in(struct service *service, const struct sign_in_words *words,
			      struct store_account *account);

/* What a daemon replies to somebody who has not got in. */
struct sign_in_replies {
	unsigned wrong;       /* ACCOUNT_REFUSED; its argument, if any, is the attempts left */
	unsigned too_many;    /* the same, and none are left: the session ends */
	unsigned busy;        /* ACCOUNT_BUSY */
	unsigned unavailable; /* ACCOUNT_UNAVAILABLE */
	unsigned missing;     /* ACCOUNT_MISSING: the session ends */
	unsigned broken;      /* ACCOUNT_BROKEN: the same */
};

/*
 * Logs why somebody has not got in to the account called name, replies, and returns what
 * becomes of the session. The one place where both daemons learn that.
 */
enum outcome sign_in_deny(struct service *service, const char *name,
			  const struct account_result *result,
			  const struct sign_in_replies *replies);

#endif
