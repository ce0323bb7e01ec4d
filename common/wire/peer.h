/* Who is on standard input, and what that entitles them to. */
#ifndef COMMON_WIRE_PEER_H
#define COMMON_WIRE_PEER_H

#include <stdbool.h>

#include "common/base/conf.h"

enum {
	PEER_ADDRESS_OCTETS = 45, /* the longest IPv6 address as text */
	PEER_ZONE_OCTETS = 15,    /* the longest name of an interface */
};

struct peer {
	bool local; /* a pipe, tty or file; a unix socket of nobody's; a loopback address */
	char address[PEER_ADDRESS_OCTETS +
		     1]; /* IPv4 or IPv6 as text; "" when there is none, or it is not known */
	char zone[PEER_ZONE_OCTETS + 1]; /* of an address that holds on one link alone; "" */
};

/*
 * Finds out who is at the other end of fd. An internet socket's own remote address counts,
 * unless it is a loopback address: for such a socket, for a unix socket, and under TLS for a
 * pipe, the address is what the super-server or a TLS wrapper says in TCPREMOTEIP, REMOTE_HOST
 * or REMOTE_ADDR, if it says one. It may stand in
 * brackets there, and an IPv6 address may have a zone behind it (RFC 4007 section 11).
 */
void peer_find(struct peer *peer, int fd, bool under_tls);

/* The address, or "local", or "unknown": for log and Received. */
const char *peer_text(const struct peer *peer);

/* The zone for the log, the only place where it means something; NULL if there is none. */
const char *peer_zone(const struct peer *peer);

/* Whether a setting with the values none, local and any includes this peer. */
bool peer_may(const struct peer *peer, enum conf_who who);

#endif
