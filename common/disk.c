#include "common/disk.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

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
