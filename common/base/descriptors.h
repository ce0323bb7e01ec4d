/* Descriptors that pass from one process to another, and those that must not (unix(7)). */
#ifndef COMMON_BASE_DESCRIPTORS_H
#define COMMON_BASE_DESCRIPTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { DESCRIPTORS_MAX = 2 }; /* in one message */

/*
 * Sends data in one message, with count descriptors, at least one. They stay open here. False
 * with errno.
 */
bool descriptors_send(int socket, const void *data, size_t octets, const int *fds,
		      size_t count);

/*
 * Receives one message without waiting for it, and its descriptors, which are close-on-exec.
 * Returns the octets; 0 at the end of the input; -1 with errno, which is EBADMSG for a message
 * longer than room. A message has count descriptors or none: with any other number it is
 * EBADMSG, too. Without descriptors, or on an error, all of fds are -1.
 */
ssize_t descriptors_receive(int socket, void *data, size_t room, int *fds, size_t count);

/* Closes fd if it is one. */
void descriptors_close(int fd);

/* Closes all descriptors after 2 but those in kept, in which negative numbers do not count. */
void descriptors_close_others(const int *kept, size_t count);

#endif
