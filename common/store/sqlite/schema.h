/*
 * The tables of the database, which pillarbox-schema(5) describes, and their versions. Version
 * n is made from version n - 1 by schema-n.sql; version 0 is an empty database.
 */
#ifndef COMMON_STORE_SQLITE_SCHEMA_H
#define COMMON_STORE_SQLITE_SCHEMA_H

#include "common/store/sqlite/database.h"

/*
 * Checks whose database this is, creates or migrates the tables, turns the write-ahead log on,
 * and opens the log. As store_open().
 */
enum store_status schema_open(struct database *database);

/* The version that these programs make and need. */
int schema_newest_version(void);

#endif
