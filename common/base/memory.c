#include "common/base/memory.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
	PAGE_OCTETS = 4096, /* the smallest size; others are multiples of it */
	/* What one delivery or one sign-in needs; most of it is SQLite's page cache. */
	HEAP_OCTETS = 192 * 1024,
	STACK_OCTETS = 16 * 1024,
};

/* Symbols of the linker (ld(1), PROVIDE): the start and the end of the data in the file. */
extern char data_start[];
extern char __bss_start[];

void *
memory_for_session(size_t octets)
{
	void *memory =
		mmap(NULL, octets, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

void
memory_map(char *from, const char *to)
{
	char *page = from - (uintptr_t)from % PAGE_OCTETS;

	madvise(page, (size_t)(to - page), MADV_POPULATE_WRITE);
}

/* malloc(3) is told to keep freed memory, since it will be needed again soon. */
static void
populate_heap(void)
{
	char *heap;

	mallopt(M_MMAP_THRESHOLD, 2 * HEAP_OCTETS);
	mallopt(M_TRIM_THRESHOLD, 4 * HEAP_OCTETS);
	heap = malloc(HEAP_OCTETS);
	if (heap)
		memory_map(heap, heap + HEAP_OCTETS);
	free(heap);
}

void
memory_map_stack(void)
{
	char *here = __builtin_frame_address(0);

	memory_map(here - STACK_OCTETS, here);
}

void
memory_prepare_for_store(void)
{
	memory_map(data_start, __bss_start);
	populate_heap();
	memory_map_stack();
}

__attribute__((noinline)) void
memory_wipe_stack(void)
{
	char below[STACK_OCTETS / 2];

	explicit_bzero(below, sizeof(below));
}
