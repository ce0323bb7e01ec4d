/*
 * Kernel locks on single bytes of one lock file (fcntl(2), open file description locks). They
 * end with the process that holds them, however it ends, so no lock is ever stale.
 */
#ifndef COMMON_BASE_LOCK_H
#define COMMON_BASE_LOCK_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Locks the byte at offset, waiting for at most seconds; with 0 it tries once. True when it is
 * locked. Otherwise errno is EAGAIN (somebody else has had it all the time) or fcntl(2)'s.
 * Takes SIGALRM and the real interval timer for itself.
 */
bool lock_wait(int fd, int64_t offset, unsigned seconds);

/* Locks the byte at offset if nobody else has it. As lock_wait() otherwise. */
bool lock_try(int fd, int64_t offset);

/* Unlocks the byte at offset. */
void lock_release(int fd, int64_t offset);

#endif
