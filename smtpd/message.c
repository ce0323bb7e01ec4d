/* The message: DATA and BDAT, and what becomes of it. */
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
#include "smtpd/session.h"
#include "smtpd/trace.h"

_Static_assert((int)HEADER_SUBJECT_OCTETS == (int)STORE_TEXT_OCTETS,
	       "the store shows all of it");

/* What is said at the end of a message: to everybody alike, as all get it or none. */
struct ending {
	enum smtp_reply reply;
	char argument[NUMBER_SIZE_OCTETS]; /* a transaction id fits too */
};

/* Writes what is prepended to a message that has come in whole. */
static bool
write_trace(const struct session *session, const char *id, int64_t arrived)
{
	const struct transaction *transaction = &session->transaction;
	const struct conf *conf = session->service.conf;
	const struct header *header = &transaction->content->header;
	bool from_us = session->signed_in;
	const struct trace trace = {
		.reverse_path = transaction->reverse_path,
		.helo = session->helo,
		.peer = peer_text(&session->service.peer),
		.hostname = conf->hostname,
		.esmtp = session->esmtp,
		.lmtp = conf->lmtp,
		.smtputf8 = transaction->smtputf8,
		.tls = session->service.tls.on,
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
	log_mail(session->service.log, LOG_LEVEL_INFO, event, "id", id, "from",
		 session->transaction.reverse_path, "octets", octets_text, "recipients",
		 recipients_text, NULL);
}

static void
log_relay_failure(const struct session *session, const char *id, const char *why)
{
	/* Without its arguments, which may hold a password. */
	char program[CONF_TEXT_OCTETS + 1];
	const char *relay = session->service.conf->relay;

	snprintf(program, sizeof(program), "%.*s", (int)strcspn(relay, " \t"), relay);
	log_event(session->service.log, LOG_LEVEL_WARNING, "relay-failed", "id", id, "program",
		  program, "because", why, NULL);
}

/* Hands the message on to its recipients elsewhere, if it has any, without its
 * Return-Path. REPLY_STORED: it may be stored now. */
static enum smtp_reply
hand_on(struct session *session, const char *id)
{
	struct transaction *transaction = &session->transaction;
	struct content *content = transaction->content;
	const struct relay relay = {
		.sender = transaction->reverse_path,
		.recipients = transaction->relayed,
		.count = transaction->relayed_count,
	};
	const struct store_source source = {content_read, content};
	size_t skip = trace_return_path_octets(&content->trace);
	uint64_t octets = content_octets(content) - skip;
	char why[RELAY_WHY_OCTETS] = "";
	enum relay_status status;

	if (transaction->relayed_count == 0)
		return REPLY_STORED;
	content_rewind(content, skip);
	status = helper_hand_off(session->helper, &relay, &source, octets, why);
	if (status == RELAY_TAKEN) {
		log_message(session, "relay", id, octets, transaction->relayed_count);
		return REPLY_STORED;
	}
	log_relay_failure(session, id, why);
	return status == RELAY_REFUSED ? REPLY_RELAY_REFUSED : REPLY_RELAY_LATER;
}

/* The message as the store is to have it. */
static struct store_message
describe(const struct session *session, const char *id, int64_t arrived)
{
	const struct transaction *transaction = &session->transaction;
	const struct content *content = transaction->content;

	return (struct store_message){
		.transaction_id = id,
		.arrived = arrived,
		.reverse_path = transaction->reverse_path,
		.sender = session->signed_in ? &session->account : NULL,
		.peer = session->service.peer.address,
		.helo = session->helo,
		.subject = content->header.subject,
		.octets = content_octets(content),
		.quotas = transaction->recipients.quotas,
	};
}

static enum smtp_reply
fault_reply(struct session *session, enum store_status status, const char *what)
{
	return status == STORE_NO_ROOM ? REPLY_NO_ROOM
				       : session_fault_reply(session, status, what);
}

/*
 * Who has signed in may have been shut out meanwhile, and a maildrop or the disk be full: what
 * is handed on should be stored too. The store looks again by itself.
 */
static enum smtp_reply
check_before_hand_off(struct session *session, const struct store_message *message)
{
	const struct recipients *recipients = &session->transaction.recipients;
	enum store_status status;

	if (session->transaction.relayed_count == 0)
		return REPLY_STORED;
	status = store_account_check(session->service.store, &session->account);
	if (status != STORE_OK)
		return session_fault_reply(session, status, "look up the sender");
	if (recipients->count > 0)
		status = store_check_room(session->service.store, message, recipients->accounts,
					  recipients->count);
	return status == STORE_OK ? REPLY_STORED
				  : fault_reply(session, status, "look for room");
}

/* Stores the message for those who are here, if there are any. */
static enum smtp_reply
store_message(struct session *session, const struct store_message *message)
{
	const struct recipients *recipients = &session->transaction.recipients;
	const struct store_source source = {content_read, session->transaction.content};
	enum store_status status;

	if (recipients->count == 0)
		return REPLY_HANDED_ON;
	content_rewind(session->transaction.content, 0);
	status = store_deliver(session->service.store, message, &source, recipients->accounts,
			       recipients->count);
	if (status != STORE_OK)
		return fault_reply(session, status, "deliver");
	log_message(session, "deliver", message->transaction_id, message->octets,
		    recipients->count);
	return REPLY_STORED;
}

/*
 * Hands on first: what the other program takes cannot be taken back, and our own part of the
 * message is stored only then.
 */
static struct ending
deliver(struct session *session)
{
	struct ending ending = {.reply = REPLY_STORED};
	int64_t arrived = time(NULL);
	struct store_message message;

	snprintf(ending.argument, sizeof(ending.argument), "%s.%u",
		 session->service.log->session, ++session->transactions);
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

/* What is wrong with a message so far; REPLY_STORED if nothing is. */
static struct ending
judge(struct session *session)
{
	struct ending ending = {.reply = REPLY_STORED};

	switch (content_verdict(session->transaction.content)) {
	case CONTENT_GOOD:
		break;
	case CONTENT_MALFORMED:
		ending.reply = REPLY_BARE_CR_OR_LF;
		break;
	case CONTENT_TOO_BIG:
		ending.reply = REPLY_TOO_BIG;
		number_write_size(ending.argument, session->service.conf->max_message_size);
		break;
	case CONTENT_LOOP:
		ending.reply = REPLY_LOOP;
		break;
	case CONTENT_NOT_SPOOLED:
		ending.reply =
			session_error_reply(session, session->transaction.content->spool_error,
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
	log_event(session->service.log, LOG_LEVEL_INFO, "message-refused", "from",
		  session->transaction.reverse_path, "reply", words, NULL);
}

/*
 * Decides what becomes of a complete message, and says so: once, and in LMTP once for each
 * recipient (RFC 2033 section 4.2). The transaction is over.
 */
static enum outcome
conclude(struct session *session)
{
	struct ending ending = judge(session);
	size_t times = session->service.conf->lmtp ? session->transaction.accepted : 1;

	if (ending.reply == REPLY_STORED)
		ending = deliver(session);
	/* Real mail is not what the errors are counted for. */
	if (ending.reply == REPLY_STORED || ending.reply == REPLY_HANDED_ON)
		session->service.errors = 0;
	else
		log_refusal(session, &ending);
	for (size_t i = 0; i < times; i++)
		service_reply1(&session->service, ending.reply, ending.argument);
	session_reset(session);
	return session_fault_outcome(ending.reply);
}

/* Begins the message. False, with the reply to it, when memory is short. */
static bool
begin(struct session *session)
{
	struct transaction *transaction = &session->transaction;
	const struct conf *conf = session->service.conf;

	transaction->content = malloc(sizeof(*transaction->content));
	if (!transaction->content) {
		service_reply(&session->service,
			      session_error_reply(session, ENOMEM, "begin the message"));
		return false;
	}
	content_init(transaction->content, conf->database_file, conf->max_message_size,
		     session->bare_lf);
	/* Where it goes on to, a line might end at a CR: before a dot that ends a message. */
	transaction->content->text_only = transaction->relayed_count > 0;
	transaction->next_look = SPOOL_MEMORY_OCTETS;
	return true;
}

/*
 * Looks at the free space again with each piece that the spool writes to the disk: many peers
 * may send at the same time, and more than they have announced. In the end it takes as much
 * again to store what has been spooled. What is lost gives its space back at once.
 */
static void
look_for_space(struct session *session)
{
	struct transaction *transaction = &session->transaction;
	struct content *content = transaction->content;

	if (content->spool.octets < transaction->next_look)
		return;
	transaction->next_look = content->spool.octets + SPOOL_MEMORY_OCTETS;
	if (session_check_space(session, transaction->next_look) == STORE_FULL)
		content_give_up(content);
}

/* Reads the message to its end, whatever is wrong with it, so that the session stays in step.
 */
static enum conn_status
receive(struct session *session)
{
	struct conn *conn = &session->service.conn;
	struct content *content = session->transaction.content;
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
	if (!begin(session))
		return OUTCOME_OK;
	service_reply(&session->service, REPLY_START_MAIL_INPUT);
	status = receive(session);
	if (status != CONN_OK)
		return session_input_ended(session, status);
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

/* Reads a chunk, to content if there is one that it belongs to. */
static enum conn_status
receive_chunk(struct session *session, uint64_t left)
{
	struct conn *conn = &session->service.conn;
	struct content *content = session->transaction.content;
	enum conn_status status = CONN_OK;

	while (left > 0 && status == CONN_OK) {
		size_t octets;
		const char *input = conn_input(conn, &octets);

		if (octets > left)
			octets = (size_t)left;
		if (content) {
			content_take_chunk(content, input, octets);
			look_for_space(session);
		}
		conn_consume(conn, octets);
		left -= octets;
		if (left > 0)
			status = conn_fill(conn);
	}
	return status;
}

/*
 * The chunk has been taken, another will follow. What is wrong already is said, and said again
 * for every further chunk up to the last.
 */
static enum outcome
go_on(struct session *session, uint64_t octets)
{
	struct ending ending = judge(session);

	session->state = STATE_BDAT;
	if (ending.reply == REPLY_STORED)
		service_reply_number(&session->service, REPLY_CHUNK, octets);
	else
		service_reply1(&session->service, ending.reply, ending.argument);
	return OUTCOME_OK;
}

/* Takes the octets of a chunk that has no transaction, so that they are not run as commands. */
static enum outcome
refuse_chunk(struct session *session, uint64_t octets)
{
	enum conn_status status = receive_chunk(session, octets);

	if (status != CONN_OK)
		return session_input_ended(session, status);
	return session_out_of_order(session);
}

enum outcome
handle_bdat(struct session *session, char *argument)
{
	uint64_t octets;
	bool last;
	enum conn_status status;

	if (!parse_chunk(argument, &octets, &last)) {
		/* Nobody knows where the next command begins. */
		service_reply1(&session->service, REPLY_SYNTAX, session->command->syntax);
		return OUTCOME_CLOSE;
	}
	if (!(session->state & (STATE_RCPT | STATE_BDAT)))
		return refuse_chunk(session, octets);
	if (!session->transaction.content && !begin(session))
		return OUTCOME_ABORT;
	status = receive_chunk(session, octets);
	if (status != CONN_OK)
		return session_input_ended(session, status);
	if (!last)
		return go_on(session, octets);
	content_end_chunks(session->transaction.content);
	return conclude(session);
}
