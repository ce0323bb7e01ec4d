/* Which accounts get the mail for a name. */
#include "common/base/array.h"
#include "common/store/expansion.h"
#include "common/store/sqlite/sqlite.h"

/* The recipient in two columns of a row. */
static struct store_recipient
read_recipient(sqlite3_stmt *statement, int column)
{
	return (struct store_recipient){
		.account = sqlite3_column_int64(statement, column),
		.has_quota = sqlite3_column_type(statement, column + 1) != SQLITE_NULL,
		.quota = (uint64_t)sqlite3_column_int64(statement, column + 1),
	};
}

/* Finds the account of a name. */
static enum store_status
find_recipient(struct sqlite *sqlite, const char *name, struct store_recipient *recipient)
{
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(sqlite, RECIPIENT_ACCOUNT, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	status = database_row(&sqlite->db, statement);
	if (status != STORE_OK)
		return status;
	*recipient = read_recipient(statement, 0);
	sqlite3_reset(statement);
	return STORE_OK;
}

/* Adds the targets of one of the names, and reads none beyond the bound. */
static enum store_status
follow_alias(struct sqlite *sqlite, struct expansion *expansion, size_t name)
{
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(sqlite, ALIAS_TARGETS, &statement);
	enum expansion_status followed = EXPANSION_OK;
	int result = SQLITE_OK;

	if (status != STORE_OK)
		return status;
	sqlite3_bind_text(statement, 1, expansion->names[name]->text, -1, SQLITE_STATIC);
	while (followed == EXPANSION_OK && (result = sqlite3_step(statement)) == SQLITE_ROW) {
		const unsigned char *target = sqlite3_column_text(statement, 0);

		followed = target ? expansion_add_target(expansion, name, (const char *)target)
				  : EXPANSION_NO_MEMORY;
	}
	status = followed == EXPANSION_OK ? database_status(&sqlite->db, result)
					  : expansion_stop(followed, sqlite->db.why);
	sqlite3_reset(statement);
	return status;
}

/* Looks up what one of the names is, and where it leads. */
static enum store_status
visit_name(struct sqlite *sqlite, struct expansion *expansion, size_t name)
{
	struct store_recipient recipient;
	enum expansion_status counted = EXPANSION_OK;
	enum store_status status =
		find_recipient(sqlite, expansion->names[name]->text, &recipient);

	if (status == STORE_OK)
		counted = expansion_set_account(expansion, name, &recipient);
	if (counted != EXPANSION_OK)
		return expansion_stop(counted, sqlite->db.why);
	if (status != STORE_OK && status != STORE_NOT_FOUND)
		return status;
	return follow_alias(sqlite, expansion, name);
}

enum store_status
sqlite_name_expand(struct store *store, const char *name, struct expansion *expansion)
{
	struct sqlite *sqlite = sqlite_of(store);
	enum store_status status = expansion_stop(expansion_init(expansion, name), store->why);

	for (size_t i = 0; i < expansion->count && status == STORE_OK; i++)
		status = visit_name(sqlite, expansion, i);
	if (status == STORE_OK)
		expansion_finish(expansion);
	return status;
}

enum store_status
sqlite_names_find(struct store *store, struct store_names names, struct engine_found *found)
{
	struct sqlite *sqlite = sqlite_of(store);
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(sqlite, NAMES_FIND, &statement);

	if (status != STORE_OK)
		return status;
	for (int i = 0; i < (int)COUNT(names.names); i++)
		sqlite3_bind_text(statement, i + 1, names.names[i], -1, SQLITE_STATIC);
	status = database_row(&sqlite->db, statement);
	if (status != STORE_OK)
		return status;
	found->has_alias = sqlite3_column_type(statement, 0) == SQLITE_NULL;
	found->account = read_recipient(statement, 0);
	found->name = (size_t)sqlite3_column_int64(statement, 2);
	sqlite3_reset(statement);
	return STORE_OK;
}
