/* common/base/number: it reads what it writes, and nothing else. */
#include "common/base/number.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* The status, the number and the rest agree with the text, whatever follows the digits. */
static void
check_read(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	char *front = strndup(text, digits);
	const char *rest = text;
	uint64_t number;
	enum number_status status = number_read(&rest, &number);

	FUZZ_CHECK(front && rest == text + digits);
	FUZZ_CHECK((status == NUMBER_OK) == is_number(front));
	FUZZ_CHECK((status == NUMBER_MISSING) == (digits == 0));
	if (status != NUMBER_OK)
		FUZZ_CHECK(number == (digits == 0 ? 0 : UINT64_MAX));
	free(front);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_text text = fuzz_take_line(&data, &size);
	uint64_t number;
	uint64_t octets = 0;

	FUZZ_CHECK(number_parse(text.data, &number) == is_number(text.data));
	check_read(text.data);
	if (is_number(text.data))
		check_write(number);
	memcpy(&octets, text.data, text.octets < 8 ? text.octets : 8);
	check_write(octets);
	fuzz_text_free(&text);
	return 0;
}
