#include "common/process/daemon.h"

#include "common/base/memory.h"
#include "common/process/program.h"
#include "common/process/sandbox.h"
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
	return tls_stand_by(&client->tls, conf, log) &&
	       (!daemon->prepare || daemon->prepare(own, client, conf, log)) &&
	       sandbox_enter(conf, log);
}

int
daemon_serve(const struct daemon *daemon, const struct conf *conf, struct log *log)
{
	struct session *session = memory_for_session(sizeof(*session));
	struct session_own *own = memory_for_session(daemon->own_octets);
	struct session_client client;
	enum outcome outcome;

	if (!session || !own) {
		log_event(log, LOG_LEVEL_ERROR, "start", "problem", "out of memory", NULL);
		return PROGRAM_EXIT_FAILURE;
	}
	session_find_client(&client, conf, log);
	if (!prepare(daemon, own, &client, conf, log)) {
		session_refuse(&daemon->protocol->replies[REPLY_CANNOT_SERVE]);
		return PROGRAM_EXIT_FAILURE;
	}
	do
		outcome = serve_session(daemon, session, own, &client, conf, log);
	while (outcome == OUTCOME_TLS && tls_start(&client.tls, conf, log, client.seconds));
	if (daemon->finish)
		daemon->finish(own);
	return outcome == OUTCOME_CLOSE ? 0 : PROGRAM_EXIT_FAILURE;
}

int
daemon_run(const struct daemon *daemon, int argc, char *argv[])
{
	const struct program program = {
		.name = daemon->name,
		.takes_mail = daemon->takes_mail,
		.argc = argc,
		.argv = argv,
	};
	struct conf conf;
	struct log log;

	switch (program_start(&program, &conf, &log)) {
	case PROGRAM_RUN:
		return daemon->answer && (conf.explain || conf.import)
			       ? daemon->answer(&conf, &log)
			       : daemon_serve(daemon, &conf, &log);
	case PROGRAM_DONE:
		return 0;
	case PROGRAM_FAILED:
		return PROGRAM_EXIT_FAILURE;
	case PROGRAM_BAD_CONF:
		session_refuse(&daemon->protocol->replies[REPLY_BAD_CONFIGURATION]);
		return PROGRAM_EXIT_CONF;
	case PROGRAM_BAD_TEST:
		return PROGRAM_EXIT_CONF;
	case PROGRAM_BAD_USAGE:
		break;
	}
	return PROGRAM_EXIT_USAGE;
}
