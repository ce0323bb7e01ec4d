#include "common/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
disk_directory_of(const char *path, char directory[DISK_PATH_OCTETS + 1])
{
	const char *slash = strrchr(path, '/');

	snprintf(directory, DISK_PATH_OCTETS + 1, "%.*s", slash ? (int)(slash - path) + 1 : 1,
		 slash ? path : ".");
}

bool
disk_is_full(int error)
{
	return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

static bool
is_empty(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && status.st_size == 0;
}

void
disk_reserve_make(int fd, int64_t octets)
{
	/* What came of a reserve that did not fit is no reserve. */
	if (is_empty(fd) && fallocate(fd, 0, 0, octets) < 0)
		(void)!ftruncate(fd, 0);
}

bool
disk_reserve_open(int fd)
{
	return !is_empty(fd) && ftruncate(fd, 0) == 0;
}
