/*
 * How long a sign-in has to wait after failures. Pure: the store keeps the record (store.h), by
 * pairs of network and name.
 *
 * Five failures from a network are free. From then on each one doubles the time that has to
 * pass before that network's next try, up to THROTTLE_NETWORK_MS. Failures with a name count
 * wherever they come from, but cost no more than THROTTLE_NAME_MS: strangers who guess at a
 * password must not keep its owner out. A sign-in that succeeds takes back the pair's own
 * failures, which were typing mistakes, and no others: otherwise an attacker with an account
 * could wash off the failures with other names.
 *
 * A program with an old password tries it again and again. Such a repeat tells nobody anything
 * new, and must keep nobody else out: it counts once. It yields to all other tries, and gets
 * one hash in THROTTLE_REPEAT_MS.
 *
 * The record never keeps anybody from signing in. A failure that cannot be counted costs
 * THROTTLE_BLIND_MS: sign_in.h.
 */
#ifndef COMMON_AUTH_THROTTLE_H
#define COMMON_AUTH_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/store/store.h"

enum {
	THROTTLE_NETWORK_MS = 30000,
	THROTTLE_NAME_MS = 2000,
	THROTTLE_REPEAT_MS = 5000,
	THROTTLE_BLIND_MS = 2000,
};

/*
 * The network of an IP address as text: an IPv4 address itself, an IPv6 address's /64, which is
 * what one customer has. Anything that is no address is one network, "unknown".
 */
void throttle_find_network(const char *address, char network[STORE_NETWORK_OCTETS + 1]);

/* Milliseconds that a try has to wait for its network, and for its name. */
int64_t throttle_network_wait(const struct store_failures *network, int64_t now_ms);
int64_t throttle_name_wait(const struct store_failures *name, int64_t now_ms);

/* Whether a repeat may be hashed now. */
bool throttle_repeat_is_due(const struct store_record *record, int64_t now_ms);

/* Milliseconds since 1970. */
int64_t throttle_now_ms(void);

#endif
