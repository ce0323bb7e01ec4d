/*
 * Maildrops: their lock, what is in them, and what goes.
 *
 * The lock is one of a session of the server (pg_advisory_lock), and ends with it, whatever
 * happens to either side. So it needs a session of our own: that of session_database, on which
 * everything happens from then on. It is never replaced while a maildrop is locked.
 *
 * A pool that gives each transaction another session would give one maildrop to many. This
 * shows: we give the session a name, which such a pool shows to the next one who gets it. It
 * may not show in time; but nothing is deleted in a session that does not have the name.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "common/store/postgresql/conninfo.h"
#include "common/store/postgresql/postgresql.h"

enum {
	ROWS_AT_A_TIME = 4096, /* of a list */
};

/* --- the lock --- */

static enum store_status
is_no_session(struct postgresql *postgresql)
{
	connection_close(&postgresql->connection);
	return postgresql_explain(
		postgresql, STORE_BROKEN,
		"this pool gives each transaction another session: set session_database to one "
		"that keeps it, as with pool_mode=session and server_reset_query=DISCARD ALL");
}

/* Gives the session a name, and finds out whether it has one already. */
static enum store_status
claim_session(struct postgresql *postgresql)
{
	struct parameters parameters = {0};
	uint64_t number;
	char before[POSTGRESQL_SESSION_OCTETS + 1];
	enum store_status status;

	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		return postgresql_explain(postgresql, STORE_FAILED,
					  "there is no random number");
	snprintf(postgresql->session, sizeof(postgresql->session), "%016llx",
		 (unsigned long long)number);
	parameters_add_text(&parameters, postgresql->session);
	status = postgresql_run(postgresql, MAILDROP_CLAIM, &parameters);
	if (status != STORE_OK)
		return status;
	connection_copy_text(&postgresql->connection, 0, 0, before, sizeof(before));
	return before[0] == '\0' ? STORE_OK : is_no_session(postgresql);
}

/* Goes over to the connection for maildrops. */
static enum store_status
enter_session(struct postgresql *postgresql)
{
	const char *conninfo = conninfo_for_maildrops(postgresql->conf);
	enum store_status status;

	if (strcmp(conninfo, postgresql->conninfo) != 0)
		connection_close(&postgresql->connection);
	postgresql->conninfo = conninfo;
	status = postgresql_connect(postgresql);
	if (status == STORE_OK && postgresql->session[0] == '\0')
		status = claim_session(postgresql);
	return status;
}

static enum store_status
run_lock(struct postgresql *postgresql, int64_t account, unsigned seconds)
{
	const unsigned usual = postgresql->connection.seconds;
	struct parameters parameters = {0};
	enum store_status status;

	parameters_add_number(&parameters, account);
	parameters_add_text(&parameters, postgresql->session);
	if (seconds == 0)
		return postgresql_run(postgresql, MAILDROP_TRY, &parameters);
	postgresql->connection.seconds = seconds;
	status = postgresql_change(postgresql, MAILDROP_WAIT, &parameters);
	postgresql->connection.seconds = usual;
	return status;
}

static enum store_status
lock_maildrop(struct postgresql *postgresql, int64_t account, unsigned seconds)
{
	enum store_status status = run_lock(postgresql, account, seconds);

	if (status == STORE_OK && connection_rows(&postgresql->connection) == 0)
		return is_no_session(postgresql);
	if (status == STORE_BUSY || (status == STORE_OK && seconds == 0 &&
				     connection_number(&postgresql->connection, 0, 0) == 0))
		return postgresql_explain(postgresql, STORE_BUSY,
					  "another session has the maildrop open");
	if (status == STORE_OK)
		postgresql->maildrops++;
	return status;
}

enum store_status
postgresql_maildrop_open(struct store *store, int64_t account, unsigned seconds,
			 struct store_entry **entries, size_t *count)
{
	struct postgresql *postgresql = postgresql_of(store);
	enum store_status status = enter_session(postgresql);

	*entries = NULL;
	*count = 0;
	if (status == STORE_OK)
		status = lock_maildrop(postgresql, account, seconds);
	if (status != STORE_OK)
		return status;
	status = postgresql_maildrop_list(store, account, entries, count);
	if (status != STORE_OK)
		postgresql_maildrop_close(store, account);
	return status;
}

/* A lock that cannot be given back ends with its session. */
void
postgresql_maildrop_close(struct store *store, int64_t account)
{
	struct postgresql *postgresql = postgresql_of(store);
	struct parameters parameters = {0};
	char why[STORE_WHY_OCTETS];

	memcpy(why, store->why, sizeof(why));
	parameters_add_number(&parameters, account);
	if (postgresql_run(postgresql, MAILDROP_RELEASE, &parameters) != STORE_OK)
		connection_close(&postgresql->connection);
	postgresql->maildrops--;
	memcpy(store->why, why, sizeof(why));
}

/* --- what is in it --- */

/* Appends the rows to a list. */
static enum store_status
append_rows(struct postgresql *postgresql, struct store_entry **entries, size_t *count)
{
	const struct connection *connection = &postgresql->connection;
	size_t rows = (size_t)connection_rows(connection);
	struct store_entry *grown = realloc(*entries, (*count + rows) * sizeof(*grown));

	if (!grown)
		return postgresql_no_memory(postgresql);
	*entries = grown;
	for (size_t row = 0; row < rows; row++)
		grown[(*count)++] = (struct store_entry){
			.message = connection_number(connection, (int)row, 0),
			.octets = (uint32_t)connection_number(connection, (int)row, 1),
			.seen = connection_number(connection, (int)row, 2) != 0,
		};
	return STORE_OK;
}

/* Lists the next messages, after the last one of the list. */
static enum store_status
list_next(struct postgresql *postgresql, int64_t account, struct store_entry **entries,
	  size_t *count)
{
	struct parameters parameters = {0};
	enum store_status status;

	parameters_add_number(&parameters, account);
	parameters_add_number(&parameters, *count > 0 ? (*entries)[*count - 1].message : 0);
	parameters_add_number(&parameters, ROWS_AT_A_TIME);
	status = postgresql_run(postgresql, MAILDROP_LIST, &parameters);
	if (status == STORE_OK && connection_rows(&postgresql->connection) > 0)
		status = append_rows(postgresql, entries, count);
	return status;
}

enum store_status
postgresql_maildrop_list(struct store *store, int64_t account, struct store_entry **entries,
			 size_t *count)
{
	struct postgresql *postgresql = postgresql_of(store);
	enum store_status status;

	*entries = NULL;
	*count = 0;
	postgresql->ahead.account = account;
	do
		status = list_next(postgresql, account, entries, count);
	while (status == STORE_OK &&
	       connection_rows(&postgresql->connection) == ROWS_AT_A_TIME);
	if (status != STORE_OK) {
		free(*entries);
		*entries = NULL;
		*count = 0;
	}
	return status;
}

static void
read_summary(const struct connection *connection, int row, struct store_summary *summary)
{
	summary->arrived = connection_number(connection, row, 1);
	connection_copy_text(connection, row, 2, summary->reverse_path,
			     sizeof(summary->reverse_path));
	connection_copy_text(connection, row, 3, summary->subject, sizeof(summary->subject));
}

/* Entries and rows are in the same order. A row may be missing, or be new. */
static void
take_summaries(const struct connection *connection, const struct store_entry entries[],
	       size_t count, struct store_summary summaries[])
{
	int rows = connection_rows(connection);
	int row = 0;

	for (size_t i = 0; i < count; i++) {
		int64_t message = entries[i].message;

		while (row < rows && connection_number(connection, row, 0) < message)
			row++;
		summaries[i].found =
			row < rows && connection_number(connection, row, 0) == message;
		if (summaries[i].found)
			read_summary(connection, row, &summaries[i]);
	}
}

enum store_status
postgresql_maildrop_summaries(struct store *store, int64_t account,
			      const struct store_entry entries[], size_t count,
			      struct store_summary summaries[])
{
	struct postgresql *postgresql = postgresql_of(store);
	struct parameters parameters = {0};
	enum store_status status;

	if (count == 0)
		return STORE_OK;
	parameters_add_number(&parameters, account);
	parameters_add_number(&parameters, entries[0].message);
	parameters_add_number(&parameters, entries[count - 1].message);
	status = postgresql_run(postgresql, MAILDROP_SUMMARIES, &parameters);
	if (status == STORE_OK)
		take_summaries(&postgresql->connection, entries, count, summaries);
	return status;
}

/* --- what goes --- */

/* Adds the entries of a batch that are to be deleted, or those that are to be seen. */
static void
add_entries(struct parameters *parameters, const struct store_entry entries[], size_t count,
	    bool to_delete, int64_t ids[])
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (to_delete ? entries[i].to_delete
			      : entries[i].to_see && !entries[i].to_delete)
			ids[n++] = entries[i].message;
	parameters_add_numbers(parameters, ids, n);
}

/* In a transaction that has begun. */
static enum store_status
add_changes(struct postgresql *postgresql, int64_t account, const struct store_entry entries[],
	    size_t count)
{
	struct parameters parameters = {0};
	int64_t *ids = calloc(count, sizeof(*ids));

	if (!ids)
		return postgresql_no_memory(postgresql);
	parameters_add_number(&parameters, account);
	add_entries(&parameters, entries, count, true, ids);
	add_entries(&parameters, entries, count, false, ids);
	parameters_add_text(&parameters,
			    postgresql->maildrops > 0 ? postgresql->session : NULL);
	free(ids);
	return postgresql_add(postgresql, MAILDROP_UPDATE, &parameters);
}

static bool
has_deletions(const struct store_entry entries[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (entries[i].to_delete)
			return true;
	return false;
}

/*
 * A deletion must last. A message that was read may look new again after a crash. The sign-in
 * needs no transaction of its own later.
 */
static enum store_status
update_batch(struct postgresql *postgresql, int64_t account, const struct store_entry entries[],
	     size_t count)
{
	enum store_status status = has_deletions(entries, count)
					   ? postgresql_begin(postgresql)
					   : postgresql_begin_without_sync(postgresql);

	if (status == STORE_OK)
		status = postgresql_add_sign_in(postgresql);
	if (status == STORE_OK)
		status = add_changes(postgresql, account, entries, count);
	status = connection_finish(&postgresql->connection, status);
	if (status != STORE_OK)
		return status;
	postgresql->signed_in = 0;
	if (connection_rows(&postgresql->connection) == 1 &&
	    connection_number(&postgresql->connection, 0, 0) != 0)
		return STORE_OK;
	return is_no_session(postgresql);
}

enum store_status
postgresql_maildrop_update(struct store *store, int64_t account,
			   const struct store_entry entries[], size_t count)
{
	struct postgresql *postgresql = postgresql_of(store);
	enum store_status status = STORE_OK;

	while (count > 0 && status == STORE_OK) {
		size_t n = engine_batch_of(entries, count, ENGINE_BATCH_CHANGES);

		status = update_batch(postgresql, account, entries, n);
		entries += n;
		count -= n;
	}
	return status;
}
