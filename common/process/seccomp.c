/*
 * Call numbers differ between architectures, and a kernel may support more than one (32 bit
 * calls, for example). Calls of another architecture than ours are all refused.
 *
 * To allow another call, add a line to the rules of the kind of process that makes it, below
 * the part. The tests use SECCOMP_KILL: if a call is missing from the rules, SIGSYS ends the
 * process.
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
#include "common/process/filter.h"

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

/* Placeholders, which install() replaces. Nothing else in the program has these values. */
#define REFUSED SECCOMP_RET_USER_NOTIF /* the action for calls that are refused */
#define ADDRESS_LOW 0xFFFF0001U        /* the halves of the address for connect(2) */
#define ADDRESS_HIGH 0xFFFF0002U
#define BEFORE_SOCKETS 0xFFFF0003U /* the descriptor before those for connect(2) */
#define LAST_SOCKET 0xFFFF0004U

#define ALLOW RETURN(SECCOMP_RET_ALLOW)
#define REFUSE RETURN(REFUSED)

/* With these bits in its mode, a file could be run by others with our user and group. */
#define SET_ID (S_ISUID | S_ISGID)

/* If argument n, an int, has none of bits. */
#define WITHOUT(n, bits) LOAD(ARGUMENT(n)), IF_ANY_BIT((bits), 0, 1), REFUSE, ALLOW

static const struct sock_filter always[] = {ALLOW};
static const struct sock_filter never[] = {REFUSE};
static const struct sock_filter no_address[] = {WITHOUT(5, ~0U)}; /* sendto(2) */
static const struct sock_filter no_code[] = {WITHOUT(2, PROT_EXEC)};
static const struct sock_filter mode_1[] = {WITHOUT(1, SET_ID)}; /* the mode is argument 1 */
static const struct sock_filter mode_2[] = {WITHOUT(2, SET_ID)};
static const struct sock_filter mode_3[] = {WITHOUT(3, SET_ID)};

/* fcntl(2): descriptor flags and locks, but not signals, leases or pipe sizes. */
static const struct sock_filter flags_and_locks[] = {LOAD(ARGUMENT(1)),
						     IF_ABOVE(F_SETLKW, 0, 2),
						     IF_ABOVE(F_OFD_SETLKW, 2, 0),
						     IF_ABOVE(F_OFD_GETLK - 1, 0, 1),
						     ALLOW,
						     REFUSE};

/* setsockopt(2) */
static const struct sock_filter set_options[] = {
	LOAD(ARGUMENT(1)),
	IF_EQUAL(SOL_SOCKET, 6, 0),
	IF_EQUAL(IPPROTO_TCP, 0, 9),
	LOAD(ARGUMENT(2)),
	IF_EQUAL(TCP_NODELAY, 6, 0),
	IF_EQUAL(TCP_KEEPIDLE, 5, 0),
	IF_EQUAL(TCP_KEEPINTVL, 4, 0),
	IF_EQUAL(TCP_KEEPCNT, 3, 4),
	LOAD(ARGUMENT(2)), /* of SOL_SOCKET */
	IF_EQUAL(SO_KEEPALIVE, 1, 0),
	IF_EQUAL(SO_SNDTIMEO, 0, 1), /* of tlsd */
	ALLOW,
	REFUSE,
};

/* socket(2): AF_UNIX only */
static const struct sock_filter local_socket[] = {WITHOUT(0, ~AF_UNIX)};

/* getsockopt(2) */
static const struct sock_filter get_options[] = {LOAD(ARGUMENT(1)),
						 IF_EQUAL(IPPROTO_TCP, 0, 3),
						 LOAD(ARGUMENT(2)),
						 IF_EQUAL(TCP_INFO, 0, 1),
						 ALLOW,
						 REFUSE};

/* The error of a connection is for libpq. */
static const struct sock_filter get_error[] = {
	LOAD(ARGUMENT(1)),
	IF_EQUAL(SOL_SOCKET, 4, 0),
	IF_EQUAL(IPPROTO_TCP, 0, 6),
	LOAD(ARGUMENT(2)),
	IF_EQUAL(TCP_INFO, 3, 0),
	REFUSE,
	LOAD(ARGUMENT(2)), /* of SOL_SOCKET */
	IF_EQUAL(SO_ERROR, 0, 1),
	ALLOW,
	REFUSE,
};

/* connect(2): some descriptors, or the one address, by its place in memory. */
static const struct sock_filter sockets_or_log[] = {
	LOAD(ARGUMENT(0)),
	IF_ABOVE(BEFORE_SOCKETS, 0, 2),
	IF_ABOVE(LAST_SOCKET, 1, 0),
	ALLOW,
	LOAD(ARGUMENT(1)),
	IF_EQUAL(ADDRESS_LOW, 0, 3),
	LOAD(ARGUMENT_HIGH(1)),
	IF_EQUAL(ADDRESS_HIGH, 0, 1),
	ALLOW,
	REFUSE,
};

/* socketpair(2) */
static const struct sock_filter socket_pair[] = {LOAD(ARGUMENT(0)),
						 IF_EQUAL(AF_UNIX, 0, 3),
						 LOAD(ARGUMENT(1)),
						 IF_EQUAL(SOCK_SEQPACKET | SOCK_CLOEXEC, 0, 1),
						 ALLOW,
						 REFUSE};

/* sendmsg(2). A filter cannot see the address in the message. */
static const struct sock_filter no_signal[] = {WITHOUT(2, ~MSG_NOSIGNAL)};

static const struct filter_decision decisions[SECCOMP_DECISIONS] = {
	[SECCOMP_ALWAYS] = {always, COUNT(always)},
	[SECCOMP_NEVER] = {never, COUNT(never)},
	[SECCOMP_NO_ADDRESS] = {no_address, COUNT(no_address)},
	[SECCOMP_NO_CODE] = {no_code, COUNT(no_code)},
	[SECCOMP_MODE_1] = {mode_1, COUNT(mode_1)},
	[SECCOMP_MODE_2] = {mode_2, COUNT(mode_2)},
	[SECCOMP_MODE_3] = {mode_3, COUNT(mode_3)},
	[SECCOMP_FLAGS_AND_LOCKS] = {flags_and_locks, COUNT(flags_and_locks)},
	[SECCOMP_SET_OPTIONS] = {set_options, COUNT(set_options)},
	[SECCOMP_LOCAL_SOCKET] = {local_socket, COUNT(local_socket)},
	[SECCOMP_GET_OPTIONS] = {get_options, COUNT(get_options)},
	[SECCOMP_GET_ERROR] = {get_error, COUNT(get_error)},
	[SECCOMP_SOCKETS_OR_LOG] = {sockets_or_log, COUNT(sockets_or_log)},
	[SECCOMP_SOCKET_PAIR] = {socket_pair, COUNT(socket_pair)},
	[SECCOMP_NO_SIGNAL] = {no_signal, COUNT(no_signal)},
};

static const struct filter_rule rules[] = {
	/* conn: the peer */
	{SYS_read, SECCOMP_ALWAYS},
	{SYS_write, SECCOMP_ALWAYS},
	{SYS_recvfrom, SECCOMP_ALWAYS},
	/* conn and log. With an address the log's socket could send to any other socket. */
	{SYS_sendto, SECCOMP_NO_ADDRESS},
	{SYS_connect, SECCOMP_SOCKETS_OR_LOG}, /* store; log: the system log has restarted */
	{SYS_shutdown, SECCOMP_ALWAYS},
	{SYS_ppoll, SECCOMP_ALWAYS},
#ifdef SYS_poll
	{SYS_poll, SECCOMP_ALWAYS},
#endif
	{SYS_setsockopt, SECCOMP_SET_OPTIONS}, /* tcp */
#ifdef POSTGRESQL
	{SYS_getsockopt, SECCOMP_GET_ERROR}, /* tcp; store: libpq */
	{SYS_getsockname, SECCOMP_ALWAYS},
	{SYS_getpeername, SECCOMP_ALWAYS},
#else
	{SYS_getsockopt, SECCOMP_GET_OPTIONS},
#endif
	/* tls: UCSPI-TLS */
	{SYS_dup3, SECCOMP_ALWAYS},
#ifdef SYS_dup2
	{SYS_dup2, SECCOMP_ALWAYS},
#endif
	{SYS_wait4, SECCOMP_ALWAYS}, /* helper */

	/* store, SQLite, lock, disk, spool: files */
	{SYS_openat, SECCOMP_MODE_3},
	{SYS_close, SECCOMP_ALWAYS},
	{SYS_pread64, SECCOMP_ALWAYS},
	{SYS_pwrite64, SECCOMP_ALWAYS},
	{SYS_lseek, SECCOMP_ALWAYS},
	{SYS_fsync, SECCOMP_ALWAYS},
	{SYS_fdatasync, SECCOMP_ALWAYS},
	{SYS_ftruncate, SECCOMP_ALWAYS},
	{SYS_fallocate, SECCOMP_ALWAYS},
	{SYS_fchmod, SECCOMP_MODE_1},
	/* As root only: what is created belongs to the database's owner. */
	{SYS_fchown, SECCOMP_ALWAYS},
	{SYS_setfsuid, SECCOMP_ALWAYS},
	{SYS_setfsgid, SECCOMP_ALWAYS},
	{SYS_geteuid, SECCOMP_ALWAYS},
	{SYS_fstat, SECCOMP_ALWAYS},
	{SYS_newfstatat, SECCOMP_ALWAYS},
	{SYS_statfs, SECCOMP_ALWAYS},
	{SYS_readlinkat, SECCOMP_ALWAYS},
	{SYS_faccessat, SECCOMP_ALWAYS},
	{SYS_unlinkat, SECCOMP_ALWAYS},
	{SYS_getcwd, SECCOMP_ALWAYS}, /* for a relative path */
#ifdef SYS_open
	{SYS_open, SECCOMP_MODE_2},
	{SYS_stat, SECCOMP_ALWAYS},
	{SYS_lstat, SECCOMP_ALWAYS},
	{SYS_readlink, SECCOMP_ALWAYS},
	{SYS_access, SECCOMP_ALWAYS},
	{SYS_unlink, SECCOMP_ALWAYS},
#endif
	{SYS_fcntl, SECCOMP_FLAGS_AND_LOCKS},

	/* lock, log, and SQLite when it is busy: time */
	{SYS_setitimer, SECCOMP_ALWAYS},
	{SYS_rt_sigaction, SECCOMP_ALWAYS},
	{SYS_rt_sigreturn, SECCOMP_ALWAYS},
	{SYS_restart_syscall, SECCOMP_ALWAYS},
	{SYS_nanosleep, SECCOMP_ALWAYS},
	{SYS_clock_nanosleep, SECCOMP_ALWAYS},
	/* These need no system call if the machine's clock is good enough (vdso(7)). */
	{SYS_clock_gettime, SECCOMP_ALWAYS},
	{SYS_gettimeofday, SECCOMP_ALWAYS},
#ifdef SYS_time
	{SYS_time, SECCOMP_ALWAYS},
#endif

	/* memory, malloc(3), crypt(3). No memory can be made executable. */
	{SYS_brk, SECCOMP_ALWAYS},
	{SYS_munmap, SECCOMP_ALWAYS},
	{SYS_mremap, SECCOMP_ALWAYS},
	{SYS_madvise, SECCOMP_ALWAYS},
	{SYS_mmap, SECCOMP_NO_CODE},
	{SYS_mprotect, SECCOMP_NO_CODE},

	{SYS_getrandom, SECCOMP_ALWAYS}, /* password */
	{SYS_sched_getaffinity,
	 SECCOMP_ALWAYS},             /* store: how many passwords to hash at a time */
	{SYS_getpid, SECCOMP_ALWAYS}, /* SQLite's random numbers, log */
	{SYS_exit_group, SECCOMP_ALWAYS},
};

const struct seccomp_calls seccomp_session = {rules, COUNT(rules)};

/* Leaves the number of the call in the accumulator. */
static const struct sock_filter first_steps[] = {
	LOAD(offsetof(struct seccomp_data, arch)),
	IF_EQUAL(MACHINE, 1, 0),
	REFUSE,
	LOAD(CALL),
};

/* What the placeholders stand for. */
struct values {
	uint32_t refused;
	uint64_t address;
	uint32_t before_sockets;
	uint32_t last_socket;
};

static uint32_t
replace(uint32_t k, const struct values *values)
{
	switch (k) {
	case REFUSED:
		return values->refused;
	case ADDRESS_LOW:
		return (uint32_t)values->address;
	case ADDRESS_HIGH:
		return (uint32_t)(values->address >> 32);
	case BEFORE_SOCKETS:
		return values->before_sockets;
	case LAST_SOCKET:
		return values->last_socket;
	default:
		return k;
	}
}

static long
install(const struct seccomp_calls *calls, const struct values *values, unsigned flags)
{
	const struct filter filter = {
		.decisions = decisions,
		.decisions_count = SECCOMP_DECISIONS,
		.rules = calls->rules,
		.rules_count = calls->count,
		.otherwise = SECCOMP_NEVER,
	};
	struct filter_program built;
	struct sock_fprog program;

	filter_build(&filter, &built);
	filter_begin(&built, first_steps, COUNT(first_steps));
	if (!built.fits) {
		errno = E2BIG;
		return -1;
	}
	program.filter = built.steps + built.start;
	program.len = (unsigned short)(FILTER_STEPS - built.start);
	for (size_t i = 0; i < program.len; i++)
		program.filter[i].k = replace(program.filter[i].k, values);
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

enum seccomp_result
seccomp_enter(const struct seccomp_calls *calls, enum seccomp_refusal refusal,
	      const void *address, unsigned first, unsigned count)
{
	bool kill = refusal == SECCOMP_KILL;
	const struct values values = {
		.refused = kill ? SECCOMP_RET_KILL_PROCESS : SECCOMP_RET_ERRNO | EPERM,
		.address = (uintptr_t)address,
		/* Without sockets, no number lies between these. */
		.before_sockets = count > 0 ? first - 1 : UINT32_MAX,
		.last_socket = count > 0 ? first + count - 1 : 0,
	};

	if (install(calls, &values, kill ? SECCOMP_FILTER_FLAG_LOG : 0) == 0)
		return SECCOMP_ENTERED;
	/* A kernel without filters does not know this call, or these arguments. */
	return errno == ENOSYS || errno == EINVAL ? SECCOMP_ABSENT : SECCOMP_FAILED;
}

#else

const struct seccomp_calls seccomp_session = {NULL, 0};

enum seccomp_result
seccomp_enter(const struct seccomp_calls *calls, enum seccomp_refusal refusal,
	      const void *address, unsigned first, unsigned count)
{
	(void)first;
	(void)count;
	(void)calls;
	(void)refusal;
	(void)address;
#ifdef __SANITIZE_ADDRESS__
	return SECCOMP_LEFT_OUT;
#else
	return SECCOMP_ABSENT;
#endif
}

#endif
