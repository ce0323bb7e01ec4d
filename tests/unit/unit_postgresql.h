/*
 * The databases of tests on PostgreSQL (tests/pgserver.py): the one that a path names is made
 * when it is first wanted, and its name kept in a file at that path. It has functions by
 * SQLite's names, so that both engines' databases take the same SQL.
 */
#ifndef TESTS_UNIT_UNIT_POSTGRESQL_H
#define TESTS_UNIT_UNIT_POSTGRESQL_H

#include "tests/unit/unit.h"

#include <libpq-fe.h>

/* The directory of the server's socket; NULL: the tests are on SQLite. */
static inline const char *
unit_server(void)
{
	return getenv("POSTGRESQL_SOCKET");
}

/* Runs SQL, and returns what it gives. */
static inline PGresult *
unit_postgresql_run(const char *database, const char *user, const char *sql)
{
	char conninfo[600];
	PGconn *pg;
	PGresult *result;

	snprintf(conninfo, sizeof(conninfo),
		 "host=%s dbname=%s user=%s options='-c client_min_messages=error'",
		 unit_server(), database, user);
	pg = PQconnectdb(conninfo);
	result = PQexec(pg, sql);
	if (PQresultStatus(result) == PGRES_FATAL_ERROR)
		fail_msg("%s: %s", sql, PQerrorMessage(pg));
	PQfinish(pg);
	return result;
}

/* The name of the database at a path. */
static inline void
unit_find_database(const char *path, char name[64])
{
	static unsigned made;
	FILE *file = fopen(path, "r");
	char sql[100];

	if (file) {
		assert_non_null(fgets(name, 64, file));
		fclose(file);
		return;
	}
	snprintf(name, 64, "unit_%d_%u", (int)getpid(), made++);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(name, file);
	fclose(file);
	snprintf(sql, sizeof(sql), "CREATE DATABASE %s OWNER pillarbox", name);
	PQclear(unit_postgresql_run("postgres", "postgres", sql));
}

/* Writes the setting for the database at a path. */
static inline void
unit_postgresql_setting(const char *path, char *setting, size_t room)
{
	char name[64];

	unit_find_database(path, name);
	snprintf(setting, room, "postgresql:host=%s dbname=%s user=pillarbox", unit_server(),
		 name);
}

/* The rows' first columns, with spaces between them. Freed by the caller. */
static inline char *
unit_postgresql_sql(const char *path, const char *sql)
{
	char *text = calloc(1, 4000);
	size_t used = 0;
	char name[64];
	PGresult *result;

	assert_non_null(text);
	unit_find_database(path, name);
	result = unit_postgresql_run(name, "pillarbox", sql);
	for (int row = 0; row < PQntuples(result); row++)
		used += (size_t)snprintf(text + used, 4000 - used, "%s%s", row ? " " : "",
					 PQgetvalue(result, row, 0));
	PQclear(result);
	return text;
}

#endif
