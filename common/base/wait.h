/* Waiting until a time on the monotonic clock, which nobody can set. */
#ifndef COMMON_BASE_WAIT_H
#define COMMON_BASE_WAIT_H

#include <stddef.h>
#include <stdint.h>

enum wait_result {
	WAIT_READY,
	WAIT_LATE,   /* the time is over */
	WAIT_FAILED, /* poll(2) failed, with errno */
};

/* Milliseconds on CLOCK_MONOTONIC. */
int64_t wait_now_ms(void);

/*
 * Milliseconds from now_ms until the first of count times, at least one; 0 if it is over. A
 * time that never comes is INT64_MAX.
 */
int wait_ms_until_first(const int64_t times[], size_t count, int64_t now_ms);

/*
 * Waits until fd is ready for events of poll(2), but not beyond end_ms. A descriptor that is
 * ready is WAIT_READY even after end_ms.
 */
enum wait_result wait_ready(int fd, short events, int64_t end_ms);

/*
 * After ms milliseconds, sends SIGALRM again and again, so that a system call that waits ends
 * with EINTR. Uses SIGALRM and ITIMER_REAL until wait_stop_alarms(), which keeps errno.
 */
void wait_start_alarms(int64_t ms);
void wait_stop_alarms(void);

#endif
