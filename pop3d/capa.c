/* CAPA (RFC 2449 section 5): what depends on signing in is told only to those who may. */
#include "common/base/array.h"
#include "common/wire/keyword.h"
#include "common/wire/session_commands.h"
#include "common/wire/session_sign_in.h"
#include "pop3d/handlers.h"
#include "pop3d/multiline.h"
#include "pop3d/session.h"

static bool
offers_stls(const struct session *session)
{
	return refuse_starttls(session) == COMMAND_ALLOWED &&
	       session->state != STATE_TRANSACTION;
}

static bool
offers_sign_in(const struct session *session)
{
	return refuse_sign_in(session) == COMMAND_ALLOWED;
}

static const struct keyword keywords[] = {
	{"TOP", NULL, NULL},
	{"UIDL", NULL, NULL},
	{"RESP-CODES", NULL, NULL},
	{"AUTH-RESP-CODE", NULL, NULL},
	{"PIPELINING", NULL, NULL},
	{"UTF8", NULL, NULL},
	{"EXPIRE NEVER", NULL, NULL},
	{"IMPLEMENTATION pillarbox", NULL, NULL},
	{"STLS", offers_stls, NULL},
	{"USER", offers_sign_in, NULL},
	{"SASL " SASL_MECHANISMS, offers_sign_in, NULL},
};

enum outcome
handle_capa(struct session *session, char *argument)
{
	char line[KEYWORD_LINE_OCTETS];
	struct multiline lines;

	(void)argument;
	reply(session, REPLY_CAPABILITIES);
	multiline_begin(&lines, &session->conn);
	for (size_t i = 0; i < COUNT(keywords); i++)
		if (keyword_line(&keywords[i], session, line))
			multiline_write_line(&lines, line);
	multiline_end(&lines);
	return OUTCOME_OK;
}
