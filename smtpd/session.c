#include "smtpd/session.h"

#include <stdlib.h>
#include <string.h>

#include "common/line.h"
#include "common/program.h"
#include "smtpd/commands.h"

enum outcome
session_store_fault(struct session *session, enum store_status status, const char *what)
{
	service_log_fault(&session->service, status, what);
	if (status == STORE_BROKEN) {
		service_reply(&session->service, REPLY_STORE_BROKEN);
		return OUTCOME_ABORT;
	}
	service_reply(&session->service,
		      status == STORE_FULL ? REPLY_NO_SPACE : REPLY_STORE_BUSY);
	return OUTCOME_OK;
}

void
session_reset(struct session *session)
{
	free(session->transaction.recipients);
	memset(&session->transaction, 0, sizeof(session->transaction));
	if (session->state & (STATE_MAIL | STATE_RCPT))
		session->state = STATE_GREETED;
}

enum outcome
session_input_ended(struct session *session, enum conn_status status)
{
	if (status == CONN_TIMEOUT)
		service_reply(&session->service, REPLY_TIMEOUT);
	else if (status == CONN_DEADLINE)
		service_reply(&session->service, REPLY_SESSION_TIMEOUT);
	log_event(session->service.log, LOG_LEVEL_INFO, "input-ended", "because",
		  conn_status_text(status), NULL);
	return OUTCOME_CLOSE;
}

/* What may come in each state, for those who have sent something else. */
static const char *
expected(enum state state)
{
	switch (state) {
	case STATE_START:
		return "HELO or EHLO";
	case STATE_INVITED:
		return "the password or MAIL";
	case STATE_MAIL:
		return "RCPT";
	case STATE_RCPT:
		return "RCPT or DATA";
	case STATE_GREETED:
	case STATE_AUTH_PLAIN:
	case STATE_AUTH_NAME:
	case STATE_AUTH_PASSWORD:
		break;
	}
	return "MAIL";
}

/* A sign-in that meets a line it cannot use is over. */
static enum outcome
bad_line(struct session *session, enum smtp_reply reply)
{
	if (session->state & (STATE_AUTH_PLAIN | STATE_AUTH_NAME | STATE_AUTH_PASSWORD))
		session->state = STATE_GREETED;
	return service_error(&session->service, reply);
}

static enum outcome
carry_out(struct session *session, struct line *line)
{
	struct command_call call;
	enum command_fault fault =
		command_find(smtp_commands, smtp_commands_count, session->state, line, &call);

	session->command = call.row;
	session->bare_lf = line->bare_lf;
	switch (fault) {
	case COMMAND_OK:
		return call.row->handle(session, call.argument);
	case COMMAND_OUT_OF_ORDER:
		service_reply2(&session->service, REPLY_OUT_OF_ORDER, call.row->verb,
			       expected(session->state));
		return OUTCOME_ERROR;
	case COMMAND_TOO_LONG:
		return bad_line(session, REPLY_LINE_TOO_LONG);
	case COMMAND_NO_ARGUMENT:
		return service_error1(&session->service, REPLY_NO_ARGUMENT, call.row->verb);
	case COMMAND_ARGUMENT:
		break;
	}
	return service_error1(&session->service, REPLY_SYNTAX, call.row->syntax);
}

static enum outcome
next_command(struct session *session)
{
	struct line line;
	enum outcome outcome;

	switch (line_read(&session->service.conn, session->service.interactive, &line)) {
	case LINE_OK:
		outcome = carry_out(session, &line);
		if (session->command->secret)
			conn_wipe(&session->service.conn);
		return outcome;
	case LINE_BARE_LF:
	case LINE_BAD_OCTET:
		return bad_line(session, REPLY_BAD_LINE);
	case LINE_TOO_LONG:
		return bad_line(session, REPLY_LINE_TOO_LONG);
	case LINE_NONE:
		break;
	}
	return session_input_ended(session, line.input);
}

static enum outcome
converse(struct session *session)
{
	enum outcome outcome = OUTCOME_OK;

	service_reply1(&session->service, REPLY_GREETING, session->service.conf->hostname);
	while (outcome == OUTCOME_OK || outcome == OUTCOME_ERROR) {
		service_maintain(&session->service);
		outcome = service_count(&session->service, next_command(session),
					REPLY_TOO_MANY_ERRORS);
	}
	return outcome;
}

int
session_run(const struct conf *conf, const struct log *log)
{
	struct session *session = calloc(1, sizeof(*session));
	enum outcome outcome;

	if (!session) {
		log_event(log, LOG_LEVEL_ERROR, "start", "problem", "out of memory", NULL);
		return PROGRAM_EXIT_FAILURE;
	}
	service_start(&session->service, conf, log, smtp_replies, conf->command_timeout);
	session->state = STATE_START;
	outcome = converse(session);
	session_reset(session);
	service_end(&session->service);
	free(session);
	return outcome == OUTCOME_ABORT ? PROGRAM_EXIT_FAILURE : 0;
}

void
session_refuse(void)
{
	service_refuse(&smtp_replies[REPLY_BAD_CONFIGURATION]);
}
