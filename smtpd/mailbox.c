#include "smtpd/mailbox.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "common/base/array.h"
#include "common/base/number.h"

enum {
	LINE_OCTETS = 1 << 28,
	TIME_DIGITS = 10, /* of seconds since 1970, in the name of a file */
};

/* --- lines --- */

static bool
ends_line(struct mailbox *mailbox, int octet)
{
	int next;

	if (octet != '\r' || !mailbox->cr)
		return octet == '\n';
	next = getc_unlocked(mailbox->file);
	if (next == '\n')
		mailbox->at++;
	else
		ungetc(next, mailbox->file);
	return true;
}

/* Reads the next line, or gives the last one again. False: there is none. */
static bool
read_line(struct mailbox *mailbox)
{
	struct buf *line = &mailbox->line;
	uint64_t begin = mailbox->at;
	bool fits = true;
	int octet;

	if (mailbox->again) {
		mailbox->again = false;
		return true;
	}
	line->octets = 0;
	while ((octet = getc_unlocked(mailbox->file)) != EOF) {
		mailbox->at++;
		if (ends_line(mailbox, octet))
			break;
		fits = fits && buf_append(line, &(char){(char)octet}, 1);
	}
	if (!fits || !buf_append(line, "", 1) || ferror(mailbox->file)) {
		mailbox->fault = MAILBOX_UNREADABLE;
		return false;
	}
	line->octets--;
	mailbox->unended = octet == EOF;
	return mailbox->at > begin;
}

static void
go_to(struct mailbox *mailbox, uint64_t at)
{
	mailbox->at = at;
	if (fseeko(mailbox->file, (off_t)at, SEEK_SET) != 0)
		mailbox->fault = MAILBOX_UNREADABLE;
}

static bool
begins(const struct mailbox *mailbox, const char *word)
{
	return strncasecmp(mailbox->line.data, word, strlen(word)) == 0;
}

static bool
ends_in_cr(const struct mailbox *mailbox)
{
	return mailbox->line.octets > 0 && mailbox->line.data[mailbox->line.octets - 1] == '\r';
}

static bool
has_cr_inside(const struct mailbox *mailbox)
{
	const struct buf *line = &mailbox->line;

	return line->octets > 1 && memchr(line->data, '\r', line->octets - 1);
}

static bool
is_blank(const struct mailbox *mailbox)
{
	return mailbox->line.octets == (size_t)ends_in_cr(mailbox);
}

/* "From ", and later a time of day. */
static bool
is_from_line(const struct mailbox *mailbox)
{
	const char *text = mailbox->line.data;

	if (strncmp(text, "From ", 5) != 0)
		return false;
	for (size_t i = 5; i + 3 < mailbox->line.octets; i++)
		if (isdigit((unsigned char)text[i]) && text[i + 1] == ':' &&
		    isdigit((unsigned char)text[i + 2]) && isdigit((unsigned char)text[i + 3]))
			return true;
	return false;
}

/* By gzip, compress, bzip2, xz, zstd or zip. */
static bool
is_compressed(const struct mailbox *mailbox)
{
	static const char *const magics[] = {"\x1F\x8B",    "\x1F\x9D",         "BZh",
					     "\xFD\x37zXZ", "\x28\xB5\x2F\xFD", "PK\x03\x04"};

	for (size_t i = 0; i < COUNT(magics); i++)
		if (strncmp(mailbox->line.data, magics[i], strlen(magics[i])) == 0)
			return true;
	return false;
}

/* --- the first line of a message --- */

/* The year in what follows a time of day; a time zone may come first. 0 where there is none. */
static int
read_year(const char *text)
{
	uint64_t year;

	for (; *text; text += strcspn(text, " ")) {
		text += strspn(text, " ");
		if (strspn(text, "0123456789") == 4 && strchr(" \r", text[4]))
			return number_read(&text, &year) == NUMBER_OK ? (int)year : 0;
	}
	return 0;
}

/* The date in words like "Nov 24 11:26:50 2026", in UTC; -1 where there is none. */
static int64_t
read_date(const char *text)
{
	for (text = strchr(text, ' '); text; text = strchr(text + 1, ' ')) {
		struct tm date = {.tm_sec = 0};
		const char *rest = strptime(text, " %b %d %H:%M", &date);
		const char *seconds = rest ? strptime(rest, ":%S", &date) : NULL;

		int year = rest ? read_year(seconds ? seconds : rest) : 0;

		if (year >= 1000) {
			date.tm_year = year - 1900;
			return timegm(&date);
		}
	}
	return -1;
}

/* Begins the message whose "From " line has been read. */
static bool
take_from_line(struct mailbox *mailbox)
{
	const char *text = mailbox->line.data + 4;

	if (has_cr_inside(mailbox)) {
		mailbox->fault = MAILBOX_MIXED;
		return false;
	}
	text += strspn(text, " \t");
	snprintf(mailbox->sender, sizeof(mailbox->sender), "%.*s", (int)strcspn(text, " \t\r"),
		 text);
	mailbox->arrived = read_date(text);
	mailbox->seen = mailbox->cut_off = false;
	mailbox->open = mailbox->first = mailbox->in_header = true;
	mailbox->crlf = ends_in_cr(mailbox);
	mailbox->held = NULL;
	mailbox->declared = -1;
	mailbox->end = 0;
	return true;
}

/* --- the header --- */

/* A Return-Path in the first line tells the sender better than a "From " line does. */
static void
take_return_path(struct mailbox *mailbox)
{
	const char *path = strchr(mailbox->line.data, '<');
	const char *end = strrchr(mailbox->line.data, '>');

	if (mailbox->first && begins(mailbox, "Return-Path:") && path && end > path)
		snprintf(mailbox->sender, sizeof(mailbox->sender), "%.*s",
			 (int)(end - path - 1), path + 1);
}

/* Notes what programs write down in an mbox. */
static void
take_field(struct mailbox *mailbox)
{
	const char *text = mailbox->line.data;
	const char *value = text + strcspn(text, ":");
	uint64_t length;

	take_return_path(mailbox);
	value += *value == ':';
	value += strspn(value, " \t");
	if (begins(mailbox, "Status:") && memchr(text + 7, 'R', mailbox->line.octets - 7))
		mailbox->seen = true;
	if (begins(mailbox, "Content-Length:") &&
	    number_read(&value, &length) != NUMBER_MISSING &&
	    value[strspn(value, " \t")] == '\0')
		mailbox->declared = length < INT64_MAX ? (int64_t)length : INT64_MAX;
}

/* Whether a message can end here: the file does, or the next message begins. */
static bool
is_end(struct mailbox *mailbox)
{
	bool more = read_line(mailbox);

	if (more && is_blank(mailbox))
		more = read_line(mailbox);
	return !more || is_from_line(mailbox);
}

/* Whether the text that begins here ends where its length says. */
static bool
is_right(struct mailbox *mailbox)
{
	uint64_t begin = mailbox->at;
	uint64_t end = begin + (uint64_t)mailbox->declared;
	bool has_from_line = false;
	bool right;

	while (mailbox->at < end && read_line(mailbox))
		has_from_line |= strncmp(mailbox->line.data, "From ", 5) == 0;
	right = mailbox->at == end ? is_end(mailbox)
				   : mailbox->unended && mailbox->at + 1 == end;
	mailbox->cut_off = !right && mailbox->at < end;
	mailbox->literal |= right && has_from_line;
	go_to(mailbox, begin);
	return right;
}

/* The blank line after the header has been read. */
static void
end_header(struct mailbox *mailbox)
{
	mailbox->in_header = false;
	mailbox->counted = mailbox->counted && mailbox->declared >= 0 && is_right(mailbox);
	if (mailbox->counted)
		mailbox->end = mailbox->at + (uint64_t)mailbox->declared;
	/* The blank line is what is given next, not what was read after it. */
	mailbox->line.data[mailbox->line.octets = 0] = '\0';
}

/* --- the text --- */

/* Whether the line that was read begins the next message. */
static bool
is_next_message(struct mailbox *mailbox)
{
	bool looks_so = !mailbox->single && mailbox->end == 0 && is_from_line(mailbox);

	if (!looks_so || mailbox->held)
		return looks_so;
	if (read_date(mailbox->line.data) >= 0) {
		if (has_cr_inside(mailbox))
			mailbox->fault = MAILBOX_MIXED;
		mailbox->doubtful++;
	}
	return false;
}

/* Looks at a line of the message. False: it is held back, as it may belong to none. */
static bool
take_line(struct mailbox *mailbox)
{
	if (mailbox->first && ends_in_cr(mailbox))
		mailbox->crlf = true;
	if (mailbox->crlf && ends_in_cr(mailbox))
		mailbox->line.data[--mailbox->line.octets] = '\0';
	if (mailbox->in_header && mailbox->line.octets == 0) {
		end_header(mailbox);
	} else if (mailbox->in_header) {
		take_field(mailbox);
	}
	mailbox->first = false;
	if (!is_blank(mailbox) || mailbox->end > 0 || mailbox->single)
		return true;
	mailbox->held = mailbox->line.octets > 0 ? "\r" : "";
	return false;
}

static bool
give_line(struct mailbox *mailbox, const char **text, size_t *octets)
{
	bool literal = mailbox->single || (mailbox->end > 0 && mailbox->literal);
	size_t quotes = strspn(mailbox->line.data, ">");
	bool quoted =
		!literal && quotes > 0 && strncmp(mailbox->line.data + quotes, "From ", 5) == 0;

	*text = mailbox->line.data + quoted;
	*octets = mailbox->line.octets - quoted;
	return true;
}

static bool
give_held(struct mailbox *mailbox, const char **text, size_t *octets)
{
	*text = mailbox->held;
	*octets = strlen(mailbox->held);
	mailbox->held = NULL;
	return true;
}

bool
mailbox_line(struct mailbox *mailbox, const char **text, size_t *octets)
{
	while (mailbox->open && mailbox->fault == MAILBOX_SOUND) {
		bool all = mailbox->end > 0 && mailbox->at >= mailbox->end;
		bool more = !all && read_line(mailbox);

		mailbox->again = more;
		if (!more || is_next_message(mailbox)) {
			mailbox->open = false;
			return mailbox->held && *mailbox->held &&
			       give_held(mailbox, text, octets);
		}
		if (mailbox->held)
			return give_held(mailbox, text, octets);
		mailbox->again = false;
		if (take_line(mailbox))
			return give_line(mailbox, text, octets);
	}
	return false;
}

/* --- the file --- */

bool
mailbox_next(struct mailbox *mailbox)
{
	bool more;

	if (mailbox->single)
		return mailbox->open && mailbox->fault == MAILBOX_SOUND;
	do
		more = mailbox->fault == MAILBOX_SOUND && read_line(mailbox);
	while (more && is_blank(mailbox));
	if (more && !is_from_line(mailbox))
		mailbox->fault = is_compressed(mailbox) ? MAILBOX_COMPRESSED : MAILBOX_NO_MBOX;
	return more && is_from_line(mailbox) && take_from_line(mailbox);
}

/* The first line tells what ends a line. A byte order mark in front of an mbox is left out. */
static void
look_at_first_line(struct mailbox *mailbox)
{
	uint64_t begin = mailbox->at;

	if (!read_line(mailbox))
		return;
	mailbox->cr = has_cr_inside(mailbox);
	if (mailbox->single && is_compressed(mailbox))
		mailbox->fault = MAILBOX_COMPRESSED;
	if (!mailbox->single && begins(mailbox, "\xEF\xBB\xBF"))
		begin += 3;
	go_to(mailbox, begin);
}

void
mailbox_open(struct mailbox *mailbox, FILE *file, bool single)
{
	off_t at = ftello(file);

	*mailbox = (struct mailbox){
		.arrived = -1,
		.file = file,
		.single = single,
		.counted = !single,
		.line = {.max = LINE_OCTETS},
		.open = single,
		.first = true,
		.in_header = true,
		.declared = -1,
	};
	go_to(mailbox, at < 0 ? 0 : (uint64_t)at);
	if (mailbox->fault == MAILBOX_SOUND)
		look_at_first_line(mailbox);
}

void
mailbox_take_name(struct mailbox *mailbox, const char *name)
{
	const char *flags = strstr(name, ":2,");
	size_t digits = strspn(name, "0123456789");
	bool is_time = digits > 0 && digits <= TIME_DIGITS && strchr(".", name[digits]);
	uint64_t arrived;

	mailbox->arrived =
		is_time && number_read(&name, &arrived) == NUMBER_OK ? (int64_t)arrived : -1;
	mailbox->seen = flags && strchr(flags, 'S');
}

void
mailbox_close(struct mailbox *mailbox)
{
	buf_free(&mailbox->line);
}
