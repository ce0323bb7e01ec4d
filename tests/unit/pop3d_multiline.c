/* Tests of pop3d/multiline: dot-stuffing, TOP and the mbox form, however a message is cut. */
#include "tests/unit/unit.h"

#include <sys/mman.h>
#include <sys/socket.h>

#include "pop3d/multiline.h"

/* A connection whose output goes to memory, so that there may be more than its buffer holds. */
struct wire {
	struct conn conn;
	int file;
};

static void
wire_open(struct wire *wire)
{
	wire->file = memfd_create("wire", MFD_CLOEXEC);
	assert_true(wire->file >= 0);
	conn_init(&wire->conn, -1, wire->file, 10, 10);
}

/* Compares what was sent, and is ready for more. */
static void
wire_expect(struct wire *wire, const char *name, const struct unit_cut *cut,
	    const char *expected, size_t octets)
{
	size_t room = octets + 100000;
	char *sent;
	ssize_t n;

	assert_int_equal(wire->conn.status, CONN_OK);
	if (lseek(wire->file, 0, SEEK_END) == 0 && wire->conn.queued <= octets) {
		/* The usual case: all of it is in the connection's buffer still. */
		unit_expect(name, cut, wire->conn.output, wire->conn.queued, expected, octets);
		wire->conn.queued = 0;
		return;
	}
	assert_int_equal(conn_flush(&wire->conn), CONN_OK);
	sent = malloc(room);
	assert_non_null(sent);
	n = pread(wire->file, sent, room, 0);
	unit_expect(name, cut, sent, n < 0 ? 0 : (size_t)n, expected, octets);
	free(sent);
	assert_int_equal(ftruncate(wire->file, 0), 0);
	lseek(wire->file, 0, SEEK_SET);
}

static void
wire_close(const struct wire *wire)
{
	close(wire->file);
}

struct text_case {
	const char *name;
	const char *text;
	size_t octets;
	const char *sent;
	size_t sent_octets;
};

/* --- dot-stuffing --- */

static void
send_stuffed(struct wire *wire, const char *text, struct unit_cut *cut)
{
	struct multiline multiline;

	multiline_begin(&multiline, &wire->conn);
	for (size_t done = 0; done < cut->octets;) {
		size_t piece = unit_cut_piece(cut, done);

		multiline_write(&multiline, text + done, piece);
		done += piece;
	}
	multiline_end(&multiline);
}

static void
run_stuffed(const struct text_case *cases, size_t count)
{
	struct wire wire;

	wire_open(&wire);
	for (size_t i = 0; i < count; i++)
		for (struct unit_cut cut = {.octets = cases[i].octets}; unit_cut_is_one(&cut);
		     unit_cut_next(&cut)) {
			send_stuffed(&wire, cases[i].text, &cut);
			wire_expect(&wire, cases[i].name, &cut, cases[i].sent,
				    cases[i].sent_octets);
		}
	wire_close(&wire);
}

static void
lines_with_a_dot_get_another(void **state)
{
	static const struct text_case cases[] = {
		{"none", OCTETS("a\r\nb\r\n"), OCTETS("a\r\nb\r\n.\r\n")},
		{"first line", OCTETS(".a\r\n"), OCTETS("..a\r\n.\r\n")},
		{"alone", OCTETS(".\r\n"), OCTETS("..\r\n.\r\n")},
		{"each line", OCTETS(".\r\n..\r\n.a\r\n"), OCTETS("..\r\n...\r\n..a\r\n.\r\n")},
		{"behind a blank line", OCTETS("a\r\n\r\n.b\r\n"),
		 OCTETS("a\r\n\r\n..b\r\n.\r\n")},
		{"within a line", OCTETS("a.b\r\nc.\r\n .\r\n"),
		 OCTETS("a.b\r\nc.\r\n .\r\n.\r\n")},
		{"many", OCTETS("....\r\n....\r\n"), OCTETS(".....\r\n.....\r\n.\r\n")},
	};

	(void)state;
	run_stuffed(cases, COUNT(cases));
}

/* A client that ends lines at LF must find no end of the reply there. A CR ends none. */
static void
a_line_begins_behind_any_lf(void **state)
{
	static const struct text_case cases[] = {
		{"LF", OCTETS("a\n.b\r\n"), OCTETS("a\n..b\r\n.\r\n")},
		{"CR", OCTETS("a\r.b\r\n"), OCTETS("a\r.b\r\n.\r\n")},
		{"CR CR LF", OCTETS("a\r\r\n.b\r\n"), OCTETS("a\r\r\n..b\r\n.\r\n")},
		{"LF CR", OCTETS("a\n\r.b\r\n"), OCTETS("a\n\r.b\r\n.\r\n")},
		{"LF LF", OCTETS("\n\n.\r\n"), OCTETS("\n\n..\r\n.\r\n")},
		{"CRLF LF", OCTETS("\r\n\n.\r\n"), OCTETS("\r\n\n..\r\n.\r\n")},
		{"LF dot LF", OCTETS("a\n.\n-ERR\r\n"), OCTETS("a\n..\n-ERR\r\n.\r\n")},
		{"dot LF first", OCTETS(".\n.\n"), OCTETS("..\n..\n\r\n.\r\n")},
		{"dot at the end", OCTETS("a\n."), OCTETS("a\n..\r\n.\r\n")},
		{"LF and CR", OCTETS("a\n\r"), OCTETS("a\n\r\r\n.\r\n")},
		{"dots behind LF", OCTETS("\n..\n...\r\n"), OCTETS("\n...\n....\r\n.\r\n")},
		{"NUL", OCTETS("\0.\r\n\0\r\n.\0\r\n"), OCTETS("\0.\r\n\0\r\n..\0\r\n.\r\n")},
		{"dot CR", OCTETS("\r\n.\r.\r\n.\r\n"), OCTETS("\r\n..\r.\r\n..\r\n.\r\n")},
	};

	(void)state;
	run_stuffed(cases, COUNT(cases));
}

static void
a_last_line_gets_its_end(void **state)
{
	static const struct text_case cases[] = {
		{"nothing", OCTETS(""), OCTETS(".\r\n")},
		{"no CRLF", OCTETS("a"), OCTETS("a\r\n.\r\n")},
		{"a dot", OCTETS("a\r\n."), OCTETS("a\r\n..\r\n.\r\n")},
		{"LF", OCTETS("a\n"), OCTETS("a\n\r\n.\r\n")},
		{"CR", OCTETS("a\r"), OCTETS("a\r\r\n.\r\n")},
		{"blank lines", OCTETS("\r\n\r\n"), OCTETS("\r\n\r\n.\r\n")},
	};

	(void)state;
	run_stuffed(cases, COUNT(cases));
}

static void
lines_can_be_written_one_by_one(void **state)
{
	static const char expected[] = "1 120\r\n2 500\r\n..\r\n\r\n.\r\n";
	struct multiline multiline;
	struct wire wire;

	(void)state;
	wire_open(&wire);
	multiline_begin(&multiline, &wire.conn);
	multiline_write_line(&multiline, "1 120");
	multiline_write_own_line(&multiline, "2 500\r\n", 7);
	multiline_write_line(&multiline, ".");
	multiline_write_line(&multiline, "");
	multiline_end(&multiline);
	wire_expect(&wire, "lines", NULL, expected, sizeof(expected) - 1);
	wire_close(&wire);
}

/* Dots wherever a buffer of the way may end. */
static void
large_texts_are_stuffed_too(void **state)
{
	enum { LINES = 40000 };
	char *text = malloc(LINES * 5);
	char *sent = malloc(LINES * 5 + LINES);
	size_t octets = 0;
	size_t sent_octets = 0;
	struct wire wire;

	(void)state;
	assert_non_null(text);
	assert_non_null(sent);
	for (int i = 0; i < LINES; i++) {
		const char *line = i % 3 == 0 ? ".\r\n" : i % 3 == 1 ? "a.\r\n" : "..x\r\n";

		sent_octets += (size_t)sprintf(sent + sent_octets, "%s%s",
					       *line == '.' ? "." : "", line);
		octets += (size_t)sprintf(text + octets, "%s", line);
	}
	sent_octets += (size_t)sprintf(sent + sent_octets, ".\r\n");
	wire_open(&wire);
	for (struct unit_cut cut = {.octets = octets}; unit_cut_is_one(&cut);
	     unit_cut_next(&cut)) {
		send_stuffed(&wire, text, &cut);
		wire_expect(&wire, "large", &cut, sent, sent_octets);
	}
	wire_close(&wire);
	free(text);
	free(sent);
}

/* --- TOP --- */

struct top_case {
	const char *name;
	const char *text;
	size_t octets;
	uint64_t lines;
	size_t shown;
};

/* How many octets TOP shows of a text that comes in pieces. As its caller does it: see header.
 */
static size_t
show(const char *text, struct unit_cut *cut, uint64_t lines)
{
	struct top top;
	size_t shown = 0;

	top_begin(&top, lines);
	for (size_t done = 0; done < cut->octets;) {
		size_t piece = unit_cut_piece(cut, done);
		size_t n = top_take(&top, text + done, piece);

		assert_true(n <= piece);
		shown += n;
		done += piece;
		if (n < piece)
			break;
	}
	return shown;
}

static void
run_top(const struct top_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (struct unit_cut cut = {.octets = cases[i].octets}; unit_cut_is_one(&cut);
		     unit_cut_next(&cut))
			unit_expect_number(cases[i].name, &cut,
					   (int64_t)show(cases[i].text, &cut, cases[i].lines),
					   (int64_t)cases[i].shown);
}

static void
top_shows_header_and_some_lines(void **state)
{
	static const struct top_case cases[] = {
		{"none", OCTETS("A: b\r\nC: d\r\n\r\none\r\ntwo\r\n"), 0, 14},
		{"one", OCTETS("A: b\r\nC: d\r\n\r\none\r\ntwo\r\n"), 1, 19},
		{"two", OCTETS("A: b\r\nC: d\r\n\r\none\r\ntwo\r\n"), 2, 24},
		{"more than there are", OCTETS("A: b\r\nC: d\r\n\r\none\r\ntwo\r\n"), 3, 24},
		{"very many", OCTETS("A: b\r\nC: d\r\n\r\none\r\ntwo\r\n"), UINT64_MAX, 24},
		{"blank lines", OCTETS("A: b\r\n\r\n\r\n\r\nx\r\n"), 1, 10},
		{"two blank lines", OCTETS("A: b\r\n\r\n\r\n\r\nx\r\n"), 2, 12},
		{"no header", OCTETS("\r\none\r\ntwo\r\n"), 0, 2},
		{"no header, one", OCTETS("\r\none\r\ntwo\r\n"), 1, 7},
		{"header only", OCTETS("A: b\r\nC: d\r\n"), 0, 12},
		{"header and blank line", OCTETS("A: b\r\n\r\n"), 0, 8},
		{"header and blank line, more", OCTETS("A: b\r\n\r\n"), 7, 8},
		{"nothing", OCTETS(""), 5, 0},
		{"last line without end", OCTETS("A: b\r\n\r\none\r\ntwo"), 1, 13},
		{"last line without end, all", OCTETS("A: b\r\n\r\none\r\ntwo"), 2, 16},
		{"folded header", OCTETS("A: b\r\n c\r\n\r\nx\r\n"), 0, 12},
		{"a line of blanks is none", OCTETS("A: b\r\n \r\n\r\nx\r\n"), 0, 11},
	};

	(void)state;
	run_top(cases, COUNT(cases));
}

/* Lines as they may be in messages that came by other ways. */
static void
top_counts_lines_by_lf(void **state)
{
	static const struct top_case cases[] = {
		{"LF", OCTETS("A: b\n\none\ntwo\n"), 0, 6},
		{"LF, one", OCTETS("A: b\n\none\ntwo\n"), 1, 10},
		{"CR in a line", OCTETS("A: b\r\n\r\no\rne\r\ntwo\r\n"), 1, 14},
		{"CR CR LF is not blank", OCTETS("A: b\r\n\r\r\nC: d\r\n\r\nx\r\n"), 0, 17},
	};

	(void)state;
	run_top(cases, COUNT(cases));
}

/* Where all has been shown exactly at the end of a piece, nothing of the next one follows. */
static void
top_ends_where_a_piece_ends(void **state)
{
	static const char text[] = "A: b\r\n\r\n";
	struct top top;

	(void)state;
	top_begin(&top, 0);
	assert_int_equal(top_take(&top, text, sizeof(text) - 1), sizeof(text) - 1);
	assert_int_equal(top_take(&top, "body\r\n", 6), 0);
	assert_int_equal(top_take(&top, "\r\n", 2), 0);
	top_begin(&top, 1);
	assert_int_equal(top_take(&top, "\r\none\r\n", 7), 7);
	assert_int_equal(top_take(&top, "two\r\n", 5), 0);
}

/* --- mbox --- */

/* For a file of this machine: LF in place of CRLF, without dots. */
static void
send_local_mbox(struct wire *wire, const char *text, struct unit_cut *cut)
{
	struct multiline multiline;
	struct mbox mbox;

	multiline_begin_local(&multiline, &wire->conn);
	mbox_begin(&mbox, &multiline, "a@b", 0);
	for (size_t done = 0; done < cut->octets;) {
		size_t piece = unit_cut_piece(cut, done);

		mbox_write(&mbox, &multiline, text + done, piece);
		done += piece;
	}
	mbox_end(&mbox, &multiline);
}

static void
local_lines_end_in_lf(void **state)
{
	static const struct text_case cases[] = {
		{"dots", OCTETS(".\r\n..a\r\n"), OCTETS(".\n..a\n\n")},
		{"From", OCTETS("a\r\nFrom x\r\n>From\r\n"), OCTETS("a\n>From x\n>From\n\n")},
		{"CR", OCTETS("\ra\rb\r\r\n\r\r\r\n"), OCTETS("\ra\rb\r\n\r\r\n\n")},
		{"LF", OCTETS("a\n\r\n\n"), OCTETS("a\n\n\n\n\n")},
		{"LF CR", OCTETS("\n\r\n\rb"), OCTETS("\n\n\rb\n\n")},
		{"NUL", OCTETS("\0\r\0\r\n"), OCTETS("\0\r\0\n\n")},
		{"no end", OCTETS("a\r"), OCTETS("a\r\n\n")},
		{"nothing", OCTETS(""), OCTETS("\n")},
	};
	static const char first[] = "From a@b Thu Jan  1 00:00:00 1970\n";
	struct wire wire;

	(void)state;
	wire_open(&wire);
	for (size_t i = 0; i < COUNT(cases); i++)
		for (struct unit_cut cut = {.octets = cases[i].octets}; unit_cut_is_one(&cut);
		     unit_cut_next(&cut)) {
			char expected[200];
			size_t octets = sizeof(first) - 1;

			memcpy(expected, first, octets);
			memcpy(expected + octets, cases[i].sent, cases[i].sent_octets);
			send_local_mbox(&wire, cases[i].text, &cut);
			wire_expect(&wire, cases[i].name, &cut, expected,
				    octets + cases[i].sent_octets);
		}
	wire_close(&wire);
}

/* What stands before and behind each text in these tests. */
static const char mbox_start[] = "From a@b Mon Nov 23 18:50:31 2026\r\n";

static void
send_mbox(struct wire *wire, const char *text, struct unit_cut *cut)
{
	struct multiline multiline;
	struct mbox mbox;

	multiline_begin(&multiline, &wire->conn);
	mbox_begin(&mbox, &multiline, "a@b", 1795459831);
	for (size_t done = 0; done < cut->octets;) {
		size_t piece = unit_cut_piece(cut, done);

		mbox_write(&mbox, &multiline, text + done, piece);
		done += piece;
	}
	mbox_end(&mbox, &multiline);
	multiline_end(&multiline);
}

static void
run_mbox(const struct text_case *cases, size_t count)
{
	struct wire wire;

	wire_open(&wire);
	for (size_t i = 0; i < count; i++)
		for (struct unit_cut cut = {.octets = cases[i].octets}; unit_cut_is_one(&cut);
		     unit_cut_next(&cut)) {
			char expected[400];
			size_t octets = sizeof(mbox_start) - 1;

			memcpy(expected, mbox_start, octets);
			memcpy(expected + octets, cases[i].sent, cases[i].sent_octets);
			octets += cases[i].sent_octets;
			memcpy(expected + octets, "\r\n.\r\n", 5);
			send_mbox(&wire, cases[i].text, &cut);
			wire_expect(&wire, cases[i].name, &cut, expected, octets + 5);
		}
	wire_close(&wire);
}

static void
from_lines_are_quoted(void **state)
{
	static const struct text_case cases[] = {
		{"none", OCTETS("A: b\r\n\r\nbody\r\n"), OCTETS("A: b\r\n\r\nbody\r\n")},
		{"first line", OCTETS("From x\r\n"), OCTETS(">From x\r\n")},
		{"body", OCTETS("A: b\r\n\r\nFrom x\r\nfoo\r\nFrom \r\n"),
		 OCTETS("A: b\r\n\r\n>From x\r\nfoo\r\n>From \r\n")},
		{"quoted already", OCTETS(">From x\r\n>>From y\r\n>>>>>From z\r\n"),
		 OCTETS(">>From x\r\n>>>From y\r\n>>>>>>From z\r\n")},
		{"the header field", OCTETS("From: a@b\r\n"), OCTETS("From: a@b\r\n")},
		{"other words", OCTETS("from x\r\nFROM x\r\nFromage x\r\nFrom\r\nFrom\tx\r\n"),
		 OCTETS("from x\r\nFROM x\r\nFromage x\r\nFrom\r\nFrom\tx\r\n")},
		{"within a line", OCTETS("a From x\r\n From x\r\nFFrom x\r\nFrFrom x\r\n"),
		 OCTETS("a From x\r\n From x\r\nFFrom x\r\nFrFrom x\r\n")},
		{"after other quotes", OCTETS("> From x\r\n>F>From x\r\n>F\r\n"),
		 OCTETS("> From x\r\n>F>From x\r\n>F\r\n")},
		{"part of it at a line end", OCTETS("F\r\nFr\r\nFro\r\nFrom\r\nFrom x\r\n"),
		 OCTETS("F\r\nFr\r\nFro\r\nFrom\r\n>From x\r\n")},
		{"twice", OCTETS("From From x\r\nFrom x"),
		 OCTETS(">From From x\r\n>From x\r\n")},
		{"LF", OCTETS("a\nFrom x\n>From y\r\n"), OCTETS("a\n>From x\n>>From y\r\n")},
		{"no LF before", OCTETS("a\rFrom x\r\n"), OCTETS("a\rFrom x\r\n")},
	};

	(void)state;
	run_mbox(cases, COUNT(cases));
}

/* Each message is followed by one blank line, also where its last line has no end. */
static void
a_blank_line_follows(void **state)
{
	static const struct text_case cases[] = {
		{"nothing", OCTETS(""), OCTETS("")},
		{"no end", OCTETS("a"), OCTETS("a\r\n")},
		{"held back at the end", OCTETS("a\r\nFrom"), OCTETS("a\r\nFrom\r\n")},
		{"held back quotes", OCTETS("a\r\n>>Fro"), OCTETS("a\r\n>>Fro\r\n")},
		{"whole at the end", OCTETS("a\r\nFrom "), OCTETS("a\r\n>From \r\n")},
		{"blank lines stay", OCTETS("a\r\n\r\n"), OCTETS("a\r\n\r\n")},
	};

	(void)state;
	run_mbox(cases, COUNT(cases));
}

static void
mbox_lines_are_dot_stuffed_too(void **state)
{
	static const struct text_case cases[] = {
		{"dots", OCTETS(".\r\n..a\r\n.From x\r\n"),
		 OCTETS("..\r\n...a\r\n..From x\r\n")},
		{"LF", OCTETS("a\n.\nFrom x\n.\r\n"), OCTETS("a\n..\n>From x\n..\r\n")},
		{"both", OCTETS(".\r\nFrom x\r\n.\r\n"), OCTETS("..\r\n>From x\r\n..\r\n")},
	};

	(void)state;
	run_mbox(cases, COUNT(cases));
}

static void
the_line_before_names_the_sender(void **state)
{
	static const struct {
		const char *reverse_path;
		const char *line;
	} cases[] = {
		{"a@b", "From a@b Thu Jan  1 00:00:00 1970\r\n"},
		{"", "From MAILER-DAEMON Thu Jan  1 00:00:00 1970\r\n"},
		{"\"a b\"@c", "From \"a_b\"@c Thu Jan  1 00:00:00 1970\r\n"},
	};
	struct wire wire;

	(void)state;
	wire_open(&wire);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct multiline multiline;
		struct mbox mbox;

		multiline_begin(&multiline, &wire.conn);
		mbox_begin(&mbox, &multiline, cases[i].reverse_path, 0);
		wire_expect(&wire, cases[i].reverse_path, NULL, cases[i].line,
			    strlen(cases[i].line));
	}
	wire_close(&wire);
}

/* The second message does not go on where the first one ended. */
static void
messages_follow_each_other(void **state)
{
	static const char expected[] =
		"From a@b Thu Jan  1 00:00:00 1970\r\nFrom\r\n\r\n"
		"From a@b Thu Jan  1 00:00:00 1970\r\n>From x\r\n\r\n.\r\n";
	struct multiline multiline;
	struct mbox mbox;
	struct wire wire;

	(void)state;
	wire_open(&wire);
	multiline_begin(&multiline, &wire.conn);
	mbox_begin(&mbox, &multiline, "a@b", 0);
	mbox_write(&mbox, &multiline, OCTETS("From"));
	mbox_end(&mbox, &multiline);
	mbox_begin(&mbox, &multiline, "a@b", 0);
	mbox_write(&mbox, &multiline, OCTETS("From x\r\n"));
	mbox_end(&mbox, &multiline);
	multiline_end(&multiline);
	wire_expect(&wire, "two", NULL, expected, sizeof(expected) - 1);
	wire_close(&wire);
}

/* --- how it leaves --- */

/* A reply whose text has so many octets. */
static void
send_text(struct conn *conn, const char *text, size_t octets)
{
	struct multiline multiline;

	conn_write(conn, "+OK\r\n", 5);
	multiline_begin(&multiline, conn);
	multiline_write(&multiline, text, octets);
	multiline_end(&multiline);
	assert_int_equal(conn_flush(conn), CONN_OK);
}

/* Each write makes a packet: octets of the last one, *packets of them, *octets in all. */
static size_t
last_packet(int fd, size_t *packets, size_t *octets)
{
	static char data[CONN_OUTPUT_OCTETS + 1];
	size_t last = 0;
	ssize_t n;

	*packets = 0;
	*octets = 0;
	while ((n = recv(fd, data, sizeof(data), MSG_DONTWAIT)) > 0) {
		last = (size_t)n;
		*octets += last;
		++*packets;
	}
	return last;
}

/* The text, without its last line end or with it, and what the reply puts around it. */
static void
expect_end_with_text(struct conn *conn, int fd, const char *text, size_t octets)
{
	size_t all;
	size_t packets;
	size_t around = text[octets - 1] == '\n' ? 5 + 3 : 5 + 5;
	size_t last;

	send_text(conn, text, octets);
	last = last_packet(fd, &packets, &all);
	unit_expect_number("octets", NULL, (int64_t)all, (int64_t)(octets + around));
	if (last < CONN_TAIL_OCTETS)
		fail_msg("%zu octets of text, %zu packets: the last one has %zu", octets,
			 packets, last);
	if (packets > all / (CONN_OUTPUT_OCTETS - CONN_TAIL_OCTETS) + 1)
		fail_msg("%zu octets of text make %zu packets", octets, packets);
}

/* Wherever the output buffer ends, before, in or behind the line with the dot. */
static void
field_W14_the_dot_leaves_with_the_end_of_the_text(void **state)
{
	enum { TEXT_OCTETS = 3 * CONN_OUTPUT_OCTETS };
	char *text = malloc(TEXT_OCTETS);
	struct conn conn;
	int fds[2];

	(void)state;
	assert_non_null(text);
	memset(text, 'x', TEXT_OCTETS);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fds), 0);
	conn_init(&conn, -1, fds[0], 10, 10);
	for (size_t buffers = 1; buffers <= 2; buffers++)
		for (size_t less = 0; less < 2 * CONN_TAIL_OCTETS; less++) {
			size_t octets = buffers * CONN_OUTPUT_OCTETS + 100 - less;

			expect_end_with_text(&conn, fds[1], text, octets);
			memcpy(text + octets - 2, "\r\n", 2);
			expect_end_with_text(&conn, fds[1], text, octets);
			memcpy(text + octets - 2, "xx", 2);
		}
	close(fds[0]);
	close(fds[1]);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_with_a_dot_get_another),
		cmocka_unit_test(a_line_begins_behind_any_lf),
		cmocka_unit_test(a_last_line_gets_its_end),
		cmocka_unit_test(lines_can_be_written_one_by_one),
		cmocka_unit_test(large_texts_are_stuffed_too),
		cmocka_unit_test(top_shows_header_and_some_lines),
		cmocka_unit_test(top_counts_lines_by_lf),
		cmocka_unit_test(top_ends_where_a_piece_ends),
		cmocka_unit_test(from_lines_are_quoted),
		cmocka_unit_test(a_blank_line_follows),
		cmocka_unit_test(mbox_lines_are_dot_stuffed_too),
		cmocka_unit_test(local_lines_end_in_lf),
		cmocka_unit_test(the_line_before_names_the_sender),
		cmocka_unit_test(messages_follow_each_other),
		cmocka_unit_test(field_W14_the_dot_leaves_with_the_end_of_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
