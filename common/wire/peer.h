/* Who is on standard input, and what they may do. */
#ifndef COMMON_WIRE_PEER_H
#define COMMON_WIRE_PEER_H

#include <stdbool.h>

#include "common/base/conf.h"

enum {
	PEER_ADDRESS_OCTETS = 45, /* the longest IPv6 address as text */
	PEER_ZONE_OCTETS = 15,    /* the longest name of an interface */
};

struct peer {
	bool local; /* a pipe, tty or file; a unix socket without an address; a loopback address
		     */
	char address[PEER_ADDRESS_OCTETS +
		     1];                 /* IPv4 or IPv6 as text; "": none, or not known */
	char zone[PEER_ZONE_OCTETS + 1]; /* of a link-local address; "": none */
	char balancer[PEER_ADDRESS_OCTETS + 1]; /* through which it came; "": none */
};

/*
 * Finds the peer on fd. If fd is a socket whose remote address is not a loopback address, that
 * address counts. A super-server or a TLS wrapper may be in between if the address is a
 * loopback address, if fd is a unix socket, and under TLS if fd is a pipe. Then the address in
 * TCPREMOTEIP, REMOTE_HOST or REMOTE_ADDR counts, if there is one. It may be in brackets there,
 * and an IPv6 address may have a zone (RFC 4007 section 11).
 */
void peer_find(struct peer *peer, int fd, bool under_tls);

/*
 * Accepts a connection from a listening socket, and finds its peer. Nothing is in between, so
 * the environment does not count. Returns the connection, which execve(2) closes; -1 with
 * errno.
 */
int peer_accept(struct peer *peer, int fd);

/*
 * The peer turns out to be a load balancer: from now on its client is the peer, at an address
 * as text; "": not known. That client is never local.
 */
void peer_is_balancer(struct peer *peer, const char *client);

/* The address, or "local", or "unknown", for the log and for Received. */
const char *peer_text(const struct peer *peer);

/* The zone, or NULL. For the log only: it means nothing on another machine. */
const char *peer_zone(const struct peer *peer);

/* The address of the load balancer, or NULL. For the log only. */
const char *peer_balancer(const struct peer *peer);

/* Whether a setting with the values none, local and any includes this peer. */
bool peer_may(const struct peer *peer, enum conf_who who);

#endif
