#include "smtpd/task.h"

#include <stdio.h>

#include "common/process/task.h"
#include "smtpd/commands.h"
#include "smtpd/handlers.h"
#include "smtpd/path.h"

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

bool
task_mail(struct session *session, const char *reverse_path)
{
	char argument[PATH_TEXT_OCTETS + sizeof("FROM:<> SMTPUTF8")];

	snprintf(argument, sizeof(argument), "FROM:<%s> SMTPUTF8", reverse_path);
	handle_mail(session, argument);
	return session->state == STATE_MAIL;
}

bool
task_rcpt(struct session *session, const char *forward_path)
{
	size_t before = session->own->transaction.accepted;
	char argument[PATH_TEXT_OCTETS + sizeof("TO:<>")];

	snprintf(argument, sizeof(argument), "TO:<%s>", forward_path);
	handle_rcpt(session, argument);
	return session->own->transaction.accepted > before;
}

int
task_run(const struct conf *conf, struct log *log)
{
	if (conf->explain)
		return explain_run(conf, log);
	return conf->import ? import_run(conf, log) : send_run(conf, log);
}
