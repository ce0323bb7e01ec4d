/* Tests of common/conn, on real pipes, socket pairs and TCP connections. */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "common/wire/conn.h"

enum {
	MANY_OCTETS = 1000000,
	SHORT_MS = 300, /* a wait, where a whole second would show no more */
};

static void
open_pair(int type, int fds[2])
{
	assert_int_equal(socketpair(AF_UNIX, type, 0, fds), 0);
}

static void
close_pair(const int fds[2])
{
	close(fds[0]);
	close(fds[1]);
}

static void
put(int fd, const char *text)
{
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
}

/* What has arrived at fd, without waiting. */
static void
expect_arrived(const char *name, int fd, const char *expected)
{
	char data[1000];
	ssize_t octets = recv(fd, data, sizeof(data), MSG_DONTWAIT);

	unit_expect(name, NULL, data, octets < 0 ? 0 : (size_t)octets, expected,
		    strlen(expected));
}

static void
expect_input(const char *name, struct conn *conn, const char *expected)
{
	size_t octets;
	const char *input = conn_input(conn, &octets);

	unit_expect(name, NULL, input, octets, expected, strlen(expected));
}

/* --- input --- */

static void
hands_out_input_without_loss(void **state)
{
	struct conn conn;
	int fds[2];

	(void)state;
	open_pair(SOCK_STREAM, fds);
	conn_init(&conn, fds[0], fds[0], 5, 5);
	expect_input("at first", &conn, "");
	put(fds[1], "one two");
	assert_int_equal(conn_fill(&conn), CONN_OK);
	expect_input("after a fill", &conn, "one two");
	conn_consume(&conn, 4);
	expect_input("after some was consumed", &conn, "two");
	put(fds[1], " three");
	assert_int_equal(conn_fill(&conn), CONN_OK);
	expect_input("after another fill", &conn, "two three");
	conn_consume(&conn, 9);
	expect_input("after all was consumed", &conn, "");
	close_pair(fds);
}

static void
says_when_the_buffer_is_full(void **state)
{
	char *data = malloc(2 * CONN_INPUT_OCTETS);
	struct conn conn;
	size_t octets;
	int fds[2];

	(void)state;
	assert_non_null(data);
	unit_pattern(data, 2 * CONN_INPUT_OCTETS, 3);
	open_pair(SOCK_STREAM, fds);
	assert_int_equal(write(fds[1], data, 2 * CONN_INPUT_OCTETS), 2 * CONN_INPUT_OCTETS);
	conn_init(&conn, fds[0], fds[0], 5, 5);
	assert_int_equal(conn_fill(&conn), CONN_OK);
	assert_true(conn_input_full(&conn));
	conn_consume(&conn, 1);
	assert_false(conn_input_full(&conn));
	assert_int_equal(conn_fill(&conn), CONN_OK);
	assert_true(conn_input_full(&conn));
	unit_expect("moved by one", NULL, conn_input(&conn, &octets), CONN_INPUT_OCTETS,
		    data + 1, CONN_INPUT_OCTETS);
	close_pair(fds);
	free(data);
}

static void
tells_the_end_of_input(void **state)
{
	struct conn conn;
	int fds[2];

	(void)state;
	open_pair(SOCK_STREAM, fds);
	conn_init(&conn, fds[0], fds[0], 5, 5);
	put(fds[1], "last");
	close(fds[1]);
	assert_int_equal(conn_fill(&conn), CONN_OK);
	assert_int_equal(conn_fill(&conn), CONN_END);
	assert_int_equal(conn_fill(&conn), CONN_END);
	expect_input("at the end", &conn, "last");
	close(fds[0]);

	assert_int_equal(pipe(fds), 0);
	close(fds[1]);
	conn_init(&conn, fds[0], -1, 5, 5);
	assert_int_equal(conn_fill(&conn), CONN_END);
	close(fds[0]);

	fds[0] = open("/dev/null", O_RDONLY);
	conn_init(&conn, fds[0], -1, 5, 5);
	assert_int_equal(conn_fill(&conn), CONN_END);
	close(fds[0]);
}

static void
tells_an_error_of_read(void **state)
{
	int directory = open("/", O_RDONLY | O_DIRECTORY);
	struct conn conn;

	(void)state;
	conn_init(&conn, directory, -1, 5, 5);
	assert_int_equal(conn_fill(&conn), CONN_FAILED);
	close(directory);
}

/* Reads through a descriptor that its owner has made non-blocking, and leaves it so. */
static void
waits_on_a_non_blocking_pipe(void **state)
{
	struct conn conn;
	int fds[2];
	int64_t start = unit_now_ms();

	(void)state;
	assert_int_equal(pipe2(fds, O_NONBLOCK), 0);
	conn_init(&conn, fds[0], -1, 1, 5);
	conn.idle_ms = SHORT_MS;
	assert_int_equal(conn_fill(&conn), CONN_TIMEOUT);
	unit_expect_waited(start, SHORT_MS);
	put(fds[1], "x");
	assert_int_equal(conn_fill(&conn), CONN_OK);
	assert_true(fcntl(fds[0], F_GETFL) & O_NONBLOCK);
	close_pair(fds);
}

/* --- secrets --- */

static bool
is_anywhere(const struct conn *conn, const char *secret)
{
	return memmem(conn->input, sizeof(conn->input), secret, strlen(secret)) != NULL;
}

static void
wipes_what_was_consumed_and_no_more(void **state)
{
	static const char password[] = "PASS hunter2\r\n";
	struct conn conn = {.in = -1};
	int fds[2];

	(void)state;
	open_pair(SOCK_STREAM, fds);
	conn_init(&conn, fds[0], fds[0], 5, 5);
	put(fds[1], password);
	put(fds[1], "STAT\r\n");
	assert_int_equal(conn_fill(&conn), CONN_OK);
	assert_true(is_anywhere(&conn, "hunter2"));
	conn_consume(&conn, strlen(password));
	conn_wipe(&conn);
	assert_false(is_anywhere(&conn, "hunter2"));
	expect_input("behind the password", &conn, "STAT\r\n");
	close_pair(fds);
}

/* A password that comes in two pieces moves within the buffer. */
static void
leaves_no_second_copy(void **state)
{
	struct conn conn = {.in = -1};
	int fds[2];

	(void)state;
	open_pair(SOCK_STREAM, fds);
	conn_init(&conn, fds[0], fds[0], 5, 5);
	put(fds[1], "USER somebody\r\nPASS hunter2");
	assert_int_equal(conn_fill(&conn), CONN_OK);
	conn_consume(&conn, strlen("USER somebody\r\n"));
	put(fds[1], "\r\n");
	assert_int_equal(conn_fill(&conn), CONN_OK);
	expect_input("whole", &conn, "PASS hunter2\r\n");
	conn_consume(&conn, strlen("PASS hunter2\r\n"));
	conn_wipe(&conn);
	assert_false(is_anywhere(&conn, "hunter2"));
	close_pair(fds);
}

/* --- output --- */

/* Each write makes a packet of its own on such a socket. */
static void
collects_output_until_a_read(void **state)
{
	struct conn conn;
	int fds[2];

	(void)state;
	open_pair(SOCK_SEQPACKET, fds);
	conn_init(&conn, fds[0], fds[0], 5, 5);
	conn_write(&conn, "250 a\r\n", 7);
	conn_write(&conn, "", 0);
	conn_write(&conn, "250 b\r\n", 7);
	expect_arrived("before a read", fds[1], "");
	put(fds[1], "QUIT\r\n");
	assert_int_equal(conn_fill(&conn), CONN_OK);
	expect_arrived("with the read, in one write", fds[1], "250 a\r\n250 b\r\n");
	expect_arrived("and then no more", fds[1], "");
	close_pair(fds);
}

static void
flushes_on_demand(void **state)
{
	struct conn conn;
	int fds[2];

	(void)state;
	open_pair(SOCK_SEQPACKET, fds);
	conn_init(&conn, fds[0], fds[0], 5, 5);
	conn_write(&conn, "354 go\r\n", 8);
	assert_int_equal(conn_flush(&conn), CONN_OK);
	expect_arrived("flushed", fds[1], "354 go\r\n");
	assert_int_equal(conn_flush(&conn), CONN_OK);
	expect_arrived("nothing left", fds[1], "");
	close_pair(fds);
}

/* What is there when one octet more comes than the buffer holds leaves, but for its tail. */
static void
makes_room_when_the_buffer_is_full(void **state)
{
	enum { FIRST = CONN_OUTPUT_OCTETS - CONN_TAIL_OCTETS };
	char data[CONN_OUTPUT_OCTETS + 1];
	char got[CONN_OUTPUT_OCTETS + 10];
	struct conn conn;
	int fds[2];

	(void)state;
	unit_pattern(data, sizeof(data), 4);
	open_pair(SOCK_STREAM, fds);
	conn_init(&conn, fds[0], fds[0], 5, 5);
	conn_write(&conn, data, CONN_OUTPUT_OCTETS);
	expect_arrived("full", fds[1], "");
	conn_write(&conn, data + CONN_OUTPUT_OCTETS, 1);
	unit_expect("one more", NULL, got, (size_t)recv(fds[1], got, sizeof(got), MSG_DONTWAIT),
		    data, FIRST);
	assert_int_equal(conn_flush(&conn), CONN_OK);
	unit_expect("the rest", NULL, got, (size_t)recv(fds[1], got, sizeof(got), MSG_DONTWAIT),
		    data + FIRST, CONN_TAIL_OCTETS + 1);
	close_pair(fds);
}

struct sender {
	int fd;
	const char *data;
	struct unit_cut *cut;
};

static int
send_pieces(void *of)
{
	struct sender *sender = of;
	struct conn conn;

	conn_init(&conn, -1, sender->fd, 5, 5);
	for (size_t done = 0; done < sender->cut->octets;) {
		size_t piece = unit_cut_piece(sender->cut, done);

		conn_write(&conn, sender->data + done, piece);
		done += piece;
	}
	return conn_flush(&conn) != CONN_OK;
}

/* Reads slowly at first, so that the writer has to wait and to write in parts. */
static void
expect_all(const struct sender *sender, int fd)
{
	char *got = malloc(MANY_OCTETS + 1);
	size_t octets = 0;
	ssize_t n;

	assert_non_null(got);
	usleep(5000);
	while ((n = read(fd, got + octets, MANY_OCTETS + 1 - octets)) > 0)
		octets += (size_t)n;
	unit_expect("a million octets", sender->cut, got, octets, sender->data, MANY_OCTETS);
	free(got);
}

static void
send_through(int fds[2], struct sender *sender)
{
	pid_t child;

	sender->fd = fds[1];
	child = unit_fork(send_pieces, sender);
	close(fds[1]);
	expect_all(sender, fds[0]);
	close(fds[0]);
	unit_wait(child);
}

static void
writes_all_to_a_slow_peer(void **state)
{
	char *data = malloc(MANY_OCTETS);

	(void)state;
	assert_non_null(data);
	unit_pattern(data, MANY_OCTETS, 5);
	for (struct unit_cut cut = {.octets = MANY_OCTETS}; unit_cut_is_one(&cut);
	     unit_cut_next(&cut)) {
		struct sender sender = {.data = data, .cut = &cut};
		int fds[2];

		open_pair(SOCK_STREAM, fds);
		send_through(fds, &sender);
		assert_int_equal(pipe(fds), 0);
		send_through(fds, &sender);
	}
	free(data);
}

static void
a_peer_who_has_gone_is_an_error(void **state)
{
	struct conn conn;
	int fds[2];

	(void)state;
	open_pair(SOCK_STREAM, fds);
	close(fds[1]);
	conn_init(&conn, fds[0], fds[0], 5, 5);
	conn_write(&conn, "220\r\n", 5);
	assert_int_equal(conn_flush(&conn), CONN_FAILED);
	close(fds[0]);

	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(fds), 0);
	close(fds[0]);
	conn_init(&conn, -1, fds[1], 5, 5);
	conn_write(&conn, "220\r\n", 5);
	assert_int_equal(conn_flush(&conn), CONN_FAILED);
	close(fds[1]);
}

static void
after_a_failed_write_nothing_goes_on(void **state)
{
	struct conn conn;
	int in[2];
	int out[2];

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(in), 0);
	assert_int_equal(pipe(out), 0);
	put(in[1], "DELE 1\r\n");
	close(out[0]);
	conn_init(&conn, in[0], out[1], 5, 5);
	conn_write(&conn, "+OK\r\n", 5);
	assert_int_equal(conn_fill(&conn), CONN_FAILED);
	expect_input("the commands that follow are not read", &conn, "");
	assert_int_equal(conn_fill(&conn), CONN_FAILED);
	conn_write(&conn, "+OK\r\n", 5);
	assert_int_equal(conn.queued, 0);
	assert_int_equal(conn_flush(&conn), CONN_FAILED);
	assert_int_equal(conn.status, CONN_FAILED);
	close_pair(in);
	close(out[1]);
}

static void
closing_tells_the_peer(void **state)
{
	struct conn conn;
	char data[100];
	int fds[2];

	(void)state;
	open_pair(SOCK_STREAM, fds);
	conn_init(&conn, fds[0], fds[0], 5, 5);
	conn_write(&conn, "221 bye\r\n", 9);
	conn_close(&conn);
	expect_arrived("the last reply", fds[1], "221 bye\r\n");
	assert_int_equal(recv(fds[1], data, sizeof(data), MSG_DONTWAIT), 0);
	close_pair(fds);
}

/* What was read with the last command, a password before it too, is nobody's any more. */
static void
handing_over_leaves_nothing(void **state)
{
	struct conn conn = {.in = -1};
	char data[100];
	int fds[2];

	(void)state;
	open_pair(SOCK_STREAM, fds);
	conn_init(&conn, fds[0], fds[0], 5, 5);
	put(fds[1], "PASS hunter2\r\nSTLS\r\nSTAT\r\n");
	assert_int_equal(conn_fill(&conn), CONN_OK);
	conn_consume(&conn, strlen("PASS hunter2\r\nSTLS\r\n"));
	conn_write(&conn, "+OK\r\n", 5);
	assert_int_equal(conn_hand_over(&conn), CONN_OK);
	expect_input("dropped", &conn, "");
	assert_false(is_anywhere(&conn, "hunter2"));
	assert_false(is_anywhere(&conn, "STAT"));
	expect_arrived("the go-ahead", fds[1], "+OK\r\n");
	/* The connection is open. */
	assert_int_equal(recv(fds[1], data, sizeof(data), MSG_DONTWAIT), -1);
	assert_int_equal(errno, EAGAIN);
	close(fds[1]);
	conn_write(&conn, "+OK\r\n", 5);
	assert_int_equal(conn_hand_over(&conn), CONN_FAILED);
	close(fds[0]);
}

static void
seconds_left_are_at_least_one(void **state)
{
	struct conn conn;
	int fds[2];

	(void)state;
	open_pair(SOCK_STREAM, fds);
	conn_init(&conn, fds[0], fds[0], 5, 100);
	assert_in_range(conn_seconds_left(&conn), 98, 100);
	conn.deadline_ms -= 200000;
	assert_int_equal(conn_seconds_left(&conn), 1);
	close_pair(fds);
}

/* --- time --- */

static void
on_signal(int number)
{
	(void)number;
}

/* Signals that come while it waits change nothing. */
static void
silence_times_out(void **state)
{
	struct sigaction action = {.sa_handler = on_signal};
	struct itimerval often = {.it_interval.tv_usec = 100000, .it_value.tv_usec = 100000};
	struct itimerval never = {.it_value.tv_sec = 0};
	struct conn conn;
	int fds[2];
	int64_t start;

	(void)state;
	open_pair(SOCK_STREAM, fds);
	sigaction(SIGALRM, &action, NULL);
	conn_init(&conn, fds[0], fds[0], 1, 10);
	start = unit_now_ms();
	setitimer(ITIMER_REAL, &often, NULL);
	assert_int_equal(conn_fill(&conn), CONN_TIMEOUT);
	setitimer(ITIMER_REAL, &never, NULL);
	unit_expect_waited(start, 1000);
	assert_int_equal(conn.status, CONN_OK);
	conn_write(&conn, "421\r\n", 5);
	conn_close(&conn);
	expect_arrived("a last word", fds[1], "421\r\n");
	close_pair(fds);
}

static int
trickle(void *of)
{
	const int *fd = of;

	for (;;) {
		usleep(100000);
		if (send(*fd, "x", 1, MSG_NOSIGNAL) < 0)
			return 1;
	}
}

static void
a_trickle_meets_the_deadline(void **state)
{
	struct conn conn;
	enum conn_status status;
	unsigned fills = 0;
	pid_t child;
	int fds[2];
	int64_t start;

	(void)state;
	open_pair(SOCK_STREAM, fds);
	start = unit_now_ms();
	conn_init(&conn, fds[0], fds[0], 1, 1);
	child = unit_fork(trickle, &fds[1]);
	while ((status = conn_fill(&conn)) == CONN_OK)
		fills++;
	assert_int_equal(status, CONN_DEADLINE);
	unit_expect_waited(start, 1000);
	assert_in_range(fills, 5, 10);
	unit_kill(child);
	close_pair(fds);
}

/* Input that is there already does not help either: a quick peer's session ends as well. */
static void
the_deadline_is_met_in_a_flood(void **state)
{
	struct conn conn;
	int fds[2];

	(void)state;
	open_pair(SOCK_STREAM, fds);
	put(fds[1], "some input");
	conn_init(&conn, fds[0], fds[0], 5, 0);
	assert_int_equal(conn_fill(&conn), CONN_DEADLINE);
	close_pair(fds);
}

/* The peer does not read: writing ends with the expected status after a while, for good. */
static void
expect_stuck(int out, int64_t idle_ms, int64_t total_ms, enum conn_status expected)
{
	static const char data[CONN_OUTPUT_OCTETS];
	struct conn conn;
	int64_t start = unit_now_ms();

	conn_init(&conn, -1, out, 10, 10);
	conn.idle_ms = idle_ms;
	conn.deadline_ms = start + total_ms;
	for (int i = 0; i < 100 && conn.status == CONN_OK; i++)
		conn_write(&conn, data, sizeof(data));
	assert_int_equal(conn.status, expected);
	assert_int_equal(conn_flush(&conn), expected);
	assert_int_equal(conn_fill(&conn), expected);
	unit_expect_waited(start, SHORT_MS);
}

static void
a_peer_who_does_not_read_times_out(void **state)
{
	int fds[2];

	(void)state;
	open_pair(SOCK_STREAM, fds);
	expect_stuck(fds[0], SHORT_MS, 10000, CONN_TIMEOUT);
	expect_stuck(fds[0], 10000, SHORT_MS, CONN_DEADLINE);
	close_pair(fds);
	assert_int_equal(pipe(fds), 0);
	expect_stuck(fds[1], SHORT_MS, 10000, CONN_TIMEOUT);
	expect_stuck(fds[1], 10000, SHORT_MS, CONN_DEADLINE);
	close_pair(fds);
}

/* --- the rest --- */

static void
turns_off_nagles_algorithm(void **state)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t octets = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	int client = socket(AF_INET, SOCK_STREAM, 0);
	struct conn conn;
	int on = 0;

	(void)state;
	assert_int_equal(bind(listener, (struct sockaddr *)&address, octets), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &octets), 0);
	assert_int_equal(connect(client, (struct sockaddr *)&address, octets), 0);
	conn_init(&conn, client, client, 5, 5);
	octets = sizeof(on);
	assert_int_equal(getsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, &octets), 0);
	assert_true(on);
	close(client);
	close(listener);
}

static void
each_status_has_a_name(void **state)
{
	static const enum conn_status all[] = {CONN_OK, CONN_END, CONN_TIMEOUT, CONN_DEADLINE,
					       CONN_FAILED};

	(void)state;
	for (size_t i = 0; i < COUNT(all); i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(conn_status_text(all[i]),
						conn_status_text(all[j]));
}

/* --- waiting for something else --- */

static void
a_pause_reads_nothing(void **state)
{
	struct conn conn;
	int64_t start;
	int fds[2];

	(void)state;
	open_pair(SOCK_STREAM, fds);
	conn_init(&conn, fds[0], fds[0], 5, 5);
	put(fds[1], "what has come");
	conn_write(&conn, "220\r\n", 5);
	start = unit_now_ms();
	assert_int_equal(conn_pause(&conn, SHORT_MS), CONN_OK);
	unit_expect_waited(start, SHORT_MS);
	expect_arrived("what was queued", fds[1], "220\r\n");
	expect_input("in the pause", &conn, "");
	assert_int_equal(conn_fill(&conn), CONN_OK);
	expect_input("after it", &conn, "what has come");
	close_pair(fds);
}

static void
a_pause_ends_with_the_session(void **state)
{
	struct conn conn;
	int64_t start = unit_now_ms();
	int fds[2];

	(void)state;
	open_pair(SOCK_STREAM, fds);
	conn_init(&conn, fds[0], fds[0], 5, 5);
	conn.deadline_ms = start + SHORT_MS;
	assert_int_equal(conn_pause(&conn, 60000), CONN_DEADLINE);
	unit_expect_waited(start, SHORT_MS);
	close_pair(fds);
}

/* half: the peer says that it sends no more, and goes on listening. */
static void
expect_pause_ends(int in, int peer, bool half)
{
	struct conn conn;
	int64_t start = unit_now_ms();

	conn_init(&conn, in, STDOUT_FILENO, 5, 5);
	put(peer, "unread");
	if (half)
		assert_int_equal(shutdown(peer, SHUT_WR), 0);
	else
		close(peer);
	assert_int_equal(conn_pause(&conn, 60000), CONN_END);
	unit_expect_waited(start, 0);
	close(in);
	if (half)
		close(peer);
}

static void
a_pause_ends_with_the_peer(void **state)
{
	int fds[2];

	(void)state;
	open_pair(SOCK_STREAM, fds);
	expect_pause_ends(fds[0], fds[1], true);
	open_pair(SOCK_STREAM, fds);
	expect_pause_ends(fds[0], fds[1], false);
	assert_int_equal(pipe(fds), 0);
	expect_pause_ends(fds[0], fds[1], false);
}

static void
no_pause_for_who_has_gone(void **state)
{
	struct conn conn;
	int fds[2];

	(void)state;
	open_pair(SOCK_STREAM, fds);
	conn_init(&conn, fds[0], fds[0], 5, 5);
	close(fds[1]);
	conn_write(&conn, "220\r\n", 5);
	assert_int_equal(conn_pause(&conn, 60000), CONN_FAILED);
	close(fds[0]);
}

static void
listening_has_a_time_of_its_own(void **state)
{
	struct conn conn;
	int64_t start = unit_now_ms();
	int fds[2];

	(void)state;
	open_pair(SOCK_STREAM, fds);
	conn_init(&conn, fds[0], fds[0], 60, 60);
	assert_int_equal(conn_wait_for_input(&conn, 1), CONN_TIMEOUT);
	unit_expect_waited(start, 1000);
	assert_int_equal(conn.idle_ms, 60000);
	put(fds[1], "early");
	assert_int_equal(conn_wait_for_input(&conn, 60), CONN_OK);
	expect_input("what came", &conn, "early");
	close_pair(fds);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hands_out_input_without_loss),
		cmocka_unit_test(says_when_the_buffer_is_full),
		cmocka_unit_test(tells_the_end_of_input),
		cmocka_unit_test(tells_an_error_of_read),
		cmocka_unit_test(waits_on_a_non_blocking_pipe),
		cmocka_unit_test(wipes_what_was_consumed_and_no_more),
		cmocka_unit_test(leaves_no_second_copy),
		cmocka_unit_test(collects_output_until_a_read),
		cmocka_unit_test(flushes_on_demand),
		cmocka_unit_test(makes_room_when_the_buffer_is_full),
		cmocka_unit_test(writes_all_to_a_slow_peer),
		cmocka_unit_test(a_peer_who_has_gone_is_an_error),
		cmocka_unit_test(after_a_failed_write_nothing_goes_on),
		cmocka_unit_test(closing_tells_the_peer),
		cmocka_unit_test(handing_over_leaves_nothing),
		cmocka_unit_test(seconds_left_are_at_least_one),
		cmocka_unit_test(silence_times_out),
		cmocka_unit_test(a_trickle_meets_the_deadline),
		cmocka_unit_test(the_deadline_is_met_in_a_flood),
		cmocka_unit_test(a_peer_who_does_not_read_times_out),
		cmocka_unit_test(turns_off_nagles_algorithm),
		cmocka_unit_test(each_status_has_a_name),
		cmocka_unit_test(a_pause_reads_nothing),
		cmocka_unit_test(a_pause_ends_with_the_session),
		cmocka_unit_test(a_pause_ends_with_the_peer),
		cmocka_unit_test(no_pause_for_who_has_gone),
		cmocka_unit_test(listening_has_a_time_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
