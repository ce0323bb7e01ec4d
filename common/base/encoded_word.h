/* Encoded words (RFC 2047): how a header of ASCII carries other text. Pure. */
#ifndef COMMON_BASE_ENCODED_WORD_H
#define COMMON_BASE_ENCODED_WORD_H

#include <stdbool.h>

#include "common/base/buf.h"

/*
 * Appends text to out, with its encoded words decoded to UTF-8. False if out is full or memory
 * is short.
 * - Words in UTF-8, US-ASCII, ISO-8859-1 and windows-1252 are decoded. All others stay as they
 *   are, and so do words that are malformed.
 * - White space between encoded words is removed.
 * - A character may be split between words of one charset. RFC 2047 section 5 does not allow
 *   this, but programs do it.
 * - A control character in a word becomes "?", and an octet that is not UTF-8 becomes U+FFFD.
 */
bool encoded_word_decode(const char *text, struct buf *out);

#endif
