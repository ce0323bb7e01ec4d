#include "smtpd/commands.h"

#include <string.h>

#include "common/base/array.h"
#include "smtpd/handlers.h"
#include "smtpd/session.h"

static enum outcome
handle_rset(struct session *session, char *argument)
{
	(void)argument;
	session_reset(session);
	service_reply(&session->service, REPLY_OK);
	return OUTCOME_OK;
}

static enum outcome
handle_noop(struct session *session, char *argument)
{
	(void)argument;
	service_reply(&session->service, REPLY_OK);
	return OUTCOME_OK;
}

static enum outcome
handle_vrfy(struct session *session, char *argument)
{
	(void)argument;
	service_reply(&session->service, REPLY_CANNOT_VERIFY);
	return OUTCOME_OK;
}

static enum outcome
handle_quit(struct session *session, char *argument)
{
	(void)argument;
	service_reply1(&session->service, REPLY_BYE, session->service.conf->hostname);
	return OUTCOME_CLOSE;
}

/* RFC 3207 section 4 */
static enum outcome
handle_starttls(struct session *session, char *argument)
{
	(void)argument;
	return service_start_tls(&session->service, REPLY_TLS_GO_AHEAD, REPLY_TLS_UNAVAILABLE);
}

/* A browser, or a page that makes one send mail: "GET / HTTP/1.1" and then a form. */
static bool
is_http(const char *line)
{
	const char *space = strrchr(line, ' ');

	return space && strncmp(space, " HTTP/", 6) == 0;
}

static enum outcome
handle_unknown(struct session *session, char *line)
{
	if (session->state == STATE_START && is_http(line)) {
		service_reply(&session->service, REPLY_NOT_HTTP);
		return OUTCOME_CLOSE;
	}
	return service_error(&session->service, REPLY_UNKNOWN_COMMAND);
}

/* --- who may use what --- */

/* RFC 2033 section 4.1: LHLO is all that an LMTP session begins with, and nowhere else. */
static int
refuse_in_lmtp(const struct session *session)
{
	return session->service.conf->lmtp ? REPLY_UNKNOWN_COMMAND : COMMAND_ALLOWED;
}

static int
refuse_in_smtp(const struct session *session)
{
	return session->service.conf->lmtp ? COMMAND_ALLOWED : REPLY_UNKNOWN_COMMAND;
}

int
refuse_starttls(const struct session *session)
{
	return service_tls_refusal(&session->service, REPLY_TLS_IN_USE, REPLY_NOT_IMPLEMENTED);
}

int
refuse_auth(const struct session *session)
{
	if (session->signed_in)
		return REPLY_ALREADY_SIGNED_IN;
	return session->service.may_sign_in ? COMMAND_ALLOWED : REPLY_NEEDS_TLS;
}

/* The terminal dialect's. */
static int
refuse_pass(const struct session *session)
{
	return session->service.interactive && session->service.may_sign_in
		       ? COMMAND_ALLOWED
		       : REPLY_UNKNOWN_COMMAND;
}

static int
refuse_always(const struct session *session)
{
	(void)session;
	return REPLY_NOT_IMPLEMENTED;
}

enum {
	ANY = STATE_START | STATE_GREETED | STATE_INVITED | STATE_MAIL | STATE_RCPT |
	      STATE_BDAT,
	GREETED = STATE_GREETED | STATE_INVITED,
	/* With CRLF: RFC 5321 section 4.5.3.1.4; RFC 4954 section 4; and for MAIL 512 with 26
	 * more for SIZE, 17 for BODY, 10 for SMTPUTF8 and 500 for AUTH (RFC 1870, RFC 6152,
	 * RFC 6531, RFC 4954). */
	LINE = 512,
	MAIL_LINE = LINE + 26 + 17 + 10 + 500,
	AUTH_LINE = 12288,
};

/*
 * The row of AUTH's responses comes first: every line is one there, even if it reads like a
 * command. The row for a password in clear and the one for anything else come last.
 */
const struct command smtp_commands[] = {
	{NULL, STATE_AUTH, ARGUMENT_OPTIONAL, COMMAND_SECRET, AUTH_LINE, NULL,
	 handle_auth_response, NULL},

	{"HELO", ANY, ARGUMENT_REQUIRED, 0, LINE, "HELO name", handle_helo, refuse_in_lmtp},
	{"EHLO", ANY, ARGUMENT_REQUIRED, COMMAND_PLAIN, LINE, "EHLO name", handle_ehlo,
	 refuse_in_lmtp},
	{"LHLO", ANY, ARGUMENT_REQUIRED, 0, LINE, "LHLO name", handle_lhlo, refuse_in_smtp},
	{"STARTTLS", ANY, ARGUMENT_NONE, COMMAND_PLAIN, LINE, NULL, handle_starttls,
	 refuse_starttls},
	/* Its argument is not trimmed, so the handler sees whether there is one. */
	{"AUTH", GREETED, ARGUMENT_OPTIONAL, COMMAND_SECRET, AUTH_LINE,
	 "AUTH mechanism [response]", handle_auth, refuse_auth},
	{"PASS", STATE_INVITED, ARGUMENT_REQUIRED, COMMAND_SECRET, LINE, "PASS password",
	 handle_pass, refuse_pass},
	{"MAIL", GREETED, ARGUMENT_REQUIRED, 0, MAIL_LINE, "MAIL FROM:<address>", handle_mail,
	 NULL},
	{"RCPT", STATE_MAIL | STATE_RCPT, ARGUMENT_REQUIRED, 0, LINE, "RCPT TO:<address>",
	 handle_rcpt, NULL},
	{"DATA", STATE_RCPT, ARGUMENT_NONE, 0, LINE, NULL, handle_data, NULL},
	/* Its octets must be taken off the wire in every state. */
	{"BDAT", ANY, ARGUMENT_OPTIONAL, COMMAND_FRAMES, LINE, "BDAT octets [LAST]",
	 handle_bdat, NULL},
	{"RSET", ANY, ARGUMENT_NONE, 0, LINE, NULL, handle_rset, NULL},
	{"NOOP", ANY, ARGUMENT_OPTIONAL, COMMAND_PLAIN, LINE, NULL, handle_noop, NULL},
	{"HELP", ANY, ARGUMENT_OPTIONAL, 0, LINE, NULL, handle_help, NULL},
	{"VRFY", ANY, ARGUMENT_REQUIRED, 0, LINE, "VRFY name", handle_vrfy, NULL},
	{"QUIT", ANY, ARGUMENT_NONE, COMMAND_PLAIN, LINE, NULL, handle_quit, NULL},
	{"EXPN", ANY, ARGUMENT_OPTIONAL, 0, LINE, NULL, NULL, refuse_always},
	{"ETRN", ANY, ARGUMENT_OPTIONAL, 0, LINE, NULL, NULL, refuse_always},
	{"TURN", ANY, ARGUMENT_OPTIONAL, 0, LINE, NULL, NULL, refuse_always},

	{NULL, STATE_INVITED, ARGUMENT_REQUIRED, COMMAND_SECRET, LINE, "PASS password",
	 handle_pass, NULL},
	{NULL, ANY, ARGUMENT_OPTIONAL, 0, LINE, NULL, handle_unknown, NULL},
};

const size_t smtp_commands_count = COUNT(smtp_commands);

enum outcome
handle_help(struct session *session, char *argument)
{
	char verbs[COMMAND_VERBS_OCTETS + 1];

	(void)argument;
	command_verbs(smtp_commands, smtp_commands_count, ANY, session, verbs);
	session_write_line(session, REPLY_HELP, verbs, NULL);
	if (refuse_pass(session) == COMMAND_ALLOWED)
		session_write_line(session, REPLY_HELP_DIALECT, NULL, NULL);
	service_reply(&session->service, REPLY_HELP_END);
	return OUTCOME_OK;
}
