#include "common/store/postgresql/connection.h"

#include <endian.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "common/base/number.h"
#include "common/base/wait.h"
#include "common/store/postgresql/servers.h"

/*
 * What an SQLSTATE means (PostgreSQL's manual, appendix A), by how it begins; the first row
 * that fits counts. With renew, another server may know better: the connection is closed.
 */
static const struct state {
	const char *begins;
	enum store_status status;
	bool renew;
} states[] = {
	{"23505", STORE_EXISTS, false},
	{"23503", STORE_NOT_FOUND, false}, /* an account that was there before */
	{"25006", STORE_FAILED, true},     /* a standby, after a failover */
	{"3D", STORE_MISSING, true},
	{"53100", STORE_FULL, false},
	{"53", STORE_FAILED, true},
	{"55P03", STORE_BUSY, false},
	{"40", STORE_BUSY, false}, /* two waited for each other */
	{"57P", STORE_FAILED, true},
	{"08", STORE_FAILED, true},
	{"57", STORE_FAILED, false}, /* somebody has canceled it */
	{"58", STORE_FAILED, true},
	{"0A", STORE_BROKEN, false},
	{"22", STORE_BROKEN, false},
	{"28", STORE_BROKEN, true},
	{"42", STORE_BROKEN, false}, /* a table that is missing, or not as the schema has it */
	{"F0", STORE_BROKEN, true},
	{"P0", STORE_BROKEN, false}, /* a function of the schema refuses */
	{"XX", STORE_BROKEN, true},
	{"", STORE_FAILED, false},
};

enum store_status
connection_explain(struct connection *connection, enum store_status status, const char *why)
{
	snprintf(connection->why, STORE_WHY_OCTETS, "%s", why);
	return status;
}

/* Keeps the first line of a message of libpq. */
static enum store_status
explain_lost(struct connection *connection)
{
	const char *text = PQerrorMessage(connection->pg);
	size_t octets = strcspn(text, "\n");

	snprintf(connection->why, STORE_WHY_OCTETS, "%.*s", (int)octets, text);
	connection->state[0] = '\0';
	connection_close(connection);
	return STORE_FAILED;
}

static enum store_status
silent(struct connection *connection)
{
	connection->state[0] = '\0';
	connection_close(connection);
	return connection_explain(connection, STORE_FAILED,
				  "the database server has been silent for too long");
}

static const struct state *
find_state(const char *state)
{
	const struct state *row = states;

	while (strncmp(state, row->begins, strlen(row->begins)) != 0)
		row++;
	return row;
}

/* What an error of the server means. */
static enum store_status
take_error(struct connection *connection, const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	snprintf(connection->state, sizeof(connection->state), "%s", state ? state : "");
	snprintf(connection->why, STORE_WHY_OCTETS, "%.300s (SQLSTATE %s)",
		 text ? text : "the database server has failed", connection->state);
	return find_state(connection->state)->status;
}

/* --- opening and closing --- */

/*
 * libpq calls this for each notice. Two warnings mean that a change may not last: the commit no
 * longer waits for the standby, as somebody has canceled that (01000); or BEGIN and COMMIT have
 * reached different sessions (25001, 25P01). No other warning is expected, so each one counts.
 */
static void
take_notice(void *of, const PGresult *result)
{
	struct connection *connection = of;
	const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	if (!connection->is_changing || !severity || strcmp(severity, "WARNING") != 0)
		return;
	connection->has_warned = true;
	snprintf(connection->why, STORE_WHY_OCTETS, "%.300s (SQLSTATE %s)", text ? text : "",
		 state ? state : "");
}

static int64_t
end_of_wait(const struct connection *connection)
{
	return wait_now_ms() + ((int64_t)connection->seconds + CONNECTION_GRACE_SECONDS) * 1000;
}

/* Waits until libpq can go on with connecting. */
static enum store_status
wait_to_connect(struct connection *connection, PostgresPollingStatusType next, int64_t end)
{
	short events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT;

	if (wait_ready(PQsocket(connection->pg), events, end) == WAIT_READY)
		return STORE_OK;
	return silent(connection);
}

static enum store_status
finish_connecting(struct connection *connection, int64_t end)
{
	PostgresPollingStatusType next = PGRES_POLLING_WRITING;
	enum store_status status = STORE_OK;

	if (PQstatus(connection->pg) == CONNECTION_BAD)
		return explain_lost(connection);
	while (status == STORE_OK && next != PGRES_POLLING_OK) {
		status = wait_to_connect(connection, next, end);
		if (status == STORE_OK)
			next = PQconnectPoll(connection->pg);
		if (next == PGRES_POLLING_FAILED)
			return explain_lost(connection);
	}
	return status;
}

/*
 * What stands before dbname is a default, for which libpq would look into files that the
 * sandbox closes; what stands after it cannot be set otherwise. If the string names one server
 * only, nothing of *server is set.
 */
static enum store_status
connect_to(struct connection *connection, const char *conninfo, const struct server *server,
	   int64_t end)
{
	const char *const keywords[] = {
		"passfile", "gssencmode", "fallback_application_name", "dbname", "host",
		"hostaddr", "port",       "client_encoding",           NULL};
	const char *const values[] = {"/dev/null/none", "disable",    "pillarbox",
				      conninfo,         server->host, server->hostaddr,
				      server->port,     "UTF8",       NULL};
	enum store_status status;

	connection_close(connection);
	connection->pg = PQconnectStartParams(keywords, values, 1);
	if (!connection->pg)
		return connection_explain(connection, STORE_FAILED, "out of memory");
	/* Without this, libpq writes notices to standard error. */
	PQsetNoticeReceiver(connection->pg, take_notice, connection);
	status = finish_connecting(connection, end);
	if (status != STORE_OK)
		return status;
	if (PQsetnonblocking(connection->pg, 1) < 0 || !PQenterPipelineMode(connection->pg))
		return explain_lost(connection);
	return STORE_OK;
}

/* Each server gets its share of the time that is left: one may be silent. */
enum store_status
connection_open(struct connection *connection, const char *conninfo)
{
	const int64_t end = end_of_wait(connection);
	const size_t count = servers_count(conninfo);
	struct server server = {.port = ""};
	enum store_status status = STORE_FAILED;

	for (size_t i = 0; i < count && status != STORE_OK; i++) {
		int64_t now = wait_now_ms();

		if (count > 1)
			servers_find(conninfo, i, &server);
		status = connect_to(connection, conninfo, &server,
				    now + (end - now) / (int64_t)(count - i));
	}
	return status;
}

void
connection_close(struct connection *connection)
{
	PQclear(connection->result);
	connection->result = NULL;
	PQfinish(connection->pg);
	connection->pg = NULL;
	connection->is_changing = false;
}

bool
connection_is_alive(struct connection *connection)
{
	struct pollfd fd;

	if (!connection->pg)
		return false;
	fd = (struct pollfd){.fd = PQsocket(connection->pg), .events = POLLIN};
	/* What comes without having been asked for is a notice, or the end. */
	while (poll(&fd, 1, 0) > 0) {
		if (!PQconsumeInput(connection->pg) || PQisBusy(connection->pg)) {
			connection_close(connection);
			return false;
		}
	}
	return true;
}

/* --- sending and receiving --- */

/* Waits until the server reads or writes. */
static enum store_status
wait_for_server(struct connection *connection, short events, int64_t end)
{
	if (wait_ready(PQsocket(connection->pg), events, end) != WAIT_READY)
		return silent(connection);
	return PQconsumeInput(connection->pg) ? STORE_OK : explain_lost(connection);
}

/* Sends what libpq holds. */
static enum store_status
flush(struct connection *connection)
{
	int64_t end = end_of_wait(connection);
	int left = PQflush(connection->pg);

	while (left > 0) {
		enum store_status status = wait_for_server(connection, POLLIN | POLLOUT, end);

		if (status != STORE_OK)
			return status;
		left = PQflush(connection->pg);
	}
	return left == 0 ? STORE_OK : explain_lost(connection);
}

static enum store_status
send_statement(struct connection *connection, const char *sql,
	       const struct parameters *parameters)
{
	if (!connection->pg)
		return connection_explain(connection, STORE_FAILED,
					  "the connection to the database has been lost");
	if (parameters->no_memory)
		return connection_explain(connection, STORE_FAILED, "out of memory");
	/* libpq keeps it back until there are 64 KiB, or the pipeline ends. */
	if (PQsendQueryParams(connection->pg, sql, parameters->count, parameters->types,
			      parameters->values, parameters->lengths, parameters->formats, 1))
		return STORE_OK;
	return explain_lost(connection);
}

/* The next result; *result is NULL after the last one of a statement. */
static enum store_status
next_result(struct connection *connection, PGresult **result, int64_t end)
{
	while (PQisBusy(connection->pg)) {
		enum store_status status = wait_for_server(connection, POLLIN, end);

		if (status != STORE_OK)
			return status;
	}
	*result = PQgetResult(connection->pg);
	if (PQstatus(connection->pg) == CONNECTION_OK)
		return STORE_OK;
	PQclear(*result);
	return explain_lost(connection);
}

/* Keeps a result that has rows, or takes an error unless there was one before. */
static enum store_status
keep_result(struct connection *connection, PGresult *result, enum store_status status)
{
	if (status == STORE_OK && PQresultStatus(result) == PGRES_FATAL_ERROR)
		status = take_error(connection, result);
	if (strcmp(PQcmdStatus(result), "COMMIT") == 0)
		connection->has_committed = true;
	if (PQresultStatus(result) == PGRES_TUPLES_OK) {
		PQclear(connection->result);
		connection->result = result;
	} else {
		PQclear(result);
	}
	return status;
}

/*
 * Takes all results. The last one is NULL, or in a pipeline the result of its end; there, NULL
 * separates the results of two statements.
 */
static enum store_status
take_results(struct connection *connection, ExecStatusType last)
{
	int64_t end = end_of_wait(connection);
	enum store_status status = STORE_OK;
	ExecStatusType kind = PGRES_TUPLES_OK;

	PQclear(connection->result);
	connection->result = NULL;
	do {
		ExecStatusType before = kind;
		PGresult *result = NULL;
		enum store_status received = next_result(connection, &result, end);

		if (received != STORE_OK)
			return status == STORE_OK ? received : status;
		kind = result ? PQresultStatus(result) : PGRES_EMPTY_QUERY;
		if (kind == before && kind == PGRES_EMPTY_QUERY)
			return explain_lost(connection);
		if (result)
			status = keep_result(connection, result, status);
	} while (kind != last);
	return status;
}

/* After an error that another server may not have. */
static void
renew(struct connection *connection)
{
	if (find_state(connection->state)->renew && connection->state[0] != '\0')
		connection_close(connection);
}

enum store_status
connection_sync(struct connection *connection)
{
	enum store_status status;

	connection->state[0] = '\0';
	if (!connection->pg)
		return STORE_FAILED;
	if (!PQpipelineSync(connection->pg))
		return explain_lost(connection);
	status = flush(connection);
	return status == STORE_OK ? take_results(connection, PGRES_PIPELINE_SYNC) : status;
}

/* --- transactions --- */

enum store_status
connection_add(struct connection *connection, const char *sql, struct parameters *parameters)
{
	struct parameters none = {0};
	enum store_status status =
		send_statement(connection, sql, parameters ? parameters : &none);

	if (parameters)
		parameters_free(parameters);
	return status;
}

/* Bounds the waits of one statement: what is sent before connection_sync() is a transaction. */
static enum store_status
add_lock_timeout(struct connection *connection)
{
	struct parameters parameters = {0};
	char text[20];

	snprintf(text, sizeof(text), "%us", connection->seconds);
	parameters_add_text(&parameters, text);
	return connection_add(connection, "SELECT set_config('lock_timeout', $1, true)",
			      &parameters);
}

enum store_status
connection_run(struct connection *connection, const char *sql, struct parameters *parameters)
{
	enum store_status status = add_lock_timeout(connection);

	if (status == STORE_OK) {
		status = connection_add(connection, sql, parameters);
	} else if (parameters) {
		parameters_free(parameters);
	}
	if (status != STORE_OK)
		return status;
	status = connection_sync(connection);
	if (status != STORE_OK)
		renew(connection);
	return status;
}

/*
 * What a change needs, whatever the session's settings are: somebody may have set others since
 * the server was checked, or the pool has given us another session. A warning must reach us,
 * and COMMIT must wait for the disk.
 */
#define FOR_CHANGES                                                                            \
	"SELECT set_config('lock_timeout', '%us', true),"                                      \
	" set_config('client_min_messages', 'warning', true),"                                 \
	" set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit')"    \
	" IN ('off', 'local') THEN 'on' ELSE current_setting('synchronous_commit') END, true)"

enum store_status
connection_begin(struct connection *connection)
{
	char set[sizeof(FOR_CHANGES) + NUMBER_OCTETS];
	enum store_status status =
		connection_add(connection, "BEGIN ISOLATION LEVEL READ COMMITTED", NULL);

	connection->is_changing = status == STORE_OK;
	connection->has_warned = connection->has_committed = false;
	snprintf(set, sizeof(set), FOR_CHANGES, connection->seconds);
	return status == STORE_OK ? connection_add(connection, set, NULL) : status;
}

/* The server answers COMMIT with ROLLBACK, and no error, if the transaction has failed. */
static enum store_status
commit(struct connection *connection)
{
	enum store_status status = connection_add(connection, "COMMIT", NULL);

	if (status == STORE_OK)
		status = connection_sync(connection);
	if (status != STORE_OK)
		return status;
	if (connection->has_warned) /* why has the words of the server */
		return STORE_FAILED;
	if (connection->has_committed)
		return STORE_OK;
	return connection_explain(connection, STORE_FAILED,
				  "the database server has not committed the change");
}

/* The reason of the failure is worth more than that of another one. */
static void
roll_back(struct connection *connection)
{
	char why[STORE_WHY_OCTETS];
	char state[sizeof(connection->state)];

	if (!connection->pg)
		return;
	memcpy(why, connection->why, sizeof(why));
	memcpy(state, connection->state, sizeof(state));
	if (connection_add(connection, "ROLLBACK", NULL) != STORE_OK ||
	    connection_sync(connection) != STORE_OK)
		connection_close(connection);
	memcpy(connection->why, why, sizeof(why));
	memcpy(connection->state, state, sizeof(state));
}

enum store_status
connection_finish(struct connection *connection, enum store_status status)
{
	if (status == STORE_OK)
		status = commit(connection);
	connection->is_changing = false;
	if (status != STORE_OK) {
		roll_back(connection);
		renew(connection);
	}
	return status;
}

enum store_status
connection_run_script(struct connection *connection, const char *sql)
{
	enum store_status status;

	if (!PQexitPipelineMode(connection->pg) || !PQsendQuery(connection->pg, sql))
		return explain_lost(connection);
	status = flush(connection);
	if (status == STORE_OK)
		status = take_results(connection, PGRES_EMPTY_QUERY);
	if (connection->pg && !PQenterPipelineMode(connection->pg))
		return explain_lost(connection);
	return status;
}

/* --- rows --- */

int
connection_rows(const struct connection *connection)
{
	return connection->result ? PQntuples(connection->result) : 0;
}

bool
connection_is_null(const struct connection *connection, int row, int column)
{
	return PQgetisnull(connection->result, row, column) != 0;
}

int64_t
connection_number(const struct connection *connection, int row, int column)
{
	const char *value = PQgetvalue(connection->result, row, column);
	uint64_t eight;
	uint32_t four;

	switch (PQgetlength(connection->result, row, column)) {
	case sizeof(eight):
		memcpy(&eight, value, sizeof(eight));
		return (int64_t)be64toh(eight);
	case sizeof(four):
		memcpy(&four, value, sizeof(four));
		return (int32_t)be32toh(four);
	case 1:
		return value[0];
	default:
		return 0;
	}
}

void
connection_copy_text(const struct connection *connection, int row, int column, char *to,
		     size_t room)
{
	size_t octets;
	const char *text = connection_octets(connection, row, column, &octets);

	if (octets >= room)
		octets = room - 1;
	memcpy(to, text, octets);
	to[octets] = '\0';
}

const void *
connection_octets(const struct connection *connection, int row, int column, size_t *octets)
{
	*octets = (size_t)PQgetlength(connection->result, row, column);
	return PQgetvalue(connection->result, row, column);
}
