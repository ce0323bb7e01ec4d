/*
 * Who may enter an account: the store and the password, put together. A name that is not there
 * costs the same work and gets the same answer as a wrong password. A wrong password for a hash
 * that was made by another method, or at another cost, costs the work of both.
 */
#ifndef COMMON_AUTH_ACCOUNT_H
#define COMMON_AUTH_ACCOUNT_H

#include <stdbool.h>

#include "common/auth/password.h"
#include "common/base/conf.h"
#include "common/store/store.h"

enum account_status {
	ACCOUNT_ENTERED,      /* the account is there, and this is its password */
	ACCOUNT_PASSWORD_SET, /* it had no password; it has this one now */
	ACCOUNT_CREATED,      /* it is new, and this is its password */
	ACCOUNT_REFUSED,      /* no such account, or another password */
	ACCOUNT_REPEATED,     /* the same, and so it was before: see sign_in.h */
	ACCOUNT_SAME_ATTEMPT, /* likewise, and nothing was looked at */
	ACCOUNT_BUSY,         /* others are signing in, and it took too long: see sign_in.h */
	ACCOUNT_UNAVAILABLE,  /* the store or crypt(3) failed: try again later */
	ACCOUNT_MISSING,      /* the store is not there: see STORE_MISSING */
	ACCOUNT_BROKEN,       /* the store needs its operator */
};

/*
 * What looking an account up, or signing in to it, leads to. cause, for the log: what failed
 * (ACCOUNT_BUSY and what comes after it), or what the operator has to mend in an account that
 * refuses everybody (ACCOUNT_REFUSED); "" when there is nothing to tell.
 */
struct account_result {
	enum account_status status;
	char cause[STORE_WHY_OCTETS];
};

/* A result with its cause. */
struct account_result account_result(enum account_status status, const char *cause);

/* What a fault of the store comes to. cause may be "" if it has been logged. */
struct account_result account_fault(enum store_status fault, const char *cause);

/* Whether somebody is in: the first three. */
bool account_has_entered(const struct account_result *result);

/*
 * Whether name can be an account's: 1 to 64 characters of A-Z a-z 0-9 . _ - that start with a
 * letter or a digit.
 */
bool account_name_is_valid(const char *name);

/*
 * The account name in what a client signs in with: mail programs often send the whole address,
 * so name@ one of our domains is name. "", which no account has, if it is too long for one.
 */
void account_name_of_login(const struct conf *conf, const char *login,
			   char name[STORE_NAME_OCTETS + 1]);

/*
 * Whether two logins mean the same account, there or not: nobody acts for somebody else here.
 * An authzid that is "" is that of the login.
 */
bool account_is_same_login(const struct conf *conf, const char *authzid, const char *login);

/*
 * Signs in with name and password. A hash that method would not make now is replaced, which
 * only the right password allows. One that nobody's password can match, since it is damaged or
 * of a method that crypt(3) does not know, refuses everybody as a wrong password does, and the
 * cause names the account.
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
