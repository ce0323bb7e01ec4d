/*
 * The tables of the database, which pillarbox-schema(5) describes, and their versions. Version
 * n is made from version n - 1 by schema-n.sql; version 0 is an empty database.
 */
#ifndef COMMON_STORE_POSTGRESQL_TABLES_H
#define COMMON_STORE_POSTGRESQL_TABLES_H

#include "common/store/postgresql/connection.h"

/*
 * Checks that the server keeps what store.h promises, and that the tables are of our version.
 * With may_create, creates or upgrades them if not; *created is true if the database was empty.
 */
enum store_status tables_open(struct connection *connection, bool may_create, bool *created);

/* The version that this program makes and needs. */
int tables_newest_version(void);

#endif
