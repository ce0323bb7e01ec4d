/*
 * Kernel locks on single bytes of one lock file: open file description locks (fcntl(2)). The
 * kernel releases them when the process ends, however it ends, so no lock is ever stale.
 */
#ifndef COMMON_BASE_LOCK_H
#define COMMON_BASE_LOCK_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Locks the byte at offset. Waits for at most seconds; 0: tries once. False on an error: errno
 * is EAGAIN if others held the lock all the time, or else from fcntl(2). Uses SIGALRM and
 * ITIMER_REAL.
 */
bool lock_wait(int fd, int64_t offset, unsigned seconds);

/* As lock_wait() with 0 seconds, but errno may also be EACCES for a lock that others hold. */
bool lock_try(int fd, int64_t offset);

/* As lock_try(), for a lock that others can share. */
bool lock_try_shared(int fd, int64_t offset);

/* Whether somebody else has locked the byte at offset, shared or not. */
bool lock_is_held(int fd, int64_t offset);

/* Unlocks the byte at offset. */
void lock_release(int fd, int64_t offset);

#endif
