#include "common/base/io.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where write_all() and read_all() start if it is not a position in a file. */
static const off_t NEXT = -1;

static bool
write_all(int fd, const char *from, size_t octets, off_t position)
{
	while (octets > 0) {
		ssize_t n = position == NEXT ? write(fd, from, octets)
					     : pwrite(fd, from, octets, position);

		if (n >= 0) {
			from += n;
			octets -= (size_t)n;
			if (position != NEXT)
				position += n;
		} else if (errno != EINTR) {
			return false;
		}
	}
	return true;
}

bool
io_write_all(int fd, const void *data, size_t octets)
{
	return write_all(fd, data, octets, NEXT);
}

bool
io_write_all_at(int fd, const void *data, size_t octets, uint64_t position)
{
	return write_all(fd, data, octets, (off_t)position);
}

static bool
read_all(int fd, char *to, size_t octets, off_t position)
{
	while (octets > 0) {
		ssize_t n = position == NEXT ? read(fd, to, octets)
					     : pread(fd, to, octets, position);

		if (n > 0) {
			to += n;
			octets -= (size_t)n;
			if (position != NEXT)
				position += n;
		} else if (n == 0 || errno != EINTR) {
			return false;
		}
	}
	return true;
}

bool
io_read_all(int fd, void *data, size_t octets)
{
	return read_all(fd, data, octets, NEXT);
}

bool
io_read_all_at(int fd, void *data, size_t octets, uint64_t position)
{
	return read_all(fd, data, octets, (off_t)position);
}

bool
io_is_socket(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode);
}
