#include "common/wire/service.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/base/array.h"
#include "common/base/wait.h"

enum { REFUSAL_SECONDS = 10 }; /* for a peer to take the one reply there is */

/* The lowest descriptor from first on that the session needs. -1: there is none. */
static int
next_needed(const struct tls *tls, const struct log *log, int first)
{
	const int needed[] = {tls->control, tls->in, tls->out, log->syslog.socket};
	int next = -1;

	for (size_t i = 0; i < COUNT(needed); i++)
		if (needed[i] >= first && (next < 0 || needed[i] < next))
			next = needed[i];
	return next;
}

/*
 * What else the super-server has left open is of no use to the session, and may be of some to
 * the programs that it runs. The limit of open files leaves no room for much of it either.
 */
static void
close_others(const struct tls *tls, const struct log *log)
{
	int first = STDERR_FILENO + 1;
	int next;

	while ((next = next_needed(tls, log, first)) >= 0) {
		if (next > first)
			close_range((unsigned)first, (unsigned)next - 1, 0);
		first = next + 1;
	}
	close_range((unsigned)first, ~0U, 0);
}

void
service_find_link(struct service_link *link, const struct conf *conf, const struct log *log)
{
	peer_find(&link->peer, STDIN_FILENO, conf->tls != CONF_TLS_NONE);
	tls_find(&link->tls, conf, STDIN_FILENO);
	close_others(&link->tls, log);
	link->seconds = conf->session_timeout;
}

void
service_start(struct service *service, const struct service_link *link, const struct conf *conf,
	      struct log *log, const struct reply *replies, unsigned timeout)
{
	service->conf = conf;
	service->log = log;
	service->replies = replies;
	service->peer = link->peer;
	service->tls = link->tls;
	service->needs_tls = conf->tls_required && !link->tls.on;
	service->interactive = peer_may(&service->peer, conf->interactive);
	service->may_sign_in = link->tls.on || (!conf->tls_required &&
						peer_may(&service->peer, conf->plaintext_auth));
	service->errors = 0;
	service->paused_ms = 0;
	service->wrong_passwords = 0;
	service->mistakes.count = 0;
	service->turns = (struct turns){.file = 0};
	service->store = NULL;
	conn_init(&service->conn, STDIN_FILENO, STDOUT_FILENO, timeout, link->seconds);
	log_event(log, LOG_LEVEL_INFO, "connect", "peer", peer_text(&service->peer), "zone",
		  peer_zone(&service->peer), "tls", link->tls.on ? "yes" : NULL, NULL);
}

/* RFC 5321 section 4.3.1 and RFC 1939 section 3 have the server speak first. */
static enum outcome
wait_for_silence(struct service *service, unsigned too_early)
{
	enum conn_status status =
		conn_wait_for_input(&service->conn, service->conf->banner_delay);

	if (status == CONN_TIMEOUT)
		return OUTCOME_OK;
	if (status != CONN_OK)
		return service_input_ended(service, status);
	log_event(service->log, LOG_LEVEL_WARNING, "early-talker", "peer",
		  peer_text(&service->peer), NULL);
	service_reply(service, too_early);
	return OUTCOME_CLOSE;
}

enum outcome
service_greet(struct service *service, unsigned greeting, unsigned too_early)
{
	enum outcome outcome = OUTCOME_OK;

	if (service->tls.started)
		return OUTCOME_OK;
	if (service->conf->banner_delay > 0)
		outcome = wait_for_silence(service, too_early);
	if (outcome == OUTCOME_OK)
		service_reply1(service, greeting, service->conf->hostname);
	return outcome;
}

static void
close_store(struct service *service)
{
	turns_close(&service->turns);
	store_close(service->store);
}

void
service_end(struct service *service)
{
	conn_close(&service->conn);
	log_left_out(service->log);
	log_event(service->log, LOG_LEVEL_INFO, "disconnect", NULL);
	close_store(service);
}

bool
service_hand_over(struct service *service, struct service_link *link)
{
	bool there = conn_hand_over(&service->conn) == CONN_OK;

	log_left_out(service->log);
	log_event(service->log, LOG_LEVEL_INFO, there ? "start-tls" : "disconnect", NULL);
	close_store(service);
	link->seconds = conn_seconds_left(&service->conn);
	return there;
}

int
service_tls_refusal(const struct service *service, unsigned in_use, unsigned not_offered)
{
	if (service->tls.on)
		return (int)in_use;
	return service->tls.way == TLS_NO_WAY ? (int)not_offered : COMMAND_ALLOWED;
}

enum outcome
service_start_tls(struct service *service, unsigned go_ahead, unsigned unavailable)
{
	if (tls_is_available(&service->tls, service->conf, service->log)) {
		service_reply(service, go_ahead);
		return OUTCOME_TLS;
	}
	service_reply(service, unavailable);
	return OUTCOME_OK;
}

void
service_refuse(const struct reply *reply)
{
	struct conn conn;

	conn_init(&conn, STDIN_FILENO, STDOUT_FILENO, REFUSAL_SECONDS, REFUSAL_SECONDS);
	reply_write(&conn, reply, NULL, false);
	conn_close(&conn);
}

void
service_reply(struct service *service, unsigned reply)
{
	reply_write(&service->conn, &service->replies[reply], NULL, false);
}

void
service_reply1(struct service *service, unsigned reply, const char *argument)
{
	reply_write(&service->conn, &service->replies[reply], (const char *const[]){argument},
		    false);
}

void
service_reply2(struct service *service, unsigned reply, const char *first, const char *second)
{
	reply_write(&service->conn, &service->replies[reply],
		    (const char *const[]){first, second}, false);
}

void
service_reply_number(struct service *service, unsigned reply, uint64_t number)
{
	service_reply_numbers(service, reply, number, 0);
}

void
service_reply_numbers(struct service *service, unsigned reply, uint64_t first, uint64_t second)
{
	char texts[2][24];

	snprintf(texts[0], sizeof(texts[0]), "%" PRIu64, first);
	snprintf(texts[1], sizeof(texts[1]), "%" PRIu64, second);
	service_reply2(service, reply, texts[0], texts[1]);
}

enum outcome
service_error(struct service *service, unsigned reply)
{
	service_reply(service, reply);
	return OUTCOME_ERROR;
}

enum outcome
service_error1(struct service *service, unsigned reply, const char *argument)
{
	service_reply1(service, reply, argument);
	return OUTCOME_ERROR;
}

enum outcome
service_count(struct service *service, enum outcome outcome, unsigned too_many)
{
	if (outcome != OUTCOME_ERROR && outcome != OUTCOME_ERROR_SPARED)
		return outcome;
	service->errors++;
	if (outcome == OUTCOME_ERROR_SPARED || !service_has_too_many_errors(service))
		return OUTCOME_OK;
	service_reply(service, too_many);
	return OUTCOME_CLOSE;
}

bool
service_has_too_many_errors(const struct service *service)
{
	return service->errors >= service->conf->max_errors;
}

/* Grows with the square: somebody who has mistyped a name or two notices nothing. */
static unsigned
next_pause(const struct service *service)
{
	uint64_t ms = (uint64_t)service->errors * service->errors;
	unsigned left = SERVICE_PAUSES_MS - service->paused_ms;

	if (ms > SERVICE_PAUSE_MS)
		ms = SERVICE_PAUSE_MS;
	return ms < left ? (unsigned)ms : left;
}

void
service_pause(struct service *service)
{
	unsigned ms = next_pause(service);

	if (ms == 0 || conn_flush(&service->conn) != CONN_OK)
		return;
	wait_ready(-1, 0, wait_now_ms() + ms);
	service->paused_ms += ms;
}

enum outcome
service_refuse_password(struct service *service, const char *event, const char *account,
			unsigned wrong, unsigned too_many)
{
	log_event(service->log, LOG_LEVEL_WARNING, event, "account", account, "peer",
		  peer_text(&service->peer), NULL);
	if (++service->wrong_passwords == SERVICE_PASSWORDS) {
		service_reply(service, too_many);
		return OUTCOME_CLOSE;
	}
	return service_refuse_again(service, wrong);
}

enum outcome
service_refuse_again(struct service *service, unsigned wrong)
{
	service_reply_number(service, wrong, SERVICE_PASSWORDS - service->wrong_passwords);
	return OUTCOME_OK;
}

enum outcome
service_input_ended(struct service *service, enum conn_status status)
{
	log_event(service->log, LOG_LEVEL_INFO, "input-ended", "because",
		  conn_status_text(status), NULL);
	return OUTCOME_CLOSE;
}

void
service_log_problem(const struct service *service, enum log_level level, const char *what,
		    const char *why)
{
	log_event(service->log, level, "store-fault", "trying", what, "problem", why, NULL);
}

static void
log_fault(const struct service *service, enum store_status status, const char *what,
	  const char *why)
{
	bool needs_operator = status == STORE_BROKEN || status == STORE_MISSING;

	service_log_problem(service, needs_operator ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING, what,
			    why);
}

enum store_status
service_store(struct service *service)
{
	char why[STORE_WHY_OCTETS];
	bool created = false;
	enum store_status status;

	if (service->store)
		return STORE_OK;
	status =
		store_open(&service->store, service->conf, service->interactive, &created, why);
	if (status != STORE_OK)
		log_fault(service, status, "open", why);
	else if (created)
		log_event(service->log, LOG_LEVEL_INFO, "store-created", "database",
			  service->conf->database_file, NULL);
	return status;
}

void
service_log_fault(struct service *service, enum store_status status, const char *what)
{
	/* Without a store it was service_store() that failed, and it has logged that. */
	if (service->store)
		log_fault(service, status, what, store_why(service->store));
}

void
service_maintain(struct service *service)
{
	size_t waiting;

	conn_input(&service->conn, &waiting);
	if (!service->store || waiting > 0)
		return;
	conn_flush(&service->conn);
	store_idle(service->store);
}
