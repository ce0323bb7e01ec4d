/* The disk that the database is on. */
#ifndef COMMON_BASE_DISK_H
#define COMMON_BASE_DISK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { DISK_PATH_OCTETS = 4095 };

/* The directory of a file's path, which may have none. */
void disk_directory_of(const char *path, char directory[DISK_PATH_OCTETS + 1]);

/*
 * The absolute path that path leads to, with all symbolic links followed. For a file that does
 * not exist, it is where the file would be created. If its directory does not exist or cannot
 * be searched, it is path itself, which must be shorter than DISK_PATH_OCTETS.
 */
void disk_resolve(const char *path, char resolved[DISK_PATH_OCTETS + 1]);

/*
 * As open(2) with O_CREAT, for a file that does not exist. What root creates belongs to the
 * owner of the file beside, or of that file's directory if there is no such file.
 */
int disk_create(const char *beside, const char *path, int flags, mode_t mode);

/*
 * Opens a file for reading and writing; a symbolic link is refused. Creates it with mode 0600
 * if it does not exist, as disk_create(). Returns a descriptor, or -1 with errno.
 */
int disk_open_beside(const char *beside, const char *path);

/* The identity of a file, whatever its names are. */
struct disk_file {
	dev_t device;
	ino_t inode;
};

/* Finds the file that a descriptor is open on. False on an error, with errno. */
bool disk_find_file(int fd, struct disk_file *file);

/* Whether two are the same file. */
bool disk_is_same(const struct disk_file *file, const struct disk_file *other);

/* Whether path leads to file. */
bool disk_is_at(const struct disk_file *file, const char *path);

/*
 * The octets that an ordinary user may still use on the file system of path, or of its
 * directory if path does not exist. False on an error, with errno.
 */
bool disk_free_octets(const char *path, uint64_t *octets);

/*
 * Whether a disk with free_octets has room for octets more, so that keep octets stay free.
 * spare is unused space inside files of ours. It counts as free, but at least half of keep must
 * be free on the disk itself, since other files need room, too.
 */
bool disk_has_room(uint64_t free_octets, uint64_t spare, uint64_t keep, uint64_t octets);

/* Whether an errno means that there is no room: ENOSPC, EDQUOT or EFBIG. */
bool disk_is_full(int error);

/*
 * Gives a file octets of disk space, as a reserve for the time when the disk is full. If there
 * is not enough room, takes a half, a quarter and so on, down to a sixteenth. False if the
 * reserve is smaller than asked for because room is short. True if the file system has no
 * fallocate(2): then there is no reserve.
 */
bool disk_reserve_make(int fd, int64_t octets);

/* Frees the reserve. False if there is none. */
bool disk_reserve_open(int fd);

#endif
