/* Tests of common/wire/balancer: reading the header, and who the peer is after it. */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "common/wire/balancer.h"

static const char header[] = "PROXY TCP4 192.0.2.1 10.0.0.1 1234 25\r\n";
static const char greeting[] = "\x16\x03\x01";

struct fixture {
	struct conf conf;
	struct log log;
	struct peer peer;
	int pair[2]; /* ours, and the balancer's */
};

static void
start(struct fixture *fixture, const char *networks)
{
	char error[CONF_ERROR_OCTETS];
	char setting[100];

	conf_defaults(&fixture->conf);
	snprintf(setting, sizeof(setting), "proxy_protocol=%s", networks);
	assert_true(conf_set(&fixture->conf, setting, error));
	log_open(&fixture->log, "unit");
	fixture->log.level = LOG_LEVEL_ERROR;
	fixture->peer = (struct peer){.local = true, .address = "127.0.0.1"};
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fixture->pair), 0);
}

static void
say(struct fixture *fixture, const void *data, size_t octets)
{
	assert_int_equal(write(fixture->pair[1], data, octets), octets);
}

static bool
find(struct fixture *fixture)
{
	return balancer_find_client(&fixture->peer, fixture->pair[0], &fixture->conf,
				    &fixture->log);
}

static void
expect_left(struct fixture *fixture, const char *left, size_t octets)
{
	char data[100];
	ssize_t n = recv(fixture->pair[0], data, sizeof(data), MSG_DONTWAIT);

	unit_expect("left", NULL, data, n < 0 ? 0 : (size_t)n, left, octets);
}

static void
end(struct fixture *fixture)
{
	close(fixture->pair[0]);
	close(fixture->pair[1]);
}

static void
the_client_takes_the_place_of_the_balancer(void **state)
{
	struct fixture fixture;

	(void)state;
	start(&fixture, "127.0.0.0/8");
	say(&fixture, OCTETS(header));
	say(&fixture, OCTETS(greeting));
	assert_true(find(&fixture));
	assert_string_equal(fixture.peer.address, "192.0.2.1");
	assert_string_equal(peer_balancer(&fixture.peer), "127.0.0.1");
	assert_false(fixture.peer.local);
	expect_left(&fixture, OCTETS(greeting));
	end(&fixture);
}

/* As in a check of our health. Even then it is not local. */
static void
a_balancer_may_speak_for_itself(void **state)
{
	struct fixture fixture;

	(void)state;
	start(&fixture, "127.0.0.1");
	say(&fixture, OCTETS("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0"));
	assert_true(find(&fixture));
	assert_string_equal(fixture.peer.address, "127.0.0.1");
	assert_string_equal(peer_balancer(&fixture.peer), "127.0.0.1");
	assert_false(fixture.peer.local);
	end(&fixture);
}

static void
anybody_else_is_not_read(void **state)
{
	static const char *const networks[] = {"", "10.0.0.0/8", "::1"};

	(void)state;
	for (size_t i = 0; i < COUNT(networks); i++) {
		struct fixture fixture;

		start(&fixture, networks[i]);
		say(&fixture, OCTETS(header));
		assert_true(find(&fixture));
		assert_string_equal(fixture.peer.address, "127.0.0.1");
		assert_null(peer_balancer(&fixture.peer));
		assert_true(fixture.peer.local);
		expect_left(&fixture, OCTETS(header));
		end(&fixture);
	}
}

/* Not by an address of this machine, nor by saying nothing about itself. */
static void
no_client_is_local(void **state)
{
	static const struct {
		const char *header;
		const char *address;
	} cases[] = {
		{"PROXY TCP4 127.0.0.1 127.0.0.1 1 1\r\n", "127.0.0.1"},
		{"PROXY TCP6 ::1 ::1 1 1\r\n", "::1"},
		{"PROXY TCP6 ::ffff:127.0.0.1 ::1 1 1\r\n", "127.0.0.1"},
		{"PROXY UNKNOWN\r\n", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct fixture fixture;

		start(&fixture, "127.0.0.1");
		say(&fixture, cases[i].header, strlen(cases[i].header));
		assert_true(find(&fixture));
		assert_string_equal(fixture.peer.address, cases[i].address);
		assert_false(fixture.peer.local);
		assert_string_equal(peer_text(&fixture.peer),
				    cases[i].address[0] ? cases[i].address : "unknown");
		end(&fixture);
	}
}

static void
what_the_balancer_adds_is_skipped(void **state)
{
	static const char start_of_header[] =
		"\r\n\r\n\0\r\nQUIT\n\x21\x11\x10\x0c"
		"\xC0\x00\x02\x01\x0A\x00\x00\x01\x04\xD2\x00\x19";
	static const char more[0x1000];
	struct fixture fixture;

	(void)state;
	start(&fixture, "127.0.0.1");
	say(&fixture, OCTETS(start_of_header));
	say(&fixture, more, sizeof(more));
	say(&fixture, OCTETS(greeting));
	assert_true(find(&fixture));
	assert_string_equal(fixture.peer.address, "192.0.2.1");
	expect_left(&fixture, OCTETS(greeting));
	end(&fixture);
}

static void
without_a_header_there_is_no_session(void **state)
{
	static const char *const texts[] = {"", "PROXY TCP4 192.0.2.1",
					    "EHLO client.example\r\n",
					    "PROXY TCP4 192.0.2.1 10.0.0.1 1234 x\r\n"};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct fixture fixture;

		start(&fixture, "127.0.0.1");
		say(&fixture, texts[i], strlen(texts[i]));
		shutdown(fixture.pair[1], SHUT_WR);
		assert_false(find(&fixture));
		end(&fixture);
	}
}

static void
a_silent_balancer_is_not_awaited_for_long(void **state)
{
	struct fixture fixture;
	int64_t began = unit_now_ms();

	(void)state;
	start(&fixture, "127.0.0.1");
	say(&fixture, header, 20);
	assert_false(find(&fixture));
	unit_expect_waited(began, BALANCER_MS);
	end(&fixture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_client_takes_the_place_of_the_balancer),
		cmocka_unit_test(a_balancer_may_speak_for_itself),
		cmocka_unit_test(anybody_else_is_not_read),
		cmocka_unit_test(no_client_is_local),
		cmocka_unit_test(what_the_balancer_adds_is_skipped),
		cmocka_unit_test(without_a_header_there_is_no_session),
		cmocka_unit_test(a_silent_balancer_is_not_awaited_for_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
