#include "common/store/sqlite/frames.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "common/base/array.h"
#include "common/base/io.h"
#include "common/store/sqlite/opened.h"
#include "common/store/sqlite/wal_format.h"

enum { ROOM_OCTETS = 16 * WAL_FRAME_OCTETS };

/* Octets that follow each other in a file. */
struct run {
	off_t start;
	size_t octets;
	char data[ROOM_OCTETS];
};

enum state {
	IDLE,
	GATHERING,    /* out holds frames for the log */
	COMMITTED,    /* the commit mark is in the log; what follows it is written at once */
	COPYING,      /* a checkpoint has not written any page yet */
	COPYING_ALL,  /* out holds pages for the database */
	COPYING_SOME, /* pages are written at once */
	FAILED,       /* out holds what could not be written, because of error */
};

/* At file scope, as SQLite's system calls have no argument for it. */
static struct {
	enum state state;
	int error;
	bool commits;   /* whether the last frame in out has the commit mark */
	bool locked;    /* nobody else can write to the log, by lock_log() */
	struct run out; /* to be written */
	struct run in;  /* read ahead from the log */
	off_t read_to;  /* where the last read of the log ended */
} frames;

static off_t
end_of(const struct run *run)
{
	return run->start + (off_t)run->octets;
}

static bool
write_out(int fd)
{
	struct run *out = &frames.out;

	if (!io_write_all_at(fd, out->data, out->octets, (uint64_t)out->start)) {
		frames.state = FAILED;
		frames.error = errno;
		return false;
	}
	out->octets = 0;
	return true;
}

static ssize_t
fail(void)
{
	errno = frames.error;
	return -1;
}

static void
append(const void *data, size_t octets)
{
	memcpy(frames.out.data + frames.out.octets, data, octets);
	frames.out.octets += octets;
}

/* Makes room for octets at place in the file, after what is gathered or instead of it. */
static bool
make_room(int fd, off_t place, size_t octets)
{
	struct run *out = &frames.out;

	if (place == end_of(out) && octets <= ROOM_OCTETS - out->octets)
		return true;
	if (!write_out(fd))
		return false;
	out->start = place;
	return true;
}

static ssize_t
gather_header(int fd, const char *header, off_t place)
{
	static const char none[WAL_FRAME_COMMIT_OCTETS];

	if (!make_room(fd, place, WAL_FRAME_OCTETS))
		return -1;
	append(header, WAL_FRAME_HEADER_OCTETS);
	frames.commits = memcmp(header + WAL_FRAME_COMMIT, none, sizeof(none)) != 0;
	return WAL_FRAME_HEADER_OCTETS;
}

/* The header has made room for its page. */
static ssize_t
gather_page(int fd, const void *page)
{
	append(page, WAL_PAGE_OCTETS);
	if (frames.commits) {
		if (!write_out(fd))
			return -1;
		frames.state = COMMITTED;
	}
	return WAL_PAGE_OCTETS;
}

static ssize_t
gather_frame(int fd, const void *data, size_t octets, off_t place)
{
	if (octets == WAL_FRAME_HEADER_OCTETS)
		return gather_header(fd, data, place);
	if (octets == WAL_PAGE_OCTETS && frames.out.octets > 0 && place == end_of(&frames.out))
		return gather_page(fd, data);
	return write_out(fd) ? pwrite(fd, data, octets, place) : -1;
}

static ssize_t
write_to_log(int fd, const void *data, size_t octets, off_t place)
{
	frames.in.octets = 0;
	if (frames.state == GATHERING)
		return gather_frame(fd, data, octets, place);
	if (frames.state == FAILED)
		return fail();
	return pwrite(fd, data, octets, place);
}

/*
 * SQLite's own lock of those who write to the log: those who know nothing of our writer lock
 * take it too. SQLite holds it in some checkpoints itself, which the lock of a process does not
 * notice.
 */
static bool
lock_log(short type)
{
	struct flock lock = {
		.l_type = type,
		.l_whence = SEEK_SET,
		.l_start = WAL_INDEX_WRITE_LOCK,
		.l_len = 1,
	};

	return fcntl(opened_descriptor(OPENED_INDEX), F_SETLK, &lock) == 0;
}

/* Whether the checkpoint that has begun copies the whole log, and nobody can make it longer. */
static bool
copies_all(void)
{
	uint32_t index[WAL_INDEX_HEADER_WORDS];

	frames.locked = lock_log(F_WRLCK);
	return frames.locked &&
	       pread(opened_descriptor(OPENED_INDEX), index, sizeof(index), 0) ==
		       sizeof(index) &&
	       index[WAL_INDEX_COPYING] == index[WAL_INDEX_FRAMES];
}

static ssize_t
gather_copy(int fd, const void *page, size_t octets, off_t place)
{
	if (!make_room(fd, place, octets))
		return -1;
	append(page, octets);
	return (ssize_t)octets;
}

static ssize_t
write_to_database(int fd, const void *data, size_t octets, off_t place)
{
	if (frames.state == COPYING)
		frames.state = copies_all() ? COPYING_ALL : COPYING_SOME;
	if (frames.state == COPYING_ALL && octets == WAL_PAGE_OCTETS)
		return gather_copy(fd, data, octets, place);
	if (frames.state == FAILED)
		return fail();
	return pwrite(fd, data, octets, place);
}

/* SQLite calls this instead of pwrite(2). */
static ssize_t
write_somewhere(int fd, const void *data, size_t octets, off_t place)
{
	if (fd == opened_descriptor(OPENED_WAL))
		return write_to_log(fd, data, octets, place);
	if (fd == opened_descriptor(OPENED_DATABASE))
		return write_to_database(fd, data, octets, place);
	return pwrite(fd, data, octets, place);
}

/* SQLite calls this instead of ftruncate(2). */
static int
truncate_something(int fd, off_t octets)
{
	if (frames.state == COPYING_ALL && fd == opened_descriptor(OPENED_DATABASE)) {
		if (!write_out(fd))
			return -1;
		frames.state = COPYING_SOME;
	}
	return ftruncate(fd, octets);
}

/* Whether out is part of what is read. */
static bool
is_in_out(off_t place, size_t octets)
{
	return place < end_of(&frames.out) && place + (off_t)octets > frames.out.start;
}

/* Takes octets from what was read ahead, or reads so much more. */
static ssize_t
read_ahead(int fd, void *data, size_t octets, off_t place)
{
	struct run *in = &frames.in;

	if (place < in->start || place + (off_t)octets > end_of(in)) {
		ssize_t n = pread(fd, in->data, ROOM_OCTETS, place);

		in->start = place;
		in->octets = n < 0 ? 0 : (size_t)n;
		if (in->octets < octets)
			return pread(fd, data, octets, place);
	}
	memcpy(data, in->data + (place - in->start), octets);
	return (ssize_t)octets;
}

/* Whether SQLite is reading the log from its start to its end, while nobody writes to it. */
static bool
goes_through_log(size_t octets, off_t place)
{
	if (frames.state == IDLE)
		return octets == WAL_FRAME_OCTETS;
	return (frames.state == COPYING || frames.state == COPYING_ALL ||
		frames.state == COPYING_SOME) &&
	       place == frames.read_to + WAL_FRAME_HEADER_OCTETS;
}

static ssize_t
read_from_log(int fd, void *data, size_t octets, off_t place)
{
	bool goes_on = goes_through_log(octets, place);

	frames.read_to = place + (off_t)octets;
	if (goes_on)
		return read_ahead(fd, data, octets, place);
	frames.in.octets = 0;
	if (frames.state == GATHERING && is_in_out(place, octets) && !write_out(fd))
		return -1;
	if (frames.state == FAILED && is_in_out(place, octets))
		return fail();
	return pread(fd, data, octets, place);
}

/* SQLite calls this instead of pread(2). */
static ssize_t
read_somewhere(int fd, void *data, size_t octets, off_t place)
{
	if (fd == opened_descriptor(OPENED_WAL))
		return read_from_log(fd, data, octets, place);
	return pread(fd, data, octets, place);
}

bool
frames_watch(void)
{
	/* SQLite uses one of the two names of a call. */
	static const struct {
		const char *name;
		sqlite3_syscall_ptr call;
	} calls[] = {
		{"pwrite", (sqlite3_syscall_ptr)write_somewhere},
		{"pwrite64", (sqlite3_syscall_ptr)write_somewhere},
		{"pread", (sqlite3_syscall_ptr)read_somewhere},
		{"pread64", (sqlite3_syscall_ptr)read_somewhere},
		{"ftruncate", (sqlite3_syscall_ptr)truncate_something},
	};
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	bool watched = vfs != NULL;

	for (size_t i = 0; i < COUNT(calls) && watched; i++)
		watched = vfs->xSetSystemCall(vfs, calls[i].name, calls[i].call) == SQLITE_OK;
	frames_end();
	return watched;
}

static void
begin(enum state state)
{
	frames.state = state;
	frames.out.octets = 0;
	frames.in.octets = 0;
}

void
frames_gather(void)
{
	begin(GATHERING);
}

void
frames_copy(void)
{
	begin(COPYING);
}

void
frames_end(void)
{
	if (frames.locked)
		lock_log(F_UNLCK);
	frames.locked = false;
	begin(IDLE);
}
