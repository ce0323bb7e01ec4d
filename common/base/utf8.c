#include "common/base/utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/array.h"

static const char replacement[] = "\xEF\xBF\xBD";
enum { REPLACEMENT_OCTETS = sizeof(replacement) - 1 };

/* RFC 3629 section 4. Bounds for the second octet leave out what is too long, or a surrogate.
 */
static const struct {
	unsigned char first;
	unsigned char last;
	unsigned char octets;
	unsigned char second_first;
	unsigned char second_last;
} forms[] = {
	{0x00, 0x7F, 1, 0, 0},       {0xC2, 0xDF, 2, 0x80, 0xBF}, {0xE0, 0xE0, 3, 0xA0, 0xBF},
	{0xE1, 0xEC, 3, 0x80, 0xBF}, {0xED, 0xED, 3, 0x80, 0x9F}, {0xEE, 0xEF, 3, 0x80, 0xBF},
	{0xF0, 0xF0, 4, 0x90, 0xBF}, {0xF1, 0xF3, 4, 0x80, 0xBF}, {0xF4, 0xF4, 4, 0x80, 0x8F},
};

static bool
is_tail(unsigned char octet)
{
	return (octet & 0xC0) == 0x80;
}

size_t
utf8_octets(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t form = 0;
	size_t octets;

	while (form < COUNT(forms) && (at[0] < forms[form].first || at[0] > forms[form].last))
		form++;
	if (form == COUNT(forms))
		return 0;
	octets = forms[form].octets;
	if (octets > 1 && (at[1] < forms[form].second_first || at[1] > forms[form].second_last))
		return 0;
	for (size_t i = 2; i < octets; i++)
		if (!is_tail(at[i]))
			return 0;
	return octets;
}

char *
utf8_repair(const char *text)
{
	char *repaired = malloc(REPLACEMENT_OCTETS * strlen(text) + 1);
	char *to = repaired;

	while (repaired && *text) {
		size_t octets = utf8_octets(text);

		if (octets > 0) {
			memcpy(to, text, octets);
			to += octets;
			text += octets;
		} else {
			memcpy(to, replacement, REPLACEMENT_OCTETS);
			to += REPLACEMENT_OCTETS;
			text++;
		}
	}
	if (repaired)
		*to = '\0';
	return repaired;
}
