#include "common/base/lock.h"

#include <errno.h>
#include <fcntl.h>

#include "common/base/wait.h"

static bool
set_lock(int fd, int command, short type, int64_t offset)
{
	struct flock lock = {
		.l_type = type, .l_whence = SEEK_SET, .l_start = offset, .l_len = 1};

	return fcntl(fd, command, &lock) == 0;
}

static bool
wait_in_queue(int fd, int64_t offset, unsigned seconds)
{
	int64_t end = wait_now_ms() + (int64_t)seconds * 1000;
	bool locked;
	int error;

	wait_start_alarms((int64_t)seconds * 1000);
	do {
		locked = set_lock(fd, F_OFD_SETLKW, F_WRLCK, offset);
		error = errno;
	} while (!locked && error == EINTR && wait_now_ms() < end);
	wait_stop_alarms();
	errno = error == EINTR ? EAGAIN : error;
	return locked;
}

bool
lock_try(int fd, int64_t offset)
{
	return set_lock(fd, F_OFD_SETLK, F_WRLCK, offset);
}

bool
lock_try_shared(int fd, int64_t offset)
{
	return set_lock(fd, F_OFD_SETLK, F_RDLCK, offset);
}

bool
lock_is_held(int fd, int64_t offset)
{
	struct flock lock = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = offset, .l_len = 1};

	return fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

/* Most locks are free, and a free one needs no clock. */
bool
lock_wait(int fd, int64_t offset, unsigned seconds)
{
	if (lock_try(fd, offset))
		return true;
	if (errno != EAGAIN && errno != EACCES)
		return false;
	errno = EAGAIN;
	return seconds > 0 && wait_in_queue(fd, offset, seconds);
}

void
lock_release(int fd, int64_t offset)
{
	set_lock(fd, F_OFD_SETLK, F_UNLCK, offset);
}
