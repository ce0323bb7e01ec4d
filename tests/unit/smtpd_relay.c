/* Tests of smtpd/relay: programs of our own, and what they are given. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "smtpd/relay.h"

enum {
	PIECE = 65536, /* what is read from the source at once */
	LARGE = 1000000,
};

/* A message, for struct store_source. */
struct message {
	const char *text;
	size_t octets;
	size_t given;
	size_t good; /* octets until it fails */
};

static bool
read_message(void *from, void *data, size_t octets)
{
	struct message *message = from;

	assert_true(octets <= message->octets - message->given);
	if (message->given + octets > message->good)
		return false;
	memcpy(data, message->text + message->given, octets);
	message->given += octets;
	return true;
}

/* What came of a message that was handed on. */
struct result {
	enum relay_status status;
	char why[RELAY_WHY_OCTETS];
	int64_t ms;
};

static struct result
hand_off(const struct relay *relay, struct message *message)
{
	const struct store_source source = {read_message, message};
	struct result result = {.why = ""};
	int64_t start = unit_now_ms();

	result.status = relay_hand_off(relay, &source, message->octets, result.why);
	result.ms = unit_now_ms() - start;
	return result;
}

/* Writes a program "run" that does this. */
static void
write_program(const char *script)
{
	FILE *file = fopen("run", "we");

	assert_non_null(file);
	fprintf(file, "#!/bin/sh\n%s\n", script);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod("run", 0700), 0);
}

/* A command line for it: its path, and these arguments. */
static const char *
command(const char *arguments)
{
	static char line[5000];
	char directory[500];

	assert_non_null(getcwd(directory, sizeof(directory)));
	snprintf(line, sizeof(line), "%s/run%s", directory, arguments);
	return line;
}

static char sender[] = "alice@example.org";
static char nobody[] = "";
static char bob[] = "bob@elsewhere.example";
static char *const recipients[] = {bob};

static struct relay
usual(void)
{
	return (struct relay){
		.command = command(""),
		.sender = sender,
		.recipients = recipients,
		.count = COUNT(recipients),
		.timeout = 10,
	};
}

static struct result
hand_off_text(const struct relay *relay, const char *text, size_t octets)
{
	struct message message = {.text = text, .octets = octets, .good = octets};

	return hand_off(relay, &message);
}

static void
expect_result(const char *name, const struct result *result, enum relay_status status,
	      const char *why)
{
	if (result->status != status || !strstr(result->why, why))
		fail_msg("%s: got %d, \"%s\"; expected %d, \"%s\"", name, (int)result->status,
			 result->why, (int)status, why);
}

/* Compares a file that the program has written. */
static void
expect_file(const char *name, const char *path, const char *expected, size_t octets)
{
	char *data = malloc(octets + 1000);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	assert_non_null(data);
	n = read(file, data, octets + 1000);
	if (file >= 0)
		close(file);
	unit_expect(name, NULL, data, n < 0 ? 0 : (size_t)n, expected, octets);
	free(data);
}

/* --- arguments --- */

static void
expect_arguments(const struct relay *relay, const char *expected)
{
	struct result result = hand_off_text(relay, OCTETS("x\r\n"));

	expect_result(expected, &result, RELAY_TAKEN, "exit status 0");
	expect_file(expected, "arguments", expected, strlen(expected));
}

static void
sender_and_recipients_are_arguments(void **state)
{
	static char odd[] = "\"a b; $(touch evil) `x` * '\"@elsewhere.example";
	static char option[] = "-t";
	static char *const several[] = {bob, odd, option, nobody};
	struct relay relay = usual();

	(void)state;
	write_program("printf '<%s>\\n' \"$@\" >arguments");
	expect_arguments(&relay, "<alice@example.org>\n<-->\n<bob@elsewhere.example>\n");
	relay.sender = nobody;
	expect_arguments(&relay, "<<>>\n<-->\n<bob@elsewhere.example>\n");
	relay.recipients = several;
	relay.count = COUNT(several);
	relay.sender = odd;
	expect_arguments(&relay,
			 "<\"a b; $(touch evil) `x` * '\"@elsewhere.example>\n<-->\n"
			 "<bob@elsewhere.example>\n"
			 "<\"a b; $(touch evil) `x` * '\"@elsewhere.example>\n<-t>\n<>\n");
	assert_int_equal(access("evil", F_OK), -1);
}

/* Words with white space between; no shell sees it. */
static void
the_command_has_arguments_of_its_own(void **state)
{
	struct relay relay = usual();

	(void)state;
	write_program("printf '<%s>\\n' \"$@\" >arguments");
	relay.command = command(" -i \t -f");
	expect_arguments(&relay,
			 "<-i>\n<-f>\n<alice@example.org>\n<-->\n<bob@elsewhere.example>\n");
	relay.command = command(" $HOME \"a b\" >x ;y ");
	expect_arguments(&relay,
			 "<$HOME>\n<\"a>\n<b\">\n<>x>\n<;y>\n<alice@example.org>\n<-->\n"
			 "<bob@elsewhere.example>\n");
	assert_string_equal(relay.command, command(" $HOME \"a b\" >x ;y "));
}

static void
many_recipients_are_passed(void **state)
{
	enum { MANY = 1000 };
	static char names[MANY][300];
	char *many[MANY];
	struct relay relay = usual();
	struct result result;

	(void)state;
	write_program("[ $# = 1002 ] && shift 1001 && [ ${#1} = 299 ]");
	for (size_t i = 0; i < MANY; i++) {
		memset(names[i], 'r', sizeof(names[i]) - 1);
		many[i] = names[i];
	}
	relay.recipients = many;
	relay.count = MANY;
	result = hand_off_text(&relay, OCTETS("x\r\n"));
	expect_result("many", &result, RELAY_TAKEN, "exit status 0");
}

/* More than there is room for, and more than the system takes. */
static void
too_many_arguments_are_not_run(void **state)
{
	enum { HUGE_OCTETS = 3000000 };
	char *huge = malloc(HUGE_OCTETS + 1);
	char *const one[] = {huge};
	char words[400] = "";
	struct relay relay = usual();
	struct result result;

	(void)state;
	assert_non_null(huge);
	write_program("exit 0");
	for (int i = 0; i < 63; i++)
		strcat(words, " w");
	relay.command = command(words);
	result = hand_off_text(&relay, OCTETS("x\r\n"));
	expect_result("64 words", &result, RELAY_TAKEN, "exit status 0");
	strcat(words, " w");
	relay.command = command(words);
	result = hand_off_text(&relay, OCTETS("x\r\n"));
	expect_result("65 words", &result, RELAY_TRY_LATER, "could not be run");
	memset(huge, 'h', HUGE_OCTETS);
	huge[HUGE_OCTETS] = '\0';
	relay.command = command("");
	relay.recipients = one;
	result = hand_off_text(&relay, OCTETS("x\r\n"));
	expect_result("huge", &result, RELAY_TRY_LATER, "could not be run");
	free(huge);
}

/* --- what it is given --- */

static void
expect_given(const char *name, const char *text, size_t octets, const char *expected,
	     size_t expected_octets)
{
	struct relay relay = usual();
	struct result result = hand_off_text(&relay, text, octets);

	expect_result(name, &result, RELAY_TAKEN, "exit status 0");
	expect_file(name, "input", expected, expected_octets);
}

static void
lines_end_in_lf(void **state)
{
	static const struct {
		const char *text;
		size_t octets;
		const char *given;
		size_t given_octets;
	} cases[] = {
		{OCTETS("X: y\r\n\r\nbody\r\n"), OCTETS("X: y\n\nbody\n")},
		{OCTETS(""), OCTETS("")},
		{OCTETS(".\r\n..\r\n"), OCTETS(".\n..\n")},
		{OCTETS("a\rb\r\n"), OCTETS("a\rb\n")},
		{OCTETS("\r\r\r\n\r\n"), OCTETS("\r\r\n\n")},
		{OCTETS("a\nb\n\r\n"), OCTETS("a\nb\n\n")},
		{OCTETS("a\r\0\r\n\0\xff"), OCTETS("a\r\0\n\0\xff")},
	};

	(void)state;
	write_program("cat >input");
	for (size_t i = 0; i < COUNT(cases); i++)
		expect_given(cases[i].given, cases[i].text, cases[i].octets, cases[i].given,
			     cases[i].given_octets);
}

/* Nothing behind it says what it was to be. */
static void
a_lone_cr_at_the_very_end_is_kept(void **state)
{
	(void)state;
	write_program("cat >input");
	expect_given("CR", OCTETS("a\r\nb\r"), OCTETS("a\nb\r"));
}

/* A line end, or a lone CR, at every place around the end of a piece. */
static void
pieces_may_end_anywhere(void **state)
{
	static const char *const ends[] = {"\r\n", "\rx", "\r\r\n"};
	static const char *const expected[] = {"\n", "\rx", "\r\n"};
	char *text = malloc(PIECE + 100);
	char *given = malloc(PIECE + 100);

	(void)state;
	assert_non_null(text);
	assert_non_null(given);
	write_program("cat >input");
	for (size_t i = 0; i < COUNT(ends); i++)
		for (size_t at = PIECE - 3; at <= PIECE + 1; at++) {
			size_t octets = at + strlen(ends[i]);
			size_t given_octets = at + strlen(expected[i]);

			memset(text, 't', PIECE + 100);
			memset(given, 't', PIECE + 100);
			memcpy(text + at, ends[i], strlen(ends[i]));
			memcpy(given + at, expected[i], strlen(expected[i]));
			memcpy(text + octets, "end\r\n", 5);
			memcpy(given + given_octets, "end\n", 4);
			expect_given(ends[i], text, octets + 5, given, given_octets + 4);
		}
	free(text);
	free(given);
}

/* Nothing but lone CRs: what was held back comes on top of a whole piece. */
static void
a_large_message_is_given_whole(void **state)
{
	char *text = malloc(LARGE + 10);
	char *given = malloc(LARGE + 10);
	size_t octets = 0;
	size_t given_octets = 0;

	(void)state;
	assert_non_null(text);
	assert_non_null(given);
	write_program("cat >input");
	memset(text, '\r', LARGE);
	text[LARGE] = 'x';
	expect_given("CRs", text, LARGE + 1, text, LARGE + 1);
	for (size_t i = 0; octets < LARGE; i++) {
		octets += (size_t)sprintf(text + octets, "%zu\r\n", i);
		given_octets += (size_t)sprintf(given + given_octets, "%zu\n", i);
	}
	expect_given("lines", text, octets, given, given_octets);
	free(text);
	free(given);
}

/* Only so many octets as it is told are taken from the source. */
static void
the_source_is_read_as_far_as_asked(void **state)
{
	struct message message = {.text = "one\r\ntwo\r\n", .octets = 10, .good = 10};
	const struct store_source source = {read_message, &message};
	struct relay relay = usual();
	char why[RELAY_WHY_OCTETS];

	(void)state;
	write_program("cat >input");
	assert_int_equal(relay_hand_off(&relay, &source, 5, why), RELAY_TAKEN);
	assert_int_equal(message.given, 5);
	expect_file("five", "input", OCTETS("one\n"));
}

/* Half a message must not be taken for one. */
static void
a_source_that_fails_hands_nothing_on(void **state)
{
	static char text[3 * PIECE];
	struct message message = {.text = text, .octets = sizeof(text), .good = PIECE};
	struct relay relay = usual();
	struct result result;

	(void)state;
	/* What would be the delivery comes behind the end of the input. */
	write_program("cat >input; sleep 0.2; touch delivered");
	result = hand_off(&relay, &message);
	assert_int_equal(result.status, RELAY_TRY_LATER);
	assert_true(result.why[0] != '\0');
	assert_true(result.ms < 5000);
	usleep(300000);
	assert_int_equal(access("delivered", F_OK), -1);
}

/* --- how it ends --- */

static void
exit_statuses_are_those_of_sysexits(void **state)
{
	static const struct {
		const char *script;
		enum relay_status status;
		const char *why;
	} cases[] = {
		{"cat >input", RELAY_TAKEN, "exit status 0"},
		{"cat >input; exit 75", RELAY_TRY_LATER, "exit status 75"},
		{"cat >input; exit 69", RELAY_REFUSED, "exit status 69"},
		{"exit 1", RELAY_REFUSED, "exit status 1"},
		{"exit 255", RELAY_REFUSED, "exit status 255"},
		{"cat >input; kill -TERM $$", RELAY_TRY_LATER, "signal 15"},
		{"kill -KILL $$", RELAY_TRY_LATER, "signal 9"},
	};
	struct relay relay = usual();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct result result;

		write_program(cases[i].script);
		result = hand_off_text(&relay, OCTETS("x\r\n"));
		expect_result(cases[i].script, &result, cases[i].status, cases[i].why);
	}
}

static void
a_program_that_cannot_be_run_may_be_there_later(void **state)
{
	struct relay relay = usual();
	struct result result;

	(void)state;
	result = hand_off_text(&relay, OCTETS("x\r\n"));
	expect_result("missing", &result, RELAY_TRY_LATER,
		      "could not be run: No such file or directory");
	write_program("exit 0");
	assert_int_equal(chmod("run", 0600), 0);
	result = hand_off_text(&relay, OCTETS("x\r\n"));
	expect_result("not executable", &result, RELAY_TRY_LATER,
		      "could not be run: Permission denied");
	relay.command = "/";
	result = hand_off_text(&relay, OCTETS("x\r\n"));
	expect_result("directory", &result, RELAY_TRY_LATER, "could not be run");
}

/* It decides by itself what it needs; its exit status counts. */
static void
a_program_need_not_read_its_input(void **state)
{
	static const struct {
		const char *script;
		enum relay_status status;
	} cases[] = {
		{"exit 0", RELAY_TAKEN},
		{"exec <&-; sleep 0.1; exit 0", RELAY_TAKEN},
		{"head -c 70000 >input; exit 0", RELAY_TAKEN},
		{"exit 69", RELAY_REFUSED},
		{"exec <&-; exit 75", RELAY_TRY_LATER},
	};
	char *text = malloc(LARGE);
	struct relay relay = usual();

	(void)state;
	assert_non_null(text);
	memset(text, 't', LARGE);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct result result;

		write_program(cases[i].script);
		result = hand_off_text(&relay, text, LARGE);
		expect_result(cases[i].script, &result, cases[i].status, "exit status");
		assert_true(result.ms < 5000);
	}
	free(text);
}

/* The process id that the program has written. */
static pid_t
read_pid(const char *path)
{
	FILE *file = fopen(path, "re");
	int pid = 0;

	assert_non_null(file);
	assert_int_equal(fscanf(file, "%d", &pid), 1);
	fclose(file);
	assert_true(pid > 1);
	return pid;
}

/* Waits for an orphan, which is a child of ours, and tells whether it was killed. */
static bool
was_killed(pid_t pid)
{
	int status = 0;

	return waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) &&
	       WTERMSIG(status) == SIGKILL;
}

static void
expect_ended(const char *script, size_t octets)
{
	char *text = malloc(LARGE);
	struct relay relay = usual();
	struct result result;

	assert_non_null(text);
	memset(text, 't', LARGE);
	write_program(script);
	relay.timeout = 1;
	result = hand_off_text(&relay, text, octets);
	expect_result(script, &result, RELAY_TRY_LATER, "too long");
	if (result.ms < 950 || result.ms > 2000)
		fail_msg("%s: it took %lld ms", script, (long long)result.ms);
	assert_true(was_killed(read_pid("child")));
	free(text);
}

static void
one_that_takes_too_long_is_killed_with_its_children(void **state)
{
	(void)state;
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	expect_ended("trap '' TERM HUP INT; sleep 60 & echo $! >child; cat >input; wait", 10);
	prctl(PR_SET_CHILD_SUBREAPER, 0);
}

/* The pipe is full, and stays so. */
static void
one_that_does_not_read_on_is_killed_too(void **state)
{
	(void)state;
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	expect_ended("sleep 60 & echo $! >child; wait", LARGE);
	prctl(PR_SET_CHILD_SUBREAPER, 0);
}

/* A queue runner, say. */
static void
what_it_leaves_behind_is_its_own_business(void **state)
{
	struct relay relay = usual();
	struct result result;
	pid_t child;

	(void)state;
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	write_program("sleep 60 & echo $! >child; cat >input");
	result = hand_off_text(&relay, OCTETS("x\r\n"));
	expect_result("taken", &result, RELAY_TAKEN, "exit status 0");
	assert_true(result.ms < 5000);
	child = read_pid("child");
	assert_int_equal(waitpid(child, NULL, WNOHANG), 0);
	unit_kill(child);
	prctl(PR_SET_CHILD_SUBREAPER, 0);
}

static void
no_child_is_left_over(void **state)
{
	struct relay relay = usual();
	struct result result;

	(void)state;
	write_program("exit 0");
	result = hand_off_text(&relay, OCTETS("x\r\n"));
	assert_int_equal(result.status, RELAY_TAKEN);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

/* --- its surroundings --- */

static void
no_file_is_left_open(void **state)
{
	struct relay relay = usual();
	size_t before = unit_open_files();

	(void)state;
	hand_off_text(&relay, OCTETS("x\r\n"));
	write_program("exit 0");
	for (int i = 0; i < 3; i++)
		hand_off_text(&relay, OCTETS("x\r\n"));
	assert_int_equal(unit_open_files(), before);
}

/* What it writes is not for the peer, whose connection our standard output is. */
static void
its_output_goes_nowhere(void **state)
{
	int file = open("output", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	int saved[2] = {dup(STDOUT_FILENO), dup(STDERR_FILENO)};
	struct relay relay = usual();

	(void)state;
	assert_true(file >= 0);
	write_program("echo out; echo error >&2; cat >input");
	for (int show_errors = 0; show_errors <= 1; show_errors++) {
		struct result result;

		relay.show_errors = show_errors == 1;
		fflush(stdout);
		assert_int_equal(ftruncate(file, 0), 0);
		lseek(file, 0, SEEK_SET);
		dup2(file, STDOUT_FILENO);
		dup2(file, STDERR_FILENO);
		result = hand_off_text(&relay, OCTETS("x\r\n"));
		dup2(saved[0], STDOUT_FILENO);
		dup2(saved[1], STDERR_FILENO);
		expect_result("output", &result, RELAY_TAKEN, "exit status 0");
		expect_file("output", "output", show_errors ? "error\n" : "",
			    show_errors ? strlen("error\n") : 0);
	}
	close(saved[0]);
	close(saved[1]);
	close(file);
}

/* A shell cannot undo what it was started with, so it shows. */
static void
ignored_signals_are_its_own_again(void **state)
{
	static const struct {
		const char *program;
		const char *cause;
	} cases[] = {
		{"kill -PIPE $$; exit 0", "signal 13"},
		{"kill -XFSZ $$; exit 0", "signal 25"},
		{"kill -HUP $$; exit 0", "signal 1"},
	};
	struct relay relay = usual();

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct result result;

		write_program(cases[i].program);
		result = hand_off_text(&relay, OCTETS("x\r\n"));
		expect_result(cases[i].program, &result, RELAY_TRY_LATER, cases[i].cause);
	}
	signal(SIGHUP, SIG_DFL);
}

/* Both programs ignore SIGPIPE (common/program). */
static int
ignore_sigpipe(void **state)
{
	(void)state;
	return signal(SIGPIPE, SIG_IGN) == SIG_ERR;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(sender_and_recipients_are_arguments),
		unit_test_in_directory(the_command_has_arguments_of_its_own),
		unit_test_in_directory(many_recipients_are_passed),
		unit_test_in_directory(too_many_arguments_are_not_run),
		unit_test_in_directory(lines_end_in_lf),
		unit_test_in_directory(a_lone_cr_at_the_very_end_is_kept),
		unit_test_in_directory(pieces_may_end_anywhere),
		unit_test_in_directory(a_large_message_is_given_whole),
		unit_test_in_directory(the_source_is_read_as_far_as_asked),
		unit_test_in_directory(a_source_that_fails_hands_nothing_on),
		unit_test_in_directory(exit_statuses_are_those_of_sysexits),
		unit_test_in_directory(a_program_that_cannot_be_run_may_be_there_later),
		unit_test_in_directory(a_program_need_not_read_its_input),
		unit_test_in_directory(one_that_takes_too_long_is_killed_with_its_children),
		unit_test_in_directory(one_that_does_not_read_on_is_killed_too),
		unit_test_in_directory(what_it_leaves_behind_is_its_own_business),
		unit_test_in_directory(no_child_is_left_over),
		unit_test_in_directory(no_file_is_left_open),
		unit_test_in_directory(its_output_goes_nowhere),
		unit_test_in_directory(ignored_signals_are_its_own_again),
	};

	return cmocka_run_group_tests(tests, ignore_sigpipe, NULL);
}
