/*
 * The heap of a process that forks. What is free in it lies scattered among what is in use, so
 * each new process would write to many pages that it shares, and the kernel would copy them one
 * by one. Here all of that is taken, until what a new process allocates lies together at the
 * end of the heap, and is mapped at once.
 */
#ifndef TLSD_HEAP_H
#define TLSD_HEAP_H

enum {
	HEAP_FORKED_OCTETS = 96 * 1024,  /* what a handshake allocates, and a little more */
	HEAP_HOLES_OCTETS = 1024 * 1024, /* a bound; a fifth of it was seen */
};

struct heap {
	struct heap_hole *holes; /* what is taken */
	char *end;               /* where the memory of a new process begins */
};

/* Before the process forks. */
void heap_fill(struct heap *heap);

/* Gives back what was taken, for allocations that stay. */
void heap_open(struct heap *heap);

/* In the new process: maps what it will need. */
void heap_map(const struct heap *heap);

#endif
