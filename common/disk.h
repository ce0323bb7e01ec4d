/* The disk that the database is on. */
#ifndef COMMON_DISK_H
#define COMMON_DISK_H

#include <stdbool.h>
#include <stdint.h>

enum { DISK_PATH_OCTETS = 4095 };

/* The directory of a file's path, which may have none. */
void disk_directory_of(const char *path, char directory[DISK_PATH_OCTETS + 1]);

/* Whether an errno says that there is no room: on the disk, in a quota, or for so large a file.
 */
bool disk_is_full(int error);

/*
 * Makes a file take so many octets of the disk, if it takes none yet: a reserve for when the
 * disk is full. Without room, or where the file system cannot do that, nothing happens.
 */
void disk_reserve_make(int fd, int64_t octets);

/* Gives the reserve back to the disk. False if there is none. */
bool disk_reserve_open(int fd);

#endif
