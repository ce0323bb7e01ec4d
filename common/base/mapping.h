/*
 * The characters of a U-label, mapped as RFC 5895 section 2 says in its steps 1 and 3: capitals
 * become small letters, and all is normalized (NFC). So what people type becomes what the DNS
 * has. Tables have the characters up to U+FFFF. Compatibility characters, such as letters of
 * full width, stay as they are, apart from capitals. Pure.
 */
#ifndef COMMON_BASE_MAPPING_H
#define COMMON_BASE_MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	MAPPING_PARTS = 4,                       /* that a character consists of, at most */
	MAPPING_CHARACTERS = MAPPING_PARTS * 63, /* no label of the DNS has more characters */
};

struct mapping {
	uint32_t characters[MAPPING_CHARACTERS];
	size_t count;
};

/* Adds a character, taken apart and in lower case. False if there is no room for it. */
bool mapping_add(struct mapping *mapping, uint32_t character);

/* Composes what has been added. Call it once, after the last character. */
void mapping_compose(struct mapping *mapping);

#endif
