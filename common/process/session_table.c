#include "common/process/session_table.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/io.h"

enum { FIRST_ROOM = 16 };
static const int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

bool
session_table_reserve(struct session_table *table)
{
	size_t room = table->room == 0 ? FIRST_ROOM : 2 * table->room;
	struct session_entry *entries;

	if (table->count < table->room)
		return true;
	entries = reallocarray(table->entries, room, sizeof(*entries));
	if (!entries)
		return false;
	table->entries = entries;
	table->room = room;
	return true;
}

void
session_table_add(struct session_table *table, pid_t pid, const char *network)
{
	struct session_entry *entry = &table->entries[table->count++];

	*entry = (struct session_entry){.pid = pid};
	snprintf(entry->network, sizeof(entry->network), "%s", network);
}

static struct session_entry *
find(const struct session_table *table, pid_t pid)
{
	for (size_t i = 0; i < table->count; i++)
		if (table->entries[i].pid == pid)
			return &table->entries[i];
	return NULL;
}

bool
session_table_remove(struct session_table *table, pid_t pid, struct session_entry *entry)
{
	struct session_entry *found = find(table, pid);

	if (!found)
		return false;
	*entry = *found;
	*found = table->entries[--table->count];
	return true;
}

size_t
session_table_count(const struct session_table *table, const char *network)
{
	size_t count = 0;

	for (size_t i = 0; i < table->count; i++)
		count += strcmp(table->entries[i].network, network) == 0;
	return count;
}

void
session_table_signal(const struct session_table *table, int signal_number)
{
	for (size_t i = 0; i < table->count; i++)
		kill(table->entries[i].pid, signal_number);
}

int
session_table_save(const struct session_table *table)
{
	int fd = memfd_create("sessions", MFD_ALLOW_SEALING);
	int error;

	if (fd < 0)
		return -1;
	if (io_write_all(fd, table->entries, table->count * sizeof(*table->entries)) &&
	    fcntl(fd, F_ADD_SEALS, seals) == 0)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

static bool
is_child(pid_t pid)
{
	siginfo_t info;

	return pid > 0 && waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

static bool
is_sealed(int fd)
{
	int found = fcntl(fd, F_GET_SEALS);

	return found >= 0 && (found & seals) == seals;
}

static bool
is_valid(const struct session_table *table, const struct session_entry *entry)
{
	return memchr(entry->network, '\0', sizeof(entry->network)) && is_child(entry->pid) &&
	       !find(table, entry->pid);
}

void
session_table_load(struct session_table *table, int fd)
{
	struct session_entry entry;
	uint64_t position = 0;

	if (!is_sealed(fd))
		return;
	for (; io_read_all_at(fd, &entry, sizeof(entry), position); position += sizeof(entry))
		if (is_valid(table, &entry) && session_table_reserve(table))
			session_table_add(table, entry.pid, entry.network);
}

void
session_table_free(struct session_table *table)
{
	free(table->entries);
	*table = (struct session_table){.entries = NULL};
}
