#include "common/base/wait.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/time.h>
#include <time.h>

int64_t
wait_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int
wait_ms_until_first(const int64_t times[], size_t count, int64_t now_ms)
{
	int64_t first = times[0];

	for (size_t i = 1; i < count; i++)
		if (times[i] < first)
			first = times[i];
	return first > now_ms ? (int)(first - now_ms) : 0;
}

enum wait_result
wait_ready(int fd, short events, int64_t end_ms)
{
	struct pollfd pollfd = {.fd = fd, .events = events};

	for (;;) {
		int64_t left = end_ms - wait_now_ms();
		int ready = poll(&pollfd, 1, (int)(left < 0 ? 0 : left));

		if (ready > 0)
			return WAIT_READY;
		if (ready < 0 && errno != EINTR)
			return WAIT_FAILED;
		if (left <= 0)
			return WAIT_LATE;
	}
}

/* Does nothing; but a signal that has a handler ends a system call with EINTR. */
static void
on_alarm(int signal_number)
{
	(void)signal_number;
}

/*
 * One signal could arrive just before the call starts to wait, and nothing would end that wait.
 * So there is one every 10 ms.
 */
void
wait_start_alarms(int64_t ms)
{
	const struct sigaction action = {.sa_handler = on_alarm};
	struct itimerval timer = {.it_interval.tv_usec = 10000};

	if (ms < 1)
		ms = 1; /* 0 would stop the timer */
	timer.it_value.tv_sec = ms / 1000;
	timer.it_value.tv_usec = ms % 1000 * 1000;
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

void
wait_stop_alarms(void)
{
	const struct itimerval never = {.it_value.tv_sec = 0};
	int error = errno;

	setitimer(ITIMER_REAL, &never, NULL);
	errno = error;
}
