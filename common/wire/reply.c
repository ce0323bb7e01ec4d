#include "common/wire/reply.h"

#include <string.h>

#include "common/wire/conn.h"

/* A reply line under construction. There is always room for the CRLF. */
struct reply_line {
	char text[REPLY_LINE_MAX];
	size_t octets;
};

static void
append(struct reply_line *line, const char *from, size_t octets)
{
	for (size_t i = 0; i < octets && line->octets < sizeof(line->text) - 2; i++) {
		unsigned char c = (unsigned char)from[i];

		line->text[line->octets++] = (char)(c >= 0x20 && c <= 0x7E ? c : '?');
	}
}

static const char placeholder[] = "{}";
static const char plural[] = "{s}";

static bool
begins_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* The octets of a text up to its end or '\n', at most, not counting each "{}". */
static size_t
own_octets(const char *text)
{
	size_t octets = 0;

	for (; *text != '\0' && *text != '\n'; text++) {
		if (begins_with(text, placeholder))
			text++;
		else
			octets++;
	}
	return octets;
}

/* Appends an argument; cuts it if there would be no room for the text after it. */
static void
append_argument(struct reply_line *line, const char *argument, const char *after)
{
	static const char cut[] = "...";
	size_t taken = line->octets + own_octets(after);
	size_t room = taken < sizeof(line->text) - 2 ? sizeof(line->text) - 2 - taken : 0;
	size_t octets = strlen(argument);

	if (octets <= room) {
		append(line, argument, octets);
	} else if (room >= strlen(cut)) {
		append(line, argument, room - strlen(cut));
		append(line, cut, strlen(cut));
	}
}

/* Appends text up to its end or '\n', with its arguments. Returns the rest. */
static const char *
append_text(struct reply_line *line, const char *text, const char *const **arguments)
{
	while (*text != '\0' && *text != '\n') {
		if (begins_with(text, placeholder)) {
			text += strlen(placeholder);
			append_argument(line, *(*arguments)++, text);
		} else if (begins_with(text, plural)) {
			text += strlen(plural);
			if (strcmp((*arguments)[-1], "1") != 0)
				append(line, "s", 1);
		} else {
			append(line, text++, 1);
		}
	}
	return text;
}

void
reply_write(struct conn *conn, const struct reply *reply, const char *const arguments[],
	    bool more)
{
	const char *text = reply->text;

	for (bool last = false; !last;) {
		struct reply_line line = {.octets = 0};
		size_t separator;

		append(&line, reply->code, strlen(reply->code));
		separator = line.octets;
		append(&line, " ", 1);
		if (reply->enhanced) {
			append(&line, reply->enhanced, strlen(reply->enhanced));
			append(&line, " ", 1);
		}
		text = append_text(&line, text, &arguments);
		last = *text == '\0';
		if (!last)
			text++;
		if (!last || more)
			line.text[separator] = '-';
		memcpy(line.text + line.octets, "\r\n", 2);
		conn_write(conn, line.text, line.octets + 2);
	}
}

void
reply_words(const struct reply *reply, const char *const arguments[],
	    char words[REPLY_LINE_MAX])
{
	struct reply_line line = {.octets = 0};
	const char *text = append_text(&line, reply->text, &arguments);

	while (*text != '\0') {
		append(&line, " ", 1);
		text = append_text(&line, text + 1, &arguments);
	}
	memcpy(words, line.text, line.octets);
	words[line.octets] = '\0';
}
