/* smtpd/path: a path that is accepted, printed, is accepted again, as the same path. */
#include "smtpd/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

/* RFC 3629 by what a character stands for, not by the forms of its octets. */
static bool
is_utf8(const char *text)
{
	static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};

	while (*text) {
		unsigned char first = (unsigned char)*text++;
		unsigned more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
		uint32_t character = more ? first & (0x3FU >> more) : first;

		if (first >= 0xF8 || (first >= 0x80 && first < 0xC0))
			return false;
		for (unsigned i = 0; i < more; i++, text++) {
			if (((unsigned char)*text & 0xC0) != 0x80)
				return false;
			character = character << 6 | ((unsigned char)*text & 0x3F);
		}
		if (character < least[more] || character > 0x10FFFF ||
		    (character >= 0xD800 && character < 0xE000))
			return false;
	}
	return true;
}

static bool
is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

static void
check_path(const struct path *path)
{
	char inside[PATH_TEXT_OCTETS + 1];
	char text[PATH_TEXT_OCTETS + 3];
	const char *next = text;
	struct path again;
	bool ascii = is_ascii(path->local) && is_ascii(path->domain);

	FUZZ_CHECK(strlen(path->local) <= PATH_LOCAL_OCTETS);
	FUZZ_CHECK(strlen(path->domain) <= PATH_DOMAIN_OCTETS);
	FUZZ_CHECK(is_utf8(path->local) && is_utf8(path->domain));
	FUZZ_CHECK(ascii || !path->ascii); /* a source route may have been UTF-8 alone */
	path_format(path, inside);
	if (path->kind == PATH_SELF)
		return;
	snprintf(text, sizeof(text), "<%s>", inside);
	FUZZ_CHECK(path_parse(&next, &again));
	FUZZ_CHECK(*next == '\0');
	FUZZ_CHECK(again.kind == path->kind);
	FUZZ_CHECK(strcmp(again.local, path->local) == 0);
	FUZZ_CHECK(strcmp(again.domain, path->domain) == 0);
	FUZZ_CHECK(again.ascii == ascii);
}

/* The words of text in the other order. text is cut up. */
static void
reverse_words(char *text, char *to)
{
	char *blank;

	*to = '\0';
	do {
		char *word;

		blank = NULL;
		for (word = text + strlen(text);
		     word > text && word[-1] != ' ' && word[-1] != '\t';)
			word--;
		strcat(strcat(to, word), " ");
		if (word > text)
			blank = word - 1;
		if (blank)
			*blank = '\0';
	} while (blank);
}

/* Parameters mean the same in any order; an error is one in any order too. */
static void
check_parameters(const char *text)
{
	char *copy = strdup(text);
	char *reversed = malloc(2 * strlen(text) + 2);
	struct mail_parameters a;
	struct mail_parameters b;
	const char *offender = NULL;
	enum parameter_status status;

	FUZZ_CHECK(copy && reversed);
	reverse_words(copy, reversed);
	strcpy(copy, text);
	status = path_parse_mail_parameters(copy, &a, &offender);
	if (status != PARAMETER_OK)
		FUZZ_CHECK(strstr(text, offender));
	FUZZ_CHECK((status == PARAMETER_OK) ==
		   (path_parse_mail_parameters(reversed, &b, &offender) == PARAMETER_OK));
	if (status == PARAMETER_OK)
		FUZZ_CHECK(memcmp(&a, &b, sizeof(a)) == 0);
	free(copy);
	free(reversed);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_text text = fuzz_expand(data, size);
	const char *next = text.data;
	struct path path;

	if (path_parse(&next, &path)) {
		FUZZ_CHECK(next >= text.data && next <= text.data + strlen(text.data));
		check_path(&path);
		check_parameters(next);
	}
	fuzz_text_free(&text);
	return 0;
}
