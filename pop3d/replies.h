/* Every reply that pop3d can give. The words are in replies.c, and nowhere else. */
#ifndef POP3D_REPLIES_H
#define POP3D_REPLIES_H

#include "common/wire/reply.h"

enum pop3_reply {
	REPLY_GREETING, /* hostname */
	REPLY_BYE,      /* hostname */
	REPLY_OK,       /* NOOP */
	REPLY_CAPABILITIES,
	REPLY_HELP,         /* verbs */
	REPLY_HELP_DIALECT, /* verbs */
	REPLY_MECHANISMS,
	REPLY_CHALLENGE, /* base64 text, may be empty */
	REPLY_UTF8,
	REPLY_TLS_GO_AHEAD,

	REPLY_SEND_PASSWORD,
	REPLY_NEW_NAME,     /* account */
	REPLY_SIGNED_IN,    /* messages, octets */
	REPLY_PASSWORD_SET, /* messages, octets */
	REPLY_CREATED,      /* account */

	REPLY_STAT,     /* messages, octets */
	REPLY_LIST,     /* messages, octets */
	REPLY_LIST_ONE, /* scan listing */
	REPLY_UIDL,
	REPLY_UIDL_ONE,  /* number, unique-id */
	REPLY_RETR,      /* octets */
	REPLY_RETR_MBOX, /* messages */
	REPLY_TOP,
	REPLY_DELETED, /* number */
	REPLY_RESET,   /* messages, octets */

	REPLY_UNKNOWN_COMMAND,
	REPLY_OUT_OF_ORDER, /* verb, what may come now */
	REPLY_SYNTAX,       /* syntax */
	REPLY_NO_ARGUMENT,  /* verb */
	REPLY_LINE_TOO_LONG,
	REPLY_BAD_LINE,
	REPLY_TOO_MANY_ERRORS,
	REPLY_TOO_EARLY,
	REPLY_NO_SUCH_MESSAGE, /* number */
	REPLY_MESSAGE_DELETED, /* number */
	REPLY_WRONG_PASSWORD,
	REPLY_ATTEMPTS_LEFT, /* their number */
	REPLY_TOO_MANY_PASSWORDS,
	REPLY_SIGN_IN_BUSY,
	REPLY_NEEDS_TLS,
	REPLY_TLS_IN_USE,
	REPLY_TLS_NOT_OFFERED, /* verb */
	REPLY_TLS_UNAVAILABLE,
	REPLY_UNKNOWN_MECHANISM,
	REPLY_AUTH_CANCELLED,
	REPLY_BAD_BASE64,
	REPLY_BAD_CREDENTIALS,
	REPLY_IN_USE,
	REPLY_STORE_BUSY,
	REPLY_STORE_BROKEN,
	REPLY_STORE_MISSING,
	REPLY_NOT_DELETED,
	REPLY_BAD_CONFIGURATION,
	REPLY_CANNOT_SERVE,
	POP3_REPLY_COUNT
};

extern const struct reply pop3_replies[POP3_REPLY_COUNT];

#endif
