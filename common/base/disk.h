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
 * Where path leads, with all symbolic links followed, as an absolute path. A file that is not
 * there yet has one too: where it would be made. If its directory is not there either, or
 * cannot be looked up, path as it is, which is shorter than DISK_PATH_OCTETS.
 */
void disk_resolve(const char *path, char resolved[DISK_PATH_OCTETS + 1]);

/*
 * Opens a file to be read and written, but no link, and makes it if there is none, with mode
 * 0600. One that root makes belongs to the owner of the file beside or, if that is not there,
 * of its directory. Returns the descriptor, or -1 with errno.
 */
int disk_open_beside(const char *beside, const char *path);

/* A file, whatever it is called. */
struct disk_file {
	dev_t device;
	ino_t inode;
};

/* Finds out which file a descriptor is open on. False, and errno. */
bool disk_find_file(int fd, struct disk_file *file);

/* Whether path leads to file. */
bool disk_is_at(const struct disk_file *file, const char *path);

/*
 * The octets that an ordinary user may still use on the file system of path, or of its
 * directory if there is no such file. False, and errno.
 */
bool disk_free_octets(const char *path, uint64_t *octets);

/*
 * Whether a disk with so many free octets has room for more, and keeps the octets of keep free.
 * spare: what files on it have to spare inside; it counts as free, but half of keep must be
 * free on the disk itself, as other files need room too.
 */
bool disk_has_room(uint64_t free_octets, uint64_t spare, uint64_t keep, uint64_t octets);

/* Whether an errno says that there is no room: on the disk, in a quota, or for so large a file.
 */
bool disk_is_full(int error);

/*
 * Makes a file take so many octets of the disk: a reserve for when the disk is full. Without
 * room for all of them it takes a half, a quarter and so on. False if it is for want of room
 * that they are not all there; where the file system cannot do that, nobody can help it.
 */
bool disk_reserve_make(int fd, int64_t octets);

/* Gives the reserve back to the disk. False if there is none. */
bool disk_reserve_open(int fd);

#endif
