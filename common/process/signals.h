/*
 * The signals of a process that accepts connections. It blocks them and reads them from a
 * descriptor in its loop (signalfd(2)): SIGCHLD, SIGHUP, SIGTERM and SIGINT.
 */
#ifndef COMMON_PROCESS_SIGNALS_H
#define COMMON_PROCESS_SIGNALS_H

#include <stddef.h>

enum { SIGNALS_MAX = 4 };

/* Blocks these signals and no others. Returns the descriptor, or -1 with errno. */
int signals_open(void);

/*
 * Reads all that are pending, without waiting. Each is pending once at most. Returns how many
 * there are.
 */
size_t signals_read(int fd, int numbers[SIGNALS_MAX]);

/* Blocks no signal: for other processes, and for those that such a process forks. */
void signals_unblock(void);

#endif
