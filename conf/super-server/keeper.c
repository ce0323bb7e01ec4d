#include "conf/super-server/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/base/array.h"
#include "common/base/io.h"
#include "common/base/number.h"
#include "common/base/wait.h"
#include "common/process/signals.h"

enum { CHUNK = 4096, EXIT_NOT_STARTED = 127 };

struct keeper {
	struct kept *programs;
	size_t count;
	int signals;       /* signalfd(2) */
	int terminal;      /* -1: none */
	int log;           /* what the programs write to standard error */
	int log_of_others; /* the same pipe, for them */
	int64_t tell_ms;   /* when standard input is written out */
	bool told;         /* it has been */
	bool in_line;      /* the last line of the log has not ended yet */
	bool over;
	int status;
};

/* --- the log --- */

static void
write_time(void)
{
	char text[sizeof("hh:mm:ss ")];
	time_t now = time(NULL);
	struct tm local;

	localtime_r(&now, &local);
	io_write_all(STDERR_FILENO, text, strftime(text, sizeof(text), "%T ", &local));
}

/* If nobody can read it any more, it is lost. */
static void
write_log(struct keeper *keeper, const char *data, size_t octets)
{
	while (octets > 0) {
		const char *end = memchr(data, '\n', octets);
		size_t piece = end ? (size_t)(end - data) + 1 : octets;

		if (!keeper->in_line)
			write_time();
		io_write_all(STDERR_FILENO, data, piece);
		keeper->in_line = !end;
		data += piece;
		octets -= piece;
	}
}

/* All that is there, without waiting. */
static void
pass_log_on(struct keeper *keeper)
{
	char data[CHUNK];
	ssize_t octets;

	while ((octets = read(keeper->log, data, sizeof(data))) > 0)
		write_log(keeper, data, (size_t)octets);
}

/* --- programs --- */

static _Noreturn void
become(const struct keeper *keeper, const struct kept *program)
{
	int input = program->socket >= 0 ? program->socket : open("/dev/null", O_RDONLY);

	prctl(PR_SET_PDEATHSIG, SIGINT);
	signals_unblock();
	if (dup2(input, STDIN_FILENO) >= 0 && dup2(keeper->log_of_others, STDERR_FILENO) >= 0 &&
	    dup2(keeper->log_of_others, STDOUT_FILENO) >= 0)
		execvp(program->argv[0], program->argv);
	dprintf(STDERR_FILENO, "%s: %s\n", program->argv[0], strerror(errno));
	_exit(EXIT_NOT_STARTED);
}

static void
fail(struct keeper *keeper, const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	keeper->over = true;
	keeper->status = EXIT_FAILURE;
}

static void
start(struct keeper *keeper, struct kept *program)
{
	program->pid = fork();
	if (program->pid == 0)
		become(keeper, program);
	if (program->pid < 0)
		fail(keeper, program->argv[0], strerror(errno));
}

static struct kept *
find(const struct keeper *keeper, pid_t pid)
{
	for (size_t i = 0; i < keeper->count; i++)
		if (keeper->programs[i].pid == pid)
			return &keeper->programs[i];
	return NULL; /* something that one of them has left behind */
}

/* A program that was idle is started again. */
static void
take_end(struct keeper *keeper, struct kept *program, int status)
{
	char text[64];

	program->pid = -1;
	if (keeper->over)
		return;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		start(keeper, program);
		return;
	}
	pass_log_on(keeper);
	if (WIFSIGNALED(status))
		snprintf(text, sizeof(text), "ended by SIG%s", sigabbrev_np(WTERMSIG(status)));
	else
		snprintf(text, sizeof(text), "ended with status %d", WEXITSTATUS(status));
	fail(keeper, program->argv[0], text);
}

/* False if there are no children any more. */
static bool
take_ended_children(struct keeper *keeper)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		struct kept *program = find(keeper, pid);

		if (program)
			take_end(keeper, program, status);
	}
	return pid == 0;
}

/* --- the end --- */

static void
signal_children(int signal_number)
{
	char path[64];
	char pid[NUMBER_OCTETS + 1];
	uint64_t number;
	FILE *children;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	children = fopen(path, "re");
	if (!children)
		return;
	while (fscanf(children, "%20s", pid) == 1)
		if (number_parse(pid, &number))
			kill((pid_t)number, signal_number);
	fclose(children);
}

/* When a program has ended, its children become ours and get the next signal. */
static void
end_all(struct keeper *keeper)
{
	int64_t kill_ms = wait_now_ms() + KEEPER_END_MS;

	while (take_ended_children(keeper)) {
		signal_children(wait_now_ms() < kill_ms ? SIGTERM : SIGKILL);
		wait_ready(keeper->log, POLLIN, wait_now_ms() + KEEPER_SIGNAL_MS);
		pass_log_on(keeper);
	}
	pass_log_on(keeper);
}

/* --- the loop --- */

static void
take_signals(struct keeper *keeper)
{
	int numbers[SIGNALS_MAX];
	size_t count = signals_read(keeper->signals, numbers);

	for (size_t i = 0; i < count; i++)
		if (numbers[i] != SIGCHLD)
			keeper->over = true;
	take_ended_children(keeper);
}

/* Standard input is a text for the person at the terminal. */
static void
tell(struct keeper *keeper)
{
	char data[CHUNK];
	ssize_t octets;

	keeper->told = true;
	while ((octets = read(STDIN_FILENO, data, sizeof(data))) > 0)
		io_write_all(STDOUT_FILENO, data, (size_t)octets);
}

/* For poll(2). */
static int
next_ms(const struct keeper *keeper)
{
	return keeper->told ? -1 : wait_ms_until_first(&keeper->tell_ms, 1, wait_now_ms());
}

static void
wait_and_act(struct keeper *keeper)
{
	struct pollfd watched[] = {
		{.fd = keeper->signals, .events = POLLIN},
		{.fd = keeper->log, .events = POLLIN},
		{.fd = keeper->terminal},
	};

	if (poll(watched, COUNT(watched), next_ms(keeper)) < 0)
		return;
	if (watched[0].revents != 0)
		take_signals(keeper);
	if (watched[2].revents != 0)
		keeper->over =
			true; /* SIGHUP may go to the first process of the terminal only */
	if (!keeper->told && !keeper->over && wait_now_ms() >= keeper->tell_ms)
		tell(keeper);
	pass_log_on(keeper);
}

static bool
prepare(struct keeper *keeper)
{
	int log[2];

	signal(SIGPIPE, SIG_IGN);
	keeper->signals = signals_open();
	if (keeper->signals < 0 || pipe2(log, O_CLOEXEC) < 0)
		return false;
	keeper->log = log[0];
	keeper->log_of_others = log[1];
	return fcntl(keeper->log, F_SETFL, O_NONBLOCK) == 0 &&
	       prctl(PR_SET_CHILD_SUBREAPER, 1) == 0 && prctl(PR_SET_PDEATHSIG, SIGTERM) == 0;
}

int
keeper_run(struct kept programs[], size_t count, int terminal)
{
	struct keeper keeper = {.programs = programs, .count = count, .terminal = terminal};

	if (!prepare(&keeper)) {
		perror("serve");
		return EXIT_FAILURE;
	}
	for (size_t i = 0; i < count && !keeper.over; i++)
		start(&keeper, &programs[i]);
	keeper.tell_ms = wait_now_ms() + KEEPER_SETTLE_MS;
	while (!keeper.over)
		wait_and_act(&keeper);
	end_all(&keeper);
	return keeper.status;
}
