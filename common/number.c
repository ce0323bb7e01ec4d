#include "common/number.h"

#include <string.h>

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
