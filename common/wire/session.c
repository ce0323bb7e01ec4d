#include "common/wire/session.h"

#include <inttypes.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/base/array.h"
#include "common/base/descriptors.h"
#include "common/base/memory.h"
#include "common/base/wait.h"

enum { REFUSAL_SECONDS = 10 }; /* for a peer to take the one reply there is */

/*
 * The session has no use for what else the super-server has left open, but the programs that it
 * runs may have. The limit of open files leaves little room for it either.
 */
static void
close_others(const struct tls *tls, const struct log *log)
{
	const int needed[] = {tls->control, tls->in, tls->out, log->syslog.socket};

	descriptors_close_others(needed, COUNT(needed));
}

struct session *
session_new(size_t own_octets, struct log *log)
{
	const size_t aligned = alignof(max_align_t);
	size_t own_room = (own_octets + aligned - 1) / aligned * aligned;
	char *memory = memory_for_session(own_room + sizeof(struct session));
	struct session *session;

	if (!memory) {
		log_event(log, LOG_LEVEL_ERROR, "start", "problem", "out of memory", NULL);
		return NULL;
	}
	session = (struct session *)(void *)(memory + own_room);
	session->own = (struct session_own *)(void *)memory;
	return session;
}

void
session_find_client(struct session_client *client, const struct conf *conf,
		    const struct log *log)
{
	struct peer peer;

	peer_find(&peer, STDIN_FILENO, conf->tls != CONF_TLS_NONE);
	session_set_client(client, &peer, conf);
	close_others(&client->tls, log);
}

void
session_set_client(struct session_client *client, const struct peer *peer,
		   const struct conf *conf)
{
	client->peer = *peer;
	tls_find(&client->tls, conf, STDIN_FILENO);
	client->seconds = conf->session_timeout;
}

void
session_start(struct session *session, const struct session_client *client,
	      const struct protocol *protocol, struct session_own *own, const struct conf *conf,
	      struct log *log)
{
	session->protocol = protocol;
	session->conf = conf;
	session->log = log;
	session->title = client->title;
	session->peer = client->peer;
	session->tls = client->tls;
	session->interactive = peer_may(&session->peer, conf->interactive);
	session->may_sign_in =
		client->tls.on ||
		(!conf->tls_required && peer_may(&session->peer, conf->plaintext_auth));
	session->state = protocol->first_state;
	session->own = own;
	conn_init(&session->conn, STDIN_FILENO, STDOUT_FILENO, protocol->timeout(conf),
		  client->seconds);
	log_event(log, LOG_LEVEL_INFO, "connect", "peer", peer_text(&session->peer), "zone",
		  peer_zone(&session->peer), "balancer", peer_balancer(&session->peer), "tls",
		  client->tls.on ? "yes" : NULL, NULL);
	protocol->start(session);
}

static void
close_store(struct session *session)
{
	turns_close(&session->turns);
	store_close(session->store);
}

void
session_end(struct session *session)
{
	session->protocol->end(session);
	conn_close(&session->conn);
	log_left_out(session->log);
	log_event(session->log, LOG_LEVEL_INFO, "disconnect", NULL);
	close_store(session);
}

bool
session_hand_over(struct session *session, struct session_client *client)
{
	bool there;

	session->protocol->end(session);
	there = conn_hand_over(&session->conn) == CONN_OK;
	log_left_out(session->log);
	log_event(session->log, LOG_LEVEL_INFO, there ? "start-tls" : "disconnect", NULL);
	close_store(session);
	client->seconds = conn_seconds_left(&session->conn);
	explicit_bzero(session, sizeof(*session));
	title_show(client->title, peer_text(&client->peer), NULL);
	return there;
}

void
session_refuse(const struct reply *row)
{
	struct conn conn;

	conn_init(&conn, STDIN_FILENO, STDOUT_FILENO, REFUSAL_SECONDS, REFUSAL_SECONDS);
	reply_write(&conn, row, NULL, false);
	conn_close(&conn);
}

static enum outcome
queue(struct session *session, unsigned number, const char *const arguments[])
{
	reply_write(&session->conn, &session->protocol->replies[number], arguments, false);
	return OUTCOME_OK;
}

enum outcome
reply(struct session *session, unsigned number)
{
	return queue(session, number, NULL);
}

enum outcome
reply1(struct session *session, unsigned number, const char *argument)
{
	return queue(session, number, (const char *const[]){argument});
}

enum outcome
reply2(struct session *session, unsigned number, const char *first, const char *second)
{
	return queue(session, number, (const char *const[]){first, second});
}

enum outcome
reply_number(struct session *session, unsigned number, uint64_t argument)
{
	return reply_numbers(session, number, argument, 0);
}

enum outcome
reply_numbers(struct session *session, unsigned number, uint64_t first, uint64_t second)
{
	char texts[2][24];

	snprintf(texts[0], sizeof(texts[0]), "%" PRIu64, first);
	snprintf(texts[1], sizeof(texts[1]), "%" PRIu64, second);
	return reply2(session, number, texts[0], texts[1]);
}

enum outcome
reply_error(struct session *session, unsigned number)
{
	reply(session, number);
	return OUTCOME_ERROR;
}

enum outcome
reply_error1(struct session *session, unsigned number, const char *argument)
{
	reply1(session, number, argument);
	return OUTCOME_ERROR;
}

enum outcome
reply_syntax(struct session *session)
{
	return reply_error1(session, REPLY_SYNTAX, session->command->syntax);
}

enum outcome
reply_out_of_order(struct session *session)
{
	reply2(session, REPLY_OUT_OF_ORDER, session->command->verb,
	       session->protocol->expected(session));
	return OUTCOME_ERROR;
}

bool
session_has_too_many_errors(const struct session *session)
{
	return session->errors >= session->conf->max_errors;
}

/* Grows with the square: a person who has mistyped a name or two notices nothing. */
static unsigned
next_pause(const struct session *session)
{
	uint64_t ms = (uint64_t)session->errors * session->errors;
	unsigned left = SESSION_PAUSES_MS - session->paused_ms;

	if (ms > SESSION_PAUSE_MS)
		ms = SESSION_PAUSE_MS;
	return ms < left ? (unsigned)ms : left;
}

void
session_pause(struct session *session)
{
	unsigned ms = next_pause(session);

	if (ms == 0 || conn_flush(&session->conn) != CONN_OK)
		return;
	wait_ready(-1, 0, wait_now_ms() + ms);
	session->paused_ms += ms;
}

enum outcome
session_input_ended(struct session *session, enum conn_status status)
{
	log_event(session->log, LOG_LEVEL_INFO, "input-ended", "because",
		  conn_status_text(status), NULL);
	return OUTCOME_CLOSE;
}

void
session_log_problem(const struct session *session, enum log_level level, const char *what,
		    const char *why)
{
	log_event(session->log, level, "store-fault", "trying", what, "problem", why, NULL);
}

static void
log_fault(const struct session *session, enum store_status status, const char *what,
	  const char *why)
{
	bool needs_operator = status == STORE_BROKEN || status == STORE_MISSING;

	session_log_problem(session, needs_operator ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING, what,
			    why);
}

void
session_log_fault(struct session *session, enum store_status status, const char *what)
{
	/* Without a store it was session_store() that failed, and it has logged that. */
	if (session->store)
		log_fault(session, status, what, store_why(session->store));
}

enum store_status
session_store(struct session *session)
{
	char why[STORE_WHY_OCTETS];
	bool created = false;
	enum store_status status;

	if (session->store)
		return STORE_OK;
	status =
		store_open(&session->store, session->conf, session->interactive, &created, why);
	if (status != STORE_OK)
		log_fault(session, status, "open", why);
	else if (created)
		log_event(session->log, LOG_LEVEL_INFO, "store-created", "database",
			  conf_database_name(session->conf), NULL);
	return status;
}

unsigned
session_fault_reply(struct session *session, enum store_status status, const char *what)
{
	session_log_fault(session, status, what);
	switch (status) {
	case STORE_BROKEN:
		return REPLY_STORE_BROKEN;
	case STORE_MISSING:
		return REPLY_STORE_MISSING;
	case STORE_REVOKED:
		return session->protocol->store_revoked;
	case STORE_FULL:
		return session->protocol->store_full;
	default:
		return REPLY_STORE_BUSY;
	}
}

enum outcome
session_store_fault(struct session *session, enum store_status status, const char *what)
{
	bool stays =
		status == STORE_BROKEN || status == STORE_MISSING || status == STORE_REVOKED;

	reply(session, session_fault_reply(session, status, what));
	return stays ? OUTCOME_ABORT : OUTCOME_OK;
}
