/*
 * The filter is a classic BPF program: a list of comparisons with the number of the call. When
 * it is installed, the kernel finds out which calls it always allows, and does not run it for
 * these. Call numbers differ between architectures, and a kernel may support more than one (32
 * bit calls, for example). Calls of another architecture than ours are all refused.
 *
 * To allow another call, add a line to the list, below the part that makes the call. The tests
 * use SECCOMP_KILL: if a call is missing from the list, SIGSYS ends the session.
 */
#include "common/process/seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/base/array.h"

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__) && defined(__AARCH64EL__)
#define MACHINE AUDIT_ARCH_AARCH64
#endif

#if defined(MACHINE) && !defined(__SANITIZE_ADDRESS__)

/* The instructions of the program. Jumps count the instructions that they skip. */
#define LOAD(at) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (at))
#define RETURN(what) BPF_STMT(BPF_RET | BPF_K, (what))
#define IF_EQUAL(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (yes), (no))
#define IF_ABOVE(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, (value), (yes), (no))
#define IF_ANY_BIT(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (value), (yes), (no))

#define CALL offsetof(struct seccomp_data, nr)
#define ARGUMENT(n)                                                                            \
	(offsetof(struct seccomp_data, args) + (n) * sizeof(uint64_t)) /* low half */

#define ARGUMENT_HIGH(n) (ARGUMENT(n) + sizeof(uint32_t))

/* Placeholders, which install() replaces. Nothing else in the list has these values. */
#define REFUSED SECCOMP_RET_USER_NOTIF /* the action for calls that are refused */
#define ADDRESS_LOW 0xFFFF0001U        /* the halves of the address for connect(2) */
#define ADDRESS_HIGH 0xFFFF0002U

/* Allows this call. */
#define PASS(name) IF_EQUAL(SYS_##name, 0, 1), RETURN(SECCOMP_RET_ALLOW)

/* Allows this call if argument n, an int, has none of bits. */
#define PASS_WITHOUT(name, n, bits)                                                            \
	IF_EQUAL(SYS_##name, 0, 4), LOAD(ARGUMENT(n)), IF_ANY_BIT((bits), 0, 1),               \
		RETURN(REFUSED), RETURN(SECCOMP_RET_ALLOW)

/* With these bits in its mode, a file could be run by others with our user and group. */
#define SET_ID (S_ISUID | S_ISGID)

/* fcntl(2): descriptor flags and locks, but not signals, leases or pipe sizes. */
#define PASS_FCNTL                                                                             \
	IF_EQUAL(SYS_fcntl, 0, 6), LOAD(ARGUMENT(1)), IF_ABOVE(F_SETLKW, 0, 2),                \
		IF_ABOVE(F_OFD_SETLKW, 2, 0), IF_ABOVE(F_OFD_GETLK - 1, 0, 1),                 \
		RETURN(SECCOMP_RET_ALLOW), RETURN(REFUSED)

/* Allows this call for this socket option. */
#define PASS_OPTION(name, level, option)                                                       \
	IF_EQUAL(SYS_##name, 0, 6), LOAD(ARGUMENT(1)), IF_EQUAL((level), 0, 3),                \
		LOAD(ARGUMENT(2)), IF_EQUAL((option), 0, 1), RETURN(SECCOMP_RET_ALLOW),        \
		LOAD(CALL)

/* Allows connect(2) with the one address, by its place in memory. */
#define PASS_CONNECT                                                                           \
	IF_EQUAL(SYS_connect, 0, 6), LOAD(ARGUMENT(1)), IF_EQUAL(ADDRESS_LOW, 0, 3),           \
		LOAD(ARGUMENT_HIGH(1)), IF_EQUAL(ADDRESS_HIGH, 0, 1),                          \
		RETURN(SECCOMP_RET_ALLOW), RETURN(REFUSED)

static const struct sock_filter list[] = {
	LOAD(offsetof(struct seccomp_data, arch)),
	IF_EQUAL(MACHINE, 1, 0),
	RETURN(REFUSED),
	LOAD(CALL),

	/* conn: the peer */
	PASS(read),
	PASS(write),
	PASS(recvfrom),
	/* conn and log. With an address the log's socket could send to any other socket. */
	PASS_WITHOUT(sendto, 5, ~0U),
	PASS_CONNECT, /* log: the system log has restarted */
	PASS(shutdown),
	PASS(ppoll),
#ifdef SYS_poll
	PASS(poll),
#endif
	/* tcp */
	PASS_OPTION(setsockopt, IPPROTO_TCP, TCP_NODELAY),
	PASS_OPTION(setsockopt, IPPROTO_TCP, TCP_KEEPIDLE),
	PASS_OPTION(setsockopt, IPPROTO_TCP, TCP_KEEPINTVL),
	PASS_OPTION(setsockopt, IPPROTO_TCP, TCP_KEEPCNT),
	PASS_OPTION(setsockopt, SOL_SOCKET, SO_KEEPALIVE),
	PASS_OPTION(getsockopt, IPPROTO_TCP, TCP_INFO),
	/* tls: UCSPI-TLS */
	PASS(dup3),
#ifdef SYS_dup2
	PASS(dup2),
#endif
	PASS(wait4), /* helper */

	/* store, SQLite, lock, disk, spool: files */
	PASS_WITHOUT(openat, 3, SET_ID),
	PASS(close),
	PASS(pread64),
	PASS(pwrite64),
	PASS(lseek),
	PASS(fsync),
	PASS(fdatasync),
	PASS(ftruncate),
	PASS(fallocate),
	PASS_WITHOUT(fchmod, 1, SET_ID),
	PASS(fchown), /* as root only: the write-ahead log belongs to the database's owner */
	PASS(geteuid),
	PASS(fstat),
	PASS(newfstatat),
	PASS(statfs),
	PASS(readlinkat),
	PASS(faccessat),
	PASS(unlinkat),
	PASS(getcwd), /* for a relative path */
#ifdef SYS_open
	PASS_WITHOUT(open, 2, SET_ID),
	PASS(stat),
	PASS(lstat),
	PASS(readlink),
	PASS(access),
	PASS(unlink),
#endif
	PASS_FCNTL,

	/* lock, log, and SQLite when it is busy: time */
	PASS(setitimer),
	PASS(rt_sigaction),
	PASS(rt_sigreturn),
	PASS(restart_syscall),
	PASS(nanosleep),
	PASS(clock_nanosleep),
	/* These need no system call if the machine's clock is good enough (vdso(7)). */
	PASS(clock_gettime),
	PASS(gettimeofday),
#ifdef SYS_time
	PASS(time),
#endif

	/* memory, malloc(3), crypt(3). No memory can be made executable. */
	PASS(brk),
	PASS(munmap),
	PASS(mremap),
	PASS(madvise),
	PASS_WITHOUT(mmap, 2, PROT_EXEC),
	PASS_WITHOUT(mprotect, 2, PROT_EXEC),

	PASS(getrandom),         /* password */
	PASS(sched_getaffinity), /* store: how many passwords to hash at a time */
	PASS(getpid),            /* SQLite's random numbers, log */
	PASS(exit_group),

	RETURN(REFUSED),
};

enum { STEPS = COUNT(list) };

static uint32_t
replace(uint32_t k, uint32_t refused, uint64_t address)
{
	switch (k) {
	case REFUSED:
		return refused;
	case ADDRESS_LOW:
		return (uint32_t)address;
	case ADDRESS_HIGH:
		return (uint32_t)(address >> 32);
	default:
		return k;
	}
}

static long
install(uint32_t refused, unsigned flags, const void *address)
{
	struct sock_filter filter[STEPS];
	const struct sock_fprog program = {.len = STEPS, .filter = filter};

	for (size_t i = 0; i < STEPS; i++) {
		filter[i] = list[i];
		filter[i].k = replace(filter[i].k, refused, (uintptr_t)address);
	}
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

enum seccomp_result
seccomp_enter(enum seccomp_refusal refusal, const void *address)
{
	bool kill = refusal == SECCOMP_KILL;

	if (install(kill ? SECCOMP_RET_KILL_PROCESS : SECCOMP_RET_ERRNO | EPERM,
		    kill ? SECCOMP_FILTER_FLAG_LOG : 0, address) == 0)
		return SECCOMP_ENTERED;
	/* A kernel without filters does not know this call, or these arguments. */
	return errno == ENOSYS || errno == EINVAL ? SECCOMP_ABSENT : SECCOMP_FAILED;
}

#else

enum seccomp_result
seccomp_enter(enum seccomp_refusal refusal, const void *address)
{
	(void)refusal;
	(void)address;
#ifdef __SANITIZE_ADDRESS__
	return SECCOMP_LEFT_OUT;
#else
	return SECCOMP_ABSENT;
#endif
}

#endif
