/* Who is there: HELO and EHLO, and all the ways to sign in. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/sign_in.h"
#include "smtpd/handlers.h"
#include "smtpd/policy.h"
#include "smtpd/session.h"

/* Both greetings begin anew (RFC 5321 section 4.1.4). */
static void
greet(struct session *session, const char *name, bool esmtp)
{
	session_reset(session);
	session->state = STATE_GREETED;
	session->esmtp = esmtp;
	snprintf(session->helo, sizeof(session->helo), "%s", name);
}

static bool
is_account_greeting(const struct session *session, const char *name)
{
	return session->service.interactive &&
	       policy_is_account_greeting(session->service.conf, name);
}

static void
enter(struct session *session, const char *how)
{
	session->signed_in = true;
	session->state = STATE_GREETED;
	log_event(session->service.log, LOG_LEVEL_INFO, "sign-in", "account",
		  session->account.name, "how", how, NULL);
}

static enum outcome
helo_account(struct session *session, const char *name)
{
	enum account_result result;
	enum smtp_reply reply = REPLY_HELO_ENTERED;
	struct store_account account;
	enum store_status status = service_store(&session->service);

	if (status != STORE_OK)
		return session_store_fault(session, status, "find account");
	result = account_enter(session->service.store, name, &account);
	if (result == ACCOUNT_UNAVAILABLE || result == ACCOUNT_BROKEN)
		return session_store_fault(
			session, result == ACCOUNT_BROKEN ? STORE_BROKEN : STORE_FAILED,
			"enter account");
	if (result == ACCOUNT_REFUSED) {
		service_reply1(&session->service, REPLY_HAS_PASSWORD, account.name);
		return OUTCOME_OK;
	}
	if (result == ACCOUNT_CREATED)
		reply = REPLY_HELO_CREATED;
	greet(session, name, false);
	session->account = account;
	enter(session, result == ACCOUNT_CREATED ? "created" : "no password");
	service_reply2(&session->service, reply, session->service.conf->hostname,
		       session->account.name);
	return OUTCOME_OK;
}

/*
 * Which words invite the password of the named account. A store that does not answer now
 * invites nobody; the session goes on.
 */
static enum store_status
find_invitation(struct session *session, const char *name, enum smtp_reply *reply)
{
	struct store_account account;
	enum store_status status = service_store(&session->service);

	if (status == STORE_OK)
		status = store_account_find(session->service.store, name, &account);
	if (status == STORE_NOT_FOUND)
		*reply = REPLY_EHLO_NEW;
	else if (status == STORE_OK)
		*reply = account.has_password ? REPLY_EHLO_PASSWORD : REPLY_EHLO_SET;
	else
		*reply = REPLY_EHLO;
	return status == STORE_NOT_FOUND ? STORE_OK : status;
}

/* One line of the reply to EHLO, which others follow. */
static void
write_line(struct session *session, enum smtp_reply reply, const char *first,
	   const char *second)
{
	reply_write(&session->service.conn, &smtp_replies[reply],
		    (const char *const[]){first, second}, true);
}

static void
write_number_line(struct session *session, enum smtp_reply reply, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	write_line(session, reply, text, NULL);
}

static void
write_extensions(struct session *session)
{
	const struct conf *conf = session->service.conf;

	write_line(session, REPLY_EXT_PIPELINING, NULL, NULL);
	write_number_line(session, REPLY_EXT_SIZE, conf->max_message_size);
	write_line(session, REPLY_EXT_8BITMIME, NULL, NULL);
	write_line(session, REPLY_EXT_SMTPUTF8, NULL, NULL);
	write_line(session, REPLY_EXT_ENHANCEDSTATUSCODES, NULL, NULL);
	write_line(session, REPLY_EXT_CHUNKING, NULL, NULL);
	write_number_line(session, REPLY_EXT_LIMITS, conf->max_recipients);
	write_line(session, REPLY_EXT_VRFY, NULL, NULL);
	if (session->service.tls.way != TLS_NO_WAY)
		write_line(session, REPLY_EXT_STARTTLS, NULL, NULL);
	if (session->service.may_sign_in && !session->signed_in)
		write_line(session, REPLY_EXT_AUTH, sasl_mechanisms, NULL);
	service_reply(&session->service, REPLY_EXT_HELP);
}

/* RFC 2033 section 4.1: LHLO is all that an LMTP session begins with, and nowhere else. */
static enum outcome
wrong_protocol(struct session *session)
{
	return service_error(&session->service, REPLY_UNKNOWN_COMMAND);
}

enum outcome
handle_helo(struct session *session, char *name)
{
	if (session->service.conf->lmtp)
		return wrong_protocol(session);
	if (is_account_greeting(session, name))
		return helo_account(session, name);
	greet(session, name, false);
	service_reply1(&session->service, REPLY_HELO, session->service.conf->hostname);
	return OUTCOME_OK;
}

enum outcome
handle_lhlo(struct session *session, char *name)
{
	if (!session->service.conf->lmtp)
		return wrong_protocol(session);
	greet(session, name, true);
	write_line(session, REPLY_LHLO, session->service.conf->hostname, NULL);
	write_extensions(session);
	return OUTCOME_OK;
}

enum outcome
handle_ehlo(struct session *session, char *name)
{
	enum smtp_reply reply = REPLY_EHLO;
	enum store_status status = STORE_OK;

	if (session->service.conf->lmtp)
		return wrong_protocol(session);
	if (is_account_greeting(session, name) && session->service.may_sign_in)
		status = find_invitation(session, name, &reply);
	if (status == STORE_BROKEN)
		return session_store_fault(session, status, "find account");
	if (status != STORE_OK)
		service_log_fault(&session->service, status, "find account");
	greet(session, name, true);
	if (reply != REPLY_EHLO) {
		session->state = STATE_INVITED;
		snprintf(session->claimed, sizeof(session->claimed), "%s", name);
	}
	write_line(session, reply, session->service.conf->hostname, session->claimed);
	write_extensions(session);
	return OUTCOME_OK;
}

static enum outcome
refuse(struct session *session, const char *name)
{
	return service_refuse_password(&session->service, name, REPLY_WRONG_PASSWORD,
				       REPLY_TOO_MANY_PASSWORDS);
}

/* Turns what came of a sign-in into state and reply. back: the state to return to without it.
 */
static enum outcome
conclude(struct session *session, enum account_result result, enum state back)
{
	enum smtp_reply reply = REPLY_SIGNED_IN;
	const char *how = "password";

	session->state = back;
	switch (result) {
	case ACCOUNT_UNAVAILABLE:
	case ACCOUNT_BROKEN:
		service_log_fault(&session->service, STORE_FAILED, "sign in");
		service_reply(&session->service, REPLY_SIGN_IN_UNAVAILABLE);
		return OUTCOME_OK;
	case ACCOUNT_BUSY:
		service_reply(&session->service, REPLY_SIGN_IN_BUSY);
		return OUTCOME_OK;
	case ACCOUNT_REFUSED:
		return refuse(session, session->claimed);
	case ACCOUNT_CREATED:
		reply = REPLY_CREATED;
		how = "created";
		break;
	case ACCOUNT_PASSWORD_SET:
		reply = REPLY_PASSWORD_SET;
		how = "password set";
		break;
	case ACCOUNT_ENTERED:
		break;
	}
	enter(session, how);
	service_reply1(&session->service, reply, session->account.name);
	return OUTCOME_OK;
}

/* back: as for conclude(). */
static enum outcome
sign_in_and_conclude(struct session *session, bool may_create, const char *password,
		     enum state back)
{
	enum account_result result = ACCOUNT_UNAVAILABLE;
	struct store_account account;
	enum store_status status = service_store(&session->service);

	if (status == STORE_MISSING)
		return session_store_fault(session, status, "sign in");
	if (status == STORE_OK)
		result = sign_in(&session->service, may_create, session->claimed, password,
				 &account);
	if (result == ACCOUNT_ENTERED || result == ACCOUNT_CREATED ||
	    result == ACCOUNT_PASSWORD_SET)
		session->account = account;
	return conclude(session, result, back);
}

/* PASS, or a line that is no command, after EHLO with an account name. */
enum outcome
handle_pass(struct session *session, char *password)
{
	return sign_in_and_conclude(session, true, password, STATE_INVITED);
}

/* Turns where the exchange has got to into state and reply. */
static enum outcome
go_on(struct session *session, enum sasl_status status)
{
	enum smtp_reply reply = REPLY_UNKNOWN_MECHANISM;

	session->state = status == SASL_CONTINUE ? STATE_AUTH : STATE_GREETED;
	account_name_of_login(session->service.conf, session->sasl.login, session->claimed);
	switch (status) {
	case SASL_CONTINUE:
		service_reply1(&session->service, REPLY_CHALLENGE, session->sasl.challenge);
		return OUTCOME_OK;
	case SASL_DONE:
		return sign_in_and_conclude(session, false, session->sasl.password,
					    STATE_GREETED);
	case SASL_NOT_ALLOWED:
		return refuse(session, session->claimed);
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

/* AUTH mechanism [initial response] (RFC 4954 section 4) */
enum outcome
handle_auth(struct session *session, char *argument)
{
	if (session->signed_in)
		return service_error(&session->service, REPLY_ALREADY_SIGNED_IN);
	if (!session->service.may_sign_in)
		return service_error(&session->service, REPLY_NEEDS_TLS);
	session->sasl.login[0] = '\0';
	return go_on(session, sasl_begin(&session->sasl, argument));
}

enum outcome
handle_auth_response(struct session *session, char *response)
{
	return go_on(session, sasl_respond(&session->sasl, response));
}
