/*
 * Every reply that pop3d can give, after those that both daemons have (common/wire/reply.h).
 * The words are in replies.c, and nowhere else.
 */
#ifndef POP3D_REPLIES_H
#define POP3D_REPLIES_H

#include "common/wire/reply.h"

enum pop3_reply {
	REPLY_CAPABILITIES = REPLY_COMMON_COUNT,
	REPLY_HELP,         /* verbs */
	REPLY_HELP_DIALECT, /* verbs */
	REPLY_MECHANISMS,
	REPLY_UTF8,

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

	REPLY_NO_SUCH_MESSAGE, /* number */
	REPLY_MESSAGE_DELETED, /* number */
	REPLY_IN_USE,
	REPLY_NOT_DELETED,
	POP3_REPLY_COUNT
};

extern const struct reply pop3_replies[POP3_REPLY_COUNT];

#endif
