/*
 * Names and passwords that were wrong, and are known again by a keyed tag of them: none is kept
 * itself. A changed password makes an old mistake a new one, as the account's hash goes into
 * the tag.
 */
#ifndef COMMON_MISTAKE_H
#define COMMON_MISTAKE_H

#include <stdint.h>

#include "common/siphash.h"

struct mistake {
	const char *name;     /* in any letter case */
	const char *hash;     /* that the account has now; "" without one, or an account */
	const char *password; /* that was given; what no account could have is cut */
};

/* The tag of a mistake: all that is copied of the password has been overwritten. */
uint64_t mistake_tag(const unsigned char key[SIPHASH_KEY_OCTETS],
		     const struct mistake *mistake);

#endif
