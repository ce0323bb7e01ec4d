/* Command lines of the settings: a program's path and its arguments. No shell sees them. */
#ifndef COMMON_BASE_WORDS_H
#define COMMON_BASE_WORDS_H

#include <stddef.h>

enum { WORDS_MAX = 64 };

/*
 * Cuts text into words at spaces and tabs, in place. The vector has room for extra more behind
 * them, and a NULL behind those; its owner frees it with free(3). NULL, and errno, when memory
 * is short or there is no word, or more than WORDS_MAX. *count: the words.
 */
char **words_split(char *text, size_t extra, size_t *count);

#endif
