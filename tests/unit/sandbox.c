/*
 * Tests of common/sandbox: a child enters it, as the programs do, and then tries what somebody
 * would try who has taken it over. Each try runs twice: where it fails, and where it kills.
 */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/tcp.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>

#include "common/auth/password.h"
#include "common/base/disk.h"
#include "common/process/landlock.h"
#include "common/process/sandbox.h"
#include "common/process/seccomp.h"
#include "common/wire/tcp.h"

#ifdef __SANITIZE_ADDRESS__
enum { FILTERED = 0 };
#else
enum { FILTERED = 1 };
#endif

static struct log quiet = {.program = "pillarbox-test", .level = LOG_LEVEL_ERROR};

/* Exit statuses of a child. */
enum { DONE = 0, REFUSED = 10, ODD = 11, NOT_ENTERED = 12 };

struct attempt {
	const char *name;
	int (*make)(void); /* what a system call returns, -1 with errno */
	bool kills;        /* where the sandbox is strict: this is about the call itself */
};

/* What a child does: enters the sandbox, and makes an attempt. */
struct visit {
	const struct attempt *attempt;
	enum conf_sandbox mode;
	const char *database;
};

static int
visit(void *of)
{
	const struct visit *visit = of;
	struct conf conf;

	signal(SIGSEGV, SIG_DFL); /* cmocka's */
	conf_defaults(&conf);
	conf.sandbox = visit->mode;
	disk_resolve(visit->database, conf.database_file);
	if (!sandbox_enter(&conf, &quiet))
		_exit(NOT_ENTERED);
	if (visit->attempt->make() >= 0)
		_exit(DONE);
	_exit(errno == EPERM || errno == EACCES ? REFUSED : ODD);
}

/* The exit status, or minus the signal that ended it. */
static int
visit_in_child(const struct attempt *attempt, enum conf_sandbox mode, const char *database)
{
	struct visit of = {attempt, mode, database};
	pid_t child = unit_fork(visit, &of);
	int status = 0;

	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void
expect(const struct attempt *attempt, enum conf_sandbox mode, const char *database,
       int expected)
{
	int result = visit_in_child(attempt, mode, database);

	if (result != expected)
		fail_msg("%s, sandbox %d: got %d, expected %d", attempt->name, (int)mode,
			 result, expected);
}

/* --- what is refused --- */

static char outside[600]; /* a file beside the directory of the database */

static int
read_passwd(void)
{
	return open("/etc/passwd", O_RDONLY);
}

static int
read_file_outside(void)
{
	return open("../outside", O_RDONLY);
}

static int
write_file_outside(void)
{
	return open("../outside", O_WRONLY | O_APPEND);
}

static int
make_file_outside(void)
{
	return open("../new", O_WRONLY | O_CREAT, 0600);
}

static int
make_unnamed_file_outside(void)
{
	return open("..", O_TMPFILE | O_RDWR, 0600);
}

static int
read_through_link(void)
{
	return open("link", O_RDONLY);
}

static int
cut_file_outside(void)
{
	return open("../outside", O_WRONLY | O_TRUNC);
}

static int
list_directory_outside(void)
{
	return open("/etc", O_RDONLY | O_DIRECTORY);
}

static int
remove_file_outside(void)
{
	return unlink("../outside");
}

static int
read_own_memory(void)
{
	return open("/proc/self/mem", O_WRONLY);
}

static int
rename_to_outside(void)
{
	return rename("inside", "../stolen");
}

static int
link_to_outside(void)
{
	return link("inside", "../stolen");
}

static int
link_from_outside(void)
{
	return symlink("/etc/passwd", "another");
}

static int
make_directory(void)
{
	return mkdir("directory", 0700);
}

static int
run_program(void)
{
	char *const arguments[] = {(char[]){"/bin/true"}, NULL};

	return execve(arguments[0], arguments, environ);
}

static int
start_process(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	return child;
}

static int
start_thread(void)
{
	return (int)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}

static int
trace_parent(void)
{
	return (int)ptrace(PTRACE_ATTACH, getppid(), 0, 0);
}

static int
signal_parent(void)
{
	return kill(getppid(), SIGCONT);
}

static int
signal_everybody(void)
{
	return kill(-1, 0);
}

static int
make_connection(void)
{
	const struct sockaddr_in to = {.sin_family = AF_INET,
				       .sin_port = htons(9),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	/* Of a socket that was left open. */
	return connect(100, (const struct sockaddr *)&to, sizeof(to));
}

static int
take_port(void)
{
	const struct sockaddr_in at = {.sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	return bind(100, (const struct sockaddr *)&at, sizeof(at));
}

/* Would hand the peer's packets to a program for the kernel's machine. */
static int
attach_filter(void)
{
	return setsockopt(100, SOL_SOCKET, SO_ATTACH_FILTER, NULL, 0);
}

/* The same level as an option that passes, and the same option at another level. */
static int
set_user_timeout(void)
{
	return setsockopt(100, IPPROTO_TCP, TCP_USER_TIMEOUT, NULL, 0);
}

static int
set_option_of_other_level(void)
{
	return setsockopt(100, IPPROTO_IP, TCP_NODELAY, NULL, 0);
}

static int
get_credentials(void)
{
	return getsockopt(100, SOL_SOCKET, SO_PEERCRED, NULL, NULL);
}

static int
make_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static int
make_unix_socket(void)
{
	return socket(AF_UNIX, SOCK_DGRAM, 0);
}

static int
map_code(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page == MAP_FAILED ? -1 : 0;
}

static int
make_code(void)
{
	void *page =
		mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(page, 4096, PROT_READ | PROT_EXEC);
}

static int
ask_for_signals(void)
{
	return fcntl(100, F_SETOWN, getppid());
}

static int
take_lease(void)
{
	return fcntl(100, F_SETLEASE, F_RDLCK);
}

static int
send_terminal_input(void)
{
	return (int)syscall(SYS_ioctl, 100, 0x5412 /* TIOCSTI */, "x");
}

static int
become_dumpable(void)
{
	return (int)syscall(SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static int
raise_limit(void)
{
	const struct rlimit limit = {1, 1};

	return setrlimit(RLIMIT_CORE, &limit);
}

static int
change_user(void)
{
	return setuid(1);
}

static int
open_by_handle(void)
{
	return (int)syscall(SYS_open_by_handle_at, AT_FDCWD, NULL, O_RDONLY);
}

static int
read_other_memory(void)
{
	return (int)syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0);
}

static int
use_io_uring(void)
{
	return (int)syscall(SYS_io_uring_setup, 1, NULL);
}

static int
load_bpf(void)
{
	return (int)syscall(SYS_bpf, 0, NULL, 0);
}

static int
make_namespace(void)
{
	return (int)syscall(SYS_unshare, 0x10000000 /* CLONE_NEWUSER */);
}

static int
mount_something(void)
{
	return (int)syscall(SYS_mount, "none", "/mnt", "tmpfs", 0, NULL);
}

static int
change_root(void)
{
	return chroot(".");
}

static int
change_directory(void)
{
	return chdir("/");
}

static int
change_mode(void)
{
	return chmod("../outside", 0666);
}

/* Somebody else on the machine could run that, outside. */
static int
make_set_user_id_file(void)
{
	return open("program", O_WRONLY | O_CREAT, S_ISUID | 0700);
}

static int
set_user_id(void)
{
	return fchmod(open("inside", O_WRONLY), S_ISUID | 0711);
}

static int
set_group_id(void)
{
	return fchmod(open("inside", O_WRONLY), S_ISGID | 0711);
}

/* A number with this bit is one of x32 programs, where there are any. */
static int
make_x32_call(void)
{
	return (int)syscall(0x40000000 + SYS_getpid);
}

/* By path: refused by Landlock where the call itself is one that sessions make. */
static const struct attempt refused[] = {
	{"open /etc/passwd", read_passwd, false},
	{"read a file outside", read_file_outside, false},
	{"write a file outside", write_file_outside, false},
	{"make a file outside", make_file_outside, false},
	{"make an unnamed file outside", make_unnamed_file_outside, false},
	{"read through a link", read_through_link, false},
	{"cut a file outside", cut_file_outside, false},
	{"list a directory outside", list_directory_outside, false},
	{"remove a file outside", remove_file_outside, false},
	{"open /proc/self/mem", read_own_memory, false},
	{"rename to outside", rename_to_outside, true},
	{"link to outside", link_to_outside, true},
	{"make a symbolic link", link_from_outside, true},
	{"make a directory", make_directory, true},
	{"execve", run_program, true},
};

/* The filter's alone. */
static const struct attempt filtered[] = {
	{"fork", start_process, true},
	{"clone", start_thread, true},
	{"ptrace", trace_parent, true},
	{"kill", signal_parent, true},
	{"kill all", signal_everybody, true},
	{"connect", make_connection, true},
	{"bind", take_port, true},
	{"setsockopt", attach_filter, true},
	{"setsockopt TCP_USER_TIMEOUT", set_user_timeout, true},
	{"setsockopt of another level", set_option_of_other_level, true},
	{"getsockopt", get_credentials, true},
	{"socket", make_socket, true},
	{"unix socket", make_unix_socket, true},
	{"mmap code", map_code, true},
	{"mprotect code", make_code, true},
	{"F_SETOWN", ask_for_signals, true},
	{"F_SETLEASE", take_lease, true},
	{"ioctl", send_terminal_input, true},
	{"prctl", become_dumpable, true},
	{"setrlimit", raise_limit, true},
	{"setuid", change_user, true},
	{"open_by_handle_at", open_by_handle, true},
	{"process_vm_readv", read_other_memory, true},
	{"io_uring", use_io_uring, true},
	{"bpf", load_bpf, true},
	{"unshare", make_namespace, true},
	{"mount", mount_something, true},
	{"chroot", change_root, true},
	{"chdir", change_directory, true},
	{"chmod", change_mode, true},
	{"make a set-user-ID file", make_set_user_id_file, true},
	{"set-user-ID", set_user_id, true},
	{"set-group-ID", set_group_id, true},
	{"x32", make_x32_call, true},
};

/* A directory with another in it, which has the database, and is the current one. */
static int
enter_inner_directory(void **state)
{
	FILE *file;

	if (unit_enter_directory(state) < 0)
		return -1;
	file = fopen("outside", "w");
	snprintf(outside, sizeof(outside), "%s/outside", (char *)*state);
	if (!file || fputs("not for you\n", file) < 0 || fclose(file) != 0 ||
	    mkdir("inner", 0700) < 0 || chdir("inner") < 0 || symlink(outside, "link") < 0)
		return -1;
	file = fopen("inside", "w");
	return file ? fclose(file) : -1;
}

#define test_in_inner_directory(test)                                                          \
	cmocka_unit_test_setup_teardown(test, enter_inner_directory, unit_leave_directory)

static void
expect_outside_untouched(void)
{
	char text[40] = "";
	int file = open(outside, O_RDONLY);

	assert_true(read(file, text, sizeof(text) - 1) > 0);
	close(file);
	assert_string_equal(text, "not for you\n");
	assert_int_equal(access("../stolen", F_OK), -1);
	assert_int_equal(access("../new", F_OK), -1);
}

static void
all_that_is_outside_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++) {
		bool kills = refused[i].kills && FILTERED;

		expect(&refused[i], CONF_SANDBOX_ON, "mail.db", REFUSED);
		expect(&refused[i], CONF_SANDBOX_STRICT, "mail.db", kills ? -SIGSYS : REFUSED);
	}
	expect_outside_untouched();
}

static void
calls_that_no_session_makes_are_refused(void **state)
{
	(void)state;
	if (!FILTERED)
		return;
	for (size_t i = 0; i < COUNT(filtered); i++) {
		expect(&filtered[i], CONF_SANDBOX_ON, "mail.db", REFUSED);
		expect(&filtered[i], CONF_SANDBOX_STRICT, "mail.db",
		       filtered[i].kills ? -SIGSYS : REFUSED);
	}
}

/* So that a test above does not pass because of something else. */
static void
without_a_sandbox_the_same_succeeds(void **state)
{
	static const struct attempt possible[] = {
		{"open /etc/passwd", read_passwd, false},
		{"read a file outside", read_file_outside, false},
		{"write a file outside", write_file_outside, false},
		{"read through a link", read_through_link, false},
		{"list a directory outside", list_directory_outside, false},
		{"make an unnamed file outside", make_unnamed_file_outside, false},
		{"socket", make_socket, false},
		{"mmap code", map_code, false},
		{"mprotect code", make_code, false},
		{"execve", run_program, false},
		{"chdir", change_directory, false},
		{"make a set-user-ID file", make_set_user_id_file, false},
		{"set-user-ID", set_user_id, false},
		{"set-group-ID", set_group_id, false},
		{"kill", signal_parent, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(possible); i++)
		expect(&possible[i], CONF_SANDBOX_OFF, "mail.db", DONE);
}

/* A call of 32 bit programs, which have other numbers: 11 is execve there, and munmap here. */
static int
call_of_another_kind(void)
{
#ifdef __x86_64__
	long result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(20) /* getpid */
			 : "memory", "r8", "r9", "r10", "r11");
	errno = (int)-result;
	return result > 0 ? 0 : -1;
#else
	raise(SIGSEGV);
	return -1;
#endif
}

static void
calls_of_another_kind_do_nothing(void **state)
{
	static const struct attempt attempt = {"int 0x80", call_of_another_kind, true};
	/* Where this kernel, or this machine, knows none. */
	bool unknown = visit_in_child(&attempt, CONF_SANDBOX_OFF, "mail.db") == -SIGSEGV;

	(void)state;
	if (!FILTERED)
		return;
	expect(&attempt, CONF_SANDBOX_ON, "mail.db", unknown ? -SIGSEGV : REFUSED);
	expect(&attempt, CONF_SANDBOX_STRICT, "mail.db", unknown ? -SIGSEGV : -SIGSYS);
}

/* --- the connection to the system's log --- */

enum { LOG_SOCKET = 101, TCP_SOCKET = 102 };

static const struct sockaddr_un elsewhere = {.sun_family = AF_UNIX,
					     .sun_path = "../elsewhere.socket"};

static int
make_listener(const struct sockaddr_un *at)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (const struct sockaddr *)at, sizeof(*at)), 0);
	return fd;
}

static int
send_line(void)
{
	return (int)send(LOG_SOCKET, "line", 4, MSG_NOSIGNAL);
}

/* No connect(2) is needed for that. */
static int
send_elsewhere(void)
{
	return (int)sendto(LOG_SOCKET, "order", 5, MSG_NOSIGNAL,
			   (const struct sockaddr *)&elsewhere, sizeof(elsewhere));
}

static void
the_connection_to_the_log_leads_nowhere_else(void **state)
{
	static const struct attempt line = {"send", send_line, false};
	static const struct attempt order = {"sendto with an address", send_elsewhere, true};
	const struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = "../log.socket"};
	int log = make_listener(&at);
	int other = make_listener(&elsewhere);
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	(void)state;
	assert_int_equal(connect(fd, (const struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(dup2(fd, LOG_SOCKET), LOG_SOCKET);
	expect(&order, CONF_SANDBOX_OFF, "mail.db", DONE);
	for (int mode = CONF_SANDBOX_ON; mode <= CONF_SANDBOX_STRICT && FILTERED; mode++) {
		expect(&line, (enum conf_sandbox)mode, "mail.db", DONE);
		expect(&order, (enum conf_sandbox)mode, "mail.db",
		       mode == CONF_SANDBOX_STRICT ? -SIGSYS : REFUSED);
	}
	close(LOG_SOCKET);
	close(fd);
	close(other);
	close(log);
}

/* A log of the child's own, whose connection is about to break, and the one that follows it. */
struct restarted {
	struct log log;
	int old;
	int new;
};

static void
start_log_anew(struct restarted *restarted)
{
	const struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = "../log.socket"};

	log_open(&restarted->log, "pillarbox-test");
	restarted->log.to_syslog = true;
	syslog_init(&restarted->log.syslog, "pillarbox-test", at.sun_path);
	unlink(at.sun_path);
	restarted->old = make_listener(&at);
	log_connect(&restarted->log);
	unlink(at.sun_path);
	restarted->new = make_listener(&at);
}

/* In a child. of: the mode. */
static int
log_to_the_new_log(void *of)
{
	const enum conf_sandbox *mode = of;
	struct restarted restarted;
	struct conf conf;
	char line[500];

	conf_defaults(&conf);
	conf.sandbox = *mode;
	snprintf(conf.database, sizeof(conf.database), "mail.db");
	start_log_anew(&restarted);
	if (!sandbox_enter(&conf, &restarted.log))
		_exit(NOT_ENTERED);
	log_event(&restarted.log, LOG_LEVEL_INFO, "first", NULL);
	if (recv(restarted.old, line, sizeof(line), MSG_DONTWAIT) <= 0)
		_exit(ODD);
	close(restarted.old);
	log_event(&restarted.log, LOG_LEVEL_INFO, "second", NULL);
	if (recv(restarted.new, line, sizeof(line), MSG_DONTWAIT) <= 0)
		_exit(restarted.log.syslog.may_connect ? ODD : REFUSED);
	_exit(DONE);
}

static void
field_L6_a_log_that_is_started_anew_is_found(void **state)
{
	(void)state;
	for (int mode = CONF_SANDBOX_OFF; mode <= CONF_SANDBOX_STRICT; mode++) {
		int status = -1;

		waitpid(unit_fork(log_to_the_new_log, &mode), &status, 0);
		assert_true(WIFEXITED(status));
		if (WEXITSTATUS(status) == REFUSED)
			skip(); /* a kernel that cannot seal memory */
		unit_expect_number("mode", NULL, WEXITSTATUS(status), DONE);
	}
}

/* The address that passes is that of the log alone, at the place that is sealed. */
static int
connect_elsewhere(void *of)
{
	const enum conf_sandbox *mode = of;
	struct restarted restarted;
	struct conf conf;

	conf_defaults(&conf);
	conf.sandbox = *mode;
	snprintf(conf.database, sizeof(conf.database), "mail.db");
	start_log_anew(&restarted);
	if (!sandbox_enter(&conf, &restarted.log))
		_exit(NOT_ENTERED);
	restarted.log.syslog.address = elsewhere;
	restarted.log.syslog.sealed = NULL;
	if (connect(restarted.log.syslog.socket,
		    (const struct sockaddr *)&restarted.log.syslog.address,
		    sizeof(elsewhere)) == 0)
		_exit(DONE);
	_exit(errno == EPERM ? REFUSED : ODD);
}

static void
the_log_is_all_that_can_be_connected_to(void **state)
{
	static const int expected[] = {
		[CONF_SANDBOX_OFF] = DONE << 8,
		[CONF_SANDBOX_ON] = REFUSED << 8,
		[CONF_SANDBOX_STRICT] = SIGSYS,
	};
	int other = make_listener(&elsewhere);

	(void)state;
	for (int mode = CONF_SANDBOX_OFF; mode <= CONF_SANDBOX_STRICT && FILTERED; mode++) {
		int status = -1;

		waitpid(unit_fork(connect_elsewhere, &mode), &status, 0);
		unit_expect_number("mode", NULL, status & ~0x80, expected[mode]);
	}
	close(other);
}

/* --- what is left --- */

static int
use_files(void)
{
	char octets[4];
	int file = open("mail.db-x", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int unnamed = open(".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	int directory = open(".", O_RDONLY | O_DIRECTORY);
	int random = open("/dev/urandom", O_RDONLY);
	void *shared = MAP_FAILED;

	if (file < 0 || unnamed < 0 || directory < 0 || random < 0 ||
	    read(random, octets, sizeof(octets)) != sizeof(octets) ||
	    write(unnamed, "x", 1) != 1 || pwrite(file, "abc", 3, 0) != 3 ||
	    ftruncate(file, 2) < 0 || fsync(directory) < 0)
		return -1;
	shared = mmap(NULL, 2, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (shared == MAP_FAILED || close(file) < 0)
		return -1;
	file = open("mail.db-x", O_RDWR | O_TRUNC);
	return file < 0 ? -1 : unlink("mail.db-x");
}

static int
make_hash(void)
{
	const struct password_method method = {"$y$", 0};
	char hash[PASSWORD_HASH_OCTETS + 1];

	errno = EPERM;
	return password_hash(&method, "secret", hash) &&
			       password_verify(hash, "secret") == PASSWORD_RIGHT
		       ? 0
		       : -1;
}

/* The costliest there is takes 1 GiB, and some seconds, which this does not wait for. */
static int
have_memory_for_a_hash(void)
{
	void *memory = mmap(NULL, 1040UL << 20, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return memory == MAP_FAILED ? -1 : 0;
}

static int
wait_a_little(void)
{
	const struct timespec moment = {.tv_nsec = 1000};
	struct itimerval timer = {.it_value.tv_usec = 1};

	signal(SIGALRM, SIG_IGN);
	return setitimer(ITIMER_REAL, &timer, NULL) < 0 ? -1 : nanosleep(&moment, NULL);
}

static int
use_tcp(void)
{
	struct tcp_watch watch = {.acknowledged_ms = 0};

	errno = EPERM;
	return tcp_prepare(TCP_SOCKET) && !tcp_has_vanished(TCP_SOCKET, &watch) ? 0 : -1;
}

static void
what_a_session_needs_is_left(void **state)
{
	static const struct attempt needed[] = {
		{"files", use_files, false},
		{"hash", make_hash, false},
		{"memory", have_memory_for_a_hash, false},
		{"time", wait_a_little, false},
		{"tcp", use_tcp, false},
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)state;
	assert_int_equal(dup2(fd, TCP_SOCKET), TCP_SOCKET);
	for (size_t i = 0; i < COUNT(needed); i++) {
		expect(&needed[i], CONF_SANDBOX_ON, "mail.db", DONE);
		expect(&needed[i], CONF_SANDBOX_STRICT, "mail.db", DONE);
	}
	close(TCP_SOCKET);
	close(fd);
}

static int
use_target(void)
{
	return open("../elsewhere/real.db", O_RDWR | O_CREAT, 0600) < 0
		       ? -1
		       : open("../elsewhere/real.db-wal", O_RDWR | O_CREAT, 0600);
}

/* SQLite has its log beside the file that it leads to, be that there yet or not. */
static void
field_S4_the_database_may_be_a_link(void **state)
{
	static const struct attempt attempt = {"link", use_target, false};

	(void)state;
	assert_int_equal(mkdir("../elsewhere", 0700), 0);
	assert_int_equal(symlink("../elsewhere/real.db", "dangling.db"), 0);
	expect(&attempt, CONF_SANDBOX_STRICT, "mail.db", REFUSED);
	expect(&attempt, CONF_SANDBOX_STRICT, "dangling.db", DONE);
	assert_int_equal(access("../elsewhere/real.db", F_OK), 0);
	expect(&attempt, CONF_SANDBOX_STRICT, "dangling.db", DONE);
}

static int
open_database(void)
{
	int file = open("missing/mail.db", O_RDWR | O_CREAT, 0600);

	/* As it would be without a sandbox. */
	return file < 0 && errno == ENOENT ? 0 : -1;
}

static void
a_directory_that_is_missing_stays_missing(void **state)
{
	static const struct attempt attempt = {"missing", open_database, false};

	(void)state;
	expect(&attempt, CONF_SANDBOX_STRICT, "missing/mail.db", DONE);
}

static int
be_limited(void)
{
	struct rlimit files;
	struct rlimit processes;
	struct rlimit memory;

	errno = EPERM;
	if (getrlimit(RLIMIT_NOFILE, &files) < 0 || getrlimit(RLIMIT_NPROC, &processes) < 0 ||
	    getrlimit(RLIMIT_AS, &memory) < 0 || prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1 ||
	    files.rlim_max > 64)
		return -1;
	return !FILTERED || (processes.rlim_max == 0 && memory.rlim_max == 2UL << 30) ? 0 : -1;
}

static void
limits_hold_in_any_case(void **state)
{
	static const struct attempt attempt = {"limits", be_limited, false};

	(void)state;
	expect(&attempt, CONF_SANDBOX_OFF, "mail.db", DONE);
}

/* --- older kernels --- */

static void
what_a_version_lacks_is_named(void **state)
{
	static const struct {
		int version;
		const char *lacks;
	} cases[] = {
		{0, "files renames truncation network devices signals"},
		{1, "renames truncation network devices signals"},
		{2, "truncation network devices signals"},
		{3, "network devices signals"},
		{4, "devices signals"},
		{5, "signals"},
		{6, ""},
		{1000, ""},
	};
	char lacks[LANDLOCK_LACKS_OCTETS];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		landlock_lacks(cases[i].version, lacks);
		assert_string_equal(lacks, cases[i].lacks);
	}
}

static int
enter_version(void *of)
{
	static const struct landlock_rule rules[] = {
		{".", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
			      LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
			      LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_TRUNCATE},
		{"/dev/urandom", LANDLOCK_ACCESS_FS_READ_FILE},
		{"nowhere", LANDLOCK_ACCESS_FS_READ_FILE},
	};
	const int *version = of;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    !landlock_enter(*version, rules, COUNT(rules), false))
		_exit(NOT_ENTERED);
	if (read_passwd() >= 0 || errno != EACCES)
		_exit(ODD);
	_exit(use_files() < 0 ? REFUSED : DONE);
}

enum { FIRST_SOCKET = 40, SOCKETS = 3 };

/* Where there are no sockets to allow, nothing can be connected. */
static int
connect_sockets(void *of)
{
	const unsigned *count = of;
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "nobody-listens"};

	for (int fd = FIRST_SOCKET - 1; fd <= FIRST_SOCKET + SOCKETS; fd++)
		dup2(socket(AF_UNIX, SOCK_STREAM, 0), fd);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    seccomp_enter(&seccomp_session, SECCOMP_FAIL, NULL, FIRST_SOCKET, *count) !=
		    SECCOMP_ENTERED)
		_exit(NOT_ENTERED);
	for (int fd = FIRST_SOCKET - 1; fd <= FIRST_SOCKET + SOCKETS; fd++) {
		bool is_ours = fd >= FIRST_SOCKET && fd < FIRST_SOCKET + (int)*count;

		if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0 ||
		    errno != (is_ours ? ENOENT : EPERM))
			_exit(ODD);
	}
	_exit(DONE);
}

static void
sockets_of_the_store_can_be_connected(void **state)
{
	(void)state;
	for (unsigned count = 0; FILTERED && count <= SOCKETS; count++)
		unit_wait(unit_fork(connect_sockets, &count));
}

/* The database of this one is no file. */
static int
enter_with_spool(void *of)
{
	struct conf conf;

	(void)of;
	conf_defaults(&conf);
	disk_resolve("pillarbox", conf.spool_file);
	if (!sandbox_enter(&conf, &quiet))
		_exit(NOT_ENTERED);
	if (read_file_outside() >= 0 || errno != EACCES)
		_exit(ODD);
	_exit(use_files() < 0 ? REFUSED : DONE);
}

static void
a_spool_stays_open_without_a_database(void **state)
{
	(void)state;
	if (landlock_version() > 0)
		unit_wait(unit_fork(enter_with_spool, NULL));
}

static void
every_version_closes_the_files(void **state)
{
	(void)state;
	for (int version = 1; version <= landlock_version(); version++)
		unit_wait(unit_fork(enter_version, &version));
}

/* --- kernels without, and kernels that fail --- */

/* Has one system call fail, for the child that we are. */
static void
make_call_fail(unsigned call, unsigned error)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {COUNT(filter), filter};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0)
		_exit(ODD);
}

struct fault {
	unsigned call;
	unsigned error;
	bool enters;
	const char *logged;
	int log; /* its end of a pipe */
};

static int
enter_with_fault(void *of)
{
	const struct fault *fault = of;
	struct log log = {.program = "pillarbox-test", .level = LOG_LEVEL_INFO};
	struct conf conf;

	conf_defaults(&conf);
	conf.sandbox = CONF_SANDBOX_STRICT;
	dup2(fault->log, STDERR_FILENO);
	make_call_fail(fault->call, fault->error);
	_exit(sandbox_enter(&conf, &log) ? DONE : REFUSED);
}

static void
what_the_kernel_lacks_is_left_out_and_logged(void **state)
{
	static const char no_landlock[] =
		"event=sandbox lacks=\"files renames truncation network devices signals\"\n";
	const struct fault faults[] = {
		{SYS_landlock_create_ruleset, ENOSYS, true, no_landlock, -1},
		{SYS_landlock_create_ruleset, EOPNOTSUPP, true, no_landlock, -1},
		{SYS_landlock_create_ruleset, EPERM, false,
		 "trying=landlock problem=\"Operation not permitted\"\n", -1},
		{SYS_landlock_add_rule, ENOMEM, false,
		 "trying=landlock problem=\"Cannot allocate memory\"\n", -1},
		{SYS_landlock_restrict_self, E2BIG, false,
		 "trying=landlock problem=\"Argument list too long\"\n", -1},
		{SYS_seccomp, ENOSYS, true, "event=sandbox lacks=calls\n", -1},
		{SYS_seccomp, EINVAL, true, "event=sandbox lacks=calls\n", -1},
		{SYS_seccomp, ENOMEM, false,
		 "trying=seccomp problem=\"Cannot allocate memory\"\n", -1},
		{SYS_prlimit64, EPERM, false,
		 "trying=limits problem=\"Operation not permitted\"\n", -1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(faults); i++) {
		struct fault fault = faults[i];
		char text[300] = "";
		int fds[2];
		int status = -1;

		if (fault.call == SYS_seccomp && !FILTERED)
			continue;
		assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
		fault.log = fds[1];
		waitpid(unit_fork(enter_with_fault, &fault), &status, 0);
		unit_expect_number(fault.logged, NULL, WEXITSTATUS(status),
				   fault.enters ? DONE : REFUSED);
		(void)!read(fds[0], text, sizeof(text) - 1);
		if (!strstr(text, fault.logged))
			fail_msg("\"%s\" is not in \"%s\"", fault.logged, text);
		close(fds[0]);
		close(fds[1]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		test_in_inner_directory(all_that_is_outside_is_refused),
		test_in_inner_directory(calls_that_no_session_makes_are_refused),
		test_in_inner_directory(calls_of_another_kind_do_nothing),
		test_in_inner_directory(without_a_sandbox_the_same_succeeds),
		test_in_inner_directory(the_connection_to_the_log_leads_nowhere_else),
		test_in_inner_directory(field_L6_a_log_that_is_started_anew_is_found),
		test_in_inner_directory(the_log_is_all_that_can_be_connected_to),
		test_in_inner_directory(what_a_session_needs_is_left),
		test_in_inner_directory(field_S4_the_database_may_be_a_link),
		test_in_inner_directory(a_directory_that_is_missing_stays_missing),
		test_in_inner_directory(limits_hold_in_any_case),
		cmocka_unit_test(what_a_version_lacks_is_named),
		test_in_inner_directory(every_version_closes_the_files),
		test_in_inner_directory(a_spool_stays_open_without_a_database),
		test_in_inner_directory(sockets_of_the_store_can_be_connected),
		test_in_inner_directory(what_the_kernel_lacks_is_left_out_and_logged),
	};

	/* The attempts that take a descriptor take this one. */
	dup2(STDIN_FILENO, 100);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
