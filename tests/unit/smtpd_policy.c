/* Tests of smtpd/policy: who may do what, as tables. */
#include "tests/unit/unit.h"

#include "smtpd/policy.h"

/* Our host is mx, our domains are example.org and mail.example. */
static struct conf
our_conf(void)
{
	char error[CONF_ERROR_OCTETS];
	struct conf conf;

	conf_defaults(&conf);
	assert_true(conf_set(&conf, "hostname=mx", error));
	assert_true(conf_set(&conf, "domains=example.org mail.example", error));
	assert_true(conf_finish(&conf, error));
	return conf;
}

static struct path
parse(const char *text)
{
	const char *next = text;
	struct path path;

	if (!path_parse(&next, &path))
		fail_msg("%s is no path", text);
	return path;
}

static void
names_without_dot_are_accounts(void **state)
{
	static const struct {
		const char *name;
		bool account;
	} cases[] = {
		{"alice", true},       {"a", true},          {"x-1_2", true},
		{"9lives", true},      {"MX1", true},        {"client.example", false},
		{"a.b", false},        {"localhost", false}, {"LocalHost", false},
		{"mx", false},         {"MX", false},        {"[192.0.2.1]", false},
		{"", false},           {"a b", false},       {"_alice", false},
		{"alice@home", false}, {".", false},         {"localhost2", true},
	};
	struct conf conf = our_conf();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		unit_expect_number(cases[i].name, NULL,
				   policy_is_account_greeting(&conf, cases[i].name),
				   cases[i].account);
}

/* Clients that know no domain greet with it, whatever hostname says. */
static void
the_machines_own_name_is_no_account(void **state)
{
	struct conf conf = our_conf();

	(void)state;
	strcpy(conf.machine, "toaster");
	assert_false(policy_is_account_greeting(&conf, "toaster"));
	assert_false(policy_is_account_greeting(&conf, "Toaster"));
	assert_true(policy_is_account_greeting(&conf, "toaster2"));
}

/* --- senders --- */

struct sender_case {
	const char *path;
	bool signed_in;
	enum policy_sender expected;
};

static void
run_senders(const struct conf *conf, const struct sender_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct path path = parse(cases[i].path);

		unit_expect_number(cases[i].path, NULL,
				   policy_sender(conf, &path, cases[i].signed_in),
				   cases[i].expected);
	}
}

static void
who_is_signed_in_sends_as_oneself(void **state)
{
	static const struct sender_case cases[] = {
		{"@ME", true, POLICY_SENDER_ACCEPTED},
		{"<>", true, POLICY_SENDER_ACCEPTED},
		{"<alice>", true, POLICY_SENDER_LOOK_UP},
		{"<alice@example.org>", true, POLICY_SENDER_LOOK_UP},
		{"<alice@MAIL.example>", true, POLICY_SENDER_LOOK_UP},
		{"<alice+tag@example.org>", true, POLICY_SENDER_LOOK_UP},
		{"<\"\"@example.org>", true, POLICY_SENDER_LOOK_UP},
		{"<alice@elsewhere.example>", true, POLICY_SENDER_NOT_YOURS},
		{"<alice@[192.0.2.1]>", true, POLICY_SENDER_NOT_YOURS},
		{"<alice@x.example.org>", true, POLICY_SENDER_NOT_YOURS},
		{"<alice+tag@elsewhere.example>", true, POLICY_SENDER_NOT_YOURS},
	};
	struct conf conf = our_conf();

	(void)state;
	run_senders(&conf, cases, COUNT(cases));
	conf.inbound = 0;
	run_senders(&conf, cases, COUNT(cases));
}

static void
strangers_send_from_elsewhere(void **state)
{
	static const struct sender_case cases[] = {
		{"<>", false, POLICY_SENDER_ACCEPTED},
		{"<a@elsewhere.example>", false, POLICY_SENDER_ACCEPTED},
		{"<a@[192.0.2.1]>", false, POLICY_SENDER_ACCEPTED},
		{"<a@x.example.org>", false, POLICY_SENDER_ACCEPTED},
		{"<a@example.org>", false, POLICY_SENDER_SIGN_IN_FIRST},
		{"<a@EXAMPLE.ORG>", false, POLICY_SENDER_SIGN_IN_FIRST},
		{"<nobody@mail.example>", false, POLICY_SENDER_SIGN_IN_FIRST},
		{"<alice>", false, POLICY_SENDER_SIGN_IN_FIRST},
		{"@ME", false, POLICY_SENDER_SIGN_IN_FIRST},
	};
	struct conf conf = our_conf();

	(void)state;
	run_senders(&conf, cases, COUNT(cases));
}

static void
without_inbound_strangers_do_not_send(void **state)
{
	static const struct sender_case cases[] = {
		{"<>", false, POLICY_SENDER_SIGN_IN_FIRST},
		{"<a@elsewhere.example>", false, POLICY_SENDER_SIGN_IN_FIRST},
		{"<a@example.org>", false, POLICY_SENDER_SIGN_IN_FIRST},
		{"@ME", false, POLICY_SENDER_SIGN_IN_FIRST},
	};
	struct conf conf = our_conf();

	(void)state;
	conf.inbound = 0;
	run_senders(&conf, cases, COUNT(cases));
}

/* Whose mail it is has been decided by whoever speaks LMTP. */
static void
over_lmtp_anybody_sends(void **state)
{
	static const struct sender_case cases[] = {
		{"<>", false, POLICY_SENDER_ACCEPTED},
		{"<a@elsewhere.example>", false, POLICY_SENDER_ACCEPTED},
		{"<a@example.org>", false, POLICY_SENDER_ACCEPTED},
		{"<alice>", false, POLICY_SENDER_ACCEPTED},
		{"@ME", false, POLICY_SENDER_SIGN_IN_FIRST},
		{"<bob@example.org>", true, POLICY_SENDER_LOOK_UP},
	};
	struct conf conf = our_conf();

	(void)state;
	conf.lmtp = true;
	run_senders(&conf, cases, COUNT(cases));
	conf.inbound = 0;
	run_senders(&conf, cases, COUNT(cases));
}

/* --- recipients --- */

struct recipient_case {
	const char *path;
	bool signed_in;
	enum policy_recipient expected;
};

static void
run_recipients(const struct conf *conf, const struct recipient_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct path path = parse(cases[i].path);

		unit_expect_number(cases[i].path, NULL,
				   policy_recipient(conf, &path, cases[i].signed_in),
				   cases[i].expected);
	}
}

static void
mail_is_taken_for_our_domains(void **state)
{
	static const struct recipient_case cases[] = {
		{"<alice>", false, POLICY_RECIPIENT_LOOK_UP},
		{"<pOstMaster>", false, POLICY_RECIPIENT_LOOK_UP},
		{"<alice@example.org>", false, POLICY_RECIPIENT_LOOK_UP},
		{"<alice@EXAMPLE.org>", true, POLICY_RECIPIENT_LOOK_UP},
		{"<alice@mail.example>", true, POLICY_RECIPIENT_LOOK_UP},
		{"<@a,@b:alice@example.org>", false, POLICY_RECIPIENT_LOOK_UP},
		{"<alice@elsewhere.example>", false, POLICY_RECIPIENT_FOREIGN},
		{"<alice@elsewhere.example>", true, POLICY_RECIPIENT_FOREIGN},
		{"<@example.org:alice@elsewhere.example>", true, POLICY_RECIPIENT_FOREIGN},
		{"<alice@[127.0.0.1]>", true, POLICY_RECIPIENT_FOREIGN},
		{"<alice%elsewhere.example@example.org>", false, POLICY_RECIPIENT_LOOK_UP},
		{"<>", false, POLICY_RECIPIENT_INVALID},
		{"<>", true, POLICY_RECIPIENT_INVALID},
		{"@ME", true, POLICY_RECIPIENT_SELF},
		{"@ME", false, POLICY_RECIPIENT_SIGN_IN_FIRST},
	};
	struct conf conf = our_conf();

	(void)state;
	run_recipients(&conf, cases, COUNT(cases));
}

static void
a_relay_takes_mail_of_who_is_signed_in(void **state)
{
	static const struct recipient_case cases[] = {
		{"<alice@elsewhere.example>", true, POLICY_RECIPIENT_RELAY},
		{"<alice@[127.0.0.1]>", true, POLICY_RECIPIENT_RELAY},
		{"<alice@x.example.org>", true, POLICY_RECIPIENT_RELAY},
		{"<@example.org:alice@elsewhere.example>", true, POLICY_RECIPIENT_RELAY},
		{"<alice@elsewhere.example>", false, POLICY_RECIPIENT_FOREIGN},
		{"<@example.org:alice@elsewhere.example>", false, POLICY_RECIPIENT_FOREIGN},
		{"<alice%elsewhere.example@example.org>", true, POLICY_RECIPIENT_LOOK_UP},
		{"<\"alice@elsewhere.example\"@example.org>", false, POLICY_RECIPIENT_LOOK_UP},
		{"<alice@example.org>", true, POLICY_RECIPIENT_LOOK_UP},
		{"<alice>", true, POLICY_RECIPIENT_LOOK_UP},
		{"<>", true, POLICY_RECIPIENT_INVALID},
		{"@ME", true, POLICY_RECIPIENT_SELF},
		{"@ME", false, POLICY_RECIPIENT_SIGN_IN_FIRST},
	};
	struct conf conf = our_conf();

	(void)state;
	strcpy(conf.relay, "/usr/sbin/sendmail -i -f");
	run_recipients(&conf, cases, COUNT(cases));
}

/* --- names --- */

struct name_case {
	const char *local;
	const char *names[POLICY_NAMES + 1]; /* up to a NULL */
};

static void
expect_names(const struct name_case *expected, const struct policy_name names[], size_t got)
{
	size_t count = 0;

	while (expected->names[count])
		count++;
	unit_expect_number(expected->local, NULL, (int64_t)got, (int64_t)count);
	for (size_t i = 0; i < got; i++)
		unit_expect(expected->local, NULL, names[i].text, strlen(names[i].text),
			    expected->names[i], strlen(expected->names[i]));
}

static struct path
path_of(enum path_kind kind, const char *local, const char *domain)
{
	struct path path = {.kind = kind};

	strcpy(path.local, local);
	strcpy(path.domain, domain);
	return path;
}

/* Without a domain. */
static void
run_names(const struct conf *conf, const struct name_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct path path = path_of(PATH_SELF, cases[i].local, "");
		struct policy_name names[POLICY_NAMES];
		size_t got = policy_names(conf, &path, names);

		expect_names(&cases[i], names, got);
	}
}

/* The whole name comes first: one may hold the delimiter itself. */
static void
a_tag_is_taken_off(void **state)
{
	static const struct name_case cases[] = {
		{"alice", {"alice", "*"}},
		{"alice+tag", {"alice+tag", "alice", "*"}},
		{"alice+", {"alice+", "alice", "*"}},
		{"a+b+c", {"a+b+c", "a", "*"}},
		{"+tag", {"+tag", "*"}},
		{"+", {"+", "*"}},
		{"a b+c", {"a b+c", "a b", "*"}},
		{"a/b", {"a/b", "*"}},
		{"Alice-Tag", {"Alice-Tag", "*"}},
		{"*", {"*"}},
		{"*+tag", {"*"}},
	};
	struct conf conf = our_conf();

	(void)state;
	run_names(&conf, cases, COUNT(cases));
}

/* Nobody has the empty name, not even an alias. */
static void
field_W7_the_empty_local_part_is_no_name(void **state)
{
	static const struct name_case cases[] = {{"", {"*"}}};
	struct conf conf = our_conf();

	(void)state;
	run_names(&conf, cases, COUNT(cases));
	strcpy(conf.recipient_delimiter, "");
	run_names(&conf, cases, COUNT(cases));
}

static void
a_tag_may_begin_with_another_character(void **state)
{
	static const struct name_case cases[] = {
		{"alice-tag", {"alice-tag", "alice", "*"}},
		{"alice+tag", {"alice+tag", "*"}},
		{"mary-ann-x", {"mary-ann-x", "mary", "*"}},
		{"postmaster-x", {"postmaster", "postmaster", "*"}},
		{"postmaster+x", {"postmaster+x", "*"}},
	};
	struct conf conf = our_conf();

	(void)state;
	strcpy(conf.recipient_delimiter, "-");
	run_names(&conf, cases, COUNT(cases));
}

static void
without_delimiter_there_are_no_tags(void **state)
{
	static const struct name_case cases[] = {
		{"alice", {"alice", "*"}},
		{"alice+tag", {"alice+tag", "*"}},
		{"alice-tag", {"alice-tag", "*"}},
		{"postmaster", {"postmaster", "postmaster", "*"}},
		{"abuse", {"abuse", "postmaster", "postmaster", "*"}},
		{"abuse+x", {"abuse+x", "*"}},
	};
	struct conf conf = our_conf();

	(void)state;
	strcpy(conf.recipient_delimiter, "");
	run_names(&conf, cases, COUNT(cases));
}

/* There is always somebody for these; for postmaster the setting comes first. */
static void
somebody_is_postmaster_and_abuse(void **state)
{
	static const struct name_case cases[] = {
		{"postmaster", {"carol", "postmaster", "*"}},
		{"PostMaster", {"carol", "postmaster", "*"}},
		{"postmaster+tag", {"carol", "postmaster", "*"}},
		{"abuse", {"abuse", "carol", "postmaster", "*"}},
		{"Abuse", {"Abuse", "carol", "postmaster", "*"}},
		{"abuse+tag", {"abuse+tag", "abuse", "carol", "postmaster", "*"}},
		{"ABUSE+", {"ABUSE+", "ABUSE", "carol", "postmaster", "*"}},
		{"postmasters", {"postmasters", "*"}},
		{"postmaste", {"postmaste", "*"}},
		{"abuses", {"abuses", "*"}},
		{"abus+e", {"abus+e", "abus", "*"}},
		{"carol", {"carol", "*"}},
	};
	struct conf conf = our_conf();

	(void)state;
	strcpy(conf.postmaster, "carol");
	run_names(&conf, cases, COUNT(cases));
}

/* What one may send as: neither postmaster nor what is left to the catch-all. */
static void
field_W9_some_names_are_a_local_parts_own(void **state)
{
	static const struct name_case cases[] = {
		{"sales", {"sales"}},
		{"sales+tag", {"sales+tag", "sales"}},
		{"+tag", {"+tag"}},
		{"abuse", {"abuse"}},
		{"", {NULL}},
		{"PostMaster", {"postmaster"}},
		{"PostMaster+tag", {NULL}},
		{"*", {NULL}},
		{"*+tag", {NULL}},
	};
	struct conf conf = our_conf();

	(void)state;
	strcpy(conf.postmaster, "carol");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct path path = path_of(PATH_SELF, cases[i].local, "");
		struct policy_name names[POLICY_OWN_NAMES];
		size_t got = policy_own_names(&conf, &path, names);

		expect_names(&cases[i], names, got);
	}
}

static void
field_W9_an_own_name_leads_to_nobody_else(void **state)
{
	static const struct store_recipient recipients[] = {{.account = 7}, {.account = 8}};

	(void)state;
	assert_true(policy_is_own(recipients, 1, 7));
	assert_false(policy_is_own(recipients, 1, 8));
	assert_false(policy_is_own(recipients, 2, 7));
	assert_false(policy_is_own(recipients, 2, 8));
	assert_false(policy_is_own(NULL, 0, 7));
}

static void
a_postmaster_too_long_for_a_name_is_left_out(void **state)
{
	static const struct name_case cases[] = {
		{"postmaster", {"postmaster", "*"}},
		{"abuse+tag", {"abuse+tag", "abuse", "postmaster", "*"}},
	};
	struct conf conf = our_conf();

	(void)state;
	memset(conf.postmaster, 'p', CONF_TEXT_OCTETS);
	run_names(&conf, cases, COUNT(cases));
	conf.postmaster[PATH_LOCAL_OCTETS + 1] = '\0';
	run_names(&conf, cases, COUNT(cases));
}

static void
the_longest_local_part_fits(void **state)
{
	struct policy_name names[POLICY_NAMES];
	struct path path = path_of(PATH_SELF, "", "");
	struct conf conf = our_conf();

	(void)state;
	memset(path.local, 'n', PATH_LOCAL_OCTETS);
	assert_int_equal(policy_names(&conf, &path, names), 2);
	assert_string_equal(names[0].text, path.local);
	path.local[PATH_LOCAL_OCTETS - 1] = '+';
	assert_int_equal(policy_names(&conf, &path, names), 3);
	assert_string_equal(names[0].text, path.local);
	assert_int_equal(strlen(names[1].text), PATH_LOCAL_OCTETS - 1);
	strcpy(conf.postmaster, path.local);
	path = path_of(PATH_SELF, "postmaster", "");
	assert_int_equal(policy_names(&conf, &path, names), 3);
	assert_string_equal(names[0].text, conf.postmaster);
}

/* --- names with a domain --- */

struct address_case {
	const char *path;
	const char *names[POLICY_NAMES + 1]; /* up to a NULL */
	enum policy_step last_step;
};

static void
expect_address(const struct address_case *expected, const struct policy_name names[],
	       size_t count)
{
	struct name_case wanted = {.local = expected->path};

	memcpy(wanted.names, expected->names, sizeof(wanted.names));
	expect_names(&wanted, names, count);
	if (count > 0)
		unit_expect_number(expected->path, NULL, names[count - 1].step,
				   expected->last_step);
}

static void
the_domain_counts_first(void **state)
{
	static const struct address_case cases[] = {
		{"<info>",
		 {"info@example.org", "info", "*@example.org", "*"},
		 POLICY_STEP_CATCH_ALL},
		{"<info@mail.example>",
		 {"info@mail.example", "info", "*@mail.example", "*"},
		 POLICY_STEP_CATCH_ALL},
		{"<info+x@Mail.Example>",
		 {"info+x@Mail.Example", "info@Mail.Example", "info+x", "info",
		  "*@Mail.Example", "*"},
		 POLICY_STEP_CATCH_ALL},
		{"<\"a@b+x\"@mail.example>",
		 {"a@b+x@mail.example", "a@b@mail.example", "*@mail.example", "*"},
		 POLICY_STEP_CATCH_ALL},
		{"<\"a+x@b\"@mail.example>",
		 {"a+x@b@mail.example", "a@mail.example", "a", "*@mail.example", "*"},
		 POLICY_STEP_CATCH_ALL},
		{"<\"+x\"@mail.example>",
		 {"+x@mail.example", "+x", "*@mail.example", "*"},
		 POLICY_STEP_CATCH_ALL},
		{"<\"\"@mail.example>", {"*@mail.example", "*"}, POLICY_STEP_CATCH_ALL},
		{"<*@mail.example>", {"*@mail.example", "*"}, POLICY_STEP_CATCH_ALL},
		{"<postmaster@mail.example>",
		 {"postmaster@mail.example", "carol@xn--tda.example", "postmaster",
		  "*@mail.example", "*"},
		 POLICY_STEP_CATCH_ALL},
		{"<abuse+x@mail.example>",
		 {"abuse+x@mail.example", "abuse@mail.example", "abuse+x", "abuse",
		  "postmaster@mail.example", "carol@xn--tda.example", "postmaster",
		  "*@mail.example", "*"},
		 POLICY_STEP_CATCH_ALL},
		{"<info@b\xC3\xBC"
		 "cher.example>",
		 {"info@xn--bcher-kva.example", "info", "*@xn--bcher-kva.example", "*"},
		 POLICY_STEP_CATCH_ALL},
	};
	struct conf conf = our_conf();

	(void)state;
	strcpy(conf.postmaster, "carol@\xC3\xBC.example");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct policy_name names[POLICY_NAMES];
		struct path path = parse(cases[i].path);

		expect_address(&cases[i], names, policy_names(&conf, &path, names));
	}
}

static void
own_names_may_have_the_domain(void **state)
{
	static const struct address_case cases[] = {
		{"<info>", {"info@example.org", "info"}, POLICY_STEP_BARE},
		{"<info+x@mail.example>",
		 {"info+x@mail.example", "info@mail.example", "info+x", "info"},
		 POLICY_STEP_BARE_UNTAGGED},
		{"<\"a@b\"@mail.example>", {"a@b@mail.example"}, POLICY_STEP_NAME},
		{"<\"a@b+x\"@mail.example>",
		 {"a@b+x@mail.example", "a@b@mail.example"},
		 POLICY_STEP_UNTAGGED},
		{"<PostMaster@mail.example>",
		 {"postmaster@mail.example", "postmaster"},
		 POLICY_STEP_POSTMASTER},
		{"<postmaster+x@mail.example>", {NULL}, 0},
		{"<*@mail.example>", {NULL}, 0},
	};
	struct conf conf = our_conf();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct policy_name names[POLICY_OWN_NAMES];
		struct path path = parse(cases[i].path);

		expect_address(&cases[i], names, policy_own_names(&conf, &path, names));
	}
}

static void
the_longest_address_fits(void **state)
{
	struct policy_name names[POLICY_NAMES];
	struct path path = path_of(PATH_MAILBOX, "", "");
	struct conf conf = our_conf();

	(void)state;
	memset(path.local, 'n', PATH_LOCAL_OCTETS);
	path.local[PATH_LOCAL_OCTETS - 1] = '+';
	memset(path.domain, 'd', PATH_DOMAIN_OCTETS);
	assert_int_equal(policy_names(&conf, &path, names), 6);
	assert_int_equal(strlen(names[0].text), PATH_LOCAL_OCTETS + 1 + PATH_DOMAIN_OCTETS);
	assert_int_equal(names[0].text[PATH_LOCAL_OCTETS], '@');
	assert_string_equal(names[0].text + PATH_LOCAL_OCTETS + 1, path.domain);
	assert_int_equal(strlen(names[1].text), PATH_LOCAL_OCTETS + PATH_DOMAIN_OCTETS);
}

/* --- quotas --- */

static void
a_quota_leaves_so_much_room(void **state)
{
	static const struct {
		uint64_t quota;
		uint64_t usage;
		uint64_t size;
		bool room;
	} cases[] = {
		{1000, 0, 0, true},
		{1000, 0, 1000, true},
		{1000, 0, 1001, false},
		{1000, 999, 0, true},
		{1000, 999, 1, true},
		{1000, 999, 2, false},
		{1000, 1000, 0, false},
		{1000, 5000, 0, false},
		{1000, 0, UINT64_MAX, false},
		{UINT64_MAX, 1, UINT64_MAX, false},
		{UINT64_MAX, 0, UINT64_MAX, true},
		{UINT64_MAX, UINT64_MAX, 0, false},
		{1, UINT64_MAX, 2, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (policy_has_room(cases[i].quota, cases[i].usage, cases[i].size) !=
		    cases[i].room)
			fail_msg("case %zu", i);
}

static void
an_account_may_have_a_quota_of_its_own(void **state)
{
	struct conf conf = our_conf();
	struct store_recipient recipient = {.has_quota = true, .quota = 500};

	(void)state;
	conf.quota = 1000;
	assert_int_equal(policy_quota(&conf, &recipient), 500);
	recipient.quota = 0;
	assert_int_equal(policy_quota(&conf, &recipient), 0);
	recipient.has_quota = false;
	assert_int_equal(policy_quota(&conf, &recipient), 1000);
	conf.quota = 0;
	assert_int_equal(policy_quota(&conf, &recipient), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_without_dot_are_accounts),
		cmocka_unit_test(the_machines_own_name_is_no_account),
		cmocka_unit_test(who_is_signed_in_sends_as_oneself),
		cmocka_unit_test(strangers_send_from_elsewhere),
		cmocka_unit_test(without_inbound_strangers_do_not_send),
		cmocka_unit_test(over_lmtp_anybody_sends),
		cmocka_unit_test(mail_is_taken_for_our_domains),
		cmocka_unit_test(a_relay_takes_mail_of_who_is_signed_in),
		cmocka_unit_test(a_tag_is_taken_off),
		cmocka_unit_test(field_W7_the_empty_local_part_is_no_name),
		cmocka_unit_test(a_tag_may_begin_with_another_character),
		cmocka_unit_test(without_delimiter_there_are_no_tags),
		cmocka_unit_test(somebody_is_postmaster_and_abuse),
		cmocka_unit_test(field_W9_some_names_are_a_local_parts_own),
		cmocka_unit_test(field_W9_an_own_name_leads_to_nobody_else),
		cmocka_unit_test(a_postmaster_too_long_for_a_name_is_left_out),
		cmocka_unit_test(the_longest_local_part_fits),
		cmocka_unit_test(the_domain_counts_first),
		cmocka_unit_test(own_names_may_have_the_domain),
		cmocka_unit_test(the_longest_address_fits),
		cmocka_unit_test(a_quota_leaves_so_much_room),
		cmocka_unit_test(an_account_may_have_a_quota_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
