/* The disk that the database is on. */
#ifndef COMMON_DISK_H
#define COMMON_DISK_H

#include <stdbool.h>

enum { DISK_PATH_OCTETS = 4095 };

/* The directory of a file's path, which may have none. */
void disk_directory_of(const char *path, char directory[DISK_PATH_OCTETS + 1]);

/* Whether an errno says that there is no room: on the disk, in a quota, or for so large a file.
 */
bool disk_is_full(int error);

#endif
