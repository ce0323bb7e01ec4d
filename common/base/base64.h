/* Base64 (RFC 4648 section 4). Pure. */
#ifndef COMMON_BASE_BASE64_H
#define COMMON_BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Decodes text in place and adds a NUL. False if there is white space, if padding is missing,
 * or if anything follows the padding.
 */
bool base64_decode(char *text, size_t *octets);

#endif
