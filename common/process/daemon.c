#include "common/process/daemon.h"

#include <errno.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "common/auth/place.h"
#include "common/auth/throttle.h"
#include "common/base/title.h"
#include "common/process/activation.h"
#include "common/process/listener.h"
#include "common/process/program.h"
#include "common/process/sandbox.h"
#include "common/wire/balancer.h"
#include "common/wire/session_loop.h"

/* One session, in full. */
static enum outcome
serve_session(const struct daemon *daemon, struct session *session, struct session_own *own,
	      struct session_client *client, const struct conf *conf, struct log *log)
{
	enum outcome outcome;

	session_start(session, client, daemon->protocol, own, conf, log);
	outcome = session_converse(session);
	if (outcome == OUTCOME_TLS)
		return session_hand_over(session, client) ? OUTCOME_TLS : OUTCOME_CLOSE;
	session_end(session);
	return outcome;
}

/* Starts all other processes first: nothing can be started from inside the sandbox. */
static bool
prepare(const struct daemon *daemon, struct session_own *own, struct session_client *client,
	const struct conf *conf, struct log *log)
{
	title_show(client->title, peer_text(&client->peer), NULL);
	return tls_stand_by(&client->tls, &client->peer, conf, log) &&
	       (!daemon->prepare || daemon->prepare(own, client, conf, log)) &&
	       sandbox_enter(conf, log);
}

/* Without a session. A client that expects TLS gets no plaintext. */
static void
refuse(const struct daemon *daemon, const struct conf *conf, bool encrypted,
       enum common_reply number)
{
	if (encrypted || conf->tls != CONF_TLS_NOW)
		session_refuse(&daemon->protocol->replies[number]);
}

/* Whether the peer is counted here, as a load balancer is between it and the listener. */
static bool
needs_place(const struct peer *peer, const struct conf *conf)
{
	return conf->max_sessions_per_network > 0 && strcmp(peer->address, peer->balancer) != 0;
}

/* False, and logged, if there is no place. */
static bool
take_place(const struct daemon *daemon, const struct peer *peer, const struct conf *conf,
	   struct log *log)
{
	char network[STORE_NETWORK_OCTETS + 1];
	enum common_reply number;

	throttle_find_network(peer->address, network);
	if (place_take(conf->spool_file, daemon->name, network, conf->max_sessions_per_network))
		return true;
	number = errno == EAGAIN ? REPLY_TOO_MANY_SESSIONS : REPLY_CANNOT_SERVE;
	log_event(log, LOG_LEVEL_WARNING, "refuse", "network", network, "problem",
		  errno == EAGAIN ? "max_sessions_per_network" : strerror(errno), NULL);
	refuse(daemon, conf, false, number);
	return false;
}

/*
 * A program that does TLS would take the balancer for its client, and so would the session that
 * it starts.
 */
static void
keep_from_wrapper(struct tls *tls)
{
	if (tls->way == TLS_WRAPPER)
		tls->way = TLS_NO_WAY;
}

/* False, and logged, if there is no session for the client. */
static bool
find_client(const struct daemon *daemon, const struct peer *accepted,
	    struct session_client *client, const struct conf *conf, struct log *log)
{
	if (accepted)
		session_set_client(client, accepted, conf);
	else
		session_find_client(client, conf, log);
	if ((conf->tls == CONF_TLS_NONE || conf->tls == CONF_TLS_NOW) &&
	    !balancer_find_client(&client->peer, STDIN_FILENO, conf, log))
		return false;
	if (!peer_balancer(&client->peer))
		return true;
	keep_from_wrapper(&client->tls);
	return !accepted || !needs_place(&client->peer, conf) ||
	       take_place(daemon, &client->peer, conf, log);
}

int
daemon_serve(const struct daemon *daemon, const struct peer *accepted,
	     const struct title *title, const struct conf *conf, struct log *log)
{
	struct session *session = session_new(daemon->own_octets, log);
	struct session_own *own;
	struct session_client client;
	enum outcome outcome;

	if (!session)
		return PROGRAM_EXIT_FAILURE;
	client.title = title;
	own = session->own; /* which session_hand_over() leaves alone */
	if (!find_client(daemon, accepted, &client, conf, log))
		return PROGRAM_EXIT_FAILURE;
	if (!prepare(daemon, own, &client, conf, log)) {
		refuse(daemon, conf, client.tls.on, REPLY_CANNOT_SERVE);
		return PROGRAM_EXIT_FAILURE;
	}
	do
		outcome = serve_session(daemon, session, own, &client, conf, log);
	while (outcome == OUTCOME_TLS && tls_start(&client.tls, conf, log, client.seconds));
	if (daemon->finish)
		daemon->finish(own);
	return outcome == OUTCOME_CLOSE ? 0 : PROGRAM_EXIT_FAILURE;
}

/* What sessions are served with. */
struct serving {
	const struct daemon *daemon;
	const struct program *program;
	const struct title *title;
	struct conf conf;
	bool configured; /* the settings are right */
	struct log log;
};

static int
refuse_without_settings(const struct serving *serving)
{
	refuse(serving->daemon, &serving->conf, false, REPLY_BAD_CONFIGURATION);
	return PROGRAM_EXIT_CONF;
}

/* --- a listener --- */

static struct listener_limits
limits_of(const struct conf *conf)
{
	return (struct listener_limits){
		.sessions = conf->max_sessions,
		.per_network = conf->max_sessions_per_network,
		.balancers = conf->proxy_protocol,
	};
}

/* For struct listener_service. The session has a log of its own. */
static int
serve_client(void *context, const struct peer *peer)
{
	struct serving *serving = context;

	log_open_again(&serving->log);
	if (!serving->configured)
		return refuse_without_settings(serving);
	return daemon_serve(serving->daemon, peer, serving->title, &serving->conf,
			    &serving->log);
}

/* For struct listener_service. */
static bool
read_settings(void *context, struct listener_limits *limits)
{
	struct serving *serving = context;

	if (!program_read_settings(serving->program, &serving->conf, &serving->log))
		return false;
	serving->configured = true;
	*limits = limits_of(&serving->conf);
	return true;
}

/* Wrong settings do not close the port: they may be right after the next SIGHUP. */
static int
serve_clients(struct serving *serving, const struct activation *activation)
{
	const struct listener_service service = {
		.context = serving,
		.serve = serve_client,
		.read_settings = read_settings,
		.replies = serving->conf.tls == CONF_TLS_NOW
				   ? NULL
				   : serving->daemon->protocol->replies,
		.path = (const char *)getauxval(AT_EXECFN),
		.argv = serving->program->argv,
		.title = serving->title,
		.idle_ms = LISTENER_IDLE_MS,
	};

	log_share(&serving->log);
	return listener_run(activation, &service, limits_of(&serving->conf), &serving->log);
}

/* --- the program --- */

/* With settings, right or wrong. */
static int
serve(struct serving *serving, const struct activation *activation)
{
	bool task = serving->conf.answers;

	if (serving->program->listens && !task)
		return serve_clients(serving, activation);
	if (!serving->configured)
		return refuse_without_settings(serving);
	return task ? serving->daemon->answer(&serving->conf, &serving->log)
		    : daemon_serve(serving->daemon, NULL, serving->title, &serving->conf,
				   &serving->log);
}

int
daemon_run(const struct daemon *daemon, int argc, char *argv[])
{
	struct activation activation;
	struct program program = {
		.name = daemon->name,
		.takes_mail = daemon->takes_mail,
		.argc = argc,
		.argv = argv,
	};
	struct title title;
	struct serving serving; /* not zeroed, as it is large */
	enum program_start start;

	title_open(&title, argv);
	program.listens = activation_find(&activation);
	start = program_start(&program, &serving.conf, &serving.log);
	serving.daemon = daemon;
	serving.program = &program;
	serving.title = &title;
	switch (start) {
	case PROGRAM_RUN:
	case PROGRAM_BAD_CONF:
		serving.configured = start == PROGRAM_RUN;
		return serve(&serving, &activation);
	case PROGRAM_DONE:
		return 0;
	case PROGRAM_FAILED:
		return PROGRAM_EXIT_FAILURE;
	case PROGRAM_BAD_TEST:
		return PROGRAM_EXIT_CONF;
	case PROGRAM_BAD_USAGE:
		break;
	}
	return PROGRAM_EXIT_USAGE;
}
