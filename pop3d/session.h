/*
 * What a POP3 session has that an SMTP session has not: its states, its maildrop, and what
 * pop3d tells the loop (protocol.h).
 */
#ifndef POP3D_SESSION_H
#define POP3D_SESSION_H

#include <stdbool.h>

#include "common/base/conf.h"
#include "common/store/store.h"
#include "common/wire/session.h"
#include "pop3d/maildrop.h"
#include "pop3d/replies.h"

/*
 * RFC 1939: AUTHORIZATION --USER--> PASSWORD --PASS--> TRANSACTION --QUIT--> the UPDATE state,
 * which is the end of handle_quit(). Every command but PASS leads from PASSWORD back to
 * AUTHORIZATION, and so does a PASS that is refused. AUTH leads from AUTHORIZATION through AUTH
 * to TRANSACTION, or back.
 */
enum state {
	STATE_AUTHORIZATION = 1 << 0,
	STATE_PASSWORD = 1 << 1,
	STATE_TRANSACTION = 1 << 2,
	STATE_AUTH = 1 << 3, /* a response is awaited */
};

enum { SESSION_SUMMARIES = 128 }; /* that a listing reads at a time */

struct session_own {
	bool has_maildrop; /* it is open: in TRANSACTION, until QUIT has done its work */
	struct maildrop maildrop;
	/* Their memory comes with the first octet. */
	char chunk[STORE_CHUNK_OCTETS]; /* of content */
	struct store_summary summaries[SESSION_SUMMARIES];
};

/* For handlers: closes the maildrop, if it is open: UPDATE with its deletions, or without. */
enum store_status session_close_maildrop(struct session *session, bool with_deletions);

/* For the protocol: see protocol.h. */
unsigned pop3_timeout(const struct conf *conf);
void pop3_start(struct session *session);
void pop3_end(struct session *session);
const char *pop3_expected(const struct session *session);

#endif
