/*
 * Sign-in by SASL: the mechanisms PLAIN (RFC 4616) and LOGIN, as the AUTH commands of SMTP
 * (RFC 4954) and POP3 (RFC 5034) carry them, in base64 (RFC 4648 section 4). Pure: no input, no
 * output, no reply text.
 */
#ifndef COMMON_AUTH_SASL_H
#define COMMON_AUTH_SASL_H

#include <stdbool.h>

enum { SASL_LOGIN_OCTETS = 511 };

enum sasl_status {
	SASL_CONTINUE, /* send challenge, and wait for the response */
	SASL_DONE,     /* login, authzid and password are known */
	SASL_CANCELLED,
	SASL_NOT_BASE64,
	SASL_BAD_MESSAGE, /* not what the mechanism sends, or with CR, LF or NUL in it */
	SASL_UNKNOWN_MECHANISM,
};

enum sasl_step {
	SASL_PLAIN_MESSAGE,
	SASL_LOGIN_NAME,
	SASL_LOGIN_PASSWORD,
};

struct sasl {
	enum sasl_step step;
	const char *challenge; /* base64, may be empty */
	char login[SASL_LOGIN_OCTETS + 1];
	/* In the memory of the last response, which its owner overwrites: */
	const char *authzid; /* the identity to act as (RFC 4616); "": that of login */
	const char *password;
};

/* The mechanisms, with a space between them. */
#define SASL_MECHANISMS "PLAIN LOGIN"

/*
 * Begins with the argument of AUTH: a mechanism, and perhaps an initial response, in which "="
 * is an empty one. Blanks and tabs around the two words are ignored. Changes the argument.
 */
enum sasl_status sasl_begin(struct sasl *sasl, char *argument);

/*
 * Continues with the response to the challenge; "*" cancels. Trailing blanks and tabs are
 * ignored. Changes the response.
 */
enum sasl_status sasl_respond(struct sasl *sasl, char *response);

#endif
