#include "common/sasl.h"

#include <string.h>

static int
digit_value(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789+/";
	const char *digit = c != '\0' ? strchr(digits, c) : NULL;

	return digit ? (int)(digit - digits) : -1;
}

/*
 * Decodes base64 in place and puts a NUL behind it. Takes no white space, no missing padding
 * and nothing behind the padding. False on any of those.
 */
static bool
decode_base64(char *text, size_t *octets)
{
	size_t length = strlen(text);
	size_t digits = length;
	unsigned bits = 0;
	unsigned held = 0;
	size_t out = 0;

	if (length % 4 != 0)
		return false;
	while (digits > 0 && length - digits < 2 && text[digits - 1] == '=')
		digits--;
	for (size_t i = 0; i < digits; i++) {
		int value = digit_value(text[i]);

		if (value < 0)
			return false;
		bits = bits << 6 | (unsigned)value;
		held += 6;
		if (held >= 8) {
			held -= 8;
			text[out++] = (char)(bits >> held & 0xFF);
		}
	}
	text[out] = '\0';
	*octets = out;
	return true;
}

static enum sasl_status
decode_response(char *response, size_t *octets)
{
	if (strcmp(response, "=") == 0)
		response[0] = '\0';
	return decode_base64(response, octets) ? SASL_OK : SASL_NOT_BASE64;
}

static bool
is_clean(const char *text)
{
	return !strpbrk(text, "\r\n");
}

enum sasl_status
sasl_decode_text(char *response)
{
	size_t octets;
	enum sasl_status status = decode_response(response, &octets);

	if (status == SASL_OK && (strlen(response) != octets || !is_clean(response)))
		return SASL_BAD_MESSAGE;
	return status;
}

enum sasl_status
sasl_decode_plain(char *response, struct sasl_plain *plain)
{
	size_t octets;
	const char *end;
	enum sasl_status status = decode_response(response, &octets);

	if (status != SASL_OK)
		return status;
	end = response + octets;
	plain->authzid = response;
	plain->authcid = plain->authzid + strlen(plain->authzid) + 1;
	if (plain->authcid > end)
		return SASL_BAD_MESSAGE;
	plain->password = plain->authcid + strlen(plain->authcid) + 1;
	if (plain->password > end || plain->password + strlen(plain->password) != end)
		return SASL_BAD_MESSAGE;
	if (plain->authcid[0] == '\0' || !is_clean(plain->authzid) ||
	    !is_clean(plain->authcid) || !is_clean(plain->password))
		return SASL_BAD_MESSAGE;
	return SASL_OK;
}
