/*
 * One SMTP session: its state, and the loop that takes a line, finds its row in the command
 * table, calls the handler and heeds the outcome.
 */
#ifndef SMTPD_SESSION_H
#define SMTPD_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/auth/sasl.h"
#include "common/base/conf.h"
#include "common/base/log.h"
#include "common/store/store.h"
#include "common/wire/command.h"
#include "common/wire/conn.h"
#include "common/wire/service.h"
#include "smtpd/content.h"
#include "smtpd/helper.h"
#include "smtpd/path.h"
#include "smtpd/recipients.h"
#include "smtpd/replies.h"

/*
 * START --HELO, EHLO, LHLO--> GREETED --MAIL--> MAIL --RCPT--> RCPT --DATA--> GREETED
 *                                                              RCPT --BDAT--> BDAT --> GREETED
 *
 * EHLO with an account name leads to INVITED instead of GREETED: it allows the same, and a line
 * that is no command is a password there. HELO, EHLO and RSET lead back to GREETED from
 * anywhere behind START. AUTH leads from GREETED or INVITED through AUTH back to
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
	/* RFC 5321 section 4.5.3.1.8: so many recipients a client may name in any case. */
	SESSION_SPARED_RECIPIENTS = 100,
};

/* What MAIL and RCPT have said. session_reset() is the only place that empties it. */
struct transaction {
	char reverse_path[PATH_TEXT_OCTETS + 1];
	uint64_t declared_octets; /* SIZE of MAIL, 0 if it was not given */
	bool smtputf8;
	struct recipients recipients;
	char **relayed; /* forward-paths of others, for the relay */
	size_t relayed_count;
	unsigned commands; /* RCPT, whatever came of them */
	size_t accepted;   /* RCPT commands, with those for the same account */
	size_t refused;    /* likewise: nobody here, or not ours */
	char recipient[PATH_TEXT_OCTETS + 1]; /* the forward-path of the first one */
	struct content *content;              /* the message, from DATA or the first BDAT on */
	uint64_t next_look;                   /* at the free space: with so many octets of it */
};

struct session {
	struct service service;
	const struct helper *helper; /* outlives the session */
	enum state state;
	const struct command *command; /* that is being carried out */
	bool bare_lf;                  /* its line ended in LF alone */
	unsigned transactions;
	bool esmtp;
	char helo[SESSION_HELO_OCTETS + 1];
	char claimed[STORE_NAME_OCTETS + 1]; /* the account that a password is awaited for */
	struct sasl sasl;
	bool signed_in;
	struct store_account account; /* who has signed in */
	struct transaction transaction;
};

/* Serves the session on standard input and output. Returns the program's exit status. */
int session_run(const struct conf *conf, struct log *log);

/* Tells the peer on standard output that there will be no session: the configuration is bad. */
void session_refuse(void);

/* For handlers: */

/* Logs a fault of the store, what says what was tried; returns the reply to it. */
enum smtp_reply session_fault_reply(struct session *session, enum store_status status,
				    const char *what);

/* The same where it was the system that failed, with error as the errno. */
enum smtp_reply session_error_reply(struct session *session, int error, const char *what);

/* What follows such a reply: with 421 the session ends (RFC 5321 section 3.8). */
enum outcome session_fault_outcome(enum smtp_reply reply);

/*
 * Replies to a fault of the store, and logs it: what says what was tried. The session ends if
 * the fault will not pass while it lasts.
 */
enum outcome session_store_fault(struct session *session, enum store_status status,
				 const char *what);

/*
 * Whether there is room on the disk for so many octets above min_free_space; STORE_FULL if not.
 */
enum store_status session_check_space(struct session *session, uint64_t octets);

/* Queues a reply that another row goes on with. */
void session_write_line(struct session *session, enum smtp_reply reply, const char *first,
			const char *second);

/* Replies that the present command is out of order, and what may come now. */
enum outcome session_out_of_order(struct session *session);

/* Empties the transaction; the state is then GREETED, if it was one of those behind it. */
void session_reset(struct session *session);

/* Replies that no more input came in time, if that is what status says, and ends the session.
 */
enum outcome session_input_ended(struct session *session, enum conn_status status);

#endif
