/*
 * Linked into the programs and unit tests of `make coverage`, in place of what gcov(1) does at
 * the end of a process. That would miss processes that a signal ends, that leave by _exit(2) or
 * exec(3), or that may open no file any more; and its own files would be among those whose
 * opening a test makes fail.
 *
 * Before main() the counters are moved into memory that is shared with a process of its own,
 * which does nothing but wait until this one has ended, however it ends, and then adds the
 * counters to the files. All children that a test program forks count there too.
 *
 * The script cc beside this file has put the counters of the measured objects into a section of
 * their own; nothing else is shared.
 */
#include <dlfcn.h>
#include <gcov.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE_OCTETS = 4096 };

/* The linker's names for where the section begins and ends. */
extern char __start_counters[];
extern char __stop_counters[];

/* Aligned, so that what the linker puts behind the counters is not in their last page. */
static char tail[PAGE_OCTETS]
	__attribute__((section("counters,\"aw\",@nobits#"), used, aligned(PAGE_OCTETS)));

/* Stands for what gcov does at exit (ld(1), --wrap). */
void __wrap___gcov_exit(void);

void
__wrap___gcov_exit(void)
{
}

/* No call of libc's is used that a test may have replaced by one that fails. */
static void
share_counters(void)
{
	size_t octets = (size_t)(__stop_counters - __start_counters);

	if (syscall(SYS_mmap, __start_counters, octets, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != (long)__start_counters)
		abort();
}

/* tests/faults/fail.c, if it stands in front of libc, lets all calls pass from now on. */
static void
stop_faults(void)
{
	void (*stop)(void);
	void *found = dlsym(RTLD_DEFAULT, "fail_no_more");

	memcpy(&stop, &found, sizeof(stop));
	if (found)
		stop();
}

/* The watcher keeps no descriptor of the program's: not the connection, not a pipe of a test's.
 */
static void
close_all_but(int fd)
{
	close_range(0, (unsigned)fd - 1, 0);
	close_range((unsigned)fd + 1, ~0U, 0);
}

static void
watch(int process)
{
	struct pollfd ended = {.fd = process, .events = POLLIN};

	setsid();
	while (poll(&ended, 1, -1) != 1)
		continue;
	__gcov_dump();
	_exit(0);
}

/* Forks twice, so that the program has no child that it does not know of. */
__attribute__((constructor)) static void
start_watcher(void)
{
	int self = (int)syscall(SYS_pidfd_open, getpid(), 0);
	siginfo_t ended;
	pid_t child;

	if (self < 0)
		abort();
	share_counters();
	child = _Fork();
	if (child == 0) {
		stop_faults();
		if (_Fork() == 0) {
			if (self > 0)
				close_all_but(self);
			watch(self);
		}
		_exit(0);
	}
	if (child < 0 || waitid(P_PID, (id_t)child, &ended, WEXITED) < 0 ||
	    ended.si_status != 0)
		abort();
	close(self);
}
