#include "pop3d/commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/base/array.h"
#include "pop3d/handlers.h"
#include "pop3d/multiline.h"
#include "pop3d/session.h"

/* --- who may use what --- */

static int
refuse_stls(const struct session *session)
{
	return service_tls_refusal(&session->service, REPLY_TLS_IN_USE, REPLY_TLS_NOT_OFFERED);
}

static int
refuse_sign_in(const struct session *session)
{
	return session->service.may_sign_in ? COMMAND_ALLOWED : REPLY_NEEDS_TLS;
}

/* --- the commands that are at home nowhere else --- */

static enum outcome
handle_noop(struct session *session, char *argument)
{
	(void)argument;
	service_reply(&session->service, REPLY_OK);
	return OUTCOME_OK;
}

/* RFC 2449 section 5. What depends on signing in is told only to those who may. */
static enum outcome
handle_capa(struct session *session, char *argument)
{
	static const char *const capabilities[] = {
		"TOP",        "UIDL", "RESP-CODES",   "AUTH-RESP-CODE",
		"PIPELINING", "UTF8", "EXPIRE NEVER", "IMPLEMENTATION pillarbox",
	};
	struct multiline lines;

	(void)argument;
	service_reply(&session->service, REPLY_CAPABILITIES);
	multiline_begin(&lines, &session->service.conn);
	for (size_t i = 0; i < COUNT(capabilities); i++)
		multiline_write_line(&lines, capabilities[i]);
	if (refuse_stls(session) == COMMAND_ALLOWED && session->state != STATE_TRANSACTION)
		multiline_write_line(&lines, "STLS");
	if (refuse_sign_in(session) == COMMAND_ALLOWED) {
		multiline_write_line(&lines, "USER");
		multiline_write(&lines, "SASL ", 5);
		multiline_write_line(&lines, sasl_mechanisms);
	}
	multiline_end(&lines);
	return OUTCOME_OK;
}

/* RFC 6856 section 2.1. Messages are handed out as they came in, before it and after it. */
static enum outcome
handle_utf8(struct session *session, char *argument)
{
	(void)argument;
	service_reply(&session->service, REPLY_UTF8);
	return OUTCOME_OK;
}

/* RFC 2595 section 4 */
static enum outcome
handle_stls(struct session *session, char *argument)
{
	(void)argument;
	return service_start_tls(&session->service, REPLY_TLS_GO_AHEAD, REPLY_TLS_UNAVAILABLE);
}

static void
log_update(struct session *session)
{
	char deleted[24];

	snprintf(deleted, sizeof(deleted), "%zu",
		 session->maildrop.count - session->maildrop.kept);
	log_event(session->service.log, LOG_LEVEL_INFO, "update", "account",
		  session->account.name, "deleted", deleted, NULL);
}

/*
 * The UPDATE state (RFC 1939 section 6): what +OK says has happened. That messages could not be
 * marked as seen takes nothing from anybody. Who cannot be sent the replies before it is gone,
 * and may not have the messages that are to go.
 */
static enum outcome
handle_quit(struct session *session, char *argument)
{
	bool in_transaction = session->state == STATE_TRANSACTION;
	struct conn *conn = &session->service.conn;
	enum store_status status;

	(void)argument;
	if (maildrop_has_deletions(&session->maildrop) && conn_flush(conn) != CONN_OK)
		return service_input_ended(&session->service, conn->status);
	status = session_close_maildrop(session, true);
	if (status != STORE_OK)
		service_log_fault(&session->service, status, "update the maildrop");
	if (status != STORE_OK && maildrop_has_deletions(&session->maildrop)) {
		service_reply(&session->service, REPLY_NOT_DELETED);
		return OUTCOME_ABORT;
	}
	if (in_transaction)
		log_update(session);
	service_reply1(&session->service, REPLY_BYE, session->service.conf->hostname);
	return OUTCOME_CLOSE;
}

static enum outcome
handle_unknown(struct session *session, char *line)
{
	(void)line;
	return service_error(&session->service, REPLY_UNKNOWN_COMMAND);
}

enum {
	SIGNING_IN = STATE_AUTHORIZATION | STATE_PASSWORD,
	MAIL = STATE_TRANSACTION,
	ANY = SIGNING_IN | MAIL,
	/* With CRLF: RFC 2449 section 4; RFC 5034 section 4 leaves AUTH to us. */
	LINE = 255,
	AUTH_LINE = 12288,
};

const struct command pop3_commands[] = {
	/* Every line is a response there, even if it reads like a command. */
	{NULL, STATE_AUTH, ARGUMENT_OPTIONAL, COMMAND_SECRET, AUTH_LINE, NULL,
	 handle_auth_response, NULL},

	{"USER", SIGNING_IN, ARGUMENT_REQUIRED, 0, LINE, "USER name", handle_user,
	 refuse_sign_in},
	{"PASS", STATE_PASSWORD, ARGUMENT_REQUIRED, COMMAND_SECRET, LINE, "PASS password",
	 handle_pass, refuse_sign_in},
	{"AUTH", SIGNING_IN, ARGUMENT_OPTIONAL, COMMAND_SECRET, AUTH_LINE,
	 "AUTH [mechanism [response]]", handle_auth, refuse_sign_in},
	{"UTF8", SIGNING_IN, ARGUMENT_NONE, 0, LINE, NULL, handle_utf8, NULL},
	{"STLS", SIGNING_IN, ARGUMENT_NONE, 0, LINE, NULL, handle_stls, refuse_stls},
	{"STAT", MAIL, ARGUMENT_NONE, 0, LINE, NULL, handle_stat, NULL},
	{"LIST", MAIL, ARGUMENT_OPTIONAL, 0, LINE, "LIST [message]", handle_list, NULL},
	{"RETR", MAIL, ARGUMENT_OPTIONAL, 0, LINE, "RETR message", handle_retr, NULL},
	{"DELE", MAIL, ARGUMENT_REQUIRED, 0, LINE, "DELE message", handle_dele, NULL},
	{"NOOP", MAIL, ARGUMENT_NONE, 0, LINE, NULL, handle_noop, NULL},
	{"RSET", MAIL, ARGUMENT_NONE, 0, LINE, NULL, handle_rset, NULL},
	{"TOP", MAIL, ARGUMENT_REQUIRED, 0, LINE, "TOP message lines", handle_top, NULL},
	{"UIDL", MAIL, ARGUMENT_OPTIONAL, 0, LINE, "UIDL [message]", handle_uidl, NULL},
	{"CAPA", ANY, ARGUMENT_NONE, 0, LINE, NULL, handle_capa, NULL},
	/* Not of POP3: on one line, so that no client waits for more. */
	{"HELP", ANY, ARGUMENT_OPTIONAL, 0, LINE, NULL, handle_help, NULL},
	{"QUIT", ANY, ARGUMENT_NONE, 0, LINE, NULL, handle_quit, NULL},

	{NULL, ANY, ARGUMENT_OPTIONAL, 0, LINE, NULL, handle_unknown, NULL},
};

const size_t pop3_commands_count = COUNT(pop3_commands);

/* The states that this session is in, or can get to. */
static unsigned
reachable(const struct session *session)
{
	if (session->state == STATE_TRANSACTION)
		return MAIL;
	return refuse_sign_in(session) == COMMAND_ALLOWED ? ANY : SIGNING_IN;
}

enum outcome
handle_help(struct session *session, char *argument)
{
	char verbs[COMMAND_VERBS_OCTETS + 1];

	(void)argument;
	command_verbs(pop3_commands, pop3_commands_count, reachable(session), session, verbs);
	service_reply1(&session->service,
		       session->service.interactive ? REPLY_HELP_DIALECT : REPLY_HELP, verbs);
	return OUTCOME_OK;
}
