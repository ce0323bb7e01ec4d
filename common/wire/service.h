/*
 * What an SMTP and a POP3 session have in common: the connection, who is on it, the settings,
 * the store, and how to reply and to log. Each daemon's struct session holds one.
 */
#ifndef COMMON_WIRE_SERVICE_H
#define COMMON_WIRE_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/auth/turns.h"
#include "common/base/conf.h"
#include "common/base/log.h"
#include "common/base/mistake.h"
#include "common/store/store.h"
#include "common/wire/command.h"
#include "common/wire/conn.h"
#include "common/wire/peer.h"
#include "common/wire/reply.h"
#include "common/wire/tls.h"

enum {
	SERVICE_PASSWORDS = 5, /* wrong ones, then the session ends */
	/* Some two guesses a second at who has an account here, and no mail that comes late. */
	SERVICE_PAUSE_MS = 500,
	SERVICE_PAUSES_MS = 10000,
};

/* What outlives a session that ends for TLS to begin: who is there, and for how long yet. */
struct service_link {
	struct peer peer;
	struct tls tls;
	unsigned seconds;
};

struct service {
	const struct conf *conf;
	struct log *log;
	const struct reply *replies; /* the daemon's table */
	struct peer peer;
	struct tls tls;
	bool needs_tls;   /* TLS is required, and not on yet */
	bool interactive; /* the peer may use the terminal dialect */
	bool may_sign_in; /* the peer may send a password */
	unsigned errors;
	unsigned paused_ms; /* by service_pause(), in all */
	unsigned wrong_passwords;
	struct mistake_memory mistakes; /* which these were */
	struct turns turns;
	struct store *store; /* NULL until service_store() */
	struct conn conn;
};

/*
 * Finds out, once and for all, who is on standard input, and whether TLS is on or can be
 * started: what is there later may be a pipe that leads to a program which does TLS. Closes all
 * descriptors but 0 to 2, those of UCSPI-TLS, and the log's.
 */
void service_find_link(struct service_link *link, const struct conf *conf,
		       const struct log *log);

/* Starts a session on standard input and output. timeout is the idle timeout in seconds. */
void service_start(struct service *service, const struct service_link *link,
		   const struct conf *conf, struct log *log, const struct reply *replies,
		   unsigned timeout);

/*
 * Queues the first reply, unless the client has had it before TLS, after banner_delay. A peer
 * who does not wait for it gets too_early and OUTCOME_CLOSE.
 */
enum outcome service_greet(struct service *service, unsigned greeting, unsigned too_early);

/* Sends what is queued, closes connection and store. */
void service_end(struct service *service);

/*
 * Ends a session for TLS: sends what is queued, drops all input, closes the store and leaves
 * the connection open. False if the peer has gone.
 */
bool service_hand_over(struct service *service, struct service_link *link);

/* Whether a session may ask for TLS: COMMAND_ALLOWED, or one of the replies. */
int service_tls_refusal(const struct service *service, unsigned in_use, unsigned not_offered);

/* Replies to a client who may ask for TLS, and does: OUTCOME_TLS if that is the go-ahead. */
enum outcome service_start_tls(struct service *service, unsigned go_ahead,
			       unsigned unavailable);

/* Tells the peer on standard output that there is no session, with one reply. */
void service_refuse(const struct reply *reply);

/* Queues the daemon's reply number reply: without arguments, with one, with two, with numbers.
 */
void service_reply(struct service *service, unsigned reply);
void service_reply1(struct service *service, unsigned reply, const char *argument);
void service_reply2(struct service *service, unsigned reply, const char *first,
		    const char *second);
void service_reply_number(struct service *service, unsigned reply, uint64_t number);
void service_reply_numbers(struct service *service, unsigned reply, uint64_t first,
			   uint64_t second);

/* As service_reply() and service_reply1(), for a mistake of the peer: returns OUTCOME_ERROR. */
enum outcome service_error(struct service *service, unsigned reply);
enum outcome service_error1(struct service *service, unsigned reply, const char *argument);

/*
 * Counts the outcome of a command. Returns whether the session goes on, OUTCOME_OK, or how it
 * ends; with OUTCOME_CLOSE after too many mistakes, when too_many has been replied.
 */
enum outcome service_count(struct service *service, enum outcome outcome, unsigned too_many);

/* Whether there have been too many mistakes, which ends a session unless they are spared. */
bool service_has_too_many_errors(const struct service *service);

/*
 * Sends what is queued, and waits before a refusal: longer, the more mistakes there have been,
 * up to SERVICE_PAUSE_MS; SERVICE_PAUSES_MS a session at most. Even a peer who has closed its
 * side waits, as all of its commands may be here already. Nothing may be locked.
 */
void service_pause(struct service *service);

/*
 * Counts a wrong password for an account, logs it as event, and replies wrong with the attempts
 * left; the last one gets too_many and OUTCOME_CLOSE.
 */
enum outcome service_refuse_password(struct service *service, const char *event,
				     const char *account, unsigned wrong, unsigned too_many);

/* The same answer to a wrong password once more, which does not count. */
enum outcome service_refuse_again(struct service *service, unsigned wrong);

/* Logs why no more input comes; returns OUTCOME_CLOSE. */
enum outcome service_input_ended(struct service *service, enum conn_status status);

/* Opens the store unless it is open. A fault has been logged. */
enum store_status service_store(struct service *service);

/* Logs what has failed for the reason why, and at which level; what says what was tried. */
void service_log_problem(const struct service *service, enum log_level level, const char *what,
			 const char *why);

/* The same for a fault of the open store. */
void service_log_fault(struct service *service, enum store_status status, const char *what);

/*
 * Lets the store tidy up if it needs to and the peer, who has all replies, has not sent more
 * yet.
 */
void service_maintain(struct service *service);

#endif
