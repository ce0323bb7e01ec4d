/*
 * Landlock (landlock(7)): from here on this process, and all that it starts, gets at the files
 * below a few directories and nothing else. No file is executed, no TCP port bound or connected
 * to, no abstract unix socket and no process outside reached.
 *
 * Each version of the kernel's interface can close off more. What this one cannot is left open,
 * and named.
 */
#ifndef COMMON_PROCESS_LANDLOCK_H
#define COMMON_PROCESS_LANDLOCK_H

#include <stdbool.h>

/* The kernel's version, from 1 on. 0: it has no Landlock. -1, and errno: it will not tell. */
int landlock_version(void);

enum { LANDLOCK_LACKS_OCTETS = 60 };

/* Writes what version cannot close off, as words with spaces between; "" if there is nothing.
 */
void landlock_lacks(int version, char lacks[LANDLOCK_LACKS_OCTETS]);

/*
 * Closes off all that version, which is at least 1, can, but the files below the directory of
 * database, a path without symbolic links (disk_resolve()). A directory that is not there, or
 * out of reach, stays so. no_new_privs must be set (prctl(2)). What is refused then the kernel
 * logs, if it can and logged is set. False, and errno.
 */
bool landlock_enter(int version, const char *database, bool logged);

#endif
