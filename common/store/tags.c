#include "common/store/tags.h"

#include <string.h>

void
tag_make(const unsigned char key[SIPHASH_KEY_OCTETS], const struct mistake *mistake,
	 unsigned char tag[TAG_OCTETS])
{
	uint64_t bits = mistake_tag(key, mistake);

	tag[0] = (unsigned char)bits;
	tag[1] = (unsigned char)(bits >> 8);
}

bool
tags_have(const unsigned char *tags, size_t octets, const unsigned char key[SIPHASH_KEY_OCTETS],
	  const struct mistake *mistake)
{
	unsigned char tag[TAG_OCTETS];

	tag_make(key, mistake, tag);
	for (size_t i = 0; i + TAG_OCTETS <= octets; i += TAG_OCTETS)
		if (memcmp(tags + i, tag, TAG_OCTETS) == 0)
			return true;
	return false;
}
