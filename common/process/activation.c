#include "common/process/activation.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "common/base/array.h"
#include "common/base/disk.h"
#include "common/base/io.h"
#include "common/base/number.h"

enum { FIRST_PASSED = STDERR_FILENO + 1 }; /* sd_listen_fds(3) */

static const char pid_variable[] = "LISTEN_PID";
static const char count_variable[] = "LISTEN_FDS";
static const char table_variable[] = "LISTEN_SESSIONS"; /* our own */
static const char notify_variable[] = "NOTIFY_SOCKET";

/* The number in an environment variable, or -1. */
static int
number_in_environment(const char *name)
{
	const char *text = getenv(name);
	uint64_t number;

	return text && number_parse(text, &number) && number <= INT_MAX ? (int)number : -1;
}

static bool
has_option(int fd, int option, int wanted)
{
	int value;
	socklen_t octets = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, option, &value, &octets) == 0 && value == wanted;
}

static bool
is_listening(int fd)
{
	return has_option(fd, SO_ACCEPTCONN, 1) && has_option(fd, SO_TYPE, SOCK_STREAM);
}

static bool
is_same(int fd, int other)
{
	struct disk_file a;
	struct disk_file b;

	return disk_find_file(fd, &a) && disk_find_file(other, &b) && disk_is_same(&a, &b);
}

/* systemd may pass the same socket as standard input and as descriptor 3. */
static bool
is_found(const struct activation *activation, int fd)
{
	for (size_t i = 0; i < activation->count; i++)
		if (is_same(fd, activation->sockets[i]))
			return true;
	return false;
}

static void
add(struct activation *activation, int fd)
{
	if (activation->count < ACTIVATION_SOCKETS && is_listening(fd) &&
	    !is_found(activation, fd))
		activation->sockets[activation->count++] = fd;
}

static void
find_sockets(struct activation *activation)
{
	add(activation, STDIN_FILENO);
	for (unsigned i = 0; i < activation->passed && i < ACTIVATION_SOCKETS; i++)
		add(activation, FIRST_PASSED + (int)i);
}

/* Two listeners may have the same socket: none of them may block in accept(2). */
static void
prepare(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	if (fd >= FIRST_PASSED)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static void
replace_by_null(int fd)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0)
		return;
	dup2(null, fd);
	close(null);
}

/* Whether fd is needed: a socket, or the table. */
static bool
is_kept(const struct activation *activation, int fd)
{
	for (size_t i = 0; i < activation->count; i++)
		if (activation->sockets[i] == fd)
			return true;
	return fd == activation->table;
}

static void
close_others(const struct activation *activation)
{
	int last = activation->table;

	for (size_t i = 0; i < activation->count; i++)
		if (activation->sockets[i] > last)
			last = activation->sockets[i];
	for (int fd = FIRST_PASSED; fd < last; fd++)
		if (!is_kept(activation, fd))
			close(fd);
	close_range(last < FIRST_PASSED ? FIRST_PASSED : (unsigned)last + 1, ~0U, 0);
}

bool
activation_find(struct activation *activation)
{
	bool is_ours = number_in_environment(pid_variable) == getpid();
	int passed = number_in_environment(count_variable);
	int table = number_in_environment(table_variable);

	*activation = (struct activation){
		.passed = is_ours && passed > 0 ? (unsigned)passed : 0,
		.notify = getenv(notify_variable),
		.table = is_ours && table >= FIRST_PASSED && fcntl(table, F_GETFD) >= 0 ? table
											: -1,
	};
	find_sockets(activation);
	if (activation->count == 0)
		return false;
	for (size_t i = 0; i < activation->count; i++)
		prepare(activation->sockets[i]);
	close_others(activation);
	if (io_is_socket(STDOUT_FILENO))
		replace_by_null(STDOUT_FILENO);
	if (is_listening(STDERR_FILENO))
		replace_by_null(STDERR_FILENO);
	return true;
}

bool
activation_starts_again(const struct activation *activation)
{
	return activation->notify || activation->sockets[0] == STDIN_FILENO;
}

void
activation_notify(const struct activation *activation, const char *state)
{
	const struct timeval second = {.tv_sec = 1};
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	size_t octets = activation->notify ? strlen(activation->notify) : 0;
	int fd;

	if (octets == 0 || octets > sizeof(address.sun_path))
		return;
	memcpy(address.sun_path, activation->notify, octets);
	if (address.sun_path[0] == '@') /* an abstract name: unix(7) */
		address.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &second, sizeof(second));
	sendto(fd, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&address,
	       (socklen_t)(offsetof(struct sockaddr_un, sun_path) + octets));
	close(fd);
}

void
activation_notify_reloading(const struct activation *activation)
{
	char state[64];
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%lld%06ld",
		 (long long)now.tv_sec, now.tv_nsec / 1000);
	activation_notify(activation, state);
}

static bool
set_number(const char *name, int number)
{
	char text[NUMBER_OCTETS + 1];

	snprintf(text, sizeof(text), "%d", number);
	return setenv(name, text, 1) == 0;
}

/* Whether execve(2) closes the sockets. */
static void
set_close_on_exec(const struct activation *activation, int flag)
{
	for (size_t i = 0; i < activation->count; i++)
		if (activation->sockets[i] >= FIRST_PASSED)
			fcntl(activation->sockets[i], F_SETFD, flag);
}

bool
activation_pass_on(const struct activation *activation, int table)
{
	set_close_on_exec(activation, 0);
	return fcntl(table, F_SETFD, 0) == 0 && set_number(pid_variable, getpid()) &&
	       set_number(count_variable, (int)activation->passed) &&
	       set_number(table_variable, table) &&
	       (!activation->notify || setenv(notify_variable, activation->notify, 1) == 0);
}

void
activation_take_back(const struct activation *activation)
{
	static const char *const variables[] = {pid_variable, count_variable, table_variable,
						notify_variable};
	int error = errno;

	set_close_on_exec(activation, FD_CLOEXEC);
	for (size_t i = 0; i < COUNT(variables); i++)
		unsetenv(variables[i]);
	errno = error;
}
