/* common/words: the words, joined again, are the text with its blanks made one. */
#include "common/base/words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

/* How many words there are, and the text without a blank too many, to be freed. */
static size_t
count_words(const char *text, char *joined)
{
	size_t count = 0;
	char before = ' ';

	for (; *text; text++) {
		char c = *text == '\t' ? ' ' : *text;

		if (c != ' ' && before == ' ' && count++ > 0)
			*joined++ = ' ';
		if (c != ' ')
			*joined++ = c;
		before = c;
	}
	*joined = '\0';
	return count;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { EXTRA = 3 };
	struct fuzz_text text = fuzz_expand(data, size);
	struct fuzz_text joined = fuzz_copy(&text);
	size_t expected = count_words(text.data, joined.data);
	const char *next = joined.data;
	size_t count;
	char **words = words_split(text.data, EXTRA, &count);

	FUZZ_CHECK(count == expected);
	if (!words) {
		FUZZ_CHECK(count == 0 ? errno == EINVAL : errno == E2BIG && count > WORDS_MAX);
		fuzz_text_free(&text);
		fuzz_text_free(&joined);
		return 0;
	}
	FUZZ_CHECK(count > 0 && count <= WORDS_MAX);
	for (size_t i = 0; i < count; i++) {
		size_t octets = strcspn(next, " ");

		FUZZ_SAME(words[i], strlen(words[i]), next, octets);
		next += octets + (next[octets] == ' ');
	}
	FUZZ_CHECK(*next == '\0');
	for (size_t i = 0; i <= EXTRA; i++)
		FUZZ_CHECK(!words[count + i]);
	free(words);
	fuzz_text_free(&text);
	fuzz_text_free(&joined);
	return 0;
}
