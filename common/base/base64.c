#include "common/base/base64.h"

#include <string.h>

static int
digit_value(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789+/";
	const char *digit = c != '\0' ? strchr(digits, c) : NULL;

	return digit ? (int)(digit - digits) : -1;
}

bool
base64_decode(char *text, size_t *octets)
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
