#include "common/base/memory.h"

#include <link.h>
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

/*
 * Symbols of the linker (ld(1), PROVIDE): the start of the program, the end of its code and
 * constants, and the end of the data that the file holds.
 */
extern char __executable_start[];
extern char data_start[];
extern char __bss_start[];

void *
memory_for_session(size_t octets)
{
	void *memory =
		mmap(NULL, octets, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

static void
populate(char *from, const char *to, int advice)
{
	char *page = from - (uintptr_t)from % PAGE_OCTETS;

	madvise(page, (size_t)(to - page), advice);
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
		populate(heap, heap + HEAP_OCTETS, MADV_POPULATE_WRITE);
	free(heap);
}

static void
populate_stack(void)
{
	char *here = __builtin_frame_address(0);

	populate(here - STACK_OCTETS, here, MADV_POPULATE_WRITE);
}

void
memory_prepare_for_session(void)
{
	populate(__executable_start, data_start, MADV_POPULATE_READ);
}

void
memory_prepare_for_store(void)
{
	populate(data_start, __bss_start, MADV_POPULATE_WRITE);
	populate_heap();
	populate_stack();
}

/* For dl_iterate_phdr(3). */
static int
populate_code(struct dl_phdr_info *object, size_t size, void *unused)
{
	(void)size;
	(void)unused;
	for (size_t i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
		/* NOLINTNEXTLINE(performance-no-int-to-ptr): it comes as a number */
		char *start = (char *)(uintptr_t)(object->dlpi_addr + segment->p_vaddr);

		if (segment->p_type == PT_LOAD && (segment->p_flags & PF_X) != 0)
			populate(start, start + segment->p_memsz, MADV_POPULATE_READ);
	}
	return 0;
}

void
memory_prepare_forked(void)
{
	dl_iterate_phdr(populate_code, NULL);
}

void
memory_tidy(void)
{
	malloc_trim(0);
}

__attribute__((noinline)) void
memory_wipe_stack(void)
{
	char below[STACK_OCTETS / 2];

	explicit_bzero(below, sizeof(below));
}
