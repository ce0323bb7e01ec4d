/*
 * Passwords, by crypt(3) of libxcrypt. Knows neither SQL nor accounts. All that these functions
 * copy of a password, they overwrite before they return.
 */
#ifndef COMMON_AUTH_PASSWORD_H
#define COMMON_AUTH_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

enum { PASSWORD_HASH_OCTETS = 383 }; /* CRYPT_OUTPUT_SIZE of crypt.h, less the NUL */

/* The longest password that crypt(3) takes (CRYPT_MAX_PASSPHRASE_SIZE, less the NUL). */
enum { PASSWORD_OCTETS = 511 };

/* How new passwords are hashed: a prefix and a cost of crypt(5). Cost 0 is the method's own. */
struct password_method {
	const char *prefix;
	unsigned long cost;
};

enum password_result {
	PASSWORD_RIGHT,
	PASSWORD_WRONG,
	PASSWORD_UNUSABLE, /* the hash is damaged, or of a method that crypt(3) does not know */
	PASSWORD_FAILED,   /* crypt(3) could not work, with errno: no memory */
};

/*
 * Hashes password with a new salt. False, with errno, when crypt(3) refuses, for one a password
 * too long.
 */
bool password_hash(const struct password_method *method, const char *password,
		   char hash[PASSWORD_HASH_OCTETS + 1]);

/* Compares password with a hash; one that is locked, with "!" or "*" first, matches nothing. */
enum password_result password_verify(const char *hash, const char *password);

/*
 * Does the work of a verification and answers PASSWORD_WRONG, or PASSWORD_FAILED: called where
 * no hash has been compared, so that time does not tell who has an account.
 */
enum password_result password_pretend(const struct password_method *method,
				      const char *password);

/* Whether hash was made in another way than method would make one now. */
bool password_is_outdated(const struct password_method *method, const char *hash);

#endif
