/*
 * What lets libpq connect inside the sandbox, and nothing else: UNIX sockets that are made
 * before it is entered, and are not connected yet. Afterwards libpq's socket(2) takes one of
 * them, and the sandbox lets connect(2) pass with their descriptors only.
 */
#ifndef COMMON_STORE_POSTGRESQL_SOCKETS_H
#define COMMON_STORE_POSTGRESQL_SOCKETS_H

#include <stdbool.h>

enum {
	SOCKETS = 8,        /* so often a session can connect: it needs two if nothing breaks */
	SOCKETS_FIRST = 48, /* their descriptors; the sandbox allows numbers below 64 */
};

/* From now on this process gets no socket but these. False on an error, with errno. */
bool sockets_keep(void);

#endif
