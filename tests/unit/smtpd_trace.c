/* Tests of smtpd/trace: the fields that are prepended, octet by octet. */
#include "tests/unit/unit.h"

#include "smtpd/trace.h"

/* A trace to change in one point or another. */
static struct trace
usual(void)
{
	return (struct trace){
		.reverse_path = "alice@example.org",
		.helo = "client.example",
		.peer = "192.0.2.1",
		.hostname = "mx.example.org",
		.esmtp = true,
		.id = "abc.1",
		.recipient = "bob@example.org",
		.arrived = 1795459831,
	};
}

static void
expect_fields(const char *name, const struct trace *trace, const char *expected)
{
	struct buf out = {.max = TRACE_OCTETS};

	assert_true(trace_fields(&out, trace));
	unit_expect(name, NULL, out.data, out.octets, expected, strlen(expected));
	buf_free(&out);
}

static void
return_path_and_received_come_first(void **state)
{
	struct trace trace = usual();

	(void)state;
	expect_fields("usual", &trace,
		      "Return-Path: <alice@example.org>\r\n"
		      "Received: from client.example ([192.0.2.1])\r\n"
		      "\tby mx.example.org with ESMTP id abc.1\r\n"
		      "\tfor <bob@example.org>;\r\n"
		      "\tMon, 23 Nov 2026 18:50:31 +0000\r\n");
}

static void
several_recipients_are_not_shown(void **state)
{
	struct trace trace = usual();

	(void)state;
	trace.recipient = NULL;
	expect_fields("no recipient", &trace,
		      "Return-Path: <alice@example.org>\r\n"
		      "Received: from client.example ([192.0.2.1])\r\n"
		      "\tby mx.example.org with ESMTP id abc.1;\r\n"
		      "\tMon, 23 Nov 2026 18:50:31 +0000\r\n");
}

static void
the_null_reverse_path_is_kept(void **state)
{
	struct trace trace = usual();
	struct buf out = {.max = TRACE_OCTETS};

	(void)state;
	trace.reverse_path = "";
	assert_true(trace_fields(&out, &trace));
	assert_memory_equal(out.data, "Return-Path: <>\r\nReceived: ", 27);
	buf_free(&out);
}

/* The Received field of a trace as one line, to look for something in. */
static void
expect_part(const struct trace *trace, const char *part, bool expected)
{
	struct buf out = {.max = TRACE_OCTETS};

	assert_true(trace_fields(&out, trace));
	assert_true(buf_append(&out, "", 1));
	if (!!strstr(out.data, part) != expected)
		fail_msg("\"%s\" %s in:\n%s", part, expected ? "is not" : "is", out.data);
	buf_free(&out);
}

/* RFC 3848, and RFC 6531 section 4.3. */
static void
the_protocol_is_that_of_its_rfcs(void **state)
{
	struct trace trace = usual();

	(void)state;
	expect_part(&trace, " with ESMTP id ", true);
	trace.signed_in = true;
	expect_part(&trace, " with ESMTPA id ", true);
	trace.esmtp = false;
	expect_part(&trace, " with SMTP id ", true);
	trace.signed_in = false;
	expect_part(&trace, " with SMTP id ", true);
	trace.esmtp = true;
	trace.smtputf8 = true;
	expect_part(&trace, " with UTF8SMTP id ", true);
	trace.signed_in = true;
	expect_part(&trace, " with UTF8SMTPA id ", true);
}

static void
tls_shows_in_the_protocol(void **state)
{
	struct trace trace = usual();

	(void)state;
	trace.tls = true;
	expect_part(&trace, " with ESMTPS id ", true);
	trace.signed_in = true;
	expect_part(&trace, " with ESMTPSA id ", true);
	trace.smtputf8 = true;
	expect_part(&trace, " with UTF8SMTPSA id ", true);
	trace.signed_in = false;
	expect_part(&trace, " with UTF8SMTPS id ", true);
	trace.esmtp = false;
	trace.smtputf8 = false;
	expect_part(&trace, " with SMTP id ", true);
	trace.lmtp = true;
	expect_part(&trace, " with LMTPS id ", true);
	trace.smtputf8 = true;
	expect_part(&trace, " with UTF8LMTPS id ", true);
}

static void
lmtp_is_told_apart(void **state)
{
	struct trace trace = usual();

	(void)state;
	trace.lmtp = true;
	expect_part(&trace, " with LMTP id ", true);
	trace.smtputf8 = true;
	expect_part(&trace, " with UTF8LMTP id ", true);
	trace.esmtp = false;
	expect_part(&trace, " with UTF8LMTP id ", true);
	trace.smtputf8 = false;
	expect_part(&trace, " with LMTP id ", true);
}

/* What is left of the fields without it, when another server is to deliver. */
static void
return_path_can_be_left_out(void **state)
{
	static const char *const paths[] = {"", "alice@example.org", "\xc3\xa9@example.org"};

	(void)state;
	for (size_t i = 0; i < COUNT(paths); i++) {
		struct trace trace = usual();
		struct buf out = {.max = TRACE_OCTETS};
		size_t octets;

		trace.reverse_path = paths[i];
		assert_true(trace_fields(&out, &trace));
		octets = trace_return_path_octets(&out);
		assert_int_equal(octets, strlen("Return-Path: <>\r\n") + strlen(paths[i]));
		assert_memory_equal(out.data + octets, "Received: ", 10);
		buf_free(&out);
	}
}

static void
the_peers_address_is_a_literal(void **state)
{
	struct trace trace = usual();

	(void)state;
	trace.peer = "2001:db8::1";
	expect_part(&trace, "from client.example ([IPv6:2001:db8::1])\r\n", true);
	trace.peer = "local";
	expect_part(&trace, "from client.example (local)\r\n", true);
}

/* Whatever the peer calls itself stays one word on one line. */
static void
a_hostile_greeting_adds_nothing(void **state)
{
	static const struct {
		const char *helo;
		const char *shown;
	} cases[] = {
		{"a\r\nX-Evil: 1", "from a??X-Evil:?1 ("},
		{"a by b with c id d; x", "from a?by?b?with?c?id?d??x ("},
		{"a (b) <c> \"d\" \\,", "from a??b???c???d???? ("},
		{"\xc3\xa9\x7f\x01\t", "from ????? ("},
		{"[192.0.2.9]", "from [192.0.2.9] ("},
		{"[IPv6:::1]", "from [IPv6:::1] ("},
		{"x_y-z.example", "from x_y-z.example ("},
		{"%s%n", "from %s%n ("},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct trace trace = usual();

		trace.helo = cases[i].helo;
		expect_part(&trace, cases[i].shown, true);
	}
}

static void
missing_fields_are_added(void **state)
{
	struct trace trace = usual();

	(void)state;
	expect_part(&trace, "\r\nFrom: ", false);
	expect_part(&trace, "\r\nDate: ", false);
	expect_part(&trace, "\r\nMessage-ID: ", false);
	trace.add_from = true;
	expect_part(&trace, " +0000\r\nFrom: <alice@example.org>\r\n", true);
	expect_part(&trace, "\r\nDate: ", false);
	trace.add_from = false;
	trace.add_date = true;
	expect_part(&trace, " +0000\r\nDate: Mon, 23 Nov 2026 18:50:31 +0000\r\n", true);
	trace.add_date = false;
	trace.add_message_id = true;
	expect_part(&trace, " +0000\r\nMessage-ID: <abc.1@mx.example.org>\r\n", true);
	trace.add_from = true;
	trace.add_date = true;
	expect_part(&trace,
		    "From: <alice@example.org>\r\n"
		    "Date: Mon, 23 Nov 2026 18:50:31 +0000\r\n"
		    "Message-ID: <abc.1@mx.example.org>\r\n",
		    true);
}

/* With every text as long as it can be. */
static void
there_is_room_for_the_longest(void **state)
{
	struct trace trace = usual();
	struct buf out = {.max = TRACE_OCTETS};
	char path[387]; /* 64 octets that are all quoted, '@', 255 octets */
	char helo[256];
	char hostname[1024];

	(void)state;
	memset(path, 'p', sizeof(path));
	memset(helo, 'h', sizeof(helo));
	memset(hostname, 'n', sizeof(hostname));
	path[sizeof(path) - 1] = '\0';
	helo[sizeof(helo) - 1] = '\0';
	hostname[sizeof(hostname) - 1] = '\0';
	trace.reverse_path = path;
	trace.recipient = path;
	trace.helo = helo;
	trace.hostname = hostname;
	trace.peer = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255";
	trace.add_from = true;
	trace.add_date = true;
	trace.add_message_id = true;
	assert_true(trace_fields(&out, &trace));
	buf_free(&out);
}

static void
a_full_buffer_is_an_error(void **state)
{
	struct trace trace = usual();
	struct buf whole = {.max = TRACE_OCTETS};

	(void)state;
	trace.add_from = true;
	trace.add_date = true;
	trace.add_message_id = true;
	assert_true(trace_fields(&whole, &trace));
	for (size_t max = 0; max < whole.octets; max++) {
		struct buf out = {.max = max};

		assert_false(trace_fields(&out, &trace));
		buf_free(&out);
	}
	buf_free(&whole);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(return_path_and_received_come_first),
		cmocka_unit_test(several_recipients_are_not_shown),
		cmocka_unit_test(the_null_reverse_path_is_kept),
		cmocka_unit_test(the_protocol_is_that_of_its_rfcs),
		cmocka_unit_test(tls_shows_in_the_protocol),
		cmocka_unit_test(lmtp_is_told_apart),
		cmocka_unit_test(return_path_can_be_left_out),
		cmocka_unit_test(the_peers_address_is_a_literal),
		cmocka_unit_test(a_hostile_greeting_adds_nothing),
		cmocka_unit_test(missing_fields_are_added),
		cmocka_unit_test(there_is_room_for_the_longest),
		cmocka_unit_test(a_full_buffer_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
