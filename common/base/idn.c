#include "common/base/idn.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/base/mapping.h"
#include "common/base/utf8.h"

static const char prefix[] = "xn--";

/* The parameters of Punycode (RFC 3492 section 5). */
enum {
	BASE = 36,
	FIRST_THRESHOLD = 1,
	LAST_THRESHOLD = 26,
	SKEW = 38,
	DAMP = 700,
	FIRST_BIAS = 72,
	FIRST_CODE_POINT = 0x80,
};

/* What is written. It is full, and stays so, if something had no room. */
struct output {
	char *text;
	size_t octets;
	size_t room; /* without the NUL */
	bool is_full;
};

static void
put(struct output *output, char c)
{
	if (output->octets == output->room) {
		output->is_full = true;
		return;
	}
	output->text[output->octets++] = c;
	output->text[output->octets] = '\0';
}

/* Reads a character of UTF-8. Returns its octets; 0 if there is none. */
static size_t
read_character(const char *text, uint32_t *character)
{
	size_t octets = utf8_octets(text);
	unsigned char first = (unsigned char)text[0];

	*character = octets == 1 ? first : first & (0x7FU >> octets);
	for (size_t i = 1; i < octets; i++)
		*character = *character << 6 | (text[i] & 0x3FU);
	return octets;
}

/* Reads a label of UTF-8, and maps its characters. */
static bool
read_label(const char *text, size_t octets, struct mapping *label)
{
	label->count = 0;
	for (const char *next = text; next < text + octets;) {
		uint32_t character;
		size_t used = read_character(next, &character);

		if (used == 0 || !mapping_add(label, character))
			return false;
		next += used;
	}
	mapping_compose(label);
	return true;
}

/* RFC 3492 section 6.1 */
static uint32_t
adapt(uint32_t delta, size_t count, bool is_first)
{
	uint32_t bias = 0;

	delta = is_first ? delta / DAMP : delta / 2;
	delta += delta / (uint32_t)count;
	for (; delta > (BASE - FIRST_THRESHOLD) * LAST_THRESHOLD / 2; bias += BASE)
		delta /= BASE - FIRST_THRESHOLD;
	return bias + (BASE - FIRST_THRESHOLD + 1) * delta / (delta + SKEW);
}

/* A number whose digits have variable bases: RFC 3492 section 3.3. */
static void
put_number(struct output *output, uint32_t number, uint32_t bias)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz0123456789";

	for (uint32_t k = BASE;; k += BASE) {
		uint32_t threshold = k <= bias                    ? FIRST_THRESHOLD
				     : k >= bias + LAST_THRESHOLD ? LAST_THRESHOLD
								  : k - bias;

		if (number < threshold) {
			put(output, digits[number]);
			return;
		}
		put(output, digits[threshold + (number - threshold) % (BASE - threshold)]);
		number = (number - threshold) / (BASE - threshold);
	}
}

/* The smallest character that is at least this one; UINT32_MAX if there is none. */
static uint32_t
next_character(const struct mapping *label, uint32_t least)
{
	uint32_t next = UINT32_MAX;

	for (size_t i = 0; i < label->count; i++)
		if (label->characters[i] >= least && label->characters[i] < next)
			next = label->characters[i];
	return next;
}

/* The ASCII of a label. Returns how many characters that is. */
static size_t
put_basic(struct output *output, const struct mapping *label)
{
	size_t count = 0;

	for (size_t i = 0; i < label->count; i++)
		if (label->characters[i] < FIRST_CODE_POINT) {
			put(output, (char)label->characters[i]);
			count++;
		}
	return count;
}

/* RFC 3492 section 6.3. No number overflows: a label has few characters. */
static void
put_punycode(struct output *output, const struct mapping *label)
{
	size_t basic = put_basic(output, label);
	uint32_t bias = FIRST_BIAS;
	uint32_t character = FIRST_CODE_POINT;
	uint32_t delta = 0;

	if (basic > 0)
		put(output, '-');
	for (size_t done = basic; done < label->count; delta++, character++) {
		uint32_t next = next_character(label, character);

		delta += (next - character) * (uint32_t)(done + 1);
		character = next;
		for (size_t i = 0; i < label->count; i++) {
			if (label->characters[i] < character)
				delta++;
			if (label->characters[i] != character)
				continue;
			put_number(output, delta, bias);
			bias = adapt(delta, done + 1, done == basic);
			delta = 0;
			done++;
		}
	}
}

static bool
is_ascii(const char *text, size_t octets)
{
	for (size_t i = 0; i < octets; i++)
		if ((unsigned char)text[i] >= FIRST_CODE_POINT)
			return false;
	return true;
}

/* Mapped characters: a U-label becomes an A-label. All may have become ASCII. */
static void
put_mapped(struct output *output, const struct mapping *label)
{
	if (next_character(label, FIRST_CODE_POINT) == UINT32_MAX) {
		put_basic(output, label);
		return;
	}
	for (const char *next = prefix; *next; next++)
		put(output, *next);
	put_punycode(output, label);
}

static bool
put_label(struct output *output, const char *text, size_t octets)
{
	size_t start = output->octets;
	struct mapping label;

	if (is_ascii(text, octets)) {
		for (size_t i = 0; i < octets; i++)
			put(output, text[i]);
		return true;
	}
	if (!read_label(text, octets, &label))
		return false;
	put_mapped(output, &label);
	return output->octets - start <= IDN_LABEL_OCTETS;
}

bool
idn_to_ascii(const char *domain, char ascii[IDN_DOMAIN_OCTETS + 1])
{
	struct output output = {.text = ascii, .room = IDN_DOMAIN_OCTETS};
	size_t all = strlen(domain);

	if (all <= IDN_DOMAIN_OCTETS && is_ascii(domain, all)) {
		memcpy(ascii, domain, all + 1);
		return true;
	}
	ascii[0] = '\0';
	for (;;) {
		size_t octets = strcspn(domain, ".");

		if (!put_label(&output, domain, octets) || output.is_full)
			return false;
		if (domain[octets] == '\0')
			return true;
		put(&output, '.');
		domain += octets + 1;
	}
}
