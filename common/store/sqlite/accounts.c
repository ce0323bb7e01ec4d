/* Accounts: who they are, and how much mail they hold. */
#include <time.h>

#include "common/store/sqlite/sqlite.h"
#include "common/store/sqlite/transaction.h"

static void
read_account(sqlite3_stmt *statement, struct store_account *account)
{
	account->id = sqlite3_column_int64(statement, 0);
	sqlite_copy_text(statement, 1, account->name, sizeof(account->name));
	account->has_password = sqlite3_column_type(statement, 2) != SQLITE_NULL;
	sqlite_copy_text(statement, 2, account->password, sizeof(account->password));
	account->created = sqlite3_column_int64(statement, 3);
	account->last_sign_in = sqlite3_column_int64(statement, 4);
}

/* Finds the account that a statement has a row about; STORE_AMBIGUOUS if there is another. */
static enum store_status
find_account(struct sqlite *sqlite, enum statement which, const char *name,
	     struct store_account *account)
{
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(sqlite, which, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	status = database_row(&sqlite->db, statement);
	if (status != STORE_OK)
		return status;
	read_account(statement, account);
	status = database_row(&sqlite->db, statement);
	if (status == STORE_NOT_FOUND)
		return STORE_OK;
	sqlite3_reset(statement);
	return status == STORE_OK ? STORE_AMBIGUOUS : status;
}

enum store_status
sqlite_account_find(struct store *store, const char *name, struct store_account *account)
{
	return find_account(sqlite_of(store), ACCOUNT_FIND, name, account);
}

enum store_status
sqlite_account_find_local(struct store *store, const char *local, struct store_account *account)
{
	return find_account(sqlite_of(store), ACCOUNT_FIND_LOCAL, local, account);
}

static enum store_status
insert_account(struct sqlite *sqlite, const char *name, const char *hash)
{
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(sqlite, ACCOUNT_CREATE, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 2, hash, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 3, time(NULL));
	status = database_run(&sqlite->db, statement);
	if (status == STORE_OK && sqlite3_changes(sqlite->db.sqlite) == 0)
		return STORE_EXISTS;
	return status;
}

enum store_status
sqlite_account_create(struct store *store, const char *name, const char *hash)
{
	struct sqlite *sqlite = sqlite_of(store);
	enum store_status status = transaction_begin(&sqlite->db);

	if (status == STORE_OK)
		status = transaction_finish(&sqlite->db, insert_account(sqlite, name, hash));
	return status;
}

static enum store_status
update_password(struct sqlite *sqlite, const struct store_account *account, const char *hash)
{
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(sqlite, ACCOUNT_SET_PASSWORD, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, account->id);
	sqlite3_bind_text(statement, 2, hash, -1, SQLITE_STATIC);
	sqlite3_bind_text(statement, 3, account->has_password ? account->password : NULL, -1,
			  SQLITE_STATIC);
	status = database_run(&sqlite->db, statement);
	if (status == STORE_OK && sqlite3_changes(sqlite->db.sqlite) == 0)
		return STORE_NOT_FOUND;
	return status;
}

enum store_status
sqlite_account_set_password(struct store *store, const struct store_account *account,
			    const char *hash)
{
	struct sqlite *sqlite = sqlite_of(store);
	enum store_status status = transaction_begin(&sqlite->db);

	if (status == STORE_OK)
		status =
			transaction_finish(&sqlite->db, update_password(sqlite, account, hash));
	return status;
}

enum store_status
sqlite_write_sign_in(struct sqlite *sqlite)
{
	sqlite3_stmt *statement;
	enum store_status status = STORE_OK;

	if (sqlite->signed_in == 0)
		return STORE_OK;
	status = sqlite_prepare(sqlite, ACCOUNT_SIGNED_IN, &statement);
	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, sqlite->signed_in);
	sqlite3_bind_int64(statement, 2, sqlite->signed_in_at);
	return database_run(&sqlite->db, statement);
}

void
sqlite_record_sign_in(struct sqlite *sqlite)
{
	if (sqlite->signed_in != 0 && transaction_begin(&sqlite->db) == STORE_OK)
		transaction_finish_without_sync(&sqlite->db, sqlite_write_sign_in(sqlite));
	sqlite->signed_in = 0;
}

void
sqlite_note_sign_in(struct store *store, const struct store_account *account)
{
	struct sqlite *sqlite = sqlite_of(store);
	int64_t now = time(NULL);

	if (engine_is_same_sign_in(account, now))
		return;
	if (sqlite->signed_in != account->id)
		sqlite_record_sign_in(sqlite);
	sqlite->signed_in = account->id;
	sqlite->signed_in_at = now;
}

/* The usage as it is kept. STORE_NOT_FOUND: it is not kept, or too old. */
static enum store_status
read_usage(struct sqlite *sqlite, int64_t account, uint64_t *octets)
{
	int64_t now = time(NULL);
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(sqlite, ACCOUNT_USAGE, &statement);
	int64_t since;

	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, account);
	status = database_row(&sqlite->db, statement);
	if (status != STORE_OK)
		return status;
	since = sqlite3_column_int64(statement, 1);
	if (sqlite3_column_type(statement, 0) == SQLITE_NULL || engine_usage_is_old(since, now))
		status = STORE_NOT_FOUND;
	*octets = (uint64_t)sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return status;
}

enum store_status
sqlite_find_usage(struct sqlite *sqlite, int64_t account, uint64_t *octets)
{
	sqlite3_stmt *statement;
	enum store_status status = read_usage(sqlite, account, octets);

	if (status != STORE_NOT_FOUND)
		return status;
	status = sqlite_prepare(sqlite, USAGE_ADD_UP, &statement);
	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, account);
	sqlite3_bind_int64(statement, 2, time(NULL));
	status = database_run(&sqlite->db, statement);
	if (status == STORE_OK)
		status = read_usage(sqlite, account, octets);
	return status == STORE_NOT_FOUND ? sqlite_no_account(sqlite) : status;
}

enum store_status
sqlite_account_usage(struct store *store, int64_t account, uint64_t *octets)
{
	struct sqlite *sqlite = sqlite_of(store);
	enum store_status status = read_usage(sqlite, account, octets);

	if (status != STORE_NOT_FOUND)
		return status;
	status = transaction_begin(&sqlite->db);
	if (status != STORE_OK)
		return status;
	return transaction_finish_without_sync(&sqlite->db,
					       sqlite_find_usage(sqlite, account, octets));
}

enum store_status
sqlite_change_usage(struct sqlite *sqlite, int64_t account, int64_t octets)
{
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(sqlite, USAGE_CHANGE, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_int64(statement, 1, account);
	sqlite3_bind_int64(statement, 2, octets);
	return database_run(&sqlite->db, statement);
}
