#include "common/account.h"

#include <string.h>

#define LETTERS_AND_DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

bool
account_name_is_valid(const char *name)
{
	size_t octets = strlen(name);

	return strspn(name, LETTERS_AND_DIGITS) > 0 &&
	       strspn(name, LETTERS_AND_DIGITS "._-") == octets && octets <= STORE_NAME_OCTETS;
}

void
account_name_of_login(const struct conf *conf, const char *login,
		      char name[STORE_NAME_OCTETS + 1])
{
	const char *at = strrchr(login, '@');
	size_t octets =
		at && conf_is_our_domain(conf, at + 1) ? (size_t)(at - login) : strlen(login);

	if (octets > STORE_NAME_OCTETS)
		octets = 0;
	memcpy(name, login, octets);
	name[octets] = '\0';
}

static enum account_result
store_fault(enum store_status status)
{
	return status == STORE_BROKEN ? ACCOUNT_BROKEN : ACCOUNT_UNAVAILABLE;
}

static enum account_result
entered(struct store *store, const struct store_account *account, enum account_result how)
{
	store_note_sign_in(store, account);
	return how;
}

/* Somebody without an account, or with a locked one, waits as long as everybody else. */
static enum account_result
refuse(const struct password_method *method, const char *password)
{
	if (password_pretend(method, password) == PASSWORD_FAILED)
		return ACCOUNT_UNAVAILABLE;
	return ACCOUNT_REFUSED;
}

/*
 * That the store cannot take the new hash now is no reason to keep the right person out; it is
 * tried again at the next sign-in.
 */
static void
refresh(struct store *store, const struct password_method *method, const char *password,
	struct store_account *account)
{
	char hash[PASSWORD_HASH_OCTETS + 1];

	if (password_is_outdated(method, account->password) &&
	    password_hash(method, password, hash))
		store_account_set_password(store, account, hash);
}

static enum account_result
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
		return ACCOUNT_REFUSED;
	case PASSWORD_FAILED:
		break;
	}
	return ACCOUNT_UNAVAILABLE;
}

enum account_result
account_sign_in(struct store *store, const struct password_method *method, const char *name,
		const char *password, struct store_account *account)
{
	enum store_status status = store_account_find(store, name, account);

	if (status == STORE_NOT_FOUND)
		return refuse(method, password);
	if (status != STORE_OK)
		return store_fault(status);
	return verify(store, method, password, account);
}

/* Another session may have been quicker with the same name: then its password counts. */
static enum account_result
sign_up(struct store *store, const struct password_method *method, const char *name,
	const char *password, struct store_account *account)
{
	char hash[PASSWORD_HASH_OCTETS + 1];
	enum store_status status;

	if (!password_hash(method, password, hash))
		return ACCOUNT_UNAVAILABLE;
	status = store_account_create(store, name, hash, account);
	if (status == STORE_EXISTS)
		return account_sign_in(store, method, name, password, account);
	return status == STORE_OK ? entered(store, account, ACCOUNT_CREATED)
				  : store_fault(status);
}

static enum account_result
set_first_password(struct store *store, const struct password_method *method,
		   const char *password, struct store_account *account)
{
	char hash[PASSWORD_HASH_OCTETS + 1];
	enum store_status status;

	if (!password_hash(method, password, hash))
		return ACCOUNT_UNAVAILABLE;
	status = store_account_set_password(store, account, hash);
	if (status == STORE_NOT_FOUND)
		return account_sign_in(store, method, account->name, password, account);
	return status == STORE_OK ? entered(store, account, ACCOUNT_PASSWORD_SET)
				  : store_fault(status);
}

enum account_result
account_sign_in_or_up(struct store *store, const struct password_method *method,
		      const char *name, const char *password, struct store_account *account)
{
	enum store_status status;

	if (strlen(password) > PASSWORD_OCTETS)
		return ACCOUNT_REFUSED;
	status = store_account_find(store, name, account);
	if (status == STORE_NOT_FOUND)
		return sign_up(store, method, name, password, account);
	if (status != STORE_OK)
		return store_fault(status);
	if (!account->has_password)
		return set_first_password(store, method, password, account);
	return verify(store, method, password, account);
}

enum account_result
account_enter(struct store *store, const char *name, struct store_account *account)
{
	enum account_result how = ACCOUNT_ENTERED;
	enum store_status status = store_account_find(store, name, account);

	if (status == STORE_NOT_FOUND) {
		how = ACCOUNT_CREATED;
		status = store_account_create(store, name, NULL, account);
	}
	if (status == STORE_EXISTS) {
		how = ACCOUNT_ENTERED;
		status = store_account_find(store, name, account);
	}
	if (status != STORE_OK)
		return store_fault(status);
	return account->has_password ? ACCOUNT_REFUSED : entered(store, account, how);
}
