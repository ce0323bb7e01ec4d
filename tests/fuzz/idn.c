/*
 * common/idn: what is written can be read back, and is the same again; a domain in capitals, or
 * with its characters taken apart, is the same domain. The decoder of RFC 3492 section 6.2 is
 * here, as the programs need none.
 */
#include "common/base/idn.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/array.h"
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

/* The small letters of Latin-1 from U+00E0 on. */
static const struct {
	char base;
	char mark; /* the last octet of its UTF-8, the first being 0xCC; 0 if it is not composed
		    */
} latin[] = {
	{'a', '\x80'}, {'a', '\x81'}, {'a', '\x82'}, {'a', '\x83'}, {'a', '\x88'},
	{'a', '\x8A'}, {0, 0},        {'c', '\xA7'}, {'e', '\x80'}, {'e', '\x81'},
	{'e', '\x82'}, {'e', '\x88'}, {'i', '\x80'}, {'i', '\x81'}, {'i', '\x82'},
	{'i', '\x88'}, {0, 0},        {'n', '\x83'}, {'o', '\x80'}, {'o', '\x81'},
	{'o', '\x82'}, {'o', '\x83'}, {'o', '\x88'}, {0, 0},        {0, 0},
	{'u', '\x80'}, {'u', '\x81'}, {'u', '\x82'}, {'u', '\x88'}, {'y', '\x81'},
};

/* The number of a small letter of Latin-1 at text, among those above; -1 if there is none. */
static int
latin_letter(const char *text)
{
	unsigned char second = (unsigned char)text[1];

	if (text[0] != '\xC3' || second < 0xA0 || second - 0xA0 >= (int)COUNT(latin))
		return -1;
	return latin[second - 0xA0].base ? second - 0xA0 : -1;
}

/* Another way to type a domain: each small letter of Latin-1 as a capital, or taken apart. */
static void
type_otherwise(const char *domain, bool in_parts, char *other)
{
	for (; *domain; domain++) {
		int letter = latin_letter(domain);

		*other++ = *domain;
		if (letter < 0)
			continue;
		domain++;
		if (!in_parts) {
			*other++ = (char)(*domain & ~0x20);
			continue;
		}
		other[-1] = latin[letter].base;
		*other++ = '\xCC';
		*other++ = latin[letter].mark;
	}
	*other = '\0';
}

static void
check_typed_otherwise(const struct fuzz_text *domain, const char *ascii)
{
	char *other = malloc(2 * domain->octets + 1);
	char again[IDN_DOMAIN_OCTETS + 1];

	FUZZ_CHECK(other);
	for (int in_parts = 0; in_parts < 2; in_parts++) {
		type_otherwise(domain->data, in_parts, other);
		FUZZ_CHECK(idn_to_ascii(other, again) && strcmp(ascii, again) == 0);
	}
	free(other);
}

/* Whether nothing but ASCII is mapped: no other characters than those above U+FFFF. */
static bool
is_plain(const char *label, size_t octets)
{
	for (size_t i = 0; i < octets; i++)
		if ((unsigned char)label[i] >= 0xC0 && (unsigned char)label[i] < 0xF0)
			return false;
	return true;
}

/* A label in UTF-8, and what was written for it: its A-label, or ASCII. */
static void
check_label(const char *label, size_t octets, const char *ascii, size_t written)
{
	uint32_t characters[IDN_LABEL_OCTETS];
	char read[4 * IDN_LABEL_OCTETS + 1];
	char again[IDN_DOMAIN_OCTETS + 1];
	size_t used = 0;
	uint32_t count;

	FUZZ_CHECK(written <= IDN_LABEL_OCTETS);
	if (written <= PREFIX_OCTETS || memcmp(ascii, prefix, PREFIX_OCTETS) != 0)
		return;
	count = decode(ascii + PREFIX_OCTETS, written - PREFIX_OCTETS, characters);
	for (uint32_t i = 0; i < count; i++)
		used += encode_utf8(characters[i], read + used);
	read[used] = '\0';
	FUZZ_CHECK(idn_to_ascii(read, again));
	FUZZ_SAME(again, strlen(again), ascii, written);
	if (!is_plain(label, octets))
		return;
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
		check_typed_otherwise(&domain, ascii);
		FUZZ_CHECK(idn_to_ascii(ascii, again) && strcmp(ascii, again) == 0);
	}
	fuzz_text_free(&domain);
	return 0;
}
