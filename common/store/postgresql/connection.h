/*
 * A connection to PostgreSQL, and its transactions. What the tables hold is the concern of the
 * files that include this.
 *
 * Everything goes out in libpq's pipeline mode: what a transaction has to send is one piece,
 * and costs one round trip. No statement is prepared, and nothing is set for longer than a
 * transaction, so that a pool may give each transaction another session of the server.
 *
 * STORE_OK after a change means that the server has said so, and that it has not warned. A
 * connection that breaks, or is silent for too long, is closed: whether a change was made that
 * was on its way then, nobody knows.
 *
 * The modules of the engine stand on each other in this order: utf8, parameters, sockets,
 * servers, connection, tables; then postgresql.h with those for each subject.
 */
#ifndef COMMON_STORE_POSTGRESQL_CONNECTION_H
#define COMMON_STORE_POSTGRESQL_CONNECTION_H

#include "common/store/postgresql/parameters.h"
#include "common/store/store.h"

enum {
	CONNECTION_STATE_OCTETS = 5, /* of an SQLSTATE */
	/* The server bounds its own waits. It gets so much longer to say that one is over. */
	CONNECTION_GRACE_SECONDS = 2,
};

struct connection {
	PGconn *pg;         /* NULL: there is none */
	PGresult *result;   /* of the last statement that gave rows */
	unsigned seconds;   /* the longest wait for a lock */
	bool is_changing;   /* between connection_begin() and connection_finish() */
	bool has_warned;    /* since then */
	bool has_committed; /* since then */
	char state[CONNECTION_STATE_OCTETS + 1]; /* the SQLSTATE of the last error, or "" */
	char *why; /* of the last status but STORE_OK and STORE_NOT_FOUND */
};

/* Sets why, and returns status. */
enum store_status connection_explain(struct connection *connection, enum store_status status,
				     const char *why);

/* conninfo: a connection string or URI of libpq. To be closed in any case. */
enum store_status connection_open(struct connection *connection, const char *conninfo);
void connection_close(struct connection *connection);

/* False if there is none, or it has broken since it was last used. */
bool connection_is_alive(struct connection *connection);

/* --- transactions --- */

/* Runs one statement in a transaction of its own. Frees the parameters; NULL: none. */
enum store_status connection_run(struct connection *connection, const char *sql,
				 struct parameters *parameters);

/*
 * Begins a transaction that changes something. Nothing is sent before connection_sync() or
 * connection_commit().
 */
enum store_status connection_begin(struct connection *connection);

/* Adds a statement to it. Frees the parameters; NULL: none. */
enum store_status connection_add(struct connection *connection, const char *sql,
				 struct parameters *parameters);

/* Sends what has been added, and waits for the results. The transaction goes on. */
enum store_status connection_sync(struct connection *connection);

/*
 * Ends the transaction: commits if status, the result of all its steps, is STORE_OK; else rolls
 * back, and returns status. STORE_OK means that the change has been made and is where the
 * server's settings want it.
 */
enum store_status connection_finish(struct connection *connection, enum store_status status);

/* Runs a script of several statements, in the transaction that has begun. */
enum store_status connection_run_script(struct connection *connection, const char *sql);

/* --- the rows of the last statement that gave some --- */

int connection_rows(const struct connection *connection);
bool connection_is_null(const struct connection *connection, int row, int column);

/* Of a column of type bigint, integer or boolean; 0 for null. */
int64_t connection_number(const struct connection *connection, int row, int column);

/* Copies a text; null is "". Cuts what does not fit. */
void connection_copy_text(const struct connection *connection, int row, int column, char *to,
			  size_t room);

/* The octets of a value, which last until the next statement. */
const void *connection_octets(const struct connection *connection, int row, int column,
			      size_t *octets);

#endif
