#include "common/process/listener.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/auth/throttle.h"
#include "common/base/array.h"
#include "common/base/network.h"
#include "common/base/number.h"
#include "common/base/wait.h"
#include "common/process/program.h"
#include "common/process/session_table.h"
#include "common/process/signals.h"

struct listener {
	const struct activation *activation;
	const struct listener_service *service;
	struct listener_limits limits;
	struct log *log;
	struct session_table sessions;
	int signals;        /* signalfd(2) */
	int64_t started_ms; /* when the program was executed, or when that was last tried */
	int64_t active_ms;  /* the last connection, or the last end of a session */
	int64_t renewed_ms; /* the log */
	int64_t rest_ms;    /* no connection is accepted before this time */
	size_t shown; /* the number of sessions in the title; SIZE_MAX: there is none yet */
	bool lacking; /* accept(2) fails for a lack of something, which has been logged */
	bool crashed; /* a session, since the last execution */
	bool over;
};

/* --- a session begins --- */

struct client {
	int connection;
	struct peer peer;
	char network[STORE_NETWORK_OCTETS + 1]; /* "": local */
	bool is_balancer;
};

static void
find_network(struct client *client, const struct listener_limits *limits)
{
	const struct peer *peer = &client->peer;

	client->network[0] = '\0';
	if (!peer->local)
		throttle_find_network(peer->address, client->network);
	client->is_balancer = network_list_has(limits->balancers, peer->address);
}

/* For the log. */
static const char *
network_text(const struct client *client)
{
	return client->network[0] != '\0' ? client->network : "local";
}

/* For the table. A balancer's sessions are not counted for others of its network. */
static const char *
network_key(const struct client *client)
{
	return client->is_balancer ? "balancer" : network_text(client);
}

static bool
is_full(const struct listener *listener)
{
	return listener->sessions.count >= listener->limits.sessions;
}

static bool
is_full_for(const struct listener *listener, const struct client *client)
{
	return client->network[0] != '\0' && !client->is_balancer &&
	       listener->limits.per_network > 0 &&
	       session_table_count(&listener->sessions, client->network) >=
		       listener->limits.per_network;
}

/* Sends a reply that has an enhanced code and no arguments, if that is possible at once. */
static void
send_reply(int connection, const struct reply *reply)
{
	char line[REPLY_LINE_MAX + 1];
	int octets = snprintf(line, sizeof(line), "%s %s %s\r\n", reply->code, reply->enhanced,
			      reply->text);

	send(connection, line, (size_t)octets, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void
refuse(struct listener *listener, const struct client *client, enum common_reply number,
       const char *why)
{
	const struct reply *replies = listener->service->replies;

	if (replies)
		send_reply(client->connection, &replies[number]);
	log_event(listener->log, LOG_LEVEL_WARNING, "refuse", "network", network_text(client),
		  "problem", why, NULL);
}

/* In the new process. */
static _Noreturn void
serve(const struct listener_service *service, const struct client *client)
{
	if (dup2(client->connection, STDIN_FILENO) < 0 ||
	    dup2(client->connection, STDOUT_FILENO) < 0)
		_exit(PROGRAM_EXIT_FAILURE);
	close_range(STDERR_FILENO + 1, ~0U, 0);
	signal(SIGHUP, SIG_IGN); /* it is meant for the listener */
	signals_unblock();
	exit(service->serve(service->context, &client->peer));
}

/* False with errno. */
static bool
start_session(struct listener *listener, const struct client *client)
{
	pid_t pid;

	if (!session_table_reserve(&listener->sessions))
		return false;
	pid = fork();
	if (pid == 0)
		serve(listener->service, client);
	if (pid > 0)
		session_table_add(&listener->sessions, pid, network_key(client));
	return pid > 0;
}

static void
admit(struct listener *listener, const struct client *client)
{
	if (is_full(listener))
		refuse(listener, client, REPLY_TOO_MANY_SESSIONS, "max_sessions");
	else if (is_full_for(listener, client))
		refuse(listener, client, REPLY_TOO_MANY_SESSIONS, "max_sessions_per_network");
	else if (!start_session(listener, client))
		refuse(listener, client, REPLY_CANNOT_SERVE, strerror(errno));
}

/* --- connections --- */

/* Errors of one connection, or of none at all: the next one may be all right (accept(2)). */
static bool
is_passing(int error)
{
	static const int passing[] = {
		EAGAIN,    EINTR,  ECONNABORTED, EPROTO,     ENETDOWN,    ENOPROTOOPT,
		EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP, ENETUNREACH, EPERM,
	};

	for (size_t i = 0; i < COUNT(passing); i++)
		if (error == passing[i])
			return true;
	return false;
}

/* Without a rest, poll(2) would find the same connection again and again. */
static void
rest(struct listener *listener, int error)
{
	listener->rest_ms = wait_now_ms() + LISTENER_REST_MS;
	if (!listener->lacking)
		log_event(listener->log, LOG_LEVEL_ERROR, "accept-failed", "problem",
			  strerror(error), NULL);
	listener->lacking = true;
}

static void
accept_connection(struct listener *listener, int fd)
{
	struct client client;

	client.connection = peer_accept(&client.peer, fd);
	if (client.connection < 0) {
		if (!is_passing(errno))
			rest(listener, errno);
		return;
	}
	listener->lacking = false;
	listener->active_ms = wait_now_ms();
	find_network(&client, &listener->limits);
	admit(listener, &client);
	close(client.connection);
}

/* --- a session ends --- */

/* Signals that say that something has gone wrong in the program itself. */
static bool
is_crash(int signal_number)
{
	static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS};

	for (size_t i = 0; i < COUNT(crashes); i++)
		if (signal_number == crashes[i])
			return true;
	return false;
}

static void
log_killed(struct listener *listener, const struct session_entry *entry, int signal_number)
{
	char pid[NUMBER_OCTETS + 1];

	snprintf(pid, sizeof(pid), "%d", (int)entry->pid);
	log_event(listener->log, is_crash(signal_number) ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING,
		  "session-killed", "process", pid, "signal", sigabbrev_np(signal_number),
		  "network", entry->network, NULL);
}

static void
session_ended(struct listener *listener, pid_t pid, int status)
{
	struct session_entry entry;

	if (!session_table_remove(&listener->sessions, pid, &entry))
		return; /* a process that the program had before it was executed */
	listener->active_ms = wait_now_ms();
	if (!WIFSIGNALED(status))
		return;
	log_killed(listener, &entry, WTERMSIG(status));
	listener->crashed = listener->crashed || is_crash(WTERMSIG(status));
}

static void
take_ended_sessions(struct listener *listener)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		session_ended(listener, pid, status);
}

/* --- signals --- */

static bool
read_settings(struct listener *listener)
{
	return listener->service->read_settings(listener->service->context, &listener->limits);
}

static void
reload(struct listener *listener)
{
	activation_notify_reloading(listener->activation);
	if (read_settings(listener))
		log_event(listener->log, LOG_LEVEL_INFO, "reload", NULL);
	activation_notify(listener->activation, "READY=1");
}

static void
take_signal(struct listener *listener, int signal_number)
{
	switch (signal_number) {
	case SIGCHLD:
		take_ended_sessions(listener);
		break;
	case SIGHUP:
		reload(listener);
		break;
	case SIGINT:
		session_table_signal(&listener->sessions, SIGTERM);
		listener->over = true;
		break;
	default: /* SIGTERM */
		listener->over = true;
	}
}

static void
take_signals(struct listener *listener)
{
	int numbers[SIGNALS_MAX];
	size_t count = signals_read(listener->signals, numbers);

	for (size_t i = 0; i < count; i++)
		take_signal(listener, numbers[i]);
}

/* --- the program is executed again --- */

/* Returns only if that failed, with errno. */
static void
execute(const struct listener *listener)
{
	const struct listener_service *service = listener->service;
	int table = session_table_save(&listener->sessions);

	if (table < 0)
		return;
	if (activation_pass_on(listener->activation, table))
		execv(service->path, service->argv);
	activation_take_back(listener->activation);
	close(table);
}

/*
 * Wrong settings would leave the new program without those that are in force now. Then there is
 * no execution until the next crash.
 */
static void
execute_again(struct listener *listener)
{
	listener->crashed = false;
	listener->started_ms = wait_now_ms();
	if (!read_settings(listener))
		return;
	log_event(listener->log, LOG_LEVEL_INFO, "restart", "program", listener->service->path,
		  NULL);
	execute(listener);
	log_event(listener->log, LOG_LEVEL_ERROR, "restart-failed", "program",
		  listener->service->path, "problem", strerror(errno), NULL);
}

/* --- the loop --- */

enum { SIGNALS, FIRST_SOCKET, WATCHED = FIRST_SOCKET + ACTIVATION_SOCKETS };

/* poll(2) ignores an entry whose descriptor is negative. */
static void
watch(const struct listener *listener, int64_t now_ms, struct pollfd watched[WATCHED])
{
	const struct activation *activation = listener->activation;
	bool rests = now_ms < listener->rest_ms || listener->crashed;

	watched[SIGNALS] = (struct pollfd){.fd = listener->signals, .events = POLLIN};
	for (size_t i = 0; i < activation->count; i++)
		watched[FIRST_SOCKET + i] = (struct pollfd){
			.fd = rests ? -1 : activation->sockets[i], .events = POLLIN};
}

static int64_t
idle_end_ms(const struct listener *listener)
{
	if (listener->sessions.count > 0 || !activation_starts_again(listener->activation))
		return INT64_MAX;
	return listener->active_ms + listener->service->idle_ms;
}

static int64_t
execute_ms(const struct listener *listener)
{
	return listener->crashed ? listener->started_ms + LISTENER_EXECUTE_MS : INT64_MAX;
}

/* Milliseconds until there is something to do even if nothing happens. */
static int
next_ms(const struct listener *listener, int64_t now_ms)
{
	const int64_t times[] = {
		listener->renewed_ms + LISTENER_LOG_MS,
		now_ms < listener->rest_ms ? listener->rest_ms : INT64_MAX,
		execute_ms(listener),
		idle_end_ms(listener),
	};

	return wait_ms_until_first(times, COUNT(times), now_ms);
}

static void
do_what_is_due(struct listener *listener, int64_t now_ms)
{
	if (now_ms >= listener->renewed_ms + LISTENER_LOG_MS) {
		log_renew(listener->log);
		listener->renewed_ms = now_ms;
	}
	if (now_ms >= execute_ms(listener))
		execute_again(listener);
	if (now_ms >= idle_end_ms(listener))
		listener->over = true;
}

/* Signals come first: a session that has ended makes room for a client. */
static void
wait_and_act(struct listener *listener)
{
	int64_t now_ms = wait_now_ms();
	const struct activation *activation = listener->activation;
	struct pollfd watched[WATCHED];

	watch(listener, now_ms, watched);
	if (poll(watched, FIRST_SOCKET + activation->count, next_ms(listener, now_ms)) < 0) {
		poll(NULL, 0, LISTENER_REST_MS); /* no memory, most likely */
		watched[SIGNALS].revents = POLLIN;
	}
	if (watched[SIGNALS].revents != 0)
		take_signals(listener);
	for (size_t i = 0; i < activation->count && !listener->over; i++)
		if (watched[FIRST_SOCKET + i].revents != 0)
			accept_connection(listener, activation->sockets[i]);
	if (!listener->over)
		do_what_is_due(listener, wait_now_ms());
}

static void
take_over_sessions(struct listener *listener)
{
	int table = listener->activation->table;

	if (table >= 0) {
		session_table_load(&listener->sessions, table);
		close(table);
	}
	take_ended_sessions(listener);
}

static void
show_sessions(struct listener *listener)
{
	size_t count = listener->sessions.count;
	char text[sizeof("listening,  sessions") + NUMBER_OCTETS];

	if (count == listener->shown)
		return;
	listener->shown = count;
	snprintf(text, sizeof(text), "listening, %zu session%s", count, count == 1 ? "" : "s");
	title_show(listener->service->title, text, NULL);
}

static void
serve_connections(struct listener *listener)
{
	take_over_sessions(listener);
	show_sessions(listener);
	activation_notify(listener->activation, "READY=1");
	while (!listener->over) {
		wait_and_act(listener);
		show_sessions(listener);
	}
	activation_notify(listener->activation, "STOPPING=1");
}

int
listener_run(const struct activation *activation, const struct listener_service *service,
	     struct listener_limits limits, struct log *log)
{
	int64_t now_ms = wait_now_ms();
	struct listener listener = {
		.activation = activation,
		.service = service,
		.limits = limits,
		.log = log,
		.shown = SIZE_MAX,
		.started_ms = now_ms,
		.active_ms = now_ms,
		.renewed_ms = now_ms,
	};

	/* Signals of an earlier execution of this process may be pending. */
	listener.signals = signals_open();
	if (listener.signals < 0) {
		log_event(log, LOG_LEVEL_ERROR, "start", "problem", strerror(errno), NULL);
		return PROGRAM_EXIT_FAILURE;
	}
	serve_connections(&listener);
	log_left_out(log);
	session_table_free(&listener.sessions);
	close(listener.signals);
	return 0;
}
