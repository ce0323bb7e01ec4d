/* Tests of common/wire/proxy: every header, and how much of a connection belongs to it. */
#include "tests/unit/unit.h"

#include "common/wire/proxy.h"

#define SIGNATURE "\r\n\r\n\0\r\nQUIT\n"
#define IPV4 "\xC0\x00\x02\x01\x0A\x00\x00\x01\x04\xD2\x00\x19"
#define IPV6_ADDRESS(last) "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0" last
#define IPV6 IPV6_ADDRESS("\x01") IPV6_ADDRESS("\x02") "\x04\xD2\x00\x19"

struct header {
	const char *name;
	const char *data;
	size_t octets;
	const char *address; /* NULL: malformed */
};

static const char own[] = ""; /* that of the balancer */

/* Gives the parser what it asks for, and so much only. */
static enum proxy_status
parse(const struct header *header, struct proxy *proxy, size_t *used)
{
	char read[PROXY_HEADER_OCTETS];
	enum proxy_status status;

	for (*used = 0;; *used += proxy->octets) {
		memcpy(read, header->data, *used);
		status = proxy_parse(read, *used, proxy);
		if (status != PROXY_MORE)
			return status;
		assert_true(proxy->octets > 0);
		assert_true(*used + proxy->octets <= sizeof(read));
		if (*used + proxy->octets > header->octets)
			return PROXY_MORE;
	}
}

static void
expect(const struct header *header)
{
	struct proxy proxy;
	size_t used;
	enum proxy_status status = parse(header, &proxy, &used);

	if (!header->address) {
		unit_expect_number(header->name, NULL, status, PROXY_MALFORMED);
		return;
	}
	unit_expect_number(header->name, NULL, status, PROXY_DONE);
	unit_expect(header->name, NULL, proxy.address, strlen(proxy.address), header->address,
		    strlen(header->address));
	unit_expect_number(header->name, NULL, proxy.is_own, header->address == own);
	unit_expect_number(header->name, NULL, (int64_t)(used + proxy.octets),
			   (int64_t)header->octets);
	/* A header that is cut off asks for more, and never for more than is missing. */
	for (size_t octets = 0; octets < used; octets++) {
		struct header cut = *header;

		cut.octets = octets;
		unit_expect_number(header->name, NULL, parse(&cut, &proxy, &used), PROXY_MORE);
	}
}

static void
lines(void **state)
{
	static const struct header headers[] = {
		{"TCP4", OCTETS("PROXY TCP4 192.0.2.1 10.0.0.1 1234 25\r\n"), "192.0.2.1"},
		{"shortest TCP4", OCTETS("PROXY TCP4 1.1.1.1 1.1.1.1 0 0\r\n"), "1.1.1.1"},
		{"TCP6", OCTETS("PROXY TCP6 2001:db8::1 ::1 65535 25\r\n"), "2001:db8::1"},
		{"longest TCP6",
		 OCTETS("PROXY TCP6 ffff:f:f:ffff:ffff:ffff:ffff:ffff "
			"ffff:f:f:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"),
		 "ffff:f:f:ffff:ffff:ffff:ffff:ffff"},
		{"unknown", OCTETS("PROXY UNKNOWN\r\n"), ""},
		{"unknown, of 107 octets",
		 OCTETS("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
			"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n"),
		 ""},
		{"unknown, of 108",
		 OCTETS("PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
			"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 655355\r\n"),
		 NULL},
		{"unknown, with more", OCTETS("PROXY UNKNOWN x y\tz\r\n"), ""},
		{"another word", OCTETS("PROXY UNKNOWNS 1\r\n"), NULL},
		{"another family", OCTETS("PROXY UDP4 192.0.2.1 10.0.0.1 1234 25\r\n"), NULL},
		{"small letters", OCTETS("proxy TCP4 192.0.2.1 10.0.0.1 1234 25\r\n"), NULL},
		{"LF", OCTETS("PROXY TCP4 192.0.2.1 10.0.0.1 1234 250\nEHLO x\r\n"), NULL},
		{"LF at the end", OCTETS("PROXY TCP4 192.0.2.1 10.0.0.1 1234 250\n"), NULL},
		{"LF inside", OCTETS("PROXY \r\nHELO x\r\n"), NULL},
		{"NUL", OCTETS("PROXY TCP4 192.0.2.1\0 10.0.0.1 1234 25\r\n"), NULL},
		{"CR inside", OCTETS("PROXY TCP4 192.0.2.1 10.0.0.1 1234 25\r\r\n"), NULL},
		{"two spaces", OCTETS("PROXY TCP4  192.0.2.1 10.0.0.1 1234 25\r\n"), NULL},
		{"a space at the end", OCTETS("PROXY TCP4 192.0.2.1 10.0.0.1 1234 25 \r\n"),
		 NULL},
		{"IPv6 as TCP4", OCTETS("PROXY TCP4 ::1 ::1 1234 25\r\n"), NULL},
		{"IPv4 as TCP6", OCTETS("PROXY TCP6 192.0.2.1 192.0.2.2 1234 25\r\n"), NULL},
		{"no name", OCTETS("PROXY TCP4 mail.example 10.0.0.1 1234 25\r\n"), NULL},
		{"a zone", OCTETS("PROXY TCP6 fe80::1%lo fe80::2 1234 25\r\n"), NULL},
		{"one address", OCTETS("PROXY TCP4 192.0.2.1 1234 25\r\n"), NULL},
		{"one port", OCTETS("PROXY TCP4 192.0.2.1 10.0.0.1 1234\r\n"), NULL},
		{"no address", OCTETS("PROXY TCP4      \r\n"), NULL},
		{"a large port", OCTETS("PROXY TCP4 192.0.2.1 10.0.0.1 65536 25\r\n"), NULL},
		{"a port with a sign", OCTETS("PROXY TCP4 192.0.2.1 10.0.0.1 +1 25\r\n"), NULL},
		{"a port with a zero", OCTETS("PROXY TCP4 192.0.2.1 10.0.0.1 01 25\r\n"), NULL},
		{"a long address",
		 OCTETS("PROXY TCP4 1111111111111111111111111111111111111111111111 1.1.1.1 1 "
			"1\r\n"),
		 NULL},
		{"something else", OCTETS("EHLO client.example\r\n"), NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(headers); i++)
		expect(&headers[i]);
}

static void
binary(void **state)
{
	static const struct header headers[] = {
		{"TCP over IPv4", OCTETS(SIGNATURE "\x21\x11\0\x0c" IPV4), "192.0.2.1"},
		{"UDP over IPv4", OCTETS(SIGNATURE "\x21\x12\0\x0c" IPV4), "192.0.2.1"},
		{"TCP over IPv6", OCTETS(SIGNATURE "\x21\x21\0\x24" IPV6), "2001:db8::1"},
		{"UDP over IPv6", OCTETS(SIGNATURE "\x21\x22\0\x24" IPV6), "2001:db8::1"},
		{"more after it", OCTETS(SIGNATURE "\x21\x11\0\x11" IPV4 "\x04\0\x02xy"),
		 "192.0.2.1"},
		{"local", OCTETS(SIGNATURE "\x20\x11\0\x0c" IPV4), own},
		{"local, and short", OCTETS(SIGNATURE "\x20\x11\0\x02xx"), own},
		{"local, and nothing", OCTETS(SIGNATURE "\x20\0\0\0"), own},
		{"unknown", OCTETS(SIGNATURE "\x21\0\0\0"), ""},
		{"unknown, and more", OCTETS(SIGNATURE "\x21\0\0\x03\x04\0\0"), ""},
		{"version 1", OCTETS(SIGNATURE "\x11\x11\0\x0c" IPV4), NULL},
		{"version 3", OCTETS(SIGNATURE "\x31\x11\0\x0c" IPV4), NULL},
		{"another command", OCTETS(SIGNATURE "\x22\x11\0\x0c" IPV4), NULL},
		{"another family", OCTETS(SIGNATURE "\x21\x41\0\x0c" IPV4), NULL},
		{"another protocol", OCTETS(SIGNATURE "\x21\x13\0\x0c" IPV4), NULL},
		{"local, another family", OCTETS(SIGNATURE "\x20\x10\0\0"), NULL},
		{"IPv4, too short", OCTETS(SIGNATURE "\x21\x11\0\x0b" IPV4), NULL},
		{"IPv6, too short", OCTETS(SIGNATURE "\x21\x21\0\x23" IPV6), NULL},
		{"unix, too short", OCTETS(SIGNATURE "\x21\x31\0\xd7"), NULL},
		{"the signature with an error", OCTETS("\r\n\r\n\0\r\nQUIT\r\x21\x11\0\x0c"),
		 NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(headers); i++)
		expect(&headers[i]);
}

/* Its addresses are paths, and what else the balancer says may be 64 KiB long. */
static void
what_means_nothing_is_counted(void **state)
{
	static const struct {
		struct header header;
		size_t octets;
	} cases[] = {
		{{"unix stream", OCTETS(SIGNATURE "\x21\x31\0\xd8"), ""}, 216},
		{{"unix datagram", OCTETS(SIGNATURE "\x21\x32\x01\0"), ""}, 256},
		{{"the most", OCTETS(SIGNATURE "\x20\x11\xff\xff"), ""}, 65535},
		{{"the most after IPv4", OCTETS(SIGNATURE "\x21\x11\xff\xff" IPV4), ""}, 65523},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct proxy proxy;
		size_t used;

		unit_expect_number(cases[i].header.name, NULL,
				   parse(&cases[i].header, &proxy, &used), PROXY_DONE);
		unit_expect_number(cases[i].header.name, NULL, (int64_t)proxy.octets,
				   (int64_t)cases[i].octets);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(binary),
		cmocka_unit_test(what_means_nothing_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
