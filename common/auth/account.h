/*
 * Whether a name and a password open an account. An unknown name costs the same work and gets
 * the same answer as a wrong password. A wrong password for a hash of another method or cost
 * than new ones have costs the work of both.
 */
#ifndef COMMON_AUTH_ACCOUNT_H
#define COMMON_AUTH_ACCOUNT_H

#include <stdbool.h>

#include "common/auth/password.h"
#include "common/base/conf.h"
#include "common/store/store.h"

enum account_status {
	ACCOUNT_ENTERED,      /* the account exists, and this is its password */
	ACCOUNT_PASSWORD_SET, /* it had no password; it has this one now */
	ACCOUNT_CREATED,      /* it is new, and this is its password */
	ACCOUNT_REFUSED,      /* no such account, or another password */
	ACCOUNT_REPEATED,     /* refused, as the same mistake was before: sign_in.h */
	ACCOUNT_SAME_ATTEMPT, /* likewise, and nothing was looked up */
	ACCOUNT_BUSY,         /* others are signing in, and it took too long: sign_in.h */
	ACCOUNT_UNAVAILABLE,  /* the store or crypt(3) failed: try again later */
	ACCOUNT_MISSING,      /* the store is missing: STORE_MISSING */
	ACCOUNT_BROKEN,       /* the store needs its operator */
};

/*
 * The result of an attempt to enter an account. cause is for the log: what failed (ACCOUNT_BUSY
 * and those after it), or what the operator must mend in an account that refuses everybody
 * (ACCOUNT_REFUSED); "" if there is nothing to tell.
 */
struct account_result {
	enum account_status status;
	char cause[STORE_WHY_OCTETS];
};

/* A result with its cause. */
struct account_result account_result(enum account_status status, const char *cause);

/* The result of a fault of the store. cause is "" if it has been logged already. */
struct account_result account_fault(enum store_status fault, const char *cause);

/* Whether the account was entered: the first three. */
bool account_has_entered(const struct account_result *result);

/*
 * Whether an account can have this name: 1 to 64 characters of A-Z a-z 0-9 . _ - of which the
 * first is a letter or a digit.
 */
bool account_name_is_valid(const char *name);

/*
 * The account name in a login: mail programs often send the whole address, so NAME@ and one of
 * our domains means NAME. "", which no account has, if it is too long.
 */
void account_name_of_login(const struct conf *conf, const char *login,
			   char name[STORE_NAME_OCTETS + 1]);

/*
 * Whether two logins mean the same account, whether that exists or not: nobody may act for
 * another account here. An authzid of "" means that of the login.
 */
bool account_is_same_login(const struct conf *conf, const char *authzid, const char *login);

/*
 * Signs in with a name and a password. If the password is right and its hash outdated, the hash
 * is replaced. If no password can match the hash, since it is damaged or of a method unknown to
 * crypt(3), the result is ACCOUNT_REFUSED with a cause that names the account.
 */
struct account_result account_sign_in(struct store *store, const struct password_method *method,
				      const char *name, const char *password,
				      struct store_account *account);

/*
 * As account_sign_in(), for the terminal dialect: also creates an account, and gives one
 * without a password this one.
 */
struct account_result account_sign_in_or_up(struct store *store,
					    const struct password_method *method,
					    const char *name, const char *password,
					    struct store_account *account);

/*
 * Enters an account that has no password, creating it if it is new (ACCOUNT_CREATED).
 * ACCOUNT_REFUSED when it has one.
 */
struct account_result account_enter(struct store *store, const char *name,
				    struct store_account *account);

#endif
