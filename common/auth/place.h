/*
 * Places for the sessions of a network. A listener itself counts the sessions of each network,
 * by the addresses of its connections. It cannot do so for clients behind a load balancer, as
 * it never reads. So each of their sessions takes one of as many places as a network may have:
 * a lock on a byte of DATABASE-turns, which ends with its process.
 */
#ifndef COMMON_AUTH_PLACE_H
#define COMMON_AUTH_PLACE_H

#include <stdbool.h>

/*
 * Takes a place until the process ends, or executes another program. beside: as in turns.h.
 * program: its name; each has places of its own. network: see throttle.h. False with errno:
 * EAGAIN if all of limit places are taken, or else the file cannot be used.
 */
bool place_take(const char *beside, const char *program, const char *network, unsigned limit);

#endif
