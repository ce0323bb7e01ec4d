/*
 * For LD_PRELOAD: writes down, in one log for all processes, whatever a program does to the
 * files in one directory, and what it says on standard output. test_power.py reads the log, and
 * finds out there if something was done to the files in a way that is not known here.
 *
 * RECORD_LOG is the log. RECORD_DIRECTORY is the directory: an absolute path, without symbolic
 * links, as the program names files by it. RECORD_SYNC_US is how long a sync lasts at most, in
 * microseconds, besides what the disk takes.
 *
 * An operation and its record are one step for the other processes, so that the order of the
 * log is the order of what happened. Only syncs take time, as on a real disk: a record of their
 * begin, one of their end, and records of other processes between them.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* test_power.py has the same list. */
enum kind {
	START,      /* of a process */
	CREATE,     /* payload: the name */
	TEMPORARY,  /* a file without a name */
	WRITE,      /* at offset; payload: the data */
	TRUNCATE,   /* to offset */
	ALLOCATE,   /* up to offset */
	SYNC_BEGIN, /* of a file or the directory */
	SYNC_END,   /* the one that this process has begun, which went well */
	UNLINK,     /* payload: the name */
	RENAME,     /* payload: the old name, a NUL, the new one */
	REPLY,      /* payload: what was said on standard output */
	UNKNOWN,    /* payload: a call that changes files and whose effects are not recorded */
};

struct record {
	uint32_t octets; /* of the payload, which follows */
	uint32_t kind;
	uint64_t pid;
	uint64_t inode;
	uint64_t offset;
};

enum {
	FILES = 1024, /* descriptors that are told apart; neither program has more than a few */
	LOG_FILE = 900, /* out of the way of descriptors that the program gets */
};

static char directory[PATH_MAX];
static size_t directory_octets;
static unsigned sync_us;
static bool recording;

/* The inode behind each descriptor, if it is one of the directory's files or the directory. */
static uint64_t inodes[FILES];

static _Noreturn void
give_up(const char *why)
{
	dprintf(STDERR_FILENO, "record: %s: %s\n", why, strerror(errno));
	_exit(99);
}

/* Between hold() and release(). The calls are those that the program's sandbox allows. */
static void
append(enum kind kind, uint64_t inode, int64_t offset, const void *payload, size_t octets)
{
	struct record record = {
		.octets = (uint32_t)octets,
		.kind = kind,
		.pid = (uint64_t)getpid(),
		.inode = inode,
		.offset = (uint64_t)offset,
	};

	if (syscall(SYS_write, LOG_FILE, &record, sizeof(record)) != sizeof(record) ||
	    syscall(SYS_write, LOG_FILE, payload, octets) != (long)octets)
		give_up("the log could not be written");
}

static bool
lock_log(short type)
{
	struct flock all = {.l_type = type, .l_whence = SEEK_SET};

	return syscall(SYS_fcntl, LOG_FILE, F_OFD_SETLKW, &all) == 0;
}

/* Keeps other processes from doing anything, until release(). Ends with the process, too. */
static void
hold(void)
{
	while (!lock_log(F_WRLCK))
		if (errno != EINTR)
			give_up("the log could not be locked");
}

static void
release(void)
{
	int error = errno;

	lock_log(F_UNLCK);
	errno = error;
}

static void __attribute__((constructor)) start(void)
{
	const char *log = getenv("RECORD_LOG");
	const char *path = getenv("RECORD_DIRECTORY");
	const char *delay = getenv("RECORD_SYNC_US");
	int file;

	if (!log || !path)
		return;
	snprintf(directory, sizeof(directory), "%s", path);
	directory_octets = strlen(directory);
	sync_us = delay ? (unsigned)strtoul(delay, NULL, 10) : 0;
	file = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CLOEXEC);
	if (file < 0 || dup3(file, LOG_FILE, O_CLOEXEC) < 0)
		give_up("the log could not be opened");
	close(file);
	recording = true;
	hold();
	append(START, 0, 0, NULL, 0);
	release();
}

/* What a path calls a file of the directory; "" is the directory, NULL is somewhere else. */
static const char *
name_of(const char *path)
{
	if (!recording || strncmp(path, directory, directory_octets) != 0)
		return NULL;
	if (path[directory_octets] == '\0')
		return "";
	if (path[directory_octets] != '/' || strchr(path + directory_octets + 1, '/'))
		return NULL;
	return path + directory_octets + 1;
}

/* What SQLite keeps there is worth nothing after a crash, and nothing is ever taken for
 * granted. */
static bool
is_shared_memory(const char *name)
{
	size_t octets = strlen(name);

	return octets >= 4 && strcmp(name + octets - 4, "-shm") == 0;
}

static uint64_t
inode_of(int file)
{
	return recording && file >= 0 && file < FILES ? inodes[file] : 0;
}

static uint64_t
look_up_inode(int file)
{
	struct stat status;

	if (file >= FILES || fstat(file, &status) < 0)
		give_up("a file of the directory is out of reach");
	return (uint64_t)status.st_ino;
}

static int
do_open(int at, const char *path, int flags, mode_t mode)
{
	const char *name = name_of(path);
	bool temporary = (flags & O_TMPFILE) == O_TMPFILE;
	bool was_there;
	int file;

	if (!name || is_shared_memory(name))
		return (int)syscall(SYS_openat, at, path, flags, mode);
	hold();
	was_there = access(path, F_OK) == 0;
	file = (int)syscall(SYS_openat, at, path, flags, mode);
	if (file >= 0) {
		inodes[file] = look_up_inode(file);
		if (temporary)
			append(TEMPORARY, inodes[file], 0, NULL, 0);
		else if (!was_there)
			append(CREATE, inodes[file], 0, name, strlen(name));
		else if (flags & O_TRUNC)
			append(TRUNCATE, inodes[file], 0, NULL, 0);
	}
	release();
	return file;
}

#define OPEN_WITH_MODE(at)                                                                     \
	mode_t mode = 0;                                                                       \
	va_list arguments;                                                                     \
	va_start(arguments, flags);                                                            \
	if (flags & (O_CREAT | O_TMPFILE))                                                     \
		mode = va_arg(arguments, mode_t);                                              \
	va_end(arguments);                                                                     \
	return do_open(at, path, flags, mode)

int
open(const char *path, int flags, ...)
{
	OPEN_WITH_MODE(AT_FDCWD);
}

int
open64(const char *path, int flags, ...)
{
	OPEN_WITH_MODE(AT_FDCWD);
}

int
openat(int at, const char *path, int flags, ...)
{
	OPEN_WITH_MODE(at);
}

int
openat64(int at, const char *path, int flags, ...)
{
	OPEN_WITH_MODE(at);
}

/* All but the log of this. */
int
close_range(unsigned first, unsigned last, int flags)
{
	if (recording && first <= LOG_FILE && last >= LOG_FILE) {
		if (first < LOG_FILE)
			syscall(SYS_close_range, first, LOG_FILE - 1, flags);
		first = LOG_FILE + 1;
	}
	return (int)syscall(SYS_close_range, first, last, flags);
}

int
close(int file)
{
	if (inode_of(file) != 0)
		inodes[file] = 0;
	return (int)syscall(SYS_close, file);
}

static ssize_t
do_pwrite(int file, const void *data, size_t octets, off_t offset)
{
	ssize_t n;

	if (inode_of(file) == 0)
		return syscall(SYS_pwrite64, file, data, octets, offset);
	hold();
	n = syscall(SYS_pwrite64, file, data, octets, offset);
	if (n > 0)
		append(WRITE, inodes[file], offset, data, (size_t)n);
	release();
	return n;
}

ssize_t
pwrite(int file, const void *data, size_t octets, off_t offset)
{
	return do_pwrite(file, data, octets, offset);
}

ssize_t
pwrite64(int file, const void *data, size_t octets, off64_t offset)
{
	return do_pwrite(file, data, octets, offset);
}

ssize_t
write(int file, const void *data, size_t octets)
{
	ssize_t n;

	if (!recording || (inode_of(file) == 0 && file != STDOUT_FILENO))
		return syscall(SYS_write, file, data, octets);
	hold();
	n = syscall(SYS_write, file, data, octets);
	if (n > 0 && file == STDOUT_FILENO)
		append(REPLY, 0, 0, data, (size_t)n);
	else if (n > 0)
		append(WRITE, inodes[file], lseek(file, 0, SEEK_CUR) - n, data, (size_t)n);
	release();
	return n;
}

ssize_t
send(int file, const void *data, size_t octets, int flags)
{
	ssize_t n;

	if (!recording || file != STDOUT_FILENO)
		return syscall(SYS_sendto, file, data, octets, flags, NULL, 0);
	hold();
	n = syscall(SYS_sendto, file, data, octets, flags, NULL, 0);
	if (n > 0)
		append(REPLY, 0, 0, data, (size_t)n);
	release();
	return n;
}

static int
do_ftruncate(int file, off_t octets)
{
	int result;

	if (inode_of(file) == 0)
		return (int)syscall(SYS_ftruncate, file, octets);
	hold();
	result = (int)syscall(SYS_ftruncate, file, octets);
	if (result == 0)
		append(TRUNCATE, inodes[file], octets, NULL, 0);
	release();
	return result;
}

int
ftruncate(int file, off_t octets)
{
	return do_ftruncate(file, octets);
}

int
ftruncate64(int file, off64_t octets)
{
	return do_ftruncate(file, octets);
}

static int
do_fallocate(int file, int mode, off_t offset, off_t octets)
{
	int result;

	if (inode_of(file) == 0)
		return (int)syscall(SYS_fallocate, file, mode, offset, octets);
	hold();
	result = (int)syscall(SYS_fallocate, file, mode, offset, octets);
	if (result == 0 && mode == 0)
		append(ALLOCATE, inodes[file], offset + octets, NULL, 0);
	else if (result == 0 && mode != FALLOC_FL_KEEP_SIZE)
		append(UNKNOWN, inodes[file], 0, "fallocate", strlen("fallocate"));
	release();
	return result;
}

int
fallocate(int file, int mode, off_t offset, off_t octets)
{
	return do_fallocate(file, mode, offset, octets);
}

int
fallocate64(int file, int mode, off64_t offset, off64_t octets)
{
	return do_fallocate(file, mode, offset, octets);
}

int
posix_fallocate(int file, off_t offset, off_t octets)
{
	return do_fallocate(file, 0, offset, octets) == 0 ? 0 : errno;
}

int
posix_fallocate64(int file, off64_t offset, off64_t octets)
{
	return do_fallocate(file, 0, offset, octets) == 0 ? 0 : errno;
}

/* A different time for each sync, so that processes meet in ever new ways. */
static void
take_time(void)
{
	static uint32_t state;

	if (sync_us == 0)
		return;
	if (state == 0)
		state = (uint32_t)getpid();
	state = state * 1664525 + 1013904223;
	usleep((state >> 8) % sync_us);
}

static int
do_sync(long call, int file)
{
	int result;

	if (inode_of(file) == 0)
		return (int)syscall(call, file);
	hold();
	append(SYNC_BEGIN, inodes[file], 0, NULL, 0);
	release();
	take_time();
	result = (int)syscall(call, file);
	if (result == 0) {
		hold();
		append(SYNC_END, inodes[file], 0, NULL, 0);
		release();
	}
	return result;
}

int
fsync(int file)
{
	return do_sync(SYS_fsync, file);
}

int
fdatasync(int file)
{
	return do_sync(SYS_fdatasync, file);
}

int
unlink(const char *path)
{
	const char *name = name_of(path);
	int result;

	if (!name || is_shared_memory(name))
		return (int)syscall(SYS_unlink, path);
	hold();
	result = (int)syscall(SYS_unlink, path);
	if (result == 0)
		append(UNLINK, 0, 0, name, strlen(name));
	release();
	return result;
}

int
rename(const char *old, const char *new)
{
	const char *old_name = name_of(old);
	const char *new_name = name_of(new);
	char names[2 * PATH_MAX];
	int result;

	if (!old_name && !new_name)
		return (int)syscall(SYS_rename, old, new);
	hold();
	result = (int)syscall(SYS_rename, old, new);
	if (result == 0 && old_name && new_name) {
		int octets = snprintf(names, sizeof(names), "%s%c%s", old_name, '\0', new_name);

		append(RENAME, 0, 0, names, (size_t)octets);
	} else if (result == 0) {
		append(UNKNOWN, 0, 0, "rename", strlen("rename"));
	}
	release();
	return result;
}

/* What is written to a file through memory is seen by nobody. */
static void *
do_mmap(void *where, size_t octets, int protection, int flags, int file, off_t offset)
{
	if (inode_of(file) != 0 && (protection & PROT_WRITE) && !(flags & MAP_PRIVATE)) {
		hold();
		append(UNKNOWN, inodes[file], 0, "mmap", strlen("mmap"));
		release();
	}
	return (void *)syscall(SYS_mmap, where, octets, protection, flags, file, offset);
}

void *
mmap(void *where, size_t octets, int protection, int flags, int file, off_t offset)
{
	return do_mmap(where, octets, protection, flags, file, offset);
}

void *
mmap64(void *where, size_t octets, int protection, int flags, int file, off64_t offset)
{
	return do_mmap(where, octets, protection, flags, file, offset);
}
