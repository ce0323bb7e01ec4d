/*
 * Tests of common/tcp: options, what counts as vanished, and that nothing else does. Peers that
 * really vanish take minutes: tests/faults/test_vanish.py.
 */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include "common/wire/tcp.h"

static void
connect_pair(int *client, int *server)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t octets = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	*client = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, octets), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &octets), 0);
	assert_int_equal(connect(*client, (struct sockaddr *)&address, octets), 0);
	*server = accept(listener, NULL, NULL);
	assert_true(*server >= 0);
	close(listener);
}

static int
option(int fd, int level, int name)
{
	int value = -1;
	socklen_t octets = sizeof(value);

	assert_int_equal(getsockopt(fd, level, name, &value, &octets), 0);
	return value;
}

static void
field_W16_keepalive_takes_two_minutes(void **state)
{
	int client;
	int server;

	(void)state;
	connect_pair(&client, &server);
	assert_true(tcp_prepare(server));
	assert_int_equal(option(server, SOL_SOCKET, SO_KEEPALIVE), 1);
	assert_int_equal(option(server, IPPROTO_TCP, TCP_KEEPIDLE), 60);
	assert_int_equal(option(server, IPPROTO_TCP, TCP_KEEPINTVL), 10);
	assert_int_equal(option(server, IPPROTO_TCP, TCP_KEEPCNT), 6);
	assert_int_equal(option(server, IPPROTO_TCP, TCP_NODELAY), 1);
	/* That would end a peer who answers, but does not read. */
	assert_int_equal(option(server, IPPROTO_TCP, TCP_USER_TIMEOUT), 0);
	close(client);
	close(server);
}

static void
what_is_no_tcp_is_left_alone(void **state)
{
	struct tcp_watch watch = {.acknowledged_ms = 0};
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_false(tcp_prepare(fds[0]));
	assert_false(tcp_has_vanished(fds[0], &watch));
	close(fds[0]);
	close(fds[1]);
	assert_int_equal(pipe(fds), 0);
	assert_false(tcp_prepare(fds[1]));
	assert_false(tcp_has_vanished(fds[1], &watch));
	close(fds[0]);
	close(fds[1]);
	assert_false(tcp_prepare(fds[1]));
	assert_false(tcp_has_vanished(fds[1], &watch));
}

/* One look at a connection, and what it says. */
struct look {
	int64_t at_s;
	double acknowledged_s; /* when the last acknowledgement came */
	unsigned probes;
	unsigned retransmissions; /* since the connection began */
	bool unanswered;
};

static void
expect_looks(const char *name, const struct look *looks, size_t count)
{
	struct tcp_watch watch = {.acknowledged_ms = 0};
	const int64_t start_ms = 5000000; /* the machine has been up for a while */

	for (size_t i = 0; i < count; i++) {
		double age_s = (double)looks[i].at_s - looks[i].acknowledged_s;
		const struct tcp_info info = {
			.tcpi_last_ack_recv = (uint32_t)(age_s * 1000),
			.tcpi_probes = (uint8_t)looks[i].probes,
			.tcpi_total_retrans = looks[i].retransmissions,
		};

		unit_expect_number(
			name, NULL,
			tcp_is_unanswered(&info, start_ms + looks[i].at_s * 1000, &watch),
			looks[i].unanswered);
	}
}

#define EXPECT_LOOKS(name, ...)                                                                \
	expect_looks((name), (const struct look[]){__VA_ARGS__},                               \
		     COUNT(((const struct look[]){__VA_ARGS__})))

static void
field_W16_a_peer_who_answers_has_not_vanished(void **state)
{
	(void)state;
	EXPECT_LOOKS("idle for an hour", {5, 0, 0, 0, false}, {3600, 0, 0, 0, false});
	EXPECT_LOOKS("a slow network", {5, 4, 0, 2, false}, {10, 4, 0, 4, false},
		     {15, 14, 0, 5, false}, {120, 14, 0, 8, false});
	EXPECT_LOOKS("a closed window", {5, 4, 1, 0, false}, {60, 50, 0, 0, false},
		     {165, 50, 0, 0, false}, {174, 50.5, 1, 0, false}, {175, 171, 0, 0, false},
		     {290, 171, 0, 0, false}, {295, 171, 1, 0, false}, {300, 296, 0, 0, false});
	/* What was on its way found no room: the same segment goes again and again. */
	EXPECT_LOOKS("a closed window, and retransmissions", {5, 4, 0, 5, false},
		     {60, 50, 0, 8, false}, {165, 50, 0, 8, false}, {171, 50, 0, 9, false},
		     {175, 171, 0, 9, false}, {290, 171, 0, 9, false}, {295, 171, 0, 10, false},
		     {300, 296, 0, 10, false}, {410, 296, 0, 10, false},
		     {420, 296, 0, 11, false});
	EXPECT_LOOKS("no answer, but not for long enough", {5, 0, 0, 2, false},
		     {60, 0, 0, 8, false}, {120, 0, 9, 9, false});
}

static void
field_W16_a_peer_who_answers_no_more_has(void **state)
{
	(void)state;
	EXPECT_LOOKS("output", {5, 0, 0, 4, false}, {10, 0, 0, 5, false}, {60, 0, 0, 8, false},
		     {120, 0, 0, 9, false}, {121, 0, 0, 9, true});
	EXPECT_LOOKS("after hours", {7200, 7199, 0, 100, false}, {7205, 7200, 0, 100, false},
		     {7260, 7200, 0, 105, false}, {7321, 7200, 0, 107, true});
	EXPECT_LOOKS("a window that was just closed", {5, 3, 5, 0, false}, {60, 3, 8, 0, false},
		     {120, 3, 9, 0, false}, {124, 3, 9, 0, true});
	EXPECT_LOOKS("a window long closed", {300, 290, 0, 0, false}, {411, 290, 1, 0, false},
		     {525, 290, 1, 0, false}, {531, 290, 2, 0, true});
	EXPECT_LOOKS("the same, and retransmissions", {300, 290, 0, 12, false},
		     {411, 290, 0, 13, false}, {525, 290, 0, 13, false},
		     {531, 290, 0, 14, true});
	EXPECT_LOOKS("the counter begins anew", {5, 0, 0, UINT32_MAX, false},
		     {60, 0, 0, 0, false}, {121, 0, 0, 1, true});
}

/* The kernel's numbers, as far as a few seconds go. */
static void
field_W16_a_closed_window_is_not_silence(void **state)
{
	static const char octets[65536];
	struct pollfd nothing = {.fd = -1};
	struct tcp_watch watch = {.acknowledged_ms = 0};
	int client;
	int server;

	(void)state;
	connect_pair(&client, &server);
	assert_true(tcp_prepare(server));
	while (send(server, octets, sizeof(octets), MSG_DONTWAIT) > 0)
		;
	for (int i = 0; i < 20; i++) {
		poll(&nothing, 1, 100);
		assert_false(tcp_has_vanished(server, &watch));
	}
	close(client);
	close(server);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(field_W16_keepalive_takes_two_minutes),
		cmocka_unit_test(what_is_no_tcp_is_left_alone),
		cmocka_unit_test(field_W16_a_peer_who_answers_has_not_vanished),
		cmocka_unit_test(field_W16_a_peer_who_answers_no_more_has),
		cmocka_unit_test(field_W16_a_closed_window_is_not_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
