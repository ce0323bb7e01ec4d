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

#include "common/tcp.h"

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
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_false(tcp_prepare(fds[0]));
	assert_false(tcp_has_vanished(fds[0]));
	close(fds[0]);
	close(fds[1]);
	assert_int_equal(pipe(fds), 0);
	assert_false(tcp_prepare(fds[1]));
	assert_false(tcp_has_vanished(fds[1]));
	close(fds[0]);
	close(fds[1]);
	assert_false(tcp_prepare(fds[1]));
	assert_false(tcp_has_vanished(fds[1]));
}

static void
field_W16_age_and_silence_count_together(void **state)
{
	static const struct {
		const char *name;
		uint32_t acknowledged_ms_ago;
		unsigned probes;
		unsigned retransmissions;
		bool unanswered;
	} cases[] = {
		{"it has just answered", 0, 0, 0, false},
		{"a slow network", 30000, 0, 6, false},
		{"a closed window, the first probes", 1000, 1, 0, false},
		{"a closed window, probes two minutes apart", 119900, 0, 0, false},
		{"the same, with one on its way", 120300, 1, 0, false},
		{"the same, the answer late", 125000, 1, 0, false},
		{"the same, and one retransmission", 125000, 1, 1, false},
		{"idle for long", 3600000, 0, 0, false},
		{"no answer, not for long enough", 120000, 2, 9, false},
		{"no answer to output", 120001, 0, 2, true},
		{"no answer to output for long", 200000, 0, 10, true},
		{"no answer to probes", 240200, 2, 0, true},
		{"no answer to probes for long", UINT32_MAX, 15, 0, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		unit_expect_number(cases[i].name, NULL,
				   tcp_is_unanswered(cases[i].acknowledged_ms_ago,
						     cases[i].probes, cases[i].retransmissions),
				   cases[i].unanswered);
}

/* The kernel's numbers, as far as a few seconds go. */
static void
field_W16_a_closed_window_is_not_silence(void **state)
{
	static const char octets[65536];
	struct pollfd nothing = {.fd = -1};
	int client;
	int server;

	(void)state;
	connect_pair(&client, &server);
	assert_true(tcp_prepare(server));
	while (send(server, octets, sizeof(octets), MSG_DONTWAIT) > 0)
		;
	for (int i = 0; i < 20; i++) {
		poll(&nothing, 1, 100);
		assert_false(tcp_has_vanished(server));
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
		cmocka_unit_test(field_W16_age_and_silence_count_together),
		cmocka_unit_test(field_W16_a_closed_window_is_not_silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
