#include "smtpd/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "common/base/disk.h"
#include "common/base/io.h"

void
spool_init(struct spool *spool, const char *beside)
{
	*spool = (struct spool){
		.beside = beside,
		.memory = {.max = SPOOL_MEMORY_OCTETS},
		.file = -1,
	};
}

/* Creates a file and removes its name, for a file system without O_TMPFILE. */
static int
open_and_unlink(const char *directory)
{
	char path[DISK_PATH_OCTETS + 1];
	uint64_t number;
	int file;

	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		return -1;
	if ((size_t)snprintf(path, sizeof(path), "%s/spool-%016" PRIx64, directory, number) >=
	    sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (file >= 0)
		unlink(path);
	return file;
}

/* Creates an unnamed file in the directory of a path, and so on its file system. */
static int
open_unnamed(const char *beside)
{
	char directory[DISK_PATH_OCTETS + 1];
	int file;

	disk_directory_of(beside, directory);
	file = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (file < 0)
		file = open_and_unlink(directory);
	return file;
}

/* Moves the octets in memory to the file. */
static bool
empty_memory(struct spool *spool)
{
	if (spool->file < 0)
		spool->file = open_unnamed(spool->beside);
	if (spool->file < 0 ||
	    !io_write_all(spool->file, spool->memory.data, spool->memory.octets))
		return false;
	spool->memory.octets = 0;
	return true;
}

bool
spool_append(struct spool *spool, const void *data, size_t octets)
{
	const char *from = data;

	while (octets > 0) {
		size_t room = spool->memory.max - spool->memory.octets;
		size_t n = octets < room ? octets : room;

		if (!buf_append(&spool->memory, from, n)) {
			errno = ENOMEM;
			return false;
		}
		from += n;
		octets -= n;
		spool->octets += n;
		if (spool->memory.octets == spool->memory.max && !empty_memory(spool))
			return false;
	}
	return true;
}

bool
spool_read(struct spool *spool, void *data, size_t octets)
{
	uint64_t in_file = spool->octets - spool->memory.octets;
	uint64_t left = spool->position < in_file ? in_file - spool->position : 0;
	size_t from_file = left < octets ? (size_t)left : octets;
	char *to = data;

	if (!io_read_all_at(spool->file, to, from_file, spool->position))
		return false;
	spool->position += from_file;
	if (octets > from_file)
		memcpy(to + from_file, spool->memory.data + (spool->position - in_file),
		       octets - from_file);
	spool->position += octets - from_file;
	return true;
}

void
spool_free(struct spool *spool)
{
	buf_free(&spool->memory);
	if (spool->file >= 0)
		close(spool->file);
	spool->file = -1;
}
