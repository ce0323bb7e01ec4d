#include "common/store/postgresql/tables.h"

#include <string.h>

#include "common/base/array.h"

/* Element n makes version n + 1 from version n. */
static const char schema_1[] =
#include "common/store/postgresql/schema-1.sql.inc"
	;
static const char schema_2[] =
#include "common/store/postgresql/schema-2.sql.inc"
	;
static const char schema_3[] =
#include "common/store/postgresql/schema-3.sql.inc"
	;
static const char *const versions[] = {schema_1, schema_2, schema_3};
enum { SCHEMA_VERSION = COUNT(versions) };

/*
 * What the server must be, a column for each. Others that speak the protocol have advisory
 * locks that do nothing, or another isolation; they are refused until they have been tested.
 */
#define DEMANDS                                                                                \
	"current_setting('server_version_num')::integer >= 140000"                             \
	" AND version() ~ '^PostgreSQL [0-9.]+[a-z0-9]* (\\([^)]*\\) )?on '"                   \
	" AND version() !~* 'greenplum|enterprisedb|-yb-|redshift|cockroach',"                 \
	" NOT pg_is_in_recovery(),"                                                            \
	" current_setting('server_encoding') = 'UTF8',"                                        \
	" current_setting('fsync')::boolean,"                                                  \
	" current_setting('synchronous_commit') NOT IN ('off', 'local')"

static const struct {
	enum store_status status;
	const char *why;
} faults[] = {
	{STORE_BROKEN, "this server is not PostgreSQL 14 or newer"},
	{STORE_FAILED, "this server is a standby"},
	{STORE_BROKEN, "the encoding of the database is not UTF8: create it with that"},
	{STORE_BROKEN, "fsync is off on the server: acknowledged mail could be lost"},
	{STORE_BROKEN, "synchronous_commit is off or local: acknowledged mail could be lost"},
};

enum { AFTER_DEMANDS = COUNT(faults) }; /* the number of the next column */

int
tables_newest_version(void)
{
	return SCHEMA_VERSION;
}

static const char sql_version[] = "SELECT " DEMANDS ", version FROM pillarbox";

/* Looks into the table of tables itself: a name that was not found before is cached. */
#define TABLES "pg_class WHERE relnamespace = current_schema()::regnamespace"
#define HAS_VERSION "EXISTS (SELECT 1 FROM " TABLES " AND relname = 'pillarbox')"

/* For a database without that table: whether another process has made it since, and what is
 * there. What an extension has made is no other program's. */
static const char sql_objects[] =
	"SELECT " DEMANDS ", " HAS_VERSION ", (SELECT count(*) FROM " TABLES
	" AND relkind IN ('r', 'p', 'v', 'm') AND NOT EXISTS (SELECT 1 FROM pg_depend"
	" WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e'))";

static const char undefined_table[] = "42P01"; /* an SQLSTATE */

/* Who makes the tables holds this lock until its transaction is over: "pbox", and schema. */
#define LOCK "1885499256, 1"
#define MADE "SELECT pg_advisory_xact_lock_shared(" LOCK ")"

static enum store_status
check_server(struct connection *connection)
{
	for (size_t i = 0; i < COUNT(faults); i++)
		if (connection_number(connection, 0, (int)i) == 0)
			return connection_explain(connection, faults[i].status, faults[i].why);
	return STORE_OK;
}

/* The table of the version is missing, unless *has_come tells that it is there by now. */
static enum store_status
check_empty(struct connection *connection, bool *has_come)
{
	enum store_status status = connection_run(connection, sql_objects, NULL);

	*has_come = false;
	if (status == STORE_OK)
		status = check_server(connection);
	if (status != STORE_OK)
		return status;
	*has_come = connection_number(connection, 0, AFTER_DEMANDS) != 0;
	if (!*has_come && connection_number(connection, 0, AFTER_DEMANDS + 1) != 0)
		return connection_explain(
			connection, STORE_BROKEN,
			"this is the database of another program; set another one");
	return STORE_OK;
}

static enum store_status
take_version(struct connection *connection, int64_t *version)
{
	enum store_status status;

	if (connection_rows(connection) != 1)
		return connection_explain(
			connection, STORE_BROKEN,
			"the version of the database is damaged; restore a backup");
	status = check_server(connection);
	if (status == STORE_OK)
		*version = connection_number(connection, 0, AFTER_DEMANDS);
	return status;
}

/* Finds out whose database this is: *version 0 is an empty one. */
static enum store_status
read_version(struct connection *connection, int64_t *version)
{
	enum store_status status = connection_run(connection, sql_version, NULL);
	bool has_come = false;

	*version = 0;
	if (status != STORE_OK && strcmp(connection->state, undefined_table) == 0) {
		status = check_empty(connection, &has_come);
		if (status != STORE_OK || !has_come)
			return status;
		/* The end of a commit is not atomic: others see the table in the table of
		 * tables before they find it by its name. */
		status = connection_run(connection, MADE, NULL);
		if (status == STORE_OK)
			status = connection_run(connection, sql_version, NULL);
	}
	return status == STORE_OK ? take_version(connection, version) : status;
}

/* Under the lock, as another process may have been first. */
static enum store_status
read_version_again(struct connection *connection, int64_t *version)
{
	enum store_status status = connection_add(connection, "SELECT " HAS_VERSION, NULL);

	*version = 0;
	if (status == STORE_OK)
		status = connection_sync(connection);
	if (status != STORE_OK || connection_number(connection, 0, 0) == 0)
		return status;
	status = connection_add(connection, "SELECT version FROM pillarbox", NULL);
	if (status == STORE_OK)
		status = connection_sync(connection);
	if (status == STORE_OK && connection_rows(connection) == 1)
		*version = connection_number(connection, 0, 0);
	return status;
}

/* In a transaction that has begun. */
static enum store_status
migrate(struct connection *connection, int64_t version)
{
	struct parameters parameters = {0};
	enum store_status status = STORE_OK;

	for (; version < SCHEMA_VERSION && status == STORE_OK; version++)
		status = connection_run_script(connection, versions[version]);
	if (status == STORE_OK)
		status = connection_add(connection, "DELETE FROM pillarbox", NULL);
	if (status != STORE_OK)
		return status;
	parameters_add_number(&parameters, SCHEMA_VERSION);
	return connection_add(connection, "INSERT INTO pillarbox VALUES ($1)", &parameters);
}

/* One transaction, and one process at a time. */
static enum store_status
upgrade(struct connection *connection, int64_t *version)
{
	enum store_status status = connection_begin(connection);

	if (status == STORE_OK)
		status = connection_add(connection, "SELECT pg_advisory_xact_lock(" LOCK ")",
					NULL);
	if (status == STORE_OK)
		status = connection_sync(connection);
	if (status == STORE_OK)
		status = read_version_again(connection, version);
	if (status == STORE_OK && *version < SCHEMA_VERSION)
		status = migrate(connection, *version);
	return connection_finish(connection, status);
}

enum store_status
tables_open(struct connection *connection, bool may_create, bool *created)
{
	int64_t version;
	enum store_status status = read_version(connection, &version);

	*created = false;
	if (status == STORE_OK && version > SCHEMA_VERSION)
		return connection_explain(
			connection, STORE_BROKEN,
			"the database is of a newer pillarbox; upgrade this program");
	if (status != STORE_OK || version == SCHEMA_VERSION)
		return status;
	if (!may_create && version == 0)
		return connection_explain(connection, STORE_MISSING,
					  "there are no tables here: restore a backup, or "
					  "make them with smtpd --create");
	if (!may_create)
		return connection_explain(connection, STORE_BROKEN,
					  "the tables are of an older pillarbox: bring them up "
					  "to date with smtpd --create");
	status = upgrade(connection, &version);
	*created = status == STORE_OK && version == 0;
	return status;
}
