/*
 * Wrong pairs of name and password, to recognise one that is sent again. Only a keyed tag is
 * kept, never the password. The account's hash is part of the tag, so that a mistake made
 * before the account's password changed is not recognised after it.
 */
#ifndef COMMON_BASE_MISTAKE_H
#define COMMON_BASE_MISTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/siphash.h"

/* The tag covers this much of each: the longest that there can be (store.h, password.h). */
enum {
	MISTAKE_NAME_OCTETS = 320,
	MISTAKE_HASH_OCTETS = 383,
	MISTAKE_PASSWORD_OCTETS = 511,
};

struct mistake {
	const char *name;     /* in any letter case */
	const char *hash;     /* of the account now; "": no hash, or no account */
	const char *password; /* the one sent; cut after MISTAKE_PASSWORD_OCTETS + 1 */
};

/* The ways to send a name and a password: bits of a set. */
enum mistake_way {
	MISTAKE_BY_PLAIN = 1 << 0,
	MISTAKE_BY_LOGIN = 1 << 1,
	MISTAKE_BY_PASS = 1 << 2, /* USER and PASS; PASS after EHLO in the terminal dialect */
};

enum { MISTAKE_MEMORY = 5 };

/* The mistakes of a session. ways: how each has been sent since it last counted. */
struct mistake_memory {
	unsigned char key[SIPHASH_KEY_OCTETS]; /* random; set with the first mistake */
	size_t count;
	struct {
		uint64_t tag;
		unsigned ways;
	} known[MISTAKE_MEMORY]; /* a ring of the last ones */
};

/*
 * Whether a mistake was sent before, but not in this way; adds this way to it. A mail program
 * tries a password in every way that it knows. A person who mistyped it made one attempt.
 */
bool mistake_is_same_attempt(struct mistake_memory *memory, const struct mistake *mistake,
			     enum mistake_way way);

/* Remembers a mistake that has been counted, with the one way in which it was sent. */
void mistake_remember(struct mistake_memory *memory, const struct mistake *mistake,
		      enum mistake_way way);

/* The tag of a mistake. Overwrites every copy that it makes of the password. */
uint64_t mistake_tag(const unsigned char key[SIPHASH_KEY_OCTETS],
		     const struct mistake *mistake);

#endif
