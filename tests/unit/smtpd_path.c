/* Tests of smtpd/path: the grammar of MAIL and RCPT. */
#include "tests/unit/unit.h"

#include "smtpd/path.h"

struct path_case {
	const char *text;
	enum path_kind kind;
	const char *local;
	const char *domain;
	const char *rest;
	bool not_ascii;
};

static void
run_good(const struct path_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct path_case *expected = &cases[i];
		const char *next = expected->text;
		struct path path;

		if (!path_parse(&next, &path))
			fail_msg("%s is refused", expected->text);
		unit_expect_number(expected->text, NULL, path.kind, expected->kind);
		unit_expect(expected->text, NULL, path.local, strlen(path.local),
			    expected->local, strlen(expected->local));
		unit_expect(expected->text, NULL, path.domain, strlen(path.domain),
			    expected->domain, strlen(expected->domain));
		unit_expect(expected->text, NULL, next, strlen(next), expected->rest,
			    strlen(expected->rest));
		unit_expect_number(expected->text, NULL, path.ascii, !expected->not_ascii);
	}
}

static void
run_bad(const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *next = texts[i];
		struct path path;

		if (path_parse(&next, &path))
			fail_msg("\"%s\" is taken for a path: kind %d, local \"%s\", domain "
				 "\"%s\"",
				 texts[i], (int)path.kind, path.local, path.domain);
	}
}

static void
mailboxes(void **state)
{
	static const struct path_case cases[] = {
		{"<a@b>", PATH_MAILBOX, "a", "b", "", false},
		{"<alice@example.org>", PATH_MAILBOX, "alice", "example.org", "", false},
		{"<First.Last+tag@Mail-1.Example.org>", PATH_MAILBOX, "First.Last+tag",
		 "Mail-1.Example.org", "", false},
		{"<!#$%&'*+-/=?^_`{|}~.09@x_y.z>", PATH_MAILBOX, "!#$%&'*+-/=?^_`{|}~.09",
		 "x_y.z", "", false},
		{"<a@b> SIZE=5", PATH_MAILBOX, "a", "b", " SIZE=5", false},
		{"<a@b>\tSIZE=5", PATH_MAILBOX, "a", "b", "\tSIZE=5", false},
		{"<a@b> ", PATH_MAILBOX, "a", "b", " ", false},
		{"  \t <a@b>", PATH_MAILBOX, "a", "b", "", false},
		{"<a@1.2.3.4>", PATH_MAILBOX, "a", "1.2.3.4", "", false},
	};
	static const char *const bad[] = {
		"<a@>",    "<@b>",     "<a@b",     "a@b>",        "<a@b>>",   "<<a@b>",
		"<a@@b>",  "<a@b@c>",  "<a@.b>",   "<a@b.>",      "<a@b..c>", "<a b@c>",
		"<a@b c>", "< a@b>",   "<a@b >",   "<a@b>SIZE=5", "<a@b>x",   "<a,b@c>",
		"<a:b@c>", "<a;b@c>",  "<(a)@b>",  "<a@b(c)>",    "<a\\b@c>", "<a@b\\c>",
		"<a@b!c>", "<\x01@b>", "<a@\x7f>", "<a\t@b>",     "<",        ">",
		"",        "   ",      "@",        "<@>",
	};

	(void)state;
	run_good(cases, COUNT(cases));
	run_bad(bad, COUNT(bad));
}

static void
the_null_path(void **state)
{
	static const struct path_case cases[] = {
		{"<>", PATH_NULL, "", "", "", false},
		{" <> SIZE=1", PATH_NULL, "", "", " SIZE=1", false},
	};
	static const char *const bad[] = {"< >", "<>x", "<>>", "<><a@b>"};

	(void)state;
	run_good(cases, COUNT(cases));
	run_bad(bad, COUNT(bad));
}

/* What people type. */
static void
brackets_may_be_missing(void **state)
{
	static const struct path_case cases[] = {
		{"alice", PATH_BARE, "alice", "", "", false},
		{" alice", PATH_BARE, "alice", "", "", false},
		{"alice@example.org", PATH_MAILBOX, "alice", "example.org", "", false},
		{"alice@example.org SIZE=5", PATH_MAILBOX, "alice", "example.org", " SIZE=5",
		 false},
		{"\"a b\"@c", PATH_MAILBOX, "a b", "c", "", false},
		{"a@[192.0.2.1]", PATH_MAILBOX, "a", "[192.0.2.1]", "", false},
		{"@a:b@c", PATH_MAILBOX, "b", "c", "", false},
	};
	static const char *const bad[] = {"alice>", "alice@", "alice@b>", "a@b,c"};

	(void)state;
	run_good(cases, COUNT(cases));
	run_bad(bad, COUNT(bad));
}

static void
bare_names(void **state)
{
	static const struct path_case cases[] = {
		{"<alice>", PATH_BARE, "alice", "", "", false},
		{"<pOstMaster>", PATH_BARE, "pOstMaster", "", "", false},
		{"<\"alice\">", PATH_BARE, "alice", "", "", false},
		{"<alice+tag> X", PATH_BARE, "alice+tag", "", " X", false},
	};

	(void)state;
	run_good(cases, COUNT(cases));
}

static void
oneself(void **state)
{
	static const struct path_case cases[] = {
		{"@ME", PATH_SELF, "", "", "", false},
		{"<@ME>", PATH_SELF, "", "", "", false},
		{" @me SIZE=5", PATH_SELF, "", "", " SIZE=5", false},
		{"@Me\t", PATH_SELF, "", "", "\t", false},
		/* Only as a whole; else it is a source route through a host of that name. */
		{"<@me:a@b>", PATH_MAILBOX, "a", "b", "", false},
		{"<@me.example:a@b>", PATH_MAILBOX, "a", "b", "", false},
		{"<@menu,@me:a@b>", PATH_MAILBOX, "a", "b", "", false},
	};
	static const char *const bad[] = {"@MEE", "@M", "<@ME", "@ME>", "<@ME@b>", "<@ME>x"};

	(void)state;
	run_good(cases, COUNT(cases));
	run_bad(bad, COUNT(bad));
}

static void
source_routes_are_dropped(void **state)
{
	static const struct path_case cases[] = {
		{"<@a:u@ours>", PATH_MAILBOX, "u", "ours", "", false},
		{"<@a,@b:u@ours>", PATH_MAILBOX, "u", "ours", "", false},
		{"<@a.example,@[192.0.2.1]:\"u v\"@ours>", PATH_MAILBOX, "u v", "ours", "",
		 false},
		{"<@a:postmaster>", PATH_BARE, "postmaster", "", "", false},
	};
	static const char *const bad[] = {
		"<@a,b:u@c>", "<@a;@b:u@c>", "<@a,:u@c>",   "<@a;u@c>",
		"<@:u@c>",    "<@a@b:u@c>",  "<@a,@b>",     "<@a:>",
		"<a:u@c>",    "<@a.:u@c>",   "<@a:@b:u@c>",
	};

	(void)state;
	run_good(cases, COUNT(cases));
	run_bad(bad, COUNT(bad));
}

static void
quoted_local_parts(void **state)
{
	static const struct path_case cases[] = {
		{"<\"a b\"@d>", PATH_MAILBOX, "a b", "d", "", false},
		{"<\"x>y\"@d>", PATH_MAILBOX, "x>y", "d", "", false},
		{"<\"a@b\"@d>", PATH_MAILBOX, "a@b", "d", "", false},
		{"<\"user\"@ours>", PATH_MAILBOX, "user", "ours", "", false},
		{"<\"a\\\"b\"@d>", PATH_MAILBOX, "a\"b", "d", "", false},
		{"<\"a\\\\\"@d>", PATH_MAILBOX, "a\\", "d", "", false},
		{"<\"\\a\\b\"@d> X", PATH_MAILBOX, "ab", "d", " X", false},
		{"<\" \"@d>", PATH_MAILBOX, " ", "d", "", false},
		{"<\"<>()[]:;,.\"@d>", PATH_MAILBOX, "<>()[]:;,.", "d", "", false},
		{"<\"\xc3\xa9\"@d>", PATH_MAILBOX, "\xc3\xa9", "d", "", true},
		{"<\"a..b\"@d>", PATH_MAILBOX, "a..b", "d", "", false},
	};
	static const char *const bad[] = {
		"<\"a@d>",    "<\"a\\\"@d>", "<\"a\"b@d>",    "<a\"b\"@d>",   "<\"a\"\"b\"@d>",
		"<\"",        "<\"\\",       "<\"a\\\n\"@d>", "<\"a\tb\"@d>", "<\"a\x7f\"@d>",
		"<\"a\" @d>", "\"",          "<\"a\".b@d>",
	};

	(void)state;
	run_good(cases, COUNT(cases));
	run_bad(bad, COUNT(bad));
}

static void
field_W7_an_empty_quoted_string_is_a_local_part(void **state)
{
	static const struct path_case cases[] = {
		{"<\"\"@d>", PATH_MAILBOX, "", "d", "", false},
		{"<\"\"@d> X", PATH_MAILBOX, "", "d", " X", false},
		{"\"\"@d", PATH_MAILBOX, "", "d", "", false},
		{"<\"\">", PATH_BARE, "", "", "", false},
		{"<@a:\"\"@d>", PATH_MAILBOX, "", "d", "", false},
	};
	static const char *const bad[] = {"<@d>",       "<\"@d>",       "<\"\"\"@d>",
					  "<\"\\\"@d>", "<\"\"\"\"@d>", "<\"\"a@d>"};

	(void)state;
	run_good(cases, COUNT(cases));
	run_bad(bad, COUNT(bad));
}

static void
address_literals(void **state)
{
	static const struct path_case cases[] = {
		{"<a@[192.0.2.1]>", PATH_MAILBOX, "a", "[192.0.2.1]", "", false},
		{"<a@[IPv6:2001:db8::1]>", PATH_MAILBOX, "a", "[IPv6:2001:db8::1]", "", false},
		{"<a@[x]> Y", PATH_MAILBOX, "a", "[x]", " Y", false},
	};
	static const char *const bad[] = {
		"<a@[]>",    "<a@[>",      "<a@[1.2.3.4>", "<a@1.2.3.4]>",
		"<a@[1 2]>", "<a@[[1]]>",  "<a@[1]2>",     "<a@[1].b>",
		"<a@[\\1]>", "<a@[\x01]>", "<a@b[1]>",     "<a@[\xc3\xa9]>",
	};

	(void)state;
	run_good(cases, COUNT(cases));
	run_bad(bad, COUNT(bad));
}

static void
utf8_is_told_apart(void **state)
{
	static const struct path_case cases[] = {
		{"<\xc3\xa9@b>", PATH_MAILBOX, "\xc3\xa9", "b", "", true},
		{"<a@\xc3\xa9.example>", PATH_MAILBOX, "a", "\xc3\xa9.example", "", true},
		{"<\xc2\x80\xdf\xbf>", PATH_BARE, "\xc2\x80\xdf\xbf", "", "", true},
		{"<\xe0\xa0\x80>", PATH_BARE, "\xe0\xa0\x80", "", "", true},
		{"<\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf>", PATH_BARE,
		 "\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf", "", "", true},
		{"<\xf0\x90\x80\x80>", PATH_BARE, "\xf0\x90\x80\x80", "", "", true},
		{"<\xf4\x8f\xbf\xbf>", PATH_BARE, "\xf4\x8f\xbf\xbf", "", "", true},
	};
	static const char *const bad[] = {
		"<\x80>",
		"<\xbf>",
		"<\xc3>",
		"<\xc3(>",
		"<\xc0\xaf>",
		"<\xc1\xbf>",
		"<\xe0\x9f\xbf>",
		"<\xe2\x82>",
		"<\xed\xa0\x80>",
		"<\xf0\x8f\xbf\xbf>",
		"<\xf0\x9f\x98>",
		"<\xf4\x90\x80\x80>",
		"<\xf5\x80\x80\x80>",
		"<\xfe>",
		"<\xff>",
		"<a@\xc3.b>",
		"<a@b\xc3>",
		"<\xc3\xa9\xa9>",
		"\xc3",
		"<\xe2\x82x>",
		"<\"\xc3\"@b>",
		"<\xe2\x82\xc3>",
	};

	(void)state;
	run_good(cases, COUNT(cases));
	run_bad(bad, COUNT(bad));
}

/*
 * Parses local@domain, where local is so many times octet and domain has so many octets; with
 * quotes around local if quoted.
 */
static bool
parse_long(const char *octet, size_t times, size_t domain, bool quoted, struct path *path)
{
	char text[3000] = "<";
	const char *next = text;

	strcat(text, quoted ? "\"" : "");
	for (size_t i = 0; i < times; i++)
		strcat(text, octet);
	strcat(text, quoted ? "\"@" : "@");
	memset(text + strlen(text), 'd', domain);
	strcat(text, ">");
	return path_parse(&next, path) && *next == '\0';
}

/* SRS, VERP and forwarding make local parts that are longer than 64 octets. */
static void
field_W1_a_local_part_has_the_length_of_a_command_line(void **state)
{
	struct path path;

	(void)state;
	for (size_t octets = 63; octets <= 512; octets++) {
		assert_true(parse_long("l", octets, 255, false, &path));
		assert_int_equal(strlen(path.local), octets);
		assert_int_equal(strlen(path.domain), 255);
		assert_true(parse_long("l", octets, 255, true, &path));
		assert_int_equal(strlen(path.local), octets);
	}
	assert_false(parse_long("l", 513, 1, false, &path));
	assert_false(parse_long("l", 513, 1, true, &path));
	assert_true(parse_long("\\l", 256, 1, true, &path));
	assert_int_equal(strlen(path.local), 256);
	assert_false(parse_long("\\l", 257, 1, true, &path));
}

static void
lengths_have_limits(void **state)
{
	struct path path;

	(void)state;
	assert_false(parse_long("l", 1, 256, false, &path));
	assert_false(parse_long("l", 900, 900, false, &path));
}

static void
a_literal_has_the_same_limit(void **state)
{
	char text[400] = "<a@[";
	const char *next = text;
	struct path path;

	(void)state;
	memset(text + 4, '1', 253);
	strcpy(text + 4 + 253, "]>");
	assert_true(path_parse(&next, &path));
	assert_int_equal(strlen(path.domain), 255);
	memset(text + 4, '1', 254);
	strcpy(text + 4 + 254, "]>");
	next = text;
	assert_false(path_parse(&next, &path));
}

/* A hop of a source route is a domain too. */
static void
a_source_route_may_be_long_but_not_its_hops(void **state)
{
	char text[3000] = "<";
	const char *next = text;
	struct path path;

	(void)state;
	for (int i = 0; i < 100; i++)
		strcat(text, i == 0 ? "@hop.example" : ",@hop.example");
	strcat(text, ":u@ours>");
	assert_true(path_parse(&next, &path));
	assert_string_equal(path.local, "u");
	memset(text, 'h', 300);
	memcpy(text, "<@", 2);
	strcpy(text + 300, ":u@ours>");
	next = text;
	assert_false(path_parse(&next, &path));
}

/* --- writing --- */

struct format_case {
	const char *text;
	const char *formatted;
};

static void
run_formatted(const struct format_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *next = cases[i].text;
		char formatted[PATH_TEXT_OCTETS + 1];
		struct path path;

		assert_true(path_parse(&next, &path));
		path_format(&path, formatted);
		assert_string_equal(formatted, cases[i].formatted);
	}
}

static void
a_path_is_written_as_it_was_meant(void **state)
{
	static const struct format_case cases[] = {
		{"<>", ""},
		{"<a@b>", "a@b"},
		{"alice", "alice"},
		{"<@x:a.b+c@d.example>", "a.b+c@d.example"},
		{"<\"plain\"@d>", "plain@d"},
		{"<\"a b\"@d>", "\"a b\"@d"},
		{"<\"a\\\"b\\\\\"@d>", "\"a\\\"b\\\\\"@d"},
		{"<\"x>y@z\"@d>", "\"x>y@z\"@d"},
		{"<a@[IPv6:::1]>", "a@[IPv6:::1]"},
		{"<\xc3\xa9@b>", "\xc3\xa9@b"},
	};

	(void)state;
	run_formatted(cases, COUNT(cases));
}

static void
field_W6_what_is_no_dot_string_is_quoted(void **state)
{
	static const struct format_case cases[] = {
		{"<\"a..b\"@d>", "\"a..b\"@d"},
		{"<a..b@d>", "\"a..b\"@d"},
		{"<a...b@d>", "\"a...b\"@d"},
		{"<\"x.\"@d>", "\"x.\"@d"},
		{"<x.@d>", "\"x.\"@d"},
		{"<\".x\"@d>", "\".x\"@d"},
		{"<.x@d>", "\".x\"@d"},
		{"<.@d>", "\".\"@d"},
		{"a..b", "\"a..b\""},
		{"<\"\"@d>", "\"\"@d"},
		{"<\"\">", "\"\""},
		{"<\"a.b.c\"@d>", "a.b.c@d"},
		{"<\"\xc3\xa9.\"@d>", "\"\xc3\xa9.\"@d"},
	};

	(void)state;
	run_formatted(cases, COUNT(cases));
}
static void
the_longest_path_fits(void **state)
{
	static const struct {
		const char *octet;
		size_t times;
	} cases[] = {{"\\\"", 256}, {" ", 512}, {".", 512}, {"l", 512}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char formatted[PATH_TEXT_OCTETS + 1];
		const char *next = formatted;
		struct path path;
		struct path again;

		assert_true(parse_long(cases[i].octet, cases[i].times, 255, true, &path));
		path_format(&path, formatted);
		if (cases[i].octet[0] != 'l')
			assert_int_equal(strlen(formatted), PATH_TEXT_OCTETS);
		assert_true(path_parse(&next, &again));
		assert_string_equal(again.local, path.local);
		assert_string_equal(again.domain, path.domain);
	}
}

/* --- parameters --- */

struct parameter_case {
	const char *text;
	enum parameter_status status;
	uint64_t size;
	const char *offender;
};

static void
run_parameters(const struct parameter_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *text = strdup(cases[i].text);
		const char *offender = "";
		struct mail_parameters parameters;
		enum parameter_status status;

		assert_non_null(text);
		status = path_parse_mail_parameters(text, &parameters, &offender);
		unit_expect_number(cases[i].text, NULL, status, cases[i].status);
		if (status != PARAMETER_OK)
			assert_string_equal(offender, cases[i].offender);
		else if (parameters.size != cases[i].size)
			fail_msg("%s: got size %llu", cases[i].text,
				 (unsigned long long)parameters.size);
		free(text);
	}
}

static void
size_is_a_number(void **state)
{
	static const struct parameter_case cases[] = {
		{"", PARAMETER_OK, 0, NULL},
		{"  \t ", PARAMETER_OK, 0, NULL},
		{" SIZE=0", PARAMETER_OK, 0, NULL},
		{"SIZE=12345", PARAMETER_OK, 12345, NULL},
		{" size=007 ", PARAMETER_OK, 7, NULL},
		{" SIZE=18446744073709551614", PARAMETER_OK, UINT64_MAX - 1, NULL},
		{" SIZE=18446744073709551615", PARAMETER_OK, UINT64_MAX, NULL},
		{" SIZE=18446744073709551616", PARAMETER_OK, UINT64_MAX, NULL},
		{" SIZE=99999999999999999999", PARAMETER_OK, UINT64_MAX, NULL},
		{" SIZE=99999999999999999999999999999999999", PARAMETER_OK, UINT64_MAX, NULL},
		{" SIZE", PARAMETER_BAD, 0, "SIZE"},
		{" SIZE=", PARAMETER_BAD, 0, "SIZE="},
		{" SIZE=x", PARAMETER_BAD, 0, "SIZE=x"},
		{" SIZE=-1", PARAMETER_BAD, 0, "SIZE=-1"},
		{" SIZE=+1", PARAMETER_BAD, 0, "SIZE=+1"},
		{" SIZE=1x", PARAMETER_BAD, 0, "SIZE=1x"},
		{" SIZE=1=2", PARAMETER_BAD, 0, "SIZE=1=2"},
		{" SIZE=1 Size=1", PARAMETER_BAD, 0, "Size=1"},
	};

	(void)state;
	run_parameters(cases, COUNT(cases));
}

static void
body_is_7bit_or_8bitmime(void **state)
{
	static const struct parameter_case cases[] = {
		{" BODY=7BIT", PARAMETER_OK, 0, NULL},
		{" Body=8bitMIME", PARAMETER_OK, 0, NULL},
		{" BODY=BINARYMIME", PARAMETER_BAD, 0, "BODY=BINARYMIME"},
		{" BODY=x", PARAMETER_BAD, 0, "BODY=x"},
		{" BODY=", PARAMETER_BAD, 0, "BODY="},
		{" BODY", PARAMETER_BAD, 0, "BODY"},
		{" BODY=7BIT BODY=7BIT", PARAMETER_BAD, 0, "BODY=7BIT"},
	};

	(void)state;
	run_parameters(cases, COUNT(cases));
}

static void
auth_is_xtext(void **state)
{
	static const struct parameter_case cases[] = {
		{" AUTH=<>", PARAMETER_OK, 0, NULL},
		{" AUTH=alice@example.org", PARAMETER_OK, 0, NULL},
		{" auth=e+3Dmc2+2B+AF@example.com", PARAMETER_OK, 0, NULL},
		{" AUTH=!~", PARAMETER_OK, 0, NULL},
		{" AUTH=", PARAMETER_BAD, 0, "AUTH="},
		{" AUTH", PARAMETER_BAD, 0, "AUTH"},
		{" AUTH=a=b", PARAMETER_BAD, 0, "AUTH=a=b"},
		{" AUTH=+", PARAMETER_BAD, 0, "AUTH=+"},
		{" AUTH=+3", PARAMETER_BAD, 0, "AUTH=+3"},
		{" AUTH=+3d", PARAMETER_BAD, 0, "AUTH=+3d"},
		{" AUTH=+G0", PARAMETER_BAD, 0, "AUTH=+G0"},
		{" AUTH=++3D", PARAMETER_BAD, 0, "AUTH=++3D"},
		{" AUTH=\xc3\xa9", PARAMETER_BAD, 0, "AUTH=\xc3\xa9"},
		{" AUTH=a\x7f", PARAMETER_BAD, 0, "AUTH=a\x7f"},
		{" AUTH=<> AUTH=<>", PARAMETER_BAD, 0, "AUTH=<>"},
	};

	(void)state;
	run_parameters(cases, COUNT(cases));
}

static void
smtputf8_has_no_value(void **state)
{
	static const struct parameter_case cases[] = {
		{" SMTPUTF8", PARAMETER_OK, 0, NULL},
		{" smtpUtf8 SIZE=5", PARAMETER_OK, 5, NULL},
		{" SIZE=5 BODY=8BITMIME SMTPUTF8 ", PARAMETER_OK, 5, NULL},
		{" SMTPUTF8=", PARAMETER_BAD, 0, "SMTPUTF8="},
		{" SMTPUTF8=yes", PARAMETER_BAD, 0, "SMTPUTF8=yes"},
		{" SMTPUTF8 SmtpUtf8", PARAMETER_BAD, 0, "SmtpUtf8"},
		{" SMTPUTF88", PARAMETER_UNKNOWN, 0, "SMTPUTF88"},
		{" SMTPUTF", PARAMETER_UNKNOWN, 0, "SMTPUTF"},
	};

	(void)state;
	run_parameters(cases, COUNT(cases));
}

static void
what_was_given_is_known(void **state)
{
	char none[] = "";
	char all[] = " SIZE=0 BODY=7BIT AUTH=<> SMTPUTF8";
	char two[] = " SMTPUTF8 SIZE=7";
	struct mail_parameters parameters;
	const char *offender;

	(void)state;
	assert_int_equal(path_parse_mail_parameters(all, &parameters, &offender), PARAMETER_OK);
	assert_true(parameters.has_size && parameters.has_body);
	assert_true(parameters.has_auth && parameters.smtputf8);
	assert_int_equal(path_parse_mail_parameters(none, &parameters, &offender),
			 PARAMETER_OK);
	assert_false(parameters.has_size || parameters.has_body);
	assert_false(parameters.has_auth || parameters.smtputf8);
	assert_int_equal(path_parse_mail_parameters(two, &parameters, &offender), PARAMETER_OK);
	assert_true(parameters.has_size && parameters.smtputf8);
	assert_false(parameters.has_body || parameters.has_auth);
}

static void
several_parameters(void **state)
{
	static const struct parameter_case cases[] = {
		{" SIZE=5 BODY=8BITMIME AUTH=<>", PARAMETER_OK, 5, NULL},
		{" AUTH=<>\tBODY=7BIT   SIZE=6 ", PARAMETER_OK, 6, NULL},
		{" SIZE=5 RET=FULL", PARAMETER_UNKNOWN, 0, "RET=FULL"},
		{" RET=FULL SIZE=x", PARAMETER_UNKNOWN, 0, "RET=FULL"},
		{" SIZE=x RET=FULL", PARAMETER_BAD, 0, "SIZE=x"},
		{" SIZE=5 BODY=7BIT SIZE=5 BODY=7BIT", PARAMETER_BAD, 0, "SIZE=5"},
	};

	(void)state;
	run_parameters(cases, COUNT(cases));
}

static void
other_parameters_are_unknown(void **state)
{
	static const struct parameter_case cases[] = {
		{" ENVID=x", PARAMETER_UNKNOWN, 0, "ENVID=x"},
		{" XSIZE=5", PARAMETER_UNKNOWN, 0, "XSIZE=5"},
		{" SIZES=5", PARAMETER_UNKNOWN, 0, "SIZES=5"},
		{" SIZ=5", PARAMETER_UNKNOWN, 0, "SIZ=5"},
		{" x", PARAMETER_UNKNOWN, 0, "x"},
		{" =5", PARAMETER_UNKNOWN, 0, "=5"},
		{" >", PARAMETER_UNKNOWN, 0, ">"},
	};

	(void)state;
	run_parameters(cases, COUNT(cases));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mailboxes),
		cmocka_unit_test(the_null_path),
		cmocka_unit_test(brackets_may_be_missing),
		cmocka_unit_test(bare_names),
		cmocka_unit_test(oneself),
		cmocka_unit_test(source_routes_are_dropped),
		cmocka_unit_test(quoted_local_parts),
		cmocka_unit_test(field_W7_an_empty_quoted_string_is_a_local_part),
		cmocka_unit_test(address_literals),
		cmocka_unit_test(utf8_is_told_apart),
		cmocka_unit_test(field_W1_a_local_part_has_the_length_of_a_command_line),
		cmocka_unit_test(lengths_have_limits),
		cmocka_unit_test(a_literal_has_the_same_limit),
		cmocka_unit_test(a_source_route_may_be_long_but_not_its_hops),
		cmocka_unit_test(a_path_is_written_as_it_was_meant),
		cmocka_unit_test(field_W6_what_is_no_dot_string_is_quoted),
		cmocka_unit_test(the_longest_path_fits),
		cmocka_unit_test(size_is_a_number),
		cmocka_unit_test(body_is_7bit_or_8bitmime),
		cmocka_unit_test(auth_is_xtext),
		cmocka_unit_test(smtputf8_has_no_value),
		cmocka_unit_test(what_was_given_is_known),
		cmocka_unit_test(several_parameters),
		cmocka_unit_test(other_parameters_are_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
