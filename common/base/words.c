#include "common/base/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char separators[] = " \t";

static size_t
count_words(const char *text)
{
	size_t count = 0;

	for (text += strspn(text, separators); *text; text += strspn(text, separators)) {
		text += strcspn(text, separators);
		count++;
	}
	return count;
}

char **
words_split(char *text, size_t extra, size_t *count)
{
	char **words;
	char *rest;

	*count = count_words(text);
	if (*count == 0 || *count > WORDS_MAX) {
		errno = *count == 0 ? EINVAL : E2BIG;
		return NULL;
	}
	words = calloc(*count + extra + 1, sizeof(*words));
	if (!words)
		return NULL;
	words[0] = strtok_r(text, separators, &rest);
	for (size_t i = 1; i < *count; i++)
		words[i] = strtok_r(NULL, separators, &rest);
	return words;
}

const char *
words_first(const char *list, size_t *octets)
{
	static const char list_separators[] = " \t,";

	list += strspn(list, list_separators);
	*octets = strcspn(list, list_separators);
	return list;
}
