#include "pop3d/session.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/memory.h"
#include "common/process/program.h"
#include "common/process/sandbox.h"
#include "common/wire/line.h"
#include "pop3d/commands.h"

enum outcome
session_store_fault(struct session *session, enum store_status status, const char *what)
{
	service_log_fault(&session->service, status, what);
	switch (status) {
	case STORE_BROKEN:
		service_reply(&session->service, REPLY_STORE_BROKEN);
		return OUTCOME_ABORT;
	case STORE_MISSING:
		service_reply(&session->service, REPLY_STORE_MISSING);
		return OUTCOME_ABORT;
	default:
		service_reply(&session->service, REPLY_STORE_BUSY);
		return OUTCOME_OK;
	}
}

enum store_status
session_close_maildrop(struct session *session, bool with_deletions)
{
	if (!session->has_maildrop)
		return STORE_OK;
	session->has_maildrop = false;
	return maildrop_close(&session->maildrop, session->service.store, with_deletions);
}

/* What may come in each state, for those who have sent something else. */
static const char *
expected(enum state state)
{
	return state == STATE_TRANSACTION ? "STAT, LIST, RETR, DELE or QUIT"
					  : "USER, PASS or AUTH";
}

/* PASS must follow USER at once, a response its challenge: any other line takes the state back.
 */
static enum state
take_state(struct session *session)
{
	enum state state = session->state;

	if (state == STATE_PASSWORD || state == STATE_AUTH)
		session->state = STATE_AUTHORIZATION;
	return state;
}

static enum outcome
carry_out(struct session *session, enum state state, struct line *line)
{
	struct command_call call;
	enum command_fault fault =
		command_find(pop3_commands, pop3_commands_count, state, line, &call);
	int refusal = command_refusal(call.row, session);

	session->command = call.row;
	if (fault != COMMAND_TOO_LONG && refusal != COMMAND_ALLOWED)
		return service_error1(&session->service, (unsigned)refusal, call.row->verb);
	switch (fault) {
	case COMMAND_OK:
		return call.row->handle(session, call.argument);
	case COMMAND_OUT_OF_ORDER:
		service_reply2(&session->service, REPLY_OUT_OF_ORDER, call.row->verb,
			       expected(state));
		return OUTCOME_ERROR;
	case COMMAND_TOO_LONG:
		return service_error(&session->service, REPLY_LINE_TOO_LONG);
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
	enum line_status status =
		line_read(&session->service.conn, session->service.interactive, &line);
	enum state state = take_state(session);
	enum outcome outcome = OUTCOME_CLOSE;

	switch (status) {
	case LINE_OK:
		outcome = carry_out(session, state, &line);
		break;
	case LINE_BARE_LF:
	case LINE_BAD_OCTET:
		outcome = service_error(&session->service, REPLY_BAD_LINE);
		break;
	case LINE_TOO_LONG:
		outcome = service_error(&session->service, REPLY_LINE_TOO_LONG);
		break;
	case LINE_NONE:
		/* A silent client gets no reply (RFC 1939 section 3). */
		return service_input_ended(&session->service, line.input);
	}
	/* A line that could not be used may have been meant for a password all the same. */
	if (status != LINE_OK || session->command->flags & COMMAND_SECRET)
		conn_wipe(&session->service.conn);
	return outcome;
}

static enum outcome
converse(struct session *session)
{
	enum outcome outcome =
		service_greet(&session->service, REPLY_GREETING, REPLY_TOO_EARLY);

	while (outcome == OUTCOME_OK) {
		service_maintain(&session->service);
		outcome = service_count(&session->service, next_command(session),
					REPLY_TOO_MANY_ERRORS);
	}
	return outcome;
}

static void
end(struct session *session)
{
	enum store_status status = session_close_maildrop(session, false);

	if (status != STORE_OK)
		service_log_fault(&session->service, status, "mark messages as seen");
	service_end(&session->service);
	maildrop_free(&session->maildrop);
}

/*
 * Ends the session for TLS. There is no maildrop yet, and nothing is left behind, neither state
 * nor secret.
 */
static enum outcome
hand_over(struct session *session, struct service_link *link)
{
	bool there = service_hand_over(&session->service, link);

	explicit_bzero(session, sizeof(*session));
	return there ? OUTCOME_TLS : OUTCOME_CLOSE;
}

/* One session, in full. */
static enum outcome
serve(struct session *session, struct service_link *link, const struct conf *conf,
      struct log *log)
{
	enum outcome outcome;

	service_start(&session->service, link, conf, log, pop3_replies, conf->pop3_timeout);
	session->state = STATE_AUTHORIZATION;
	outcome = converse(session);
	if (outcome == OUTCOME_TLS)
		return hand_over(session, link);
	end(session);
	return outcome;
}

int
session_run(const struct conf *conf, struct log *log)
{
	struct session *session = memory_for_session(sizeof(*session));
	struct service_link link;
	enum outcome outcome;

	if (!session) {
		log_event(log, LOG_LEVEL_ERROR, "start", "problem", "out of memory", NULL);
		return PROGRAM_EXIT_FAILURE;
	}
	service_find_link(&link, conf, log);
	if (!tls_stand_by(&link.tls, conf, log) || !sandbox_enter(conf, log)) {
		service_refuse(&pop3_replies[REPLY_CANNOT_SERVE]);
		return PROGRAM_EXIT_FAILURE;
	}
	do
		outcome = serve(session, &link, conf, log);
	while (outcome == OUTCOME_TLS && tls_start(&link.tls, conf, log, link.seconds));
	return outcome == OUTCOME_CLOSE ? 0 : PROGRAM_EXIT_FAILURE;
}

void
session_refuse(void)
{
	service_refuse(&pop3_replies[REPLY_BAD_CONFIGURATION]);
}
