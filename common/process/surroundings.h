/* What a process inherits, and what of it stays: signals, environment, limits. */
#ifndef COMMON_PROCESS_SURROUNDINGS_H
#define COMMON_PROCESS_SURROUNDINGS_H

#include <stdbool.h>

/*
 * Prepares the process. A closed connection or a full file system is an error, not a signal.
 * New files are readable by their owner only. Neither this program nor one that it runs writes
 * a core. The environment keeps only the variables that are used. Signals are not blocked. In a
 * listener they stay as they are, and the environment keeps nothing about a client.
 */
void surroundings_settle(bool listens);

#endif
