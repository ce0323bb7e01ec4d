#include "tlsd/forks.h"

#include <malloc.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/base/memory.h"

enum {
	CACHED_OCTETS = 1032, /* glibc.malloc.tcache_max of mallopt(3) */
	STEP_OCTETS = 16,     /* between two sizes of malloc(3) */
	PIECE_OCTETS = 4096,
	LARGE_OCTETS = 64 * 1024,
};

/* Stored in the hole itself. */
struct forks_hole {
	struct forks_hole *next;
};

/* malloc(3) takes from there when it finds no hole that is large enough. */
static char *
end_of_heap(void)
{
	return (char *)sbrk(0) - mallinfo2().keepcost;
}

static void
keep(struct forks *forks, struct forks_hole *hole)
{
	hole->next = NULL;
	*forks->last = hole;
	forks->last = &hole->next;
}

/*
 * False if there is no hole of this size. malloc(3) has then taken memory from the end of the
 * heap. A small piece of that is not freed here: malloc(3) would cache it, and return it again
 * for the next allocation of its size.
 */
static bool
take_hole(struct forks *forks, size_t size)
{
	struct forks_hole *hole = malloc(size);
	bool found = hole && (char *)hole < forks->heap;

	if (found || (hole && size <= CACHED_OCTETS))
		keep(forks, hole);
	else
		free(hole);
	return found;
}

/* Large holes are taken in several pieces. */
static size_t
smaller_than(size_t size)
{
	return size > PIECE_OCTETS ? size / 2 : size - STEP_OCTETS;
}

static void
take_holes(struct forks *forks)
{
	size_t left = FORKS_HOLES_OCTETS;

	for (size_t size = LARGE_OCTETS; size > 0; size = smaller_than(size))
		while (left >= size && take_hole(forks, size))
			left -= size;
}

void
forks_arrange(struct forks *forks)
{
	malloc_trim(0); /* joins free memory */
	forks->last = &forks->holes;
	forks->heap = end_of_heap();
	take_holes(forks);
	forks->heap = end_of_heap();
	free(malloc(FORKS_HEAP_OCTETS)); /* the heap now has them at its end */
}

/* The oldest first: malloc(3) caches a few of each size, which must not be those at the end. */
void
forks_release(struct forks *forks)
{
	struct forks_hole *hole = forks->holes;

	while (hole) {
		struct forks_hole *next = hole->next;

		free(hole);
		hole = next;
	}
	forks->holes = NULL;
}

void
forks_map(const struct forks *forks)
{
	memory_map(forks->heap, forks->heap + FORKS_HEAP_OCTETS);
	memory_map_stack();
}
