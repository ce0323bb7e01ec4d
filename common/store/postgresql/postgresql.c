/* The mail store on PostgreSQL: its statements, and the table of its functions. */
#include "common/store/postgresql/postgresql.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/memory.h"
#include "common/store/postgresql/conninfo.h"
#include "common/store/postgresql/sockets.h"
#include "common/store/postgresql/tables.h"

/* lower() changes A to Z only in this collation, which the columns have. */
#define FOLDED(text) "lower(" text " COLLATE \"C\")"

/*
 * In statements about failures: $1 network, $2 name, $3 now, $4 when a failure is old. A pair
 * whose failures are old is still known as long as it repeats its mistakes.
 */
#define PAIR "network = $1 AND lower(name) = " FOLDED("$2")
#define HEARD "greatest(last, repeated)"

#define ACCOUNT "SELECT id, name, password, created, last_sign_in FROM account"

static const char *const sql[STATEMENTS] = {
	[ACCOUNT_FIND] = ACCOUNT " WHERE lower(name) = " FOLDED("$1"),
	/* 'A' is the octet after '@'. */
	[ACCOUNT_FIND_LOCAL] = ACCOUNT " WHERE lower(name) > " FOLDED(
		"$1") " || '@'"
		      " AND lower(name) < " FOLDED("$1") " || 'A' LIMIT 2",
	[ACCOUNT_CREATE] = "INSERT INTO account (name, password, created) VALUES ($1, $2, $3)"
			   " ON CONFLICT DO NOTHING RETURNING id",
	[ACCOUNT_SET_PASSWORD] = "UPDATE account SET password = $2 WHERE id = $1"
				 " AND password IS NOT DISTINCT FROM $3 RETURNING id",
	[ACCOUNT_SIGNED_IN] = "UPDATE account SET last_sign_in = $2 WHERE id = $1",
	[ACCOUNT_USAGE] = "SELECT usage, usage_since FROM account WHERE id = $1",
	/* In order, so that no two wait for each other. */
	[ACCOUNTS_LOCK] = "SELECT 1 FROM account WHERE id = ANY ($1) ORDER BY id"
			  " FOR NO KEY UPDATE",
	[USAGE_ADD_UP] = "UPDATE account SET usage_since = $2, usage ="
			 " (SELECT coalesce(sum(octets), 0) FROM delivery WHERE account = $1)"
			 " WHERE id = $1 RETURNING usage",
	[NAMES_FIND] = "SELECT account, quota, number, is_alias FROM name_find($1, $2)",
	/* For each name, in order: the account of that name, if any, and one of its
	   targets. */
	[NAMES_EXPAND] = "SELECT n.number, a.id, a.quota, t.target FROM unnest($1) "
			 "WITH ORDINALITY"
			 " AS n (name, number) LEFT JOIN account a ON lower(a.name) "
			 "= " FOLDED("n.name") " LEFT JOIN alias t ON lower(t.name) "
					       "= " FOLDED("n.name") " ORDER BY n.number, "
								     "lower(t.target) "
								     "LIMIT $2",
	/* The parameters are those of the functions: schema-3.sql. */
	[MESSAGE_CHECK] = "SELECT message_verdict($1, $2, $3, $4, $5, $6, $7)",
	/* Small mail is this statement. */
	[MESSAGE_DELIVER] = "SELECT verdict, message FROM message_deliver($1, $2, $3, $4, $5,"
			    " $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
	[CONTENT_INSERT] = "INSERT INTO content (message, part, data) VALUES ($1, $2, $3)",
	[CONTENT_READ] = "SELECT data FROM content WHERE message = $1 AND part = $2",
	/* $3 messages of $1's maildrop from $2 on, fewer if they have more than $4 octets. */
	[CONTENT_READ_AHEAD] =
		"SELECT c.message, c.data FROM (SELECT message,"
		" sum(least(octets, $4)::integer) OVER (ORDER BY message) AS total"
		" FROM delivery WHERE account = $1 AND message >= $2"
		" ORDER BY message LIMIT $3) d"
		" JOIN content c ON c.message = d.message AND c.part = 0"
		" WHERE d.total <= $4 OR d.message = $2 ORDER BY c.message",
	[MAILDROP_CLAIM] = "SELECT coalesce(current_setting('pillarbox.session', true), ''),"
			   " set_config('pillarbox.session', $1, false)",
	[MAILDROP_TRY] = "SELECT pg_try_advisory_lock($1)"
			 " WHERE current_setting('pillarbox.session', true) = $2",
	[MAILDROP_WAIT] = "SELECT pg_advisory_lock($1)"
			  " WHERE current_setting('pillarbox.session', true) = $2",
	[MAILDROP_RELEASE] = "SELECT pg_advisory_unlock($1)",
	[MAILDROP_LIST] = "SELECT message, octets, seen FROM delivery WHERE account = $1"
			  " AND message > $2 ORDER BY message LIMIT $3",
	[MAILDROP_SUMMARIES] =
		"SELECT m.id, m.arrived, m.reverse_path, m.subject FROM delivery d"
		" JOIN message m ON m.id = d.message"
		" WHERE d.account = $1 AND d.message BETWEEN $2 AND $3 ORDER BY "
		"d.message",
	/* $2 are deleted, and $3 are seen, in the session $4; null: in any. */
	[MAILDROP_UPDATE] =
		"WITH session AS MATERIALIZED (SELECT $4 IS NULL OR"
		" coalesce(current_setting('pillarbox.session', true), '') = $4 AS "
		"is_ours),"
		" gone AS (DELETE FROM delivery USING session WHERE is_ours AND "
		"account = $1"
		" AND message = ANY ($2) RETURNING octets),"
		" s AS (UPDATE delivery SET seen = 1 FROM session WHERE is_ours"
		" AND account = $1 AND message = ANY ($3)),"
		" u AS (UPDATE account SET usage = greatest(usage - freed.octets, 0)"
		" FROM (SELECT sum(octets)::bigint AS octets FROM gone) freed"
		" WHERE id = $1 AND usage IS NOT NULL AND freed.octets > 0)"
		" SELECT is_ours FROM session",
	[RECORD_FIND] =
		"SELECT coalesce(sum(failures) FILTER (WHERE network = $1 AND last > "
		"$4), 0),"
		" max(last) FILTER (WHERE network = $1 AND last > $4 AND failures > 0),"
		" coalesce(sum(failures) FILTER (WHERE is_name AND last > $4), 0),"
		" max(last) FILTER (WHERE is_name AND last > $4 AND failures > 0),"
		" coalesce(sum(failures) FILTER (WHERE network = $1 AND is_name AND "
		"last > $4),"
		" 0), max(repeated) FILTER (WHERE network = $1 AND is_name),"
		" string_agg(mistakes, '') FILTER (WHERE network = $1 AND is_name),"
		" (SELECT key FROM secret) FROM (SELECT network, failures, mistakes,"
		" least(last, $3) AS last, least(repeated, $3) AS repeated,"
		" lower(name) = " FOLDED("$2") " AS is_name FROM failure"
					       " WHERE (network = $1 OR lower(name) = " FOLDED(
						       "$2") ")"
							     " AND " HEARD " > $4) f",
	[RECORD_KEY] = "WITH made AS (INSERT INTO secret VALUES (1, $1) ON CONFLICT DO NOTHING"
		       " RETURNING key) SELECT key FROM made UNION ALL SELECT key FROM secret",
	/* "pbox", and the record: who counts a failure changes rows of others, in any order. */
	[RECORD_LOCK] = "SELECT pg_advisory_xact_lock(1885499256, 2)",
	/* Clocks may be set back, and those of two machines differ. */
	[RECORD_CLOCK] = "UPDATE failure SET last = least(last, $1),"
			 " repeated = least(repeated, $1) WHERE " HEARD " > $1",
	/* $5: the tag of the mistake, $6: the octets of those that are kept */
	[RECORD_FAILED] = "INSERT INTO failure VALUES ($1, $2, 1, $3, 0, $5)"
			  " ON CONFLICT (network, lower(name)) DO UPDATE SET failures = "
			  "least(CASE"
			  " WHEN failure.last > $4 THEN failure.failures ELSE 0 END + 1, 1000),"
			  " last = $3, mistakes = substring($5 || failure.mistakes FROM 1 FOR "
			  "$6::integer)",
	/* $1: when a failure is old, $2: the most rows */
	[RECORD_EXPIRE] = "DELETE FROM failure WHERE " HEARD " <= $1 OR ctid IN (SELECT ctid"
			  " FROM failure ORDER BY " HEARD " DESC OFFSET $2)",
	[RECORD_REPEATED] = "UPDATE failure SET repeated = $3 WHERE " PAIR,
	[RECORD_SUCCEEDED] = "UPDATE failure SET failures = 0 WHERE " PAIR,
};

enum store_status
postgresql_explain(struct postgresql *postgresql, enum store_status status, const char *why)
{
	return connection_explain(&postgresql->connection, status, why);
}

enum store_status
postgresql_no_memory(struct postgresql *postgresql)
{
	return postgresql_explain(postgresql, STORE_FAILED, "out of memory");
}

enum store_status
postgresql_no_account(struct postgresql *postgresql)
{
	return postgresql_explain(postgresql, STORE_NOT_FOUND,
				  "the recipient's account does not exist any more");
}

/* --- connecting --- */

static enum store_status
connect_and_check(struct postgresql *postgresql, bool may_create, bool *created)
{
	enum store_status status =
		connection_open(&postgresql->connection, postgresql->conninfo);

	postgresql->session[0] = '\0';
	if (status == STORE_OK)
		status = tables_open(&postgresql->connection, may_create, created);
	if (status != STORE_OK)
		connection_close(&postgresql->connection);
	return status;
}

enum store_status
postgresql_connect(struct postgresql *postgresql)
{
	bool created;

	if (connection_is_alive(&postgresql->connection))
		return STORE_OK;
	if (postgresql->maildrops > 0)
		return postgresql_explain(postgresql, STORE_FAILED,
					  "the connection has been lost, and with it the lock "
					  "of the maildrop");
	return connect_and_check(postgresql, false, &created);
}

/* --- running statements --- */

enum store_status
postgresql_run(struct postgresql *postgresql, enum statement which,
	       struct parameters *parameters)
{
	enum store_status status = postgresql_connect(postgresql);

	if (status == STORE_OK)
		return connection_run(&postgresql->connection, sql[which], parameters);
	parameters_free(parameters);
	return status;
}

enum store_status
postgresql_begin(struct postgresql *postgresql)
{
	enum store_status status = postgresql_connect(postgresql);

	return status == STORE_OK ? connection_begin(&postgresql->connection) : status;
}

enum store_status
postgresql_add(struct postgresql *postgresql, enum statement which,
	       struct parameters *parameters)
{
	return connection_add(&postgresql->connection, sql[which], parameters);
}

enum store_status
postgresql_change(struct postgresql *postgresql, enum statement which,
		  struct parameters *parameters)
{
	enum store_status status = postgresql_begin(postgresql);

	if (status != STORE_OK) {
		parameters_free(parameters);
		return status;
	}
	status = postgresql_add(postgresql, which, parameters);
	return connection_finish(&postgresql->connection, status);
}

enum store_status
postgresql_begin_without_sync(struct postgresql *postgresql)
{
	enum store_status status = postgresql_begin(postgresql);

	if (status != STORE_OK)
		return status;
	return connection_add(&postgresql->connection, "SET LOCAL synchronous_commit = off",
			      NULL);
}

/* --- the engine --- */

static void
postgresql_describe(FILE *output)
{
	int version = PQlibVersion(); /* as 150018 */

	fprintf(output, "database: PostgreSQL with libpq %d.%d, schema %d\n", version / 10000,
		version % 10000, tables_newest_version());
}

static bool
postgresql_check(const struct conf *conf, char why[STORE_WHY_OCTETS])
{
	return conninfo_check(conf, why);
}

static bool
postgresql_prepare(struct store_sockets *sockets, char why[STORE_WHY_OCTETS])
{
	if (!conninfo_prepare() || !sockets_keep()) {
		snprintf(why, STORE_WHY_OCTETS, "%s", strerror(errno));
		return false;
	}
	*sockets = (struct store_sockets){.first = SOCKETS_FIRST, .count = SOCKETS};
	return true;
}

static void
release(struct postgresql *postgresql)
{
	connection_close(&postgresql->connection);
	free(postgresql->ahead.data);
	free(postgresql);
}

static enum store_status
postgresql_open(struct store **opened, const struct conf *conf, bool may_create, bool *created,
		char why[STORE_WHY_OCTETS])
{
	struct postgresql *postgresql = calloc(1, sizeof(*postgresql));
	enum store_status status;

	*opened = NULL;
	*created = false;
	if (!postgresql) {
		snprintf(why, STORE_WHY_OCTETS, "out of memory");
		return STORE_FAILED;
	}
	memory_prepare_for_store();
	postgresql->conf = conf;
	postgresql->conninfo = conninfo_of(conf->database);
	postgresql->connection.seconds = conf->lock_timeout;
	postgresql->connection.why = postgresql->store.why;
	status = connect_and_check(postgresql, may_create, created);
	if (status == STORE_OK) {
		*opened = &postgresql->store;
		return STORE_OK;
	}
	snprintf(why, STORE_WHY_OCTETS, "%s", postgresql->store.why);
	release(postgresql);
	return status;
}

/* The server tidies up by itself. */
static void
postgresql_idle(struct store *store)
{
	(void)store;
}

static void
postgresql_close(struct store *store)
{
	postgresql_record_sign_in(postgresql_of(store));
	release(postgresql_of(store));
}

const struct store_engine store_postgresql = {
	.scheme = CONF_POSTGRESQL,
	.describe = postgresql_describe,
	.check = postgresql_check,
	.print_environment = conninfo_print_environment,
	.prepare = postgresql_prepare,
	.open = postgresql_open,
	.close = postgresql_close,
	.idle = postgresql_idle,
	.spare_octets = postgresql_spare_octets,
	.account_find = postgresql_account_find,
	.account_find_local = postgresql_account_find_local,
	.account_create = postgresql_account_create,
	.account_set_password = postgresql_account_set_password,
	.note_sign_in = postgresql_note_sign_in,
	.names_find = postgresql_names_find,
	.name_expand = postgresql_name_expand,
	.account_usage = postgresql_account_usage,
	.deliver = postgresql_deliver,
	.check_room = postgresql_check_room,
	.message_read = postgresql_message_read,
	.maildrop_open = postgresql_maildrop_open,
	.maildrop_list = postgresql_maildrop_list,
	.maildrop_close = postgresql_maildrop_close,
	.maildrop_summaries = postgresql_maildrop_summaries,
	.maildrop_update = postgresql_maildrop_update,
	.record_find = postgresql_record_find,
	.record_note = postgresql_record_note,
};
