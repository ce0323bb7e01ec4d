#include "conf/super-server/holder.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	LISTENING = 0x0A, /* a state in /proc/net/tcp */
	INODE_OCTETS = 24,
	PATH_OCTETS = 64,
	ROW_OCTETS = 512,
	NAME_OCTETS = 32,
};

/* The fields of a row, as blanks and colons separate them. */
enum { PORT = 2, STATE = 5, INODE = 13, FIELDS };

static bool
split(char *row, const char *fields[FIELDS])
{
	char *rest = NULL;
	size_t count = 0;

	for (char *field = strtok_r(row, " :", &rest); field && count < FIELDS;
	     field = strtok_r(NULL, " :", &rest))
		fields[count++] = field;
	return count == FIELDS;
}

static bool
is_hexadecimal(const char *field, unsigned long number)
{
	return strtoul(field, NULL, 16) == number;
}

/* The inode of a socket that listens on port, from a table such as /proc/net/tcp. */
static bool
find_inode(const char *table, unsigned port, char inode[INODE_OCTETS])
{
	FILE *file = fopen(table, "re");
	char row[ROW_OCTETS];
	const char *fields[FIELDS];
	bool found = false;

	if (!file)
		return false;
	while (!found && fgets(row, sizeof(row), file))
		found = split(row, fields) && is_hexadecimal(fields[PORT], port) &&
			is_hexadecimal(fields[STATE], LISTENING);
	fclose(file);
	if (found)
		snprintf(inode, INODE_OCTETS, "%s", fields[INODE]);
	return found;
}

/* Whether one of the links in a folder leads to target. */
static bool
has_link(const char *folder, const char *target)
{
	DIR *links = opendir(folder);
	char text[PATH_OCTETS];
	const struct dirent *entry;
	bool found = false;

	if (!links)
		return false;
	while (!found && (entry = readdir(links))) {
		ssize_t octets =
			readlinkat(dirfd(links), entry->d_name, text, sizeof(text) - 1);

		if (octets < 0)
			continue;
		text[octets] = '\0';
		found = strcmp(text, target) == 0;
	}
	closedir(links);
	return found;
}

/* Whether the process pid, a name in /proc, has a descriptor of the socket. */
static bool
has_socket(const char *pid, const char *inode)
{
	char folder[PATH_OCTETS];
	char target[PATH_OCTETS];

	snprintf(folder, sizeof(folder), "/proc/%.16s/fd", pid);
	snprintf(target, sizeof(target), "socket:[%s]", inode);
	return has_link(folder, target);
}

static void
describe(const char *pid, char text[HOLDER_OCTETS])
{
	char path[PATH_OCTETS];
	char name[NAME_OCTETS] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%.16s/comm", pid);
	file = fopen(path, "re");
	if (file && fgets(name, sizeof(name), file))
		name[strcspn(name, "\n")] = '\0';
	if (file)
		fclose(file);
	snprintf(text, HOLDER_OCTETS, "%s, process %.16s", name, pid);
}

/* False if none of the processes that we may look at has the socket. */
static bool
find_process(const char *inode, char text[HOLDER_OCTETS])
{
	DIR *processes = opendir("/proc");
	const struct dirent *entry;
	bool found = false;

	if (!processes)
		return false;
	while (!found && (entry = readdir(processes))) {
		found = strspn(entry->d_name, "0123456789") == strlen(entry->d_name) &&
			has_socket(entry->d_name, inode);
		if (found)
			describe(entry->d_name, text);
	}
	closedir(processes);
	return found;
}

void
holder_find(unsigned port, char text[HOLDER_OCTETS])
{
	char inode[INODE_OCTETS];

	if ((find_inode("/proc/net/tcp", port, inode) ||
	     find_inode("/proc/net/tcp6", port, inode)) &&
	    find_process(inode, text))
		return;
	snprintf(text, HOLDER_OCTETS, "a process of another user");
}
