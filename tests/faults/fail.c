/*
 * Preloaded into a program (LD_PRELOAD), makes one of its calls fail, or all from that one on.
 *
 * FAIL_KIND    which calls count: alloc, read, write, sync, open, lock, stat, size, map, poll,
 *              descriptor (the other calls that make one), fork, wait
 * FAIL_AT      the number of the call among those of its kind, from 1 on
 * FAIL_HOW     once, on (from that one on), or short, short-on: half of the octets are read or
 *              written, which callers have to put up with; kill: the process ends instead, by a
 *              trap, as the sandbox does not let it send itself a signal
 * FAIL_ERRNO   what the call fails with; calls that cannot fail like that choose the next thing
 * FAIL_REPORT  a file of 64-bit numbers: the calls of the kind, how many of them failed, and
 *              with FAIL_PATHS set for each call a number that stands for the way through the
 *              program that led to it; right at any time, even if the program is killed
 *
 * Only calls from one shared object to another can be seen, so the program must be linked
 * dynamically. Calls that the C library makes inside itself, such as the read(2) of stdio, pass
 * by; its allocations do not.
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <poll.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum kind {
	NONE,
	ALLOC,
	READ,
	WRITE,
	SYNC,
	OPEN,
	LOCK,
	STAT,
	SIZE,
	MAP,
	POLL,
	DESCRIPTOR,
	FORK,
	WAIT,
	KINDS
};

static const char *const kinds[KINDS] = {
	[NONE] = "none", [ALLOC] = "alloc", [READ] = "read", [WRITE] = "write",
	[SYNC] = "sync", [OPEN] = "open",   [LOCK] = "lock", [STAT] = "stat",
	[SIZE] = "size", [MAP] = "map",     [POLL] = "poll", [DESCRIPTOR] = "descriptor",
	[FORK] = "fork", [WAIT] = "wait",
};

enum { PATHS = 8192, DEPTH = 128 };

struct report {
	uint64_t calls;
	uint64_t failed;
	uint64_t paths[PATHS];
};

/* NONE until start() has run: what happens before main() is not the program's doing. */
static enum kind kind;
static uint64_t at;
static bool from_then_on;
static bool halve;
static bool kills;
static int error;
static struct report *report;

/* The program's own code, apart from its libraries; 0 if paths are not wanted. */
static uintptr_t program_start;
static uintptr_t program_end;

/* Puts the address of the next function of that name, usually libc's, into *function. */
static void
find(const char *name, void *function)
{
	void *found = dlsym(RTLD_NEXT, name);

	if (!found)
		abort();
	memcpy(function, &found, sizeof(found));
}

#define NEXT(name)                                                                             \
	static __typeof__(name) *next;                                                         \
	if (!next)                                                                             \
	find(#name, &next)

/* The return addresses in the program itself, from the load address on, in one number. */
static uint64_t
path_to_here(void)
{
	void *frames[DEPTH];
	int depth = backtrace(frames, DEPTH);
	uint64_t path = 14695981039346656037U; /* FNV-1a */

	for (int i = 0; i < depth; i++) {
		uintptr_t address = (uintptr_t)frames[i];

		if (address >= program_start && address < program_end)
			path = (path ^ (address - program_start)) * 1099511628211U;
	}
	return path;
}

static int
note_program(struct dl_phdr_info *info, size_t octets, void *data)
{
	(void)octets;
	(void)data;
	program_start = info->dlpi_addr;
	program_end = info->dlpi_addr;
	for (unsigned i = 0; i < info->dlpi_phnum; i++)
		if (info->dlpi_phdr[i].p_type == PT_LOAD)
			program_end = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr +
				      info->dlpi_phdr[i].p_memsz;
	return 1; /* the program is the first object, and no other is wanted */
}

static bool
is_hit(enum kind of)
{
	bool hit;

	if (kind != of)
		return false;
	if (program_end > 0 && report->calls < PATHS) {
		kind = NONE; /* what backtrace() does is not counted */
		report->paths[report->calls] = path_to_here();
		kind = of;
	}
	report->calls++;
	hit = report->calls == at || (from_then_on && report->calls > at);
	report->failed += hit;
	if (hit && kills)
		__builtin_trap();
	return hit;
}

/* Whether this call is to fail; errno is set then. */
static bool
fails(enum kind of)
{
	bool hit = is_hit(of);

	if (hit)
		errno = error;
	return hit;
}

/* For reads and writes: whether this call is to fail. Or else *octets is what it may move. */
static bool
fails_moving(enum kind of, size_t *octets, bool on_socket)
{
	if (!is_hit(of))
		return false;
	if (halve) {
		if (*octets > 1)
			*octets /= 2;
		return false;
	}
	errno = on_socket && error != EINTR ? ECONNRESET : error;
	return true;
}

/* The file is opened by system calls, so that nothing of it is counted. */
static struct report *
open_report(const char *path)
{
	int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
	/* The system call returns an address, which its wrapper declares as a long. */
	long address = syscall(SYS_mmap, NULL, sizeof(struct report), PROT_READ | PROT_WRITE,
			       MAP_SHARED, fd, 0);
	struct report *shared;

	if (fd < 0 || address == -1)
		abort();
	syscall(SYS_close, fd);
	memcpy(&shared, &address, sizeof(shared));
	return shared;
}

__attribute__((constructor)) static void
start(void)
{
	const char *wanted = getenv("FAIL_KIND");
	const char *how = getenv("FAIL_HOW");

	if (!wanted || !how)
		return;
	at = strtoull(getenv("FAIL_AT"), NULL, 10);
	error = atoi(getenv("FAIL_ERRNO"));
	halve = strncmp(how, "short", 5) == 0;
	kills = strcmp(how, "kill") == 0;
	from_then_on = strcmp(how, "on") == 0 || strcmp(how, "short-on") == 0;
	report = open_report(getenv("FAIL_REPORT"));
	if (getenv("FAIL_PATHS")) {
		dl_iterate_phdr(note_program, NULL);
		path_to_here(); /* loads a library, which the program's sandbox would not allow
				 */
	}
	for (unsigned i = NONE; i < KINDS; i++)
		if (strcmp(wanted, kinds[i]) == 0)
			kind = (enum kind)i;
}

/* For a process that goes on when the test is over (tests/coverage/counters.c). */
void fail_no_more(void);

void
fail_no_more(void)
{
	kind = NONE;
}

/* --- memory --- */

void *
malloc(size_t octets)
{
	NEXT(malloc);
	return fails(ALLOC) ? NULL : next(octets);
}

void *
calloc(size_t count, size_t octets)
{
	NEXT(calloc);
	return fails(ALLOC) ? NULL : next(count, octets);
}

void *
realloc(void *old, size_t octets)
{
	NEXT(realloc);
	return fails(ALLOC) ? NULL : next(old, octets);
}

void *
mmap(void *address, size_t octets, int protection, int flags, int fd, off_t offset)
{
	NEXT(mmap);
	return fails(MAP) ? MAP_FAILED : next(address, octets, protection, flags, fd, offset);
}

void *
mmap64(void *address, size_t octets, int protection, int flags, int fd, off64_t offset)
{
	NEXT(mmap64);
	return fails(MAP) ? MAP_FAILED : next(address, octets, protection, flags, fd, offset);
}

/* --- reading and writing --- */

ssize_t
read(int fd, void *data, size_t octets)
{
	NEXT(read);
	return fails_moving(READ, &octets, false) ? -1 : next(fd, data, octets);
}

ssize_t
pread(int fd, void *data, size_t octets, off_t offset)
{
	NEXT(pread);
	return fails_moving(READ, &octets, false) ? -1 : next(fd, data, octets, offset);
}

ssize_t
pread64(int fd, void *data, size_t octets, off64_t offset)
{
	NEXT(pread64);
	return fails_moving(READ, &octets, false) ? -1 : next(fd, data, octets, offset);
}

ssize_t
recv(int fd, void *data, size_t octets, int flags)
{
	NEXT(recv);
	return fails_moving(READ, &octets, true) ? -1 : next(fd, data, octets, flags);
}

ssize_t
write(int fd, const void *data, size_t octets)
{
	NEXT(write);
	return fails_moving(WRITE, &octets, false) ? -1 : next(fd, data, octets);
}

ssize_t
pwrite(int fd, const void *data, size_t octets, off_t offset)
{
	NEXT(pwrite);
	return fails_moving(WRITE, &octets, false) ? -1 : next(fd, data, octets, offset);
}

ssize_t
pwrite64(int fd, const void *data, size_t octets, off64_t offset)
{
	NEXT(pwrite64);
	return fails_moving(WRITE, &octets, false) ? -1 : next(fd, data, octets, offset);
}

ssize_t
send(int fd, const void *data, size_t octets, int flags)
{
	NEXT(send);
	return fails_moving(WRITE, &octets, true) ? -1 : next(fd, data, octets, flags);
}

int
poll(struct pollfd *fds, nfds_t count, int timeout)
{
	NEXT(poll);
	return fails(POLL) ? -1 : next(fds, count, timeout);
}

/* --- files --- */

int
fsync(int fd)
{
	NEXT(fsync);
	return fails(SYNC) ? -1 : next(fd);
}

int
fdatasync(int fd)
{
	NEXT(fdatasync);
	return fails(SYNC) ? -1 : next(fd);
}

int
ftruncate(int fd, off_t octets)
{
	NEXT(ftruncate);
	return fails(SIZE) ? -1 : next(fd, octets);
}

int
ftruncate64(int fd, off64_t octets)
{
	NEXT(ftruncate64);
	return fails(SIZE) ? -1 : next(fd, octets);
}

/* Returns its error, and leaves errno alone. */
int
posix_fallocate(int fd, off_t offset, off_t octets)
{
	NEXT(posix_fallocate);
	return is_hit(SIZE) ? error : next(fd, offset, octets);
}

int
fallocate(int fd, int mode, off_t offset, off_t octets)
{
	NEXT(fallocate);
	return fails(SIZE) ? -1 : next(fd, mode, offset, octets);
}

static bool
takes_mode(int flags)
{
	return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE;
}

#define OPEN_MODE(flags, mode)                                                                 \
	do {                                                                                   \
		va_list arguments;                                                             \
                                                                                               \
		va_start(arguments, flags);                                                    \
		if (takes_mode(flags))                                                         \
			(mode) = va_arg(arguments, mode_t);                                    \
		va_end(arguments);                                                             \
	} while (0)

int
open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	NEXT(open);

	OPEN_MODE(flags, mode);
	return fails(OPEN) ? -1 : next(path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
	mode_t mode = 0;
	NEXT(open64);

	OPEN_MODE(flags, mode);
	return fails(OPEN) ? -1 : next(path, flags, mode);
}

int
openat(int directory, const char *path, int flags, ...)
{
	mode_t mode = 0;
	NEXT(openat);

	OPEN_MODE(flags, mode);
	return fails(OPEN) ? -1 : next(directory, path, flags, mode);
}

FILE *
fopen(const char *path, const char *mode)
{
	NEXT(fopen);
	return fails(OPEN) ? NULL : next(path, mode);
}

FILE *
fopen64(const char *path, const char *mode)
{
	NEXT(fopen64);
	return fails(OPEN) ? NULL : next(path, mode);
}

/* Whether a call of fcntl(2) is to fail. Letting go of a lock does not, nor does the rest. */
static bool
lock_fails(int command, const void *argument)
{
	bool tries = command == F_SETLK || command == F_OFD_SETLK;
	bool waits = command == F_SETLKW || command == F_OFD_SETLKW;
	struct flock lock;

	if (!tries && !waits)
		return false;
	memcpy(&lock, argument, sizeof(lock));
	if (lock.l_type == F_UNLCK || !fails(LOCK))
		return false;
	/* Who waits for a lock does not hear that it is taken. */
	if (waits && errno == EAGAIN)
		errno = EDEADLK;
	return true;
}

#define FCNTL_ARGUMENT(command, argument)                                                      \
	do {                                                                                   \
		va_list arguments;                                                             \
                                                                                               \
		va_start(arguments, command);                                                  \
		(argument) = va_arg(arguments, void *);                                        \
		va_end(arguments);                                                             \
	} while (0)

int
fcntl(int fd, int command, ...)
{
	void *argument;
	NEXT(fcntl);

	FCNTL_ARGUMENT(command, argument);
	return lock_fails(command, argument) ? -1 : next(fd, command, argument);
}

int
fcntl64(int fd, int command, ...)
{
	void *argument;
	NEXT(fcntl64);

	FCNTL_ARGUMENT(command, argument);
	return lock_fails(command, argument) ? -1 : next(fd, command, argument);
}

int
stat(const char *path, struct stat *status)
{
	NEXT(stat);
	return fails(STAT) ? -1 : next(path, status);
}

int
stat64(const char *path, struct stat64 *status)
{
	NEXT(stat64);
	return fails(STAT) ? -1 : next(path, status);
}

int
lstat64(const char *path, struct stat64 *status)
{
	NEXT(lstat64);
	return fails(STAT) ? -1 : next(path, status);
}

int
fstat(int fd, struct stat *status)
{
	NEXT(fstat);
	return fails(STAT) ? -1 : next(fd, status);
}

int
fstat64(int fd, struct stat64 *status)
{
	NEXT(fstat64);
	return fails(STAT) ? -1 : next(fd, status);
}

int
statvfs(const char *path, struct statvfs *status)
{
	NEXT(statvfs);
	return fails(STAT) ? -1 : next(path, status);
}

int
access(const char *path, int mode)
{
	NEXT(access);
	return fails(STAT) ? -1 : next(path, mode);
}

/* --- descriptors that are no files, and processes --- */

int
pipe2(int ends[2], int flags)
{
	NEXT(pipe2);
	return fails(DESCRIPTOR) ? -1 : next(ends, flags);
}

int
socketpair(int family, int type, int protocol, int ends[2])
{
	NEXT(socketpair);
	return fails(DESCRIPTOR) ? -1 : next(family, type, protocol, ends);
}

int
dup2(int fd, int other)
{
	NEXT(dup2);
	return fails(DESCRIPTOR) ? -1 : next(fd, other);
}

int
dup3(int fd, int other, int flags)
{
	NEXT(dup3);
	return fails(DESCRIPTOR) ? -1 : next(fd, other, flags);
}

int
pidfd_open(pid_t pid, unsigned flags)
{
	NEXT(pidfd_open);
	return fails(DESCRIPTOR) ? -1 : next(pid, flags);
}

pid_t
fork(void)
{
	NEXT(fork);
	return fails(FORK) ? -1 : next();
}

/* Returns its error, and leaves errno alone. */
int
posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
	    const posix_spawnattr_t *attributes, char *const arguments[],
	    char *const environment[])
{
	NEXT(posix_spawn);
	return is_hit(FORK) ? error
			    : next(pid, path, actions, attributes, arguments, environment);
}

pid_t
waitpid(pid_t pid, int *status, int options)
{
	NEXT(waitpid);
	return fails(WAIT) ? -1 : next(pid, status, options);
}
