/*
 * common/idn: what is written can be read back. The decoder of RFC 3492 section 6.2 is here, as
 * the programs need none.
 */
#include "common/base/idn.h"

#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

static const char prefix[] = "xn--";

enum { PREFIX_OCTETS = sizeof(prefix) - 1 };

static uint32_t
adapt(uint32_t delta, uint32_t count, bool is_first)
{
	uint32_t k = 0;

	delta /= is_first ? 700 : 2;
	delta += delta / count;
	for (; delta > 455; k += 36)
		delta /= 35;
	return k + 36 * delta / (delta + 38);
}

static uint32_t
digit(char c)
{
	FUZZ_CHECK((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
	return c >= 'a' ? (uint32_t)(c - 'a') : (uint32_t)(c - '0') + 26;
}

static uint32_t
take_number(const char **next, const char *end, uint32_t bias)
{
	uint32_t number = 0;
	uint32_t weight = 1;

	for (uint32_t k = 36;; k += 36) {
		uint32_t threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
		uint32_t value;

		FUZZ_CHECK(*next < end);
		value = digit(*(*next)++);
		number += value * weight;
		if (value < threshold)
			return number;
		weight *= 36 - threshold;
	}
}

/* Decodes what follows the prefix. Returns the number of characters. */
static uint32_t
decode(const char *text, size_t octets, uint32_t characters[IDN_LABEL_OCTETS])
{
	const char *end = text + octets;
	const char *hyphen = memrchr(text, '-', octets);
	const char *next = hyphen ? hyphen + 1 : text;
	uint32_t count = 0;
	uint32_t character = 128;
	uint32_t bias = 72;
	uint32_t place = 0;

	for (; hyphen && text < hyphen; text++)
		characters[count++] = (unsigned char)*text;
	for (bool is_first = true; next < end; is_first = false) {
		uint32_t delta = take_number(&next, end, bias);

		bias = adapt(delta, count + 1, is_first);
		place += delta;
		character += place / (count + 1);
		place %= count + 1;
		FUZZ_CHECK(count < IDN_LABEL_OCTETS);
		memmove(&characters[place + 1], &characters[place],
			(count - place) * sizeof(*characters));
		characters[place++] = character;
		count++;
	}
	return count;
}

static size_t
encode_utf8(uint32_t character, char *text)
{
	static const unsigned char marks[] = {0, 0xC0, 0xE0, 0xF0};
	size_t tail = character < 0x80      ? 0
		      : character < 0x800   ? 1
		      : character < 0x10000 ? 2
					    : 3;

	FUZZ_CHECK(character <= 0x10FFFF && (character < 0xD800 || character > 0xDFFF));
	text[0] = (char)(marks[tail] | character >> 6 * tail);
	for (size_t i = 1; i <= tail; i++)
		text[i] = (char)(0x80 | (character >> 6 * (tail - i) & 0x3F));
	return tail + 1;
}

static bool
is_ascii(const char *text, size_t octets)
{
	for (size_t i = 0; i < octets; i++)
		if ((unsigned char)text[i] >= 0x80)
			return false;
	return true;
}

/* A label in UTF-8, and what was written for it: the same but for capitals among its ASCII. */
static void
check_label(const char *label, size_t octets, const char *ascii, size_t written)
{
	uint32_t characters[IDN_LABEL_OCTETS];
	char read[4 * IDN_LABEL_OCTETS];
	size_t used = 0;
	uint32_t count;

	FUZZ_CHECK(written <= IDN_LABEL_OCTETS && written > PREFIX_OCTETS);
	FUZZ_SAME(ascii, PREFIX_OCTETS, prefix, PREFIX_OCTETS);
	count = decode(ascii + PREFIX_OCTETS, written - PREFIX_OCTETS, characters);
	for (uint32_t i = 0; i < count; i++)
		used += encode_utf8(characters[i], read + used);
	FUZZ_CHECK(used == octets);
	for (size_t i = 0; i < octets; i++) {
		bool is_capital = label[i] >= 'A' && label[i] <= 'Z';

		FUZZ_CHECK(read[i] == (is_capital ? label[i] - 'A' + 'a' : label[i]));
	}
}

static void
check_domain(const char *domain, const char *ascii)
{
	FUZZ_CHECK(strlen(ascii) <= IDN_DOMAIN_OCTETS && is_ascii(ascii, strlen(ascii)));
	for (;;) {
		size_t octets = strcspn(domain, ".");
		size_t written = strcspn(ascii, ".");

		if (is_ascii(domain, octets))
			FUZZ_SAME(ascii, written, domain, octets);
		else
			check_label(domain, octets, ascii, written);
		FUZZ_CHECK(domain[octets] == ascii[written]);
		if (domain[octets] == '\0')
			return;
		domain += octets + 1;
		ascii += written + 1;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_text domain = fuzz_expand(data, size);
	char ascii[IDN_DOMAIN_OCTETS + 1];
	char again[IDN_DOMAIN_OCTETS + 1];

	if (idn_to_ascii(domain.data, ascii)) {
		check_domain(domain.data, ascii);
		FUZZ_CHECK(idn_to_ascii(ascii, again) && strcmp(ascii, again) == 0);
	}
	fuzz_text_free(&domain);
	return 0;
}
