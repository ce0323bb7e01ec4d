/* What a program says of itself: the name that it was called by, its version, how it was built.
 */
#ifndef COMMON_PROCESS_VERSION_H
#define COMMON_PROCESS_VERSION_H

#include <stdio.h>

/* The last part of argv[0]. */
const char *version_program_name(const char *argv0);

/*
 * Prints the first two lines of --version: name and version; how it was linked, for which
 * machine, and whether it filters system calls (seccomp.h).
 */
void version_print(FILE *output, const char *argv0, const char *linked);

#endif
