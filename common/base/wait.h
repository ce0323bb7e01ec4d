/* Waiting, to an end on the clock that nobody sets. */
#ifndef COMMON_BASE_WAIT_H
#define COMMON_BASE_WAIT_H

#include <stdint.h>

enum wait_result {
	WAIT_READY,
	WAIT_LATE,   /* the end has come */
	WAIT_FAILED, /* poll(2) failed, with errno */
};

/* Milliseconds on CLOCK_MONOTONIC. */
int64_t wait_now_ms(void);

/*
 * Waits until fd is ready for events, as poll(2) has them, to end_ms at most. What is ready
 * counts even when the end has passed.
 */
enum wait_result wait_ready(int fd, short events, int64_t end_ms);

/*
 * From ms milliseconds on, signals that end a system call which waits, with EINTR. Takes
 * SIGALRM and the real interval timer, until wait_stop_alarms(), which leaves errno alone.
 */
void wait_start_alarms(int64_t ms);
void wait_stop_alarms(void);

#endif
