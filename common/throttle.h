/*
 * Failed sign-ins, and how long the next try has to wait. They are kept in a small database
 * beside the mail, DATABASE-throttle, which all sessions share, by pairs of network and name.
 *
 * Five failures from a network are free. From there on each one doubles the time that has to
 * pass before that network's next try, up to THROTTLE_NETWORK_MS. Failures with a name count
 * wherever they come from, but cost no more than THROTTLE_NAME_MS: strangers who guess at
 * somebody's password must not keep the right person out. Failures are forgotten after
 * THROTTLE_SECONDS without another one of the pair. Who gets in takes back the pair's own
 * failures, typing mistakes, and no others: else an attacker with an account could wash off
 * what he has done to other names.
 *
 * What is kept is worth no more than that: it is never synced, a file that is damaged is
 * removed and made anew, and what cannot be written is not counted. Nothing here keeps anybody
 * from signing in.
 */
#ifndef COMMON_THROTTLE_H
#define COMMON_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	THROTTLE_SECONDS = 3600,
	THROTTLE_NETWORK_MS = 30000,
	THROTTLE_NAME_MS = 2000,
	THROTTLE_ROWS = 8192, /* pairs; those that failed last stay */
	THROTTLE_NETWORK_OCTETS = 48,
};

/* Who tries to be whom, and where that is written down. name: in any letter case. */
struct throttle_try {
	const char *database; /* the mail's */
	const char *name;
	char network[THROTTLE_NETWORK_OCTETS + 1];
};

struct throttle_failures {
	unsigned number;
	int64_t last_ms; /* when the last of them was, since 1970; 0 without any */
};

/* The failures of the network, with the name, and of the pair. */
struct throttle_counts {
	struct throttle_failures network;
	struct throttle_failures name;
	unsigned pair;
};

/*
 * The network of an IP address as text: an IPv4 address itself, an IPv6 address's /64, which
 * is what one customer has. All that is no address is one network, "unknown".
 */
void throttle_find_network(const char *address, char network[THROTTLE_NETWORK_OCTETS + 1]);

/* Milliseconds that a try has to wait for its network, and for its name. */
int64_t throttle_network_wait(const struct throttle_failures *network, int64_t now_ms);
int64_t throttle_name_wait(const struct throttle_failures *name, int64_t now_ms);

/* Milliseconds since 1970. */
int64_t throttle_now_ms(void);

/*
 * Adds up what there is against a try; all 0 without a file, which costs one stat(2), and where
 * the file cannot be read: false then, and why says what is wrong.
 */
bool throttle_look(const struct throttle_try *try, int64_t now_ms,
		   struct throttle_counts *counts, const char **why);

/* Counts a failure. False, and why, if it could not be written down. */
bool throttle_add(const struct throttle_try *try, int64_t now_ms, const char **why);

/* Takes the pair's failures back. False, and why, if that could not be written down. */
bool throttle_forget(const struct throttle_try *try, const char **why);

#endif
