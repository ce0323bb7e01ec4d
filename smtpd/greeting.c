/* HELO, EHLO and LHLO. In the terminal dialect they enter an account, or ask its password. */
#include <stdio.h>

#include "common/base/array.h"
#include "common/wire/keyword.h"
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
	struct account_login login;
	struct store_account account;
	enum store_status status = session_store(session);
	bool created;

	if (status != STORE_OK)
		return session_store_fault(session, status, "find account");
	account_read_login(session->conf, name, &login);
	result = account_enter(session->store, &login, &account);
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

static bool
offers_starttls(const struct session *session)
{
	return refuse_starttls(session) == COMMAND_ALLOWED;
}

static bool
offers_auth(const struct session *session)
{
	return refuse_auth(session) == COMMAND_ALLOWED;
}

static uint64_t
most_octets(const struct conf *conf)
{
	return conf->max_message_size;
}

static uint64_t
most_recipients(const struct conf *conf)
{
	return conf->max_recipients;
}

static const struct keyword keywords[] = {
	{"PIPELINING", NULL, NULL},
	{"SIZE ", NULL, most_octets},
	{"8BITMIME", NULL, NULL},
	{"SMTPUTF8", NULL, NULL},
	{"ENHANCEDSTATUSCODES", NULL, NULL},
	{"CHUNKING", NULL, NULL},
	{"LIMITS RCPTMAX=", NULL, most_recipients},
	{"VRFY", NULL, NULL},
	{"STARTTLS", offers_starttls, NULL},
	{"AUTH " SASL_MECHANISMS, offers_auth, NULL},
	{"HELP", NULL, NULL}, /* always, as the last row ends the reply */
};

static enum outcome
reply_keywords(struct session *session)
{
	const struct keyword *last = &keywords[COUNT(keywords) - 1];
	char line[KEYWORD_LINE_OCTETS];

	for (const struct keyword *row = keywords; row < last; row++)
		if (keyword_line(row, session, line))
			reply_line(session, REPLY_KEYWORD, line, NULL);
	return reply1(session, REPLY_KEYWORD, last->line);
}

enum outcome
handle_lhlo(struct session *session, char *name)
{
	greet(session, name, true);
	reply_line(session, REPLY_LHLO, session->conf->hostname, NULL);
	return reply_keywords(session);
}

/*
 * Which words invite the password of the account that is claimed. No password is invited while
 * the store does not answer; the session goes on.
 */
static enum store_status
find_invitation(struct session *session, const struct account_login *login, unsigned *number)
{
	struct store_account account;
	enum store_status status = session_store(session);

	if (status == STORE_OK)
		status = store_login_find(session->store, login->name, login->bare, &account);
	*number = REPLY_EHLO;
	if (status == STORE_NOT_FOUND)
		*number = REPLY_EHLO_NEW;
	else if (status == STORE_AMBIGUOUS || (status == STORE_OK && account.has_password))
		*number = REPLY_EHLO_PASSWORD;
	else if (status == STORE_OK)
		*number = REPLY_EHLO_SET;
	return *number == REPLY_EHLO ? status : STORE_OK;
}

enum outcome
handle_ehlo(struct session *session, char *name)
{
	unsigned number = REPLY_EHLO;
	enum store_status status = STORE_OK;
	struct account_login login = {.name = ""};

	if (is_account_greeting(session, name) && session->may_sign_in) {
		account_read_login(session->conf, name, &login);
		status = find_invitation(session, &login, &number);
	}
	if (status == STORE_BROKEN)
		return session_store_fault(session, status, "find account");
	if (status != STORE_OK)
		session_log_fault(session, status, "find account");
	greet(session, name, true);
	if (number != REPLY_EHLO) {
		session->state = STATE_INVITED;
		session->claimed = login;
	}
	reply_line(session, number, session->conf->hostname, session->claimed.name);
	return reply_keywords(session);
}
