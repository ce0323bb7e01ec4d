/*
 * Landlock (landlock(7)). Once it is on, this process and its children can only use files below
 * a few directories. They cannot execute a file, bind or connect a TCP port, connect to an
 * abstract unix socket, or send a signal to a process outside.
 *
 * Each version of the kernel's interface can restrict more than the one before. What the
 * running kernel cannot restrict stays allowed, and landlock_lacks() names it.
 */
#ifndef COMMON_PROCESS_LANDLOCK_H
#define COMMON_PROCESS_LANDLOCK_H

#include <stdbool.h>

/* The kernel's version of Landlock. 0: it has none. -1, with errno: the query failed. */
int landlock_version(void);

enum { LANDLOCK_LACKS_OCTETS = 60 };

/* Writes what version cannot restrict, as words with spaces between them; "": nothing. */
void landlock_lacks(int version, char lacks[LANDLOCK_LACKS_OCTETS]);

/*
 * Restricts everything that version (at least 1) can restrict, except files below the directory
 * of database. database is a path without symbolic links (disk_resolve()); its directory need
 * not exist or be accessible. no_new_privs must be set (prctl(2)). With logged, the kernel logs
 * what it refuses, if it can. False on an error, with errno.
 */
bool landlock_enter(int version, const char *database, bool logged);

#endif
