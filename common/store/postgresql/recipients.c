/* Which accounts get the mail for a name. */
#include <stdlib.h>

#include "common/base/array.h"
#include "common/store/expansion.h"
#include "common/store/postgresql/postgresql.h"

/* Rows for one step of an expansion: enough to find that there are too many targets. */
enum { MOST_ROWS = 2 * EXPANSION_TARGETS + 2 };

/* The recipient in two columns of a row. False if there is none. */
static bool
read_recipient(const struct connection *connection, int row, int column,
	       struct store_recipient *recipient)
{
	if (connection_is_null(connection, row, column))
		return false;
	*recipient = (struct store_recipient){
		.account = connection_number(connection, row, column),
		.has_quota = !connection_is_null(connection, row, column + 1),
		.quota = (uint64_t)connection_number(connection, row, column + 1),
	};
	return true;
}

/* A row that is the first one about a name tells which account that is; each has a target. */
static enum expansion_status
take_row(const struct connection *connection, int row, bool is_first,
	 struct expansion *expansion, size_t name)
{
	struct store_recipient recipient;
	enum expansion_status status = EXPANSION_OK;
	const char *target;
	size_t octets;

	if (is_first && read_recipient(connection, row, 1, &recipient))
		status = expansion_set_account(expansion, name, &recipient);
	if (status != EXPANSION_OK || connection_is_null(connection, row, 3))
		return status;
	target = connection_octets(connection, row, 3, &octets); /* and a NUL after them */
	return expansion_add_target(expansion, name, target);
}

/* Looks up names, from the one with number first on: all that have been found so far. */
static enum store_status
look_up(struct postgresql *postgresql, const struct expansion *expansion, size_t first)
{
	size_t count = expansion->count - first;
	const char **names = calloc(count, sizeof(*names));
	struct parameters parameters = {0};

	if (!names)
		return postgresql_no_memory(postgresql);
	for (size_t i = 0; i < count; i++)
		names[i] = expansion->names[first + i]->text;
	parameters_add_texts(&parameters, names, count);
	parameters_add_number(&parameters, MOST_ROWS);
	free(names);
	return postgresql_run(postgresql, NAMES_EXPAND, &parameters);
}

/* All names of one level are looked up at once. */
static enum store_status
visit_names(struct postgresql *postgresql, struct expansion *expansion, size_t first)
{
	const struct connection *connection = &postgresql->connection;
	enum store_status status = look_up(postgresql, expansion, first);
	enum expansion_status taken = EXPANSION_OK;
	int64_t before = 0;

	if (status != STORE_OK)
		return status;
	for (int row = 0; row < connection_rows(connection) && taken == EXPANSION_OK; row++) {
		int64_t number = connection_number(connection, row, 0);

		taken = take_row(connection, row, number != before, expansion,
				 first + (size_t)number - 1);
		before = number;
	}
	return expansion_stop(taken, postgresql->store.why);
}

enum store_status
postgresql_name_expand(struct store *store, const char *name, struct expansion *expansion)
{
	enum store_status status = expansion_stop(expansion_init(expansion, name), store->why);
	size_t done = 0;

	while (done < expansion->count && status == STORE_OK) {
		size_t count = expansion->count;

		status = visit_names(postgresql_of(store), expansion, done);
		done = count;
	}
	if (status == STORE_OK)
		expansion_finish(expansion);
	return status;
}

enum store_status
postgresql_names_find(struct store *store, struct store_names names, struct engine_found *found)
{
	struct postgresql *postgresql = postgresql_of(store);
	const struct connection *connection = &postgresql->connection;
	struct parameters parameters = {0};
	enum store_status status;

	for (size_t i = 0; i < COUNT(names.names); i++)
		parameters_add_text(&parameters, names.names[i]);
	status = postgresql_run(postgresql, NAMES_FIND, &parameters);
	if (status != STORE_OK)
		return status;
	if (connection_rows(connection) == 0)
		return STORE_NOT_FOUND;
	found->must_expand = connection_number(connection, 0, 3) != 0;
	found->name = (size_t)connection_number(connection, 0, 2);
	if (!read_recipient(connection, 0, 0, &found->account))
		found->account.account = 0;
	return STORE_OK;
}
