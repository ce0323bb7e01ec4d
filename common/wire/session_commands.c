#include "common/wire/session_commands.h"

enum outcome
handle_noop(struct session *session, char *argument)
{
	(void)argument;
	return reply(session, REPLY_OK);
}

enum outcome
handle_starttls(struct session *session, char *argument)
{
	(void)argument;
	if (!tls_is_available(&session->tls, session->conf, session->log))
		return reply(session, REPLY_TLS_UNAVAILABLE);
	reply(session, REPLY_TLS_GO_AHEAD);
	return OUTCOME_TLS;
}

int
refuse_starttls(const struct session *session)
{
	if (session->tls.on)
		return REPLY_TLS_IN_USE;
	return session->tls.way == TLS_NO_WAY ? REPLY_NOT_IMPLEMENTED : COMMAND_ALLOWED;
}

void
session_verbs(const struct session *session, unsigned states,
	      char verbs[COMMAND_VERBS_OCTETS + 1])
{
	command_verbs(session->protocol->commands, session->protocol->commands_count, states,
		      session, verbs);
}
