/*
 * What the SASL mechanisms PLAIN (RFC 4616) and LOGIN need: base64 (RFC 4648 section 4) and the
 * message of PLAIN. Pure: no input, no output, no reply text.
 */
#ifndef COMMON_SASL_H
#define COMMON_SASL_H

#include <stdbool.h>
#include <stddef.h>

enum sasl_status {
	SASL_OK,
	SASL_NOT_BASE64,
	SASL_BAD_MESSAGE, /* not as the mechanism has it, or with CR, LF or NUL inside */
};

/* A name and a password, in the memory of the response they were decoded from. */
struct sasl_plain {
	const char *authzid;
	const char *authcid;
	const char *password;
};

/*
 * Decodes one response, in place, to a string. "=" is the empty response (RFC 4954 section 4).
 * For a mechanism whose responses are plain text: CR, LF or NUL in it are SASL_BAD_MESSAGE.
 */
enum sasl_status sasl_decode_text(char *response);

/* Decodes a response of PLAIN, in place: authzid NUL authcid NUL password. */
enum sasl_status sasl_decode_plain(char *response, struct sasl_plain *plain);

#endif
