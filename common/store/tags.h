/*
 * Tags of mistakes, as a record of failed sign-ins keeps them. Of each tag it has 16 bits:
 * these only order and count, and nobody is judged by them, as they are the same for one guess
 * in 65,536. For the same reason nobody who has the record can test passwords against them.
 */
#ifndef COMMON_STORE_TAGS_H
#define COMMON_STORE_TAGS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/mistake.h"

enum { TAG_OCTETS = 2 };

void tag_make(const unsigned char key[SIPHASH_KEY_OCTETS], const struct mistake *mistake,
	      unsigned char tag[TAG_OCTETS]);

/* Whether that of a mistake is among the tags in so many octets. */
bool tags_have(const unsigned char *tags, size_t octets,
	       const unsigned char key[SIPHASH_KEY_OCTETS], const struct mistake *mistake);

#endif
