/* Command lines in settings: the path of a program and its arguments. No shell reads them. */
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

#endif
