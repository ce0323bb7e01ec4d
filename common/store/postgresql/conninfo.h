/* The settings database and session_database: connection strings of libpq. */
#ifndef COMMON_STORE_POSTGRESQL_CONNINFO_H
#define COMMON_STORE_POSTGRESQL_CONNINFO_H

#include <stdbool.h>
#include <stdio.h>

#include "common/base/conf.h"
#include "common/store/store.h"

/*
 * The connection string or URI in a setting, which is "postgresql:" and a connection string, or
 * a URI that begins with "postgresql://".
 */
const char *conninfo_of(const char *setting);

/* That for maildrops. */
const char *conninfo_for_maildrops(const struct conf *conf);

/* Whether both settings can be understood, and used with the sandbox that is set. */
bool conninfo_check(const struct conf *conf, char why[STORE_WHY_OCTETS]);

/*
 * Prints the connection for maildrops as libpq's environment variables. False if a value
 * contains a line end.
 */
bool conninfo_print_environment(const struct conf *conf, FILE *output);

/*
 * Looks up, before the sandbox is entered, what libpq would want to know in it: who runs this
 * process. False on an error, with errno.
 */
bool conninfo_prepare(void);

#endif
