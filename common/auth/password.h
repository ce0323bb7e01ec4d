/*
 * Password hashes, made and compared with crypt(3) of libxcrypt. Every copy of a password that
 * these functions make is overwritten before they return.
 */
#ifndef COMMON_AUTH_PASSWORD_H
#define COMMON_AUTH_PASSWORD_H

#include <stdbool.h>

enum { PASSWORD_HASH_OCTETS = 383 }; /* CRYPT_OUTPUT_SIZE of crypt.h, less the NUL */

/* The longest password that crypt(3) takes (CRYPT_MAX_PASSPHRASE_SIZE, less the NUL). */
enum { PASSWORD_OCTETS = 511 };

/* How new passwords are hashed: a prefix and a cost of crypt(5); 0 is the method's default. */
struct password_method {
	const char *prefix;
	unsigned long cost;
};

enum password_result {
	PASSWORD_RIGHT,
	PASSWORD_WRONG,
	PASSWORD_UNUSABLE, /* the hash is damaged, or of a method unknown to crypt(3) */
	PASSWORD_FAILED,   /* crypt(3) failed, with errno: no memory */
};

/*
 * Hashes a password with a new salt. False, with errno, if crypt(3) refuses: a password that is
 * too long, for example.
 */
bool password_hash(const struct password_method *method, const char *password,
		   char hash[PASSWORD_HASH_OCTETS + 1]);

/* Compares a password with a hash. A locked hash, "!…" or "*…", matches no password. */
enum password_result password_verify(const char *hash, const char *password);

/*
 * Does the work of a verification and returns PASSWORD_WRONG, or PASSWORD_FAILED. Call it where
 * there is no hash to compare, so that the time taken does not tell who has an account.
 */
enum password_result password_pretend(const struct password_method *method,
				      const char *password);

/* Whether method would now make a hash in a different way than this one was made. */
bool password_is_outdated(const struct password_method *method, const char *hash);

#endif
