#include "conf/super-server/port.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/number.h"
#include "conf/super-server/holder.h"

enum { PORT_LAST = 65535 };

static const struct addrinfo *
prefer_ipv4(const struct addrinfo *found)
{
	for (const struct addrinfo *it = found; it; it = it->ai_next)
		if (it->ai_family == AF_INET)
			return it;
	return found;
}

/* -1 with errno. */
static int
listen_on(const struct addrinfo *at)
{
	const int on = 1;
	int fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);

	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
	    bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, PORT_WAITING) == 0)
		return fd;
	close(fd);
	return -1;
}

/* The reason of errno. */
static void
explain(const char *address, uint64_t port, char why[PORT_WHY_OCTETS])
{
	char holder[HOLDER_OCTETS];

	switch (errno) {
	case EADDRINUSE:
		holder_find((unsigned)port, holder);
		snprintf(why, PORT_WHY_OCTETS, "is taken by %s", holder);
		break;
	case EACCES:
		snprintf(why, PORT_WHY_OCTETS,
			 "may only be opened by root, like all below 1024");
		break;
	case EADDRNOTAVAIL:
		snprintf(why, PORT_WHY_OCTETS,
			 "cannot be opened: this machine has no address %s", address);
		break;
	default:
		snprintf(why, PORT_WHY_OCTETS, "cannot be opened: %s", strerror(errno));
	}
}

int
port_open(const char *address, const char *port, char why[PORT_WHY_OCTETS])
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
	struct addrinfo *found;
	uint64_t number;
	int error;
	int fd;

	if (!number_parse(port, &number) || number == 0 || number > PORT_LAST) {
		snprintf(why, PORT_WHY_OCTETS, "is not a number from 1 to %d", PORT_LAST);
		return -1;
	}
	error = getaddrinfo(address, port, &hints, &found);
	if (error != 0) {
		snprintf(why, PORT_WHY_OCTETS,
			 "cannot be opened: the address %s is unknown: %s", address,
			 gai_strerror(error));
		return -1;
	}
	fd = listen_on(prefer_ipv4(found));
	if (fd < 0)
		explain(address, number, why);
	freeaddrinfo(found);
	return fd;
}
