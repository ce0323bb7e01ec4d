#include "common/mistake.h"

#include <stdio.h>
#include <string.h>

#include "common/store.h"

/* With a NUL behind each. */
enum { WORDS_OCTETS = STORE_NAME_OCTETS + 1 + PASSWORD_HASH_OCTETS + 1 + PASSWORD_OCTETS + 2 };

/* Names compare without case (ASCII), as SQLite's NOCASE has it. */
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

	snprintf(words, sizeof(words), "%.*s%c%.*s%c%.*s", STORE_NAME_OCTETS, mistake->name,
		 '\0', PASSWORD_HASH_OCTETS, mistake->hash, '\0', PASSWORD_OCTETS + 1,
		 mistake->password);
	fold_case(words);
	tag = siphash(key, words, sizeof(words));
	explicit_bzero(words, sizeof(words));
	return tag;
}
