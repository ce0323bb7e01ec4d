/* Tests of common/peer: everything that standard input can be. */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "common/auth/throttle.h"
#include "common/wire/peer.h"

static const char *const variables[] = {"TCPREMOTEIP", "REMOTE_HOST", "REMOTE_ADDR"};

static void
clear_environment(void)
{
	for (size_t i = 0; i < COUNT(variables); i++)
		unsetenv(variables[i]);
}

static void
expect_peer_of(const char *name, int fd, bool under_tls, bool local, const char *address)
{
	struct peer peer;

	peer_find(&peer, fd, under_tls);
	unit_expect(name, NULL, peer.address, strlen(peer.address), address, strlen(address));
	unit_expect_number(name, NULL, peer.local, local);
}

static void
expect_peer(const char *name, int fd, bool local, const char *address)
{
	expect_peer_of(name, fd, false, local, address);
}

/* Nobody but this machine's users can be behind these, whatever the environment says. */
static void
what_is_no_socket_is_local(void **state)
{
	int fds[2];
	int file = open("/dev/null", O_RDONLY);

	(void)state;
	clear_environment();
	assert_int_equal(pipe(fds), 0);
	expect_peer("pipe", fds[0], true, "");
	expect_peer("device", file, true, "");
	setenv("TCPREMOTEIP", "192.0.2.1", 1);
	expect_peer("pipe, with an address in the environment", fds[0], true, "");
	clear_environment();
	close(fds[0]);
	close(fds[1]);
	close(file);
	expect_peer("closed", file, true, "");
}

/* s6-tlsd starts its program on two of them. */
static void
a_pipe_under_tls_has_the_address_of_the_environment(void **state)
{
	int fds[2];

	(void)state;
	clear_environment();
	assert_int_equal(pipe(fds), 0);
	expect_peer_of("no environment", fds[0], true, true, "");
	setenv("TCPREMOTEIP", "192.0.2.1", 1);
	expect_peer_of("an address", fds[0], true, false, "192.0.2.1");
	setenv("TCPREMOTEIP", "127.0.0.1", 1);
	expect_peer_of("a loopback address", fds[0], true, true, "127.0.0.1");
	setenv("TCPREMOTEIP", "unknown", 1);
	expect_peer_of("garbage", fds[0], true, false, "");
	clear_environment();
	close(fds[0]);
	close(fds[1]);
}

/* One variable with one value, and what becomes of a socket pair. */
struct environment_case {
	const char *name;
	const char *value;
	bool local;
	const char *address;
};

static void
run_case(int fd, const struct environment_case *environment)
{
	clear_environment();
	setenv(environment->name, environment->value, 1);
	expect_peer(environment->value, fd, environment->local, environment->address);
	clear_environment();
}

static void
a_socketpair_has_the_address_of_the_environment(void **state)
{
	static const struct environment_case cases[] = {
		{"TCPREMOTEIP", "192.0.2.1", false, "192.0.2.1"},
		{"REMOTE_HOST", "192.0.2.2", false, "192.0.2.2"},
		{"REMOTE_ADDR", "192.0.2.3", false, "192.0.2.3"},
		{"TCPREMOTEIP", "2001:db8::1", false, "2001:db8::1"},
		{"TCPREMOTEIP", "2001:0DB8:0:0::0001", false, "2001:db8::1"},
		{"TCPREMOTEIP", "::ffff:192.0.2.4", false, "192.0.2.4"},
		{"TCPREMOTEIP", "127.0.0.1", true, "127.0.0.1"},
		{"TCPREMOTEIP", "127.255.0.9", true, "127.255.0.9"},
		{"TCPREMOTEIP", "::1", true, "::1"},
		{"TCPREMOTEIP", "::ffff:127.0.0.1", true, "127.0.0.1"},
		{"TCPREMOTEIP", "126.255.255.255", false, "126.255.255.255"},
		{"TCPREMOTEIP", "128.0.0.1", false, "128.0.0.1"},
		{"TCPREMOTEIP", "0.0.0.0", false, "0.0.0.0"},
		{"TCPREMOTEIP", "::", false, "::"},
		{"TCPREMOTEIP", "0:0:1::1", false, "0:0:1::1"},
		{"TCPREMOTEIP", "::1:0:0:1", false, "::1:0:0:1"},
		{"OTHER_VARIABLE", "192.0.2.5", true, ""},
		{"TCPREMOTEIP", "", true, ""},
	};
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	for (size_t i = 0; i < COUNT(cases); i++)
		run_case(fds[0], &cases[i]);
	close(fds[0]);
	close(fds[1]);
}

/* Whoever it is, it is not known to be one of us. */
static void
garbage_in_the_environment_is_not_local(void **state)
{
	static const char *const values[] = {
		"localhost",
		"unknown",
		"127.0.0.1 ",
		" 127.0.0.1",
		"127.1",
		"127.0.0.1x",
		"127.0.0.1:25",
		"0x7f.0.0.1",
		"127.0.0.256",
		"%s",
		"127.0.0.1\n",
		":::",
		"-",
		"[",
		"]",
		"[]",
		"[::1",
		"::1]",
		"[[::1]]",
		"[::1]:25",
		"[::1]%lo",
		"::1%",
		"%lo",
		"[%lo]",
		"127.0.0.1%lo",
		"::1%sixteenoctets..16",
		"::1 %lo",
	};
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	for (size_t i = 0; i < COUNT(values); i++)
		for (size_t j = 0; j < COUNT(variables); j++)
			run_case(fds[0], &(struct environment_case){variables[j], values[i],
								    false, ""});
	close(fds[0]);
	close(fds[1]);
}

/* What an address with a zone, or in brackets, is in every variable. */
static void
expect_in_each_variable(int fd, const char *text, bool local, const char *address,
			const char *zone)
{
	for (size_t i = 0; i < COUNT(variables); i++) {
		struct peer peer;

		setenv(variables[i], text, 1);
		peer_find(&peer, fd, false);
		unit_expect(text, NULL, peer.address, strlen(peer.address), address,
			    strlen(address));
		unit_expect(text, NULL, peer.zone, strlen(peer.zone), zone, strlen(zone));
		unit_expect_number(text, NULL, peer.local, local);
		if (!peer_zone(&peer) != (zone[0] == '\0'))
			fail_msg("%s: the log has zone %s", text, peer_zone(&peer));
		clear_environment();
	}
}

static void
field_W12_a_zone_is_no_part_of_the_address(void **state)
{
	static const struct {
		const char *text;
		bool local;
		const char *address;
		const char *zone;
	} cases[] = {
		{"fe80::1%eth0", false, "fe80::1", "eth0"},
		{"FE80:0:0:0:0:0:0:0001%2", false, "fe80::1", "2"},
		{"fe80::1%fifteen.octets1", false, "fe80::1", "fifteen.octets1"},
		{"fe80:1111:2222:3333:4444:5555:6666:7777%fifteen.octets1", false,
		 "fe80:1111:2222:3333:4444:5555:6666:7777", "fifteen.octets1"},
		{"ff02::1%a%b", false, "ff02::1", "a%b"},
		{"::ffff:192.0.2.4%eth0", false, "192.0.2.4", "eth0"},
		{"::1%lo", true, "::1", "lo"},
		{"[fe80::1%eth0]", false, "fe80::1", "eth0"},
		{"[2001:db8::1]", false, "2001:db8::1", ""},
		{"[::ffff:192.0.2.4]", false, "192.0.2.4", ""},
		{"[192.0.2.4]", false, "192.0.2.4", ""},
		{"[::1]", true, "::1", ""},
		{"192.0.2.4", false, "192.0.2.4", ""},
	};
	int fds[2];

	(void)state;
	clear_environment();
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	for (size_t i = 0; i < COUNT(cases); i++)
		expect_in_each_variable(fds[0], cases[i].text, cases[i].local, cases[i].address,
					cases[i].zone);
	close(fds[0]);
	close(fds[1]);
}

/* Whoever is on that link: the throttle has a network for them, and not that of the unknown. */
static void
field_W12_the_throttle_knows_the_network(void **state)
{
	char network[STORE_NETWORK_OCTETS + 1];
	struct peer peer;
	int fds[2];

	(void)state;
	clear_environment();
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	setenv("TCPREMOTEIP", "fe80::a:b:c:d%eth0", 1);
	peer_find(&peer, fds[0], false);
	throttle_find_network(peer.address, network);
	assert_string_equal(network, "fe80::/64");
	clear_environment();
	close(fds[0]);
	close(fds[1]);
}

static void
the_first_variable_that_is_set_counts(void **state)
{
	int fds[2];

	(void)state;
	clear_environment();
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	setenv("REMOTE_ADDR", "192.0.2.3", 1);
	setenv("REMOTE_HOST", "192.0.2.2", 1);
	expect_peer("two", fds[0], false, "192.0.2.2");
	setenv("TCPREMOTEIP", "192.0.2.1", 1);
	expect_peer("three", fds[0], false, "192.0.2.1");
	setenv("TCPREMOTEIP", "", 1);
	expect_peer("an empty one", fds[0], false, "192.0.2.2");
	clear_environment();
	close(fds[0]);
	close(fds[1]);
}

static void
a_socket_of_an_unknown_family_is_not_local(void **state)
{
	int fd = socket(AF_NETLINK, SOCK_RAW, 0);

	(void)state;
	clear_environment();
	if (fd < 0)
		skip();
	expect_peer("netlink", fd, false, "");
	close(fd);
}

/* --- TCP --- */

struct connection {
	int client;
	int server;
};

/* Connects a client at from to a server at to, which is of the same length; false if it cannot.
 */
static bool
connect_tcp(struct connection *connection, int server_family, struct sockaddr *at,
	    const struct sockaddr *from, struct sockaddr *to, socklen_t octets)
{
	int listener = socket(server_family, SOCK_STREAM, 0);
	struct sockaddr_storage bound;
	socklen_t bound_octets = sizeof(bound);
	bool connected;

	connection->client = socket(to->sa_family, SOCK_STREAM, 0);
	connected = bind(listener, at,
			 server_family == AF_INET ? sizeof(struct sockaddr_in)
						  : sizeof(struct sockaddr_in6)) == 0 &&
		    listen(listener, 1) == 0 &&
		    getsockname(listener, (struct sockaddr *)&bound, &bound_octets) == 0;
	/* The port is at the same place in both kinds of address. */
	((struct sockaddr_in *)(void *)to)->sin_port =
		((struct sockaddr_in *)(void *)&bound)->sin_port;
	connected = connected && (!from || bind(connection->client, from, octets) == 0) &&
		    connect(connection->client, to, octets) == 0;
	connection->server = connected ? accept(listener, NULL, NULL) : -1;
	close(listener);
	return connected;
}

static void
disconnect(const struct connection *connection)
{
	close(connection->client);
	if (connection->server >= 0)
		close(connection->server);
}

static struct sockaddr_in
ipv4(const char *text)
{
	struct sockaddr_in address = {.sin_family = AF_INET};

	assert_int_equal(inet_pton(AF_INET, text, &address.sin_addr), 1);
	return address;
}

static struct sockaddr_in6
ipv6(const char *text)
{
	struct sockaddr_in6 address = {.sin6_family = AF_INET6};

	assert_int_equal(inet_pton(AF_INET6, text, &address.sin6_addr), 1);
	return address;
}

/* Connects a client at one address to a server at another. */
static void
connect_ipv4(struct connection *connection, const char *client, const char *server)
{
	struct sockaddr_in to = ipv4(server);
	struct sockaddr_in at = to;
	struct sockaddr_in from = ipv4(client);

	assert_true(connect_tcp(connection, AF_INET, (struct sockaddr *)&at,
				(struct sockaddr *)&from, (struct sockaddr *)&to, sizeof(to)));
}

static void
ipv4_loopback_is_local(void **state)
{
	static const char *const clients[] = {"127.0.0.1", "127.0.0.2", "127.9.8.7"};

	(void)state;
	clear_environment();
	for (size_t i = 0; i < COUNT(clients); i++) {
		struct connection connection;

		connect_ipv4(&connection, clients[i], "127.0.0.1");
		expect_peer(clients[i], connection.server, true, clients[i]);
		disconnect(&connection);
	}
}

/* It may be a wrapper's, which says who is at the other end of its own connection. */
static void
a_loopback_socket_has_the_address_of_the_environment(void **state)
{
	static const struct environment_case cases[] = {
		{"TCPREMOTEIP", "192.0.2.1", false, "192.0.2.1"},
		{"REMOTE_HOST", "2001:db8::1", false, "2001:db8::1"},
		{"REMOTE_ADDR", "::ffff:192.0.2.4", false, "192.0.2.4"},
		{"TCPREMOTEIP", "127.0.0.1", true, "127.0.0.1"},
		{"TCPREMOTEIP", "::1", true, "::1"},
		{"TCPREMOTEIP", "", true, "127.0.0.2"},
	};
	struct connection connection;

	(void)state;
	connect_ipv4(&connection, "127.0.0.2", "127.0.0.1");
	for (size_t i = 0; i < COUNT(cases); i++)
		run_case(connection.server, &cases[i]);
	disconnect(&connection);
}

/* The wrapper's own address is not that of the peer. */
static void
garbage_leaves_a_loopback_socket_without_address(void **state)
{
	static const struct environment_case garbage = {"REMOTE_HOST", "unknown", false, ""};
	struct connection connection;

	(void)state;
	connect_ipv4(&connection, "127.0.0.1", "127.0.0.1");
	run_case(connection.server, &garbage);
	disconnect(&connection);
}

/* An address of this machine that is not loopback's. False if it has none. */
static bool
find_other_address(char text[INET_ADDRSTRLEN])
{
	struct ifaddrs *first;
	bool found = false;

	assert_int_equal(getifaddrs(&first), 0);
	for (const struct ifaddrs *next = first; next && !found; next = next->ifa_next) {
		const struct sockaddr_in *address = (const void *)next->ifa_addr;

		if (!address || address->sin_family != AF_INET ||
		    next->ifa_flags & IFF_LOOPBACK || !(next->ifa_flags & IFF_UP))
			continue;
		found = inet_ntop(AF_INET, &address->sin_addr, text, INET_ADDRSTRLEN) != NULL;
	}
	freeifaddrs(first);
	return found;
}

static void
any_other_socket_speaks_for_itself(void **state)
{
	char address[INET_ADDRSTRLEN];
	struct connection connection;

	(void)state;
	clear_environment();
	if (!find_other_address(address))
		skip();
	connect_ipv4(&connection, address, address);
	expect_peer("no environment", connection.server, false, address);
	setenv("TCPREMOTEIP", "127.0.0.1", 1);
	setenv("REMOTE_HOST", "192.0.2.1", 1);
	expect_peer("whatever the environment says", connection.server, false, address);
	clear_environment();
	disconnect(&connection);
}

static void
ipv6_loopback_is_local(void **state)
{
	struct sockaddr_in6 to = ipv6("::1");
	struct sockaddr_in6 at = to;
	struct connection connection;

	(void)state;
	clear_environment();
	if (!connect_tcp(&connection, AF_INET6, (struct sockaddr *)&at, NULL,
			 (struct sockaddr *)&to, sizeof(to))) {
		disconnect(&connection);
		skip();
	}
	expect_peer("::1", connection.server, true, "::1");
	disconnect(&connection);
}

/* A link-local address of this machine, with its scope. False if it has none. */
static bool
find_link_local(struct sockaddr_in6 *found)
{
	struct ifaddrs *first;

	found->sin6_scope_id = 0;
	assert_int_equal(getifaddrs(&first), 0);
	for (const struct ifaddrs *next = first; next; next = next->ifa_next) {
		const struct sockaddr_in6 *address = (const void *)next->ifa_addr;

		if (address && address->sin6_family == AF_INET6 &&
		    IN6_IS_ADDR_LINKLOCAL(&address->sin6_addr))
			*found = *address;
	}
	freeifaddrs(first);
	return found->sin6_scope_id != 0;
}

static void
field_W12_a_socket_has_a_zone_too(void **state)
{
	struct sockaddr_in6 to;
	struct sockaddr_in6 at;
	struct connection connection;
	char address[INET6_ADDRSTRLEN];
	char zone[IF_NAMESIZE];
	struct peer peer;

	(void)state;
	clear_environment();
	if (!find_link_local(&to))
		skip();
	at = to;
	assert_true(connect_tcp(&connection, AF_INET6, (struct sockaddr *)&at, NULL,
				(struct sockaddr *)&to, sizeof(to)));
	peer_find(&peer, connection.server, false);
	assert_string_equal(peer.address,
			    inet_ntop(AF_INET6, &to.sin6_addr, address, sizeof(address)));
	assert_string_equal(peer.zone, if_indextoname(to.sin6_scope_id, zone));
	assert_false(peer.local);
	disconnect(&connection);
}

static void
ipv4_client_of_an_ipv6_socket_is_shown_as_what_it_is(void **state)
{
	struct sockaddr_in6 at = ipv6("::");
	struct sockaddr_in to = ipv4("127.0.0.1");
	struct connection connection;

	(void)state;
	clear_environment();
	if (!connect_tcp(&connection, AF_INET6, (struct sockaddr *)&at, NULL,
			 (struct sockaddr *)&to, sizeof(to))) {
		disconnect(&connection);
		skip();
	}
	expect_peer("mapped", connection.server, true, "127.0.0.1");
	disconnect(&connection);
}

/* The remote address cannot be asked for any more, so nothing is known. */
static void
an_internet_socket_without_a_peer_is_not_local(void **state)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	(void)state;
	setenv("TCPREMOTEIP", "127.0.0.1", 1);
	expect_peer("unconnected", fd, false, "");
	clear_environment();
	close(fd);
}

static void
settings_say_who_may(void **state)
{
	const struct peer near = {.local = true};
	const struct peer far = {.local = false};

	(void)state;
	assert_false(peer_may(&near, CONF_NONE));
	assert_true(peer_may(&near, CONF_LOCAL));
	assert_true(peer_may(&near, CONF_ANY));
	assert_false(peer_may(&far, CONF_NONE));
	assert_false(peer_may(&far, CONF_LOCAL));
	assert_true(peer_may(&far, CONF_ANY));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_socket_is_local),
		cmocka_unit_test(a_pipe_under_tls_has_the_address_of_the_environment),
		cmocka_unit_test(a_socketpair_has_the_address_of_the_environment),
		cmocka_unit_test(garbage_in_the_environment_is_not_local),
		cmocka_unit_test(field_W12_a_zone_is_no_part_of_the_address),
		cmocka_unit_test(field_W12_the_throttle_knows_the_network),
		cmocka_unit_test(the_first_variable_that_is_set_counts),
		cmocka_unit_test(a_socket_of_an_unknown_family_is_not_local),
		cmocka_unit_test(ipv4_loopback_is_local),
		cmocka_unit_test(a_loopback_socket_has_the_address_of_the_environment),
		cmocka_unit_test(garbage_leaves_a_loopback_socket_without_address),
		cmocka_unit_test(any_other_socket_speaks_for_itself),
		cmocka_unit_test(ipv6_loopback_is_local),
		cmocka_unit_test(field_W12_a_socket_has_a_zone_too),
		cmocka_unit_test(ipv4_client_of_an_ipv6_socket_is_shown_as_what_it_is),
		cmocka_unit_test(an_internet_socket_without_a_peer_is_not_local),
		cmocka_unit_test(settings_say_who_may),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
