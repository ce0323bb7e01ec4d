/*
 * Tests of common/process/activation: which sockets are found, in which environment, and what
 * is left of the rest. Each case runs in a process of its own, which has to change its first
 * descriptors.
 */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "common/process/activation.h"

enum { FAR = 100 }; /* where sockets wait until they are put into their places */

/* What goes wrong in a process of a case shows as its exit status: the number of a line. */
#define CHECK(condition)                                                                       \
	do {                                                                                   \
		if (!(condition)) {                                                            \
			dprintf(saved_stderr, "line %d: %s\n", __LINE__, #condition);          \
			_exit(1);                                                              \
		}                                                                              \
	} while (0)

static int saved_stderr;

/* A TCP socket on 127.0.0.1. */
static int
make_socket(bool listening)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	CHECK(fd >= 0);
	if (listening)
		CHECK(bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
		      listen(fd, 5) == 0);
	return fd;
}

/* Puts what make_socket() has made at a place where a super-server puts it. */
static void
place(int fd, int at)
{
	CHECK(dup2(fd, at) == at);
	if (fd != at)
		close(fd);
}

static void
set_environment(int pid, const char *count)
{
	char text[20];

	snprintf(text, sizeof(text), "%d", pid);
	setenv("LISTEN_PID", text, 1);
	setenv("LISTEN_FDS", count, 1);
}

/* A process of a case: nothing but the standard descriptors, none of which is a socket. */
static void
run_case(int (*work)(void *))
{
	unit_wait(unit_fork(work, NULL));
}

static void
begin(void)
{
	saved_stderr = fcntl(STDERR_FILENO, F_DUPFD, 2 * FAR);
	for (int fd = 3; fd < FAR; fd++)
		close(fd);
	for (int fd = 0; fd < 3; fd++)
		place(open("/dev/null", O_RDWR), fd);
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_SESSIONS");
	unsetenv("NOTIFY_SOCKET");
}

static bool
is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

static bool
is_socket(int fd)
{
	int type;
	socklen_t octets = sizeof(type);

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &octets) == 0;
}

/* --- standard input --- */

static int
as_inetd_does(void *of)
{
	struct activation activation;

	(void)of;
	begin();
	place(make_socket(true), 0);
	CHECK(dup2(0, 1) == 1 && dup2(0, 2) == 2);
	place(open("/dev/null", O_RDWR), 7);
	saved_stderr = -1; /* it is closed with all others */
	CHECK(activation_find(&activation));
	CHECK(activation.count == 1 && activation.sockets[0] == 0);
	CHECK(activation.passed == 0 && activation.table == -1 && !activation.notify);
	CHECK(activation_starts_again(&activation));
	CHECK(fcntl(0, F_GETFL) & O_NONBLOCK);
	CHECK(is_socket(0) && !is_socket(1) && !is_socket(2) && is_open(1) && is_open(2));
	CHECK(!is_open(7));
	return 0;
}

static void
standard_input_listens(void **state)
{
	(void)state;
	run_case(as_inetd_does);
}

/* Nothing changes for a session. */
static int
without_a_listening_socket(void *of)
{
	const int types[] = {SOCK_DGRAM, SOCK_SEQPACKET};
	struct activation activation;
	int fds[2];

	(void)of;
	begin();
	place(open("/dev/null", O_RDWR), 7);
	CHECK(!activation_find(&activation) && is_open(7));
	close(0);
	CHECK(!activation_find(&activation) && !is_open(0));
	place(make_socket(false), 0);
	CHECK(!activation_find(&activation));
	for (size_t i = 0; i < COUNT(types); i++) {
		struct sockaddr_un address = {.sun_family = AF_UNIX};
		int fd = socket(AF_UNIX, types[i], 0);

		CHECK(bind(fd, (struct sockaddr *)&address, sizeof(sa_family_t)) == 0);
		CHECK((listen(fd, 5) == 0) == (types[i] == SOCK_SEQPACKET));
		place(fd, 0);
		CHECK(!activation_find(&activation));
	}
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
	CHECK(dup2(fds[0], 0) == 0 && dup2(fds[0], 1) == 1 && dup2(fds[0], 2) == 2);
	/* systemd with Accept=yes */
	place(fds[0], 3);
	set_environment(getpid(), "1");
	CHECK(!activation_find(&activation) && is_open(3) && is_open(7));
	CHECK(is_socket(1) && is_socket(2));
	CHECK((fcntl(0, F_GETFL) & O_NONBLOCK) == 0);
	return 0;
}

static void
anything_else_is_a_session(void **state)
{
	(void)state;
	run_case(without_a_listening_socket);
}

/* --- LISTEN_FDS --- */

static int
as_systemd_does(void *of)
{
	struct activation activation;
	int fds[2];

	(void)of;
	begin();
	place(make_socket(true), FAR);
	place(make_socket(true), FAR + 1);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
	place(fds[0], 1);
	CHECK(dup2(1, 2) == 2);
	place(FAR, 3);
	place(make_socket(false), 4);
	place(FAR + 1, 5);
	place(open("/dev/null", O_RDWR), 6);
	set_environment(getpid(), "3");
	setenv("NOTIFY_SOCKET", "@name", 1);
	CHECK(activation_find(&activation));
	CHECK(activation.count == 2 && activation.sockets[0] == 3 &&
	      activation.sockets[1] == 5);
	CHECK(activation.passed == 3 && strcmp(activation.notify, "@name") == 0);
	CHECK(activation_starts_again(&activation));
	activation.notify = NULL;
	CHECK(!activation_starts_again(&activation));
	CHECK(!is_open(4) && !is_open(6));
	CHECK(fcntl(3, F_GETFD) == FD_CLOEXEC && fcntl(5, F_GETFD) == FD_CLOEXEC);
	CHECK(fcntl(3, F_GETFL) & fcntl(5, F_GETFL) & O_NONBLOCK);
	/* The log can still go to the journal. */
	CHECK(!is_socket(1) && is_open(1) && is_socket(2));
	return 0;
}

static int
the_same_socket_twice(void *of)
{
	struct activation activation;

	(void)of;
	begin();
	place(make_socket(true), 0);
	CHECK(dup2(0, 3) == 3);
	place(make_socket(true), 4);
	set_environment(getpid(), "2");
	CHECK(activation_find(&activation));
	CHECK(activation.count == 2 && activation.sockets[0] == 0 &&
	      activation.sockets[1] == 4);
	CHECK(!is_open(3));
	return 0;
}

static int
more_than_there_can_be(void *of)
{
	struct activation activation;

	(void)of;
	begin();
	for (int i = 0; i < ACTIVATION_SOCKETS + 2; i++)
		place(make_socket(true), 3 + i);
	set_environment(getpid(), "66");
	CHECK(activation_find(&activation));
	CHECK(activation.count == ACTIVATION_SOCKETS);
	return 0;
}

static void
descriptors_are_passed(void **state)
{
	(void)state;
	run_case(as_systemd_does);
	run_case(the_same_socket_twice);
	run_case(more_than_there_can_be);
}

static int
for_somebody_else(void *of)
{
	static const char *const counts[] = {
		"0", "", "-1", "1x", "x", " 1", "99999999999999999999"};
	struct activation activation;

	(void)of;
	begin();
	place(make_socket(true), 3);
	setenv("LISTEN_SESSIONS", "3", 1);
	CHECK(!activation_find(&activation));
	set_environment(getppid(), "1");
	CHECK(!activation_find(&activation) && activation.table == -1);
	for (size_t i = 0; i < COUNT(counts); i++) {
		set_environment(getpid(), counts[i]);
		CHECK(!activation_find(&activation));
	}
	setenv("LISTEN_PID", "", 1);
	CHECK(!activation_find(&activation));
	/* Standard input is ours in any case, and then the others are not needed. */
	place(make_socket(true), 0);
	set_environment(getppid(), "1");
	CHECK(activation_find(&activation) && activation.count == 1 && !is_open(3));
	return 0;
}

static void
descriptors_of_others_are_not_ours(void **state)
{
	(void)state;
	run_case(for_somebody_else);
}

/* --- the same once more --- */

static int
pass_on(void *of)
{
	struct activation activation;
	struct activation again;

	(void)of;
	begin();
	place(make_socket(true), 0);
	place(make_socket(true), 4);
	place(make_socket(true), 3);
	set_environment(getpid(), "2");
	setenv("NOTIFY_SOCKET", "/path", 1);
	CHECK(activation_find(&activation) && activation.count == 3 && activation.table == -1);
	clearenv();
	activation.notify = "/path";
	place(open("/dev/null", O_RDWR | O_CLOEXEC), 9);
	CHECK(activation_pass_on(&activation, 9));
	for (int fd = 3; fd <= 4; fd++)
		CHECK(fcntl(fd, F_GETFD) == 0);
	CHECK(fcntl(9, F_GETFD) == 0);
	CHECK(activation_find(&again));
	CHECK(again.count == 3 && again.table == 9 && again.passed == 2);
	CHECK(strcmp(again.notify, "/path") == 0 && is_open(9));
	CHECK(!activation_pass_on(&activation, 99));
	errno = ENOENT;
	activation_take_back(&activation);
	CHECK(errno == ENOENT);
	CHECK(!environ || !*environ);
	CHECK(fcntl(0, F_GETFD) == 0 && fcntl(3, F_GETFD) == FD_CLOEXEC);
	return 0;
}

/* Its number may be less than those of the sockets, where one of them was not needed. */
static int
a_table_between_the_sockets(void *of)
{
	struct activation activation;

	(void)of;
	begin();
	place(open("/dev/null", O_RDWR), FAR);
	place(make_socket(true), 4);
	place(FAR, 3);
	set_environment(getpid(), "2");
	setenv("LISTEN_SESSIONS", "3", 1);
	CHECK(activation_find(&activation));
	CHECK(activation.count == 1 && activation.table == 3);
	CHECK(is_open(3) && is_open(4) && !is_open(5));
	setenv("LISTEN_SESSIONS", "7", 1);
	CHECK(activation_find(&activation) && activation.table == -1);
	setenv("LISTEN_SESSIONS", "2", 1);
	CHECK(activation_find(&activation) && activation.table == -1);
	return 0;
}

static void
all_of_it_is_passed_on(void **state)
{
	(void)state;
	run_case(pass_on);
	run_case(a_table_between_the_sockets);
}

/* --- the service manager --- */

/* Sends a state to the address, of so many octets, that name stands for, and reads it there. */
static void
expect_state(const char *name, const struct sockaddr_un *address, size_t octets)
{
	const struct activation activation = {.notify = name};
	char received[100] = "";
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

	assert_int_equal(bind(fd, (const struct sockaddr *)address, (socklen_t)octets), 0);
	activation_notify(&activation, "RELOADING=1\nMONOTONIC_USEC=2");
	assert_true(recv(fd, received, sizeof(received), MSG_DONTWAIT) > 0);
	assert_string_equal(received, "RELOADING=1\nMONOTONIC_USEC=2");
	assert_int_equal(recv(fd, received, sizeof(received), MSG_DONTWAIT), -1);
	close(fd);
}

static void
the_manager_is_told(void **state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
	const size_t start = offsetof(struct sockaddr_un, sun_path);
	char name[sizeof(address.sun_path) + 1] = "@";

	(void)state;
	expect_state("socket", &address, sizeof(address));
	memset(address.sun_path, 'n', sizeof(address.sun_path));
	memset(name + 1, 'n', sizeof(address.sun_path) - 1);
	address.sun_path[0] = '\0';
	expect_state(name, &address, sizeof(address));
	snprintf(address.sun_path + 1, sizeof(address.sun_path) - 1, "pillarbox-%d",
		 (int)getpid());
	snprintf(name, sizeof(name), "@pillarbox-%d", (int)getpid());
	expect_state(name, &address, start + strlen(name));
}

static void
no_manager_is_no_error(void **state)
{
	char name[200];
	const char *const names[] = {NULL, "", "/", "/nowhere/at/all", "@nobody.is.there",
				     name};

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct activation activation = {.notify = names[i]};
		size_t before = unit_open_files();

		activation_notify(&activation, "READY=1");
		assert_int_equal(unit_open_files(), before);
	}
}

/* One that does not read costs a second. */
static void
a_manager_that_hangs_is_left(void **state)
{
	const struct activation activation = {.notify = "socket"};
	const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
	int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
	int sender = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	int64_t start;

	(void)state;
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
	for (int i = 0; i < 10000; i++)
		if (sendto(sender, "x", 1, 0, (const struct sockaddr *)&address,
			   sizeof(address)) < 0)
			break;
	start = unit_now_ms();
	activation_notify(&activation, "READY=1");
	unit_expect_waited(start, 1000);
	close(sender);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(standard_input_listens),
		cmocka_unit_test(anything_else_is_a_session),
		cmocka_unit_test(descriptors_are_passed),
		cmocka_unit_test(descriptors_of_others_are_not_ours),
		cmocka_unit_test(all_of_it_is_passed_on),
		unit_test_in_directory(the_manager_is_told),
		cmocka_unit_test(no_manager_is_no_error),
		unit_test_in_directory(a_manager_that_hangs_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
