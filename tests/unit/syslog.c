/* Tests of common/syslog, with a socket of ours in place of the system's log. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "common/base/syslog.h"

static const char path[] = "log.socket";

/* The system's log, which has just been started. */
static int
start_log(void)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	unlink(path);
	assert_int_equal(bind(fd, (const struct sockaddr *)&at, sizeof(at)), 0);
	return fd;
}

/* Sends within ms. */
static bool
send_text(struct syslog *syslog, const char *text, int64_t ms)
{
	return syslog_send(syslog, SYSLOG_INFO, text, strlen(text), unit_now_ms() + ms);
}

/* What has come, without what is in front. False if nothing has. */
static bool
receive(int fd, char text[2000])
{
	ssize_t octets = recv(fd, text, 1999, MSG_DONTWAIT);
	char *found;

	if (octets < 0)
		return false;
	text[octets] = '\0';
	found = strstr(text, "]: ");
	assert_non_null(found);
	memmove(text, found + 3, strlen(found + 3) + 1);
	return true;
}

static void
expect_received(int fd, const char *expected)
{
	char text[2000];

	assert_true(receive(fd, text));
	assert_string_equal(text, expected);
}

static void
expect_nothing(int fd)
{
	char text[2000];

	assert_false(receive(fd, text));
}

/* --- lines --- */

static void
expect_line(enum syslog_severity severity, const char *priority)
{
	struct syslog syslog;
	char expected[100];
	char line[200] = "";
	int log = start_log();

	syslog_init(&syslog, "pillarbox-test", path);
	assert_true(syslog_send(&syslog, severity, OCTETS("what happened"), unit_now_ms()));
	assert_true(recv(log, line, sizeof(line) - 1, MSG_DONTWAIT) > 0);
	assert_int_equal(strncmp(line, priority, strlen(priority)), 0);
	/* "Nov 23 18:50:31 " */
	snprintf(expected, sizeof(expected), " pillarbox-test[%d]: what happened", getpid());
	assert_string_equal(line + strlen(priority) + 15, expected);
	assert_true(fcntl(syslog.socket, F_GETFD) & FD_CLOEXEC);
	close(syslog.socket);
	close(log);
}

/* As syslog(3) has them: facility mail is 2 (RFC 3164 section 4.1.1). */
static void
a_line_has_priority_time_program_and_process(void **state)
{
	(void)state;
	expect_line(SYSLOG_ERROR, "<19>");
	expect_line(SYSLOG_WARNING, "<20>");
	expect_line(SYSLOG_INFO, "<22>");
}

static void
the_longest_line_fits(void **state)
{
	char text[SYSLOG_TEXT_OCTETS + 1];
	struct syslog syslog;
	int log = start_log();

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	syslog_init(&syslog, "pillarbox-smtpd", path);
	assert_true(send_text(&syslog, text, 0));
	expect_received(log, text);
	assert_true(syslog_send(&syslog, SYSLOG_INFO, text, 3, 0));
	expect_received(log, "xxx");
	close(syslog.socket);
	close(log);
}

/* --- a log that is not there, or not any more --- */

static void
field_L6_a_log_that_is_started_later_gets_the_next_line(void **state)
{
	struct syslog syslog;
	int64_t start = unit_now_ms();
	int log;

	(void)state;
	unlink(path);
	syslog_init(&syslog, "pillarbox-test", path);
	syslog_connect(&syslog);
	assert_false(send_text(&syslog, "lost", 60000));
	unit_expect_waited(start, 0);
	log = start_log();
	assert_true(send_text(&syslog, "first", 60000));
	expect_received(log, "first");
	expect_nothing(log);
	close(syslog.socket);
	close(log);
}

static void
field_L6_a_log_that_is_started_anew_gets_every_line(void **state)
{
	struct syslog syslog;
	int log = start_log();

	(void)state;
	syslog_init(&syslog, "pillarbox-test", path);
	assert_true(send_text(&syslog, "one", 0));
	expect_received(log, "one");
	for (int i = 0; i < 3; i++) {
		close(log);
		log = start_log();
		assert_true(send_text(&syslog, "two", 0));
		expect_received(log, "two");
	}
	close(log);
	unlink(path);
	assert_false(send_text(&syslog, "lost", 60000));
	assert_false(send_text(&syslog, "lost", 60000));
	log = start_log();
	assert_true(send_text(&syslog, "three", 0));
	expect_received(log, "three");
	close(syslog.socket);
	close(log);
}

/* Lines until the log takes no more at once. */
static void
fill(struct syslog *syslog)
{
	int lines = 0;

	while (send_text(syslog, "one of many", 0))
		assert_in_range(++lines, 0, 100000);
}

static void
field_L6_a_log_that_does_not_read_is_waited_for_so_long(void **state)
{
	struct syslog syslog;
	int64_t start;
	int log = start_log();

	(void)state;
	syslog_init(&syslog, "pillarbox-test", path);
	fill(&syslog);
	start = unit_now_ms();
	assert_false(send_text(&syslog, "late", 300));
	unit_expect_waited(start, 300);
	expect_received(log, "one of many");
	assert_true(send_text(&syslog, "in time", 300));
	close(syslog.socket);
	close(log);
}

struct reader {
	int log;
	int lines;
};

static int
read_later(void *of)
{
	const struct reader *reader = of;
	char text[2000];

	usleep(200000);
	for (int i = 0; i < reader->lines; i++)
		if (recv(reader->log, text, sizeof(text), 0) < 0)
			return 1;
	return 0;
}

static void
field_L6_a_log_that_is_slow_gets_the_line(void **state)
{
	struct syslog syslog;
	struct reader reader = {start_log(), 1};
	int64_t start;
	pid_t child;

	(void)state;
	syslog_init(&syslog, "pillarbox-test", path);
	fill(&syslog);
	start = unit_now_ms();
	child = unit_fork(read_later, &reader);
	assert_true(send_text(&syslog, "in time", 5000));
	unit_expect_waited(start, 200);
	unit_wait(child);
	close(syslog.socket);
	close(reader.log);
}

/* It is ended while somebody waits for it. */
static int
end_later(void *of)
{
	const int *log = of;

	usleep(200000);
	close(*log);
	return 0;
}

static void
field_L6_a_log_that_ends_is_not_waited_for(void **state)
{
	struct syslog syslog;
	int log = start_log();
	int64_t start;
	pid_t child;

	(void)state;
	syslog_init(&syslog, "pillarbox-test", path);
	fill(&syslog);
	start = unit_now_ms();
	child = unit_fork(end_later, &log);
	close(log); /* the child has the last descriptor of it */
	assert_false(send_text(&syslog, "nobody's", 5000));
	unit_expect_waited(start, 200);
	unit_wait(child);
	close(syslog.socket);
}

static int
have_no_descriptors(void *of)
{
	const struct rlimit none = {0, 0};
	struct syslog syslog;

	(void)of;
	setrlimit(RLIMIT_NOFILE, &none);
	syslog_init(&syslog, "pillarbox-test", path);
	syslog_connect(&syslog);
	if (syslog.socket >= 0 || send_text(&syslog, "lost", 60000))
		return 1;
	/* In a sandbox no socket can be made any more. */
	return syslog_seal(&syslog) != NULL || syslog.may_connect ||
	       send_text(&syslog, "lost", 60000);
}

static void
without_a_socket_lines_are_lost(void **state)
{
	int log = start_log();

	(void)state;
	unit_wait(unit_fork(have_no_descriptors, NULL));
	expect_nothing(log);
	close(log);
}

/* --- the address that nobody can change --- */

/* Everything that a session can do to its own memory, and the sandbox lets pass. */
static int
try_to_change(void *of)
{
	void *memory = of;
	int zero = open("/dev/zero", O_RDONLY);

	return mprotect(memory, 1, PROT_READ | PROT_WRITE) == 0 || errno != EPERM ||
	       munmap(memory, 4096) == 0 || errno != EPERM ||
	       mremap(memory, 4096, 8192, MREMAP_MAYMOVE) != MAP_FAILED || errno != EPERM ||
	       madvise(memory, 4096, MADV_DONTNEED) == 0 || errno != EPERM ||
	       mmap(memory, 4096, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED ||
	       errno != EPERM || read(zero, memory, 1) >= 0 || errno != EFAULT;
}

static void
nobody_can_change_a_sealed_address(void **state)
{
	struct syslog syslog;
	const struct sockaddr_un *sealed;
	int log = start_log();

	(void)state;
	syslog_init(&syslog, "pillarbox-test", path);
	syslog_connect(&syslog);
	sealed = syslog_seal(&syslog);
	if (!sealed)
		skip(); /* before Linux 6.10 */
	assert_string_equal(sealed->sun_path, path);
	assert_ptr_equal(syslog_seal(&syslog), sealed); /* as in a process that is forked */
	unit_wait(unit_fork(try_to_change, (void *)(uintptr_t)sealed));
	assert_string_equal(sealed->sun_path, path);
	/* Whatever becomes of the one that is not sealed. */
	syslog.address.sun_path[0] = 'x';
	close(log);
	log = start_log();
	assert_true(send_text(&syslog, "to the new one", 0));
	expect_received(log, "to the new one");
	close(syslog.socket);
	close(log);
}

/* An old kernel has no mseal(2), and its sandbox lets no connect(2) pass: none is tried. */
static int
send_without_seal(void *of)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 462 /* mseal */, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {COUNT(filter), filter};
	struct syslog syslog;
	const int *log = of;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) < 0)
		return 1;
	syslog_init(&syslog, "pillarbox-test", path);
	syslog_connect(&syslog);
	if (syslog_seal(&syslog) || syslog.may_connect || !send_text(&syslog, "before", 0))
		return 2;
	close(*log);
	return start_log() < 0 || send_text(&syslog, "lost", 60000);
}

static void
without_a_seal_a_broken_connection_stays_broken(void **state)
{
	int log = start_log();
	pid_t child = unit_fork(send_without_seal, &log);

	(void)state;
	close(log); /* the child has the last descriptor of it */
	unit_wait(child);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(a_line_has_priority_time_program_and_process),
		unit_test_in_directory(the_longest_line_fits),
		unit_test_in_directory(field_L6_a_log_that_is_started_later_gets_the_next_line),
		unit_test_in_directory(field_L6_a_log_that_is_started_anew_gets_every_line),
		unit_test_in_directory(field_L6_a_log_that_does_not_read_is_waited_for_so_long),
		unit_test_in_directory(field_L6_a_log_that_is_slow_gets_the_line),
		unit_test_in_directory(field_L6_a_log_that_ends_is_not_waited_for),
		unit_test_in_directory(without_a_socket_lines_are_lost),
		unit_test_in_directory(nobody_can_change_a_sealed_address),
		unit_test_in_directory(without_a_seal_a_broken_connection_stays_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
