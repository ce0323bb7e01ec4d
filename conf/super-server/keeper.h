/*
 * Keeps programs running, each with a listening socket on standard input, until a signal ends
 * them. A listener ends by itself after some time without a session
 * (common/process/listener.h), and is started again.
 *
 * What the programs write to standard error comes out of our own, line by line, with the time.
 *
 * SIGINT, SIGTERM, SIGHUP, and the end of the terminal, end all programs, their sessions, and
 * all that these have started.
 *
 * Nothing survives us: whatever loses its parent becomes our child, and if we are killed, the
 * programs get a SIGINT from the kernel.
 */
#ifndef SUPER_SERVER_KEEPER_H
#define SUPER_SERVER_KEEPER_H

#include <stddef.h>
#include <sys/types.h>

enum {
	KEEPER_SETTLE_MS = 300, /* a program that cannot run has failed by then */
	KEEPER_SIGNAL_MS = 50,  /* between two signals to those that go on */
	KEEPER_END_MS = 5000,   /* then they are killed */
};

/* A program that is kept running. */
struct kept {
	int socket; /* its standard input; -1: /dev/null */
	char **argv;
	pid_t pid; /* set by keeper_run() */
};

/*
 * Starts the programs, writes what is on standard input to standard output unless one of them
 * fails at once, and keeps them running. terminal is a descriptor, or -1. Returns the exit
 * status: 0 after a signal, 1 if a program has failed, which is reported.
 */
int keeper_run(struct kept programs[], size_t count, int terminal);

#endif
