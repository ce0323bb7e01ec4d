#include "common/wait.h"

#include <errno.h>
#include <poll.h>
#include <time.h>

int64_t
wait_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
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
