/* common/number and pop3d/numbers: what one writes the other reads, and nothing else. */
#include "pop3d/argument.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/number.h"
#include "tests/fuzz/fuzz.h"

static void
check_write(uint64_t number)
{
	char text[NUMBER_OCTETS + 1];
	char expected[NUMBER_OCTETS + 1];
	uint64_t again;

	*number_write(text, number, 16) = '\0';
	snprintf(expected, sizeof(expected), "%llx", (unsigned long long)number);
	FUZZ_CHECK(strcmp(text, expected) == 0);
	*number_write(text, number, 10) = '\0';
	FUZZ_CHECK(number_parse(text, &again) && again == number);
}

/* Digits alone; compared as text, without leading zeros, with the largest number. */
static bool
is_number(const char *text)
{
	static const char largest[] = "18446744073709551615";
	size_t octets = strlen(text);
	size_t zeros = strspn(text, "0");
	size_t digits = octets - zeros;

	if (octets == 0 || strspn(text, "0123456789") != octets)
		return false;
	return digits < strlen(largest) ||
	       (digits == strlen(largest) && strcmp(text + zeros, largest) <= 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_text text = fuzz_take_line(&data, &size);
	uint64_t number;
	uint64_t octets = 0;

	FUZZ_CHECK(number_parse(text.data, &number) == is_number(text.data));
	if (is_number(text.data))
		check_write(number);
	memcpy(&octets, text.data, text.octets < 8 ? text.octets : 8);
	check_write(octets);
	fuzz_text_free(&text);
	return 0;
}
