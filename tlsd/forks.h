/*
 * The memory of a process that forks for each session, arranged so that a new process has few
 * page faults (common/base/memory.h).
 *
 * Code: where it is, is looked up once.
 *
 * Heap: its free memory lies scattered among what is in use. Each new process would write to
 * many pages that it shares, and the kernel would copy them one by one. So all of that is taken
 * out of use: what a new process allocates then lies together at the end of the heap.
 */
#ifndef TLSD_FORKS_H
#define TLSD_FORKS_H

#include <stddef.h>

enum {
	FORKS_CODES = 16, /* the program and its libraries are 6 */
	/* What a session allocates until its handshake is over. */
	FORKS_HEAP_OCTETS = 64 * 1024,
	/* A bound for what is taken out of use. After a start it is 220 KiB. */
	FORKS_HOLES_OCTETS = 1024 * 1024,
};

struct forks_code {
	char *start;
	const char *end;
};

struct forks {
	struct forks_code codes[FORKS_CODES];
	size_t codes_count;
	struct forks_hole *holes; /* taken out of use */
	struct forks_hole **last; /* where the next one is linked to */
	char *heap;               /* where that of a new process begins */
};

/* To be called before the process forks. forks: zeroed, or released. */
void forks_arrange(struct forks *forks);

/* Gives back what was taken out of use, to memory that will stay. */
void forks_release(struct forks *forks);

/* In a new process: maps what it will need. */
void forks_map(const struct forks *forks);

#endif
