/* USER and PASS (RFC 1939 section 7), AUTH (RFC 5034). */
#include <string.h>

#include "common/sign_in.h"
#include "pop3d/handlers.h"
#include "pop3d/multiline.h"
#include "pop3d/session.h"

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
	if (!session->service.may_sign_in)
		return service_error(&session->service, REPLY_NEEDS_TLS);
	account_name_of_login(session->service.conf, login, session->claimed);
	session->state = STATE_PASSWORD;
	if (is_new_name(session))
		service_reply1(&session->service, REPLY_NEW_NAME, session->claimed);
	else
		service_reply(&session->service, REPLY_SEND_PASSWORD);
	return OUTCOME_OK;
}

/* The password was right: opens the maildrop. */
static enum outcome
enter(struct session *session, enum pop3_reply reply, const char *how)
{
	enum store_status status =
		maildrop_open(&session->maildrop, session->service.store, &session->account);

	if (status == STORE_BUSY) {
		service_reply(&session->service, REPLY_IN_USE);
		return OUTCOME_OK;
	}
	if (status != STORE_OK)
		return session_store_fault(session, status, "open the maildrop");
	session->has_maildrop = true;
	session->state = STATE_TRANSACTION;
	log_event(session->service.log, LOG_LEVEL_INFO, "sign-in", "account",
		  session->account.name, "how", how, NULL);
	if (reply == REPLY_CREATED)
		service_reply1(&session->service, reply, session->account.name);
	else
		service_reply_numbers(&session->service, reply, session->maildrop.kept,
				      session->maildrop.octets);
	return OUTCOME_OK;
}

/* Turns what came of a password into state and reply. */
static enum outcome
conclude(struct session *session, enum account_result result)
{
	switch (result) {
	case ACCOUNT_ENTERED:
		return enter(session, REPLY_SIGNED_IN, "password");
	case ACCOUNT_PASSWORD_SET:
		return enter(session, REPLY_PASSWORD_SET, "password set");
	case ACCOUNT_CREATED:
		return enter(session, REPLY_CREATED, "created");
	case ACCOUNT_REFUSED:
		return service_refuse_password(&session->service, session->claimed,
					       REPLY_WRONG_PASSWORD, REPLY_TOO_MANY_PASSWORDS);
	case ACCOUNT_BUSY:
		service_reply(&session->service, REPLY_SIGN_IN_BUSY);
		return OUTCOME_OK;
	case ACCOUNT_UNAVAILABLE:
		return session_store_fault(session, STORE_FAILED, "sign in");
	case ACCOUNT_BROKEN:
		break;
	}
	return session_store_fault(session, STORE_BROKEN, "sign in");
}

static enum outcome
sign_in_and_conclude(struct session *session, bool may_create, const char *password)
{
	enum store_status status = service_store(&session->service);

	if (status != STORE_OK)
		return session_store_fault(session, status, "sign in");
	return conclude(session, sign_in(&session->service, may_create, session->claimed,
					 password, &session->account));
}

/* USER and PASS may create an account, or give one its first password; AUTH does not. */
enum outcome
handle_pass(struct session *session, char *password)
{
	bool may_create =
		session->service.interactive && account_name_is_valid(session->claimed);

	return sign_in_and_conclude(session, may_create, password);
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
		return sign_in_and_conclude(session, false, session->sasl.password);
	case SASL_NOT_ALLOWED:
		return conclude(session, ACCOUNT_REFUSED);
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
	if (!session->service.may_sign_in)
		return service_error(&session->service, REPLY_NEEDS_TLS);
	if (argument[0] == '\0')
		return list_mechanisms(session);
	session->sasl.login[0] = '\0';
	return go_on(session, sasl_begin(&session->sasl, argument));
}

enum outcome
handle_auth_response(struct session *session, char *response)
{
	return go_on(session, sasl_respond(&session->sasl, response));
}
