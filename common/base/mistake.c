#include "common/base/mistake.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

/* With a NUL after each, and one octet more of a password that is too long. */
enum {
	WORDS_OCTETS =
		MISTAKE_NAME_OCTETS + 1 + MISTAKE_HASH_OCTETS + 1 + MISTAKE_PASSWORD_OCTETS + 2
};

/* Names compare without case (ASCII), as account names do. */
static void
fold_case(char *name)
{
	for (; *name; name++)
		if (*name >= 'A' && *name <= 'Z')
			*name = (char)(*name - 'A' + 'a');
}

uint64_t
mistake_tag(const unsigned char key[SIPHASH_KEY_OCTETS], const struct mistake *mistake)
{
	char words[WORDS_OCTETS] = "";
	uint64_t tag;

	snprintf(words, sizeof(words), "%.*s%c%.*s%c%.*s", MISTAKE_NAME_OCTETS, mistake->name,
		 '\0', MISTAKE_HASH_OCTETS, mistake->hash, '\0', MISTAKE_PASSWORD_OCTETS + 1,
		 mistake->password);
	fold_case(words);
	tag = siphash(key, words, sizeof(words));
	explicit_bzero(words, sizeof(words));
	return tag;
}

static unsigned *
find_ways(struct mistake_memory *memory, uint64_t tag)
{
	for (size_t i = 0; i < memory->count && i < MISTAKE_MEMORY; i++)
		if (memory->known[i].tag == tag)
			return &memory->known[i].ways;
	return NULL;
}

bool
mistake_is_same_attempt(struct mistake_memory *memory, const struct mistake *mistake,
			enum mistake_way way)
{
	unsigned *ways =
		memory->count > 0 ? find_ways(memory, mistake_tag(memory->key, mistake)) : NULL;

	if (!ways || *ways & way)
		return false;
	*ways |= way;
	return true;
}

void
mistake_remember(struct mistake_memory *memory, const struct mistake *mistake,
		 enum mistake_way way)
{
	unsigned *ways;
	uint64_t tag;

	/* Without a random key nothing is remembered, since others could compute tags. */
	if (memory->count == 0 &&
	    getrandom(memory->key, sizeof(memory->key), 0) != sizeof(memory->key))
		return;
	tag = mistake_tag(memory->key, mistake);
	ways = find_ways(memory, tag);
	if (!ways) {
		memory->known[memory->count % MISTAKE_MEMORY].tag = tag;
		ways = &memory->known[memory->count++ % MISTAKE_MEMORY].ways;
	}
	*ways = way;
}
