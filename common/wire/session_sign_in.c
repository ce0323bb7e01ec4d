#include "common/wire/session_sign_in.h"

#include <strings.h>

/* NULL: a local peer without an address, which the throttle leaves alone. */
static const char *
throttled_address(const struct peer *peer)
{
	return peer->local && peer->address[0] == '\0' ? NULL : peer->address;
}

/* Steps through a sign-in, and waits where it asks for that. */
static void
take_steps(struct session *session, struct sign_in *attempt)
{
	struct conn *conn = &session->conn;
	enum sign_in_step step = sign_in_begin(attempt, conn_seconds_left(conn));

	while (step == SIGN_IN_PAUSE) {
		enum conn_status status = conn_pause(conn, attempt->pause_ms);

		if (status != CONN_OK) {
			attempt->result =
				account_result(ACCOUNT_BUSY, conn_status_text(status));
			return;
		}
		step = sign_in_resume(attempt, conn_seconds_left(conn));
	}
}

enum outcome
session_sign_in(struct session *session, const struct credentials *credentials)
{
	enum store_status status = session_store(session);
	struct sign_in attempt = {
		.store = session->store,
		.turns = &session->turns,
		.conf = session->conf,
		.log = session->log,
		.mistakes = &session->mistakes,
		.credentials = credentials,
		.address = throttled_address(&session->peer),
	};

	if (status == STORE_OK)
		take_steps(session, &attempt);
	else
		attempt.result = account_fault(status, "");
	if (account_has_entered(&attempt.result))
		session->account = attempt.account;
	return session->protocol->signed_in(session, &attempt.result);
}

static enum outcome
sign_in_by_sasl(struct session *session)
{
	static const struct account_result refused = {.status = ACCOUNT_REFUSED};
	const struct sasl *sasl = &session->sasl;
	struct account_login authzid;
	struct credentials credentials = {&session->claimed, sasl->password,
					  sasl->step == SASL_PLAIN_MESSAGE ? MISTAKE_BY_PLAIN
									   : MISTAKE_BY_LOGIN,
					  false, NULL};

	if (sasl->authzid[0] != '\0' && strcasecmp(sasl->authzid, sasl->login) != 0) {
		account_read_login(session->conf, sasl->authzid, &authzid);
		if (!account_is_same_login(&authzid, &session->claimed))
			return session->protocol->signed_in(session, &refused);
		credentials.authzid = &authzid;
	}
	return session_sign_in(session, &credentials);
}

/* Turns the status of the exchange into state and reply. */
static enum outcome
go_on(struct session *session, enum sasl_status status)
{
	account_read_login(session->conf, session->sasl.login, &session->claimed);
	switch (status) {
	case SASL_CONTINUE:
		session->state = session->protocol->response_state;
		return reply1(session, REPLY_CHALLENGE, session->sasl.challenge);
	case SASL_DONE:
		return sign_in_by_sasl(session);
	case SASL_CANCELLED:
		return reply_error(session, REPLY_AUTH_CANCELLED);
	case SASL_NOT_BASE64:
		return reply_error(session, REPLY_BAD_BASE64);
	case SASL_BAD_MESSAGE:
		return reply_error(session, REPLY_BAD_CREDENTIALS);
	case SASL_UNKNOWN_MECHANISM:
		break;
	}
	return reply_error(session, REPLY_UNKNOWN_MECHANISM);
}

enum outcome
session_begin_sasl(struct session *session, char *argument)
{
	session->state = session->protocol->rest_state;
	session->sasl.login[0] = '\0';
	return go_on(session, sasl_begin(&session->sasl, argument));
}

enum outcome
handle_auth_response(struct session *session, char *response)
{
	return go_on(session, sasl_respond(&session->sasl, response));
}

int
refuse_sign_in(const struct session *session)
{
	return session->may_sign_in ? COMMAND_ALLOWED : REPLY_NEEDS_TLS;
}

void
session_tell_sign_in(struct session *session, const char *how)
{
	title_show(session->title, peer_text(&session->peer), session->account.name);
	log_event(session->log, LOG_LEVEL_INFO, "sign-in", "account", session->account.name,
		  "how", how, NULL);
}

static void
log_cause(const struct session *session, enum log_level level,
	  const struct account_result *result)
{
	if (result->cause[0] != '\0')
		session_log_problem(session, level, "sign in", result->cause);
}

/* A wrong password once more does not count; the reply is the same. */
static enum outcome
refuse_again(struct session *session)
{
	return reply_number(session,
			    session->interactive ? REPLY_ATTEMPTS_LEFT : REPLY_WRONG_PASSWORD,
			    SESSION_PASSWORDS - session->wrong_passwords);
}

/* Counts a wrong password. The last one that is allowed ends the session. */
static enum outcome
refuse_password(struct session *session, const char *event, const char *name)
{
	log_event(session->log, LOG_LEVEL_WARNING, event, "account", name, "peer",
		  peer_text(&session->peer), NULL);
	if (++session->wrong_passwords < SESSION_PASSWORDS)
		return refuse_again(session);
	reply(session, REPLY_TOO_MANY_PASSWORDS);
	return OUTCOME_CLOSE;
}

static enum outcome
defer(struct session *session, const char *name, const struct account_result *result)
{
	log_event(session->log, LOG_LEVEL_WARNING, "sign-in-deferred", "account", name, "peer",
		  peer_text(&session->peer), "because", result->cause, NULL);
	return reply(session, REPLY_SIGN_IN_BUSY);
}

static enum outcome
give_up(struct session *session, const struct account_result *result, unsigned number)
{
	log_cause(session, LOG_LEVEL_ERROR, result);
	reply(session, number);
	return OUTCOME_ABORT;
}

enum outcome
session_deny(struct session *session, const char *name, const struct account_result *result,
	     unsigned unavailable)
{
	switch (result->status) {
	case ACCOUNT_BUSY:
		return defer(session, name, result);
	case ACCOUNT_UNAVAILABLE:
		log_cause(session, LOG_LEVEL_WARNING, result);
		return reply(session, unavailable);
	case ACCOUNT_MISSING:
		return give_up(session, result, REPLY_STORE_MISSING);
	case ACCOUNT_BROKEN:
		return give_up(session, result, REPLY_STORE_BROKEN);
	case ACCOUNT_SAME_ATTEMPT:
		return refuse_again(session);
	case ACCOUNT_REPEATED:
		log_cause(session, LOG_LEVEL_ERROR, result);
		return refuse_password(session, "sign-in-repeated", name);
	default:
		break;
	}
	log_cause(session, LOG_LEVEL_ERROR, result);
	return refuse_password(session, "sign-in-refused", name);
}
