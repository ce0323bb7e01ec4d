#include "common/base/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { LINKS = 40 }; /* the most that the kernel follows: path_resolution(7) */

_Static_assert(DISK_PATH_OCTETS + 1 == PATH_MAX, "realpath(3) writes up to PATH_MAX octets");

void
disk_directory_of(const char *path, char directory[DISK_PATH_OCTETS + 1])
{
	const char *slash = strrchr(path, '/');

	snprintf(directory, DISK_PATH_OCTETS + 1, "%.*s", slash ? (int)(slash - path) + 1 : 1,
		 slash ? path : ".");
}

/* Replaces path with the target of the link there. False if it is not a link. */
static bool
follow_link(char path[PATH_MAX])
{
	char target[PATH_MAX];
	char directory[DISK_PATH_OCTETS + 1];
	ssize_t octets = readlink(path, target, sizeof(target) - 1);

	if (octets < 0)
		return false;
	target[octets] = '\0';
	disk_directory_of(path, directory);
	return (size_t)snprintf(path, PATH_MAX, "%s%s%s", target[0] == '/' ? "" : directory,
				target[0] == '/' ? "" : "/", target) < PATH_MAX;
}

/* disk_resolve() for a file that does not exist; links may lead to it. */
static bool
resolve_missing(const char *path, char resolved[PATH_MAX])
{
	char file[PATH_MAX];
	char directory[DISK_PATH_OCTETS + 1];
	const char *name;
	size_t octets;

	snprintf(file, sizeof(file), "%s", path);
	for (unsigned links = 0; follow_link(file); links++)
		if (links == LINKS)
			return false;
	disk_directory_of(file, directory);
	if (!realpath(directory, resolved))
		return false;
	name = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
	octets = strlen(resolved);
	return (size_t)snprintf(resolved + octets, PATH_MAX - octets, "%s%s",
				octets > 1 ? "/" : "", name) < PATH_MAX - octets;
}

void
disk_resolve(const char *path, char resolved[DISK_PATH_OCTETS + 1])
{
	if (!realpath(path, resolved) && (errno != ENOENT || !resolve_missing(path, resolved)))
		snprintf(resolved, DISK_PATH_OCTETS + 1, "%s", path);
}

/*
 * The service's user must be able to use what root creates. If path is the first file, only the
 * directory tells who that user is.
 */
static bool
find_owner(const char *beside, const char *path, struct stat *owner)
{
	char directory[DISK_PATH_OCTETS + 1];

	if (strcmp(path, beside) != 0 && stat(beside, owner) == 0)
		return true;
	disk_directory_of(beside, directory);
	return stat(directory, owner) == 0;
}

/* The file has this owner as soon as it has its name: others may be about to open it. */
static int
create_as(const struct stat *owner, const char *path, int flags, mode_t mode)
{
	int group = setfsgid(owner->st_gid);
	int user = setfsuid(owner->st_uid);
	int fd = open(path, flags, mode);
	int error = errno;

	setfsuid((uid_t)user);
	setfsgid((gid_t)group);
	errno = error;
	return fd;
}

int
disk_create(const char *beside, const char *path, int flags, mode_t mode)
{
	struct stat owner;
	int fd;

	if (geteuid() != 0 || !find_owner(beside, path, &owner))
		return open(path, flags, mode);
	fd = create_as(&owner, path, flags, mode);
	if (fd >= 0 || errno != EACCES)
		return fd;
	/* The owner may not write to the directory. */
	fd = open(path, flags, mode);
	if (fd >= 0)
		(void)!fchown(fd, owner.st_uid, owner.st_gid);
	return fd;
}

int
disk_open_beside(const char *beside, const char *path)
{
	const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW;
	int fd = open(path, flags);

	if (fd >= 0 || errno != ENOENT)
		return fd;
	fd = disk_create(beside, path, flags | O_CREAT | O_EXCL, 0600);
	/* Another process was faster. */
	return fd < 0 && errno == EEXIST ? open(path, flags) : fd;
}

bool
disk_find_file(int fd, struct disk_file *file)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return false;
	*file = (struct disk_file){status.st_dev, status.st_ino};
	return true;
}

bool
disk_is_same(const struct disk_file *file, const struct disk_file *other)
{
	return file->device == other->device && file->inode == other->inode;
}

bool
disk_is_at(const struct disk_file *file, const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 &&
	       disk_is_same(file, &(struct disk_file){status.st_dev, status.st_ino});
}

static bool
ask_file_system(const char *path, struct statvfs *status)
{
	char directory[DISK_PATH_OCTETS + 1];

	if (statvfs(path, status) == 0)
		return true;
	disk_directory_of(path, directory);
	return statvfs(directory, status) == 0;
}

bool
disk_free_octets(const char *path, uint64_t *octets)
{
	struct statvfs status;

	if (!ask_file_system(path, &status))
		return false;
	*octets = (uint64_t)status.f_bavail * status.f_frsize;
	return true;
}

static bool
leaves(uint64_t space, uint64_t keep, uint64_t octets)
{
	return space >= keep && space - keep >= octets;
}

bool
disk_has_room(uint64_t free_octets, uint64_t spare, uint64_t keep, uint64_t octets)
{
	return leaves(free_octets, keep / 2, octets) &&
	       leaves(free_octets + spare, keep, octets);
}

bool
disk_is_full(int error)
{
	return error == ENOSPC || error == EDQUOT || error == EFBIG;
}

enum { SMALLEST_SHARE = 16 }; /* a smaller part of the reserve would be of no use */

static off_t
size_of(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 ? status.st_size : 0;
}

bool
disk_reserve_make(int fd, int64_t octets)
{
	off_t before = size_of(fd);
	bool lacks_room = false;

	for (int64_t wanted = octets; wanted > before && wanted >= octets / SMALLEST_SHARE;
	     wanted /= 2) {
		if (fallocate(fd, 0, 0, wanted) == 0)
			break;
		lacks_room = errno == ENOSPC || errno == EDQUOT;
		/* fallocate(2) may have taken a part of it. */
		(void)!ftruncate(fd, before);
	}
	return !lacks_room;
}

bool
disk_reserve_open(int fd)
{
	return size_of(fd) > 0 && ftruncate(fd, 0) == 0;
}
