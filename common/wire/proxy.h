/*
 * The header of the PROXY protocol, versions 1 and 2, in which a load balancer tells who its
 * client is: haproxy.org/download/2.6/doc/proxy-protocol.txt. Pure: balancer.h reads it.
 *
 * What follows the header belongs to the client, and another process may have to read it. So
 * the parser says how much can be read without going beyond the header.
 */
#ifndef COMMON_WIRE_PROXY_H
#define COMMON_WIRE_PROXY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/wire/peer.h"

enum {
	PROXY_LINE_OCTETS = 107,  /* version 1, the longest line with its CRLF */
	PROXY_START_OCTETS = 16,  /* version 2, before the addresses */
	PROXY_IPV6_OCTETS = 36,   /* version 2, the addresses that are used */
	PROXY_HEADER_OCTETS = 107 /* the longest that the parser looks at */
};

enum proxy_status {
	PROXY_MORE, /* the header goes on */
	PROXY_DONE,
	PROXY_MALFORMED,
};

struct proxy {
	/*
	 * PROXY_MORE: so many octets, 1 at least, can be read next. PROXY_DONE: so many follow
	 * that belong to the header and mean nothing to us.
	 */
	size_t octets;
	/* PROXY_DONE: the client's address as text; "" if the balancer does not know it. */
	char address[PEER_ADDRESS_OCTETS + 1];
	bool is_own; /* the balancer is the client, as in a check of our health */
};

/*
 * Parses the first octets of a connection, at most PROXY_HEADER_OCTETS. As long as it asks for
 * more, the caller appends exactly so many and calls again with all.
 */
enum proxy_status proxy_parse(const char *header, size_t octets, struct proxy *proxy);

#endif
