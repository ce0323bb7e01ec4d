#include "smtpd/task.h"

#include <stdio.h>

#include "common/process/task.h"
#include "smtpd/commands.h"

struct session *
smtp_task_start(const struct conf *conf, struct log *log)
{
	struct session *session = task_start(&smtp, sizeof(struct session_own), conf, log);

	if (!session)
		return NULL;
	snprintf(session->own->helo, sizeof(session->own->helo), "%.*s", SESSION_HELO_OCTETS,
		 conf->hostname);
	session->state = STATE_GREETED;
	return session;
}

int
task_run(const struct conf *conf, struct log *log)
{
	return conf->explain ? explain_run(conf, log) : import_run(conf, log);
}
