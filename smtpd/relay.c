#include "smtpd/relay.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "common/base/wait.h"
#include "common/base/words.h"

enum { PIECE_OCTETS = 65536 };

/*
 * Splits command into words, in place, and adds sender and recipients. Returns a vector that
 * the caller frees with free(3). NULL if memory is short or there are too many words.
 */
static char **
make_arguments(const struct relay *relay, char *command)
{
	static char null_sender[] = "<>";
	static char end_of_options[] = "--";
	size_t count;
	char **arguments = words_split(command, relay->count + 2, &count);

	if (!arguments)
		return NULL;
	arguments[count++] = relay->sender[0] ? relay->sender : null_sender;
	arguments[count++] = end_of_options;
	for (size_t i = 0; i < relay->count; i++)
		arguments[count++] = relay->recipients[i];
	return arguments;
}

/*
 * The program must not inherit that we ignore these signals. It gets a process group of its
 * own, so that it can be killed with all its children.
 */
static void
set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGPIPE);
	sigaddset(&signals, SIGXFSZ);
	sigaddset(&signals, SIGALRM);
	sigaddset(&signals, SIGHUP);
	posix_spawnattr_setsigdefault(attributes, &signals);
	posix_spawnattr_setpgroup(attributes, 0);
	posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
}

/* Returns 0 or an errno: without all of these the program would use our own descriptors. */
static int
set_actions(posix_spawn_file_actions_t *actions, int input, bool show_errors)
{
	int error = posix_spawn_file_actions_adddup2(actions, input, STDIN_FILENO);

	if (error == 0)
		error = posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null",
							 O_WRONLY, 0);
	if (error == 0 && !show_errors)
		error = posix_spawn_file_actions_addopen(actions, STDERR_FILENO, "/dev/null",
							 O_WRONLY, 0);
	return error;
}

/* Starts the program with input as its standard input. Returns 0 or an errno. */
static int
spawn(const struct relay *relay, char **arguments, int input, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	error = set_actions(&actions, input, relay->show_errors);
	set_attributes(&attributes);
	if (error == 0)
		error = posix_spawn(pid, arguments[0], &actions, &attributes, arguments,
				    environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

/* Copies text with LF for each CRLF. Returns the octets. *after_cr: a CR is held back. */
static size_t
end_lines_in_lf(char *to, const char *text, size_t octets, bool *after_cr)
{
	size_t used = 0;

	for (size_t i = 0; i < octets; i++) {
		if (*after_cr && text[i] != '\n')
			to[used++] = '\r';
		*after_cr = text[i] == '\r';
		if (!*after_cr)
			to[used++] = text[i];
	}
	return used;
}

/* Writes text, and waits until end at most. It is no error if the program stops reading. */
static bool
write_piece(int fd, const char *text, size_t octets, int64_t end, bool *reads)
{
	while (octets > 0 && *reads) {
		ssize_t n = write(fd, text, octets);

		if (n >= 0) {
			text += n;
			octets -= (size_t)n;
		} else if (errno == EPIPE) {
			*reads = false;
		} else if (errno != EINTR &&
			   (errno != EAGAIN || wait_ready(fd, POLLOUT, end) != WAIT_READY)) {
			return false;
		}
	}
	return true;
}

/* pieces has room for a piece as it is stored, and for the same piece with LF line ends. */
static bool
feed_pieces(int fd, const struct store_source *source, uint64_t octets, int64_t end,
	    char *pieces)
{
	char *stored = pieces;
	char *changed = pieces + PIECE_OCTETS;
	bool after_cr = false;
	bool reads = true;
	bool fed = true;

	while (octets > 0 && fed && reads) {
		size_t n = octets < PIECE_OCTETS ? (size_t)octets : PIECE_OCTETS;

		octets -= n;
		fed = source->read(source->from, stored, n) &&
		      write_piece(fd, changed, end_lines_in_lf(changed, stored, n, &after_cr),
				  end, &reads);
	}
	if (after_cr && fed)
		fed = write_piece(fd, "\r", 1, end, &reads);
	return fed;
}

static bool
feed(int fd, const struct store_source *source, uint64_t octets, int64_t end)
{
	char *pieces = malloc(2 * PIECE_OCTETS + 1); /* one more for a CR that was held back */
	bool fed = pieces && feed_pieces(fd, source, octets, end, pieces);

	free(pieces);
	return fed;
}

/* The meaning of an exit status (sysexits(3)). */
static enum relay_status
judge(int status, char why[RELAY_WHY_OCTETS])
{
	if (!WIFEXITED(status)) {
		snprintf(why, RELAY_WHY_OCTETS, "killed by signal %d", WTERMSIG(status));
		return RELAY_TRY_LATER;
	}
	snprintf(why, RELAY_WHY_OCTETS, "exit status %d", WEXITSTATUS(status));
	if (WEXITSTATUS(status) == 0)
		return RELAY_TAKEN;
	return WEXITSTATUS(status) == EX_TEMPFAIL ? RELAY_TRY_LATER : RELAY_REFUSED;
}

/* The result of a program that we have killed. */
static enum relay_status
killed(int64_t end, char why[RELAY_WHY_OCTETS])
{
	snprintf(why, RELAY_WHY_OCTETS, "%s",
		 wait_now_ms() < end ? "killed: the message could not be read"
				     : "killed: it took too long");
	return RELAY_TRY_LATER;
}

/* Waits for the program to exit. Kills it and its children if it is still running at end. */
static enum relay_status
wait_for_exit(pid_t pid, bool fed, int64_t end, char why[RELAY_WHY_OCTETS])
{
	int fd = pidfd_open(pid, 0);
	bool exits = fed && fd >= 0 && wait_ready(fd, POLLIN, end) == WAIT_READY;
	int status = 0;

	if (!exits)
		kill(-pid, SIGKILL);
	if (fd >= 0)
		close(fd);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return RELAY_TRY_LATER;
	return exits ? judge(status, why) : killed(end, why);
}

/* The result if the program could not be started. */
static enum relay_status
not_run(int error, char why[RELAY_WHY_OCTETS])
{
	snprintf(why, RELAY_WHY_OCTETS, "could not be run: %s", strerror(error));
	return RELAY_TRY_LATER;
}

static enum relay_status
run(const struct relay *relay, char **arguments, const struct store_source *source,
    uint64_t octets, char why[RELAY_WHY_OCTETS])
{
	int64_t end = wait_now_ms() + (int64_t)relay->timeout * 1000;
	int fds[2];
	pid_t pid;
	int error;
	bool fed;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return not_run(errno, why);
	error = spawn(relay, arguments, fds[0], &pid);
	close(fds[0]);
	if (error != 0) {
		close(fds[1]);
		return not_run(error, why);
	}
	fcntl(fds[1], F_SETFL, O_NONBLOCK);
	fed = feed(fds[1], source, octets, end);
	/* Otherwise it would see the end of its input, and take half a message for a whole one.
	 */
	if (!fed)
		kill(-pid, SIGKILL);
	close(fds[1]);
	return wait_for_exit(pid, fed, end, why);
}

enum relay_status
relay_hand_off(const struct relay *relay, const struct store_source *source, uint64_t octets,
	       char why[RELAY_WHY_OCTETS])
{
	char *command = strdup(relay->command);
	char **arguments = command ? make_arguments(relay, command) : NULL;
	enum relay_status status = RELAY_TRY_LATER;

	if (arguments)
		status = run(relay, arguments, source, octets, why);
	else
		not_run(E2BIG, why);
	free(arguments);
	free(command);
	return status;
}
