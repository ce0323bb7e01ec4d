#include "pop3d/session.h"

enum store_status
session_close_maildrop(struct session *session, bool with_deletions)
{
	struct session_own *own = session->own;

	if (!own->has_maildrop)
		return STORE_OK;
	own->has_maildrop = false;
	return maildrop_close(&own->maildrop, session->store, with_deletions);
}

unsigned
pop3_timeout(const struct conf *conf)
{
	return conf->pop3_timeout;
}

void
pop3_start(struct session *session)
{
	session->own->has_maildrop = false;
	session->own->maildrop = (struct maildrop){.entries = NULL};
}

void
pop3_end(struct session *session)
{
	enum store_status status = session_close_maildrop(session, false);

	if (status != STORE_OK)
		session_log_fault(session, status, "mark messages as seen");
	maildrop_free(&session->own->maildrop);
}

const char *
pop3_expected(const struct session *session)
{
	return session->state == STATE_TRANSACTION ? "STAT, LIST, RETR, DELE or QUIT"
						   : "USER, PASS or AUTH";
}
