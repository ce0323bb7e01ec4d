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
	return service_error1(&session->service,
			      status == PARAMETER_UNKNOWN ? REPLY_UNKNOWN_PARAMETER
							  : REPLY_BAD_PARAMETER,
			      offender);
}

/* Writes a path as it is shown and stored: with the domain that was left out. */
static void
complete_path(const struct session *session, const struct path *path,
	      char text[PATH_TEXT_OCTETS + 1])
{
	struct path complete = *path;

	if (path->kind == PATH_SELF || path->kind == PATH_BARE) {
		int octets;
		const char *domain = conf_main_domain(session->service.conf, &octets);

		snprintf(complete.domain, sizeof(complete.domain), "%.*s", octets, domain);
		complete.kind = PATH_MAILBOX;
	}
	if (path->kind == PATH_SELF)
		snprintf(complete.local, sizeof(complete.local), "%s", session->account.name);
	path_format(&complete, text);
}

static void
refuse_sender(struct session *session, const struct path *path, enum policy_sender verdict)
{
	char text[PATH_TEXT_OCTETS + 1];

	if (verdict == POLICY_SENDER_SIGN_IN_FIRST) {
		service_reply(&session->service, REPLY_SIGN_IN_FIRST);
		return;
	}
	complete_path(session, path, text);
	service_reply1(&session->service, REPLY_NOT_YOUR_ADDRESS, text);
}

static enum outcome
refuse_size(struct session *session)
{
	char limit[NUMBER_SIZE_OCTETS];

	number_write_size(limit, session->service.conf->max_message_size);
	service_reply1(&session->service, REPLY_TOO_BIG, limit);
	return OUTCOME_OK;
}

/* The account of who has signed in may have been shut out since. */
static enum store_status
check_account(struct session *session)
{
	enum store_status status = service_store(&session->service);

	return status == STORE_OK
		       ? store_account_check(session->service.store, &session->account)
		       : status;
}

/* Looks up where a name leads; *own: to who is signed in, and to nobody else. */
static enum store_status
leads_here(struct session *session, const char *name, bool *own)
{
	struct store_recipient *recipients;
	size_t count;
	enum store_status status =
		store_recipients_find(session->service.store, name, &recipients, &count);

	*own = status == STORE_OK && policy_is_own(recipients, count, session->account.id);
	free(recipients);
	return status == STORE_TOO_MANY ? STORE_OK : status;
}

/*
 * Whether mail for a local part of ours goes to who is signed in, and to nobody else: to the
 * account's own name, or by an alias. STORE_NOT_FOUND if not.
 */
static enum store_status
find_own(struct session *session, const char *local)
{
	char names[POLICY_OWN_NAMES][PATH_LOCAL_OCTETS + 1];
	size_t candidates = policy_own_names(session->service.conf, local, names);
	bool own = false;
	enum store_status status = STORE_NOT_FOUND;

	for (size_t i = 0; i < candidates && status == STORE_NOT_FOUND; i++) {
		if (strcasecmp(names[i], session->account.name) == 0)
			return STORE_OK;
		status = leads_here(session, names[i], &own);
	}
	return status == STORE_OK && !own ? STORE_NOT_FOUND : status;
}

/* Whether the peer may send as path. */
static enum store_status
judge_sender(struct session *session, const struct path *path, enum policy_sender *verdict)
{
	const char *account = session->signed_in ? session->account.name : NULL;
	enum store_status status = account ? check_account(session) : STORE_OK;

	*verdict = policy_sender(session->service.conf, path, account);
	if (status != STORE_OK || *verdict != POLICY_SENDER_LOOK_UP)
		return status;
	status = find_own(session, path->local);
	*verdict = status == STORE_OK ? POLICY_SENDER_ACCEPTED : POLICY_SENDER_NOT_YOURS;
	return status == STORE_NOT_FOUND ? STORE_OK : status;
}

/* Accepts a sender whose address is in order, if the facts allow it. */
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
	if (octets > session->service.conf->max_message_size)
		return refuse_size(session);
	/* It is spooled, and then stored. */
	status = session_check_space(session, 2 * octets);
	if (status == STORE_FULL) {
		service_reply(&session->service, REPLY_NO_SPACE);
		return OUTCOME_OK;
	}
	/* Where there is no file system to ask, service_store() will say what is wrong. */
	if (status != STORE_OK && (status = service_store(&session->service)) != STORE_OK)
		return session_store_fault(session, status, "look for space");
	session_reset(session);
	session->state = STATE_MAIL;
	session->transaction.declared_octets = octets;
	session->transaction.smtputf8 = parameters->smtputf8;
	complete_path(session, path, session->transaction.reverse_path);
	service_reply1(&session->service, REPLY_SENDER_OK, session->transaction.reverse_path);
	return OUTCOME_OK;
}

enum outcome
handle_mail(struct session *session, char *argument)
{
	struct mail_parameters parameters;
	enum parameter_status status;
	const char *next = skip_keyword(argument, "FROM:");
	const char *offender;
	struct path path;

	/* Those of the transaction before were spared. */
	if (service_has_too_many_errors(&session->service))
		return OUTCOME_ERROR;
	if (!next)
		return service_error1(&session->service, REPLY_SYNTAX,
				      session->command->syntax);
	if (!path_parse(&next, &path))
		return service_error(&session->service, REPLY_BAD_SENDER);
	status = path_parse_mail_parameters(argument + (next - argument), &parameters,
					    &offender);
	if (status != PARAMETER_OK)
		return bad_parameter(session, status, offender);
	if (!path.ascii && !parameters.smtputf8)
		return service_error(&session->service, REPLY_SENDER_NOT_ASCII);
	return begin_transaction(session, &path, &parameters);
}

/* What a local part leads to. */
struct found {
	char names[POLICY_NAMES][PATH_LOCAL_OCTETS + 1]; /* that it may stand for */
	size_t name;                                     /* the one that has led there */
	struct store_recipient *recipients; /* NULL: those of before, no one is new */
	size_t count;
};

/*
 * Finds the accounts that mail for a local part goes to; found->recipients is the caller's to
 * free. The first of the names that it may stand for counts; one that has been taken already is
 * not looked up again.
 */
static enum store_status
find_recipients(struct session *session, const char *local, struct found *found)
{
	size_t candidates = policy_names(session->service.conf, local, found->names);
	enum store_status status = service_store(&session->service);

	if (status != STORE_OK)
		return status;
	status = STORE_NOT_FOUND;
	for (size_t i = 0; i < candidates && status == STORE_NOT_FOUND; i++) {
		found->name = i;
		if (recipients_know(&session->transaction.recipients, found->names[i]))
			return STORE_OK;
		status = store_recipients_find(session->service.store, found->names[i],
					       &found->recipients, &found->count);
	}
	return status;
}

/*
 * Looks at the maildrop only if it has a quota: that is the one thing that costs time. The
 * recipient's quota becomes the one that its delivery is to heed.
 */
static enum store_status
check_quota(struct session *session, struct store_recipient *recipient)
{
	uint64_t usage;
	enum store_status status;

	recipient->quota = policy_quota(session->service.conf, recipient);
	if (recipient->quota == 0)
		return STORE_OK;
	status = store_account_usage(session->service.store, recipient->account, &usage);
	if (status == STORE_OK &&
	    !policy_has_room(recipient->quota, usage, session->transaction.declared_octets))
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

/* A recipient has been taken: it counts, and is said so. */
static enum outcome
accept_recipient(struct session *session, const char *text)
{
	struct transaction *transaction = &session->transaction;

	if (transaction->accepted++ == 0)
		snprintf(transaction->recipient, sizeof(transaction->recipient), "%s", text);
	session->state = STATE_RCPT;
	service_reply1(&session->service, REPLY_RECIPIENT_OK, text);
	return OUTCOME_OK;
}

static enum outcome
no_memory_for_recipient(struct session *session)
{
	service_reply(&session->service, session_error_reply(session, ENOMEM, "add recipient"));
	return OUTCOME_OK;
}

/* Takes the accounts that one RCPT leads to: all of them, or none. */
static enum outcome
take_recipients(struct session *session, const struct found *found, const char *text)
{
	struct recipients *recipients = &session->transaction.recipients;

	if (!recipients_add(recipients, found->recipients, found->count))
		return no_memory_for_recipient(session);
	recipients_note(recipients, found->names[0]);
	if (found->name > 0)
		recipients_note(recipients, found->names[found->name]);
	return accept_recipient(session, text);
}

/*
 * Nobody here, or not ours. Strangers who try many names want to know who is here: it counts
 * as an error, and takes the longer the more there have been.
 */
static enum outcome
refuse_recipient(struct session *session, const char *event, enum smtp_reply reply,
		 const char *text)
{
	session->transaction.refused++;
	log_event(session->service.log, LOG_LEVEL_INFO, event, "recipient", text, NULL);
	if (session->signed_in || session->service.conf->lmtp) {
		service_reply1(&session->service, reply, text);
		return OUTCOME_OK;
	}
	service_pause(&session->service);
	return service_error1(&session->service, reply, text);
}

/* An alias that the operator has to mend; until then, all of its mail waits. */
static enum outcome
defer_alias(struct session *session, const char *text)
{
	log_event(session->service.log, LOG_LEVEL_WARNING, "alias-not-followed", "recipient",
		  text, "because", store_why(session->service.store), NULL);
	service_reply1(&session->service, REPLY_ALIAS_NOT_FOLLOWED, text);
	return OUTCOME_OK;
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
		service_reply1(&session->service, REPLY_MAILDROP_FULL, text);
		return OUTCOME_OK;
	case STORE_TOO_MANY:
		return defer_alias(session, text);
	default:
		return session_store_fault(session, status, "find recipient");
	}
}

static enum outcome
look_up_recipient(struct session *session, const char *local, const char *text)
{
	struct found found = {.recipients = NULL};
	enum store_status status = find_recipients(session, local, &found);
	enum outcome outcome;

	if (status == STORE_OK)
		status = check_quotas(session, &found);
	outcome = conclude(session, status, &found, text);
	free(found.recipients);
	return outcome;
}

static bool
is_relayed(const struct transaction *transaction, const char *text)
{
	for (size_t i = 0; i < transaction->relayed_count; i++)
		if (strcmp(transaction->relayed[i], text) == 0)
			return true;
	return false;
}

/* False when memory is short. */
static bool
append_relayed(struct transaction *transaction, const char *text)
{
	size_t count = transaction->relayed_count;
	char *copy = strdup(text);
	char **grown =
		copy ? realloc(transaction->relayed, (count + 1) * sizeof(*grown)) : NULL;

	if (!grown) {
		free(copy);
		return false;
	}
	grown[count] = copy;
	transaction->relayed = grown;
	transaction->relayed_count++;
	return true;
}

/* Somebody elsewhere: the program that hands mail on will know them, or not. */
static enum outcome
relay_recipient(struct session *session, const char *text)
{
	struct transaction *transaction = &session->transaction;

	if (!is_relayed(transaction, text) && !append_relayed(transaction, text))
		return no_memory_for_recipient(session);
	return accept_recipient(session, text);
}

static enum outcome
judge_recipient(struct session *session, const struct path *path)
{
	char text[PATH_TEXT_OCTETS + 1];

	complete_path(session, path, text);
	switch (policy_recipient(session->service.conf, path, session->signed_in)) {
	case POLICY_RECIPIENT_LOOK_UP:
		return look_up_recipient(session, path->local, text);
	case POLICY_RECIPIENT_SELF:
		return look_up_recipient(session, session->account.name, text);
	case POLICY_RECIPIENT_SIGN_IN_FIRST:
		service_reply(&session->service, REPLY_SIGN_IN_FIRST);
		return OUTCOME_OK;
	case POLICY_RECIPIENT_RELAY:
		return relay_recipient(session, text);
	case POLICY_RECIPIENT_FOREIGN:
		/* Who has signed in could send there, if there were a relay. */
		return refuse_recipient(
			session, "recipient-foreign",
			session->signed_in ? REPLY_NO_RELAY : REPLY_FOREIGN_RECIPIENT, text);
	case POLICY_RECIPIENT_INVALID:
		break;
	}
	return service_error(&session->service, REPLY_BAD_RECIPIENT);
}

/* As many may be refused as accepted: a transaction does not go on for ever either way. */
static bool
has_too_many_recipients(const struct session *session)
{
	const struct transaction *transaction = &session->transaction;
	uint64_t most = session->service.conf->max_recipients;

	return transaction->accepted >= most || transaction->refused >= most;
}

enum outcome
handle_rcpt(struct session *session, char *argument)
{
	const char *next = skip_keyword(argument, "TO:");
	struct path path;

	if (!next)
		return service_error1(&session->service, REPLY_SYNTAX,
				      session->command->syntax);
	if (!path_parse(&next, &path))
		return service_error(&session->service, REPLY_BAD_RECIPIENT);
	next += strspn(next, " \t");
	if (*next != '\0')
		return bad_parameter(session, PARAMETER_UNKNOWN, next);
	if (!path.ascii && !session->transaction.smtputf8)
		return service_error(&session->service, REPLY_RECIPIENT_NOT_ASCII);
	if (has_too_many_recipients(session)) {
		service_reply_number(&session->service, REPLY_TOO_MANY_RECIPIENTS,
				     session->service.conf->max_recipients);
		return OUTCOME_OK;
	}
	return judge_recipient(session, &path);
}
