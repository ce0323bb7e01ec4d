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
 * first is a letter or a digit; after them there may be '@' and a domain of ours or of others,
 * in ASCII.
 */
bool account_name_is_valid(const char *name);

/* The same without a domain: the names of accounts that the terminal dialect creates. */
bool account_name_is_bare(const char *name);

/*
 * Writes a name as accounts and aliases have it in the store: its domain, if it has one, in
 * ASCII (idn.h). False if it is too long, or the domain is not one.
 */
bool account_normalize_name(const char *text, char name[STORE_NAME_OCTETS + 1]);

/* Looks an account up by its name, in any form that account_normalize_name() takes. */
enum store_status account_find(struct store *store, const char *text,
			       struct store_account *account);

/*
 * The names that a login stands for, as store_login_find() looks them up. "" is nobody's.
 * Invariant: a bare name has no '@'.
 */
struct account_login {
	char name[STORE_NAME_OCTETS + 1];  /* the login; "" if it is too long */
	char bare[STORE_LOCAL_OCTETS + 1]; /* without its domain; "" if that is not ours */
};

void account_read_login(const struct conf *conf, const char *text, struct account_login *login);

/* Whether store_login_find() has found that a login means no account, as its status says. */
bool account_login_is_nobodys(enum store_status status);

/* The name under which failures with a login that means no account are counted. */
const char *account_name_of_login(const struct account_login *login);

/*
 * Whether two logins can mean the same account; the store knows whether they do. Nobody may act
 * for another account here.
 */
bool account_is_same_login(const struct account_login *authzid,
			   const struct account_login *login);

/*
 * Signs in with a login and a password. A login that is STORE_AMBIGUOUS is refused as an
 * unknown one is. If the password is right and its hash outdated, the hash
 * is replaced. If no password can match the hash, since it is damaged or of a method unknown to
 * crypt(3), the result is ACCOUNT_REFUSED with a cause that names the account.
 */
struct account_result account_sign_in(struct store *store, const struct password_method *method,
				      const struct account_login *login, const char *password,
				      struct store_account *account);

/*
 * As account_sign_in(), for the terminal dialect: also creates an account with the bare name,
 * and gives one without a password this one.
 */
struct account_result account_sign_in_or_up(struct store *store,
					    const struct password_method *method,
					    const struct account_login *login,
					    const char *password,
					    struct store_account *account);

/*
 * Enters an account that has no password, creating it with the bare name if it is new
 * (ACCOUNT_CREATED). ACCOUNT_REFUSED if it has one, or the login is STORE_AMBIGUOUS: then
 * account->name is the name of the account, or of the login.
 */
struct account_result account_enter(struct store *store, const struct account_login *login,
				    struct store_account *account);

#endif
