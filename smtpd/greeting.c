/* Who is there: HELO and EHLO, and all the ways to sign in. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/wire/session_sign_in.h"
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
	static const struct sign_in_replies replies = {
		.unavailable = REPLY_STORE_BUSY,
		.missing = REPLY_STORE_MISSING,
		.broken = REPLY_STORE_BROKEN,
	};
	struct account_result result;
	enum smtp_reply reply = REPLY_HELO_ENTERED;
	struct store_account account;
	enum store_status status = service_store(&session->service);

	if (status != STORE_OK)
		return session_store_fault(session, status, "find account");
	result = account_enter(session->service.store, name, &account);
	if (result.status == ACCOUNT_REFUSED) {
		service_reply1(&session->service, REPLY_HAS_PASSWORD, account.name);
		return OUTCOME_OK;
	}
	if (!account_has_entered(&result))
		return sign_in_deny(&session->service, name, &result, &replies);
	if (result.status == ACCOUNT_CREATED)
		reply = REPLY_HELO_CREATED;
	greet(session, name, false);
	session->account = account;
	enter(session, result.status == ACCOUNT_CREATED ? "created" : "no password");
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

static void
write_number_line(struct session *session, enum smtp_reply reply, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	session_write_line(session, reply, text, NULL);
}

static void
write_extensions(struct session *session)
{
	const struct conf *conf = session->service.conf;

	session_write_line(session, REPLY_EXT_PIPELINING, NULL, NULL);
	write_number_line(session, REPLY_EXT_SIZE, conf->max_message_size);
	session_write_line(session, REPLY_EXT_8BITMIME, NULL, NULL);
	session_write_line(session, REPLY_EXT_SMTPUTF8, NULL, NULL);
	session_write_line(session, REPLY_EXT_ENHANCEDSTATUSCODES, NULL, NULL);
	session_write_line(session, REPLY_EXT_CHUNKING, NULL, NULL);
	write_number_line(session, REPLY_EXT_LIMITS, conf->max_recipients);
	session_write_line(session, REPLY_EXT_VRFY, NULL, NULL);
	if (refuse_starttls(session) == COMMAND_ALLOWED)
		session_write_line(session, REPLY_EXT_STARTTLS, NULL, NULL);
	if (refuse_auth(session) == COMMAND_ALLOWED)
		session_write_line(session, REPLY_EXT_AUTH, sasl_mechanisms, NULL);
	service_reply(&session->service, REPLY_EXT_HELP);
}

enum outcome
handle_helo(struct session *session, char *name)
{
	if (is_account_greeting(session, name))
		return helo_account(session, name);
	greet(session, name, false);
	service_reply1(&session->service, REPLY_HELO, session->service.conf->hostname);
	return OUTCOME_OK;
}

enum outcome
handle_lhlo(struct session *session, char *name)
{
	greet(session, name, true);
	session_write_line(session, REPLY_LHLO, session->service.conf->hostname, NULL);
	write_extensions(session);
	return OUTCOME_OK;
}

enum outcome
handle_ehlo(struct session *session, char *name)
{
	enum smtp_reply reply = REPLY_EHLO;
	enum store_status status = STORE_OK;

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
	session_write_line(session, reply, session->service.conf->hostname, session->claimed);
	write_extensions(session);
	return OUTCOME_OK;
}

/* A session whose store needs its operator is over, as with any other command. */
static enum outcome
deny(struct session *session, const struct account_result *result)
{
	const struct sign_in_replies replies = {
		.wrong = session->service.interactive ? REPLY_ATTEMPTS_LEFT
						      : REPLY_WRONG_PASSWORD,
		.too_many = REPLY_TOO_MANY_PASSWORDS,
		.busy = REPLY_SIGN_IN_BUSY,
		.unavailable = REPLY_SIGN_IN_UNAVAILABLE,
		.missing = REPLY_STORE_MISSING,
		.broken = REPLY_SIGN_IN_UNAVAILABLE,
	};
	enum outcome outcome =
		sign_in_deny(&session->service, session->claimed, result, &replies);

	if (outcome == OUTCOME_ABORT && result->status == ACCOUNT_BROKEN)
		service_reply(&session->service, REPLY_STORE_BROKEN);
	return outcome;
}

static enum outcome
welcome(struct session *session, enum account_status how)
{
	static const struct {
		enum smtp_reply reply;
		const char *how; /* in the log */
	} ways[] = {
		[ACCOUNT_ENTERED] = {REPLY_SIGNED_IN, "password"},
		[ACCOUNT_PASSWORD_SET] = {REPLY_PASSWORD_SET, "password set"},
		[ACCOUNT_CREATED] = {REPLY_CREATED, "created"},
	};

	enter(session, ways[how].how);
	service_reply1(&session->service, ways[how].reply, session->account.name);
	return OUTCOME_OK;
}

/* back: the state to return to unless somebody gets in. */
static enum outcome
sign_in_and_conclude(struct session *session, const struct credentials *credentials,
		     enum state back)
{
	struct store_account account;
	struct account_result result =
		session_sign_in(&session->service, credentials, &account);

	session->state = back;
	if (!account_has_entered(&result))
		return deny(session, &result);
	session->account = account;
	return welcome(session, result.status);
}

/* PASS, or a line that is no command, after EHLO with an account name. */
enum outcome
handle_pass(struct session *session, char *password)
{
	const struct credentials credentials = {session->claimed, password, MISTAKE_BY_PASS,
						true};

	return sign_in_and_conclude(session, &credentials, STATE_INVITED);
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
	return sign_in_and_conclude(session, &credentials, STATE_GREETED);
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

/* AUTH mechanism [initial response] (RFC 4954 section 4) */
enum outcome
handle_auth(struct session *session, char *argument)
{
	if (argument[strspn(argument, " \t")] == '\0')
		return service_error1(&session->service, REPLY_SYNTAX,
				      session->command->syntax);
	session->sasl.login[0] = '\0';
	return go_on(session, sasl_begin(&session->sasl, argument));
}

enum outcome
handle_auth_response(struct session *session, char *response)
{
	return go_on(session, sasl_respond(&session->sasl, response));
}
