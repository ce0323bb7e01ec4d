/*
 * A session: what SMTP and POP3 have in common. The connection and who is on it, the settings,
 * the store, the state; and how to reply and to log. Both daemons' handlers are given it. What
 * only one of the daemons knows is behind own; what both do, but not alike, is in protocol.h.
 */
#ifndef COMMON_WIRE_SESSION_H
#define COMMON_WIRE_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/auth/account.h"
#include "common/auth/sasl.h"
#include "common/auth/turns.h"
#include "common/base/conf.h"
#include "common/base/log.h"
#include "common/base/mistake.h"
#include "common/base/title.h"
#include "common/store/store.h"
#include "common/wire/command.h"
#include "common/wire/conn.h"
#include "common/wire/peer.h"
#include "common/wire/protocol.h"
#include "common/wire/reply.h"
#include "common/wire/tls.h"

enum {
	SESSION_PASSWORDS = 5, /* wrong ones; then the session ends */
	/*
	 * The longest pause before a refusal. It allows about two guesses a second at which
	 * accounts there are, and delays no mail.
	 */
	SESSION_PAUSE_MS = 500,
	SESSION_PAUSES_MS = 10000, /* all pauses of a session together */
};

/* Who is on standard input and output: the same before STARTTLS or STLS and after it. */
struct session_client {
	struct peer peer;
	struct tls tls;
	unsigned seconds; /* until its time is over */
	const struct title *title;
};

struct session_own; /* each daemon defines its own */

struct session {
	const struct protocol *protocol;
	const struct conf *conf;
	struct log *log;
	const struct title *title;
	struct peer peer;
	struct tls tls;
	bool interactive; /* the peer may use the terminal dialect */
	bool may_sign_in; /* the peer may send a password */
	bool needs_tls;   /* only COMMAND_PLAIN is allowed, as TLS is not on yet */

	unsigned state;                /* one bit, of the daemon's enum */
	const struct command *command; /* the row that is being carried out */
	bool bare_lf;                  /* its line ended in LF alone */
	unsigned errors;
	bool explained;     /* the log says why the dialect is off */
	unsigned paused_ms; /* by session_pause(), in all */

	struct account_login claimed; /* the account that a password is awaited for */
	struct sasl sasl;
	unsigned wrong_passwords;
	struct mistake_memory mistakes; /* what these were */
	struct store_account account;   /* the one that was signed in to */

	struct turns turns;
	struct store *store; /* NULL until session_store() */
	struct session_own *own;
	struct conn conn;
};

/*
 * Memory for a session and its own part, which is so large: zeroed, and never freed. NULL, and
 * logged, if there is none.
 */
struct session *session_new(size_t own_octets, struct log *log);

/*
 * Finds out who is on standard input, and whether TLS is on or can be started. The caller
 * sets the title. This happens once: after STARTTLS standard input may be a pipe to a program
 * that does TLS. Closes all descriptors but 0 to 2, those of UCSPI-TLS, and the log's.
 */
void session_find_client(struct session_client *client, const struct conf *conf,
			 const struct log *log);

/* The same for a peer that is known already. No other descriptor is open. */
void session_set_client(struct session_client *client, const struct peer *peer,
			const struct conf *conf);

/* Starts a session on standard input and output. The memory of session is zero. */
void session_start(struct session *session, const struct session_client *client,
		   const struct protocol *protocol, struct session_own *own,
		   const struct conf *conf, struct log *log);

/* Ends a session: sends what is queued, closes the connection and the store. */
void session_end(struct session *session);

/*
 * Ends a session that goes on under TLS: sends what is queued, drops all input, closes the
 * store and leaves the connection open. Overwrites the session, so that neither state nor
 * secret is left. False if the peer has gone.
 */
bool session_hand_over(struct session *session, struct session_client *client);

/* Tells the peer on standard output, with one reply, that there will be no session. */
void session_refuse(const struct reply *row);

/*
 * Queues reply number of the daemon's table: without arguments, with one, two, or numbers.
 * Returns OUTCOME_OK, which is what most handlers return then.
 */
enum outcome reply(struct session *session, unsigned number);
enum outcome reply1(struct session *session, unsigned number, const char *argument);
enum outcome reply2(struct session *session, unsigned number, const char *first,
		    const char *second);
enum outcome reply_number(struct session *session, unsigned number, uint64_t argument);
enum outcome reply_numbers(struct session *session, unsigned number, uint64_t first,
			   uint64_t second);

/* The same for a mistake of the peer: returns OUTCOME_ERROR. */
enum outcome reply_error(struct session *session, unsigned number);
enum outcome reply_error1(struct session *session, unsigned number, const char *argument);

/* Errors of the present command: its syntax, or its place in the session. */
enum outcome reply_syntax(struct session *session);
enum outcome reply_out_of_order(struct session *session);

/* Whether there have been too many errors, which end a session unless they are spared. */
bool session_has_too_many_errors(const struct session *session);

/*
 * Sends what is queued, and waits before a refusal: the longer, the more errors there have
 * been, up to SESSION_PAUSE_MS. A peer that has closed its side waits too, as all of its
 * commands may have arrived already. Nothing may be locked.
 */
void session_pause(struct session *session);

/* Logs why no more input comes; returns OUTCOME_CLOSE. */
enum outcome session_input_ended(struct session *session, enum conn_status status);

/* Opens the store unless it is open. A fault has been logged. */
enum store_status session_store(struct session *session);

/* Logs a fault of the store, or one that has the reason why. what says what was tried. */
void session_log_fault(struct session *session, enum store_status status, const char *what);
void session_log_problem(const struct session *session, enum log_level level, const char *what,
			 const char *why);

/* Logs a fault of the store, and returns the number of the reply to it. */
unsigned session_fault_reply(struct session *session, enum store_status status,
			     const char *what);

/*
 * Logs a fault of the store, and replies to it. The session ends, OUTCOME_ABORT, if the fault
 * will not pass while it lasts.
 */
enum outcome session_store_fault(struct session *session, enum store_status status,
				 const char *what);

#endif
