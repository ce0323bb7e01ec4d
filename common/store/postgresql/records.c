/*
 * The record of failed sign-ins, which all machines share. Its tables are unlogged: nothing of
 * them is synced or sent to a standby, and they are empty after a crash or a failover. What
 * they hold is as SQLite's engine has it: tags.h.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "common/store/postgresql/postgresql.h"
#include "common/store/tags.h"

/* What all statements about a pair begin with. */
static void
add_pair(struct parameters *parameters, const struct store_try *try, int64_t now_ms)
{
	parameters_add_text(parameters, try->network);
	parameters_add_text(parameters, try->mistake.name);
	parameters_add_number(parameters, now_ms);
}

static int64_t
old(int64_t now_ms)
{
	return now_ms - (int64_t)STORE_FAILURE_SECONDS * 1000;
}

/* Copies the key in a column of the first row. False if there is none. */
static bool
read_key(const struct connection *connection, int column, unsigned char key[SIPHASH_KEY_OCTETS])
{
	size_t octets;
	const void *value = connection_octets(connection, 0, column, &octets);

	if (octets != SIPHASH_KEY_OCTETS)
		return false;
	memcpy(key, value, octets);
	return true;
}

static bool
is_repeat(const struct connection *connection, const struct store_try *try)
{
	unsigned char key[SIPHASH_KEY_OCTETS];
	size_t octets;
	const unsigned char *tags = connection_octets(connection, 0, 6, &octets);

	return read_key(connection, 7, key) && tags_have(tags, octets, key, &try->mistake);
}

enum store_status
postgresql_record_find(struct store *store, const struct store_try *try, int64_t now_ms,
		       struct store_record *record)
{
	struct postgresql *postgresql = postgresql_of(store);
	const struct connection *connection = &postgresql->connection;
	struct parameters parameters = {0};
	enum store_status status;

	*record = (struct store_record){.pair = 0};
	add_pair(&parameters, try, now_ms);
	parameters_add_number(&parameters, old(now_ms));
	status = postgresql_run(postgresql, RECORD_FIND, &parameters);
	if (status != STORE_OK)
		return status;
	record->network.number = (unsigned)connection_number(connection, 0, 0);
	record->network.last_ms = connection_number(connection, 0, 1);
	record->name.number = (unsigned)connection_number(connection, 0, 2);
	record->name.last_ms = connection_number(connection, 0, 3);
	record->pair = (unsigned)connection_number(connection, 0, 4);
	record->repeat_ms = connection_number(connection, 0, 5);
	record->is_repeat = is_repeat(connection, try);
	return STORE_OK;
}

/* The key of the tags, which the first failure of all makes. */
static enum store_status
find_key(struct postgresql *postgresql, unsigned char key[SIPHASH_KEY_OCTETS])
{
	struct parameters parameters = {0};
	unsigned char random[SIPHASH_KEY_OCTETS];
	enum store_status status = postgresql_begin_without_sync(postgresql);

	if (status == STORE_OK && getrandom(random, sizeof(random), 0) != sizeof(random))
		status = postgresql_explain(postgresql, STORE_FAILED,
					    "there is no random number");
	if (status == STORE_OK) {
		parameters_add_octets(&parameters, random, sizeof(random));
		status = postgresql_add(postgresql, RECORD_KEY, &parameters);
	}
	status = connection_finish(&postgresql->connection, status);
	if (status != STORE_OK)
		return status;
	if (connection_rows(&postgresql->connection) > 0 &&
	    read_key(&postgresql->connection, 0, key))
		return STORE_OK;
	return postgresql_explain(postgresql, STORE_BUSY,
				  "another session has just made the key of the record");
}

/* Counts a failure, and forgets what is old. In a transaction that has begun. */
static enum store_status
add_failure(struct postgresql *postgresql, const struct store_try *try, int64_t now_ms,
	    const unsigned char tag[TAG_OCTETS])
{
	struct parameters clock = {0};
	struct parameters failure = {0};
	struct parameters expiry = {0};
	enum store_status status;

	parameters_add_number(&clock, now_ms);
	status = postgresql_add(postgresql, RECORD_CLOCK, &clock);
	if (status != STORE_OK)
		return status;
	add_pair(&failure, try, now_ms);
	parameters_add_number(&failure, old(now_ms));
	parameters_add_octets(&failure, tag, TAG_OCTETS);
	parameters_add_number(&failure, (int64_t)TAG_OCTETS * STORE_MISTAKES);
	status = postgresql_add(postgresql, RECORD_FAILED, &failure);
	if (status != STORE_OK)
		return status;
	parameters_add_number(&expiry, old(now_ms));
	parameters_add_number(&expiry, STORE_FAILURE_ROWS);
	return postgresql_add(postgresql, RECORD_EXPIRE, &expiry);
}

static enum store_status
note_failure(struct postgresql *postgresql, const struct store_try *try, int64_t now_ms)
{
	unsigned char key[SIPHASH_KEY_OCTETS];
	unsigned char tag[TAG_OCTETS];
	enum store_status status = find_key(postgresql, key);

	/* The other one has it now. */
	if (status == STORE_BUSY)
		status = find_key(postgresql, key);
	if (status != STORE_OK)
		return status;
	tag_make(key, &try->mistake, tag);
	status = postgresql_begin_without_sync(postgresql);
	if (status == STORE_OK)
		status = postgresql_add(postgresql, RECORD_LOCK, NULL);
	if (status == STORE_OK)
		status = add_failure(postgresql, try, now_ms, tag);
	return connection_finish(&postgresql->connection, status);
}

/* Changes the pair, if it is there. */
static enum store_status
change_pair(struct postgresql *postgresql, enum statement which, const struct store_try *try,
	    int64_t now_ms)
{
	struct parameters parameters = {0};
	enum store_status status = postgresql_begin_without_sync(postgresql);

	if (status == STORE_OK) {
		parameters_add_text(&parameters, try->network);
		parameters_add_text(&parameters, try->mistake.name);
		if (which == RECORD_REPEATED)
			parameters_add_number(&parameters, now_ms);
		status = postgresql_add(postgresql, which, &parameters);
	}
	return connection_finish(&postgresql->connection, status);
}

enum store_status
postgresql_record_note(struct store *store, const struct store_try *try, enum store_event event,
		       int64_t now_ms)
{
	struct postgresql *postgresql = postgresql_of(store);

	switch (event) {
	case STORE_TRY_FAILED:
		return note_failure(postgresql, try, now_ms);
	case STORE_TRY_REPEATED:
		return change_pair(postgresql, RECORD_REPEATED, try, now_ms);
	case STORE_TRY_SUCCEEDED:
		break;
	}
	return change_pair(postgresql, RECORD_SUCCEEDED, try, now_ms);
}
