/* A port on which a program listens, or the reason why there is none. */
#ifndef SUPER_SERVER_PORT_H
#define SUPER_SERVER_PORT_H

enum {
	PORT_WHY_OCTETS = 256,
	PORT_WAITING = 200, /* connections that have not been accepted yet */
};

/*
 * Opens a listening socket. address is a name or an address; of a name with several addresses,
 * IPv4 is preferred. port is a number. Returns the socket, or -1 with the reason in why.
 */
int port_open(const char *address, const char *port, char why[PORT_WHY_OCTETS]);

#endif
