#include "smtpd/session.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/disk.h"
#include "common/wire/session_sign_in.h"
#include "smtpd/handlers.h"

unsigned
session_error_reply(struct session *session, int error, const char *what)
{
	session_log_problem(session, LOG_LEVEL_WARNING, what, strerror(error));
	return disk_is_full(error) ? REPLY_NO_SPACE : REPLY_STORE_BUSY;
}

enum outcome
session_reply_outcome(unsigned number)
{
	return strcmp(smtp_replies[number].code, "421") == 0 ? OUTCOME_ABORT : OUTCOME_OK;
}

/* The disk of a path, which may have the store on it. */
static enum store_status
check_disk(struct session *session, const char *path, bool has_store, uint64_t octets)
{
	const struct conf *conf = session->conf;
	uint64_t spare;
	uint64_t space;
	enum store_status status;

	if (!disk_free_octets(path, &space))
		return STORE_BROKEN;
	if (disk_has_room(space, 0, conf->min_free_space, octets))
		return STORE_OK;
	/* The store knows of more, if it can be opened. */
	if (!has_store || session_store(session) != STORE_OK)
		return STORE_FULL;
	status = store_spare_octets(session->store, &spare);
	if (status == STORE_OK && !disk_has_room(space, spare, conf->min_free_space, octets))
		status = STORE_FULL;
	return status;
}

enum store_status
session_check_space(struct session *session, uint64_t octets)
{
	const struct conf *conf = session->conf;
	bool is_apart = conf->spool[0] != '\0';
	enum store_status status = check_disk(session, conf->spool_file, !is_apart, octets);

	if (status == STORE_OK && is_apart && conf->database_file[0] != '\0')
		status = check_disk(session, conf->database_file, true, octets);
	return status;
}

void
reply_line(struct session *session, unsigned number, const char *first, const char *second)
{
	reply_write(&session->conn, &smtp_replies[number], (const char *const[]){first, second},
		    true);
}

void
session_reset(struct session *session)
{
	struct transaction *transaction = &session->own->transaction;

	recipients_free(&transaction->recipients);
	if (transaction->content)
		content_free(transaction->content);
	free(transaction->content);
	memset(transaction, 0, sizeof(*transaction));
	if (session->state & (STATE_MAIL | STATE_RCPT | STATE_BDAT))
		session->state = STATE_GREETED;
}

void
session_enter(struct session *session, const char *how)
{
	session->own->signed_in = true;
	session->state = STATE_GREETED;
	session_tell_sign_in(session, how);
}

enum outcome
smtp_input_ended(struct session *session, enum conn_status status)
{
	if (status == CONN_TIMEOUT)
		reply(session, REPLY_TIMEOUT);
	else if (status == CONN_DEADLINE)
		reply(session, REPLY_SESSION_TIMEOUT);
	return session_input_ended(session, status);
}

unsigned
smtp_timeout(const struct conf *conf)
{
	return conf->command_timeout;
}

void
smtp_start(struct session *session)
{
	const struct conf *conf = session->conf;

	*session->own = (struct session_own){.helper = session->own->helper};
	session->needs_tls = conf->tls_required && !session->tls.on;
	/* Mail programs speak LMTP, not people; who may connect is settled outside. */
	if (conf->lmtp) {
		session->interactive = false;
		session->may_sign_in = false;
		session->needs_tls = false;
	}
}

const char *
smtp_expected(const struct session *session)
{
	switch (session->state) {
	case STATE_START:
		return session->conf->lmtp ? "LHLO" : "HELO or EHLO";
	case STATE_INVITED:
		return "the password or MAIL";
	case STATE_MAIL:
		return "RCPT";
	case STATE_RCPT:
		return "RCPT or DATA";
	case STATE_BDAT:
		return "BDAT";
	default:
		return "MAIL";
	}
}

/*
 * A mailing list has members who left long ago, and its message is for the others: errors in
 * recipients do not end the session while some have been accepted, or may be yet. They count:
 * after too many of them the next transaction does not begin.
 */
enum outcome
smtp_weigh(struct session *session, enum outcome outcome)
{
	struct transaction *transaction = &session->own->transaction;

	if (session->command->handle != handle_rcpt ||
	    !(session->state & (STATE_MAIL | STATE_RCPT)))
		return outcome;
	transaction->commands++;
	if (outcome == OUTCOME_ERROR &&
	    (transaction->accepted > 0 || transaction->commands <= SESSION_SPARED_RECIPIENTS))
		return OUTCOME_ERROR_SPARED;
	return outcome;
}

/* Only those who can sign in have mail for other domains. */
static bool
needs_helper(const struct session_client *client, const struct conf *conf)
{
	return conf->relay[0] != '\0' && !conf->lmtp &&
	       (client->tls.on || tls_stays_here(&client->tls) ||
		peer_may(&client->peer, conf->plaintext_auth) ||
		peer_may(&client->peer, conf->interactive));
}

bool
smtp_prepare(struct session_own *own, const struct session_client *client,
	     const struct conf *conf, struct log *log)
{
	return helper_start(&own->helper, needs_helper(client, conf), conf, log);
}

void
smtp_finish(struct session_own *own)
{
	helper_end(&own->helper);
}
