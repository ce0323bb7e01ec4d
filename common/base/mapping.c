#include "common/base/mapping.h"

#include "common/base/array.h"
#include "common/base/mapping_tables.h"

/* The syllables of Hangul are composed by arithmetic (The Unicode Standard, section 3.12). */
enum {
	SYLLABLES = 0xAC00,
	LEADING = 0x1100, /* consonants */
	VOWELS = 0x1161,
	TRAILING = 0x11A7, /* one before the first: a syllable may end without one */
	LEADING_COUNT = 19,
	VOWEL_COUNT = 21,
	TRAILING_COUNT = 28,
	SYLLABLE_COUNT = LEADING_COUNT * VOWEL_COUNT * TRAILING_COUNT,
};

static bool
is_within(uint32_t character, uint32_t first, uint32_t count)
{
	return character >= first && character - first < count;
}

static uint32_t
lower(uint32_t character)
{
	for (size_t i = 0; i < COUNT(runs) && character >= runs[i].first; i++)
		if (character <= runs[i].last &&
		    (character - runs[i].first) % runs[i].step == 0)
			return (uint16_t)(character + runs[i].distance);
	return character;
}

static const struct pair *
find_pair(const struct pair *rows, size_t count, uint32_t composed)
{
	for (size_t i = 0; i < count && composed >= rows[i].composed; i++)
		if (composed == rows[i].composed)
			return &rows[i];
	return NULL;
}

/* Takes a composed character apart. False if it is not composed. */
static bool
decompose(uint32_t character, uint32_t *base, uint32_t *mark)
{
	uint32_t syllable = (character - SYLLABLES) / TRAILING_COUNT;
	uint32_t trailing = (character - SYLLABLES) % TRAILING_COUNT;
	const struct pair *pair;

	if (is_within(character, SYLLABLES, SYLLABLE_COUNT)) {
		*base = trailing > 0 ? character - trailing : LEADING + syllable / VOWEL_COUNT;
		*mark = trailing > 0 ? TRAILING + trailing : VOWELS + syllable % VOWEL_COUNT;
		return true;
	}
	pair = find_pair(pairs, COUNT(pairs), character);
	if (!pair)
		pair = find_pair(excluded_pairs, COUNT(excluded_pairs), character);
	if (!pair)
		return false;
	*base = pair->base;
	*mark = pair->mark;
	return true;
}

/* The character that is composed of two; 0 if there is none. */
static uint32_t
compose(uint32_t base, uint32_t mark)
{
	uint32_t syllable = base - SYLLABLES;

	if (is_within(base, LEADING, LEADING_COUNT) && is_within(mark, VOWELS, VOWEL_COUNT))
		return SYLLABLES +
		       ((base - LEADING) * VOWEL_COUNT + mark - VOWELS) * TRAILING_COUNT;
	if (is_within(base, SYLLABLES, SYLLABLE_COUNT) && syllable % TRAILING_COUNT == 0 &&
	    is_within(mark, TRAILING + 1, TRAILING_COUNT - 1))
		return base + mark - TRAILING;
	for (size_t i = 0; i < COUNT(pairs); i++)
		if (base == pairs[i].base && mark == pairs[i].mark)
			return pairs[i].composed;
	return 0;
}

/* The combining class of a mark. 0 for other characters, and for marks that compose nothing. */
static uint16_t
class_of(uint32_t character)
{
	for (size_t i = 0; i < COUNT(classes) && character >= classes[i].first; i++)
		if (character <= classes[i].last)
			return classes[i].class;
	return 0;
}

/* Puts the last character before those marks whose order it must not follow. */
static void
order(struct mapping *mapping)
{
	size_t at = mapping->count - 1;
	uint32_t character = mapping->characters[at];
	uint16_t class = class_of(character);

	for (; class > 0 && at > 0 && class_of(mapping->characters[at - 1]) > class; at--)
		mapping->characters[at] = mapping->characters[at - 1];
	mapping->characters[at] = character;
}

static bool
append(struct mapping *mapping, uint32_t character)
{
	if (mapping->count == MAPPING_CHARACTERS)
		return false;
	mapping->characters[mapping->count++] = character;
	order(mapping);
	return true;
}

bool
mapping_add(struct mapping *mapping, uint32_t character)
{
	uint32_t parts[MAPPING_PARTS] = {character}; /* the next one comes last */
	size_t left = 1;

	while (left > 0) {
		uint32_t part = lower(parts[--left]);
		uint32_t base;
		uint32_t mark;

		if (decompose(part, &base, &mark)) {
			parts[left++] = mark;
			parts[left++] = base;
		} else if (!append(mapping, part))
			return false;
	}
	return true;
}

/*
 * A mark is composed with the last base unless another mark of its class, or one that had to
 * come later, stands between them.
 */
void
mapping_compose(struct mapping *mapping)
{
	uint32_t *characters = mapping->characters;
	uint16_t last = UINT16_MAX; /* the class of the character before; no base yet */
	size_t base = 0;
	size_t count = 0;

	for (size_t i = 0; i < mapping->count; i++) {
		uint16_t class = class_of(characters[i]);
		bool is_next = last == 0 || last < class;
		uint32_t composed = is_next ? compose(characters[base], characters[i]) : 0;

		if (composed) {
			characters[base] = composed;
			continue;
		}
		if (class == 0)
			base = count;
		if (class == 0 || last != UINT16_MAX)
			last = class;
		characters[count++] = characters[i];
	}
	mapping->count = count;
}
