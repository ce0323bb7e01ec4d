/* Tests of common/log: stderr is a pipe here, or what a super-server would make of it. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <ucontext.h>

#include "common/base/log.h"

enum { LINE_OCTETS = 1024 }; /* the longest one, with its end */

/* stderr, turned to a pipe. */
struct capture {
	int saved;
	int pipe;
};

static void
capture_start(struct capture *capture)
{
	int fds[2];

	assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
	capture->saved = dup(STDERR_FILENO);
	assert_int_equal(dup2(fds[1], STDERR_FILENO), STDERR_FILENO);
	close(fds[1]);
	capture->pipe = fds[0];
}

/* Gives stderr back, and what has been written to it. */
static void
capture_stop(struct capture *capture, char *text, size_t room)
{
	ssize_t octets = read(capture->pipe, text, room - 1);

	text[octets > 0 ? octets : 0] = '\0';
	dup2(capture->saved, STDERR_FILENO);
	close(capture->saved);
	close(capture->pipe);
}

/* A log line without the part in which every session differs. */
static char *
skip_session(struct log *log, char *line)
{
	char start[100];

	snprintf(start, sizeof(start), "pillarbox-test session=%s ", log->session);
	if (strncmp(line, start, strlen(start)) != 0)
		fail_msg("\"%s\" does not begin with \"%s\"", line, start);
	return line + strlen(start);
}

static void
expect_line(const char *key, const char *value, const char *expected)
{
	struct capture capture;
	struct log log;
	char text[4 * LINE_OCTETS];

	capture_start(&capture);
	log_open(&log, "pillarbox-test");
	log_event(&log, LOG_LEVEL_INFO, "test", key, value, NULL);
	capture_stop(&capture, text, sizeof(text));
	assert_string_equal(skip_session(&log, text), expected);
}

static void
an_event_is_a_line(void **state)
{
	struct capture capture;
	struct log log;
	char text[1000];

	(void)state;
	capture_start(&capture);
	log_open(&log, "pillarbox-test");
	log_event(&log, LOG_LEVEL_INFO, "deliver", "id", "x1", "octets", "120", NULL);
	capture_stop(&capture, text, sizeof(text));
	assert_false(log.to_syslog);
	assert_string_equal(skip_session(&log, text), "event=deliver id=x1 octets=120\n");
	expect_line(NULL, NULL, "event=test\n");
}

static void
a_pair_without_value_is_left_out(void **state)
{
	struct capture capture;
	struct log log;
	char text[1000];

	(void)state;
	capture_start(&capture);
	log_open(&log, "pillarbox-test");
	log_event(&log, LOG_LEVEL_INFO, "e", "a", NULL, "b", "2", "c", NULL, NULL);
	capture_stop(&capture, text, sizeof(text));
	assert_string_equal(skip_session(&log, text), "event=e b=2\n");
}

static void
values_are_quoted_where_they_must_be(void **state)
{
	(void)state;
	expect_line("k", "plain-1.2_@/:<>[]", "event=test k=plain-1.2_@/:<>[]\n");
	expect_line("k", "", "event=test k=\"\"\n");
	expect_line("k", "two words", "event=test k=\"two words\"\n");
	expect_line("k", "a=b", "event=test k=\"a=b\"\n");
	expect_line("k", " ", "event=test k=\" \"\n");
}

static void
values_are_escaped(void **state)
{
	(void)state;
	expect_line("k", "a\r\nb", "event=test k=a\\x0d\\x0ab\n");
	expect_line("k", "\x01\x1f\x7f\xc3\xa9\xff",
		    "event=test k=\\x01\\x1f\\x7f\\xc3\\xa9\\xff\n");
	expect_line("k", "say \"hi\"", "event=test k=\"say \\x22hi\\x22\"\n");
	expect_line("k", "back\\slash", "event=test k=back\\x5cslash\n");
	expect_line("k", "tab\there", "event=test k=tab\\x09here\n");
	expect_line("k", "%s%n", "event=test k=%s%n\n");
}

/* A hostile name can make neither a second line nor a second field. */
static void
a_value_forges_nothing(void **state)
{
	(void)state;
	expect_line("account", "bob\nevent=sign-in account=root",
		    "event=test account=\"bob\\x0aevent=sign-in account=root\"\n");
	expect_line("account", "x\" event=sign-in",
		    "event=test account=\"x\\x22 event=sign-in\"\n");
}

/* Logs a value of so many octets, each c, in two pairs, and another pair behind them. */
static void
log_long_values(char c, size_t octets, char *text, size_t room)
{
	struct capture capture;
	struct log log;
	char *value = malloc(octets + 1);

	assert_non_null(value);
	memset(value, c, octets);
	value[octets] = '\0';
	capture_start(&capture);
	log_open(&log, "pillarbox-test");
	log_event(&log, LOG_LEVEL_INFO, "test", "k", value, "last", "1", "l", value, NULL);
	capture_stop(&capture, text, room);
	assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1);
	free(value);
}

static void
a_long_line_is_cut(void **state)
{
	static const char octets[] = {'x', '\n', ' '};

	(void)state;
	for (size_t i = 0; i < COUNT(octets); i++) {
		char text[16 * LINE_OCTETS];

		log_long_values(octets[i], 2 * LINE_OCTETS, text, sizeof(text));
		assert_in_range(strlen(text), LINE_OCTETS - 4, LINE_OCTETS);
	}
}

/* It keeps its quotes, no escape is cut in two, and the next pair is seen. */
static void
field_W1_a_long_value_is_cut(void **state)
{
	static const struct {
		char c;
		size_t octets;
		const char *end;
	} cases[] = {
		{'x', 512, "xx last=1 "},        {'x', 513, "xx... last=1 "},
		{'x', 100000, "xx... last=1 "},  {' ', 512, "  \" last=1 "},
		{' ', 513, "  ...\" last=1 "},   {'\n', 128, "\\x0a last=1 "},
		{'\n', 129, "\\x0a... last=1 "},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[16 * LINE_OCTETS];

		log_long_values(cases[i].c, cases[i].octets, text, sizeof(text));
		if (!strstr(text, cases[i].end))
			fail_msg("%zu octets: %s", cases[i].octets, text);
	}
}

static void
level_decides_what_is_logged(void **state)
{
	static const struct {
		enum log_level log;
		enum log_level event;
		bool logged;
	} cases[] = {
		{LOG_LEVEL_ERROR, LOG_LEVEL_ERROR, true},
		{LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, false},
		{LOG_LEVEL_ERROR, LOG_LEVEL_INFO, false},
		{LOG_LEVEL_WARNING, LOG_LEVEL_ERROR, true},
		{LOG_LEVEL_WARNING, LOG_LEVEL_WARNING, true},
		{LOG_LEVEL_WARNING, LOG_LEVEL_INFO, false},
		{LOG_LEVEL_INFO, LOG_LEVEL_ERROR, true},
		{LOG_LEVEL_INFO, LOG_LEVEL_INFO, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct capture capture;
		struct log log;
		char text[1000];

		capture_start(&capture);
		log_open(&log, "pillarbox-test");
		log.level = cases[i].log;
		log_event(&log, cases[i].event, "test", NULL);
		capture_stop(&capture, text, sizeof(text));
		unit_expect_number("level", NULL, text[0] != '\0', cases[i].logged);
	}
}

static void
sessions_have_ids_of_their_own(void **state)
{
	struct log first;
	struct log second;

	(void)state;
	log_open(&first, "pillarbox-test");
	log_open(&second, "pillarbox-test");
	assert_int_equal(strlen(first.session), LOG_SESSION_ID_OCTETS);
	assert_int_equal(strspn(first.session, "0123456789abcdefghijklmnopqrstuv"),
			 LOG_SESSION_ID_OCTETS);
	assert_string_not_equal(first.session, second.session);
}

/* --- in a child, with descriptors as a super-server leaves them --- */

/* One socket for all three, as inetd has it: no log line goes to the peer. */
static int
log_with_a_socket(void *of)
{
	const int *socket = of;
	struct log log;

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		dup2(*socket, fd);
	log_open(&log, "pillarbox-test");
	log_event(&log, LOG_LEVEL_ERROR, "test", "key", "value", NULL);
	return !log.to_syslog;
}

/* A socket for stdin and stdout, and another one for stderr, as systemd may have it. */
static int
log_with_another_socket(void *of)
{
	const int *sockets = of;
	struct log log;

	dup2(sockets[0], STDIN_FILENO);
	dup2(sockets[0], STDOUT_FILENO);
	dup2(sockets[1], STDERR_FILENO);
	log_open(&log, "pillarbox-test");
	log_event(&log, LOG_LEVEL_ERROR, "test", "key", "value", NULL);
	return log.to_syslog;
}

static void
a_peers_socket_gets_no_log(void **state)
{
	int peer[2];
	int journal[2];
	int fds[2];
	char text[100];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, peer), 0);
	unit_wait(unit_fork(log_with_a_socket, &peer[0]));
	assert_true(recv(peer[1], text, sizeof(text), MSG_DONTWAIT) < 0);

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, journal), 0);
	fds[0] = peer[0];
	fds[1] = journal[0];
	unit_wait(unit_fork(log_with_another_socket, fds));
	assert_true(recv(peer[1], text, sizeof(text), MSG_DONTWAIT) < 0);
	assert_true(recv(journal[1], text, sizeof(text), MSG_DONTWAIT) > 0);
	close(peer[0]);
	close(peer[1]);
	close(journal[0]);
	close(journal[1]);
}

/* stderr is what stdout is, and no socket: a pipe of a script's, which wants to see the log. */
static int
log_with_a_pipe(void *of)
{
	const int *pipe = of;
	struct log log;

	dup2(*pipe, STDOUT_FILENO);
	dup2(*pipe, STDERR_FILENO);
	log_open(&log, "pillarbox-test");
	log_event(&log, LOG_LEVEL_ERROR, "test", "key", "value", NULL);
	return log.to_syslog;
}

static void
a_pipe_for_both_gets_the_log(void **state)
{
	char text[100];
	int fds[2];

	(void)state;
	assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
	unit_wait(unit_fork(log_with_a_pipe, &fds[1]));
	assert_true(read(fds[0], text, sizeof(text)) > 0);
	close(fds[0]);
	close(fds[1]);
}

static int
log_with_nothing_open(void *of)
{
	struct log log;

	(void)of;
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		close(fd);
	log_open(&log, "pillarbox-test");
	log_event(&log, LOG_LEVEL_ERROR, "test", NULL);
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			return 1;
	return !log.to_syslog || open("/dev/null", O_RDONLY) <= STDERR_FILENO;
}

/* As a session under TLS finds it, if the one before had stderr closed or the peer's. */
static int
log_with_stderr_nowhere(void *of)
{
	struct log log;

	(void)of;
	dup2(open("/dev/null", O_RDWR), STDERR_FILENO);
	log_open(&log, "pillarbox-test");
	return !log.to_syslog;
}

static void
dev_null_gets_no_log(void **state)
{
	(void)state;
	unit_wait(unit_fork(log_with_stderr_nowhere, NULL));
}

static int
log_with_stdout_closed(void *of)
{
	const int *pipe = of;
	struct log log;

	dup2(*pipe, STDERR_FILENO);
	close(STDOUT_FILENO);
	log_open(&log, "pillarbox-test");
	log_event(&log, LOG_LEVEL_ERROR, "test", NULL);
	return log.to_syslog || fcntl(STDOUT_FILENO, F_GETFD) < 0;
}

static void
closed_descriptors_are_filled(void **state)
{
	char text[100];
	int fds[2];

	(void)state;
	unit_wait(unit_fork(log_with_nothing_open, NULL));
	assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
	unit_wait(unit_fork(log_with_stdout_closed, &fds[1]));
	assert_true(read(fds[0], text, sizeof(text)) > 0);
	close(fds[0]);
	close(fds[1]);
}

/* --- a log that nobody reads --- */

/* What log_event() may take where the machine is busy. */
enum { SLACK_MS = 700 };

/* So many lines to a stderr that takes none; returns the milliseconds that they took. */
static int64_t
log_lines(struct log *log, int lines)
{
	int64_t start = unit_now_ms();

	for (int i = 0; i < lines; i++) {
		int64_t before = unit_now_ms();

		log_mail(log, LOG_LEVEL_INFO, "test", NULL);
		if (unit_now_ms() - before > LOG_LINE_WAIT_MS + SLACK_MS)
			_exit(10);
	}
	return unit_now_ms() - start;
}

/*
 * In a child: stderr takes nothing. A line waits for a second, the session for five, and then
 * nothing waits any more. of: the descriptor.
 */
static int
log_to_nobody(void *of)
{
	const int *fd = of;
	struct log log;
	int64_t took;
	int flags;

	dup2(*fd, STDERR_FILENO);
	flags = fcntl(STDERR_FILENO, F_GETFL);
	log_open(&log, "pillarbox-test");
	if (log.to_syslog)
		return 1;
	took = log_lines(&log, 1);
	if (took < LOG_LINE_WAIT_MS - 20)
		return 2;
	took += log_lines(&log, 9);
	if (took < LOG_SESSION_WAIT_MS - 200 || took > LOG_SESSION_WAIT_MS + SLACK_MS)
		return 3;
	if (log_lines(&log, 1000) > SLACK_MS)
		return 4;
	return log.lost != 1010 || fcntl(STDERR_FILENO, F_GETFL) != flags;
}

static void
fill(int fd)
{
	char octets[4096];

	memset(octets, 'x', sizeof(octets));
	fcntl(fd, F_SETFL, O_NONBLOCK);
	while (write(fd, octets, sizeof(octets)) > 0)
		;
	while (write(fd, octets, 1) > 0)
		;
	fcntl(fd, F_SETFL, 0);
}

static void
field_L6_a_session_waits_for_its_log_so_long(void **state)
{
	pid_t children[3];
	int fds[3][2];

	(void)state;
	assert_int_equal(pipe(fds[0]), 0);
	fill(fds[0][1]);
	/* A super-server's own choice, which the session leaves as it is. */
	assert_int_equal(pipe(fds[1]), 0);
	fill(fds[1][1]);
	fcntl(fds[1][1], F_SETFL, O_NONBLOCK);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds[2]), 0);
	fill(fds[2][1]);
	for (size_t i = 0; i < COUNT(children); i++)
		children[i] = unit_fork(log_to_nobody, &fds[i][1]);
	unit_wait_all(children, COUNT(children));
	for (size_t i = 0; i < COUNT(children); i++) {
		close(fds[i][0]);
		close(fds[i][1]);
	}
}

/* In a child: a timer of its own goes on, as no line to this descriptor needs the timer. */
static int
log_without_alarms(void *of)
{
	const int *fd = of;
	const struct itimerval mine = {.it_value.tv_sec = 1000};
	struct itimerval left;
	struct log log;

	dup2(*fd, STDERR_FILENO);
	log_open(&log, "pillarbox-test");
	setitimer(ITIMER_REAL, &mine, NULL);
	log_event(&log, LOG_LEVEL_INFO, "test", NULL);
	return log.to_syslog || log.lost > 0 || getitimer(ITIMER_REAL, &left) < 0 ||
	       left.it_value.tv_sec == 0;
}

static void
files_and_sockets_need_no_alarms(void **state)
{
	char octets[200];
	int file = memfd_create("log", 0);
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	unit_wait(unit_fork(log_without_alarms, &file));
	unit_wait(unit_fork(log_without_alarms, &fds[1]));
	assert_true(pread(file, octets, sizeof(octets), 0) > 0);
	assert_true(recv(fds[0], octets, sizeof(octets), MSG_DONTWAIT) > 0);
	close(file);
	close(fds[0]);
	close(fds[1]);
}

#ifdef __x86_64__
/* Another session fills the pipe, between our poll(2) and our write(2), which this stands for.
 */
static void
on_write(int number, siginfo_t *info, void *context)
{
	static char octets[4096];
	const struct iovec filling = {octets, sizeof(octets)};
	greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
	struct iovec line;
	ssize_t n;

	(void)number;
	(void)info;
	while (vmsplice(STDERR_FILENO, &filling, 1, SPLICE_F_NONBLOCK) > 0)
		;
	line.iov_base = (void *)registers[REG_RSI];
	line.iov_len = (size_t)registers[REG_RDX];
	n = writev(STDERR_FILENO, &line, 1);
	registers[REG_RAX] = n < 0 ? -errno : n;
}

/* Has write(2) to stderr end in on_write(). */
static bool
catch_writes(void)
{
	const struct sigaction action = {.sa_sigaction = on_write, .sa_flags = SA_SIGINFO};
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, STDERR_FILENO, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {COUNT(filter), filter};

	return sigaction(SIGSYS, &action, NULL) == 0 &&
	       prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

static int
log_to_a_pipe_of_many(void *of)
{
	const int *fd = of;
	struct log log;

	dup2(*fd, STDERR_FILENO);
	log_open(&log, "pillarbox-test");
	if (!catch_writes())
		return 1;
	return log_lines(&log, 1) < LOG_LINE_WAIT_MS - 20 || log.lost != 1 ||
	       log_lines(&log, 1) < LOG_LINE_WAIT_MS - 20 || log.lost != 2;
}
#endif

/* That a pipe has room is seen by many sessions, and true for one of them. */
static void
field_L6_a_pipe_of_many_sessions_holds_none_up(void **state)
{
	(void)state;
#ifdef __x86_64__
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	unit_wait(unit_fork(log_to_a_pipe_of_many, &fds[1]));
	close(fds[0]);
	close(fds[1]);
#else
	skip();
#endif
}

static void
read_all(int fd)
{
	char octets[65536];

	fcntl(fd, F_SETFL, O_NONBLOCK);
	while (read(fd, octets, sizeof(octets)) > 0)
		;
}

static void
field_L6_lines_that_are_lost_are_counted(void **state)
{
	struct capture capture;
	struct log log;
	char text[1000];
	char *line;

	(void)state;
	capture_start(&capture);
	log_open(&log, "pillarbox-test");
	log.patience_ms = 0;
	log.level = LOG_LEVEL_ERROR;
	fill(STDERR_FILENO);
	for (int i = 0; i < 3; i++)
		log_event(&log, LOG_LEVEL_ERROR, "lost", NULL);
	log_event(&log, LOG_LEVEL_INFO, "not logged at all", NULL);
	read_all(capture.pipe);
	log_event(&log, LOG_LEVEL_ERROR, "next", NULL);
	log_event(&log, LOG_LEVEL_ERROR, "last", NULL);
	capture_stop(&capture, text, sizeof(text));
	line = skip_session(&log, text);
	assert_int_equal(strncmp(line, "event=log-lines-lost count=3\n", 29), 0);
	line = skip_session(&log, line + 29);
	assert_int_equal(strncmp(line, "event=next\n", 11), 0);
	assert_string_equal(skip_session(&log, line + 11), "event=last\n");
}

/* As on a disk that is full. */
static void
field_L6_lines_that_cannot_be_written_are_counted_too(void **state)
{
	struct capture capture;
	struct log log;
	char text[1000];
	int full = open("/dev/full", O_WRONLY);
	int pipe_end;
	char *line;

	(void)state;
	if (full < 0)
		skip();
	capture_start(&capture);
	pipe_end = dup(STDERR_FILENO);
	log_open(&log, "pillarbox-test");
	dup2(full, STDERR_FILENO);
	log_event(&log, LOG_LEVEL_ERROR, "lost", NULL);
	dup2(pipe_end, STDERR_FILENO);
	log_event(&log, LOG_LEVEL_ERROR, "next", NULL);
	close(pipe_end);
	close(full);
	capture_stop(&capture, text, sizeof(text));
	line = skip_session(&log, text);
	assert_int_equal(strncmp(line, "event=log-lines-lost count=1\n", 29), 0);
	assert_string_equal(skip_session(&log, line + 29), "event=next\n");
}

/* A line to the system's log has one blank after the name of the program. */
static int
log_to_syslog(void *of)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = "log.socket"};
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	char line[LINE_OCTETS] = "";
	const char *text;
	struct log log;

	(void)of;
	log_open(&log, "pillarbox-test");
	log.to_syslog = true;
	syslog_init(&log.syslog, "pillarbox-test", at.sun_path);
	if (bind(fd, (const struct sockaddr *)&at, sizeof(at)) < 0)
		return 1;
	log_event(&log, LOG_LEVEL_INFO, "x", "key", "value", NULL);
	if (recv(fd, line, sizeof(line) - 1, MSG_DONTWAIT) < 0)
		return 2;
	text = strstr(line, "]: session=");
	return !text || strstr(text, "  ");
}

static void
a_line_to_the_system_s_log_has_no_double_blank(void **state)
{
	(void)state;
	unit_wait(unit_fork(log_to_syslog, NULL));
}

/* The same, where the system's log does not read. */
static int
log_to_a_deaf_syslog(void *of)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = "log.socket"};
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	struct log log;
	int64_t took;

	(void)of;
	log_open(&log, "pillarbox-test");
	log.to_syslog = true;
	syslog_init(&log.syslog, "pillarbox-test", at.sun_path);
	if (bind(fd, (const struct sockaddr *)&at, sizeof(at)) < 0)
		return 1;
	log.patience_ms = 0;
	while (log.lost == 0)
		log_mail(&log, LOG_LEVEL_INFO, "one of many", NULL);
	log.patience_ms = LOG_SESSION_WAIT_MS;
	took = log_lines(&log, 10);
	if (took < LOG_SESSION_WAIT_MS - 200 || took > LOG_SESSION_WAIT_MS + SLACK_MS)
		return 2;
	return log_lines(&log, 1000) > SLACK_MS || log.lost != 1011;
}

static void
field_L6_a_deaf_syslog_is_waited_for_so_long(void **state)
{
	(void)state;
	unit_wait(unit_fork(log_to_a_deaf_syslog, NULL));
}

/* --- a peer who causes lines --- */

static size_t
count_lines(const char *text, const char *event)
{
	size_t lines = 0;

	while ((text = strstr(text, event))) {
		text += strlen(event);
		lines++;
	}
	return lines;
}

/* Of each kind so many; what the level leaves out does not count, and mail has no bound. */
static void
field_W10_a_session_logs_so_many_lines_of_a_kind(void **state)
{
	static char text[64 * LOG_LINES_OF_A_KIND * 4];
	struct capture capture;
	struct log log;

	(void)state;
	capture_start(&capture);
	log_open(&log, "pillarbox-test");
	log.level = LOG_LEVEL_WARNING;
	for (int i = 0; i < LOG_LINES_OF_A_KIND + 3; i++) {
		log_event(&log, LOG_LEVEL_WARNING, "many", NULL);
		log_event(&log, LOG_LEVEL_INFO, "quiet", NULL);
		log_mail(&log, LOG_LEVEL_WARNING, "mail", NULL);
		log_mail(&log, LOG_LEVEL_INFO, "quiet", NULL);
	}
	log_event(&log, LOG_LEVEL_WARNING, "other", NULL);
	log.level = LOG_LEVEL_INFO;
	for (int i = 0; i < LOG_LINES_OF_A_KIND; i++)
		log_event(&log, LOG_LEVEL_INFO, "quiet", NULL);
	log_left_out(&log);
	log_left_out(&log);
	capture_stop(&capture, text, sizeof(text));
	assert_int_equal(count_lines(text, "event=many\n"), LOG_LINES_OF_A_KIND);
	assert_int_equal(count_lines(text, "event=quiet\n"), LOG_LINES_OF_A_KIND);
	assert_int_equal(count_lines(text, "event=mail\n"), LOG_LINES_OF_A_KIND + 3);
	assert_int_equal(count_lines(text, "event=other\n"), 1);
	assert_int_equal(count_lines(text, "event=log-lines-left-out count=3\n"), 1);
}

static void
the_limits_begin_again_in_a_process_that_stays(void **state)
{
	static char text[64 * LOG_LINES_OF_A_KIND * 4];
	struct capture capture;
	struct log log;

	(void)state;
	capture_start(&capture);
	log_open(&log, "pillarbox-test");
	for (int i = 0; i < 2 * LOG_LINES_OF_A_KIND + 1; i++) {
		if (i == LOG_LINES_OF_A_KIND + 1)
			log_renew(&log);
		log_event(&log, LOG_LEVEL_WARNING, "many", NULL);
	}
	log.patience_ms = 0;
	log_renew(&log);
	capture_stop(&capture, text, sizeof(text));
	assert_int_equal(log.patience_ms, LOG_SESSION_WAIT_MS);
	assert_int_equal(count_lines(text, "event=many\n"), 2 * LOG_LINES_OF_A_KIND);
	assert_int_equal(count_lines(text, "event=log-lines-left-out count=1\n"), 1);
}

/* However many kinds there were, they could not get past the bound. */
static void
field_W10_more_kinds_than_there_are_share_the_last_bound(void **state)
{
	static char text[64 * LOG_LINES_OF_A_KIND * 2];
	struct capture capture;
	struct log log;
	char names[LOG_KINDS + 2][8];

	(void)state;
	capture_start(&capture);
	log_open(&log, "pillarbox-test");
	for (int i = 0; i < LOG_KINDS + 2; i++) {
		snprintf(names[i], sizeof(names[i]), "k%d", i);
		log_event(&log, LOG_LEVEL_INFO, names[i], NULL);
	}
	for (int i = 0; i < LOG_LINES_OF_A_KIND; i++)
		log_event(&log, LOG_LEVEL_INFO, names[LOG_KINDS + i % 2], NULL);
	capture_stop(&capture, text, sizeof(text));
	assert_int_equal(count_lines(text, "event=k0\n"), 1);
	assert_int_equal(log.left_out, 3);
}

static int
fault_is_due(void *of)
{
	return log_fault_is_due(of);
}

static bool
is_due_in_a_process(struct log *log)
{
	int status = -1;

	waitpid(unit_fork(fault_is_due, log), &status, 0);
	return WEXITSTATUS(status) == 1;
}

/* Whichever process logs it first, the others do not. */
static void
a_common_fault_is_logged_by_one_of_many(void **state)
{
	struct log log = {.program = "pillarbox-test"};

	(void)state;
	assert_true(log_fault_is_due(&log));
	assert_true(log_fault_is_due(&log));
	log_share(&log);
	log_open_again(&log);
	assert_true(is_due_in_a_process(&log));
	assert_false(is_due_in_a_process(&log));
	assert_false(log_fault_is_due(&log));
	*log.fault_ms = unit_now_ms() - 1;
	assert_true(is_due_in_a_process(&log));
	assert_false(is_due_in_a_process(&log));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event_is_a_line),
		cmocka_unit_test(a_pair_without_value_is_left_out),
		cmocka_unit_test(values_are_quoted_where_they_must_be),
		cmocka_unit_test(values_are_escaped),
		cmocka_unit_test(a_value_forges_nothing),
		cmocka_unit_test(a_long_line_is_cut),
		cmocka_unit_test(field_W1_a_long_value_is_cut),
		cmocka_unit_test(level_decides_what_is_logged),
		cmocka_unit_test(field_W10_a_session_logs_so_many_lines_of_a_kind),
		cmocka_unit_test(the_limits_begin_again_in_a_process_that_stays),
		cmocka_unit_test(field_W10_more_kinds_than_there_are_share_the_last_bound),
		cmocka_unit_test(a_common_fault_is_logged_by_one_of_many),
		cmocka_unit_test(sessions_have_ids_of_their_own),
		cmocka_unit_test(a_peers_socket_gets_no_log),
		cmocka_unit_test(a_pipe_for_both_gets_the_log),
		cmocka_unit_test(closed_descriptors_are_filled),
		cmocka_unit_test(dev_null_gets_no_log),
		cmocka_unit_test(field_L6_a_session_waits_for_its_log_so_long),
		cmocka_unit_test(files_and_sockets_need_no_alarms),
		cmocka_unit_test(field_L6_a_pipe_of_many_sessions_holds_none_up),
		cmocka_unit_test(field_L6_lines_that_are_lost_are_counted),
		cmocka_unit_test(field_L6_lines_that_cannot_be_written_are_counted_too),
		unit_test_in_directory(a_line_to_the_system_s_log_has_no_double_blank),
		unit_test_in_directory(field_L6_a_deaf_syslog_is_waited_for_so_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
