/* The sessions that a listener has started: each one's process, and the network it counts
 * towards.
 */
#ifndef COMMON_PROCESS_SESSION_TABLE_H
#define COMMON_PROCESS_SESSION_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/store/store.h"

struct session_entry {
	pid_t pid;
	char network[STORE_NETWORK_OCTETS + 1]; /* throttle_find_network(), or a word if none */
};

/* All zero at first. */
struct session_table {
	struct session_entry *entries;
	size_t count;
	size_t room;
};

/* Makes room for one more session. False if there is no memory. */
bool session_table_reserve(struct session_table *table);

/* Adds a session. There must be room for it. */
void session_table_add(struct session_table *table, pid_t pid, const char *network);

/* Removes a session, which is copied to *entry. False if there is none with this pid. */
bool session_table_remove(struct session_table *table, pid_t pid, struct session_entry *entry);

/* The number of sessions from a network. */
size_t session_table_count(const struct session_table *table, const char *network);

/* Sends a signal to the process of each session. */
void session_table_signal(const struct session_table *table, int signal_number);

/*
 * Writes the table into a new memory file (memfd_create(2)) that nobody can change any more.
 * Returns its descriptor, which execve(2) does not close; -1 with errno.
 */
int session_table_save(const struct session_table *table);

/*
 * Adds the sessions that such a file lists. The file may come from another version of the
 * program, or from somebody who has forged it: a file that can still be changed is ignored, and
 * so is a process that is not our child.
 */
void session_table_load(struct session_table *table, int fd);

void session_table_free(struct session_table *table);

#endif
