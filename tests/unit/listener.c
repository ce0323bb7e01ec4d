/*
 * Tests of common/process/listener. The listener runs in a process of its own, with sessions
 * that do what their client says: one octet, one deed. Its log and its settings are files in
 * the test's directory.
 */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include "common/process/listener.h"

static const struct reply replies[REPLY_COMMON_COUNT] = {
	[REPLY_CANNOT_SERVE] = {"421", "4.3.2", "Not now"},
	[REPLY_TOO_MANY_SESSIONS] = {"421", "4.3.2", "Too many"},
};

/* --- calls that fail, in the listener's process --- */

struct faults {
	int forks;     /* the number of calls of fork(2) that will fail */
	int accepts;   /* the same for accept4(2) */
	int error;     /* its errno */
	bool foreign;  /* a client from 127.0.N.M looks like one from 10.0.N.M */
	int64_t speed; /* of the clock; 0: as usual */
};

static struct faults faults;

/* These stand in front of the C library's, which the assembler calls the same. */
pid_t fork_or_fail(void) __asm__("fork");
int accept_or_fail(int fd, struct sockaddr_in *address, socklen_t *octets,
		   int flags) __asm__("accept4");
int read_clock(clockid_t clock, struct timespec *time) __asm__("clock_gettime");

pid_t
fork_or_fail(void)
{
	if (faults.forks == 0)
		return _Fork();
	faults.forks--;
	errno = EAGAIN;
	return -1;
}

static int
accept_client(int fd, struct sockaddr_in *address, socklen_t *octets, int flags)
{
	int result = (int)syscall(SYS_accept4, fd, address, octets, flags);

	if (result >= 0 && faults.foreign && address->sin_family == AF_INET)
		*(unsigned char *)&address->sin_addr = 10;
	return result;
}

int
accept_or_fail(int fd, struct sockaddr_in *address, socklen_t *octets, int flags)
{
	if (faults.accepts == 0)
		return accept_client(fd, address, octets, flags);
	faults.accepts--;
	errno = faults.error;
	return -1;
}

int
read_clock(clockid_t clock, struct timespec *time)
{
	const int64_t second = 1000000000;
	int result = (int)syscall(SYS_clock_gettime, clock, time);
	int64_t nanoseconds;

	if (result == 0 && faults.speed > 0) {
		nanoseconds = (time->tv_sec % 1000000 * second + time->tv_nsec) * faults.speed;
		time->tv_sec = nanoseconds / second;
		time->tv_nsec = nanoseconds % second;
	}
	return result;
}

/* --- the listener --- */

/* What the client of a session can send. */
enum deed {
	ASK = 'a',   /* what the session has found: a line */
	CRASH = 'c', /* the session ends by SIGSEGV */
	KILL = 'k',  /* or by SIGKILL */
};

static void
tell_surroundings(void)
{
	sigset_t mask;

	sigprocmask(SIG_BLOCK, NULL, &mask);
	dprintf(STDOUT_FILENO, "%d %d %zu %d\n", (int)getpid(), (int)getppid(),
		unit_open_files(), sigisemptyset(&mask));
}

static int
serve(void *context, const struct peer *peer)
{
	char deed;

	(void)context;
	if (peer->local == faults.foreign)
		_exit(1);
	while (read(STDIN_FILENO, &deed, 1) == 1) {
		if (deed == ASK)
			tell_surroundings();
		else if (deed == CRASH) {
			signal(SIGSEGV, SIG_DFL);
			kill(getpid(), SIGSEGV);
		} else if (deed == KILL)
			kill(getpid(), SIGKILL);
	}
	_exit(0);
}

/* The settings are two numbers, and the network of balancers if there are any. */
static bool
read_settings(void *context, struct listener_limits *limits)
{
	static char balancers[20];
	struct listener_limits found = {.balancers = balancers};
	FILE *file = fopen("settings", "re");
	bool right;

	balancers[0] = '\0';
	right = file && fscanf(file, "%zu %zu %19s", &found.sessions, &found.per_network,
			       balancers) >= 2;

	if (file)
		fclose(file);
	if (right)
		*limits = found;
	else
		log_event(context, LOG_LEVEL_ERROR, "bad-configuration", NULL);
	return right;
}

static void
write_settings(const char *text)
{
	FILE *file = fopen("settings", "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

/* How a listener is started. */
struct server {
	int sockets[2];
	struct sockaddr_in addresses[2];
	size_t count;
	const char *limits; /* NULL: as the settings are already */
	int idle_ms;        /* 0: as usual */
	const char *notify;
	const char *path; /* of what is executed again; NULL: this program */
	struct faults faults;
	pid_t pid;
};

static int
run(const struct activation *activation, const char *path, int idle_ms)
{
	char *argv[] = {(char *)(uintptr_t) "listener", (char *)(uintptr_t) "again", NULL};
	struct log log;
	struct listener_limits limits = {.balancers = ""};
	const struct listener_service service = {
		.context = &log,
		.serve = serve,
		.read_settings = read_settings,
		.replies = replies,
		.path = path,
		.argv = argv,
		.idle_ms = idle_ms,
	};

	log_open(&log, "listener");
	read_settings(&log, &limits);
	return listener_run(activation, &service, limits, &log);
}

/* What main() does in the program that has been executed again, and in the first one. */
static int
run_again(const char *path)
{
	struct activation activation;

	if (!activation_find(&activation))
		return 3;
	dprintf(STDERR_FILENO, "again, sockets: %zu\n", activation.count);
	return run(&activation, path, LISTENER_IDLE_MS);
}

static int
run_server(void *of)
{
	const struct server *server = of;
	struct activation activation = {
		.count = server->count, .notify = server->notify, .table = -1};
	char path[1000] = "";

	faults = server->faults;
	dup2(open("log", O_WRONLY | O_CREAT | O_APPEND, 0600), STDERR_FILENO);
	if (readlink("/proc/self/exe", path, sizeof(path) - 1) < 0)
		return 2;
	/* After 2, as a super-server passes them. */
	for (size_t i = 0; i < server->count; i++) {
		activation.sockets[i] = 3 + (int)i;
		if (dup2(server->sockets[i], 3 + (int)i) < 0)
			return 2;
	}
	activation.passed = (unsigned)server->count;
	close_range(3 + (unsigned)server->count, ~0U, 0);
	return run(&activation, server->path ? server->path : path,
		   server->idle_ms > 0 ? server->idle_ms : LISTENER_IDLE_MS);
}

static void
open_socket(struct server *server)
{
	struct sockaddr_in *address = &server->addresses[server->count];
	socklen_t octets = sizeof(*address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	address->sin_family = AF_INET;
	address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)address, octets), 0);
	assert_int_equal(listen(fd, 100), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)address, &octets), 0);
	server->sockets[server->count++] = fcntl(fd, F_DUPFD_CLOEXEC, 20);
	close(fd);
}

static void
start(struct server *server)
{
	if (server->count == 0)
		open_socket(server);
	if (server->limits)
		write_settings(server->limits);
	server->pid = unit_fork(run_server, server);
}

static void
close_sockets(struct server *server)
{
	for (size_t i = 0; i < server->count; i++)
		close(server->sockets[i]);
}

/* The listener ends, and all went well. */
static void
expect_end(struct server *server)
{
	unit_wait(server->pid);
	close_sockets(server);
}

static void
stop(struct server *server)
{
	kill(server->pid, SIGTERM);
	expect_end(server);
}

/* --- its log --- */

static void
read_log(char text[20000])
{
	int fd = open("log", O_RDONLY);
	ssize_t octets = fd < 0 ? 0 : read(fd, text, 19999);

	text[octets > 0 ? octets : 0] = '\0';
	close(fd);
}

static size_t
count_in_log(const char *words)
{
	char text[20000];
	size_t count = 0;

	read_log(text);
	for (const char *at = text; (at = strstr(at, words)); at++)
		count++;
	return count;
}

static void
pause_ms(int64_t ms)
{
	const struct timespec time = {ms / 1000, ms % 1000 * 1000000};

	nanosleep(&time, NULL);
}

/* Waits until the words are so many times in the log. */
static void
expect_in_log(const char *words, size_t times)
{
	int64_t end = unit_now_ms() + 10000;
	char text[20000];

	while (count_in_log(words) < times && unit_now_ms() < end)
		pause_ms(5);
	if (count_in_log(words) == times)
		return;
	read_log(text);
	fail_msg("\"%s\" is not there %zu times in:\n%s", words, times, text);
}

/* --- a client --- */

/* From 127.0.0.host. */
static int
connect_from(const struct server *server, size_t number, unsigned char host)
{
	const struct timeval patience = {.tv_sec = 10};
	const struct sockaddr_in from = {.sin_family = AF_INET,
					 .sin_addr.s_addr = htonl(0x7F000000 + host)};
	const struct sockaddr_in *to = &server->addresses[number];
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	assert_int_equal(bind(fd, (const struct sockaddr *)&from, sizeof(from)), 0);
	assert_int_equal(connect(fd, (const struct sockaddr *)to, sizeof(*to)), 0);
	return fd;
}

static int
connect_to(const struct server *server)
{
	return connect_from(server, 0, 1);
}

/* What a session says of itself. */
struct said {
	int pid;
	int parent;
	int descriptors;
	int unblocked;
};

/* Asks a session; false if there is none. */
static bool
ask(int fd, struct said *said)
{
	static const char deed[] = {ASK};
	char line[200] = "";
	ssize_t octets;

	if (send(fd, deed, 1, MSG_NOSIGNAL) != 1)
		return false;
	octets = recv(fd, line, sizeof(line) - 1, 0);
	return octets > 0 && sscanf(line, "%d %d %d %d", &said->pid, &said->parent,
				    &said->descriptors, &said->unblocked) == 4;
}

static void
expect_served(int fd, struct said *said)
{
	assert_true(ask(fd, said));
}

/* The line, and then the end. */
static void
expect_refused(int fd, const char *line)
{
	char received[200] = "";
	size_t octets = 0;
	ssize_t n;

	while ((n = recv(fd, received + octets, sizeof(received) - octets - 1, 0)) > 0)
		octets += (size_t)n;
	assert_int_equal(n, 0);
	assert_string_equal(received, line);
	close(fd);
}

/* Waits until the session has ended and the listener knows. */
static void
end_session(int fd, const struct said *said)
{
	int64_t end = unit_now_ms() + 10000;

	close(fd);
	while (kill(said->pid, 0) == 0 && unit_now_ms() < end)
		pause_ms(2);
	assert_int_equal(kill(said->pid, 0), -1);
}

static void
send_deed(int fd, enum deed deed)
{
	const char octet = (char)deed;

	assert_int_equal(send(fd, &octet, 1, MSG_NOSIGNAL), 1);
}

/* --- sessions --- */

static void
each_client_has_a_process(void **state)
{
	struct server server = {.limits = "10 0"};
	struct said said[2];
	int clients[2];

	(void)state;
	open_socket(&server);
	open_socket(&server);
	start(&server);
	for (size_t i = 0; i < COUNT(clients); i++) {
		clients[i] = connect_from(&server, i, 1);
		expect_served(clients[i], &said[i]);
		assert_int_equal(said[i].parent, server.pid);
		assert_int_equal(said[i].descriptors, 3);
		assert_int_equal(said[i].unblocked, 1);
	}
	assert_true(said[0].pid != said[1].pid);
	for (size_t i = 0; i < COUNT(clients); i++)
		end_session(clients[i], &said[i]);
	stop(&server);
	expect_in_log("event=", 0);
}

static void
a_unix_socket_will_do(void **state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
	struct server server = {.limits = "10 1", .count = 1};
	struct said said;
	int clients[2];

	(void)state;
	server.sockets[0] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(server.sockets[0], (struct sockaddr *)&address, sizeof(address)),
			 0);
	assert_int_equal(listen(server.sockets[0], 5), 0);
	start(&server);
	for (size_t i = 0; i < COUNT(clients); i++) {
		clients[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		assert_int_equal(
			connect(clients[i], (struct sockaddr *)&address, sizeof(address)), 0);
		expect_served(clients[i], &said);
	}
	stop(&server);
	for (size_t i = 0; i < COUNT(clients); i++)
		close(clients[i]);
}

/* --- limits --- */

static void
sessions_are_limited(void **state)
{
	struct server server = {.limits = "2 0"};
	struct said said[3];
	int clients[3];

	(void)state;
	start(&server);
	for (size_t i = 0; i < 2; i++)
		expect_served(clients[i] = connect_to(&server), &said[i]);
	expect_refused(connect_to(&server), "421 4.3.2 Too many\r\n");
	end_session(clients[0], &said[0]);
	expect_served(clients[2] = connect_to(&server), &said[2]);
	expect_refused(connect_to(&server), "421 4.3.2 Too many\r\n");
	end_session(clients[1], &said[1]);
	end_session(clients[2], &said[2]);
	stop(&server);
	expect_in_log("event=refuse network=local problem=max_sessions\n", 2);
}

/* Strangers, from as many networks as they have addresses. */
static void
sessions_of_a_network_are_limited(void **state)
{
	struct server server = {.limits = "4 2", .faults.foreign = true};
	struct said said;
	int clients[4];

	(void)state;
	start(&server);
	for (size_t i = 0; i < COUNT(clients); i++) {
		clients[i] = connect_from(&server, 0, i < 2 ? 1 : 2);
		expect_served(clients[i], &said);
		if (i == 1)
			expect_refused(connect_from(&server, 0, 1), "421 4.3.2 Too many\r\n");
	}
	expect_refused(connect_from(&server, 0, 1), "421 4.3.2 Too many\r\n");
	end_session(clients[3], &said);
	expect_refused(connect_from(&server, 0, 1), "421 4.3.2 Too many\r\n");
	expect_served(clients[3] = connect_from(&server, 0, 3), &said);
	stop(&server);
	for (size_t i = 0; i < COUNT(clients); i++)
		close(clients[i]);
	expect_in_log("event=refuse network=10.0.0.1 problem=max_sessions_per_network\n", 2);
	expect_in_log("event=refuse network=10.0.0.1 problem=max_sessions\n", 1);
}

/* Nor do they take the places of others, as 10.0.0.1 is when it is no balancer any more. */
static void
balancers_are_no_network(void **state)
{
	struct server server = {.limits = "5 1 10.0.0.1", .faults.foreign = true};
	struct said said;
	int clients[4];

	(void)state;
	start(&server);
	for (size_t i = 0; i < 2; i++)
		expect_served(clients[i] = connect_to(&server), &said);
	expect_served(clients[2] = connect_from(&server, 0, 2), &said);
	expect_refused(connect_from(&server, 0, 2), "421 4.3.2 Too many\r\n");
	write_settings("5 1");
	kill(server.pid, SIGHUP);
	expect_in_log("event=reload\n", 1);
	expect_served(clients[3] = connect_to(&server), &said);
	expect_refused(connect_to(&server), "421 4.3.2 Too many\r\n");
	send_deed(clients[0], KILL);
	expect_in_log("signal=KILL network=balancer\n", 1);
	stop(&server);
	for (size_t i = 0; i < COUNT(clients); i++)
		close(clients[i]);
}

static void
a_network_may_have_no_limit(void **state)
{
	struct server server = {.limits = "3 0", .faults.foreign = true};
	struct said said;
	int clients[3];

	(void)state;
	start(&server);
	for (size_t i = 0; i < COUNT(clients); i++)
		expect_served(clients[i] = connect_to(&server), &said);
	stop(&server);
	for (size_t i = 0; i < COUNT(clients); i++)
		close(clients[i]);
}

static void
local_clients_are_no_network(void **state)
{
	struct server server = {.limits = "3 1"};
	struct said said;
	int clients[3];

	(void)state;
	start(&server);
	for (size_t i = 0; i < COUNT(clients); i++)
		expect_served(clients[i] = connect_to(&server), &said);
	expect_refused(connect_to(&server), "421 4.3.2 Too many\r\n");
	stop(&server);
	for (size_t i = 0; i < COUNT(clients); i++)
		close(clients[i]);
}

/* A flood of clients does not fill the log; after a minute there are lines again. */
static void
lines_are_limited_for_a_minute(void **state)
{
	enum { SPEED = 30 };
	struct server server = {.limits = "0 0", .faults.speed = SPEED};

	(void)state;
	start(&server);
	for (int i = 0; i < LOG_LINES_OF_A_KIND + 1; i++)
		expect_refused(connect_to(&server), "421 4.3.2 Too many\r\n");
	pause_ms(LISTENER_LOG_MS / SPEED + 20);
	expect_in_log("event=refuse", LOG_LINES_OF_A_KIND);
	expect_refused(connect_to(&server), "421 4.3.2 Too many\r\n");
	expect_in_log("event=log-lines-left-out count=2\n", 1);
	expect_refused(connect_to(&server), "421 4.3.2 Too many\r\n");
	expect_in_log("event=refuse", LOG_LINES_OF_A_KIND + 1);
	stop(&server);
	expect_in_log("event=log-lines-left-out", 1);
}

/* --- what fails --- */

/* There is one line in the log for a time without descriptors, and no busy loop. */
static void
a_lack_of_descriptors_passes(void **state)
{
	static const int errors[] = {EMFILE, ENFILE, ENOBUFS, ENOMEM, EINVAL};

	(void)state;
	for (size_t i = 0; i < COUNT(errors); i++) {
		struct server server = {
			.limits = "9 9", .faults.accepts = 3, .faults.error = errors[i]};
		int64_t from = unit_now_ms();
		struct said said;
		char line[200];
		int client;

		start(&server);
		client = connect_to(&server);
		expect_served(client, &said);
		unit_expect_waited(from, 3 * LISTENER_REST_MS);
		stop(&server);
		close(client);
		snprintf(line, sizeof(line), "event=accept-failed problem=\"%s\"\n",
			 strerror(errors[i]));
		expect_in_log(line, 1);
	}
	expect_in_log("event=accept-failed", COUNT(errors));
}

/* The kernel itself has no more descriptors for it. */
static void
a_limit_of_descriptors_passes(void **state)
{
	const struct rlimit few = {4, 4096};
	const struct rlimit more = {4096, 4096};
	struct server server = {.limits = "9 9"};
	struct said said;
	int clients[2];

	(void)state;
	start(&server);
	expect_served(clients[0] = connect_to(&server), &said);
	assert_int_equal(prlimit(server.pid, RLIMIT_NOFILE, &few, NULL), 0);
	clients[1] = connect_to(&server);
	expect_in_log("event=accept-failed problem=\"Too many open files\"", 1);
	pause_ms(3 * LISTENER_REST_MS);
	assert_int_equal(prlimit(server.pid, RLIMIT_NOFILE, &more, NULL), 0);
	expect_served(clients[1], &said);
	stop(&server);
	close(clients[0]);
	close(clients[1]);
	expect_in_log("event=accept-failed", 1);
}

/* Nobody waits for the next connection because of one that has gone. */
static void
a_client_that_has_gone_is_no_fault(void **state)
{
	static const int errors[] = {ECONNABORTED, EPROTO, EINTR, EAGAIN, EPERM, EHOSTUNREACH};

	(void)state;
	for (size_t i = 0; i < COUNT(errors); i++) {
		struct server server = {
			.limits = "9 9", .faults.accepts = 1, .faults.error = errors[i]};
		struct said said;
		int client;

		start(&server);
		client = connect_to(&server);
		expect_served(client, &said);
		stop(&server);
		close(client);
	}
	expect_in_log("event=", 0);
}

static void
a_client_is_told_that_there_is_no_process(void **state)
{
	struct server server = {.limits = "9 9", .faults.forks = 1};
	struct said said;
	int client;

	(void)state;
	start(&server);
	expect_refused(connect_to(&server), "421 4.3.2 Not now\r\n");
	expect_served(client = connect_to(&server), &said);
	end_session(client, &said);
	stop(&server);
	expect_in_log(
		"event=refuse network=local problem=\"Resource temporarily unavailable\"\n", 1);
}

/* --- the end of the listener --- */

static void
sessions_outlive_a_listener_that_is_ended(void **state)
{
	struct server server = {.limits = "9 9"};
	struct said said;
	int client;

	(void)state;
	start(&server);
	expect_served(client = connect_to(&server), &said);
	kill(server.pid, SIGTERM);
	unit_wait(server.pid);
	expect_served(client, &said);
	close(client);
	close_sockets(&server);
}

static void
sessions_end_with_a_listener_that_is_interrupted(void **state)
{
	struct server server = {.limits = "9 9"};
	struct said said;
	int client;

	(void)state;
	start(&server);
	expect_served(client = connect_to(&server), &said);
	kill(server.pid, SIGINT);
	expect_end(&server);
	assert_false(ask(client, &said));
	close(client);
}

static void
an_idle_listener_ends(void **state)
{
	struct server server = {.limits = "9 9", .idle_ms = 300, .notify = "nobody"};
	int64_t from = unit_now_ms();
	struct said said;
	int client;

	(void)state;
	start(&server);
	unit_wait(server.pid);
	unit_expect_waited(from, 300);
	/* The socket is still there for the next one, and so is who has connected meanwhile. */
	client = connect_to(&server);
	server.pid = unit_fork(run_server, &server);
	expect_served(client, &said);
	pause_ms(600);
	expect_served(client, &said);
	from = unit_now_ms();
	close(client);
	expect_end(&server);
	unit_expect_waited(from, 300);
}

/* Nobody else has its socket. */
static void
a_listener_that_nobody_starts_again_stays(void **state)
{
	struct server server = {.limits = "9 9", .idle_ms = 100};
	struct said said;
	int client;

	(void)state;
	start(&server);
	for (int i = 0; i < 2; i++) {
		pause_ms(300);
		expect_served(client = connect_to(&server), &said);
		assert_int_equal(said.parent, server.pid);
		end_session(client, &said);
	}
	stop(&server);
}

/* --- settings --- */

static void
settings_are_read_again(void **state)
{
	struct server server = {.limits = "1 0"};
	struct said said;
	int clients[2];

	(void)state;
	start(&server);
	expect_served(clients[0] = connect_to(&server), &said);
	expect_refused(connect_to(&server), "421 4.3.2 Too many\r\n");
	write_settings("2 0");
	kill(server.pid, SIGHUP);
	expect_in_log("event=reload\n", 1);
	/* As if it had been sent to all processes of the program. */
	kill(said.pid, SIGHUP);
	expect_served(clients[0], &said);
	expect_served(clients[1] = connect_to(&server), &said);
	write_settings("many");
	kill(server.pid, SIGHUP);
	expect_in_log("event=bad-configuration", 1);
	expect_refused(connect_to(&server), "421 4.3.2 Too many\r\n");
	end_session(clients[1], &said);
	expect_served(clients[1] = connect_to(&server), &said);
	write_settings("1 0");
	kill(server.pid, SIGHUP);
	expect_in_log("event=reload\n", 2);
	end_session(clients[1], &said);
	expect_refused(connect_to(&server), "421 4.3.2 Too many\r\n");
	stop(&server);
	close(clients[0]);
}

/* --- the service manager --- */

static void
expect_state(int fd, const char *expected)
{
	char state[200] = "";

	assert_true(recv(fd, state, sizeof(state) - 1, 0) > 0);
	if (strncmp(state, expected, strlen(expected)) != 0)
		fail_msg("expected %s, got %s", expected, state);
}

static void
the_manager_knows_the_state(void **state)
{
	const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "notify"};
	const struct timeval patience = {.tv_sec = 10};
	struct server server = {.limits = "1 0", .notify = "notify"};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	unsigned long long before = (unsigned long long)unit_now_ms() * 1000;
	unsigned long long told = 0;
	char text[200] = "";

	(void)state;
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	start(&server);
	expect_state(fd, "READY=1");
	for (int i = 0; i < 2; i++) {
		write_settings(i == 0 ? "2 0" : "wrong");
		kill(server.pid, SIGHUP);
		assert_true(recv(fd, text, sizeof(text) - 1, 0) > 0);
		assert_int_equal(sscanf(text, "RELOADING=1\nMONOTONIC_USEC=%llu", &told), 1);
		assert_true(told >= before && told < before + 10000000);
		expect_state(fd, "READY=1");
	}
	kill(server.pid, SIGTERM);
	expect_state(fd, "STOPPING=1");
	expect_end(&server);
	close(fd);
}

/* --- sessions that die --- */

static void
a_killed_session_is_logged(void **state)
{
	struct server server = {.limits = "1 0"};
	struct said said;
	char line[200];
	int client;

	(void)state;
	start(&server);
	expect_served(client = connect_to(&server), &said);
	send_deed(client, KILL);
	snprintf(line, sizeof(line),
		 "event=session-killed process=%d signal=KILL network=local\n", said.pid);
	expect_in_log(line, 1);
	close(client);
	pause_ms(LISTENER_EXECUTE_MS + 300);
	expect_served(client = connect_to(&server), &said);
	stop(&server);
	close(client);
	expect_in_log("again", 0);
}

/* The process and its sockets are the same, and so is the number of sessions. */
static void
a_crash_executes_the_program_again(void **state)
{
	struct server server = {.limits = "2 0"};
	struct said first;
	struct said said;
	int64_t from;
	int clients[2];

	(void)state;
	open_socket(&server);
	open_socket(&server);
	from = unit_now_ms();
	start(&server);
	expect_served(clients[0] = connect_to(&server), &first);
	for (size_t i = 1; i <= 2; i++) {
		expect_served(clients[1] = connect_from(&server, i % 2, 1), &said);
		send_deed(clients[1], CRASH);
		expect_in_log("signal=SEGV", i);
		close(clients[1]);
		/* Who comes before that waits. */
		expect_served(clients[1] = connect_to(&server), &said);
		assert_int_equal(count_in_log("again, sockets: 2\n"), i);
		unit_expect_waited(from, LISTENER_EXECUTE_MS);
		from = unit_now_ms();
		expect_refused(connect_to(&server), "421 4.3.2 Too many\r\n");
		expect_served(clients[0], &first);
		end_session(clients[1], &said);
	}
	assert_int_equal(first.parent, server.pid);
	expect_served(clients[1] = connect_from(&server, 1, 1), &said);
	assert_int_equal(said.parent, server.pid);
	assert_int_equal(said.descriptors, 3);
	stop(&server);
	close(clients[0]);
	close(clients[1]);
}

static void
expect_no_execution(struct server *server, const char *settings, const char *problem)
{
	struct said said;
	int clients[2];

	start(server);
	expect_served(clients[0] = connect_to(server), &said);
	if (settings)
		write_settings(settings);
	send_deed(clients[0], CRASH);
	expect_in_log(problem, 1);
	close(clients[0]);
	for (size_t i = 0; i < COUNT(clients); i++)
		expect_served(clients[i] = connect_to(server), &said);
	expect_refused(connect_to(server), "421 4.3.2 Too many\r\n");
	stop(server);
	close(clients[0]);
	close(clients[1]);
	expect_in_log("again", 0);
}

static void
a_program_that_is_not_there_is_not_missed(void **state)
{
	struct server server = {.limits = "2 0", .path = "/nowhere/listener"};

	(void)state;
	expect_no_execution(&server, NULL,
			    "event=restart-failed program=/nowhere/listener"
			    " problem=\"No such file or directory\"\n");
}

static void
a_failed_execution_is_not_tried_again_at_once(void **state)
{
	struct server server = {.limits = "9 0", .path = "/nowhere/listener"};
	struct said said;
	int64_t from;

	(void)state;
	from = unit_now_ms();
	start(&server);
	for (size_t i = 1; i <= 2; i++) {
		int client = connect_to(&server);

		expect_served(client, &said);
		send_deed(client, CRASH);
		expect_in_log("event=restart-failed", i);
		close(client);
		unit_expect_waited(from, LISTENER_EXECUTE_MS);
		from = unit_now_ms();
	}
	stop(&server);
}

/* They have what one has told of the listener in common. */
static void
no_session_begins_between_a_crash_and_the_execution(void **state)
{
	struct server server = {.limits = "9 0", .path = "/nowhere/listener"};
	struct said said;
	int clients[3];

	(void)state;
	start(&server);
	for (size_t i = 0; i < 2; i++)
		expect_served(clients[i] = connect_to(&server), &said);
	for (size_t i = 0; i < 2; i++) {
		send_deed(clients[i], CRASH);
		expect_in_log("signal=SEGV", i + 1);
	}
	expect_served(clients[2] = connect_to(&server), &said);
	assert_int_equal(count_in_log("event=restart-failed"), 1);
	stop(&server);
	for (size_t i = 0; i < COUNT(clients); i++)
		close(clients[i]);
}

static void
wrong_settings_keep_the_program(void **state)
{
	struct server server = {.limits = "2 0"};

	(void)state;
	expect_no_execution(&server, "many", "event=bad-configuration\n");
}

int
main(int argc, char *argv[])
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(each_client_has_a_process),
		unit_test_in_directory(a_unix_socket_will_do),
		unit_test_in_directory(sessions_are_limited),
		unit_test_in_directory(sessions_of_a_network_are_limited),
		unit_test_in_directory(balancers_are_no_network),
		unit_test_in_directory(a_network_may_have_no_limit),
		unit_test_in_directory(local_clients_are_no_network),
		unit_test_in_directory(lines_are_limited_for_a_minute),
		unit_test_in_directory(a_lack_of_descriptors_passes),
		unit_test_in_directory(a_limit_of_descriptors_passes),
		unit_test_in_directory(a_client_that_has_gone_is_no_fault),
		unit_test_in_directory(a_client_is_told_that_there_is_no_process),
		unit_test_in_directory(sessions_outlive_a_listener_that_is_ended),
		unit_test_in_directory(sessions_end_with_a_listener_that_is_interrupted),
		unit_test_in_directory(an_idle_listener_ends),
		unit_test_in_directory(a_listener_that_nobody_starts_again_stays),
		unit_test_in_directory(settings_are_read_again),
		unit_test_in_directory(the_manager_knows_the_state),
		unit_test_in_directory(a_killed_session_is_logged),
		unit_test_in_directory(a_crash_executes_the_program_again),
		unit_test_in_directory(a_program_that_is_not_there_is_not_missed),
		unit_test_in_directory(a_failed_execution_is_not_tried_again_at_once),
		unit_test_in_directory(no_session_begins_between_a_crash_and_the_execution),
		unit_test_in_directory(wrong_settings_keep_the_program),
	};

	if (argc == 2 && strcmp(argv[1], "again") == 0)
		return run_again("/proc/self/exe");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
