/*
 * Signing in from the wire: what account.h has, one password hash a core at a time, and not
 * before the network's and the name's failures allow it.
 */
#ifndef COMMON_SIGN_IN_H
#define COMMON_SIGN_IN_H

#include "common/account.h"
#include "common/service.h"

/*
 * account_sign_in_or_up() if may_create, else account_sign_in(). The store is open. First
 * waits, for at most THROTTLE_NETWORK_MS and while the peer is there, as throttle.h asks, and
 * for a hash slot, for at most lock_timeout. No wait is longer than the session. ACCOUNT_BUSY,
 * which has been logged, if that was not enough: nothing has been hashed then, and nothing is
 * counted.
 *
 * Peers that are local and have no address wait for a slot alone: they have started the program
 * themselves, or speak for many whom nobody can tell apart.
 */
enum account_result sign_in(struct service *service, bool may_create, const char *name,
			    const char *password, struct store_account *account);

#endif
