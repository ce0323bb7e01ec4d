/* Tests of common/tls: when TLS is offered, and what the wrapper or the super-server gets. */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "common/base/descriptors.h"
#include "common/base/wait.h"
#include "common/wire/tls.h"

static const struct peer direct; /* no load balancer is in between */
static struct log quiet = {.program = "pillarbox-test", .level = LOG_LEVEL_ERROR};

static void
set_starttls(struct conf *conf, const char *command)
{
	conf_defaults(conf);
	snprintf(conf->starttls, sizeof(conf->starttls), "%s", command);
}

/* Writes a program "run" that does this, and sets it, with its path from the root. */
static void
set_program(struct conf *conf, const char *script, const char *arguments, mode_t mode)
{
	FILE *file = fopen("run", "we");
	char directory[500];
	char command[600];

	assert_non_null(file);
	fprintf(file, "#!/bin/sh\n%s\n", script);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod("run", mode), 0);
	assert_non_null(getcwd(directory, sizeof(directory)));
	snprintf(command, sizeof(command), "%s/run %s", directory, arguments);
	set_starttls(conf, command);
}

static void
set_descriptors(const char *control, const char *in, const char *out)
{
	setenv("SSLCTLFD", control, 1);
	setenv("SSLREADFD", in, 1);
	setenv("SSLWRITEFD", out, 1);
}

static int
unset_descriptors(void **state)
{
	(void)state;
	unsetenv("SSLCTLFD");
	unsetenv("SSLREADFD");
	unsetenv("SSLWRITEFD");
	return 0;
}

static void
expect_found(const char *name, const struct conf *conf, int fd, enum tls_way way)
{
	struct tls tls;

	tls_find(&tls, conf, fd);
	unit_expect_number(name, NULL, (int)tls.way, (int)way);
	unit_expect_number(name, NULL, tls.on, false);
	unit_expect_number(name, NULL, tls.started, false);
}

static void
a_setting_and_a_socket_make_an_offer(void **state)
{
	struct conf conf;
	int pair[2];
	int ends[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_int_equal(pipe(ends), 0);
	conf_defaults(&conf);
	expect_found("no setting", &conf, pair[0], TLS_NO_WAY);
	set_starttls(&conf, "/bin/true");
	expect_found("socket", &conf, pair[0], TLS_WRAPPER);
	expect_found("pipe", &conf, ends[0], TLS_NO_WAY);
	set_starttls(&conf, "unix:/run/tlsd");
	expect_found("server", &conf, pair[0], TLS_SERVER);
	expect_found("server, pipe", &conf, ends[0], TLS_NO_WAY);
	conf.tls = CONF_TLS_NOW;
	expect_found("server, now", &conf, pair[0], TLS_SERVER);
	close(pair[0]);
	expect_found("closed", &conf, pair[0], TLS_NO_WAY);
	close(pair[1]);
	close(ends[0]);
	close(ends[1]);
}

static void
tls_that_is_on_is_not_offered(void **state)
{
	struct conf conf;
	struct tls tls;
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	set_starttls(&conf, "/bin/true");
	conf.tls = CONF_TLS_STARTED;
	tls_find(&tls, &conf, pair[0]);
	assert_true(tls.on);
	assert_true(tls.started);
	assert_int_equal(tls.way, TLS_NO_WAY);
	conf.tls = CONF_TLS_IMPLICIT;
	alarm(100);
	tls_find(&tls, &conf, pair[0]);
	assert_true(tls.on);
	assert_false(tls.started);
	assert_int_equal(tls.way, TLS_NO_WAY);
	/* A wrapper's. */
	assert_int_equal(alarm(0), 0);
	close(pair[0]);
	close(pair[1]);
}

static void
ucspi_tls_needs_three_open_descriptors(void **state)
{
	static const struct {
		const char *control;
		const char *in;
		const char *out;
		enum tls_way way;
	} cases[] = {
		{"50", "51", "52", TLS_UCSPI},          {"50", "50", "50", TLS_UCSPI},
		{"50", "51", "53", TLS_NO_WAY},         {"50", "51", "", TLS_NO_WAY},
		{"50", "51", "1", TLS_NO_WAY},          {"50", "51", "52x", TLS_NO_WAY},
		{"-1", "51", "52", TLS_NO_WAY},         {" 50", "51", "52", TLS_NO_WAY},
		{"50", "4294967347", "52", TLS_NO_WAY},
	};
	struct conf conf;
	int pair[2];
	int ends[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	for (int fd = 50; fd <= 52; fd++)
		assert_int_equal(dup2(pair[1], fd), fd);
	conf_defaults(&conf);
	for (size_t i = 0; i < COUNT(cases); i++) {
		set_descriptors(cases[i].control, cases[i].in, cases[i].out);
		expect_found(cases[i].out, &conf, pair[0], cases[i].way);
	}
	/* Programs that are run later do not get them. */
	for (int fd = 50; fd <= 52; fd++)
		assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	/* The connection's own process is beside us already, and knows of it. */
	set_starttls(&conf, "/bin/true");
	set_descriptors("50", "51", "52");
	expect_found("both", &conf, pair[0], TLS_UCSPI);
	unsetenv("SSLREADFD");
	expect_found("one missing", &conf, pair[0], TLS_WRAPPER);
	/* Not even then is TLS for what is no connection. */
	set_descriptors("50", "51", "52");
	assert_int_equal(pipe(ends), 0);
	expect_found("pipe", &conf, ends[0], TLS_NO_WAY);
	close(ends[0]);
	close(ends[1]);
	for (int fd = 50; fd <= 52; fd++)
		close(fd);
	close(pair[0]);
	close(pair[1]);
}

static bool
wrapper_is_available(const struct conf *conf)
{
	const struct tls tls = {.way = TLS_WRAPPER};

	return tls_is_available(&tls, conf, &quiet);
}

static void
a_wrapper_must_be_executable(void **state)
{
	const struct tls ucspi = {.way = TLS_UCSPI};
	struct conf conf;

	(void)state;
	set_program(&conf, "exit 0", "an argument", 0700);
	assert_true(wrapper_is_available(&conf));
	set_program(&conf, "exit 0", "", 0600);
	assert_false(wrapper_is_available(&conf));
	set_starttls(&conf, "/");
	assert_false(wrapper_is_available(&conf));
	set_starttls(&conf, "/no/such/program");
	assert_false(wrapper_is_available(&conf));
	assert_true(tls_is_available(&ucspi, &conf, &quiet));
}

struct start {
	struct conf *conf;
	struct tls tls;
	unsigned seconds;
};

/* As a session with nothing to say. */
static int
start_in_child(void *of)
{
	struct start *start = of;

	if (!tls_stand_by(&start->tls, &direct, start->conf, &quiet))
		return 100;
	return tls_start(&start->tls, start->conf, &quiet, start->seconds) ? 101 : 0;
}

static int
status_of(pid_t child)
{
	int status = -1;

	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void
the_wrapper_takes_our_place(void **state)
{
	struct conf conf;
	struct start start = {.conf = &conf, .tls = {.way = TLS_WRAPPER}, .seconds = 60};
	static const int signals[] = {SIGPIPE, SIGXFSZ, SIGHUP};
	int status;

	(void)state;
	set_program(&conf, "[ \"$*\" = \"one two\" ] && exit 42", " one\ttwo ", 0700);
	status = status_of(unit_fork(start_in_child, &start));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 42);
	/* It cannot undo what it was started with, so it shows. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	for (size_t i = 0; i < COUNT(signals); i++) {
		char text[100];

		snprintf(text, sizeof(text), "kill -%d $$; exit 0", signals[i]);
		set_program(&conf, text, "", 0700);
		status = status_of(unit_fork(start_in_child, &start));
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == signals[i]);
	}
	signal(SIGHUP, SIG_DFL);
}

static void
the_wrapper_has_so_much_time(void **state)
{
	struct conf conf;
	struct start start = {.conf = &conf, .tls = {.way = TLS_WRAPPER}, .seconds = 1};
	int64_t begun = unit_now_ms();
	int status;

	(void)state;
	set_program(&conf, "exec sleep 60", "", 0700);
	signal(SIGALRM, SIG_IGN);
	status = status_of(unit_fork(start_in_child, &start));
	signal(SIGALRM, SIG_DFL);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM);
	unit_expect_waited(begun, 1000);
}

static void
a_wrapper_that_does_not_start_is_a_failure(void **state)
{
	struct conf conf;
	struct start start = {.conf = &conf, .tls = {.way = TLS_WRAPPER}, .seconds = 60};
	int status;

	(void)state;
	set_starttls(&conf, "/no/such/program");
	status = status_of(unit_fork(start_in_child, &start));
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_FAILURE);
}

/* --- standing by --- */

/* How a session ends that does not ask for TLS. */
struct session {
	struct tls tls;
	struct conf conf;
	int signal; /* 0: it exits */
	int exit;
	int said; /* where it writes its process id; -1: nowhere */
};

static int
hold_session(void *of)
{
	struct session *session = of;
	pid_t pid;

	if (!tls_stand_by(&session->tls, &direct, &session->conf, &quiet))
		return 100;
	pid = getpid();
	if (session->said >= 0 && write(session->said, &pid, sizeof(pid)) != sizeof(pid))
		return 101;
	if (session->signal == SIGSTOP)
		pause();
	else if (session->signal != 0)
		raise(session->signal);
	return session->exit;
}

/* The process that was started ends as the session does, or the super-server would not know. */
static void
the_end_of_the_session_is_passed_on(void **state)
{
	static const int signals[] = {SIGTERM, SIGKILL, SIGUSR1, SIGPIPE};
	struct session session = {.tls = {.way = TLS_WRAPPER}, .said = -1};
	int status;

	(void)state;
	set_starttls(&session.conf, "/bin/false");
	signal(SIGPIPE, SIG_DFL);
	for (session.exit = 0; session.exit < 3; session.exit++) {
		status = status_of(unit_fork(hold_session, &session));
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == session.exit);
	}
	for (size_t i = 0; i < COUNT(signals); i++) {
		session.signal = signals[i];
		status = status_of(unit_fork(hold_session, &session));
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == signals[i]);
	}
}

static void
without_a_wrapper_nobody_stands_by(void **state)
{
	struct conf conf;
	struct tls tls = {.way = TLS_UCSPI};

	(void)state;
	conf_defaults(&conf);
	assert_true(tls_stand_by(&tls, &direct, &conf, &quiet));
	tls.way = TLS_NO_WAY;
	assert_true(tls_stand_by(&tls, &direct, &conf, &quiet));
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

/* The session is an orphan then, and so a child of ours. */
static void
the_session_ends_with_who_stands_by(void **state)
{
	struct session session = {.tls = {.way = TLS_WRAPPER}, .signal = SIGSTOP};
	pid_t inside;
	pid_t outside;
	int fds[2];
	int status;

	(void)state;
	set_starttls(&session.conf, "/bin/false");
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	assert_int_equal(pipe(fds), 0);
	session.said = fds[1];
	outside = unit_fork(hold_session, &session);
	assert_int_equal(read(fds[0], &inside, sizeof(inside)), sizeof(inside));
	assert_int_not_equal(inside, outside);
	assert_int_equal(kill(outside, SIGTERM), 0);
	status = status_of(outside);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	status = status_of(inside);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	close(fds[0]);
	close(fds[1]);
}

/* In a child, as standard input and output change. */
static int
switch_over(void *of)
{
	struct start *start = of;
	char octets[8];
	ssize_t n;

	if (!tls_start(&start->tls, start->conf, &quiet, 60) || !start->tls.on ||
	    !start->tls.started || start->tls.way != TLS_NO_WAY)
		return 1;
	n = read(STDIN_FILENO, octets, sizeof(octets));
	return n > 0 && write(STDOUT_FILENO, octets, (size_t)n) == n ? 0 : 2;
}

static void
expect_octets(int fd, const char *expected)
{
	char octets[8] = "";
	ssize_t n = read(fd, octets, sizeof(octets));

	unit_expect(expected, NULL, octets, n > 0 ? (size_t)n : 0, expected, strlen(expected));
}

static void
ucspi_tls_puts_two_descriptors_in_place(void **state)
{
	struct conf conf;
	struct start start = {.conf = &conf, .tls = {.way = TLS_UCSPI}};
	int control[2];
	int in[2];
	int out[2];

	(void)state;
	conf_defaults(&conf);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, control), 0);
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	start.tls.control = control[1];
	start.tls.in = in[0];
	start.tls.out = out[1];
	assert_int_equal(write(in[1], "TLS", 3), 3);
	unit_wait(unit_fork(switch_over, &start));
	expect_octets(control[0], "y");
	expect_octets(out[0], "TLS");
	/* Both ends as one socket, which can be all three as well. */
	start.tls.in = start.tls.out = start.tls.control;
	assert_int_equal(write(control[0], "one", 3), 3);
	unit_wait(unit_fork(switch_over, &start));
	expect_octets(control[0], "yone");
	/* Nobody is there any more. */
	close(control[0]);
	signal(SIGPIPE, SIG_IGN);
	assert_false(tls_start(&start.tls, &conf, &quiet, 60));
	assert_false(start.tls.on);
	close(control[1]);
	for (int i = 0; i < 2; i++) {
		close(in[i]);
		close(out[i]);
	}
}

/* --- a server --- */

struct server {
	struct conf conf;
	struct peer peer;
	int listening;
	int client; /* the client's end */
	int ours;
};

/* Listens at "server" in this directory. */
static void
start_server(struct server *server, const struct peer *peer, enum conf_tls how)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "server"};
	char directory[60];
	char starttls[80];
	int pair[2];

	assert_non_null(getcwd(directory, sizeof(directory)));
	snprintf(starttls, sizeof(starttls), "unix:%s/server", directory);
	set_starttls(&server->conf, starttls);
	server->conf.tls = how;
	server->peer = *peer;
	server->listening = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(server->listening, (struct sockaddr *)&address, sizeof(address)),
			 0);
	assert_int_equal(listen(server->listening, 5), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	server->client = pair[0];
	server->ours = pair[1];
}

static void
stop_server(const struct server *server)
{
	close(server->listening);
	close(server->client);
	close(server->ours);
}

/* A session in a child: what it reads after it has begun TLS, it writes back. */
static int
session_with_server(void *of)
{
	const struct server *server = of;
	struct tls tls;
	char octets[8];
	ssize_t n;

	close(server->client);
	if (dup2(server->ours, STDIN_FILENO) < 0 || dup2(server->ours, STDOUT_FILENO) < 0)
		return 1;
	close(server->ours);
	tls_find(&tls, &server->conf, STDIN_FILENO);
	if (!tls_stand_by(&tls, &server->peer, &server->conf, &quiet))
		return 2;
	if (server->conf.tls != CONF_TLS_NOW) {
		if (tls.on || !tls_stays_here(&tls) ||
		    !tls_is_available(&tls, &server->conf, &quiet) ||
		    !tls_start(&tls, &server->conf, &quiet, 60) || !tls.started)
			return 3;
	} else if (tls.started) {
		return 4;
	}
	if (!tls.on || tls.way != TLS_NO_WAY)
		return 5;
	n = read(STDIN_FILENO, octets, sizeof(octets));
	return n > 0 && write(STDOUT_FILENO, octets, (size_t)n) == n ? 0 : 6;
}

static void
expect_message(int control, char word, const char *address, int fds[2])
{
	char message[80];
	size_t octets = strlen(address);

	assert_int_equal(wait_ready(control, POLLIN, wait_now_ms() + 5000), WAIT_READY);
	assert_int_equal(descriptors_receive(control, message, sizeof(message), fds, 2),
			 1 + octets);
	assert_int_equal(message[0], word);
	assert_memory_equal(message + 1, address, octets);
}

static void
expect_service(const struct peer *peer, const char *address, enum conf_tls how)
{
	struct server server;
	pid_t session;
	int control;
	int fds[2];
	int none[2];

	start_server(&server, peer, how);
	session = unit_fork(session_with_server, &server);
	control = accept(server.listening, NULL, NULL);
	expect_message(control, how == CONF_TLS_NOW ? TLS_BEGIN : TLS_WAIT, address, fds);
	assert_true(fds[0] >= 0 && fds[1] >= 0);
	if (how != CONF_TLS_NOW) {
		expect_message(control, TLS_BEGIN, "", none);
		assert_int_equal(none[0], -1);
	}
	/* The client's connection is the first one. */
	assert_int_equal(write(server.client, "client", 6), 6);
	expect_octets(fds[0], "client");
	assert_int_equal(write(fds[1], "TLS", 3), 3);
	expect_octets(fds[1], "TLS");
	unit_wait(session);
	/* Nobody else has kept an end of the pair. */
	expect_octets(fds[1], "");
	close(control);
	close(fds[0]);
	close(fds[1]);
	stop_server(&server);
	unlink("server");
}

static void
a_server_gets_the_client_and_one_end(void **state)
{
	(void)state;
	expect_service(&direct, "", CONF_TLS_NONE);
	expect_service(&direct, "", CONF_TLS_NOW);
}

/* It cannot see that client's address for itself. */
static void
a_server_is_told_a_balancers_client(void **state)
{
	const struct peer known = {.address = "2001:db8::7", .balancer = "192.0.2.1"};
	const struct peer unknown = {.balancer = "192.0.2.1"};

	(void)state;
	expect_service(&known, "2001:db8::7", CONF_TLS_NONE);
	expect_service(&known, "2001:db8::7", CONF_TLS_NOW);
	expect_service(&unknown, "", CONF_TLS_NOW);
}

/* In a child, whose standard input is a socket. */
static int
stand_by_without_server(void *of)
{
	const struct conf *conf = of;
	struct tls tls;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0 || dup2(pair[0], STDIN_FILENO) < 0)
		return 1;
	tls_find(&tls, conf, STDIN_FILENO);
	if (tls_stand_by(&tls, &direct, conf, &quiet) != (conf->tls != CONF_TLS_NOW))
		return 2;
	return tls.way == TLS_NO_WAY && !tls.on ? 0 : 3;
}

/* The first connections are accepted by nobody, and the last one is not even queued. */
static int
fill_backlog(void *of)
{
	const struct conf *conf = of;
	int64_t end = unit_now_ms() + 2000;
	struct tls tls = {.way = TLS_SERVER};

	for (int i = 0; i < 5 && tls.way == TLS_SERVER; i++)
		if (!tls_stand_by(&tls, &direct, conf, &quiet))
			return 1;
	return tls.way == TLS_NO_WAY && unit_now_ms() < end ? 0 : 2;
}

static void
without_a_server_there_is_no_way(void **state)
{
	struct server server;
	struct conf conf;

	(void)state;
	set_starttls(&conf, "unix:/nowhere");
	unit_wait(unit_fork(stand_by_without_server, &conf));
	conf.tls = CONF_TLS_NOW;
	unit_wait(unit_fork(stand_by_without_server, &conf));
	/* One that does not accept does not delay the session. */
	start_server(&server, &direct, CONF_TLS_NONE);
	assert_int_equal(listen(server.listening, 0), 0);
	unit_wait(unit_fork(fill_backlog, &server.conf));
	stop_server(&server);
}

static void
a_server_that_has_gone_is_not_available(void **state)
{
	struct conf conf;
	struct tls tls = {.way = TLS_SERVER};
	int control[2];

	(void)state;
	set_starttls(&conf, "unix:/nowhere");
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, control), 0);
	tls.control = control[0];
	assert_true(tls_is_available(&tls, &conf, &quiet));
	close(control[1]);
	assert_false(tls_is_available(&tls, &conf, &quiet));
	close(control[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_setting_and_a_socket_make_an_offer),
		cmocka_unit_test(tls_that_is_on_is_not_offered),
		cmocka_unit_test_teardown(ucspi_tls_needs_three_open_descriptors,
					  unset_descriptors),
		unit_test_in_directory(a_wrapper_must_be_executable),
		unit_test_in_directory(the_wrapper_takes_our_place),
		unit_test_in_directory(the_wrapper_has_so_much_time),
		cmocka_unit_test(a_wrapper_that_does_not_start_is_a_failure),
		cmocka_unit_test(the_end_of_the_session_is_passed_on),
		cmocka_unit_test(without_a_wrapper_nobody_stands_by),
		cmocka_unit_test(the_session_ends_with_who_stands_by),
		cmocka_unit_test(ucspi_tls_puts_two_descriptors_in_place),
		unit_test_in_directory(a_server_gets_the_client_and_one_end),
		unit_test_in_directory(a_server_is_told_a_balancers_client),
		unit_test_in_directory(without_a_server_there_is_no_way),
		cmocka_unit_test(a_server_that_has_gone_is_not_available),
	};

	unset_descriptors(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
