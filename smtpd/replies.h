/*
 * Every reply that smtpd can give, after those that both daemons have (common/wire/reply.h).
 * The words are in replies.c, and nowhere else.
 */
#ifndef SMTPD_REPLIES_H
#define SMTPD_REPLIES_H

#include "common/wire/reply.h"

enum smtp_reply {
	REPLY_HELP = REPLY_COMMON_COUNT, /* verbs */
	REPLY_HELP_DIALECT,
	REPLY_HELP_END,

	REPLY_HELO,         /* hostname */
	REPLY_HELO_ENTERED, /* hostname, account */
	REPLY_HELO_CREATED, /* hostname, account */

	REPLY_EHLO,          /* hostname */
	REPLY_EHLO_PASSWORD, /* hostname, account */
	REPLY_EHLO_SET,      /* hostname, account */
	REPLY_EHLO_NEW,      /* hostname, account */
	REPLY_LHLO,          /* hostname */
	REPLY_KEYWORD,       /* a line of EHLO or LHLO */

	REPLY_SIGNED_IN,    /* account */
	REPLY_PASSWORD_SET, /* account */
	REPLY_CREATED,      /* account */
	REPLY_SENDER_OK,    /* reverse-path */
	REPLY_RECIPIENT_OK, /* forward-path */
	REPLY_CHUNK,        /* octets */
	REPLY_STORED,       /* transaction id */
	REPLY_HANDED_ON,    /* transaction id */
	REPLY_CANNOT_VERIFY,
	REPLY_START_MAIL_INPUT,

	REPLY_TIMEOUT,
	REPLY_SESSION_TIMEOUT,
	REPLY_REVOKED,
	REPLY_RELAY_LATER,
	REPLY_NO_SPACE,
	REPLY_MAILDROP_FULL, /* forward-path */
	REPLY_NO_ROOM,
	REPLY_ALIAS_NOT_FOLLOWED,  /* forward-path */
	REPLY_TOO_MANY_RECIPIENTS, /* the limit */
	REPLY_SIGN_IN_UNAVAILABLE,

	REPLY_BAD_SENDER,
	REPLY_BAD_RECIPIENT,
	REPLY_BAD_PARAMETER, /* parameter */
	REPLY_ALREADY_SIGNED_IN,
	REPLY_TLS_FIRST,
	REPLY_SIGN_IN_FIRST,
	REPLY_HAS_PASSWORD,      /* account */
	REPLY_UNKNOWN_RECIPIENT, /* forward-path */
	REPLY_FOREIGN_RECIPIENT, /* forward-path */
	REPLY_NO_RELAY,          /* forward-path */
	REPLY_BARE_CR_OR_LF,
	REPLY_TOO_BIG,          /* the limit, as number_write_size() has it */
	REPLY_NOT_YOUR_ADDRESS, /* reverse-path */
	REPLY_SENDER_NOT_ASCII,
	REPLY_RECIPIENT_NOT_ASCII,
	REPLY_RELAY_REFUSED,
	REPLY_LOOP,
	REPLY_NOT_HTTP,
	REPLY_UNKNOWN_PARAMETER, /* parameter */
	SMTP_REPLY_COUNT
};

extern const struct reply smtp_replies[SMTP_REPLY_COUNT];

#endif
