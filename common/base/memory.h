/*
 * The memory of a program that lives for one session. The first access to a page is a page
 * fault: a microsecond on bare metal, forty under some hypervisors. Page faults are a large
 * part of what a short session costs. Asking for many pages at once saves most of them. But
 * each page that is asked for costs too: so a session asks for what it will write to, and not
 * for the code, of which it runs a little here and there, and gets sixteen pages with a fault.
 */
#ifndef COMMON_BASE_MEMORY_H
#define COMMON_BASE_MEMORY_H

#include <stddef.h>

/*
 * Returns zeroed memory for the session, or NULL. It is never freed. It comes from mmap(2), so
 * that pages of its buffers that are never used cost nothing.
 */
void *memory_for_session(size_t octets);

/*
 * Maps all pages from one address up to another, to write: those that are shared after fork(2)
 * are copied. Where the kernel cannot do that (before Linux 5.14), they are mapped one by one
 * when they are needed.
 */
void memory_map(char *from, const char *to);

/* Maps so much of the stack as a session needs. */
void memory_map_stack(void);

/*
 * Maps the pages that a session with the store will need: data that does not begin as zeroes,
 * and a part of the heap and of the stack. Most of the other data are buffers that few sessions
 * fill.
 */
void memory_prepare_for_store(void);

/*
 * Overwrites the stack below the caller. Functions that it called may have left parts of a
 * secret there, wherever the compiler put them.
 */
void memory_wipe_stack(void);

#endif
