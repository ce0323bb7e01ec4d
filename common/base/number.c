#include "common/base/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/base/array.h"

enum number_status
number_read(const char **text, uint64_t *number)
{
	const char *first = *text;
	bool fits = true;

	*number = 0;
	for (; **text >= '0' && **text <= '9'; ++*text) {
		uint64_t digit = (uint64_t)(**text - '0');

		fits = *number <= (UINT64_MAX - digit) / 10;
		*number = fits ? *number * 10 + digit : UINT64_MAX;
	}
	if (*text == first)
		return NUMBER_MISSING;
	return fits ? NUMBER_OK : NUMBER_TOO_LARGE;
}

bool
number_parse(const char *text, uint64_t *number)
{
	return number_read(&text, number) == NUMBER_OK && *text == '\0';
}

char *
number_write(char *to, uint64_t number, unsigned base)
{
	static const char digits[] = "0123456789abcdef";
	char reversed[NUMBER_OCTETS];
	size_t first = sizeof(reversed);

	do {
		reversed[--first] = digits[number % base];
		number /= base;
	} while (number > 0);
	memcpy(to, reversed + first, sizeof(reversed) - first);
	return to + (sizeof(reversed) - first);
}

void
number_write_size(char text[NUMBER_SIZE_OCTETS], uint64_t octets)
{
	static const char *const units[] = {"KB", "MB", "GB"};
	const char *const *name = units;
	const char *const *last = &units[COUNT(units) - 1];
	uint64_t unit = 1024;
	uint64_t tenths;
	char fraction[3] = "";

	while (name < last && octets / 1024 >= unit) {
		unit *= 1024;
		name++;
	}
	tenths = octets % unit * 10 / unit;
	if (tenths > 0)
		snprintf(fraction, sizeof(fraction), ".%c", (char)('0' + tenths));
	snprintf(text, NUMBER_SIZE_OCTETS, "%" PRIu64 "%s %s (%" PRIu64 " octets)",
		 octets / unit, fraction, *name, octets);
}
