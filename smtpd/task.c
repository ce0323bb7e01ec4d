#include "smtpd/task.h"

#include <stdio.h>

#include "common/base/memory.h"
#include "common/process/sandbox.h"
#include "smtpd/commands.h"

struct session *
task_start(const struct conf *conf, struct log *log)
{
	struct session *session = memory_for_session(sizeof(*session));
	struct session_own *own = memory_for_session(sizeof(*own));
	struct session_client client;

	if (!session || !own) {
		log_event(log, LOG_LEVEL_ERROR, "start", "problem", "out of memory", NULL);
		return NULL;
	}
	session_find_client(&client, conf, log);
	if (!sandbox_enter(conf, log))
		return NULL;
	session_start(session, &client, &smtp, own, conf, log);
	/* As for LMTP; and no database is created. */
	session->interactive = false;
	session->may_sign_in = false;
	snprintf(own->helo, sizeof(own->helo), "%.*s", SESSION_HELO_OCTETS, conf->hostname);
	session->state = STATE_GREETED;
	return session_store(session) == STORE_OK ? session : NULL;
}

void
task_end(struct session *session)
{
	session_end(session);
}

int
task_run(const struct conf *conf, struct log *log)
{
	return conf->explain ? explain_run(conf, log) : import_run(conf, log);
}
