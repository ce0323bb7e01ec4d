#include "common/base/encoded_word.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/array.h"
#include "common/base/base64.h"
#include "common/base/utf8.h"

/* Appends an octet of a charset as UTF-8. */
typedef bool convert(unsigned char octet, struct buf *out);

struct word {
	convert *convert; /* of its charset */
	bool base64;      /* else quoted-printable, as section 4.2 has it */
	const char *text; /* encoded */
	size_t octets;
	const char *end; /* of the whole word */
};

/* --- charsets --- */

static bool
from_utf8(unsigned char octet, struct buf *out)
{
	return buf_append(out, &octet, 1);
}

/* The octets 0x80 to 0x9F; 0 is none. ISO-8859-1 has control characters there, which no
 * subject needs. */
static const uint16_t windows_1252[] = {
	0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
	0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static bool
from_windows_1252(unsigned char octet, struct buf *out)
{
	unsigned character = octet;
	unsigned char three[3];

	if (octet >= 0x80 && octet <= 0x9F)
		character = windows_1252[octet - 0x80];
	if (character == 0)
		character = '?';
	if (character < 0x80)
		return buf_append(out, &(char){(char)character}, 1);
	three[0] = (unsigned char)(0xE0 | character >> 12);
	three[1] = (unsigned char)(0x80 | (character >> 6 & 0x3F));
	three[2] = (unsigned char)(0x80 | (character & 0x3F));
	if (character >= 0x800)
		return buf_append(out, three, 3);
	three[1] = (unsigned char)(0xC0 | character >> 6);
	return buf_append(out, three + 1, 2);
}

static convert *
find_charset(const char *name, size_t octets)
{
	static const struct {
		const char *name;
		convert *convert;
	} charsets[] = {
		{"utf-8", from_utf8},
		{"us-ascii", from_utf8},
		{"iso-8859-1", from_windows_1252},
		{"windows-1252", from_windows_1252},
	};

	for (size_t i = 0; i < COUNT(charsets); i++)
		if (strlen(charsets[i].name) == octets &&
		    strncasecmp(charsets[i].name, name, octets) == 0)
			return charsets[i].convert;
	return NULL;
}

/* --- one word --- */

/* "=?charset?encoding?text?=", where a language may follow the charset (RFC 2231 section 5). */
static bool
parse(const char *text, struct word *word)
{
	const char *charset = text + 2;
	const char *encoding;

	if (strncmp(text, "=?", 2) != 0)
		return false;
	encoding = charset + strcspn(charset, "?");
	if (!*encoding || !strchr("BbQq", encoding[1]) || !encoding[1] || encoding[2] != '?')
		return false;
	word->convert = find_charset(charset, strcspn(charset, "*?"));
	word->base64 = encoding[1] == 'B' || encoding[1] == 'b';
	word->text = encoding + 3;
	word->end = strstr(word->text, "?=");
	if (!word->convert || !word->end)
		return false;
	word->octets = (size_t)(word->end - word->text);
	word->end += 2;
	return true;
}

static int
hex_value(char c)
{
	static const char digits[] = "0123456789ABCDEF0123456789abcdef";
	const char *digit = c != '\0' ? strchr(digits, c) : NULL;

	return digit ? (int)(digit - digits) % 16 : -1;
}

/* Decodes in place, and adds a NUL. */
static void
decode_quoted(char *text, size_t *octets)
{
	size_t out = 0;

	for (size_t i = 0; text[i]; i++) {
		int high = text[i] == '=' ? hex_value(text[i + 1]) : -1;
		int low = high >= 0 ? hex_value(text[i + 2]) : -1;

		if (low >= 0) {
			text[out++] = (char)(high * 16 + low);
			i += 2;
		} else {
			text[out++] = text[i];
			if (text[i] == '_')
				text[out - 1] = ' ';
		}
	}
	text[out] = '\0';
	*octets = out;
}

/* Appends the text of a word, with its octets converted one by one. False if it is malformed or
 * memory is short. */
static bool
append_word(const struct word *word, struct buf *out)
{
	char *text = strndup(word->text, word->octets);
	size_t before = out->octets;
	size_t octets = 0;
	bool done = text != NULL;

	if (text && word->base64)
		done = base64_decode(text, &octets);
	else if (text)
		decode_quoted(text, &octets);
	for (size_t i = 0; i < octets && done; i++)
		done = word->convert((unsigned char)text[i], out);
	if (!done)
		out->octets = before;
	free(text);
	return done;
}

/* --- text --- */

/* Finds the word that follows another one after nothing but white space. */
static bool
parse_next(const char *text, struct word *word)
{
	return parse(text + strspn(text, " \t"), word);
}

/* The octets at text that must not be seen; 0 if this is no control character. */
static size_t
control_octets(const char *text)
{
	if ((unsigned char)*text < ' ' || *text == 0x7F)
		return 1;
	return strncmp(text, "\xC2", 1) == 0 && (unsigned char)text[1] < 0xA0 ? 2 : 0;
}

/* Appends what words said, so that it is UTF-8 without control characters. */
static bool
append_seen(const struct buf *said, struct buf *out)
{
	char *text = utf8_repair(said->data);
	bool done = text != NULL;
	size_t octets;

	for (const char *at = text; done && *at; at += octets) {
		octets = control_octets(at);
		if (octets > 0) {
			done = buf_append(out, "?", 1);
		} else {
			octets = utf8_octets(at);
			done = buf_append(out, at, octets);
		}
	}
	free(text);
	return done;
}

/* Replaces each NUL, and adds one at the end. */
static bool
make_string(struct buf *said)
{
	for (size_t i = 0; i < said->octets; i++)
		if (said->data[i] == '\0')
			said->data[i] = '?';
	return buf_append(said, "", 1);
}

/* Decodes words of one charset that follow each other. Returns the end of the last one; NULL if
 * the first is malformed or memory is short. */
static const char *
decode_run(struct word *word, struct buf *out)
{
	struct buf said = {.max = out->max};
	convert *charset = word->convert;
	const char *end = NULL;

	while (word->convert == charset && append_word(word, &said)) {
		end = word->end;
		if (!parse_next(end, word))
			break;
	}
	if (end && !(make_string(&said) && append_seen(&said, out)))
		end = NULL;
	buf_free(&said);
	return end;
}

bool
encoded_word_decode(const char *text, struct buf *out)
{
	struct word word;
	size_t before = out->octets;

	while (*text) {
		const char *end = parse(text, &word) ? decode_run(&word, out) : NULL;

		if (!end && !buf_append(out, text++, 1)) {
			out->octets = before;
			return false;
		}
		if (end)
			text = parse_next(end, &word) ? end + strspn(end, " \t") : end;
	}
	return true;
}
