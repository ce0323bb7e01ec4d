/* Text in UTF-8 (RFC 3629). Pure. */
#ifndef COMMON_BASE_UTF8_H
#define COMMON_BASE_UTF8_H

#include <stddef.h>

/* The octets of the character at text; 0 if it is malformed. Reads nothing after a NUL. */
size_t utf8_octets(const char *text);

/*
 * A copy of text with U+FFFD, the replacement character, in the place of each octet that is no
 * part of a valid character. The caller frees it with free(3). NULL if memory is short.
 */
char *utf8_repair(const char *text);

#endif
