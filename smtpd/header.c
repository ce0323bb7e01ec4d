#include "smtpd/header.h"

#include <string.h>
#include <strings.h>

void
header_init(struct header *header)
{
	*header = (struct header){.state = HEADER_START, .in_front = true};
}

/* RFC 5322 section 3.6.8: ftext. */
static bool
is_name_octet(char c)
{
	return c >= 33 && c <= 126 && c != ':';
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
name_is(const struct header *header, const char *name)
{
	return strlen(name) == header->name_octets &&
	       strncasecmp(name, header->name, header->name_octets) == 0;
}

/* Starts a field, whose name is complete. */
static void
begin_field(struct header *header)
{
	header->any_field = true;
	header->in_front = false;
	header->dropping = name_is(header, "Return-Path");
	header->in_subject = !header->has_subject && name_is(header, "Subject");
	header->has_subject |= header->in_subject;
	header->has_from |= name_is(header, "From");
	header->has_date |= name_is(header, "Date");
	header->has_message_id |= name_is(header, "Message-ID");
	if (name_is(header, "Received"))
		header->received++;
}

/* Keeps an octet of the subject, except line ends and white space at its start. */
static void
keep_subject(struct header *header, char c)
{
	bool leading = header->subject_octets == 0 && is_blank(c);

	if (c == '\r' || c == '\n' || leading ||
	    header->subject_octets == HEADER_SUBJECT_OCTETS)
		return;
	header->subject[header->subject_octets++] = c;
}

static bool
pass_held(struct header *header, struct buf *out)
{
	size_t held = header->held;

	header->held = 0;
	return buf_append(out, header->name, held);
}

/* The line that is held back is not a field. It starts the body. */
static bool
begin_body(struct header *header, struct buf *out)
{
	header->state = HEADER_BODY;
	return buf_append_text(out, "\r\n") && pass_held(header, out);
}

/* Chooses the state for a new line by its first octet, which is taken in that state. */
static bool
start_line(struct header *header, char c, struct buf *out)
{
	if (is_blank(c) && header->any_field) {
		header->state = HEADER_VALUE;
		return true;
	}
	header->in_subject = false;
	header->dropping = false;
	header->name_octets = 0;
	if (c != '\r' && !is_name_octet(c))
		return begin_body(header, out);
	header->state = HEADER_NAME;
	return true;
}

static bool
is_blank_line(const struct header *header, char c)
{
	return c == '\n' && header->held == 1 && header->name[0] == '\r';
}

/* Holds back another octet. False if the line is neither a field nor the blank line. */
static bool
hold(struct header *header, char c)
{
	bool in_name = header->state == HEADER_NAME && is_name_octet(c);

	if (header->held == sizeof(header->name) ||
	    (header->held == 1 && header->name[0] == '\r'))
		return false;
	if (in_name)
		header->name_octets++;
	else if (is_blank(c))
		header->state = HEADER_NAME_END;
	else if (c != ':' && (c != '\r' || header->held > 0))
		return false;
	header->name[header->held++] = c;
	return true;
}

/* Whether the line starts with "From " after any number of '>'. The next octet is not a colon.
 */
static bool
is_mailbox_line(const struct header *header)
{
	static const char from[] = "From ";
	const size_t octets = sizeof(from) - 1;
	size_t quotes = 0;

	while (quotes < header->held && header->name[quotes] == '>')
		quotes++;
	return header->in_front && header->mailbox_lines < HEADER_MAILBOX_LINES &&
	       header->held >= quotes + octets &&
	       memcmp(header->name + quotes, from, octets) == 0;
}

/* The line becomes the value of a field. c is its first octet that is not held back. */
static bool
begin_mailbox_line(struct header *header, char c, struct buf *out)
{
	header->any_field = true;
	header->mailbox_lines++;
	header->state = c == '\n' ? HEADER_LINE_START : HEADER_VALUE;
	return buf_append_text(out, "X-Mailbox-Line: ") && pass_held(header, out) &&
	       buf_append(out, &c, 1);
}

/* Takes an octet of a line that may be a field, the blank line, or neither. */
static bool
scan_name(struct header *header, char c, struct buf *out)
{
	if (is_blank_line(header, c)) {
		header->state = HEADER_BODY;
		return pass_held(header, out);
	}
	if (!hold(header, c)) {
		if (is_mailbox_line(header))
			return begin_mailbox_line(header, c, out);
		return begin_body(header, out);
	}
	if (c != ':')
		return true;
	begin_field(header);
	header->state = HEADER_VALUE;
	if (header->dropping)
		header->held = 0;
	return pass_held(header, out);
}

/* Takes an octet of a field's value. */
static bool
scan_value(struct header *header, char c, struct buf *out)
{
	if (c == '\n')
		header->state = HEADER_LINE_START;
	if (header->in_subject)
		keep_subject(header, c);
	return header->dropping || buf_append(out, &c, 1);
}

static const char byte_order_mark[] = "\xEF\xBB\xBF";

/* Takes an octet of a byte order mark. False if it is not one. */
static bool
take_byte_order_mark(struct header *header, char c)
{
	if (c != byte_order_mark[header->held])
		return false;
	header->name[header->held++] = c;
	if (byte_order_mark[header->held] == '\0') {
		header->held = 0;
		header->state = HEADER_LINE_START;
	}
	return true;
}

/* What is held back was not a byte order mark. A field cannot start with it either. */
static bool
leave_start(struct header *header, struct buf *out)
{
	header->state = HEADER_LINE_START;
	return header->held == 0 || begin_body(header, out);
}

static bool
scan_octet(struct header *header, char c, struct buf *out)
{
	if (header->state == HEADER_START) {
		if (take_byte_order_mark(header, c))
			return true;
		if (!leave_start(header, out))
			return false;
	}
	if (header->state == HEADER_LINE_START && !start_line(header, c, out))
		return false;
	if (header->state == HEADER_VALUE)
		return scan_value(header, c, out);
	if (header->state == HEADER_NAME || header->state == HEADER_NAME_END) {
		if (!scan_name(header, c, out))
			return false;
		if (header->state != HEADER_BODY)
			return true;
	}
	return buf_append(out, &c, 1); /* the first octet of the body */
}

bool
header_scan(struct header *header, const char *text, size_t octets, struct buf *out)
{
	size_t taken = 0;

	for (; taken < octets && header->state != HEADER_BODY; taken++)
		if (!scan_octet(header, text[taken], out))
			return false;
	return buf_append(out, text + taken, octets - taken);
}

bool
header_end(struct header *header, struct buf *out)
{
	header->subject[header->subject_octets] = '\0';
	return header->held == 0 || begin_body(header, out);
}
