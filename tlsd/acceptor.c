#include "tlsd/acceptor.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/array.h"
#include "common/base/descriptors.h"
#include "common/base/number.h"
#include "common/base/wait.h"
#include "common/process/program.h"
#include "common/process/session_table.h"
#include "common/process/signals.h"
#include "tlsd/confine.h"
#include "tlsd/context.h"
#include "tlsd/forks.h"
#include "tlsd/tickets.h"
#include "tlsd/worker.h"

struct acceptor;

/* A descriptor that epoll(7) watches, and what happens when it is ready. */
struct watch {
	int fd;
	void (*ready)(struct acceptor *acceptor, struct watch *watch);
};

/* A session that may ask for TLS, or has just connected. */
struct waiting {
	struct watch watch; /* the first member */
	struct handover handover;
};

struct acceptor {
	const struct activation *activation;
	const struct tlsd_settings *settings;
	const struct title *title;
	struct log *log;
	struct context context;
	struct tickets tickets;
	struct forks forks;
	struct session_table workers;
	struct watch listening;
	struct watch signals; /* signalfd(2) */
	int epoll;
	int64_t rest_ms;    /* no connection is accepted before this time; 0: no rest */
	int64_t refused_ms; /* the last line about refused sessions */
	uint64_t refused;   /* sessions, since that line */
	const char *refused_because;
	int64_t key_start_ms; /* when the key process was started */
	int64_t key_retry_ms; /* when a key process is started again; INT64_MAX: it runs */
	int64_t renewed_ms;   /* the log */
	bool over;
};

/* False with errno. */
static bool
watch(struct acceptor *acceptor, struct watch *watched, uint32_t events, int how)
{
	struct epoll_event event = {.events = events, .data.ptr = watched};

	return epoll_ctl(acceptor->epoll, how, watched->fd, &event) == 0;
}

/* --- sessions that are refused --- */

static void
log_refused(struct acceptor *acceptor, int64_t now_ms)
{
	char count[NUMBER_OCTETS + 1];

	if (acceptor->refused == 0 || now_ms < acceptor->refused_ms + ACCEPTOR_REFUSE_MS)
		return;
	snprintf(count, sizeof(count), "%" PRIu64, acceptor->refused);
	log_event(acceptor->log, LOG_LEVEL_WARNING, "refuse", "count", count, "problem",
		  acceptor->refused_because, NULL);
	acceptor->refused = 0;
	acceptor->refused_ms = now_ms;
}

static void
refuse(struct acceptor *acceptor, const char *because)
{
	acceptor->refused++;
	acceptor->refused_because = because;
	log_refused(acceptor, wait_now_ms());
}

/* --- a session that waits --- */

static void
forget(struct acceptor *acceptor, struct waiting *waiting)
{
	/* Closing is not enough: another process may have the same open file (epoll(7)). */
	epoll_ctl(acceptor->epoll, EPOLL_CTL_DEL, waiting->watch.fd, NULL);
	handover_close(&waiting->handover);
	free(waiting);
}

static void
find_peer(struct peer *peer, const struct handover *handover)
{
	peer_find(peer, handover->client, false);
	if (handover->balanced[0] != '\0')
		peer_is_balancer(peer, handover->balanced);
}

/*
 * Does what it can before fork(2): in the new process, the first access to each page is a page
 * fault. False with errno.
 */
static bool
start_worker(struct acceptor *acceptor, const struct handover *handover)
{
	struct peer peer;
	const struct worker worker = {
		.settings = acceptor->settings,
		.context = &acceptor->context,
		.tickets = &acceptor->tickets,
		.forks = &acceptor->forks,
		.handover = handover,
		.peer = &peer,
		.title = acceptor->title,
		.log = acceptor->log,
	};
	pid_t pid;

	if (!session_table_reserve(&acceptor->workers))
		return false;
	find_peer(&peer, handover);
	pid = fork();
	if (pid == 0)
		worker_run(&worker);
	if (pid > 0)
		session_table_add(&acceptor->workers, pid, "");
	return pid > 0;
}

static void
begin(struct acceptor *acceptor, const struct handover *handover)
{
	if (acceptor->workers.count >= acceptor->settings->max_sessions)
		refuse(acceptor, "max_sessions");
	else if (!start_worker(acceptor, handover))
		refuse(acceptor, strerror(errno));
}

static void
take_word(struct acceptor *acceptor, struct watch *watched)
{
	struct waiting *waiting = (struct waiting *)watched;

	switch (handover_receive(&waiting->handover)) {
	case HANDOVER_WAITS:
		return;
	case HANDOVER_BEGINS:
		begin(acceptor, &waiting->handover);
		break;
	case HANDOVER_ENDS:
		break;
	case HANDOVER_BROKEN:
		refuse(acceptor, "broken handover");
		break;
	}
	forget(acceptor, waiting);
}

/* --- connections --- */

/* Without a rest, epoll(7) would find the same connection again and again. */
static void
rest(struct acceptor *acceptor, const char *because)
{
	acceptor->rest_ms = wait_now_ms() + ACCEPTOR_REST_MS;
	watch(acceptor, &acceptor->listening, 0, EPOLL_CTL_MOD);
	refuse(acceptor, because);
}

static void
end_rest(struct acceptor *acceptor)
{
	acceptor->rest_ms = 0;
	watch(acceptor, &acceptor->listening, EPOLLIN, EPOLL_CTL_MOD);
}

static void
keep(struct acceptor *acceptor, int control)
{
	struct waiting *waiting = malloc(sizeof(*waiting));

	if (!waiting) {
		close(control);
		refuse(acceptor, "out of memory");
		return;
	}
	*waiting = (struct waiting){.watch = {control, take_word},
				    .handover = {control, -1, -1, ""}};
	if (watch(acceptor, &waiting->watch, EPOLLIN, EPOLL_CTL_ADD))
		return; /* NOLINT(clang-analyzer-unix.Malloc): the event has it */
	refuse(acceptor, strerror(errno));
	forget(acceptor, waiting);
}

static void
accept_connection(struct acceptor *acceptor, struct watch *watched)
{
	int control = accept4(watched->fd, NULL, NULL, SOCK_CLOEXEC);

	if (control >= 0)
		keep(acceptor, control);
	else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
		rest(acceptor, strerror(errno));
}

/* --- generations --- */

static bool
load_context(struct acceptor *acceptor)
{
	struct context next;

	if (!context_load(&next, acceptor->settings, &acceptor->tickets, acceptor->title,
			  acceptor->log))
		return false;
	context_free(&acceptor->context);
	acceptor->context = next;
	acceptor->key_start_ms = wait_now_ms();
	acceptor->key_retry_ms = INT64_MAX;
	return true;
}

static bool
load(struct acceptor *acceptor)
{
	bool loaded;

	forks_release(&acceptor->forks);
	loaded = load_context(acceptor);
	forks_arrange(&acceptor->forks);
	return loaded;
}

static void
reload(struct acceptor *acceptor)
{
	activation_notify_reloading(acceptor->activation);
	if (load(acceptor))
		log_event(acceptor->log, LOG_LEVEL_INFO, "reload", NULL);
	else
		log_event(acceptor->log, LOG_LEVEL_ERROR, "reload-failed", "problem",
			  "the previous certificates and keys stay in force", NULL);
	activation_notify(acceptor->activation, "READY=1");
}

static void
restart_key_process(struct acceptor *acceptor)
{
	if (!load(acceptor))
		acceptor->key_retry_ms = wait_now_ms() + ACCEPTOR_RETRY_MS;
}

/* --- processes that end --- */

static void
log_killed(struct acceptor *acceptor, const char *event, pid_t pid, int status)
{
	char number[NUMBER_OCTETS + 1];

	snprintf(number, sizeof(number), "%d", (int)pid);
	log_event(acceptor->log, LOG_LEVEL_ERROR, event, "process", number, "signal",
		  WIFSIGNALED(status) ? sigabbrev_np(WTERMSIG(status)) : NULL, NULL);
}

/* A process that is neither is the key process of an earlier generation. */
static void
process_ended(struct acceptor *acceptor, pid_t pid, int status)
{
	struct session_entry entry;

	if (session_table_remove(&acceptor->workers, pid, &entry)) {
		if (WIFSIGNALED(status))
			log_killed(acceptor, "session-killed", pid, status);
	} else if (pid == acceptor->context.key_process) {
		log_killed(acceptor, "key-process-ended", pid, status);
		acceptor->context.key_process = -1;
		acceptor->key_retry_ms = acceptor->key_start_ms + ACCEPTOR_RETRY_MS;
	}
}

static void
take_ended(struct acceptor *acceptor)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		process_ended(acceptor, pid, status);
}

/* --- signals --- */

static void
take_signal(struct acceptor *acceptor, int signal_number)
{
	switch (signal_number) {
	case SIGCHLD:
		take_ended(acceptor);
		break;
	case SIGHUP:
		reload(acceptor);
		break;
	case SIGINT:
		session_table_signal(&acceptor->workers, SIGTERM);
		acceptor->over = true;
		break;
	default: /* SIGTERM */
		acceptor->over = true;
	}
}

static void
take_signals(struct acceptor *acceptor, struct watch *watched)
{
	int numbers[SIGNALS_MAX];
	size_t count = signals_read(watched->fd, numbers);

	for (size_t i = 0; i < count; i++)
		take_signal(acceptor, numbers[i]);
}

/* --- the loop --- */

/* Milliseconds until something is due, even if no event comes. */
static int
next_ms(const struct acceptor *acceptor, int64_t now_ms)
{
	const int64_t times[] = {
		acceptor->renewed_ms + ACCEPTOR_LOG_MS,
		acceptor->tickets.next_ms,
		acceptor->key_retry_ms,
		acceptor->rest_ms > 0 ? acceptor->rest_ms : INT64_MAX,
		acceptor->refused > 0 ? acceptor->refused_ms + ACCEPTOR_REFUSE_MS : INT64_MAX,
	};

	return wait_ms_until_first(times, COUNT(times), now_ms);
}

static void
do_what_is_due(struct acceptor *acceptor, int64_t now_ms)
{
	tickets_rotate(&acceptor->tickets, now_ms);
	log_refused(acceptor, now_ms);
	if (now_ms >= acceptor->key_retry_ms)
		restart_key_process(acceptor);
	if (acceptor->rest_ms > 0 && now_ms >= acceptor->rest_ms)
		end_rest(acceptor);
	if (now_ms >= acceptor->renewed_ms + ACCEPTOR_LOG_MS) {
		log_renew(acceptor->log);
		acceptor->renewed_ms = now_ms;
	}
}

/* One event at a time: handling it may free the watch of another. */
static void
wait_and_act(struct acceptor *acceptor)
{
	struct epoll_event event;
	int count = epoll_wait(acceptor->epoll, &event, 1, next_ms(acceptor, wait_now_ms()));

	if (count == 1) {
		struct watch *watched = event.data.ptr;

		watched->ready(acceptor, watched);
	}
	do_what_is_due(acceptor, wait_now_ms());
}

/* False with errno. */
static bool
open_all(struct acceptor *acceptor)
{
	acceptor->epoll = epoll_create1(EPOLL_CLOEXEC);
	return acceptor->epoll >= 0 && acceptor->signals.fd >= 0 &&
	       listen(acceptor->listening.fd, SOMAXCONN) == 0 &&
	       watch(acceptor, &acceptor->listening, EPOLLIN, EPOLL_CTL_ADD) &&
	       watch(acceptor, &acceptor->signals, EPOLLIN, EPOLL_CTL_ADD);
}

/* Returns false. */
static bool
log_start(struct acceptor *acceptor, const char *problem)
{
	log_event(acceptor->log, LOG_LEVEL_ERROR, "start", "problem", problem, NULL);
	return false;
}

/*
 * Listens when all else is ready. Signals that come earlier wait until then. False, and logged.
 */
static bool
start(struct acceptor *acceptor)
{
	acceptor->signals.fd = signals_open();
	if (!tickets_rotate(&acceptor->tickets, wait_now_ms()))
		return log_start(acceptor, "OpenSSL has no random numbers");
	if (!load(acceptor))
		return false;
	if (!open_all(acceptor))
		return log_start(acceptor, strerror(errno));
	return confine_acceptor(acceptor->settings, acceptor->log);
}

int
acceptor_run(const struct activation *activation, int listening,
	     const struct tlsd_settings *settings, const struct title *title, struct log *log)
{
	struct acceptor acceptor = {
		.activation = activation,
		.settings = settings,
		.title = title,
		.log = log,
		.context = {.key_socket = -1},
		.listening = {listening, accept_connection},
		.signals = {-1, take_signals},
		.key_retry_ms = INT64_MAX,
		.renewed_ms = wait_now_ms(),
	};

	if (!start(&acceptor))
		return PROGRAM_EXIT_FAILURE;
	title_show(title, "listening", NULL);
	activation_notify(activation, "READY=1");
	while (!acceptor.over)
		wait_and_act(&acceptor);
	activation_notify(activation, "STOPPING=1");
	log_left_out(log);
	return 0;
}
