/*
 * The terminal of make. Ctrl-C is a signal for all processes in the foreground, and make then
 * ends with status 130, whatever its children do. So we take the foreground for ourselves.
 */
#ifndef SUPER_SERVER_TERMINAL_H
#define SUPER_SERVER_TERMINAL_H

#include <sys/types.h>

struct terminal {
	int fd;      /* -1: there is none, or we are not in its foreground */
	pid_t owner; /* the process group that was there before us */
};

/* Ctrl-Z has no effect from now on: make would not notice that we stop. */
void terminal_take(struct terminal *terminal);

void terminal_give_back(const struct terminal *terminal);

#endif
