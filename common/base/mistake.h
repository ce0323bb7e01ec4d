/*
 * Names and passwords that were wrong, and are known again by a keyed tag of them: none is kept
 * itself. A changed password makes an old mistake a new one, as the account's hash goes into
 * the tag.
 */
#ifndef COMMON_BASE_MISTAKE_H
#define COMMON_BASE_MISTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/siphash.h"

/* So much of each counts: the longest that there can be (store.h, password.h). */
enum {
	MISTAKE_NAME_OCTETS = 64,
	MISTAKE_HASH_OCTETS = 383,
	MISTAKE_PASSWORD_OCTETS = 511,
};

struct mistake {
	const char *name; /* in any letter case */
	const char *hash; /* that the account has now; "" if it has none, or does not exist */
	const char *password; /* that was given */
};

/* The ways to send a name and a password, as a set. */
enum mistake_way {
	MISTAKE_BY_PLAIN = 1 << 0,
	MISTAKE_BY_LOGIN = 1 << 1,
	MISTAKE_BY_PASS =
		1 << 2, /* USER and PASS, or what follows EHLO in the terminal dialect */
};

enum { MISTAKE_MEMORY = 5 };

/* The mistakes of a session, each with the ways it has been made in since it last counted. */
struct mistake_memory {
	unsigned char key[SIPHASH_KEY_OCTETS]; /* random, once there is a mistake */
	size_t count;
	struct {
		uint64_t tag;
		unsigned ways;
	} known[MISTAKE_MEMORY]; /* the last ones, in a ring */
};

/*
 * Whether a mistake was made before in other ways, but not yet in this one, which it is now: a
 * mail program tries one password in each way that it knows, and that is one attempt of the
 * person who has mistyped it.
 */
bool mistake_is_same_attempt(struct mistake_memory *memory, const struct mistake *mistake,
			     enum mistake_way way);

/* Remembers that a mistake was made, and counted, in one way. */
void mistake_remember(struct mistake_memory *memory, const struct mistake *mistake,
		      enum mistake_way way);

/* The tag of a mistake: all that is copied of the password has been overwritten. */
uint64_t mistake_tag(const unsigned char key[SIPHASH_KEY_OCTETS],
		     const struct mistake *mistake);

#endif
