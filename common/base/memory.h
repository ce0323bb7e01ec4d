/*
 * The memory of a program that lives for one session. Every page that is touched for the first
 * time stops the program for a page fault, from half a microsecond on bare metal to ten under
 * some hypervisors, and a short session consists of little else. To ask for many pages at once
 * costs a twentieth of that.
 */
#ifndef COMMON_BASE_MEMORY_H
#define COMMON_BASE_MEMORY_H

#include <stddef.h>

/*
 * Zeroed memory for a session, until the program ends. Straight from the kernel, so that those
 * pages of its buffers that are never used cost nothing. NULL when there is none.
 */
void *memory_for_session(size_t octets);

/*
 * Has all pages mapped that a session with the store will touch: the program itself, and some
 * of the heap and the stack. What the kernel does not grant (before Linux 5.14, all of it)
 * comes page by page as ever.
 */
void memory_prepare_for_store(void);

/*
 * Overwrites the stack below the caller, where what it has called may have left words of a
 * secret: the compiler puts them there as it sees fit.
 */
void memory_wipe_stack(void);

#endif
