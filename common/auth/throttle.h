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
 * A program with an old password tries it again and again. Such a repeat tells nobody anything
 * new, and must keep nobody else out: it counts once. For that the last mistakes of a pair are
 * kept, as 16 bits of their tag (mistake.h) with a random key of the file. The bits only order
 * and count: nobody is judged by them, since they are the same for one guess in 65,536, and for
 * the same reason nobody who has the file can test passwords against them. A repeat yields to
 * all other tries, and gets one hash in THROTTLE_REPEAT_MS.
 *
 * What is kept is never synced, and a file that is damaged is removed and made anew. Nothing
 * here keeps anybody from signing in: what cannot be counted costs each failure
 * THROTTLE_BLIND_MS, see sign_in.h.
 */
#ifndef COMMON_AUTH_THROTTLE_H
#define COMMON_AUTH_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/mistake.h"

enum {
	THROTTLE_SECONDS = 3600,
	THROTTLE_NETWORK_MS = 30000,
	THROTTLE_NAME_MS = 2000,
	THROTTLE_REPEAT_MS = 5000,
	THROTTLE_BLIND_MS = 2000,
	THROTTLE_ROWS = 8192, /* pairs; those that were heard of last stay */
	THROTTLE_MISTAKES =
		32, /* of a pair, the last ones: as many old passwords are known again */
	THROTTLE_NETWORK_OCTETS = 48,
	THROTTLE_WHY_OCTETS = 400,
};

/* Who tries to be whom, how, and where that is written down. */
struct throttle_try {
	const char *database;   /* the mail's file */
	struct mistake mistake; /* which it may turn out to be */
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
	bool is_repeat;    /* the pair seems to have made this very mistake before */
	int64_t repeat_ms; /* when a repeat of the pair was last hashed, since 1970; 0: never */
};

/*
 * The network of an IP address as text: an IPv4 address itself, an IPv6 address's /64, which
 * is what one customer has. All that is no address is one network, "unknown".
 */
void throttle_find_network(const char *address, char network[THROTTLE_NETWORK_OCTETS + 1]);

/* Milliseconds that a try has to wait for its network, and for its name. */
int64_t throttle_network_wait(const struct throttle_failures *network, int64_t now_ms);
int64_t throttle_name_wait(const struct throttle_failures *name, int64_t now_ms);

/* Whether it is a repeat's turn to be hashed. */
bool throttle_repeat_is_due(const struct throttle_counts *counts, int64_t now_ms);

/* Milliseconds since 1970. */
int64_t throttle_now_ms(void);

/*
 * Adds up what there is against a try; all 0 without a file, which costs one stat(2), and where
 * the file cannot be read: false then, and why names the file and says what is wrong.
 */
bool throttle_look(const struct throttle_try *try, int64_t now_ms,
		   struct throttle_counts *counts, char why[THROTTLE_WHY_OCTETS]);

/*
 * Counts a failure that is no repeat, and keeps the mistake. False, and why, if it could not be
 * written down. A file that root makes belongs to the owner of the mail's database.
 */
bool throttle_add(const struct throttle_try *try, int64_t now_ms,
		  char why[THROTTLE_WHY_OCTETS]);

/* Notes that a repeat of the pair is hashed now. False, and why, likewise. */
bool throttle_repeat(const struct throttle_try *try, int64_t now_ms,
		     char why[THROTTLE_WHY_OCTETS]);

/*
 * Takes the pair's failures back, but goes on knowing its mistakes. False, and why, if that
 * could not be written down.
 */
bool throttle_forget(const struct throttle_try *try, char why[THROTTLE_WHY_OCTETS]);

#endif
