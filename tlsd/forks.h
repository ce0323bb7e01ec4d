/*
 * The heap of a process that forks for each session, arranged so that a new process has few
 * page faults (common/base/memory.h).
 *
 * Its free memory lies scattered among what is in use. Each new process would write to many
 * shared pages, and the kernel would copy them one by one. So all of that free memory is taken
 * out of use. What a new process allocates then lies together at the end of the heap.
 */
#ifndef TLSD_FORKS_H
#define TLSD_FORKS_H

#include <stddef.h>

enum {
	/* What a session allocates before its handshake is complete. */
	FORKS_HEAP_OCTETS = 64 * 1024,
	/* The most that is taken out of use. After a start it is 220 KiB. */
	FORKS_HOLES_OCTETS = 1024 * 1024,
};

struct forks {
	struct forks_hole *holes; /* taken out of use */
	struct forks_hole **last; /* where the next one is linked to */
	char *heap;               /* where that of a new process begins */
};

/* To be called before the process forks, with forks zeroed or released. */
void forks_arrange(struct forks *forks);

/* Frees what was taken out of use. What is allocated next may stay in its place. */
void forks_release(struct forks *forks);

/* Maps the pages that a new process will need. To be called in it. */
void forks_map(const struct forks *forks);

#endif
