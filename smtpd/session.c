#include "smtpd/session.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/disk.h"
#include "common/base/memory.h"
#include "common/process/program.h"
#include "common/process/sandbox.h"
#include "common/wire/line.h"
#include "smtpd/commands.h"
#include "smtpd/handlers.h"

enum smtp_reply
session_fault_reply(struct session *session, enum store_status status, const char *what)
{
	service_log_fault(&session->service, status, what);
	switch (status) {
	case STORE_BROKEN:
		return REPLY_STORE_BROKEN;
	case STORE_MISSING:
		return REPLY_STORE_MISSING;
	case STORE_REVOKED:
		return REPLY_REVOKED;
	case STORE_FULL:
		return REPLY_NO_SPACE;
	default:
		return REPLY_STORE_BUSY;
	}
}

enum smtp_reply
session_error_reply(struct session *session, int error, const char *what)
{
	service_log_problem(&session->service, LOG_LEVEL_WARNING, what, strerror(error));
	return disk_is_full(error) ? REPLY_NO_SPACE : REPLY_STORE_BUSY;
}

enum outcome
session_fault_outcome(enum smtp_reply reply)
{
	return strcmp(smtp_replies[reply].code, "421") == 0 ? OUTCOME_ABORT : OUTCOME_OK;
}

enum outcome
session_store_fault(struct session *session, enum store_status status, const char *what)
{
	enum smtp_reply reply = session_fault_reply(session, status, what);

	service_reply(&session->service, reply);
	return session_fault_outcome(reply);
}

enum store_status
session_check_space(struct session *session, uint64_t octets)
{
	const struct conf *conf = session->service.conf;
	uint64_t spare;
	uint64_t space;
	enum store_status status;

	if (!disk_free_octets(conf->database_file, &space))
		return STORE_BROKEN;
	if (disk_has_room(space, 0, conf->min_free_space, octets))
		return STORE_OK;
	/* The store knows of more, if it can be opened. */
	if (service_store(&session->service) != STORE_OK)
		return STORE_FULL;
	status = store_spare_octets(session->service.store, &spare);
	if (status == STORE_OK && !disk_has_room(space, spare, conf->min_free_space, octets))
		status = STORE_FULL;
	return status;
}

void
session_write_line(struct session *session, enum smtp_reply reply, const char *first,
		   const char *second)
{
	reply_write(&session->service.conn, &smtp_replies[reply],
		    (const char *const[]){first, second}, true);
}

void
session_reset(struct session *session)
{
	struct transaction *transaction = &session->transaction;

	for (size_t i = 0; i < transaction->relayed_count; i++)
		free(transaction->relayed[i]);
	free(transaction->relayed);
	recipients_free(&transaction->recipients);
	if (transaction->content)
		content_free(transaction->content);
	free(transaction->content);
	memset(transaction, 0, sizeof(*transaction));
	if (session->state & (STATE_MAIL | STATE_RCPT | STATE_BDAT))
		session->state = STATE_GREETED;
}

enum outcome
session_input_ended(struct session *session, enum conn_status status)
{
	if (status == CONN_TIMEOUT)
		service_reply(&session->service, REPLY_TIMEOUT);
	else if (status == CONN_DEADLINE)
		service_reply(&session->service, REPLY_SESSION_TIMEOUT);
	return service_input_ended(&session->service, status);
}

/* What may come in each state, for those who have sent something else. */
static const char *
expected(const struct session *session)
{
	switch (session->state) {
	case STATE_START:
		return session->service.conf->lmtp ? "LHLO" : "HELO or EHLO";
	case STATE_INVITED:
		return "the password or MAIL";
	case STATE_MAIL:
		return "RCPT";
	case STATE_RCPT:
		return "RCPT or DATA";
	case STATE_BDAT:
		return "BDAT";
	case STATE_GREETED:
	case STATE_AUTH:
		break;
	}
	return "MAIL";
}

enum outcome
session_out_of_order(struct session *session)
{
	service_reply2(&session->service, REPLY_OUT_OF_ORDER, session->command->verb,
		       expected(session));
	return OUTCOME_ERROR;
}

/*
 * A line that cannot be used. A sign-in that meets one is over; a session is, where nobody
 * knows what follows the line.
 */
static enum outcome
bad_line(struct session *session, const struct command *row, enum smtp_reply reply)
{
	if (session->state == STATE_AUTH)
		session->state = STATE_GREETED;
	service_reply(&session->service, reply);
	return row->flags & COMMAND_FRAMES ? OUTCOME_CLOSE : OUTCOME_ERROR;
}

static bool
names_recipient(const struct session *session)
{
	return session->command->handle == handle_rcpt &&
	       (session->state & (STATE_MAIL | STATE_RCPT));
}

/*
 * A list has members who are long gone, and its message is for the others: what is wrong with
 * the recipients ends no session while some have been accepted or may be yet. It counts: the
 * next transaction does not begin after too many of them.
 */
static bool
is_spared(const struct session *session)
{
	const struct transaction *transaction = &session->transaction;

	return names_recipient(session) && (transaction->accepted > 0 ||
					    transaction->commands <= SESSION_SPARED_RECIPIENTS);
}

static enum outcome
carry_out(struct session *session, struct line *line)
{
	struct command_call call;
	enum command_fault fault =
		command_find(smtp_commands, smtp_commands_count, session->state, line, &call);
	int refusal = command_refusal(call.row, session);

	session->command = call.row;
	session->bare_lf = line->bare_lf;
	if (names_recipient(session))
		session->transaction.commands++;
	if (session->service.needs_tls && !(call.row->flags & COMMAND_PLAIN))
		return bad_line(session, call.row, REPLY_TLS_FIRST);
	if (fault != COMMAND_TOO_LONG && refusal != COMMAND_ALLOWED)
		return service_error1(&session->service, (unsigned)refusal, call.row->verb);
	switch (fault) {
	case COMMAND_OK:
		return call.row->handle(session, call.argument);
	case COMMAND_OUT_OF_ORDER:
		return session_out_of_order(session);
	case COMMAND_TOO_LONG:
		return bad_line(session, call.row, REPLY_LINE_TOO_LONG);
	case COMMAND_NO_ARGUMENT:
		return service_error1(&session->service, REPLY_NO_ARGUMENT, call.row->verb);
	case COMMAND_ARGUMENT:
		break;
	}
	return service_error1(&session->service, REPLY_SYNTAX, call.row->syntax);
}

/* The same for a line whose octets are wrong: its verb still tells the row. */
static enum outcome
bad_octets(struct session *session, struct line *line)
{
	struct command_call call;

	command_find(smtp_commands, smtp_commands_count, session->state, line, &call);
	session->command = call.row;
	return bad_line(session, call.row, REPLY_BAD_LINE);
}

/* No verb is left of a line that was longer than any may be. */
static enum outcome
skipped_line(struct session *session)
{
	session->command = &smtp_commands[smtp_commands_count - 1];
	return bad_line(session, session->command, REPLY_LINE_TOO_LONG);
}

static enum outcome
next_command(struct session *session)
{
	struct line line;
	enum line_status status =
		line_read(&session->service.conn, session->service.interactive, &line);
	enum outcome outcome = OUTCOME_CLOSE;

	switch (status) {
	case LINE_OK:
		outcome = carry_out(session, &line);
		break;
	case LINE_BARE_LF:
	case LINE_BAD_OCTET:
		outcome = bad_octets(session, &line);
		break;
	case LINE_TOO_LONG:
		outcome = skipped_line(session);
		break;
	case LINE_NONE:
		return session_input_ended(session, line.input);
	}
	/* A line that could not be used may have been meant for a password all the same. */
	if (status != LINE_OK || session->command->flags & COMMAND_SECRET)
		conn_wipe(&session->service.conn);
	return outcome == OUTCOME_ERROR && is_spared(session) ? OUTCOME_ERROR_SPARED : outcome;
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
start(struct session *session, const struct service_link *link, const struct helper *helper,
      const struct conf *conf, struct log *log)
{
	session->helper = helper;
	service_start(&session->service, link, conf, log, smtp_replies, conf->command_timeout);
	session->state = STATE_START;
	/* Mail programs speak LMTP, not people; who they are is settled outside. */
	if (conf->lmtp) {
		session->service.interactive = false;
		session->service.may_sign_in = false;
		session->service.needs_tls = false;
	}
}

/* Ends the session. One that ends for TLS leaves nothing behind, neither state nor secret. */
static enum outcome
end(struct session *session, struct service_link *link, enum outcome outcome)
{
	session_reset(session);
	if (outcome != OUTCOME_TLS) {
		service_end(&session->service);
		return outcome;
	}
	if (!service_hand_over(&session->service, link))
		outcome = OUTCOME_CLOSE;
	explicit_bzero(session, sizeof(*session));
	return outcome;
}

/* Only who signs in has mail for elsewhere. */
static bool
needs_helper(const struct service_link *link, const struct conf *conf)
{
	return conf->relay[0] != '\0' && !conf->lmtp &&
	       (link->tls.on || link->tls.way == TLS_UCSPI ||
		peer_may(&link->peer, conf->plaintext_auth) ||
		peer_may(&link->peer, conf->interactive));
}

int
session_run(const struct conf *conf, struct log *log)
{
	struct session *session = memory_for_session(sizeof(*session));
	struct service_link link;
	struct helper helper;
	enum outcome outcome;

	if (!session) {
		log_event(log, LOG_LEVEL_ERROR, "start", "problem", "out of memory", NULL);
		return PROGRAM_EXIT_FAILURE;
	}
	service_find_link(&link, conf, log);
	if (!tls_stand_by(&link.tls, conf, log) ||
	    !helper_start(&helper, needs_helper(&link, conf), conf, log) ||
	    !sandbox_enter(conf, log)) {
		service_refuse(&smtp_replies[REPLY_CANNOT_SERVE]);
		return PROGRAM_EXIT_FAILURE;
	}
	do {
		start(session, &link, &helper, conf, log);
		outcome = end(session, &link, converse(session));
	} while (outcome == OUTCOME_TLS && tls_start(&link.tls, conf, log, link.seconds));
	helper_end(&helper);
	return outcome == OUTCOME_CLOSE ? 0 : PROGRAM_EXIT_FAILURE;
}

void
session_refuse(void)
{
	service_refuse(&smtp_replies[REPLY_BAD_CONFIGURATION]);
}
