/* The envelope and the message: MAIL, RCPT, DATA. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "common/store.h"
#include "smtpd/content.h"
#include "smtpd/handlers.h"
#include "smtpd/policy.h"
#include "smtpd/session.h"
#include "smtpd/trace.h"

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
	const char *domain;
	int octets;

	if (path->kind == PATH_SELF || path->kind == PATH_BARE) {
		domain = conf_main_domain(session->service.conf, &octets);
		snprintf(complete.domain, sizeof(complete.domain), "%.*s", octets, domain);
		complete.kind = PATH_MAILBOX;
	}
	if (path->kind == PATH_SELF)
		snprintf(complete.local, sizeof(complete.local), "%s", session->account.name);
	path_format(&complete, text);
}

/* Whether the disk has room for so many octets, above what is kept for reading and deleting. */
static enum store_status
check_space(const struct session *session, uint64_t octets)
{
	uint64_t space;
	enum store_status status = store_free_space(session->service.conf->database, &space);
	uint64_t keep = session->service.conf->min_free_space;

	if (status == STORE_OK && (space < keep || space - keep < octets))
		return STORE_FULL;
	return status;
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

/* Accepts a sender whose address is in order, if the facts allow it. */
static enum outcome
begin_transaction(struct session *session, const struct path *path, uint64_t octets)
{
	const char *account = session->signed_in ? session->account.name : NULL;
	enum policy_sender verdict = policy_sender(session->service.conf, path, account);
	enum store_status status;

	if (verdict != POLICY_SENDER_ACCEPTED) {
		refuse_sender(session, path, verdict);
		return OUTCOME_OK;
	}
	if (octets > session->service.conf->max_message_size) {
		service_reply_number(&session->service, REPLY_TOO_BIG,
				     session->service.conf->max_message_size);
		return OUTCOME_OK;
	}
	status = check_space(session, octets);
	if (status == STORE_FULL) {
		service_reply(&session->service, REPLY_NO_SPACE);
		return OUTCOME_OK;
	}
	/* Where there is no file system to ask, session_store() will say what is wrong. */
	if (status != STORE_OK && (status = service_store(&session->service)) != STORE_OK)
		return session_store_fault(session, status, "look for space");
	session_reset(session);
	session->state = STATE_MAIL;
	session->transaction.declared_octets = octets;
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

	if (!next)
		return service_error1(&session->service, REPLY_SYNTAX,
				      session->command->syntax);
	if (!path_parse(&next, &path))
		return service_error(&session->service, REPLY_BAD_SENDER);
	status = path_parse_mail_parameters(argument + (next - argument), &parameters,
					    &offender);
	if (status != PARAMETER_OK)
		return bad_parameter(session, status, offender);
	if (!path.ascii)
		return service_error(&session->service, REPLY_SENDER_NOT_ASCII);
	return begin_transaction(session, &path, parameters.size);
}

/* Finds the account of a local part: as it stands, else without its tag. */
static enum store_status
find_recipient(struct session *session, const char *local, struct store_account *account)
{
	char name[STORE_NAME_OCTETS + 1];
	enum store_status status = service_store(&session->service);

	if (status != STORE_OK)
		return status;
	status = STORE_NOT_FOUND;
	if (policy_account_name(session->service.conf, local, false, name))
		status = store_account_find(session->service.store, name, account);
	if (status == STORE_NOT_FOUND &&
	    policy_account_name(session->service.conf, local, true, name))
		status = store_account_find(session->service.store, name, account);
	return status;
}

static bool
has_recipient(const struct transaction *transaction, int64_t account)
{
	for (size_t i = 0; i < transaction->count; i++)
		if (transaction->recipients[i] == account)
			return true;
	return false;
}

/* False when memory is short. */
static bool
append_recipient(struct transaction *transaction, int64_t account)
{
	if (transaction->count == transaction->room) {
		size_t room = transaction->room ? transaction->room * 2 : 4;
		int64_t *grown = realloc(transaction->recipients, room * sizeof(*grown));

		if (!grown)
			return false;
		transaction->recipients = grown;
		transaction->room = room;
	}
	transaction->recipients[transaction->count++] = account;
	return true;
}

/* Looks at the maildrop only if it has a quota: that is the one thing that costs time. */
static enum store_status
check_quota(struct session *session, const struct store_account *account)
{
	uint64_t usage = 0;
	enum store_status status = STORE_OK;

	if (policy_quota(session->service.conf, account) > 0)
		status = store_account_usage(session->service.store, account->id, &usage);
	if (status == STORE_OK && !policy_has_room(session->service.conf, account, usage,
						   session->transaction.declared_octets))
		return STORE_FULL;
	return status;
}

static enum outcome
add_recipient(struct session *session, const struct store_account *account, const char *text)
{
	struct transaction *transaction = &session->transaction;
	enum store_status status;

	if (transaction->accepted == session->service.conf->max_recipients) {
		service_reply_number(&session->service, REPLY_TOO_MANY_RECIPIENTS,
				     session->service.conf->max_recipients);
		return OUTCOME_OK;
	}
	status = check_quota(session, account);
	if (status == STORE_FULL) {
		service_reply1(&session->service, REPLY_MAILDROP_FULL, text);
		return OUTCOME_OK;
	}
	if (status == STORE_OK && !has_recipient(transaction, account->id) &&
	    !append_recipient(transaction, account->id))
		status = STORE_FAILED;
	if (status != STORE_OK)
		return session_store_fault(session, status, "add recipient");
	if (transaction->accepted++ == 0)
		snprintf(transaction->recipient, sizeof(transaction->recipient), "%s", text);
	session->state = STATE_RCPT;
	service_reply1(&session->service, REPLY_RECIPIENT_OK, text);
	return OUTCOME_OK;
}

static enum outcome
look_up_recipient(struct session *session, const char *local, const char *text)
{
	struct store_account account;
	enum store_status status = find_recipient(session, local, &account);

	if (status == STORE_NOT_FOUND) {
		log_event(session->service.log, LOG_LEVEL_INFO, "recipient-unknown",
			  "recipient", text, NULL);
		service_reply1(&session->service, REPLY_UNKNOWN_RECIPIENT, text);
		return OUTCOME_OK;
	}
	if (status != STORE_OK)
		return session_store_fault(session, status, "find recipient");
	return add_recipient(session, &account, text);
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
	case POLICY_RECIPIENT_FOREIGN:
		log_event(session->service.log, LOG_LEVEL_INFO, "recipient-foreign",
			  "recipient", text, NULL);
		service_reply1(&session->service, REPLY_NO_RELAY, text);
		return OUTCOME_OK;
	case POLICY_RECIPIENT_INVALID:
		break;
	}
	return service_error(&session->service, REPLY_BAD_RECIPIENT);
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
	if (!path.ascii)
		return service_error(&session->service, REPLY_RECIPIENT_NOT_ASCII);
	return judge_recipient(session, &path);
}

/* What is prepended to a message that has come in whole. */
static bool
write_trace(const struct session *session, const char *id, int64_t arrived,
	    struct content *content)
{
	const struct transaction *transaction = &session->transaction;
	const struct header *header = &content->header;
	bool from_us = session->signed_in;
	const struct trace trace = {
		.reverse_path = transaction->reverse_path,
		.helo = session->helo,
		.peer = session->service.peer.address,
		.hostname = session->service.conf->hostname,
		.esmtp = session->esmtp,
		.signed_in = from_us,
		.id = id,
		.recipient = transaction->accepted == 1 ? transaction->recipient : NULL,
		.arrived = arrived,
		.add_from =
			from_us && !header->has_from && transaction->reverse_path[0] != '\0',
		.add_date = from_us && !header->has_date,
		.add_message_id = from_us && !header->has_message_id,
	};

	return trace_fields(&content->trace, &trace);
}

static void
log_delivery(const struct session *session, const struct store_message *message)
{
	char octets[24];
	char recipients[24];

	snprintf(octets, sizeof(octets), "%" PRIu64, message->octets);
	snprintf(recipients, sizeof(recipients), "%zu", session->transaction.count);
	log_event(session->service.log, LOG_LEVEL_INFO, "deliver", "id",
		  message->transaction_id, "from", message->reverse_path, "octets", octets,
		  "recipients", recipients, NULL);
}

/* Stores a message that is in order. */
static enum outcome
deliver(struct session *session, struct content *content)
{
	const struct transaction *transaction = &session->transaction;
	char id[SESSION_ID_OCTETS + 1];
	struct store_message message = {
		.transaction_id = id,
		.arrived = time(NULL),
		.reverse_path = transaction->reverse_path,
		.sender = session->signed_in ? session->account.id : 0,
		.peer = session->service.peer.address,
		.helo = session->helo,
		.subject = content->header.subject,
	};
	const struct store_source source = {content_read, content};
	enum store_status status = STORE_FAILED;

	snprintf(id, sizeof(id), "%s.%u", session->service.log->session,
		 ++session->transactions);
	if (write_trace(session, id, message.arrived, content)) {
		message.octets = content_octets(content);
		status = store_deliver(session->service.store, &message, &source,
				       transaction->recipients, transaction->count);
	}
	if (status != STORE_OK)
		return session_store_fault(session, status, "deliver");
	session->service.needs_maintenance = true;
	log_delivery(session, &message);
	service_reply1(&session->service, REPLY_STORED, id);
	return OUTCOME_OK;
}

/* Says what became of the message that has come in. */
static enum outcome
conclude(struct session *session, struct content *content)
{
	const struct conf *conf = session->service.conf;

	switch (content_verdict(content)) {
	case CONTENT_GOOD:
		return deliver(session, content);
	case CONTENT_MALFORMED:
		service_reply(&session->service, REPLY_BARE_CR_OR_LF);
		break;
	case CONTENT_TOO_BIG:
		service_reply_number(&session->service, REPLY_TOO_BIG, conf->max_message_size);
		break;
	case CONTENT_LOOP:
		service_reply(&session->service, REPLY_LOOP);
		break;
	case CONTENT_NO_SPACE:
		service_reply(&session->service, REPLY_NO_SPACE);
		break;
	case CONTENT_NOT_SPOOLED:
		return session_store_fault(session, STORE_FAILED, "spool the message");
	}
	return OUTCOME_OK;
}

/* Reads the message to its end, whatever is wrong with it, so that the session stays in step.
 */
static enum conn_status
receive(struct session *session, struct content *content)
{
	enum conn_status status = CONN_OK;

	while (!content_is_complete(content) && status == CONN_OK) {
		size_t octets;
		const char *input = conn_input(&session->service.conn, &octets);

		if (octets == 0)
			status = conn_fill(&session->service.conn);
		else
			conn_consume(&session->service.conn,
				     content_take(content, input, octets));
	}
	return status;
}

enum outcome
handle_data(struct session *session, char *argument)
{
	struct content *content = malloc(sizeof(*content));
	enum conn_status status;
	enum outcome outcome;

	(void)argument;
	if (!content)
		return session_store_fault(session, STORE_FAILED, "begin the message");
	content_init(content, session->service.conf->database,
		     session->service.conf->max_message_size, session->bare_lf);
	service_reply(&session->service, REPLY_START_MAIL_INPUT);
	status = receive(session, content);
	if (status == CONN_OK)
		outcome = conclude(session, content);
	else
		outcome = session_input_ended(session, status);
	content_free(content);
	free(content);
	session_reset(session);
	return outcome;
}
