#include "common/auth/account.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/base/idn.h"

_Static_assert((int)STORE_HASH_OCTETS == (int)PASSWORD_HASH_OCTETS,
	       "the store keeps a whole hash");
_Static_assert((int)STORE_DOMAIN_OCTETS == (int)IDN_DOMAIN_OCTETS,
	       "a name keeps a whole domain");
_Static_assert((int)STORE_NAME_OCTETS == (int)MISTAKE_NAME_OCTETS &&
		       (int)STORE_HASH_OCTETS == (int)MISTAKE_HASH_OCTETS &&
		       (int)PASSWORD_OCTETS == (int)MISTAKE_PASSWORD_OCTETS,
	       "a mistake is known by all that counts");

#define LETTERS_AND_DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

/* Whether the first octets of a name are one without a domain. */
static bool
is_local_part(const char *name, size_t octets)
{
	return strspn(name, LETTERS_AND_DIGITS) > 0 &&
	       strspn(name, LETTERS_AND_DIGITS "._-") == octets && octets <= STORE_LOCAL_OCTETS;
}

bool
account_name_is_bare(const char *name)
{
	return is_local_part(name, strlen(name));
}

bool
account_name_is_valid(const char *name)
{
	size_t octets = strcspn(name, "@");

	return is_local_part(name, octets) &&
	       (name[octets] == '\0' || conf_is_hostname(name + octets + 1));
}

bool
account_normalize_name(const char *text, char name[STORE_NAME_OCTETS + 1])
{
	const char *at = strrchr(text, '@');
	size_t octets = at ? (size_t)(at - text) : strlen(text);
	char domain[IDN_DOMAIN_OCTETS + 1] = "";

	name[0] = '\0';
	if (octets > STORE_LOCAL_OCTETS || (at && !idn_to_ascii(at + 1, domain)))
		return false;
	snprintf(name, STORE_NAME_OCTETS + 1, "%.*s%s%s", (int)octets, text, at ? "@" : "",
		 domain);
	return true;
}

bool
account_login_is_nobodys(enum store_status status)
{
	return status == STORE_NOT_FOUND || status == STORE_AMBIGUOUS;
}

enum store_status
account_find(struct store *store, const char *text, struct store_account *account)
{
	char name[STORE_NAME_OCTETS + 1];

	return account_normalize_name(text, name) ? store_account_find(store, name, account)
						  : STORE_NOT_FOUND;
}

void
account_read_login(const struct conf *conf, const char *text, struct account_login *login)
{
	size_t octets;

	login->bare[0] = '\0';
	if (!account_normalize_name(text, login->name))
		return;
	octets = strcspn(login->name, "@");
	if (login->name[octets] == '\0' || conf_is_our_domain(conf, login->name + octets + 1))
		snprintf(login->bare, sizeof(login->bare), "%.*s", (int)octets, login->name);
}

const char *
account_name_of_login(const struct account_login *login)
{
	return login->bare[0] != '\0' ? login->bare : login->name;
}

bool
account_is_same_login(const struct account_login *authzid, const struct account_login *login)
{
	const char *one = account_name_of_login(authzid);

	return one[0] != '\0' && strcasecmp(one, account_name_of_login(login)) == 0;
}

struct account_result
account_result(enum account_status status, const char *cause)
{
	struct account_result result = {.status = status};

	snprintf(result.cause, sizeof(result.cause), "%s", cause);
	return result;
}

struct account_result
account_fault(enum store_status fault, const char *cause)
{
	switch (fault) {
	case STORE_MISSING:
		return account_result(ACCOUNT_MISSING, cause);
	case STORE_BROKEN:
		return account_result(ACCOUNT_BROKEN, cause);
	default:
		return account_result(ACCOUNT_UNAVAILABLE, cause);
	}
}

bool
account_has_entered(const struct account_result *result)
{
	return result->status == ACCOUNT_ENTERED || result->status == ACCOUNT_PASSWORD_SET ||
	       result->status == ACCOUNT_CREATED;
}

/* The store gives no reason for an account that has been removed since. */
static struct account_result
store_fault(const struct store *store, enum store_status status)
{
	return account_fault(status, status == STORE_NOT_FOUND
					     ? "the account has been removed meanwhile"
					     : store_why(store));
}

/* crypt(3) has failed, with errno. */
static struct account_result
crypt_fault(void)
{
	struct account_result result = {.status = ACCOUNT_UNAVAILABLE};

	snprintf(result.cause, sizeof(result.cause),
		 "crypt(3) cannot hash a password, memory may be short: %s", strerror(errno));
	return result;
}

static struct account_result
entered(struct store *store, const struct store_account *account, enum account_status how)
{
	store_note_sign_in(store, account);
	return account_result(how, "");
}

/* Without a hash to compare it takes as long as with one. */
static struct account_result
refuse(const struct password_method *method, const char *password)
{
	if (password_pretend(method, password) == PASSWORD_FAILED)
		return crypt_fault();
	return account_result(ACCOUNT_REFUSED, "");
}

/*
 * A hash of another method or cost may take less time than a new one, and so tell that the
 * account exists. With the work of a new one added it takes more.
 */
static struct account_result
refuse_wrong(const struct password_method *method, const char *password,
	     const struct store_account *account)
{
	if (password_is_outdated(method, account->password))
		return refuse(method, password);
	return account_result(ACCOUNT_REFUSED, "");
}

/*
 * To the peer it is a wrong password; the operator is told. If even a new hash cannot be made,
 * memory is short, for which crypt(3) has the same errno.
 */
static struct account_result
refuse_unusable(const struct password_method *method, const char *password,
		const struct store_account *account)
{
	struct account_result result = refuse(method, password);

	if (result.status == ACCOUNT_REFUSED)
		snprintf(result.cause, sizeof(result.cause),
			 "the password hash of %s cannot be used; give the account a new "
			 "password",
			 account->name);
	return result;
}

/* If the store cannot take the new hash now, the next sign-in tries again. */
static void
refresh(struct store *store, const struct password_method *method, const char *password,
	struct store_account *account)
{
	char hash[PASSWORD_HASH_OCTETS + 1];

	if (password_is_outdated(method, account->password) &&
	    password_hash(method, password, hash))
		store_account_set_password(store, account, hash);
}

static struct account_result
verify(struct store *store, const struct password_method *method, const char *password,
       struct store_account *account)
{
	if (!account->has_password || store_account_is_locked(account))
		return refuse(method, password);
	switch (password_verify(account->password, password)) {
	case PASSWORD_RIGHT:
		refresh(store, method, password, account);
		return entered(store, account, ACCOUNT_ENTERED);
	case PASSWORD_WRONG:
		return refuse_wrong(method, password, account);
	case PASSWORD_UNUSABLE:
		return refuse_unusable(method, password, account);
	case PASSWORD_FAILED:
		break;
	}
	return crypt_fault();
}

struct account_result
account_sign_in(struct store *store, const struct password_method *method,
		const struct account_login *login, const char *password,
		struct store_account *account)
{
	enum store_status status = store_login_find(store, login->name, login->bare, account);

	if (account_login_is_nobodys(status))
		return refuse(method, password);
	if (status != STORE_OK)
		return store_fault(store, status);
	return verify(store, method, password, account);
}

/* Another session may have taken the name first: then its password counts. */
static struct account_result
sign_up(struct store *store, const struct password_method *method,
	const struct account_login *login, const char *password, struct store_account *account)
{
	char hash[PASSWORD_HASH_OCTETS + 1];
	enum store_status status;

	if (!password_hash(method, password, hash))
		return crypt_fault();
	status = store_account_create(store, login->bare, hash, account);
	if (status == STORE_EXISTS)
		return account_sign_in(store, method, login, password, account);
	return status == STORE_OK ? entered(store, account, ACCOUNT_CREATED)
				  : store_fault(store, status);
}

/* Another session may have set one first. */
static struct account_result
set_first_password(struct store *store, const struct password_method *method,
		   const struct account_login *login, const char *password,
		   struct store_account *account)
{
	char hash[PASSWORD_HASH_OCTETS + 1];
	enum store_status status;

	if (!password_hash(method, password, hash))
		return crypt_fault();
	status = store_account_set_password(store, account, hash);
	if (status == STORE_NOT_FOUND)
		return account_sign_in(store, method, login, password, account);
	return status == STORE_OK ? entered(store, account, ACCOUNT_PASSWORD_SET)
				  : store_fault(store, status);
}

struct account_result
account_sign_in_or_up(struct store *store, const struct password_method *method,
		      const struct account_login *login, const char *password,
		      struct store_account *account)
{
	enum store_status status;

	if (strlen(password) > PASSWORD_OCTETS)
		return account_result(ACCOUNT_REFUSED, "");
	status = store_login_find(store, login->name, login->bare, account);
	if (status == STORE_NOT_FOUND)
		return sign_up(store, method, login, password, account);
	if (status == STORE_AMBIGUOUS)
		return refuse(method, password);
	if (status != STORE_OK)
		return store_fault(store, status);
	if (!account->has_password)
		return set_first_password(store, method, login, password, account);
	return verify(store, method, password, account);
}

struct account_result
account_enter(struct store *store, const struct account_login *login,
	      struct store_account *account)
{
	enum account_status how = ACCOUNT_ENTERED;
	enum store_status status = store_login_find(store, login->name, login->bare, account);

	if (status == STORE_NOT_FOUND) {
		how = ACCOUNT_CREATED;
		status = store_account_create(store, login->bare, NULL, account);
	}
	if (status == STORE_EXISTS) {
		how = ACCOUNT_ENTERED;
		status = store_account_find(store, login->bare, account);
	}
	if (status == STORE_AMBIGUOUS) {
		memcpy(account->name, login->name, sizeof(account->name));
		return account_result(ACCOUNT_REFUSED, "");
	}
	if (status != STORE_OK)
		return store_fault(store, status);
	return account->has_password ? account_result(ACCOUNT_REFUSED, "")
				     : entered(store, account, how);
}
