/* How a session signs in: it waits for its turn (auth/sign_in.h), and replies. */
#ifndef COMMON_WIRE_SESSION_SIGN_IN_H
#define COMMON_WIRE_SESSION_SIGN_IN_H

#include "common/auth/sign_in.h"
#include "common/wire/service.h"

/*
 * Opens the store and signs in. A peer that hangs up while it waits for its turn is not signed
 * in: ACCOUNT_BUSY.
 */
struct account_result session_sign_in(struct service *service,
				      const struct credentials *credentials,
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
