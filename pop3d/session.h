/*
 * One POP3 session: its state, and the loop that takes a line, finds its row in the command
 * table, calls the handler and heeds the outcome.
 */
#ifndef POP3D_SESSION_H
#define POP3D_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/auth/sasl.h"
#include "common/base/conf.h"
#include "common/base/log.h"
#include "common/store/store.h"
#include "common/wire/command.h"
#include "common/wire/service.h"
#include "pop3d/maildrop.h"
#include "pop3d/replies.h"

/*
 * RFC 1939: AUTHORIZATION --USER--> PASSWORD --PASS--> TRANSACTION --QUIT--> the UPDATE state,
 * which is the end of handle_quit(). Any other command than PASS leads from PASSWORD back to
 * AUTHORIZATION, and so does a refused one. AUTH leads from AUTHORIZATION through AUTH to
 * TRANSACTION, or back.
 */
enum state {
	STATE_AUTHORIZATION = 1 << 0,
	STATE_PASSWORD = 1 << 1,
	STATE_TRANSACTION = 1 << 2,
	STATE_AUTH = 1 << 3, /* a response is awaited */
};

struct session {
	struct service service;
	enum state state;
	const struct command *command;       /* that is being carried out */
	bool has_maildrop;                   /* it is open: in TRANSACTION, up to QUIT's work */
	char claimed[STORE_NAME_OCTETS + 1]; /* the account that somebody signs in to */
	struct sasl sasl;
	struct store_account account;
	struct maildrop maildrop;
	char chunk[STORE_CHUNK_OCTETS]; /* of content; its memory comes with the first octet */
};

/* Serves the session on standard input and output. Returns the program's exit status. */
int session_run(const struct conf *conf, struct log *log);

/* Tells the peer on standard output that there will be no session: the configuration is bad. */
void session_refuse(void);

/* For handlers: */

/*
 * Replies to a fault of the store, and logs it: what says what was tried. The session ends if
 * the fault will not pass by itself.
 */
enum outcome session_store_fault(struct session *session, enum store_status status,
				 const char *what);

/* Closes the maildrop, if it is open: UPDATE with its deletions, or without. */
enum store_status session_close_maildrop(struct session *session, bool with_deletions);

#endif
