/*
 * Landlock (landlock(7)). Once it is on, this process and its children can only use files that
 * a few rules name. They cannot execute a file, bind or connect a TCP port, connect to an
 * abstract unix socket, or send a signal to a process outside.
 *
 * Each version of the kernel's interface can restrict more than the one before. What the
 * running kernel cannot restrict stays allowed, and landlock_lacks() names it.
 */
#ifndef COMMON_PROCESS_LANDLOCK_H
#define COMMON_PROCESS_LANDLOCK_H

#include <linux/landlock.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* From linux/landlock.h, which may be older than the running kernel. */
enum { LANDLOCK_TRUNCATE = 1 << 14 };

/* What stays allowed on a file, or on everything below a directory. */
struct landlock_rule {
	const char *path; /* "": nothing */
	uint64_t rights;  /* LANDLOCK_ACCESS_FS_…, LANDLOCK_TRUNCATE */
};

/* The kernel's version of Landlock. 0: it has none. -1, with errno: the query failed. */
int landlock_version(void);

enum { LANDLOCK_LACKS_OCTETS = 60 };

/* Writes what version cannot restrict, as words with spaces between them; "": nothing. */
void landlock_lacks(int version, char lacks[LANDLOCK_LACKS_OCTETS]);

/*
 * Restricts everything that version (at least 1) can restrict, except what the rules allow. A
 * path that does not exist or is not accessible needs no rule, and gets none. no_new_privs must
 * be set (prctl(2)). With logged, the kernel logs what it refuses, if it can. False on an
 * error, with errno.
 */
bool landlock_enter(int version, const struct landlock_rule *rules, size_t count, bool logged);

#endif
