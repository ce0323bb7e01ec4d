/* USER and PASS (RFC 1939 section 7), AUTH (RFC 5034). */
#include <string.h>

#include "common/wire/session_sign_in.h"
#include "pop3d/handlers.h"
#include "pop3d/multiline.h"
#include "pop3d/session.h"

enum { MAILDROP_SECONDS = 5 }; /* that a session waits for another one to end */

/* Whether PASS will create the account: the peer may do that, and nobody has the name. */
static bool
is_new_name(struct session *session)
{
	struct store_account account;

	return session->service.interactive && account_name_is_valid(session->claimed) &&
	       service_store(&session->service) == STORE_OK &&
	       store_account_find(session->service.store, session->claimed, &account) ==
		       STORE_NOT_FOUND;
}

enum outcome
handle_user(struct session *session, char *login)
{
	account_name_of_login(session->service.conf, login, session->claimed);
	session->state = STATE_PASSWORD;
	if (is_new_name(session))
		service_reply1(&session->service, REPLY_NEW_NAME, session->claimed);
	else
		service_reply(&session->service, REPLY_SEND_PASSWORD);
	return OUTCOME_OK;
}

static void
welcome(struct session *session, enum account_status how)
{
	struct service *service = &session->service;
	const struct maildrop *maildrop = &session->maildrop;

	if (how == ACCOUNT_CREATED)
		service_reply1(service, REPLY_CREATED, session->account.name);
	else
		service_reply_numbers(
			service, how == ACCOUNT_ENTERED ? REPLY_SIGNED_IN : REPLY_PASSWORD_SET,
			maildrop->kept, maildrop->octets);
}

/*
 * Another program of the same person, on a telephone or a desk, is done with the maildrop in a
 * moment, as a rule; some programs ask for a new password if it is in use.
 */
static enum store_status
open_maildrop(struct session *session)
{
	struct service *service = &session->service;
	unsigned seconds = conn_seconds_left(&service->conn);
	enum store_status status =
		maildrop_open(&session->maildrop, service->store, &session->account, 0);

	if (status != STORE_BUSY)
		return status;
	conn_flush(&service->conn);
	return maildrop_open(&session->maildrop, service->store, &session->account,
			     seconds < MAILDROP_SECONDS ? seconds : MAILDROP_SECONDS);
}

/* The password was right: opens the maildrop. */
static enum outcome
enter(struct session *session, enum account_status how)
{
	static const char *const ways[] = {
		[ACCOUNT_ENTERED] = "password",
		[ACCOUNT_PASSWORD_SET] = "password set",
		[ACCOUNT_CREATED] = "created",
	};
	enum store_status status = open_maildrop(session);

	if (status == STORE_BUSY) {
		service_reply(&session->service, REPLY_IN_USE);
		return OUTCOME_OK;
	}
	if (status != STORE_OK)
		return session_store_fault(session, status, "open the maildrop");
	session->has_maildrop = true;
	session->state = STATE_TRANSACTION;
	log_event(session->service.log, LOG_LEVEL_INFO, "sign-in", "account",
		  session->account.name, "how", ways[how], NULL);
	welcome(session, how);
	return OUTCOME_OK;
}

static enum outcome
deny(struct session *session, const struct account_result *result)
{
	const struct sign_in_replies replies = {
		.wrong = session->service.interactive ? REPLY_ATTEMPTS_LEFT
						      : REPLY_WRONG_PASSWORD,
		.too_many = REPLY_TOO_MANY_PASSWORDS,
		.busy = REPLY_SIGN_IN_BUSY,
		.unavailable = REPLY_STORE_BUSY,
		.missing = REPLY_STORE_MISSING,
		.broken = REPLY_STORE_BROKEN,
	};

	return sign_in_deny(&session->service, session->claimed, result, &replies);
}

static enum outcome
sign_in_and_conclude(struct session *session, const struct credentials *credentials)
{
	struct account_result result =
		session_sign_in(&session->service, credentials, &session->account);

	return account_has_entered(&result) ? enter(session, result.status)
					    : deny(session, &result);
}

/* USER and PASS may create an account, or give one its first password; AUTH does not. */
enum outcome
handle_pass(struct session *session, char *password)
{
	const struct credentials credentials = {
		session->claimed, password, MISTAKE_BY_PASS,
		session->service.interactive && account_name_is_valid(session->claimed)};

	return sign_in_and_conclude(session, &credentials);
}

static enum outcome
sign_in_by_sasl(struct session *session)
{
	static const struct account_result refused = {.status = ACCOUNT_REFUSED};
	const struct sasl *sasl = &session->sasl;
	const struct credentials credentials = {
		session->claimed, sasl->password,
		sasl->step == SASL_PLAIN_MESSAGE ? MISTAKE_BY_PLAIN : MISTAKE_BY_LOGIN, false};

	if (!account_is_same_login(session->service.conf, sasl->authzid, sasl->login))
		return deny(session, &refused);
	return sign_in_and_conclude(session, &credentials);
}

/* Turns where the exchange has got to into state and reply. */
static enum outcome
go_on(struct session *session, enum sasl_status status)
{
	enum pop3_reply reply = REPLY_UNKNOWN_MECHANISM;

	account_name_of_login(session->service.conf, session->sasl.login, session->claimed);
	switch (status) {
	case SASL_CONTINUE:
		session->state = STATE_AUTH;
		service_reply1(&session->service, REPLY_CHALLENGE, session->sasl.challenge);
		return OUTCOME_OK;
	case SASL_DONE:
		return sign_in_by_sasl(session);
	case SASL_CANCELLED:
		reply = REPLY_AUTH_CANCELLED;
		break;
	case SASL_NOT_BASE64:
		reply = REPLY_BAD_BASE64;
		break;
	case SASL_BAD_MESSAGE:
		reply = REPLY_BAD_CREDENTIALS;
		break;
	case SASL_UNKNOWN_MECHANISM:
		break;
	}
	return service_error(&session->service, reply);
}

/* AUTH alone asks which mechanisms there are, as clients from before CAPA do. */
static enum outcome
list_mechanisms(struct session *session)
{
	struct multiline lines;

	service_reply(&session->service, REPLY_MECHANISMS);
	multiline_begin(&lines, &session->service.conn);
	for (const char *next = sasl_mechanisms; *next;) {
		size_t octets = strcspn(next, " ");

		multiline_write(&lines, next, octets);
		multiline_write(&lines, "\r\n", 2);
		next += octets + strspn(next + octets, " ");
	}
	multiline_end(&lines);
	return OUTCOME_OK;
}

/* AUTH [mechanism [initial response]] (RFC 5034 section 4) */
enum outcome
handle_auth(struct session *session, char *argument)
{
	if (argument[strspn(argument, " \t")] == '\0')
		return list_mechanisms(session);
	session->sasl.login[0] = '\0';
	return go_on(session, sasl_begin(&session->sasl, argument));
}

enum outcome
handle_auth_response(struct session *session, char *response)
{
	return go_on(session, sasl_respond(&session->sasl, response));
}
