/* USER and PASS (RFC 1939 section 7), AUTH (RFC 5034). */
#include <string.h>

#include "common/wire/session_sign_in.h"
#include "pop3d/handlers.h"
#include "pop3d/multiline.h"
#include "pop3d/session.h"

enum { MAILDROP_SECONDS = 5 }; /* that a session waits for another one to end */

/* Whether the peer may create an account of the name, if it is new. */
static bool
may_create(const struct session *session)
{
	return session->interactive && account_name_is_bare(session->claimed.bare);
}

/* Whether PASS will create the account. */
static bool
is_new_name(struct session *session)
{
	const struct account_login *login = &session->claimed;
	struct store_account account;

	return may_create(session) && session_store(session) == STORE_OK &&
	       store_login_find(session->store, login->name, login->bare, &account) ==
		       STORE_NOT_FOUND;
}

enum outcome
handle_user(struct session *session, char *login)
{
	account_read_login(session->conf, login, &session->claimed);
	session->state = STATE_PASSWORD;
	if (is_new_name(session))
		return reply1(session, REPLY_NEW_NAME, session->claimed.bare);
	return reply(session, REPLY_SEND_PASSWORD);
}

static enum outcome
welcome(struct session *session, enum account_status how)
{
	const struct maildrop *maildrop = &session->own->maildrop;

	if (how == ACCOUNT_CREATED)
		return reply1(session, REPLY_CREATED, session->account.name);
	return reply_numbers(session,
			     how == ACCOUNT_ENTERED ? REPLY_SIGNED_IN : REPLY_PASSWORD_SET,
			     maildrop->kept, maildrop->octets);
}

/*
 * Another program of the same person, on a telephone or a desk, usually closes the maildrop
 * within a moment. Some programs ask for a new password if they are told that it is in use.
 */
static enum store_status
open_maildrop(struct session *session)
{
	struct maildrop *maildrop = &session->own->maildrop;
	unsigned seconds = conn_seconds_left(&session->conn);
	enum store_status status =
		maildrop_open(maildrop, session->store, &session->account, 0);

	if (status != STORE_BUSY)
		return status;
	conn_flush(&session->conn);
	return maildrop_open(maildrop, session->store, &session->account,
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

	if (status == STORE_BUSY)
		return reply(session, REPLY_IN_USE);
	if (status != STORE_OK)
		return session_store_fault(session, status, "open the maildrop");
	session->own->has_maildrop = true;
	session->state = STATE_TRANSACTION;
	session_tell_sign_in(session, ways[how]);
	return welcome(session, how);
}

enum outcome
pop3_signed_in(struct session *session, const struct account_result *result)
{
	if (account_has_entered(result))
		return enter(session, result->status);
	return session_deny(session, session->claimed.name, result, REPLY_STORE_BUSY);
}

/* USER and PASS may create an account, or give one its first password; AUTH does not. */
enum outcome
handle_pass(struct session *session, char *password)
{
	const struct credentials credentials = {&session->claimed, password, MISTAKE_BY_PASS,
						may_create(session), NULL};

	return session_sign_in(session, &credentials);
}

/* AUTH alone asks which mechanisms there are, as clients from before CAPA do. */
static enum outcome
list_mechanisms(struct session *session)
{
	struct multiline lines;

	reply(session, REPLY_MECHANISMS);
	multiline_begin(&lines, &session->conn);
	for (const char *next = SASL_MECHANISMS; *next;) {
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
	return session_begin_sasl(session, argument);
}
