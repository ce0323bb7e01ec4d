/* The envelope: MAIL and RCPT. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/number.h"
#include "common/store/store.h"
#include "smtpd/handlers.h"
#include "smtpd/policy.h"
#include "smtpd/session.h"

/* Skips "FROM:" or "TO:", in any letter case. NULL if it is not there. */
static const char *
skip_keyword(const char *argument, const char *keyword)
{
	size_t octets = strlen(keyword);

	return strncasecmp(argument, keyword, octets) == 0 ? argument + octets : NULL;
}

static enum outcome
bad_parameter(struct session *session, enum parameter_status status, const char *offender)
{
	return reply_error1(session,
			    status == PARAMETER_UNKNOWN ? REPLY_UNKNOWN_PARAMETER
							: REPLY_BAD_PARAMETER,
			    offender);
}

/* The address of the account that is signed in: its name may have a domain. */
static void
complete_own(struct path *path, const char *name)
{
	size_t octets = strcspn(name, "@");

	snprintf(path->local, sizeof(path->local), "%.*s", (int)octets, name);
	if (name[octets] == '@')
		snprintf(path->domain, sizeof(path->domain), "%s", name + octets + 1);
}

void
complete_path(const struct session *session, const struct path *path,
	      char text[PATH_TEXT_OCTETS + 1])
{
	struct path complete = *path;

	if (path->kind == PATH_SELF || path->kind == PATH_BARE) {
		int octets;
		const char *domain = conf_main_domain(session->conf, &octets);

		snprintf(complete.domain, sizeof(complete.domain), "%.*s", octets, domain);
		complete.kind = PATH_MAILBOX;
	}
	if (path->kind == PATH_SELF)
		complete_own(&complete, session->account.name);
	path_format(&complete, text);
}

static void
refuse_sender(struct session *session, const struct path *path, enum policy_sender verdict)
{
	char text[PATH_TEXT_OCTETS + 1];

	if (verdict == POLICY_SENDER_SIGN_IN_FIRST) {
		reply(session, REPLY_SIGN_IN_FIRST);
		return;
	}
	complete_path(session, path, text);
	reply1(session, REPLY_NOT_YOUR_ADDRESS, text);
}

static enum outcome
refuse_size(struct session *session)
{
	char limit[NUMBER_SIZE_OCTETS];

	number_write_size(limit, session->conf->max_message_size);
	return reply1(session, REPLY_TOO_BIG, limit);
}

/* The account may have been locked or removed since it was signed in to. */
static enum store_status
check_account(struct session *session)
{
	enum store_status status = session_store(session);

	return status == STORE_OK ? store_account_check(session->store, &session->account)
				  : status;
}

/* What an address of ours leads to. */
struct found {
	struct policy_name names[POLICY_NAMES]; /* that it may stand for */
	size_t name;                            /* the one that was found */
	struct store_recipient *recipients;     /* NULL: it is known, and was not looked up */
	size_t count;
};

typedef bool test_of_name(const struct session *session, const char *name);

/*
 * Finds the first of so many names that is known already, or leads to an account. Two at a time
 * are looked up. The caller frees found->recipients.
 */
static enum store_status
find_names(struct session *session, test_of_name *is_known, size_t names, struct found *found)
{
	enum store_status status = STORE_NOT_FOUND;
	size_t taken;

	for (size_t i = 0; i < names && status == STORE_NOT_FOUND; i += taken) {
		const char *first = found->names[i].text;
		const char *second = i + 1 < names ? found->names[i + 1].text : NULL;
		struct store_found leads;

		found->name = i;
		if (is_known(session, first))
			return STORE_OK;
		taken = second && !is_known(session, second) ? 2 : 1;
		status = store_recipients_find(
			session->store,
			(struct store_names){{first, taken == 2 ? second : NULL}}, &leads);
		found->name += leads.name;
		found->recipients = leads.recipients;
		found->count = leads.count;
	}
	return status;
}

static bool
is_own_name(const struct session *session, const char *name)
{
	return strcasecmp(name, session->account.name) == 0;
}

/*
 * Whether mail for an address of ours goes to the account that is signed in, and to no other:
 * because it is the account's name, or by an alias. STORE_NOT_FOUND if not.
 */
static enum store_status
find_own(struct session *session, const struct path *path)
{
	struct found found = {.recipients = NULL};
	size_t names = policy_own_names(session->conf, path, found.names);
	enum store_status status = find_names(session, is_own_name, names, &found);
	bool is_own = !found.recipients;

	if (found.recipients && found.names[found.name].step != POLICY_STEP_POSTMASTER)
		is_own = policy_is_own(found.recipients, found.count, session->account.id);
	free(found.recipients);
	if (status == STORE_TOO_MANY || (status == STORE_OK && !is_own))
		return STORE_NOT_FOUND;
	return status;
}

/* Whether the peer may send as path. */
static enum store_status
judge_sender(struct session *session, const struct path *path, enum policy_sender *verdict)
{
	bool signed_in = session->own->signed_in;
	enum store_status status = signed_in ? check_account(session) : STORE_OK;

	*verdict = policy_sender(session->conf, path, signed_in);
	if (status != STORE_OK || *verdict != POLICY_SENDER_LOOK_UP)
		return status;
	status = find_own(session, path);
	*verdict = status == STORE_OK ? POLICY_SENDER_ACCEPTED : POLICY_SENDER_NOT_YOURS;
	return status == STORE_NOT_FOUND ? STORE_OK : status;
}

/* Begins a transaction, if the peer may send as path and there is room for the message. */
static enum outcome
begin_transaction(struct session *session, const struct path *path,
		  const struct mail_parameters *parameters)
{
	uint64_t octets = parameters->size;
	enum policy_sender verdict;
	enum store_status status = judge_sender(session, path, &verdict);

	if (status != STORE_OK)
		return session_store_fault(session, status, "look up the sender");
	if (verdict != POLICY_SENDER_ACCEPTED) {
		refuse_sender(session, path, verdict);
		return OUTCOME_OK;
	}
	if (octets > session->conf->max_message_size)
		return refuse_size(session);
	/* The message is spooled first, and then stored. */
	status = session_check_space(session, 2 * octets);
	if (status == STORE_FULL)
		return reply(session, REPLY_NO_SPACE);
	/* There is no such file system: session_store() tells what is wrong. */
	if (status != STORE_OK && (status = session_store(session)) != STORE_OK)
		return session_store_fault(session, status, "look for space");
	session_reset(session);
	session->state = STATE_MAIL;
	session->own->transaction.declared_octets = octets;
	session->own->transaction.smtputf8 = parameters->smtputf8;
	complete_path(session, path, session->own->transaction.reverse_path);
	return reply1(session, REPLY_SENDER_OK, session->own->transaction.reverse_path);
}

enum outcome
handle_mail(struct session *session, char *argument)
{
	struct mail_parameters parameters;
	enum parameter_status status;
	const char *next = skip_keyword(argument, "FROM:");
	const char *offender;
	struct path path;

	/* The transaction before was spared: its errors did not end the session. */
	if (session_has_too_many_errors(session))
		return OUTCOME_ERROR;
	if (!next)
		return reply_syntax(session);
	if (!path_parse(&next, &path))
		return reply_error(session, REPLY_BAD_SENDER);
	status = path_parse_mail_parameters(argument + (next - argument), &parameters,
					    &offender);
	if (status != PARAMETER_OK)
		return bad_parameter(session, status, offender);
	if (!path.ascii && !parameters.smtputf8)
		return reply_error(session, REPLY_SENDER_NOT_ASCII);
	return begin_transaction(session, &path, &parameters);
}

static bool
is_known_recipient(const struct session *session, const char *name)
{
	return recipients_know(&session->own->transaction.recipients, name);
}

/* Finds the accounts that mail for an address goes to. As find_names(). */
static enum store_status
find_recipients(struct session *session, const struct path *path, struct found *found)
{
	size_t names = policy_names(session->conf, path, found->names);
	enum store_status status = session_store(session);

	return status == STORE_OK ? find_names(session, is_known_recipient, names, found)
				  : status;
}

/*
 * Sets the recipient's quota to the one that its delivery must heed. The maildrop is looked at
 * only if there is one, as nothing else in RCPT takes so much time.
 */
static enum store_status
check_quota(struct session *session, struct store_recipient *recipient)
{
	uint64_t usage;
	enum store_status status;

	recipient->quota = policy_quota(session->conf, recipient);
	if (recipient->quota == 0)
		return STORE_OK;
	status = store_account_usage(session->store, recipient->account, &usage);
	if (status == STORE_OK && !policy_has_room(recipient->quota, usage,
						   session->own->transaction.declared_octets))
		return STORE_NO_ROOM;
	return status;
}

static enum store_status
check_quotas(struct session *session, struct found *found)
{
	enum store_status status = STORE_OK;

	for (size_t i = 0; i < found->count && status == STORE_OK; i++)
		status = check_quota(session, &found->recipients[i]);
	return status;
}

/* Counts a recipient, and replies that it is accepted. */
static enum outcome
accept_recipient(struct session *session, const char *text)
{
	struct transaction *transaction = &session->own->transaction;

	if (transaction->accepted++ == 0)
		snprintf(transaction->recipient, sizeof(transaction->recipient), "%s", text);
	session->state = STATE_RCPT;
	return reply1(session, REPLY_RECIPIENT_OK, text);
}

static enum outcome
no_memory_for_recipient(struct session *session)
{
	return reply(session, session_error_reply(session, ENOMEM, "add recipient"));
}

/* Takes the accounts that one RCPT leads to: all of them, or none. */
static enum outcome
take_recipients(struct session *session, const struct found *found, const char *text)
{
	struct recipients *recipients = &session->own->transaction.recipients;

	if (!recipients_add(recipients, found->recipients, found->count))
		return no_memory_for_recipient(session);
	recipients_note(recipients, found->names[0].text);
	if (found->name > 0)
		recipients_note(recipients, found->names[found->name].text);
	return accept_recipient(session, text);
}

/*
 * An unknown recipient, or one of another domain. Strangers who try many names want to find out
 * which accounts there are: each such recipient counts as an error, and the reply takes longer
 * with each of them.
 */
static enum outcome
refuse_recipient(struct session *session, const char *event, unsigned number, const char *text)
{
	session->own->transaction.refused++;
	log_event(session->log, LOG_LEVEL_INFO, event, "recipient", text, NULL);
	if (session->own->signed_in || session->conf->lmtp)
		return reply1(session, number, text);
	session_pause(session);
	return reply_error1(session, number, text);
}

/* An alias that the operator has to mend. Until then all of its mail is deferred. */
static enum outcome
defer_alias(struct session *session, const char *text)
{
	log_event(session->log, LOG_LEVEL_WARNING, "alias-not-followed", "recipient", text,
		  "because", store_why(session->store), NULL);
	return reply1(session, REPLY_ALIAS_NOT_FOLLOWED, text);
}

static enum outcome
conclude(struct session *session, enum store_status status, const struct found *found,
	 const char *text)
{
	switch (status) {
	case STORE_OK:
		return take_recipients(session, found, text);
	case STORE_NOT_FOUND:
		return refuse_recipient(session, "recipient-unknown", REPLY_UNKNOWN_RECIPIENT,
					text);
	case STORE_NO_ROOM:
		return reply1(session, REPLY_MAILDROP_FULL, text);
	case STORE_TOO_MANY:
		return defer_alias(session, text);
	default:
		return session_store_fault(session, status, "find recipient");
	}
}

static enum outcome
look_up_recipient(struct session *session, const struct path *path, const char *text)
{
	struct found found = {.recipients = NULL};
	enum store_status status = find_recipients(session, path, &found);
	enum outcome outcome;

	if (status == STORE_OK)
		status = check_quotas(session, &found);
	outcome = conclude(session, status, &found, text);
	free(found.recipients);
	return outcome;
}

/* A recipient in another domain: only the program that hands mail on can check it. */
static enum outcome
relay_recipient(struct session *session, const char *text)
{
	if (!recipients_add_relayed(&session->own->transaction.recipients, text))
		return no_memory_for_recipient(session);
	return accept_recipient(session, text);
}

static enum outcome
judge_recipient(struct session *session, const struct path *path)
{
	struct path self = {.kind = PATH_SELF};
	char text[PATH_TEXT_OCTETS + 1];

	complete_path(session, path, text);
	switch (policy_recipient(session->conf, path, session->own->signed_in)) {
	case POLICY_RECIPIENT_LOOK_UP:
		return look_up_recipient(session, path, text);
	case POLICY_RECIPIENT_SELF:
		snprintf(self.local, sizeof(self.local), "%s", session->account.name);
		return look_up_recipient(session, &self, text);
	case POLICY_RECIPIENT_SIGN_IN_FIRST:
		return reply(session, REPLY_SIGN_IN_FIRST);
	case POLICY_RECIPIENT_RELAY:
		return relay_recipient(session, text);
	case POLICY_RECIPIENT_FOREIGN:
		/* A client that is signed in could send there if there were a relay. */
		return refuse_recipient(session, "recipient-foreign",
					session->own->signed_in ? REPLY_NO_RELAY
								: REPLY_FOREIGN_RECIPIENT,
					text);
	case POLICY_RECIPIENT_INVALID:
		break;
	}
	return reply_error(session, REPLY_BAD_RECIPIENT);
}

/* As many may be refused as accepted, so that no transaction goes on for ever. */
static bool
has_too_many_recipients(const struct session *session)
{
	const struct transaction *transaction = &session->own->transaction;
	uint64_t most = session->conf->max_recipients;

	return transaction->accepted >= most || transaction->refused >= most;
}

enum outcome
handle_rcpt(struct session *session, char *argument)
{
	const char *next = skip_keyword(argument, "TO:");
	struct path path;

	if (!next)
		return reply_syntax(session);
	if (!path_parse(&next, &path))
		return reply_error(session, REPLY_BAD_RECIPIENT);
	next += strspn(next, " \t");
	if (*next != '\0')
		return bad_parameter(session, PARAMETER_UNKNOWN, next);
	if (!path.ascii && !session->own->transaction.smtputf8)
		return reply_error(session, REPLY_RECIPIENT_NOT_ASCII);
	if (has_too_many_recipients(session))
		return reply_number(session, REPLY_TOO_MANY_RECIPIENTS,
				    session->conf->max_recipients);
	return judge_recipient(session, &path);
}
