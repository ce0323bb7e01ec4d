/* Signing in with a password: AUTH, and the terminal dialect's PASS. */
#include <string.h>

#include "common/wire/session_sign_in.h"
#include "smtpd/handlers.h"
#include "smtpd/session.h"

/* RFC 4954 section 6 has 454 for this. If the store needs its operator, 421 follows. */
static enum outcome
deny(struct session *session, const struct account_result *result)
{
	if (result->status == ACCOUNT_BROKEN)
		reply(session, REPLY_SIGN_IN_UNAVAILABLE);
	return session_deny(session, session->claimed.name, result, REPLY_SIGN_IN_UNAVAILABLE);
}

enum outcome
smtp_signed_in(struct session *session, const struct account_result *result)
{
	static const struct {
		unsigned reply;
		const char *how; /* in the log */
	} ways[] = {
		[ACCOUNT_ENTERED] = {REPLY_SIGNED_IN, "password"},
		[ACCOUNT_PASSWORD_SET] = {REPLY_PASSWORD_SET, "password set"},
		[ACCOUNT_CREATED] = {REPLY_CREATED, "created"},
	};

	if (!account_has_entered(result))
		return deny(session, result);
	session_enter(session, ways[result->status].how);
	return reply1(session, ways[result->status].reply, session->account.name);
}

/* PASS, or a line that is no command, after EHLO with an account name. */
enum outcome
handle_pass(struct session *session, char *password)
{
	const struct credentials credentials = {&session->claimed, password, MISTAKE_BY_PASS,
						true, NULL};

	return session_sign_in(session, &credentials);
}

/* AUTH mechanism [initial response] (RFC 4954 section 4) */
enum outcome
handle_auth(struct session *session, char *argument)
{
	if (argument[strspn(argument, " \t")] == '\0')
		return reply_syntax(session);
	return session_begin_sasl(session, argument);
}

int
refuse_auth(const struct session *session)
{
	return session->own->signed_in ? REPLY_ALREADY_SIGNED_IN : refuse_sign_in(session);
}

/* Only the terminal dialect has PASS. */
int
refuse_pass(const struct session *session)
{
	return session->interactive && session->may_sign_in ? COMMAND_ALLOWED
							    : REPLY_UNKNOWN_COMMAND;
}
