/*
 * What a hash shows before anybody signs in with it: whether crypt(3) could check a password
 * with it, and how long that would take. Nothing is hashed, and nothing is read or written.
 */
#ifndef COMMON_AUTH_HASH_H
#define COMMON_AUTH_HASH_H

#include "common/auth/password.h"

enum hash_finding {
	HASH_USUAL,    /* a check takes as long as with the hashes that the method makes now */
	HASH_UNUSABLE, /* it has no form of crypt(5), as after damage or when it is locked */
	HASH_DEARER,   /* a check takes longer */
	HASH_WEAKER,   /* a check takes less time */
};

/* Compares a hash with those that the method would make now. If crypt(3) refuses the method,
 * any hash that is usable counts as usual. */
enum hash_finding hash_compare(const struct password_method *method, const char *hash);

#endif
