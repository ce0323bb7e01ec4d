#include "pop3d/commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "pop3d/handlers.h"
#include "pop3d/multiline.h"
#include "pop3d/session.h"

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
		"TOP",        "UIDL",
		"RESP-CODES", "AUTH-RESP-CODE",
		"PIPELINING", "IMPLEMENTATION pillarbox",
	};
	struct multiline lines;

	(void)argument;
	service_reply(&session->service, REPLY_CAPABILITIES);
	multiline_begin(&lines, &session->service.conn);
	for (size_t i = 0; i < sizeof(capabilities) / sizeof(*capabilities); i++)
		multiline_write_line(&lines, capabilities[i]);
	if (session->service.may_sign_in)
		multiline_write_line(&lines, "USER");
	multiline_end(&lines);
	return OUTCOME_OK;
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
 * marked as seen takes nothing from anybody.
 */
static enum outcome
handle_quit(struct session *session, char *argument)
{
	bool in_transaction = session->state == STATE_TRANSACTION;
	enum store_status status = session_close_maildrop(session, true);

	(void)argument;
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
	LINE = 255, /* with CRLF (RFC 2449 section 4) */
};

const struct command pop3_commands[] = {
	{"USER", SIGNING_IN, ARGUMENT_REQUIRED, false, LINE, "USER name", handle_user},
	{"PASS", STATE_PASSWORD, ARGUMENT_REQUIRED, true, LINE, "PASS password", handle_pass},
	{"STAT", MAIL, ARGUMENT_NONE, false, LINE, NULL, handle_stat},
	{"LIST", MAIL, ARGUMENT_OPTIONAL, false, LINE, "LIST [message]", handle_list},
	{"RETR", MAIL, ARGUMENT_OPTIONAL, false, LINE, "RETR message", handle_retr},
	{"DELE", MAIL, ARGUMENT_REQUIRED, false, LINE, "DELE message", handle_dele},
	{"NOOP", MAIL, ARGUMENT_NONE, false, LINE, NULL, handle_noop},
	{"RSET", MAIL, ARGUMENT_NONE, false, LINE, NULL, handle_rset},
	{"TOP", MAIL, ARGUMENT_REQUIRED, false, LINE, "TOP message lines", handle_top},
	{"UIDL", MAIL, ARGUMENT_OPTIONAL, false, LINE, "UIDL [message]", handle_uidl},
	{"CAPA", ANY, ARGUMENT_NONE, false, LINE, NULL, handle_capa},
	{"QUIT", ANY, ARGUMENT_NONE, false, LINE, NULL, handle_quit},

	{NULL, ANY, ARGUMENT_OPTIONAL, false, LINE, NULL, handle_unknown},
};

const size_t pop3_commands_count = sizeof(pop3_commands) / sizeof(*pop3_commands);
