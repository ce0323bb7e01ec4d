/*
 * The title of a process: what ps(1) shows in place of its command line. It says whom the
 * process serves, and all users of the machine can read it.
 *
 * The title is written over the command line and, if it needs more room, over the environment
 * (proc(5), /proc/pid/cmdline). That takes no system call.
 */
#ifndef COMMON_BASE_TITLE_H
#define COMMON_BASE_TITLE_H

#include <stddef.h>

enum {
	TITLE_OCTETS = 256, /* the longest title, with its end */
	TITLE_PROGRAM_OCTETS = 31,
};

struct title {
	char *start; /* of the memory of the command line; NULL: there is no title */
	size_t octets;
	char *moved; /* the strings that were there, which argv and environ still need */
	char program[TITLE_PROGRAM_OCTETS + 1];
};

/*
 * Makes room for titles. The strings of argv and environ that are there move elsewhere, and
 * their pointers are changed: call this before anything else keeps such a pointer, or changes
 * argv or environ.
 */
void title_open(struct title *title, char *argv[]);

/*
 * Shows "program: subject" or "program: subject account", cut to the room that there is. All
 * octets but printable ASCII become "?". account and title may be NULL.
 */
void title_show(const struct title *title, const char *subject, const char *account);

#endif
