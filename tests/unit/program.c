/* Tests of common/program: options, and what both programs make of them before a session. */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "common/process/program.h"

/* What program_start() made of a command line. */
struct started {
	enum program_start start;
	struct conf conf;
	struct log log;
	char output[8000]; /* on stdout and stderr */
};

static void
redirect(int fd, int to, int *saved)
{
	fflush(stdout);
	*saved = dup(fd);
	dup2(to, fd);
}

static void
restore(int fd, int saved)
{
	fflush(stdout);
	dup2(saved, fd);
	close(saved);
}

/* Starts with these arguments, up to a NULL, and no configuration but what they name. */
static void
start(struct started *started, struct program program, const char *const *arguments)
{
	char name[] = "pillarbox-test";
	char *argv[20] = {name};
	int argc = 1;
	int file = open("output", O_RDWR | O_CREAT | O_TRUNC, 0600);
	int saved[2];
	ssize_t octets;

	assert_true(file >= 0);
	for (; arguments[argc - 1]; argc++)
		argv[argc] = strdup(arguments[argc - 1]);
	redirect(STDOUT_FILENO, file, &saved[0]);
	redirect(STDERR_FILENO, file, &saved[1]);
	program.name = name;
	program.argc = argc;
	program.argv = argv;
	started->start = program_start(&program, &started->conf, &started->log);
	restore(STDERR_FILENO, saved[1]);
	restore(STDOUT_FILENO, saved[0]);
	octets = pread(file, started->output, sizeof(started->output) - 1, 0);
	started->output[octets > 0 ? octets : 0] = '\0';
	close(file);
	while (argc > 1)
		free(argv[--argc]);
}

#define START_PROGRAM(started, program, ...)                                                   \
	start(started, program, (const char *const[]){__VA_ARGS__, NULL})
#define START(started, ...)                                                                    \
	START_PROGRAM(started, (struct program){.takes_mail = false}, __VA_ARGS__)
#define START_WITH_LMTP(started, ...)                                                          \
	START_PROGRAM(started, (struct program){.takes_mail = true}, __VA_ARGS__)

static void
expect_start(const struct started *started, enum program_start expected, const char *part)
{
	if (started->start != expected || !strstr(started->output, part))
		fail_msg("started %d, expected %d, and \"%s\" in \"%s\"", (int)started->start,
			 (int)expected, part, started->output);
}

static void
write_conf(const char *text)
{
	FILE *file = fopen("conf", "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static void
options_win_over_the_file(void **state)
{
	struct started started;

	(void)state;
	write_conf("database = a.db\nmax_errors = 3\nlog = error\n");
	START(&started, "-c", "conf");
	expect_start(&started, PROGRAM_RUN, "");
	assert_string_equal(started.output, "");
	assert_string_equal(started.conf.database, "a.db");
	assert_int_equal(started.conf.max_errors, 3);
	assert_int_equal(started.log.level, LOG_LEVEL_ERROR);
	START(&started, "-o", "max_errors=5", "-d", "b.db", "-c", "conf");
	expect_start(&started, PROGRAM_RUN, "");
	assert_string_equal(started.conf.database, "b.db");
	assert_int_equal(started.conf.max_errors, 5);
}

static void
of_several_options_the_last_wins(void **state)
{
	struct started started;

	(void)state;
	write_conf("");
	START(&started, "-c", "conf", "-d", "a", "-o", "database=b");
	assert_string_equal(started.conf.database, "b");
	START(&started, "-c", "conf", "-o", "database=b", "-d", "a");
	assert_string_equal(started.conf.database, "a");
}

static void
settings_that_cannot_be_printed_are_a_failure(void **state)
{
	struct started started;

	(void)state;
	write_conf("");
	assert_int_equal(symlink("/dev/full", "output"), 0);
	START(&started, "-t", "-c", "conf");
	expect_start(&started, PROGRAM_BAD_TEST, "");
	clearerr(stdout);
	assert_int_equal(unlink("output"), 0);
}

static void
a_bad_configuration_is_logged(void **state)
{
	struct started started;

	(void)state;
	write_conf("\ncolour = blue\n");
	START(&started, "-c", "conf");
	expect_start(&started, PROGRAM_BAD_CONF, "conf:2: colour");
	START(&started, "-c", "absent");
	expect_start(&started, PROGRAM_BAD_CONF, "absent: No such file");
	write_conf("");
	START(&started, "-c", "conf", "-o", "max_errors=0");
	expect_start(&started, PROGRAM_BAD_CONF, "max_errors");
	START(&started, "-c", "conf", "-o", "max_errors");
	expect_start(&started, PROGRAM_BAD_CONF, "max_errors");
	START(&started, "-c", "conf", "-d", "");
	expect_start(&started, PROGRAM_BAD_CONF, "database");
	START(&started, "-c", "conf", "-o", "recipient_delimiter=++");
	expect_start(&started, PROGRAM_BAD_CONF, "recipient_delimiter");
	START(&started, "-c", "conf", "-o", "relay=sendmail");
	expect_start(&started, PROGRAM_BAD_CONF, "relay");
}

/* It is not cut to a path that leads somewhere else. */
static void
a_long_path_is_refused(void **state)
{
	char path[5000];
	struct started started;

	(void)state;
	write_conf("");
	memset(path, 'p', sizeof(path));
	path[CONF_TEXT_OCTETS] = '\0';
	START(&started, "-c", "conf", "-d", path);
	expect_start(&started, PROGRAM_RUN, "");
	assert_string_equal(started.conf.database, path);
	path[CONF_TEXT_OCTETS] = 'p';
	path[CONF_TEXT_OCTETS + 1] = '\0';
	START(&started, "-c", "conf", "-d", path);
	expect_start(&started, PROGRAM_BAD_CONF, "too long");
	path[CONF_TEXT_OCTETS + 1] = 'p';
	path[sizeof(path) - 1] = '\0';
	START(&started, "-c", "conf", "-d", path);
	expect_start(&started, PROGRAM_BAD_CONF, "too long");
}

static void
wrong_usage_is_told(void **state)
{
	struct started started;

	(void)state;
	START(&started, "-x");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: pillarbox-test");
	START(&started, "-c");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: pillarbox-test");
	START(&started, "word");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: pillarbox-test");
}

static void
one_program_can_speak_lmtp(void **state)
{
	struct started started;

	(void)state;
	write_conf("");
	START_WITH_LMTP(&started, "-c", "conf");
	expect_start(&started, PROGRAM_RUN, "");
	assert_false(started.conf.lmtp);
	START_WITH_LMTP(&started, "-l", "-c", "conf");
	expect_start(&started, PROGRAM_RUN, "");
	assert_true(started.conf.lmtp);
	START_WITH_LMTP(&started, "-c", "conf", "-d", "x.db", "-l", "-o", "max_errors=5");
	expect_start(&started, PROGRAM_RUN, "");
	assert_true(started.conf.lmtp);
	assert_string_equal(started.conf.database, "x.db");
	assert_int_equal(started.conf.max_errors, 5);
	START_WITH_LMTP(&started, "-ltc", "conf");
	expect_start(&started, PROGRAM_DONE, "database = ");
	START_WITH_LMTP(&started, "-x");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: pillarbox-test [-l] [-t]");
}

static void
the_other_one_cannot(void **state)
{
	struct started started;

	(void)state;
	write_conf("");
	START(&started, "-c", "conf");
	assert_false(started.conf.lmtp);
	START(&started, "-l", "-c", "conf");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: pillarbox-test [-t]");
	write_conf("lmtp = yes\n");
	START(&started, "-c", "conf");
	expect_start(&started, PROGRAM_BAD_CONF, "conf:1: lmtp");
}

static void
one_program_answers_others(void **state)
{
	struct started started;

	(void)state;
	write_conf("");
	START_WITH_LMTP(&started, "-c", "conf");
	assert_null(started.conf.explain);
	assert_null(started.conf.import);
	START_WITH_LMTP(&started, "-c", "conf", "--explain=a@b.example");
	expect_start(&started, PROGRAM_RUN, "");
	assert_non_null(started.conf.explain);
	assert_true(started.conf.lmtp);
	START_WITH_LMTP(&started, "-c", "conf", "--import", "alice");
	expect_start(&started, PROGRAM_RUN, "");
	assert_non_null(started.conf.import);
	assert_null(started.conf.import_message);
	assert_true(started.conf.lmtp);
	START_WITH_LMTP(&started, "-c", "conf", "--message=1.x", "--import=alice");
	expect_start(&started, PROGRAM_RUN, "");
	assert_non_null(started.conf.import_message);
	START_WITH_LMTP(&started, "-c", "conf", "--message=1.x");
	expect_start(&started, PROGRAM_BAD_USAGE, "[--import=account [--message=name]]");
	START(&started, "-c", "conf", "--explain=alice");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: pillarbox-test [-t]");
	START(&started, "-c", "conf", "--import=alice");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: pillarbox-test [-t]");
}

static void
one_program_sends(void **state)
{
	struct started started;

	(void)state;
	write_conf("");
	START_WITH_LMTP(&started, "-c", "conf", "--send=", "alice", "-d", "x.db", "bob");
	expect_start(&started, PROGRAM_RUN, "");
	assert_non_null(started.conf.send);
	assert_null(started.conf.subject);
	assert_true(started.conf.answers);
	assert_true(started.conf.lmtp);
	assert_string_equal(started.conf.database, "x.db");
	START_WITH_LMTP(&started, "-c", "conf", "--send=", "--subject=x", "--", "-d");
	expect_start(&started, PROGRAM_RUN, "");
	assert_non_null(started.conf.subject);
	START_WITH_LMTP(&started, "-c", "conf", "--send=x");
	expect_start(&started, PROGRAM_BAD_USAGE, "[--subject=text] recipient ...]");
	START_WITH_LMTP(&started, "-c", "conf", "alice");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: ");
	START_WITH_LMTP(&started, "-c", "conf", "--subject=x");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: ");
	START_WITH_LMTP(&started, "-c", "conf", "--subject=x\ny", "--send=", "alice");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: ");
	START(&started, "-c", "conf", "--send=", "alice");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: pillarbox-test [-t]");
}

static void
the_other_one_exports(void **state)
{
	struct started started;

	(void)state;
	write_conf("");
	START(&started, "-c", "conf");
	assert_null(started.conf.export);
	assert_false(started.conf.answers);
	START(&started, "-c", "conf", "--export=alice");
	expect_start(&started, PROGRAM_RUN, "");
	assert_non_null(started.conf.export);
	assert_true(started.conf.answers);
	assert_false(started.conf.export_messages);
	assert_false(started.conf.lmtp);
	START(&started, "-c", "conf", "--export=alice", "--messages");
	expect_start(&started, PROGRAM_RUN, "");
	assert_true(started.conf.export_messages);
	assert_true(started.conf.export_message == UINT64_MAX);
	START(&started, "-c", "conf", "--messages=7", "--export=alice");
	assert_int_equal(started.conf.export_message, 7);
	START(&started, "-c", "conf", "--export=alice", "--messages=x");
	expect_start(&started, PROGRAM_BAD_USAGE,
		     "[--export=account [--messages[=id]] [--fields]]");
	START(&started, "-c", "conf", "--messages");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: pillarbox-test [-t]");
	START(&started, "-c", "conf", "--export=alice", "--fields");
	expect_start(&started, PROGRAM_RUN, "");
	assert_true(started.conf.export_fields);
	START(&started, "-c", "conf", "--fields");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: pillarbox-test [-t]");
	START_WITH_LMTP(&started, "-c", "conf", "--export=alice");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: pillarbox-test [-l] [-t]");
}

static void
the_other_one_holds_and_tries(void **state)
{
	struct started started;

	(void)state;
	write_conf("");
	START(&started, "-c", "conf", "--hold=alice");
	expect_start(&started, PROGRAM_RUN, "");
	assert_non_null(started.conf.hold);
	assert_true(started.conf.answers);
	START(&started, "-c", "conf", "--try=alice@example.org", "--peer=192.0.2.1");
	expect_start(&started, PROGRAM_RUN, "");
	assert_non_null(started.conf.try);
	assert_non_null(started.conf.try_peer);
	assert_true(started.conf.answers);
	START(&started, "-c", "conf", "--peer=192.0.2.1");
	expect_start(&started, PROGRAM_BAD_USAGE, "[--try=login [--peer=address]]");
	START_WITH_LMTP(&started, "-c", "conf", "--hold=alice");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: pillarbox-test [-l] [-t]");
}

/* Has --names or --hashes look at these lines. */
static void
ask_about(struct started *started, const char *option, const char *lines)
{
	FILE *file = fopen("lines", "w+");
	int saved;

	assert_non_null(file);
	fputs(lines, file);
	rewind(file);
	redirect(STDIN_FILENO, fileno(file), &saved);
	START_WITH_LMTP(started, option, "-o", "password_hash=$5$");
	restore(STDIN_FILENO, saved);
	clearerr(stdin);
	fclose(file);
}

static void
names_that_no_account_can_have_are_printed(void **state)
{
	struct started started;

	(void)state;
	ask_about(&started, "--names", "alice\n.a\na b\nA.b-c_9");
	assert_int_equal(started.start, PROGRAM_FAILED);
	assert_string_equal(started.output, ".a\na b\n");
	ask_about(&started, "--names", "\n");
	assert_int_equal(started.start, PROGRAM_FAILED);
	assert_string_equal(started.output, "\n");
	ask_about(&started, "--names", "alice\n");
	expect_start(&started, PROGRAM_DONE, "");
	START(&started, "--names");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: pillarbox-test [-t]");
}

static void
hashes_that_the_settings_would_not_make_are_printed(void **state)
{
	static const char usual[] = "$5$abc$qsg6EHbUzHQzF1POlD7zUwBINSELQxypPaeDcZe6vH0";
	struct started started;
	char lines[1000];

	(void)state;
	snprintf(lines, sizeof(lines),
		 "a\t$9$broken\nb\t%s\nc\tabNANd1rDfiNc\nd\t$5$rounds=9%s\ne\t%s\tx\nf\n\n\t%s",
		 usual, usual + 2, usual, usual);
	ask_about(&started, "--hashes", lines);
	assert_int_equal(started.start, PROGRAM_DONE);
	assert_string_equal(
		started.output,
		"a\tunusable\nc\tweaker\nd\tunusable\ne\tunusable\nf\tunusable\n\tunusable\n");
	ask_about(&started, "--hashes", "");
	expect_start(&started, PROGRAM_DONE, "");
	START(&started, "--hashes");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: pillarbox-test [-t]");
}

static void
a_database_that_is_a_file_has_no_environment(void **state)
{
	struct started started;

	(void)state;
	START_WITH_LMTP(&started, "-c", "/dev/null", "--environment");
	expect_start(&started, PROGRAM_DONE, "");
	START(&started, "--environment");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: pillarbox-test [-t]");
}

static void
tls_may_have_begun(void **state)
{
	struct started started;

	(void)state;
	write_conf("");
	START(&started, "-c", "conf");
	assert_int_equal(started.conf.tls, CONF_TLS_NONE);
	START(&started, "--tls", "-c", "conf", "-d", "x.db");
	expect_start(&started, PROGRAM_RUN, "");
	assert_int_equal(started.conf.tls, CONF_TLS_STARTED);
	assert_string_equal(started.conf.database, "x.db");
	START(&started, "-c", "conf", "-o", "max_errors=5", "--tls=implicit");
	expect_start(&started, PROGRAM_RUN, "");
	assert_int_equal(started.conf.tls, CONF_TLS_IMPLICIT);
	assert_int_equal(started.conf.max_errors, 5);
	START_WITH_LMTP(&started, "-l", "--tls", "-c", "conf");
	assert_true(started.conf.lmtp);
	assert_int_equal(started.conf.tls, CONF_TLS_STARTED);
	START(&started, "--tls=now", "-o", "starttls=unix:/x", "-c", "conf");
	expect_start(&started, PROGRAM_RUN, "");
	assert_int_equal(started.conf.tls, CONF_TLS_NOW);
	START(&started, "--tls=now", "-o", "starttls=/bin/x", "-c", "conf");
	expect_start(&started, PROGRAM_BAD_CONF, "--tls=now needs unix: and a path");
	START(&started, "--tls=", "-c", "conf");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: pillarbox-test");
	START(&started, "--tls=explicit", "-c", "conf");
	expect_start(&started, PROGRAM_BAD_USAGE, "[--tls[=implicit|now]]");
	START(&started, "--tls", "implicit", "-c", "conf");
	expect_start(&started, PROGRAM_BAD_USAGE, "usage: pillarbox-test");
}

static void
a_test_prints_what_is_in_force(void **state)
{
	struct started started;

	(void)state;
	write_conf("domains = example.org\n");
	START(&started, "-t", "-c", "conf", "-d", "x.db");
	expect_start(&started, PROGRAM_DONE, "database = x.db\n");
	expect_start(&started, PROGRAM_DONE, "domains = example.org\n");
	write_conf("domains\n");
	START(&started, "-t", "-c", "conf");
	expect_start(&started, PROGRAM_BAD_TEST, "conf:1: domains");
}

static void
surroundings_are_settled(void **state)
{
	struct started started;
	struct sigaction action;
	sigset_t signals;
	struct rlimit core;

	(void)state;
	write_conf("");
	umask(0);
	signal(SIGCHLD, SIG_IGN);
	sigfillset(&signals);
	assert_int_equal(sigprocmask(SIG_BLOCK, &signals, NULL), 0);
	START(&started, "-c", "conf");
	assert_int_equal(umask(077), 077);
	assert_int_equal(sigaction(SIGPIPE, NULL, &action), 0);
	assert_true(action.sa_handler == SIG_IGN);
	assert_int_equal(sigaction(SIGXFSZ, NULL, &action), 0);
	assert_true(action.sa_handler == SIG_IGN);
	assert_int_equal(sigaction(SIGCHLD, NULL, &action), 0);
	assert_true(action.sa_handler == SIG_DFL);
	assert_int_equal(sigprocmask(SIG_BLOCK, NULL, &signals), 0);
	assert_true(sigisemptyset(&signals));
	assert_int_equal(getrlimit(RLIMIT_CORE, &core), 0);
	assert_int_equal(core.rlim_cur, 0);
	assert_int_equal(core.rlim_max, 0);
	assert_int_equal(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
}

/* An environment of many variables, and then a start. Returns how many of them are left. */
static size_t
count_variables_after_start(bool listens)
{
	static const char *const names[] = {"PATH",       "TZ",          "TCPREMOTEIP",
					    "SSLCTLFD",   "REMOTE_HOST", "PROTO",
					    "LISTEN_FDS", "LD_DEBUG",    "PATHS"};
	struct started started;
	size_t count = 0;

	clearenv();
	for (size_t i = 0; i < COUNT(names); i++)
		setenv(names[i], "value", 1);
	START_PROGRAM(&started, (struct program){.listens = listens}, "-c", "conf");
	expect_start(&started, PROGRAM_RUN, "");
	assert_non_null(getenv("PATH"));
	assert_null(getenv("LISTEN_FDS"));
	while (environ[count])
		count++;
	return count;
}

static void
a_listener_knows_no_client(void **state)
{
	(void)state;
	write_conf("");
	assert_int_equal(count_variables_after_start(false), 6);
	assert_int_equal(count_variables_after_start(true), 2);
}

/* Those of an earlier execution may be pending, and would end it. */
static void
a_listener_keeps_signals_blocked(void **state)
{
	struct started started;
	sigset_t signals;

	(void)state;
	write_conf("");
	sigemptyset(&signals);
	sigaddset(&signals, SIGHUP);
	assert_int_equal(sigprocmask(SIG_SETMASK, &signals, NULL), 0);
	raise(SIGHUP);
	START_PROGRAM(&started, (struct program){.listens = true}, "-c", "conf");
	assert_int_equal(sigpending(&signals), 0);
	assert_int_equal(sigismember(&signals, SIGHUP), 1);
	signal(SIGHUP, SIG_IGN);
	START(&started, "-c", "conf");
	assert_int_equal(sigprocmask(SIG_BLOCK, NULL, &signals), 0);
	assert_true(sigisemptyset(&signals));
}

static void
settings_are_read_again(void **state)
{
	char name[] = "pillarbox-test";
	char options[] = "-lcconf";
	char *argv[] = {name, options, NULL};
	const struct program program = {name, true, true, 2, argv};
	struct conf conf;
	struct log log;

	(void)state;
	write_conf("max_errors = 3\nlog = error\n");
	assert_int_equal(program_start(&program, &conf, &log), PROGRAM_RUN);
	assert_true(conf.lmtp);
	write_conf("max_errors = 4\nlog = warning\n");
	assert_true(program_read_settings(&program, &conf, &log));
	assert_int_equal(conf.max_errors, 4);
	assert_int_equal(log.level, LOG_LEVEL_WARNING);
	assert_true(conf.lmtp);
	write_conf("max_errors = 5\nlog = info\ncolour = blue\n");
	assert_false(program_read_settings(&program, &conf, &log));
	assert_int_equal(conf.max_errors, 4);
	assert_int_equal(log.level, LOG_LEVEL_WARNING);
	assert_int_equal(unlink("conf"), 0);
	assert_false(program_read_settings(&program, &conf, &log));
	assert_int_equal(conf.max_errors, 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(options_win_over_the_file),
		unit_test_in_directory(of_several_options_the_last_wins),
		unit_test_in_directory(a_bad_configuration_is_logged),
		unit_test_in_directory(settings_that_cannot_be_printed_are_a_failure),
		unit_test_in_directory(a_long_path_is_refused),
		unit_test_in_directory(wrong_usage_is_told),
		unit_test_in_directory(one_program_can_speak_lmtp),
		unit_test_in_directory(the_other_one_cannot),
		unit_test_in_directory(one_program_answers_others),
		unit_test_in_directory(one_program_sends),
		unit_test_in_directory(the_other_one_exports),
		unit_test_in_directory(the_other_one_holds_and_tries),
		unit_test_in_directory(names_that_no_account_can_have_are_printed),
		unit_test_in_directory(hashes_that_the_settings_would_not_make_are_printed),
		unit_test_in_directory(a_database_that_is_a_file_has_no_environment),
		unit_test_in_directory(tls_may_have_begun),
		unit_test_in_directory(a_test_prints_what_is_in_force),
		unit_test_in_directory(surroundings_are_settled),
		unit_test_in_directory(a_listener_knows_no_client),
		unit_test_in_directory(a_listener_keeps_signals_blocked),
		unit_test_in_directory(settings_are_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
