/*
 * What an SMTP session has that a POP3 session has not: its states, its transaction, and what
 * smtpd tells the loop (protocol.h).
 */
#ifndef SMTPD_SESSION_H
#define SMTPD_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/conf.h"
#include "common/base/log.h"
#include "common/store/store.h"
#include "common/wire/session.h"
#include "smtpd/content.h"
#include "smtpd/helper.h"
#include "smtpd/path.h"
#include "smtpd/recipients.h"
#include "smtpd/replies.h"

/*
 * START --HELO, EHLO, LHLO--> GREETED --MAIL--> MAIL --RCPT--> RCPT --DATA--> GREETED
 *                                                              RCPT --BDAT--> BDAT --> GREETED
 *
 * EHLO with an account name leads to INVITED instead of GREETED. INVITED allows the same
 * commands, and a line that is no command is a password there. HELO, EHLO and RSET lead back to
 * GREETED from every state after START. AUTH leads from GREETED or INVITED through AUTH back to
 * GREETED.
 */
enum state {
	STATE_START = 1 << 0,
	STATE_GREETED = 1 << 1,
	STATE_INVITED = 1 << 2,
	STATE_MAIL = 1 << 3, /* a sender, no recipient yet */
	STATE_RCPT = 1 << 4, /* a sender and at least one recipient */
	STATE_BDAT = 1 << 5, /* a chunk of the message has come, and not the last one */
	STATE_AUTH = 1 << 6, /* a response is awaited */
};

enum {
	SESSION_HELO_OCTETS = 255,
	/* RFC 5321 section 4.5.3.1.8: a client may always name so many recipients. */
	SESSION_SPARED_RECIPIENTS = 100,
};

/* What MAIL and RCPT have said. session_reset() is the only place that empties it. */
struct transaction {
	char reverse_path[PATH_TEXT_OCTETS + 1];
	uint64_t declared_octets; /* SIZE of MAIL, 0 if it was not given */
	bool smtputf8;
	bool has_arrived; /* it is imported, and has arrived elsewhere before */
	bool seen;        /* likewise: it was read there */
	struct recipients recipients;
	unsigned commands; /* RCPT, with any result */
	size_t accepted;   /* RCPT commands, with those for the same account */
	size_t refused;    /* likewise: unknown recipients, and those of other domains */
	char recipient[PATH_TEXT_OCTETS + 1]; /* the forward-path of the first one */
	struct content *content;              /* the message, from DATA or the first BDAT on */
	uint64_t next_look;                   /* at the free space: with so many octets of it */
	int64_t arrived;                      /* seconds since 1970, if has_arrived */
};

struct session_own {
	struct helper helper; /* goes on when a session ends for TLS */
	unsigned transactions;
	bool esmtp;
	char helo[SESSION_HELO_OCTETS + 1];
	bool signed_in;
	struct transaction transaction;
};

/* For handlers: */

/*
 * Logs a fault of the system, with error as the errno, and returns the number of the reply to
 * it. what says what was tried.
 */
unsigned session_error_reply(struct session *session, int error, const char *what);

/* What follows a reply: with 421 the session ends (RFC 5321 section 3.8). */
enum outcome session_reply_outcome(unsigned number);

/*
 * Whether there is room on the disk for so many octets above min_free_space; STORE_FULL if not.
 */
enum store_status session_check_space(struct session *session, uint64_t octets);

/* Queues a reply line that another line follows. */
void reply_line(struct session *session, unsigned number, const char *first,
		const char *second);

/* Empties the transaction. If the state was one of its states, it is GREETED then. */
void session_reset(struct session *session);

/* Ends the session, as no more input comes. Replies 421 if it did not come in time. */
enum outcome smtp_input_ended(struct session *session, enum conn_status status);

/* Somebody is signed in to session->account: notes it, and logs how. */
void session_enter(struct session *session, const char *how);

/* For the protocol and the daemon: see protocol.h and daemon.h. */
unsigned smtp_timeout(const struct conf *conf);
void smtp_start(struct session *session);
const char *smtp_expected(const struct session *session);
enum outcome smtp_weigh(struct session *session, enum outcome outcome);
bool smtp_prepare(struct session_own *own, const struct session_client *client,
		  const struct conf *conf, struct log *log);
void smtp_finish(struct session_own *own);

#endif
