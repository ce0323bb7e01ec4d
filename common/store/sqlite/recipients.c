/* Which accounts get the mail for a name. */
#include "common/store/expansion.h"
#include "common/store/sqlite/sqlite.h"

/* Finds the account that a statement has a row about: the account 0 if the row is of an alias.
 */
static enum store_status
find_recipient(struct sqlite *sqlite, enum statement which, const char *name,
	       struct store_recipient *recipient)
{
	sqlite3_stmt *statement;
	enum store_status status = sqlite_prepare(sqlite, which, &statement);

	if (status != STORE_OK)
		return status;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	status = database_row(&sqlite->db, statement);
	if (status != STORE_OK)
		return status;
	*recipient = (struct store_recipient){
		.account = sqlite3_column_int64(statement, 0),
		.has_quota = sqlite3_column_type(statement, 1) != SQLITE_NULL,
		.quota = (uint64_t)sqlite3_column_int64(statement, 1),
	};
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
	enum store_status status = find_recipient(sqlite, RECIPIENT_ACCOUNT,
						  expansion->names[name]->text, &recipient);

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
	enum store_status status =
		find_recipient(sqlite, RECIPIENT_FIND, names.names[0], &found->account);

	found->name = 0;
	if (status == STORE_NOT_FOUND && names.names[1]) {
		found->name = 1;
		status =
			find_recipient(sqlite, RECIPIENT_FIND, names.names[1], &found->account);
	}
	found->must_expand = status == STORE_OK && found->account.account == 0;
	return status;
}
