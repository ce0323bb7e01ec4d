#include "smtpd/commands.h"

#include <string.h>

#include "common/base/array.h"
#include "common/wire/session_commands.h"
#include "common/wire/session_sign_in.h"
#include "smtpd/handlers.h"
#include "smtpd/session.h"

static enum outcome
handle_rset(struct session *session, char *argument)
{
	(void)argument;
	session_reset(session);
	return reply(session, REPLY_OK);
}

static enum outcome
handle_vrfy(struct session *session, char *argument)
{
	(void)argument;
	return reply(session, REPLY_CANNOT_VERIFY);
}

static enum outcome
handle_quit(struct session *session, char *argument)
{
	(void)argument;
	reply1(session, REPLY_BYE, session->conf->hostname);
	return OUTCOME_CLOSE;
}

/* A browser, or a web page that makes one send mail: "GET / HTTP/1.1" and then a form. */
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
		reply(session, REPLY_NOT_HTTP);
		return OUTCOME_CLOSE;
	}
	return reply_error(session, REPLY_UNKNOWN_COMMAND);
}

/* --- who may use what --- */

/* An LMTP session begins with LHLO, and only an LMTP session does (RFC 2033 section 4.1). */
static int
refuse_in_lmtp(const struct session *session)
{
	return session->conf->lmtp ? REPLY_UNKNOWN_COMMAND : COMMAND_ALLOWED;
}

static int
refuse_in_smtp(const struct session *session)
{
	return session->conf->lmtp ? COMMAND_ALLOWED : REPLY_UNKNOWN_COMMAND;
}

static int
refuse_always(const struct session *session)
{
	(void)session;
	return REPLY_NOT_IMPLEMENTED;
}

/* --- the table --- */

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

static enum outcome
handle_help(struct session *session, char *argument)
{
	char verbs[COMMAND_VERBS_OCTETS + 1];

	(void)argument;
	session_verbs(session, ANY, verbs);
	reply_line(session, REPLY_HELP, verbs, NULL);
	if (refuse_pass(session) == COMMAND_ALLOWED)
		reply_line(session, REPLY_HELP_DIALECT, NULL, NULL);
	return reply(session, REPLY_HELP_END);
}

/*
 * The row of AUTH's responses comes first: in that state every line is one, even if it reads
 * like a command. The rows that take a password in clear, and any other line, come last.
 */
static const struct command commands[] = {
	{NULL, STATE_AUTH, ARGUMENT_OPTIONAL, COMMAND_SECRET, AUTH_LINE, NULL,
	 handle_auth_response, NULL},

	{"HELO", ANY, ARGUMENT_REQUIRED, 0, LINE, "HELO name", handle_helo, refuse_in_lmtp},
	{"EHLO", ANY, ARGUMENT_REQUIRED, COMMAND_PLAIN, LINE, "EHLO name", handle_ehlo,
	 refuse_in_lmtp},
	{"LHLO", ANY, ARGUMENT_REQUIRED, 0, LINE, "LHLO name", handle_lhlo, refuse_in_smtp},
	{"STARTTLS", ANY, ARGUMENT_NONE, COMMAND_PLAIN, LINE, NULL, handle_starttls,
	 refuse_starttls},
	/* Its argument is not trimmed, so its handler checks whether there is one. */
	{"AUTH", GREETED, ARGUMENT_OPTIONAL, COMMAND_SECRET, AUTH_LINE,
	 "AUTH mechanism [response]", handle_auth, refuse_auth},
	{"PASS", STATE_INVITED, ARGUMENT_REQUIRED, COMMAND_SECRET, LINE, "PASS password",
	 handle_pass, refuse_pass},
	{"MAIL", GREETED, ARGUMENT_REQUIRED, 0, MAIL_LINE, "MAIL FROM:<address>", handle_mail,
	 NULL},
	{"RCPT", STATE_MAIL | STATE_RCPT, ARGUMENT_REQUIRED, 0, LINE, "RCPT TO:<address>",
	 handle_rcpt, NULL},
	{"DATA", STATE_RCPT, ARGUMENT_NONE, 0, LINE, NULL, handle_data, NULL},
	/* In every state the octets that follow must be taken off the wire. */
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

const struct protocol smtp = {
	.replies = smtp_replies,
	.commands = commands,
	.commands_count = COUNT(commands),
	.first_state = STATE_START,
	.rest_state = STATE_GREETED,
	.response_state = STATE_AUTH,
	.line_states = STATE_AUTH,
	.tls_first = REPLY_TLS_FIRST,
	.store_full = REPLY_NO_SPACE,
	.store_revoked = REPLY_REVOKED,
	.timeout = smtp_timeout,
	.start = smtp_start,
	.end = session_reset,
	.expected = smtp_expected,
	.weigh = smtp_weigh,
	.input_ended = smtp_input_ended,
	.signed_in = smtp_signed_in,
};
