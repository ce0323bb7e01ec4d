#include "common/wire/peer.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "common/base/array.h"

union address {
	struct sockaddr any;
	struct sockaddr_in ipv4;
	struct sockaddr_in6 ipv6;
	struct sockaddr_storage storage;
};

static bool
ipv4_is_loopback(const struct in_addr *address)
{
	return ntohl(address->s_addr) >> 24 == IN_LOOPBACKNET;
}

static void
set_ipv4(struct peer *peer, const struct in_addr *address)
{
	inet_ntop(AF_INET, address, peer->address, sizeof(peer->address));
	peer->local = ipv4_is_loopback(address);
}

/* An IPv4-mapped address (RFC 4291 section 2.5.5.2) becomes an IPv4 address. */
static void
set_ipv6(struct peer *peer, const struct in6_addr *address)
{
	if (IN6_IS_ADDR_V4MAPPED(address)) {
		struct in_addr ipv4;

		memcpy(&ipv4, &address->s6_addr[12], sizeof(ipv4));
		set_ipv4(peer, &ipv4);
		return;
	}
	inet_ntop(AF_INET6, address, peer->address, sizeof(peer->address));
	peer->local = IN6_IS_ADDR_LOOPBACK(address);
}

/* The zone of a link-local address is a network interface (RFC 4007 section 6). */
static void
set_ipv6_of_socket(struct peer *peer, const struct sockaddr_in6 *address)
{
	unsigned index = address->sin6_scope_id;
	char name[IF_NAMESIZE];

	set_ipv6(peer, &address->sin6_addr);
	if (index != 0 && if_indextoname(index, name))
		snprintf(peer->zone, sizeof(peer->zone), "%s", name);
	else if (index != 0)
		snprintf(peer->zone, sizeof(peer->zone), "%u", index);
}

/* "fe80::1%eth0" (RFC 4007 section 11). Changes text. */
static void
set_from_ipv6_text(struct peer *peer, char *text)
{
	struct in6_addr address;
	char *zone = strchr(text, '%');

	if (zone)
		*zone++ = '\0';
	if (inet_pton(AF_INET6, text, &address) != 1 ||
	    (zone && (zone[0] == '\0' || strlen(zone) > PEER_ZONE_OCTETS)))
		return;
	set_ipv6(peer, &address);
	snprintf(peer->zone, sizeof(peer->zone), "%s", zone ? zone : "");
}

/* Removes the brackets of an address, if any (RFC 3986 section 3.2.2). False if too long. */
static bool
copy_without_brackets(char *to, size_t room, const char *text)
{
	size_t octets = strlen(text);

	if (octets > 1 && text[0] == '[' && text[octets - 1] == ']') {
		text++;
		octets -= 2;
	}
	return (size_t)snprintf(to, room, "%.*s", (int)octets, text) < room;
}

/* If the address cannot be parsed, the peer is not local and has no address. */
static void
set_from_text(struct peer *peer, const char *text)
{
	char copy[PEER_ADDRESS_OCTETS + sizeof("%") + PEER_ZONE_OCTETS];
	struct in_addr ipv4;

	*peer = (struct peer){.local = false};
	if (!copy_without_brackets(copy, sizeof(copy), text))
		return;
	if (inet_pton(AF_INET, copy, &ipv4) == 1)
		set_ipv4(peer, &ipv4);
	else
		set_from_ipv6_text(peer, copy);
}

/* The peer's address as the super-server or the wrapper gives it, or NULL. */
static const char *
address_in_environment(void)
{
	static const char *const names[] = {
		"TCPREMOTEIP", /* tcpserver */
		"REMOTE_HOST", /* xinetd, stunnel */
		"REMOTE_ADDR", /* systemd */
	};

	for (size_t i = 0; i < COUNT(names); i++) {
		const char *text = getenv(names[i]);

		if (text && text[0] != '\0')
			return text;
	}
	return NULL;
}

static void
set_from_address(struct peer *peer, const union address *address)
{
	if (address->any.sa_family == AF_INET)
		set_ipv4(peer, &address->ipv4.sin_addr);
	else if (address->any.sa_family == AF_INET6)
		set_ipv6_of_socket(peer, &address->ipv6);
	else
		peer->local = address->any.sa_family == AF_UNIX;
}

static void
set_from_socket(struct peer *peer, int fd)
{
	union address address = {.any.sa_family = AF_UNSPEC};
	socklen_t octets = sizeof(address);

	peer->local = false;
	if (getpeername(fd, &address.any, &octets) == 0) /* or the peer has gone already */
		set_from_address(peer, &address);
}

int
peer_accept(struct peer *peer, int fd)
{
	union address address = {.any.sa_family = AF_UNSPEC};
	socklen_t octets = sizeof(address);
	int connection = accept4(fd, &address.any, &octets, SOCK_CLOEXEC);

	*peer = (struct peer){.local = false};
	if (connection >= 0)
		set_from_address(peer, &address);
	return connection;
}

void
peer_find(struct peer *peer, int fd, bool under_tls)
{
	union address address;
	socklen_t octets = sizeof(address);
	const char *text = address_in_environment();

	*peer = (struct peer){.local = true};
	if (getsockname(fd, &address.any, &octets) == 0)
		set_from_socket(peer, fd);
	else if (!under_tls)
		return; /* not a socket, so the peer is on this machine */
	/*
	 * A wrapper gives us a socket or pipe of its own; stunnel's socket is on the loopback
	 * interface. So a peer that looks local may be remote. A socket that is connected to
	 * another machine leaves no doubt.
	 */
	if (peer->local && text)
		set_from_text(peer, text);
}

void
peer_is_balancer(struct peer *peer, const char *client)
{
	const struct peer balancer = *peer;

	set_from_text(peer, client);
	peer->local = false;
	memcpy(peer->balancer, balancer.address, sizeof(peer->balancer));
}

const char *
peer_text(const struct peer *peer)
{
	if (peer->address[0] != '\0')
		return peer->address;
	return peer->local ? "local" : "unknown";
}

const char *
peer_zone(const struct peer *peer)
{
	return peer->zone[0] != '\0' ? peer->zone : NULL;
}

const char *
peer_balancer(const struct peer *peer)
{
	return peer->balancer[0] != '\0' ? peer->balancer : NULL;
}

bool
peer_may(const struct peer *peer, enum conf_who who)
{
	return who == CONF_ANY || (who == CONF_LOCAL && peer->local);
}
