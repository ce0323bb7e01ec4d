/* Accounts: who they are, and how much mail they hold. */
#include <time.h>

#include "common/store/postgresql/postgresql.h"

/* Finds the account that a statement has a row about; STORE_AMBIGUOUS if there is another. */
static enum store_status
find_account(struct postgresql *postgresql, enum statement which, const char *name,
	     struct store_account *account)
{
	const struct connection *connection = &postgresql->connection;
	struct parameters parameters = {0};
	enum store_status status;

	parameters_add_text(&parameters, name);
	status = postgresql_run(postgresql, which, &parameters);
	if (status != STORE_OK)
		return status;
	if (connection_rows(connection) == 0)
		return STORE_NOT_FOUND;
	account->id = connection_number(connection, 0, 0);
	connection_copy_text(connection, 0, 1, account->name, sizeof(account->name));
	account->has_password = !connection_is_null(connection, 0, 2);
	connection_copy_text(connection, 0, 2, account->password, sizeof(account->password));
	account->created = connection_number(connection, 0, 3);
	account->last_sign_in = connection_number(connection, 0, 4);
	return connection_rows(connection) == 1 ? STORE_OK : STORE_AMBIGUOUS;
}

enum store_status
postgresql_account_find(struct store *store, const char *name, struct store_account *account)
{
	return find_account(postgresql_of(store), ACCOUNT_FIND, name, account);
}

enum store_status
postgresql_account_find_local(struct store *store, const char *local,
			      struct store_account *account)
{
	return find_account(postgresql_of(store), ACCOUNT_FIND_LOCAL, local, account);
}

enum store_status
postgresql_account_create(struct store *store, const char *name, const char *hash)
{
	struct postgresql *postgresql = postgresql_of(store);
	struct parameters parameters = {0};
	enum store_status status;

	parameters_add_text(&parameters, name);
	parameters_add_text(&parameters, hash);
	parameters_add_number(&parameters, time(NULL));
	status = postgresql_change(postgresql, ACCOUNT_CREATE, &parameters);
	if (status == STORE_OK && connection_rows(&postgresql->connection) == 0)
		return STORE_EXISTS;
	return status;
}

enum store_status
postgresql_account_set_password(struct store *store, const struct store_account *account,
				const char *hash)
{
	struct postgresql *postgresql = postgresql_of(store);
	struct parameters parameters = {0};
	enum store_status status;

	parameters_add_number(&parameters, account->id);
	parameters_add_text(&parameters, hash);
	parameters_add_text(&parameters, account->has_password ? account->password : NULL);
	status = postgresql_change(postgresql, ACCOUNT_SET_PASSWORD, &parameters);
	if (status == STORE_OK && connection_rows(&postgresql->connection) == 0)
		return STORE_NOT_FOUND;
	return status;
}

enum store_status
postgresql_add_sign_in(struct postgresql *postgresql)
{
	struct parameters parameters = {0};

	if (postgresql->signed_in == 0)
		return STORE_OK;
	parameters_add_number(&parameters, postgresql->signed_in);
	parameters_add_number(&parameters, postgresql->signed_in_at);
	return postgresql_add(postgresql, ACCOUNT_SIGNED_IN, &parameters);
}

void
postgresql_record_sign_in(struct postgresql *postgresql)
{
	enum store_status status;

	if (postgresql->signed_in == 0)
		return;
	status = postgresql_begin_without_sync(postgresql);
	if (status == STORE_OK)
		status = postgresql_add_sign_in(postgresql);
	connection_finish(&postgresql->connection, status);
	postgresql->signed_in = 0;
}

void
postgresql_note_sign_in(struct store *store, const struct store_account *account)
{
	struct postgresql *postgresql = postgresql_of(store);
	int64_t now = time(NULL);

	if (engine_is_same_sign_in(account, now))
		return;
	if (postgresql->signed_in != account->id)
		postgresql_record_sign_in(postgresql);
	postgresql->signed_in = account->id;
	postgresql->signed_in_at = now;
}

/* The usage as it is kept. STORE_NOT_FOUND: it is not kept, or too old. */
static enum store_status
read_usage(struct postgresql *postgresql, int64_t account, uint64_t *octets)
{
	const struct connection *connection = &postgresql->connection;
	int64_t now = time(NULL);
	struct parameters parameters = {0};
	enum store_status status;
	int64_t since;

	parameters_add_number(&parameters, account);
	status = postgresql_run(postgresql, ACCOUNT_USAGE, &parameters);
	if (status != STORE_OK)
		return status;
	if (connection_rows(connection) == 0)
		return STORE_NOT_FOUND;
	*octets = (uint64_t)connection_number(connection, 0, 0);
	since = connection_number(connection, 0, 1);
	if (connection_is_null(connection, 0, 0) || engine_usage_is_old(since, now))
		return STORE_NOT_FOUND;
	return STORE_OK;
}

/* Locks the account first: the sum must see all deliveries that have been added to the old one.
 */
static enum store_status
add_up_usage(struct postgresql *postgresql, int64_t account)
{
	struct parameters parameters = {0};
	enum store_status status = postgresql_begin_without_sync(postgresql);

	if (status == STORE_OK) {
		parameters_add_numbers(&parameters, &account, 1);
		status = postgresql_add(postgresql, ACCOUNTS_LOCK, &parameters);
	}
	if (status == STORE_OK) {
		parameters_add_number(&parameters, account);
		parameters_add_number(&parameters, time(NULL));
		status = postgresql_add(postgresql, USAGE_ADD_UP, &parameters);
	}
	return connection_finish(&postgresql->connection, status);
}

enum store_status
postgresql_account_usage(struct store *store, int64_t account, uint64_t *octets)
{
	struct postgresql *postgresql = postgresql_of(store);
	enum store_status status = read_usage(postgresql, account, octets);

	if (status != STORE_NOT_FOUND)
		return status;
	status = add_up_usage(postgresql, account);
	if (status != STORE_OK)
		return status;
	if (connection_rows(&postgresql->connection) == 0)
		return postgresql_no_account(postgresql);
	*octets = (uint64_t)connection_number(&postgresql->connection, 0, 0);
	return STORE_OK;
}
