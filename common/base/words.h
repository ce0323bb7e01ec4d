/*
 * Words in settings: lists, and command lines, which are the path of a program and its
 * arguments. No shell reads these.
 */
#ifndef COMMON_BASE_WORDS_H
#define COMMON_BASE_WORDS_H

#include <stddef.h>

enum { WORDS_MAX = 64 };

/*
 * Splits text into words at spaces and tabs, in place. Returns a vector that the caller frees
 * with free(3): *count words, extra empty places, and a NULL. Returns NULL with errno if memory
 * is short (ENOMEM), there is no word (EINVAL), or there are more than WORDS_MAX (E2BIG).
 */
char **words_split(char *text, size_t extra, size_t *count);

/*
 * Finds the first word of a list, in which spaces, tabs and commas separate words. *octets is
 * its length, and 0 if there is none. The rest of the list starts after the word.
 */
const char *words_first(const char *list, size_t *octets);

#endif
