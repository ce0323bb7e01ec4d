/* Tests of common/line, over sockets: what is written in pieces is read in pieces. */
#include "tests/unit/unit.h"

#include <sys/socket.h>

#include "common/wire/line.h"

enum { LINES_MAX = 6 };

struct expected_line {
	enum line_status status;
	const char *text; /* of LINE_OK and LINE_BARE_LF */
	bool bare_lf;
};

struct line_case {
	const char *name;
	bool allow_lf;
	const char *input;
	size_t octets;
	struct expected_line lines[LINES_MAX]; /* up to LINE_NONE, which is not listed */
	size_t count;
};

struct writer {
	int fd;
	const char *text;
	struct unit_cut *cut;
};

/* Writes all pieces and closes. */
static int
write_pieces(void *of)
{
	struct writer *writer = of;

	for (size_t done = 0; done < writer->cut->octets;) {
		size_t piece = unit_cut_piece(writer->cut, done);

		if (send(writer->fd, writer->text + done, piece, MSG_NOSIGNAL) !=
		    (ssize_t)piece)
			return 1;
		done += piece;
	}
	return shutdown(writer->fd, SHUT_WR) < 0;
}

static void
expect_line(const struct line_case *line_case, const struct unit_cut *cut, struct conn *conn,
	    size_t number)
{
	struct line line;
	enum line_status status = line_read(conn, line_case->allow_lf, &line);
	const struct expected_line *expected = &line_case->lines[number];

	if (number == line_case->count) {
		unit_expect_number(line_case->name, cut, status, LINE_NONE);
		unit_expect_number(line_case->name, cut, line.input, CONN_END);
		return;
	}
	unit_expect_number(line_case->name, cut, status, expected->status);
	if (status != LINE_OK && status != LINE_BARE_LF)
		return;
	unit_expect(line_case->name, cut, line.text, line.octets, expected->text,
		    strlen(expected->text));
	unit_expect_number(line_case->name, cut, line.text[line.octets], '\0');
	unit_expect_number(line_case->name, cut, line.bare_lf, expected->bare_lf);
}

/* A packet a piece keeps them apart; but one that finds no room is cut, so only small ones. */
static int
socket_type(const struct unit_cut *cut)
{
	bool small = cut->octets < CONN_INPUT_OCTETS / 4 || cut->number == UNIT_OCTET_BY_OCTET;

	return small ? SOCK_SEQPACKET : SOCK_STREAM;
}

static void
run_cut(const struct line_case *line_case, struct unit_cut *cut)
{
	bool large = cut->octets > 150; /* pieces than a socket surely holds */
	struct writer writer = {.text = line_case->input, .cut = cut};
	struct conn conn;
	pid_t child = 0;
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, socket_type(cut), 0, fds), 0);
	writer.fd = fds[1];
	if (large)
		child = unit_fork(write_pieces, &writer);
	else
		assert_int_equal(write_pieces(&writer), 0);
	close(fds[1]);
	conn_init(&conn, fds[0], fds[0], 10, 10);
	for (size_t i = 0; i <= line_case->count; i++)
		expect_line(line_case, cut, &conn, i);
	close(fds[0]);
	if (large)
		unit_wait(child);
}

static void
run_case(const struct line_case *line_case)
{
	for (struct unit_cut cut = {.octets = line_case->octets}; unit_cut_is_one(&cut);
	     unit_cut_next(&cut))
		run_cut(line_case, &cut);
}

static void
run_cases(const struct line_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		run_case(&cases[i]);
}

static void
lines_end_in_crlf(void **state)
{
	static const struct line_case cases[] = {
		{"nothing", false, OCTETS(""), {{LINE_OK, "", false}}, 0},
		{"one", false, OCTETS("NOOP\r\n"), {{LINE_OK, "NOOP", false}}, 1},
		{"empty", false, OCTETS("\r\n"), {{LINE_OK, "", false}}, 1},
		{"pipelined",
		 false,
		 OCTETS("MAIL FROM:<a@b>\r\nRCPT TO:<c>\r\n\r\nDATA\r\n"),
		 {{LINE_OK, "MAIL FROM:<a@b>", false},
		  {LINE_OK, "RCPT TO:<c>", false},
		  {LINE_OK, "", false},
		  {LINE_OK, "DATA", false}},
		 4},
		{"8 bits",
		 false,
		 OCTETS("\xC3\xA9 \x01\x7F\xFF\t\r\n"),
		 {{LINE_OK, "\xC3\xA9 \x01\x7F\xFF\t", false}},
		 1},
		{"without end", false, OCTETS("QUIT\r\nNOOP"), {{LINE_OK, "QUIT", false}}, 1},
		{"CR without LF",
		 false,
		 OCTETS("QUIT\r\nNOOP\r"),
		 {{LINE_OK, "QUIT", false}},
		 1},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
bare_lf_is_told_apart(void **state)
{
	static const struct line_case cases[] = {
		{"refused",
		 false,
		 OCTETS("NOOP\nQUIT\r\n"),
		 {{LINE_BARE_LF, "NOOP", true}, {LINE_OK, "QUIT", false}},
		 2},
		{"refused, empty",
		 false,
		 OCTETS("\n\n\r\n"),
		 {{LINE_BARE_LF, "", true}, {LINE_BARE_LF, "", true}, {LINE_OK, "", false}},
		 3},
		{"allowed",
		 true,
		 OCTETS("NOOP\nRSET\r\n\nQUIT\n"),
		 {{LINE_OK, "NOOP", true},
		  {LINE_OK, "RSET", false},
		  {LINE_OK, "", true},
		  {LINE_OK, "QUIT", true}},
		 4},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
nul_and_cr_are_refused(void **state)
{
	static const struct line_case cases[] = {
		{"NUL",
		 false,
		 OCTETS("NO\0OP\r\n\0\r\nQUIT\r\n"),
		 {{LINE_BAD_OCTET, NULL, false},
		  {LINE_BAD_OCTET, NULL, false},
		  {LINE_OK, "QUIT", false}},
		 3},
		{"CR",
		 false,
		 OCTETS("NO\rOP\r\n\r\r\nQUIT\r\n"),
		 {{LINE_BAD_OCTET, NULL, false},
		  {LINE_BAD_OCTET, NULL, false},
		  {LINE_OK, "QUIT", false}},
		 3},
		{"with LF allowed",
		 true,
		 OCTETS("NO\rOP\nNO\0OP\nQUIT\n"),
		 {{LINE_BAD_OCTET, NULL, false},
		  {LINE_BAD_OCTET, NULL, false},
		  {LINE_OK, "QUIT", true}},
		 3},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

/* Runs a case on so many 'a', followed by tail. */
static void
run_long(struct line_case line_case, size_t letters, const char *tail, size_t tail_octets)
{
	char *input = malloc(letters + tail_octets);

	assert_non_null(input);
	memset(input, 'a', letters);
	memcpy(input + letters, tail, tail_octets);
	line_case.input = input;
	line_case.octets = letters + tail_octets;
	run_case(&line_case);
	free(input);
}

static void
a_line_may_fill_the_buffer(void **state)
{
	char *longest = malloc(CONN_INPUT_OCTETS);

	(void)state;
	assert_non_null(longest);
	memset(longest, 'a', CONN_INPUT_OCTETS);
	longest[CONN_INPUT_OCTETS - 2] = '\0';
	run_long((struct line_case){.name = "CRLF",
				    .lines = {{LINE_OK, longest, false},
					      {LINE_OK, "NOOP", false}},
				    .count = 2},
		 CONN_INPUT_OCTETS - 2, OCTETS("\r\nNOOP\r\n"));
	longest[CONN_INPUT_OCTETS - 2] = 'a';
	longest[CONN_INPUT_OCTETS - 1] = '\0';
	run_long(
		(struct line_case){.name = "LF",
				   .allow_lf = true,
				   .lines = {{LINE_OK, longest, true}, {LINE_OK, "NOOP", true}},
				   .count = 2},
		CONN_INPUT_OCTETS - 1, OCTETS("\nNOOP\n"));
	free(longest);
}

/* The tail of a line that is too long is never taken for a command. */
static void
a_longer_one_is_skipped_to_its_end(void **state)
{
	static const struct line_case strict = {
		.name = "CRLF",
		.lines = {{LINE_TOO_LONG, NULL, false}, {LINE_OK, "NOOP", false}},
		.count = 2,
	};
	static const struct line_case lenient = {
		.name = "LF",
		.allow_lf = true,
		.lines = {{LINE_TOO_LONG, NULL, false},
			  {LINE_OK, "QUIT", true},
			  {LINE_OK, "NOOP", false}},
		.count = 3,
	};
	static const struct line_case endless = {.name = "no end", .count = 0};

	(void)state;
	run_long(strict, CONN_INPUT_OCTETS - 1, OCTETS("\r\nNOOP\r\n"));
	run_long(strict, CONN_INPUT_OCTETS, OCTETS("\r\nNOOP\r\n"));
	run_long(strict, 3 * CONN_INPUT_OCTETS + 5, OCTETS("\r\nNOOP\r\n"));
	run_long(strict, CONN_INPUT_OCTETS, OCTETS("\nQUIT\n\rRSET\r\nNOOP\r\n"));
	run_long(strict, CONN_INPUT_OCTETS - 1, OCTETS("\r\r\nNOOP\r\n"));
	run_long(lenient, CONN_INPUT_OCTETS, OCTETS("\nQUIT\nNOOP\r\n"));
	run_long(endless, CONN_INPUT_OCTETS, OCTETS(""));
	run_long(endless, CONN_INPUT_OCTETS + 5, OCTETS("\nQUIT\nNOOP\r"));
}

static void
works_on_pipes(void **state)
{
	struct conn conn;
	struct line line;
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], "USER a\r\nPASS b\r\n", 16), 16);
	close(fds[1]);
	conn_init(&conn, fds[0], -1, 10, 10);
	assert_int_equal(line_read(&conn, false, &line), LINE_OK);
	assert_string_equal(line.text, "USER a");
	assert_int_equal(line_read(&conn, false, &line), LINE_OK);
	assert_string_equal(line.text, "PASS b");
	assert_int_equal(line_read(&conn, false, &line), LINE_NONE);
	close(fds[0]);
}

static void
a_line_without_end_times_out(void **state)
{
	struct conn conn;
	struct line line;
	int fds[2];
	int64_t start = unit_now_ms();

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_int_equal(write(fds[1], "NOOP", 4), 4);
	conn_init(&conn, fds[0], fds[0], 1, 10);
	conn.idle_ms = 300;
	assert_int_equal(line_read(&conn, false, &line), LINE_NONE);
	assert_int_equal(line.input, CONN_TIMEOUT);
	unit_expect_waited(start, 300);
	close(fds[0]);
	close(fds[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_end_in_crlf),
		cmocka_unit_test(bare_lf_is_told_apart),
		cmocka_unit_test(nul_and_cr_are_refused),
		cmocka_unit_test(a_line_may_fill_the_buffer),
		cmocka_unit_test(a_longer_one_is_skipped_to_its_end),
		cmocka_unit_test(works_on_pipes),
		cmocka_unit_test(a_line_without_end_times_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
