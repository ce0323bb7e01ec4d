#include "common/store/sqlite/opened.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

const char *const opened_suffixes[OPENED_PARTS] = {
	[OPENED_DATABASE] = "",
	[OPENED_WAL] = "-wal",
	[OPENED_INDEX] = "-shm",
};

/* At file scope, as SQLite's system calls have no argument for it. */
static struct {
	char path[DISK_PATH_OCTETS + 1];
	struct opened opened;
	int descriptors[OPENED_PARTS];
} watched;

static enum opened_part
part_of(const char *path)
{
	size_t octets = strlen(watched.path);
	enum opened_part part = OPENED_PARTS;

	if (strncmp(path, watched.path, octets) == 0)
		for (part = 0; part < OPENED_PARTS; part++)
			if (strcmp(path + octets, opened_suffixes[part]) == 0)
				break;
	return part;
}

/* SQLite gives what root creates to the database's owner later: until then, others that open it
 * would fail. */
static int
open_or_create(const char *path, int flags, int mode)
{
	int fd = open(path, flags & ~O_CREAT, mode);

	if (fd >= 0 || errno != ENOENT || (flags & O_CREAT) == 0)
		return fd;
	return disk_create(watched.path, path, flags, (mode_t)mode);
}

/* SQLite calls this instead of open(2). */
static int
open_and_note(const char *path, int flags, int mode)
{
	enum opened_part part = part_of(path);
	int fd;

	if (part == OPENED_PARTS)
		return open(path, flags, mode);
	fd = open_or_create(path, flags, mode);
	if (fd < 0 || !disk_find_file(fd, &watched.opened.files[part]))
		watched.opened.refused = part;
	if (fd >= 0)
		watched.descriptors[part] = fd;
	return fd;
}

bool
opened_watch(const char *path)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

	if (!vfs)
		return false;
	snprintf(watched.path, sizeof(watched.path), "%s", path);
	watched.opened = (struct opened){.refused = OPENED_PARTS};
	for (size_t part = 0; part < OPENED_PARTS; part++)
		watched.descriptors[part] = -1;
	return vfs->xSetSystemCall(vfs, "open", (sqlite3_syscall_ptr)open_and_note) ==
	       SQLITE_OK;
}

struct opened
opened_files(void)
{
	return watched.opened;
}

int
opened_descriptor(enum opened_part part)
{
	return watched.descriptors[part];
}
