/* HELO, EHLO and LHLO. In the terminal dialect they enter an account, or ask its password. */
#include <inttypes.h>
#include <stdio.h>

#include "common/wire/session_commands.h"
#include "common/wire/session_sign_in.h"
#include "smtpd/handlers.h"
#include "smtpd/policy.h"
#include "smtpd/session.h"

/* Each greeting starts the session again (RFC 5321 section 4.1.4). */
static void
greet(struct session *session, const char *name, bool esmtp)
{
	session_reset(session);
	session->state = STATE_GREETED;
	session->own->esmtp = esmtp;
	snprintf(session->own->helo, sizeof(session->own->helo), "%s", name);
}

static bool
is_account_greeting(const struct session *session, const char *name)
{
	return session->interactive && policy_is_account_greeting(session->conf, name);
}

static enum outcome
helo_account(struct session *session, const char *name)
{
	struct account_result result;
	struct store_account account;
	enum store_status status = session_store(session);
	bool created;

	if (status != STORE_OK)
		return session_store_fault(session, status, "find account");
	result = account_enter(session->store, name, &account);
	if (result.status == ACCOUNT_REFUSED)
		return reply1(session, REPLY_HAS_PASSWORD, account.name);
	if (!account_has_entered(&result))
		return session_deny(session, name, &result, REPLY_STORE_BUSY);
	created = result.status == ACCOUNT_CREATED;
	greet(session, name, false);
	session->account = account;
	session_enter(session, created ? "created" : "no password");
	return reply2(session, created ? REPLY_HELO_CREATED : REPLY_HELO_ENTERED,
		      session->conf->hostname, session->account.name);
}

enum outcome
handle_helo(struct session *session, char *name)
{
	if (is_account_greeting(session, name))
		return helo_account(session, name);
	greet(session, name, false);
	return reply1(session, REPLY_HELO, session->conf->hostname);
}

static void
write_number_line(struct session *session, unsigned number, uint64_t argument)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, argument);
	reply_line(session, number, text, NULL);
}

static enum outcome
reply_keywords(struct session *session)
{
	const struct conf *conf = session->conf;

	reply_line(session, REPLY_EXT_PIPELINING, NULL, NULL);
	write_number_line(session, REPLY_EXT_SIZE, conf->max_message_size);
	reply_line(session, REPLY_EXT_8BITMIME, NULL, NULL);
	reply_line(session, REPLY_EXT_SMTPUTF8, NULL, NULL);
	reply_line(session, REPLY_EXT_ENHANCEDSTATUSCODES, NULL, NULL);
	reply_line(session, REPLY_EXT_CHUNKING, NULL, NULL);
	write_number_line(session, REPLY_EXT_LIMITS, conf->max_recipients);
	reply_line(session, REPLY_EXT_VRFY, NULL, NULL);
	if (refuse_starttls(session) == COMMAND_ALLOWED)
		reply_line(session, REPLY_EXT_STARTTLS, NULL, NULL);
	if (refuse_auth(session) == COMMAND_ALLOWED)
		reply_line(session, REPLY_EXT_AUTH, sasl_mechanisms, NULL);
	return reply(session, REPLY_EXT_HELP);
}

enum outcome
handle_lhlo(struct session *session, char *name)
{
	greet(session, name, true);
	reply_line(session, REPLY_LHLO, session->conf->hostname, NULL);
	return reply_keywords(session);
}

/*
 * Which words invite the password of the named account. No password is invited while the store
 * does not answer; the session goes on.
 */
static enum store_status
find_invitation(struct session *session, const char *name, unsigned *number)
{
	struct store_account account;
	enum store_status status = session_store(session);

	if (status == STORE_OK)
		status = store_account_find(session->store, name, &account);
	if (status == STORE_NOT_FOUND)
		*number = REPLY_EHLO_NEW;
	else if (status == STORE_OK)
		*number = account.has_password ? REPLY_EHLO_PASSWORD : REPLY_EHLO_SET;
	else
		*number = REPLY_EHLO;
	return status == STORE_NOT_FOUND ? STORE_OK : status;
}

enum outcome
handle_ehlo(struct session *session, char *name)
{
	unsigned number = REPLY_EHLO;
	enum store_status status = STORE_OK;

	if (is_account_greeting(session, name) && session->may_sign_in)
		status = find_invitation(session, name, &number);
	if (status == STORE_BROKEN)
		return session_store_fault(session, status, "find account");
	if (status != STORE_OK)
		session_log_fault(session, status, "find account");
	greet(session, name, true);
	if (number != REPLY_EHLO) {
		session->state = STATE_INVITED;
		snprintf(session->claimed, sizeof(session->claimed), "%s", name);
	}
	reply_line(session, number, session->conf->hostname, session->claimed);
	return reply_keywords(session);
}
