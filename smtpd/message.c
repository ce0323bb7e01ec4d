/* The message: DATA and BDAT take it, then it is handed on and stored. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "common/base/number.h"
#include "common/store/store.h"
#include "smtpd/content.h"
#include "smtpd/handlers.h"
#include "smtpd/helper.h"
#include "smtpd/message.h"
#include "smtpd/session.h"
#include "smtpd/trace.h"

_Static_assert((int)HEADER_SUBJECT_OCTETS == (int)STORE_TEXT_OCTETS,
	       "the store shows all of it");

/* Writes the fields that are prepended to a complete message. */
static bool
write_trace(const struct session *session, const char *id, int64_t arrived)
{
	const struct transaction *transaction = &session->own->transaction;
	const struct conf *conf = session->conf;
	const struct header *header = &transaction->content->header;
	bool from_us = session->own->signed_in;
	const struct trace trace = {
		.reverse_path = transaction->reverse_path,
		.helo = session->own->helo,
		.peer = peer_text(&session->peer),
		.hostname = conf->hostname,
		.esmtp = session->own->esmtp,
		.lmtp = conf->lmtp,
		.smtputf8 = transaction->smtputf8,
		.tls = session->tls.on,
		.signed_in = from_us,
		.id = id,
		.recipient = transaction->accepted == 1 ? transaction->recipient : NULL,
		.arrived = arrived,
		.add_from =
			from_us && !header->has_from && transaction->reverse_path[0] != '\0',
		.add_date = from_us && !header->has_date,
		.add_message_id = from_us && !header->has_message_id,
	};

	return trace_fields(&transaction->content->trace, &trace);
}

static void
log_message(const struct session *session, const char *event, const char *id, uint64_t octets,
	    size_t recipients)
{
	char octets_text[24];
	char recipients_text[24];

	snprintf(octets_text, sizeof(octets_text), "%" PRIu64, octets);
	snprintf(recipients_text, sizeof(recipients_text), "%zu", recipients);
	log_mail(session->log, LOG_LEVEL_INFO, event, "id", id, "from",
		 session->own->transaction.reverse_path, "octets", octets_text, "recipients",
		 recipients_text, NULL);
}

static void
log_relay_failure(const struct session *session, const char *id, const char *why)
{
	/* Without its arguments, which may hold a password. */
	char program[CONF_TEXT_OCTETS + 1];
	const char *relay = session->conf->relay;

	snprintf(program, sizeof(program), "%.*s", (int)strcspn(relay, " \t"), relay);
	log_event(session->log, LOG_LEVEL_WARNING, "relay-failed", "id", id, "program", program,
		  "because", why, NULL);
}

/*
 * Hands the message on, without its Return-Path, if it has recipients in other domains.
 * REPLY_STORED: it may be stored now.
 */
static unsigned
hand_on(struct session *session, const char *id)
{
	struct transaction *transaction = &session->own->transaction;
	struct content *content = transaction->content;
	const struct relay relay = {
		.sender = transaction->reverse_path,
		.recipients = transaction->recipients.relayed,
		.count = transaction->recipients.relayed_count,
	};
	const struct store_source source = {content_read, content};
	size_t skip = trace_return_path_octets(&content->trace);
	uint64_t octets = content_octets(content) - skip;
	char why[RELAY_WHY_OCTETS] = "";
	enum relay_status status;

	if (transaction->recipients.relayed_count == 0)
		return REPLY_STORED;
	content_rewind(content, skip);
	status = helper_hand_off(&session->own->helper, &relay, &source, octets, why);
	if (status == RELAY_TAKEN) {
		log_message(session, "relay", id, octets,
			    transaction->recipients.relayed_count);
		return REPLY_STORED;
	}
	log_relay_failure(session, id, why);
	return status == RELAY_REFUSED ? REPLY_RELAY_REFUSED : REPLY_RELAY_LATER;
}

/* Describes the message to the store. */
static struct store_message
describe(const struct session *session, const char *id, int64_t arrived)
{
	const struct transaction *transaction = &session->own->transaction;
	const struct content *content = transaction->content;

	return (struct store_message){
		.transaction_id = id,
		.arrived = transaction->has_arrived ? transaction->arrived : arrived,
		.reverse_path = transaction->reverse_path,
		.sender = session->own->signed_in ? &session->account : NULL,
		.peer = session->peer.address,
		.helo = session->own->helo,
		.subject = content->header.subject,
		.octets = content_octets(content),
		.seen = transaction->seen,
		.quotas = transaction->recipients.quotas,
	};
}

static unsigned
fault_reply(struct session *session, enum store_status status, const char *what)
{
	return status == STORE_NO_ROOM ? REPLY_NO_ROOM
				       : session_fault_reply(session, status, what);
}

/*
 * A message that has been handed on should be stored too. But the sender's account may have
 * been locked since it was signed in to, and a maildrop or the disk may be full. The store
 * checks all of this again.
 */
static unsigned
check_before_hand_off(struct session *session, const struct store_message *message)
{
	const struct recipients *recipients = &session->own->transaction.recipients;
	enum store_status status;

	if (session->own->transaction.recipients.relayed_count == 0)
		return REPLY_STORED;
	status = store_account_check(session->store, &session->account);
	if (status != STORE_OK)
		return session_fault_reply(session, status, "look up the sender");
	if (recipients->count > 0)
		status = store_check_room(session->store, message, recipients->accounts,
					  recipients->count);
	return status == STORE_OK ? REPLY_STORED
				  : fault_reply(session, status, "look for room");
}

/* Stores the message, if it has recipients here. */
static unsigned
store_message(struct session *session, const struct store_message *message)
{
	const struct recipients *recipients = &session->own->transaction.recipients;
	const struct store_source source = {content_read, session->own->transaction.content};
	enum store_status status;

	if (recipients->count == 0)
		return REPLY_HANDED_ON;
	content_rewind(session->own->transaction.content, 0);
	status = store_deliver(session->store, message, &source, recipients->accounts,
			       recipients->count);
	if (status != STORE_OK)
		return fault_reply(session, status, "deliver");
	log_message(session, "deliver", message->transaction_id, message->octets,
		    recipients->count);
	return REPLY_STORED;
}

/*
 * Hands the message on first, and stores it only then: what the other program has taken cannot
 * be taken back.
 */
static struct ending
deliver(struct session *session)
{
	struct ending ending = {.reply = REPLY_STORED};
	int64_t arrived = time(NULL);
	struct store_message message;

	snprintf(ending.argument, sizeof(ending.argument), "%s.%u", session->log->session,
		 ++session->own->transactions);
	if (!write_trace(session, ending.argument, arrived)) {
		ending.reply = session_error_reply(session, ENOMEM, "write the trace");
		return ending;
	}
	message = describe(session, ending.argument, arrived);
	ending.reply = check_before_hand_off(session, &message);
	if (ending.reply == REPLY_STORED)
		ending.reply = hand_on(session, ending.argument);
	if (ending.reply == REPLY_STORED)
		ending.reply = store_message(session, &message);
	return ending;
}

/* The reply to what is wrong with the message so far; REPLY_STORED if nothing is. */
static struct ending
judge(struct session *session)
{
	struct ending ending = {.reply = REPLY_STORED};

	switch (content_verdict(session->own->transaction.content)) {
	case CONTENT_GOOD:
		break;
	case CONTENT_MALFORMED:
		ending.reply = REPLY_BARE_CR_OR_LF;
		break;
	case CONTENT_TOO_BIG:
		ending.reply = REPLY_TOO_BIG;
		number_write_size(ending.argument, session->conf->max_message_size);
		break;
	case CONTENT_LOOP:
		ending.reply = REPLY_LOOP;
		break;
	case CONTENT_NOT_SPOOLED:
		ending.reply = session_error_reply(
			session, session->own->transaction.content->spool_error,
			"spool the message");
		break;
	}
	return ending;
}

static void
log_refusal(const struct session *session, const struct ending *ending)
{
	char words[REPLY_LINE_MAX];

	reply_words(&smtp_replies[ending->reply], (const char *const[]){ending->argument},
		    words);
	log_event(session->log, LOG_LEVEL_INFO, "message-refused", "from",
		  session->own->transaction.reverse_path, "reply", words, NULL);
}

struct ending
message_end(struct session *session)
{
	struct ending ending = judge(session);

	if (ending.reply == REPLY_STORED)
		ending = deliver(session);
	/* Errors are counted against guessing and probing, not against clients that send mail.
	 */
	if (ending.reply == REPLY_STORED || ending.reply == REPLY_HANDED_ON)
		session->errors = 0;
	else
		log_refusal(session, &ending);
	return ending;
}

/*
 * Ends a message and replies: once, and in LMTP once for each recipient (RFC 2033 section 4.2).
 * The transaction is over.
 */
static enum outcome
conclude(struct session *session)
{
	struct ending ending = message_end(session);
	size_t times = session->conf->lmtp ? session->own->transaction.accepted : 1;

	for (size_t i = 0; i < times; i++)
		reply1(session, ending.reply, ending.argument);
	session_reset(session);
	return session_reply_outcome(ending.reply);
}

bool
message_begin(struct session *session)
{
	struct transaction *transaction = &session->own->transaction;
	const struct conf *conf = session->conf;

	transaction->content = malloc(sizeof(*transaction->content));
	if (!transaction->content) {
		reply(session, session_error_reply(session, ENOMEM, "begin the message"));
		return false;
	}
	content_init(transaction->content, conf->spool_file, conf->max_message_size,
		     session->bare_lf);
	/* The next server may take a CR for a line end, and a dot after it for the message's.
	 */
	transaction->content->text_only = transaction->recipients.relayed_count > 0;
	transaction->next_look = SPOOL_MEMORY_OCTETS;
	return true;
}

/*
 * Checks the free space again for each piece that the spool writes to the disk: many peers may
 * send at the same time, and more than they have announced. Storing what has been spooled takes
 * the same space once more. A message that does not fit gives its space back at once.
 */
static void
look_for_space(struct session *session)
{
	struct transaction *transaction = &session->own->transaction;
	struct content *content = transaction->content;

	if (content->spool.octets < transaction->next_look)
		return;
	transaction->next_look = content->spool.octets + SPOOL_MEMORY_OCTETS;
	if (session_check_space(session, transaction->next_look) == STORE_FULL)
		content_give_up(content);
}

void
message_take_chunk(struct session *session, const char *text, size_t octets)
{
	content_take_chunk(session->own->transaction.content, text, octets);
	look_for_space(session);
}

/* Reads a bad message to its end too, so that the session stays in step with the client. */
static enum conn_status
receive(struct session *session)
{
	struct conn *conn = &session->conn;
	struct content *content = session->own->transaction.content;
	enum conn_status status = CONN_OK;

	while (!content_is_complete(content) && status == CONN_OK) {
		size_t octets;
		const char *input = conn_input(conn, &octets);

		if (octets == 0)
			status = conn_fill(conn);
		else
			conn_consume(conn, content_take(content, input, octets));
		look_for_space(session);
	}
	return status;
}

enum outcome
handle_data(struct session *session, char *argument)
{
	enum conn_status status;

	(void)argument;
	if (!message_begin(session))
		return OUTCOME_OK;
	reply(session, REPLY_START_MAIL_INPUT);
	status = receive(session);
	if (status != CONN_OK)
		return smtp_input_ended(session, status);
	return conclude(session);
}

/* "octets" or "octets LAST" (RFC 3030 section 2). False for anything else. */
static bool
parse_chunk(const char *argument, uint64_t *octets, bool *last)
{
	const char *rest;

	if (number_read(&argument, octets) != NUMBER_OK)
		return false;
	rest = argument + strspn(argument, " \t");
	*last = strcasecmp(rest, "LAST") == 0;
	return *rest == '\0' || (*last && rest > argument);
}

/* Reads a chunk, to the message if one was begun. */
static enum conn_status
receive_chunk(struct session *session, uint64_t left)
{
	struct conn *conn = &session->conn;
	enum conn_status status = CONN_OK;

	while (left > 0 && status == CONN_OK) {
		size_t octets;
		const char *input = conn_input(conn, &octets);

		if (octets > left)
			octets = (size_t)left;
		if (session->own->transaction.content)
			message_take_chunk(session, input, octets);
		conn_consume(conn, octets);
		left -= octets;
		if (left > 0)
			status = conn_fill(conn);
	}
	return status;
}

/*
 * The chunk has been taken, and another will follow. If something is wrong with the message
 * already, each further chunk gets that reply too.
 */
static enum outcome
go_on(struct session *session, uint64_t octets)
{
	struct ending ending = judge(session);

	session->state = STATE_BDAT;
	if (ending.reply == REPLY_STORED)
		reply_number(session, REPLY_CHUNK, octets);
	else
		reply1(session, ending.reply, ending.argument);
	return OUTCOME_OK;
}

/*
 * A chunk without a transaction: its octets are read too, or they would be taken for commands.
 */
static enum outcome
refuse_chunk(struct session *session, uint64_t octets)
{
	enum conn_status status = receive_chunk(session, octets);

	if (status != CONN_OK)
		return smtp_input_ended(session, status);
	return reply_out_of_order(session);
}

enum outcome
handle_bdat(struct session *session, char *argument)
{
	uint64_t octets;
	bool last;
	enum conn_status status;

	if (!parse_chunk(argument, &octets, &last)) {
		/* It cannot be told where the next command begins. */
		reply1(session, REPLY_SYNTAX, session->command->syntax);
		return OUTCOME_CLOSE;
	}
	if (!(session->state & (STATE_RCPT | STATE_BDAT)))
		return refuse_chunk(session, octets);
	if (!session->own->transaction.content && !message_begin(session))
		return OUTCOME_ABORT;
	status = receive_chunk(session, octets);
	if (status != CONN_OK)
		return smtp_input_ended(session, status);
	if (!last)
		return go_on(session, octets);
	content_end_chunks(session->own->transaction.content);
	return conclude(session);
}
