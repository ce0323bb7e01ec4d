/* Opens the database: its files, its settings, its log, and its tables. */
#ifndef COMMON_STORE_SQLITE_SETUP_H
#define COMMON_STORE_SQLITE_SETUP_H

#include "common/store/sqlite/database.h"

/*
 * Opens the database, creates it, or migrates it to the present schema; as store_open(). why
 * must last as long as the database. To be closed in any case.
 */
enum store_status setup_open(struct database *database, const struct conf *conf,
			     bool may_create, char why[STORE_WHY_OCTETS]);

/* No statement may be left. */
void setup_close(struct database *database);

#endif
