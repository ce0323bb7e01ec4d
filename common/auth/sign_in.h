/*
 * Signing in from the wire: what account.h does, one password hash a core at a time, and not
 * before the throttle allows it. This module decides; the caller waits, as only it can notice
 * that the peer has gone:
 *
 *	for (step = sign_in_begin(&attempt, seconds); step == SIGN_IN_PAUSE;
 *	     step = sign_in_resume(&attempt, seconds))
 *		wait for attempt.pause_ms, or give up;
 *
 * Nothing is held during a pause, so giving up needs no call.
 */
#ifndef COMMON_AUTH_SIGN_IN_H
#define COMMON_AUTH_SIGN_IN_H

#include <stdbool.h>
#include <stdint.h>

#include "common/auth/account.h"
#include "common/auth/throttle.h"
#include "common/auth/turns.h"
#include "common/base/conf.h"
#include "common/base/log.h"
#include "common/base/mistake.h"
#include "common/store/store.h"

/* What a client signs in with. */
struct credentials {
	const struct account_login *login;
	const char *password;
	enum mistake_way way;
	bool may_create; /* an account, or the first password of one */
	/* Another login that must mean the same account (RFC 4616); NULL: none. */
	const struct account_login *authzid;
};

enum sign_in_step {
	SIGN_IN_PAUSE, /* call sign_in_resume() when pause_ms milliseconds have passed */
	SIGN_IN_DONE,  /* result says how it ended; account is the one that was entered */
};

struct sign_in {
	/* The caller sets: */
	struct store *store; /* open */
	struct turns *turns; /* of the session */
	const struct conf *conf;
	struct log *log;
	struct mistake_memory *mistakes; /* of the session */
	const struct credentials *credentials;
	/*
	 * The address of the peer; "" if it is not known. NULL: a local peer without one, which
	 * waits only for its turn at hashing. It has started the program itself, or it speaks
	 * for many people whom the throttle cannot tell apart.
	 */
	const char *address;

	/* A step sets: */
	int64_t pause_ms;
	struct account_result result;
	struct store_account account;

	/* Of this module alone: */
	char name[STORE_NAME_OCTETS + 1]; /* of the account at the beginning */
	char hash[STORE_HASH_OCTETS + 1]; /* likewise, or "" */
	struct store_try try;
	struct store_record record;
	char why[TURNS_WHY_OCTETS];
	bool counted;         /* everything in the throttle could be read and written so far */
	bool name_has_waited; /* a pause has begun, and the name costs only one */
	int64_t end_ms;       /* no pause lasts longer; on CLOCK_MONOTONIC */
};

/*
 * Begins: calls account_sign_in_or_up() if the credentials may create an account, else
 * account_sign_in(), as soon as the throttle and turns.h allow it. A step waits for a turn
 * for at most lock_timeout, and at most so many seconds. All pauses together last at most
 * THROTTLE_NETWORK_MS.
 *
 * - ACCOUNT_BUSY, and the cause: that was not enough time. Nothing was hashed, nothing counts.
 * - What looks like a repeated mistake of the same network and name never waits. It is
 *   ACCOUNT_BUSY at once, or it is hashed, which happens now and then while no other attempt
 *   needs the turn. Then it is ACCOUNT_REPEATED, and does not count.
 * - What was refused in this session, and comes now in another way than before, is
 *   ACCOUNT_SAME_ATTEMPT at once. Nothing is hashed, and nothing counts, neither in the session
 *   nor in the throttle.
 * - A failure that cannot be counted takes THROTTLE_BLIND_MS. No other attempt from the network
 *   is hashed during that time.
 */
enum sign_in_step sign_in_begin(struct sign_in *attempt, unsigned seconds);

/* Goes on after a pause. */
enum sign_in_step sign_in_resume(struct sign_in *attempt, unsigned seconds);

#endif
