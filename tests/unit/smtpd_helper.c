/* Tests of smtpd/helper: programs of our own, run by a process that knows nobody's manners. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "smtpd/helper.h"

static struct log quiet = {.program = "pillarbox-test", .level = LOG_LEVEL_ERROR};

static char sender[] = "alice@example.org";
static char bob[] = "bob@elsewhere.example";
static char carol[] = "carol@elsewhere.example";
static char *const recipients[] = {bob, carol};
static const struct relay usual = {.sender = sender, .recipients = recipients, .count = 2};

/* A message, for struct store_source; it fails when so many octets have been read. */
struct message {
	const char *text;
	size_t given;
	size_t good;
};

static bool
read_message(void *from, void *data, size_t octets)
{
	struct message *message = from;

	if (message->given + octets > message->good)
		return false;
	memcpy(data, message->text + message->given, octets);
	message->given += octets;
	return true;
}

/* Settings with a program "run" that does this. */
static struct conf
settings(const char *script)
{
	FILE *file = fopen("run", "we");
	char directory[500];
	struct conf conf;

	assert_non_null(file);
	fprintf(file, "#!/bin/sh\n%s\n", script);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod("run", 0700), 0);
	assert_non_null(getcwd(directory, sizeof(directory)));
	conf_defaults(&conf);
	snprintf(conf.relay, sizeof(conf.relay), "%s/run -f", directory);
	return conf;
}

static struct helper
start(const struct conf *conf)
{
	struct helper helper;

	signal(SIGPIPE, SIG_IGN);
	assert_true(helper_start(&helper, true, conf, &quiet));
	return helper;
}

static void
expect(const struct helper *helper, const struct relay *relay, const char *text, size_t octets,
       enum relay_status expected, const char *why_expected)
{
	struct message message = {.text = text, .good = octets};
	const struct store_source source = {read_message, &message};
	char why[RELAY_WHY_OCTETS];
	enum relay_status status = helper_hand_off(helper, relay, &source, octets, why);

	if (status != expected || !strstr(why, why_expected))
		fail_msg("got %d, \"%s\"; expected %d, \"%s\"", (int)status, why, (int)expected,
			 why_expected);
}

static void
expect_file(const char *path, const char *expected)
{
	char text[1000] = "";
	int file = open(path, O_RDONLY | O_CLOEXEC);

	assert_true(file >= 0);
	assert_true(read(file, text, sizeof(text) - 1) >= 0);
	close(file);
	assert_string_equal(text, expected);
}

/* It has ended by itself, and nothing is left of it. */
static void
expect_end(struct helper *helper)
{
	int status = -1;

	assert_int_equal(waitpid(helper->pid, &status, 0), helper->pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	close(helper->socket);
}

static void
messages_are_handed_on_one_by_one(void **state)
{
	const struct conf conf =
		settings("printf '<%s>\\n' \"$@\" >arguments; cat >message; cat message >>all");
	struct helper helper = start(&conf);

	(void)state;
	expect(&helper, &usual, OCTETS("Subject: one\r\n"), RELAY_TAKEN, "exit status 0");
	expect_file("arguments", "<-f>\n<alice@example.org>\n<-->\n<bob@elsewhere.example>\n"
				 "<carol@elsewhere.example>\n");
	expect_file("message", "Subject: one\n");
	expect(&helper, &usual, OCTETS("Subject: two\r\n"), RELAY_TAKEN, "exit status 0");
	expect(&helper, &usual, OCTETS(""), RELAY_TAKEN, "exit status 0");
	expect_file("all", "Subject: one\nSubject: two\n");
	helper_end(&helper);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void
what_came_of_it_is_told(void **state)
{
	struct conf conf = settings("exit 75");
	struct helper helper = start(&conf);

	(void)state;
	expect(&helper, &usual, OCTETS("x\r\n"), RELAY_TRY_LATER, "exit status 75");
	settings("exit 69");
	expect(&helper, &usual, OCTETS("x\r\n"), RELAY_REFUSED, "exit status 69");
	assert_int_equal(unlink("run"), 0);
	expect(&helper, &usual, OCTETS("x\r\n"), RELAY_TRY_LATER, "No such file");
	helper_end(&helper);
	conf = settings("sleep 60");
	conf.command_timeout = 1;
	helper = start(&conf);
	expect(&helper, &usual, OCTETS("x\r\n"), RELAY_TRY_LATER, "too long");
	settings("exit 0");
	expect(&helper, &usual, OCTETS("x\r\n"), RELAY_TAKEN, "exit status 0");
	helper_end(&helper);
}

/* What the program leaves is not taken for the next request. */
static void
a_program_need_not_read_its_input(void **state)
{
	enum { LARGE = 1000000 };
	const struct conf conf = settings("exit 0");
	struct helper helper = start(&conf);
	char *text = malloc(LARGE);

	(void)state;
	assert_non_null(text);
	memset(text, 't', LARGE);
	for (int i = 0; i < 3; i++)
		expect(&helper, &usual, text, LARGE, RELAY_TAKEN, "exit status 0");
	helper_end(&helper);
	free(text);
}

/* The delivery would be behind the end of the input. */
static const char deliver_at_end[] = "cat >input; sleep 0.2; touch delivered";

static void
half_a_message_is_not_handed_on(void **state)
{
	const struct conf conf = settings(deliver_at_end);
	struct helper helper = start(&conf);
	struct message message = {.text = "half", .good = 0};
	const struct store_source source = {read_message, &message};
	char why[RELAY_WHY_OCTETS];

	(void)state;
	assert_int_equal(helper_hand_off(&helper, &usual, &source, 4, why), RELAY_TRY_LATER);
	assert_true(strstr(why, "has ended") || strstr(why, "could not be read"));
	expect_end(&helper);
	usleep(300000);
	assert_int_equal(access("delivered", F_OK), -1);
}

/* Once the program runs, and has some of it. */
static bool
kill_the_session(void *from, void *data, size_t octets)
{
	size_t *given = from;

	for (int i = 0; *given > 0 && i < 500 && access("input", F_OK) < 0; i++)
		usleep(10000);
	if (*given > 0)
		raise(SIGKILL);
	memset(data, 't', octets);
	*given += octets;
	return true;
}

static int
be_killed(void *of)
{
	const struct helper *helper = of;
	size_t given = 0;
	const struct store_source source = {kill_the_session, &given};
	char why[RELAY_WHY_OCTETS];

	return (int)helper_hand_off(helper, &usual, &source, 1000000, why);
}

static void
a_session_that_is_killed_leaves_no_half_message(void **state)
{
	const struct conf conf = settings(deliver_at_end);
	struct helper helper = start(&conf);
	pid_t session = unit_fork(be_killed, &helper);
	int status = 0;

	(void)state;
	close(helper.socket);
	helper.socket = -1;
	assert_int_equal(waitpid(session, &status, 0), session);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	expect_end(&helper);
	usleep(300000);
	assert_int_equal(access("input", F_OK), 0);
	assert_int_equal(access("delivered", F_OK), -1);
}

static void
without_the_helper_it_is_tried_later(void **state)
{
	const struct conf conf = settings("exit 0");
	struct helper helper = start(&conf);
	struct helper none;

	(void)state;
	unit_kill(helper.pid);
	expect(&helper, &usual, OCTETS("x\r\n"), RELAY_TRY_LATER, "has ended");
	close(helper.socket);
	assert_true(helper_start(&none, false, &conf, &quiet));
	expect(&none, &usual, OCTETS("x\r\n"), RELAY_TRY_LATER, "has ended");
	helper_end(&none);
}

static void
too_many_recipients_are_not_passed(void **state)
{
	enum { OCTETS_EACH = 100000, MANY = 90 };
	const struct conf conf = settings("exit 0");
	struct helper helper = start(&conf);
	char *name = malloc(OCTETS_EACH);
	char *many[MANY];
	struct relay relay = usual;

	(void)state;
	assert_non_null(name);
	memset(name, 'n', OCTETS_EACH - 1);
	name[OCTETS_EACH - 1] = '\0';
	for (size_t i = 0; i < MANY; i++)
		many[i] = name;
	relay.recipients = many;
	relay.count = MANY;
	expect(&helper, &relay, OCTETS("x\r\n"), RELAY_TRY_LATER, "too many");
	/* More than the kernel takes, too. */
	relay.count = MANY - 10;
	expect(&helper, &relay, OCTETS("x\r\n"), RELAY_TRY_LATER, "could not be run");
	expect(&helper, &usual, OCTETS("x\r\n"), RELAY_TAKEN, "exit status 0");
	helper_end(&helper);
	free(name);
}

/* --- a session that is somebody else's --- */

/* As helper.c has it. */
struct request {
	uint64_t octets;
	size_t arguments;
	size_t recipients;
};

static void
nonsense_ends_the_helper(void **state)
{
	static const struct {
		struct request request;
		const char *arguments;
		size_t octets;
	} cases[] = {
		{{0, 0, 0}, OCTETS("")},
		{{0, 4, 1}, OCTETS("a\0b!")},             /* no NUL at the end */
		{{0, 4, 0}, OCTETS("a\0b\0")},            /* more than there should be */
		{{0, 4, 2}, OCTETS("a\0b\0")},            /* fewer */
		{{0, 4, SIZE_MAX}, OCTETS("a\0b\0")},     /* a vector of no octets */
		{{0, 4, SIZE_MAX / 8}, OCTETS("a\0b\0")}, /* the same */
		{{0, SIZE_MAX, 1}, OCTETS("a\0b\0")},     /* more than there can be */
		{{0, (8 << 20) + 1, 1}, OCTETS("a\0b\0")},
	};
	const struct conf conf = settings("touch run-all-the-same");

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct helper helper = start(&conf);
		char octet;

		assert_int_equal(
			write(helper.socket, &cases[i].request, sizeof(struct request)),
			sizeof(struct request));
		(void)!write(helper.socket, cases[i].arguments, cases[i].octets);
		assert_true(read(helper.socket, &octet, 1) <= 0);
		expect_end(&helper);
	}
	assert_int_equal(access("run-all-the-same", F_OK), -1);
}

/* It was killed, and what it had sent by then is no request. */
static void
half_a_request_is_none(void **state)
{
	static const char sent[] = "alice@example.org\0bob@elsewhere.example";
	const struct request request = {0, sizeof(sent), 1};
	const struct conf conf = settings("touch run-all-the-same");

	(void)state;
	for (size_t octets = 1; octets < sizeof(request) + sizeof(sent); octets++) {
		size_t first = octets < sizeof(request) ? octets : sizeof(request);
		struct helper helper = start(&conf);

		assert_int_equal(write(helper.socket, &request, first), first);
		assert_int_equal(write(helper.socket, sent, octets - first), octets - first);
		assert_int_equal(shutdown(helper.socket, SHUT_WR), 0);
		expect_end(&helper);
	}
	assert_int_equal(access("run-all-the-same", F_OK), -1);
}

/* Arguments are no more than that, whatever they say. */
static void
only_the_configured_program_is_run(void **state)
{
	static const char sent[] = "/bin/sh\0-c\0touch evil";
	const struct request request = {0, sizeof(sent), 2};
	const struct conf conf = settings("printf '<%s>\\n' \"$@\" >arguments");
	struct helper helper = start(&conf);
	char octet;

	(void)state;
	assert_int_equal(write(helper.socket, &request, sizeof(request)), sizeof(request));
	assert_int_equal(write(helper.socket, sent, sizeof(sent)), sizeof(sent));
	assert_int_equal(read(helper.socket, &octet, 1), 1);
	helper_end(&helper);
	expect_file("arguments", "<-f>\n</bin/sh>\n<-->\n<-c>\n<touch evil>\n");
	assert_int_equal(access("evil", F_OK), -1);
}

/* The peer sees the end of the connection when the session ends, and not later. */
static int
have_connection(void *of)
{
	struct log *log = of;
	const struct conf conf = settings("exit 0");
	const int last = log->to_syslog ? STDERR_FILENO : STDOUT_FILENO;
	struct helper helper;
	int pair[2];
	char octet;

	alarm(10); /* nothing would come */
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return 1;
	for (int fd = STDIN_FILENO; fd <= last; fd++)
		dup2(pair[0], fd);
	dup2(pair[0], 50);
	close(pair[0]);
	if (!helper_start(&helper, true, &conf, log))
		return 3;
	for (int fd = STDIN_FILENO; fd <= last; fd++)
		close(fd);
	close(50);
	if (read(pair[1], &octet, 1) != 0)
		return 2;
	helper_end(&helper);
	return 0;
}

static void
the_agent_lets_go_of_the_peer(void **state)
{
	struct log log = quiet;

	(void)state;
	unit_wait(unit_fork(have_connection, &log));
	/* Standard error may be the peer's then. */
	log.to_syslog = true;
	unit_wait(unit_fork(have_connection, &log));
}

/* For a child process, where nothing can be asserted. */
static bool
takes_message(const struct helper *helper)
{
	struct message message = {.text = "x", .good = 1};
	const struct store_source source = {read_message, &message};
	char why[RELAY_WHY_OCTETS];

	return helper_hand_off(helper, &usual, &source, 1, why) == RELAY_TAKEN;
}

static int
hand_on_and_complain(void *of)
{
	struct log *log = of;
	const struct conf conf = settings("echo complaint >&2; echo output");
	struct helper helper;
	int file = open("errors", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (file < 0 || dup2(file, STDERR_FILENO) < 0 ||
	    !helper_start(&helper, true, &conf, log))
		return 1;
	if (!takes_message(&helper))
		return 2;
	helper_end(&helper);
	return 0;
}

static void
complaints_go_where_the_log_goes(void **state)
{
	struct log log = quiet;

	(void)state;
	unit_wait(unit_fork(hand_on_and_complain, &log));
	expect_file("errors", "complaint\n");
	log.to_syslog = true;
	unit_wait(unit_fork(hand_on_and_complain, &log));
	expect_file("errors", "");
}

/* The socket takes the place of standard error then, and its other end that of the helper's. */
static int
hand_on_without_stderr(void *of)
{
	struct log log = {.program = "pillarbox-test", .to_syslog = true};
	const struct conf conf = settings("exit 0");
	struct helper helper;

	(void)of;
	close_range(STDERR_FILENO, ~0U, 0);
	if (!helper_start(&helper, true, &conf, &log) || helper.socket != STDERR_FILENO)
		return 1;
	if (!takes_message(&helper))
		return 2;
	helper_end(&helper);
	return 0;
}

static void
standard_error_may_be_closed(void **state)
{
	(void)state;
	unit_wait(unit_fork(hand_on_without_stderr, NULL));
}

/* In place of the C library's, for helper.c too: Linux has had the call since 5.9. */
static bool has_close_range = true;

int
close_range(unsigned first, unsigned last, int flags)
{
	if (has_close_range)
		return (int)syscall(SYS_close_range, first, last, flags);
	errno = ENOSYS;
	return -1;
}

static int
end_without_close_range(void *of)
{
	const struct conf conf = settings("exit 0");
	struct helper helper;

	(void)of;
	has_close_range = false;
	/* As a super-server with UCSPI-TLS leaves it: the helper's socket takes its place. */
	dup2(STDERR_FILENO, STDERR_FILENO + 1);
	if (!helper_start(&helper, true, &conf, &quiet) || !takes_message(&helper))
		return 1;
	close(helper.socket);
	for (int i = 0; i < 500; i++) {
		if (waitpid(helper.pid, NULL, WNOHANG) == helper.pid)
			return 0;
		usleep(10000);
	}
	unit_kill(helper.pid);
	return 2;
}

/* Of its socket it must have no second end: it would wait for itself. */
static void
an_older_kernel_will_do(void **state)
{
	(void)state;
	unit_wait(unit_fork(end_without_close_range, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(messages_are_handed_on_one_by_one),
		unit_test_in_directory(what_came_of_it_is_told),
		unit_test_in_directory(a_program_need_not_read_its_input),
		unit_test_in_directory(half_a_message_is_not_handed_on),
		unit_test_in_directory(a_session_that_is_killed_leaves_no_half_message),
		unit_test_in_directory(without_the_helper_it_is_tried_later),
		unit_test_in_directory(too_many_recipients_are_not_passed),
		unit_test_in_directory(nonsense_ends_the_helper),
		unit_test_in_directory(half_a_request_is_none),
		unit_test_in_directory(only_the_configured_program_is_run),
		unit_test_in_directory(the_agent_lets_go_of_the_peer),
		unit_test_in_directory(complaints_go_where_the_log_goes),
		unit_test_in_directory(standard_error_may_be_closed),
		unit_test_in_directory(an_older_kernel_will_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
