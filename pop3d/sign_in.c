/* USER and PASS (RFC 1939 section 7). */
#include <string.h>

#include "common/account.h"
#include "pop3d/handlers.h"
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

static enum account_result
check_password(struct session *session, const char *password)
{
	struct service *service = &session->service;

	if (session->service.interactive && account_name_is_valid(session->claimed))
		return account_sign_in_or_up(service->store, &service->password_method,
					     session->claimed, password, &session->account);
	return account_sign_in(service->store, &service->password_method, session->claimed,
			       password, &session->account);
}

enum outcome
handle_pass(struct session *session, char *password)
{
	enum store_status status = service_store(&session->service);

	if (status != STORE_OK)
		return session_store_fault(session, status, "sign in");
	session->service.needs_maintenance = true;
	switch (check_password(session, password)) {
	case ACCOUNT_ENTERED:
		return enter(session, REPLY_SIGNED_IN, "password");
	case ACCOUNT_PASSWORD_SET:
		return enter(session, REPLY_PASSWORD_SET, "password set");
	case ACCOUNT_CREATED:
		return enter(session, REPLY_CREATED, "created");
	case ACCOUNT_REFUSED:
		return service_refuse_password(&session->service, session->claimed,
					       REPLY_WRONG_PASSWORD, REPLY_TOO_MANY_PASSWORDS);
	case ACCOUNT_UNAVAILABLE:
		return session_store_fault(session, STORE_FAILED, "sign in");
	case ACCOUNT_BROKEN:
		break;
	}
	return session_store_fault(session, STORE_BROKEN, "sign in");
}
