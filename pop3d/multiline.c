#include "pop3d/multiline.h"

#include <string.h>

#include "common/base/date.h"

void
multiline_begin(struct multiline *multiline, struct conn *conn)
{
	*multiline = (struct multiline){.conn = conn, .line_start = true, .complete = true};
}

void
multiline_begin_local(struct multiline *multiline, struct conn *conn)
{
	multiline_begin(multiline, conn);
	multiline->local = true;
}

/* The next dot at the start of a line, or end. */
static const char *
find_dot(const struct multiline *multiline, const char *text, const char *end)
{
	const char *lf = text;

	if (multiline->local)
		return end;
	if (multiline->line_start && text < end && *text == '.')
		return text;
	while ((lf = memchr(lf, '\n', (size_t)(end - lf)))) {
		lf++;
		if (lf < end && *lf == '.')
			return lf;
	}
	return end;
}

/* Sends text with LF in place of CRLF. */
static void
send_local(struct multiline *multiline, const char *text, const char *end)
{
	while (text < end) {
		const char *cr = memchr(text, '\r', (size_t)(end - text));

		if (multiline->held_cr && *text != '\n')
			conn_write(multiline->conn, "\r", 1);
		conn_write(multiline->conn, text, (size_t)((cr ? cr : end) - text));
		multiline->held_cr = cr != NULL;
		text = cr ? cr + 1 : end;
	}
}

/* Sends text without dots, and remembers how it ended. */
static void
send_text(struct multiline *multiline, const char *text, size_t octets)
{
	bool cr_before_last = octets > 1 ? text[octets - 2] == '\r' : multiline->after_cr;

	if (octets == 0)
		return;
	if (multiline->local)
		send_local(multiline, text, text + octets);
	else
		conn_write(multiline->conn, text, octets);
	multiline->line_start = text[octets - 1] == '\n';
	multiline->complete = multiline->line_start && cr_before_last;
	multiline->after_cr = text[octets - 1] == '\r';
}

void
multiline_write(struct multiline *multiline, const char *text, size_t octets)
{
	const char *end = text + octets;

	while (text < end) {
		const char *dot = find_dot(multiline, text, end);

		send_text(multiline, text, (size_t)(dot - text));
		if (dot < end)
			send_text(multiline, ".", 1);
		text = dot;
	}
}

void
multiline_write_line(struct multiline *multiline, const char *text)
{
	multiline_write(multiline, text, strlen(text));
	multiline_write(multiline, "\r\n", 2);
}

void
multiline_write_own_line(struct multiline *multiline, const char *line, size_t octets)
{
	conn_write(multiline->conn, line, octets);
}

void
multiline_end(struct multiline *multiline)
{
	if (!multiline->complete)
		conn_write(multiline->conn, "\r\n", 2);
	conn_write(multiline->conn, ".\r\n", 3);
}

void
top_begin(struct top *top, uint64_t lines)
{
	*top = (struct top){.line_start = true, .lines = lines};
}

static void
take_octet(struct top *top, char c)
{
	bool blank = c == '\n' && (top->line_start || top->after_cr);

	if (top->in_body && c == '\n')
		top->lines--;
	else if (blank)
		top->in_body = true;
	top->after_cr = c == '\r' && top->line_start;
	top->line_start = c == '\n';
}

size_t
top_take(struct top *top, const char *text, size_t octets)
{
	size_t taken = 0;

	while (taken < octets && !(top->in_body && top->lines == 0))
		take_octet(top, text[taken++]);
	return taken;
}

static const char from[] = "From ";

void
mbox_begin(struct mbox *mbox, struct multiline *out, const char *reverse_path, int64_t arrived)
{
	char date[DATE_OCTETS];

	*mbox = (struct mbox){.quoting = true};
	date_of_mbox(arrived, date);
	multiline_write(out, from, strlen(from));
	if (reverse_path[0] == '\0')
		reverse_path = "MAILER-DAEMON"; /* what mail readers expect for the null
						   reverse-path */
	for (; *reverse_path; reverse_path++)
		multiline_write(out, *reverse_path == ' ' ? "_" : reverse_path, 1);
	multiline_write(out, " ", 1);
	multiline_write_line(out, date);
}

/* Sends the octets that were held back: it is decided whether this is a "From " line. */
static void
let_go(struct mbox *mbox, struct multiline *out)
{
	multiline_write(out, from, mbox->matched);
	mbox->matched = 0;
	mbox->quoting = false;
}

/* Takes an octet while the start of a line is compared with "From ". */
static void
match(struct mbox *mbox, struct multiline *out, char c)
{
	if (c == '>' && mbox->matched == 0) {
		multiline_write(out, ">", 1);
		return;
	}
	if (c == from[mbox->matched]) {
		if (++mbox->matched < strlen(from))
			return;
		multiline_write(out, ">", 1);
		let_go(mbox, out);
		return;
	}
	let_go(mbox, out);
	multiline_write(out, &c, 1);
	mbox->quoting = c == '\n';
}

void
mbox_write(struct mbox *mbox, struct multiline *out, const char *text, size_t octets)
{
	const char *end = text + octets;

	while (text < end) {
		const char *lf;

		if (mbox->quoting) {
			match(mbox, out, *text++);
			continue;
		}
		lf = memchr(text, '\n', (size_t)(end - text));
		mbox->quoting = lf != NULL;
		multiline_write(out, text, (size_t)((lf ? lf + 1 : end) - text));
		text = lf ? lf + 1 : end;
	}
}

void
mbox_end(struct mbox *mbox, struct multiline *out)
{
	let_go(mbox, out);
	if (!out->complete)
		multiline_write(out, "\r\n", 2);
	multiline_write(out, "\r\n", 2);
}
