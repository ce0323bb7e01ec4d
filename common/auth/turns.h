/*
 * Turns at hashing passwords, which takes a processor for a while. All sessions of this machine
 * share the file DATABASE-turns, or pillarbox-turns in the directory of the setting "spool": as
 * many may hash at a time as the machine has processors, less one, so that a crowd that signs
 * in leaves one to the mail. Of one network only one session has a turn at a time. The locks
 * end with their process.
 */
#ifndef COMMON_AUTH_TURNS_H
#define COMMON_AUTH_TURNS_H

#include <stdbool.h>
#include <stdint.h>

enum { TURNS_WHY_OCTETS = 200 };

struct turns {
	int file;        /* 0: not open yet */
	int64_t slot;    /* the byte that is locked for our turn; 0: none */
	int64_t network; /* that of the network it was taken for; 0: none */
};

/* Opens the file, or creates it. beside: its path without "-turns". -1 with errno. */
int turns_open(const char *beside);

/*
 * The number of a network among its 2^31 locks. Two networks with the same number wait for each
 * other, which does no harm.
 */
uint32_t turns_number(const char *network);

/*
 * Takes a turn, waiting for at most so many seconds; with 0 it only tries. network: any name
 * that is the same for all of a network, or NULL for none. beside: as for turns_open(). False,
 * and why: none came free in time, or the file cannot be used.
 */
bool turns_take(struct turns *turns, const char *beside, const char *network, unsigned seconds,
		char why[TURNS_WHY_OCTETS]);

/* Gives the turn back, and keeps all others of the network waiting until turns_release(). */
void turns_return(struct turns *turns);

/* Gives back what is left of the turn. */
void turns_release(struct turns *turns);

/* The same, and closes the file. */
void turns_close(struct turns *turns);

#endif
