#include "pop3d/commands.h"

#include <stdio.h>

#include "common/base/array.h"
#include "common/wire/session_commands.h"
#include "common/wire/session_sign_in.h"
#include "pop3d/handlers.h"
#include "pop3d/session.h"

/* RFC 6856 section 2.1. It changes nothing: messages are always sent as they were received. */
static enum outcome
handle_utf8(struct session *session, char *argument)
{
	(void)argument;
	return reply(session, REPLY_UTF8);
}

static void
log_update(struct session *session)
{
	char deleted[24];

	snprintf(deleted, sizeof(deleted), "%zu",
		 session->own->maildrop.count - session->own->maildrop.kept);
	log_event(session->log, LOG_LEVEL_INFO, "update", "account", session->account.name,
		  "deleted", deleted, NULL);
}

/*
 * The UPDATE state (RFC 1939 section 6): +OK means that the deletions are done. It does not
 * matter if messages could not be marked as seen. If earlier replies cannot be sent, the client
 * has gone, and may not have received the messages that it marked: then nothing is deleted.
 */
static enum outcome
handle_quit(struct session *session, char *argument)
{
	bool in_transaction = session->state == STATE_TRANSACTION;
	struct conn *conn = &session->conn;
	enum store_status status;

	(void)argument;
	if (maildrop_has_deletions(&session->own->maildrop) && conn_flush(conn) != CONN_OK)
		return session_input_ended(session, conn->status);
	status = session_close_maildrop(session, true);
	if (status != STORE_OK)
		session_log_fault(session, status, "update the maildrop");
	if (status != STORE_OK && maildrop_has_deletions(&session->own->maildrop)) {
		reply(session, REPLY_NOT_DELETED);
		return OUTCOME_ABORT;
	}
	if (in_transaction)
		log_update(session);
	reply1(session, REPLY_BYE, session->conf->hostname);
	return OUTCOME_CLOSE;
}

static enum outcome
handle_unknown(struct session *session, char *line)
{
	(void)line;
	return reply_error(session, REPLY_UNKNOWN_COMMAND);
}

enum {
	SIGNING_IN = STATE_AUTHORIZATION | STATE_PASSWORD,
	MAIL = STATE_TRANSACTION,
	ANY = SIGNING_IN | MAIL,
	/* With CRLF: RFC 2449 section 4. RFC 5034 section 4 sets no limit for AUTH. */
	LINE = 255,
	AUTH_LINE = 12288,
};

/* The states that this session is in, or can get to. */
static unsigned
reachable(const struct session *session)
{
	if (session->state == STATE_TRANSACTION)
		return MAIL;
	return refuse_sign_in(session) == COMMAND_ALLOWED ? ANY : SIGNING_IN;
}

static enum outcome
handle_help(struct session *session, char *argument)
{
	char verbs[COMMAND_VERBS_OCTETS + 1];

	(void)argument;
	session_verbs(session, reachable(session), verbs);
	return reply1(session, session->interactive ? REPLY_HELP_DIALECT : REPLY_HELP, verbs);
}

static const struct command commands[] = {
	/* In this state every line is a response, even if it reads like a command. */
	{NULL, STATE_AUTH, ARGUMENT_OPTIONAL, COMMAND_SECRET, AUTH_LINE, NULL,
	 handle_auth_response, NULL},

	{"USER", SIGNING_IN, ARGUMENT_REQUIRED, 0, LINE, "USER name", handle_user,
	 refuse_sign_in},
	{"PASS", STATE_PASSWORD, ARGUMENT_REQUIRED, COMMAND_SECRET, LINE, "PASS password",
	 handle_pass, refuse_sign_in},
	{"AUTH", SIGNING_IN, ARGUMENT_OPTIONAL, COMMAND_SECRET, AUTH_LINE,
	 "AUTH [mechanism [response]]", handle_auth, refuse_sign_in},
	{"UTF8", SIGNING_IN, ARGUMENT_NONE, 0, LINE, NULL, handle_utf8, NULL},
	{"STLS", SIGNING_IN, ARGUMENT_NONE, 0, LINE, NULL, handle_starttls, refuse_starttls},
	{"STAT", MAIL, ARGUMENT_NONE, 0, LINE, NULL, handle_stat, NULL},
	{"LIST", MAIL, ARGUMENT_OPTIONAL, 0, LINE, "LIST [message]", handle_list, NULL},
	{"RETR", MAIL, ARGUMENT_OPTIONAL, 0, LINE, "RETR message", handle_retr, NULL},
	{"DELE", MAIL, ARGUMENT_REQUIRED, 0, LINE, "DELE message", handle_dele, NULL},
	{"NOOP", MAIL, ARGUMENT_NONE, 0, LINE, NULL, handle_noop, NULL},
	{"RSET", MAIL, ARGUMENT_NONE, 0, LINE, NULL, handle_rset, NULL},
	{"TOP", MAIL, ARGUMENT_REQUIRED, 0, LINE, "TOP message lines", handle_top, NULL},
	{"UIDL", MAIL, ARGUMENT_OPTIONAL, 0, LINE, "UIDL [message]", handle_uidl, NULL},
	{"CAPA", ANY, ARGUMENT_NONE, 0, LINE, NULL, handle_capa, NULL},
	/* No RFC has HELP. The reply is one line, so that no client waits for more. */
	{"HELP", ANY, ARGUMENT_OPTIONAL, 0, LINE, NULL, handle_help, NULL},
	{"QUIT", ANY, ARGUMENT_NONE, 0, LINE, NULL, handle_quit, NULL},

	{NULL, ANY, ARGUMENT_OPTIONAL, 0, LINE, NULL, handle_unknown, NULL},
};

const struct protocol pop3 = {
	.replies = pop3_replies,
	.commands = commands,
	.commands_count = COUNT(commands),
	.first_state = STATE_AUTHORIZATION,
	.rest_state = STATE_AUTHORIZATION,
	.response_state = STATE_AUTH,
	.line_states = STATE_PASSWORD | STATE_AUTH,
	.store_full = REPLY_STORE_BUSY,
	.store_revoked = REPLY_STORE_BUSY,
	.timeout = pop3_timeout,
	.start = pop3_start,
	.end = pop3_end,
	.expected = pop3_expected,
	.input_ended =
		session_input_ended, /* a silent client gets no reply: RFC 1939 section 3 */
	.signed_in = pop3_signed_in,
};
