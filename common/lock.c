#include "common/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "common/wait.h"

static bool
set_lock(int fd, int command, short type, int64_t offset)
{
	struct flock lock = {
		.l_type = type, .l_whence = SEEK_SET, .l_start = offset, .l_len = 1};

	return fcntl(fd, command, &lock) == 0;
}

/* Exists to end fcntl() with EINTR, which an ignored signal does not do. */
static void
on_alarm(int signal_number)
{
	(void)signal_number;
}

/*
 * From seconds on, a signal every 10 ms: a single one could come just before fcntl() starts to
 * wait, and then nothing would end that wait.
 */
static void
start_alarms(unsigned seconds)
{
	struct sigaction action = {.sa_handler = on_alarm};
	struct itimerval timer = {.it_interval.tv_usec = 10000, .it_value.tv_sec = seconds};

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

static void
stop_alarms(void)
{
	struct itimerval timer = {.it_value.tv_sec = 0};

	setitimer(ITIMER_REAL, &timer, NULL);
}

static bool
wait_in_queue(int fd, int64_t offset, unsigned seconds)
{
	int64_t end = wait_now_ms() + (int64_t)seconds * 1000;
	bool locked;
	int error;

	start_alarms(seconds);
	do {
		locked = set_lock(fd, F_OFD_SETLKW, F_WRLCK, offset);
		error = errno;
	} while (!locked && error == EINTR && wait_now_ms() < end);
	stop_alarms();
	errno = error == EINTR ? EAGAIN : error;
	return locked;
}

bool
lock_try(int fd, int64_t offset)
{
	return set_lock(fd, F_OFD_SETLK, F_WRLCK, offset);
}

/* A lock that is free, as most are, takes no clock. */
bool
lock_wait(int fd, int64_t offset, unsigned seconds)
{
	if (lock_try(fd, offset))
		return true;
	if (errno != EAGAIN && errno != EACCES)
		return false;
	return wait_in_queue(fd, offset, seconds);
}

void
lock_release(int fd, int64_t offset)
{
	set_lock(fd, F_OFD_SETLK, F_UNLCK, offset);
}
