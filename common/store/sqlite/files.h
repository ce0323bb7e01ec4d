/*
 * The files of a database: whether those that this process has open are still those at their
 * names. What is written to files that were moved away or replaced is lost: nobody who opens
 * the database that is set will find it.
 */
#ifndef COMMON_STORE_SQLITE_FILES_H
#define COMMON_STORE_SQLITE_FILES_H

#include "common/store/sqlite/database.h"

/* STORE_MISSING, and what to do about a database that is missing. */
enum store_status files_missing(struct database *database);

/*
 * Makes an empty file where there is none, if the database may be created; else STORE_MISSING.
 * SQLite would make it for anybody, and as root's. Call it before SQLite opens anything.
 */
enum store_status files_make(struct database *database);

/* Opens the lock file, or makes it. */
enum store_status files_open_lock(struct database *database);

/*
 * Whether database, log, index and lock file are those at their names, and the path that is set
 * leads to them: STORE_MISSING if not. A file that is not open yet passes.
 */
enum store_status files_check(struct database *database);

/* STORE_MISSING, for a file that is no longer the one at its name, which ends in suffix. */
enum store_status files_replaced(struct database *database, const char *suffix);

#endif
