/* Which process has a port. */
#ifndef SUPER_SERVER_HOLDER_H
#define SUPER_SERVER_HOLDER_H

enum { HOLDER_OCTETS = 64 };

/*
 * Finds a process that listens on a TCP port, at any address, and writes its name and number
 * for a person to read. The kernel shows us the sockets of our own processes only, and of all
 * processes if we are root.
 */
void holder_find(unsigned port, char text[HOLDER_OCTETS]);

#endif
