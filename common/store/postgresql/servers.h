/*
 * The servers that a connection string of libpq names. libpq tries one after the other, but
 * waits without end for one that accepts the connection and then says nothing.
 */
#ifndef COMMON_STORE_POSTGRESQL_SERVERS_H
#define COMMON_STORE_POSTGRESQL_SERVERS_H

#include <stdbool.h>
#include <stddef.h>

enum { SERVERS_TEXT_OCTETS = 1023 };

/* Options of libpq; "": not set. */
struct server {
	char host[SERVERS_TEXT_OCTETS + 1];
	char hostaddr[SERVERS_TEXT_OCTETS + 1];
	char port[SERVERS_TEXT_OCTETS + 1];
};

/* How many there are: at least one. */
size_t servers_count(const char *conninfo);

/* Finds one by its number, from 0. Sets nothing if memory is short: then all are meant. */
void servers_find(const char *conninfo, size_t number, struct server *server);

#endif
