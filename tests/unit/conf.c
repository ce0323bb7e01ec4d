/* Tests of common/conf: each kind of setting, files with mistakes, what follows from what. */
#include "tests/unit/unit.h"

#include <sys/utsname.h>

#include "common/base/conf.h"

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

/* The settings as one text, each in a line. Freed by the caller. */
static char *
print(const struct conf *conf)
{
	char *text = NULL;
	size_t octets;
	FILE *file = open_memstream(&text, &octets);

	assert_non_null(file);
	conf_print(conf, file);
	fclose(file);
	return text;
}

static void
expect_printed(const struct conf *conf, const char *line)
{
	char *text = print(conf);
	char wanted[CONF_TEXT_OCTETS * 2];

	snprintf(wanted, sizeof(wanted), "%s\n", line);
	if (!strstr(text, wanted))
		fail_msg("\"%s\" is missing in:\n%s", line, text);
	free(text);
}

static void
expect_contains(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("\"%s\" is not in \"%s\"", part, text);
}

struct set_case {
	const char *assignment;
	const char *printed; /* what is in force then; NULL: it is refused */
	const char *error;   /* a part of what is said then */
};

static void
run_cases(const struct set_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char error[CONF_ERROR_OCTETS] = "";
		struct conf conf;
		bool set;

		conf_defaults(&conf);
		set = conf_set(&conf, cases[i].assignment, error);
		unit_expect_number(cases[i].assignment, NULL, set, cases[i].printed != NULL);
		if (set)
			expect_printed(&conf, cases[i].printed);
		else
			expect_contains(error, cases[i].error);
	}
}

static void
defaults_are_those_of_the_manual(void **state)
{
	static const char *const lines[] = {
		"database = pillarbox.db",
		"session_database = ",
		"spool = ",
		"interactive = local",
		"plaintext_auth = local",
		"inbound = yes",
		"tls_required = no",
		"max_message_size = 26214400",
		"max_recipients = 1000",
		"max_errors = 20",
		"max_sessions = 100",
		"max_sessions_per_network = 10",
		"proxy_protocol = ",
		"command_timeout = 300",
		"pop3_timeout = 600",
		"quota = 0",
		"postmaster = postmaster",
		"relay = ",
		"starttls = ",
		"recipient_delimiter = +",
		"password_hash = $y$",
		"password_cost = 0",
		"log = info",
		"sandbox = on",
	};
	char error[CONF_ERROR_OCTETS];
	char hostname[300];
	char line[400];
	struct conf conf;

	(void)state;
	conf_defaults(&conf);
	for (size_t i = 0; i < COUNT(lines); i++)
		expect_printed(&conf, lines[i]);
	assert_int_equal(gethostname(hostname, sizeof(hostname)), 0);
	snprintf(line, sizeof(line), "hostname = %s", hostname);
	expect_printed(&conf, line);
	assert_true(conf_finish(&conf, error));
	assert_true(conf_is_our_domain(&conf, hostname));
	assert_true(conf_is_our_domain(&conf, "localhost"));
	assert_int_equal(conf.interactive, CONF_LOCAL);
	assert_int_equal(conf.log, LOG_LEVEL_INFO);
	assert_false(conf.lmtp);
	assert_true(conf.session_timeout > 0);
	assert_true(conf.lock_timeout > 0);
	assert_true(conf.min_free_space > 0);
}

static void
texts(void **state)
{
	static const struct set_case cases[] = {
		{"database=/var/mail.db", "database = /var/mail.db", NULL},
		{"  database\t= /a path/x.db \r\n", "database = /a path/x.db", NULL},
		{"database = a=b", "database = a=b", NULL},
		{"hostname=mx.example.org", "hostname = mx.example.org", NULL},
		{"domains=a.example, b.example", "domains = a.example, b.example", NULL},
		{"recipient_delimiter=", "recipient_delimiter = ", NULL},
		{"recipient_delimiter=-", "recipient_delimiter = -", NULL},
		{"postmaster = alice", "postmaster = alice", NULL},
		{"relay = /usr/sbin/sendmail -i  -f", "relay = /usr/sbin/sendmail -i  -f",
		 NULL},
		{"relay =", "relay = ", NULL},
		{"starttls = /bin/a  b", "starttls = /bin/a  b", NULL},
		{"tls_required = yes", "tls_required = yes", NULL},
		{"tls_required = 1", NULL, "tls_required: one of these is needed: no yes"},
		{"tls = yes", NULL, "tls: there is no such setting"},
		{"postmaster =", NULL, "postmaster: a value is missing"},
		{"lmtp = yes", NULL, "lmtp: there is no such setting"},
		{"database=", NULL, "database: a value is missing"},
		{"spool = /var/spool/mail", "spool = /var/spool/mail", NULL},
		{"spool=", "spool = ", NULL},
		{"hostname = ", NULL, "hostname"},
		{"password_hash=", NULL, "password_hash"},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
numbers(void **state)
{
	static const struct set_case cases[] = {
		{"max_errors=7", "max_errors = 7", NULL},
		{"max_errors = 0007", "max_errors = 7", NULL},
		{"max_errors=1", "max_errors = 1", NULL},
		{"max_errors=0", NULL, "max_errors: a number from 1 to"},
		{"max_errors=1000000", "max_errors = 1000000", NULL},
		{"max_errors=1000001", NULL, "1000000"},
		{"max_errors=", NULL, "max_errors"},
		{"max_errors=-1", NULL, "max_errors"},
		{"max_errors=+1", NULL, "max_errors"},
		{"max_errors=x", NULL, "max_errors"},
		{"max_errors=7x", NULL, "max_errors"},
		{"max_errors=7 8", NULL, "max_errors"},
		{"max_errors=0x10", NULL, "max_errors"},
		{"max_errors=7.5", NULL, "max_errors"},
		{"max_sessions=0", NULL, "max_sessions: a number from 1 to 100000"},
		{"max_sessions=100001", NULL, "max_sessions: a number"},
		{"max_sessions_per_network=0", "max_sessions_per_network = 0", NULL},
		{"proxy_protocol=192.0.2.0/24, ::1", "proxy_protocol = 192.0.2.0/24, ::1",
		 NULL},
		{"proxy_protocol=", "proxy_protocol = ", NULL},
		{"proxy_protocol=::1 mail.example", NULL,
		 "proxy_protocol: this is not an address or a network: mail.example"},
		{"max_recipients=100", "max_recipients = 100", NULL},
		{"max_recipients=99", NULL, "from 100 to"},
		{"max_message_size=1024", "max_message_size = 1024", NULL},
		{"max_message_size=1023", NULL, "from 1024 to 1073741824"},
		{"max_message_size=1073741825", NULL, "max_message_size"},
		{"command_timeout=86400", "command_timeout = 86400", NULL},
		{"command_timeout=86401", NULL, "command_timeout"},
		{"lock_timeout=0", NULL, "lock_timeout"},
		{"lock_timeout=600", "lock_timeout = 600", NULL},
		{"max_recipients=100000", "max_recipients = 100000", NULL},
		{"max_recipients=4294967396", NULL, "max_recipients"},
		{"session_timeout=2592000", "session_timeout = 2592000", NULL},
		{"session_timeout=4294967297", NULL, "session_timeout"},
		{"banner_delay=60", "banner_delay = 60", NULL},
		{"banner_delay=0", "banner_delay = 0", NULL},
		{"pop3_timeout=86400", "pop3_timeout = 86400", NULL},
		{"min_free_space=9223372036854775807", "min_free_space = 9223372036854775807",
		 NULL},
		{"password_cost=4294967295", "password_cost = 4294967295", NULL},
		{"password_cost=4294967296", NULL, "password_cost"},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
numbers_with_units(void **state)
{
	static const struct set_case cases[] = {
		{"max_message_size=1K", "max_message_size = 1024", NULL},
		{"max_message_size=3M", "max_message_size = 3145728", NULL},
		{"max_message_size=1G", "max_message_size = 1073741824", NULL},
		{"max_message_size=2G", NULL, "max_message_size"},
		{"max_message_size=1k", NULL, "max_message_size"},
		{"max_message_size=1KB", NULL, "max_message_size"},
		{"max_message_size=1T", NULL, "max_message_size"},
		{"max_message_size=K", NULL, "max_message_size"},
		{"max_message_size=1 K", NULL, "max_message_size"},
		{"quota=0", "quota = 0", NULL},
		{"quota=0G", "quota = 0", NULL},
		{"quota=9223372036854775807", "quota = 9223372036854775807", NULL},
		{"quota=9223372036854775808", NULL, "quota"},
		{"quota=18446744073709551616", NULL, "quota"},
		{"quota=99999999999999999999999999", NULL, "quota"},
		{"quota=8589934591G", "quota = 9223372035781033984", NULL},
		{"quota=17179869184G", NULL, "quota"},
		{"quota=18014398509481985K", NULL, "quota"},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
words(void **state)
{
	static const struct set_case cases[] = {
		{"interactive=none", "interactive = none", NULL},
		{"interactive=local", "interactive = local", NULL},
		{"plaintext_auth=any", "plaintext_auth = any", NULL},
		{"interactive=all", NULL,
		 "interactive: one of these is needed: none local any"},
		{"interactive=", NULL, "interactive"},
		{"interactive=an", NULL, "interactive"},
		{"interactive=anyone", NULL, "interactive"},
		{"inbound=no", "inbound = no", NULL},
		{"inbound=1", NULL, "no yes"},
		{"log=error", "log = error", NULL},
		{"log=warning", "log = warning", NULL},
		{"log=debug", NULL, "error warning info"},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

/* Two printed texts differ in one line, or in none. */
static void
expect_one_change(const char *name, const char *before, const char *after)
{
	while (*before == *after && *before) {
		before++;
		after++;
	}
	before += strcspn(before, "\n");
	after += strcspn(after, "\n");
	unit_expect_number(name, NULL, strcmp(before, after), 0);
}

/* Each field has a size of its own. */
static void
a_setting_changes_no_other(void **state)
{
	static const char *const assignments[] = {
		"interactive = any",
		"plaintext_auth = none",
		"inbound = no",
		"tls_required = yes",
		"max_message_size = 1024",
		"max_recipients = 100000",
		"max_errors = 1000000",
		"banner_delay = 60",
		"command_timeout = 86400",
		"session_timeout = 1",
		"pop3_timeout = 86400",
		"lock_timeout = 600",
		"quota = 1152921504606846976",
		"password_cost = 4294967295",
		"min_free_space = 9223372036854775807",
		"log = error",
		"sandbox = strict",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(assignments); i++) {
		char error[CONF_ERROR_OCTETS];
		char *before;
		char *after;
		struct conf conf;

		conf_defaults(&conf);
		before = print(&conf);
		assert_true(conf_set(&conf, assignments[i], error));
		expect_printed(&conf, assignments[i]);
		after = print(&conf);
		expect_one_change(assignments[i], before, after);
		free(before);
		free(after);
	}
}

static void
enums_and_flags_have_their_types(void **state)
{
	char error[CONF_ERROR_OCTETS];
	struct conf conf;

	(void)state;
	conf_defaults(&conf);
	assert_int_equal(conf.plaintext_auth, CONF_LOCAL);
	assert_int_equal(conf.sandbox, CONF_SANDBOX_ON);
	assert_true(conf.inbound);
	assert_false(conf.tls_required);
	assert_true(conf_set(&conf, "interactive=any", error));
	assert_true(conf_set(&conf, "plaintext_auth=none", error));
	assert_true(conf_set(&conf, "inbound=no", error));
	assert_true(conf_set(&conf, "tls_required=yes", error));
	assert_true(conf_set(&conf, "log=warning", error));
	assert_true(conf_set(&conf, "sandbox=strict", error));
	assert_int_equal(conf.interactive, CONF_ANY);
	assert_int_equal(conf.plaintext_auth, CONF_NONE);
	assert_false(conf.inbound);
	assert_true(conf.tls_required);
	assert_int_equal(conf.log, LOG_LEVEL_WARNING);
	assert_int_equal(conf.sandbox, CONF_SANDBOX_STRICT);
}

static void
what_is_no_setting_is_refused(void **state)
{
	static const struct set_case cases[] = {
		{"colour=blue", NULL, "colour: there is no such setting"},
		{"Database=x", NULL, "Database"},
		{"databas=x", NULL, "databas"},
		{"databases=x", NULL, "databases"},
		{"=x", NULL, "there is no such setting"},
		{"database", NULL, "database: this is not \"key = value\""},
		{"", NULL, "this is not"},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

/* database= and so many letters. */
static bool
set_long(struct conf *conf, size_t letters, char error[CONF_ERROR_OCTETS])
{
	char text[20000] = "database=";

	memset(text + strlen(text), 'd', letters);
	return conf_set(conf, text, error);
}

static void
texts_have_a_longest(void **state)
{
	char error[CONF_ERROR_OCTETS];
	struct conf conf;

	(void)state;
	conf_defaults(&conf);
	assert_true(set_long(&conf, CONF_TEXT_OCTETS, error));
	assert_int_equal(strlen(conf.database), CONF_TEXT_OCTETS);
	assert_false(set_long(&conf, CONF_TEXT_OCTETS + 1, error));
	expect_contains(error, "too long");
	assert_false(set_long(&conf, 10000, error));
	expect_contains(error, "too long");
}

/* --- files --- */

static void
reads_a_file(void **state)
{
	char error[CONF_ERROR_OCTETS];
	struct conf conf;

	(void)state;
	write_file("conf", "# a comment\n"
			   "\n"
			   "   \t\n"
			   "database = /srv/mail.db\n"
			   "  # another one = 3\n"
			   "\tmax_errors=5  \r\n"
			   "postmaster = alice # not a comment\n"
			   "quota = 1M\n"
			   "quota = 2M\n"
			   "log = error");
	conf_defaults(&conf);
	assert_true(conf_read(&conf, "conf", false, error));
	assert_string_equal(conf.file, "conf");
	expect_printed(&conf, "database = /srv/mail.db");
	expect_printed(&conf, "max_errors = 5");
	expect_printed(&conf, "postmaster = alice # not a comment");
	expect_printed(&conf, "quota = 2097152");
	expect_printed(&conf, "log = error");
	expect_printed(&conf, "max_recipients = 1000");
}

static void
a_mistake_is_shown_with_file_and_line(void **state)
{
	static const struct {
		const char *text;
		const char *error;
	} cases[] = {
		{"colour = blue\n", "conf:1: colour: there is no such setting"},
		{"# one\n\nmax_errors = many\n", "conf:3: max_errors: a number"},
		{"database = a\ninteractive = yes\nmax_errors = 0\n", "conf:2: interactive"},
		{"inbound yes", "conf:1: inbound yes: this is not"},
		{"log = info\nhostname =\n", "conf:2: hostname: the name of a host is needed"},
		{"log = info\ndomains = a.example, b@c\n",
		 "conf:2: domains: this is not a domain: b@c"},
		{"domains =\n", "conf:1: domains: at least one domain is needed"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char error[CONF_ERROR_OCTETS] = "";
		struct conf conf;

		write_file("conf", cases[i].text);
		conf_defaults(&conf);
		assert_false(conf_read(&conf, "conf", false, error));
		expect_contains(error, cases[i].error);
	}
}

/* A line far longer than any text or message has room for. */
static void
an_endless_line_is_only_a_mistake(void **state)
{
	char error[CONF_ERROR_OCTETS];
	char *text = malloc(100001);
	struct conf conf;

	(void)state;
	assert_non_null(text);
	memset(text, 'k', 100000);
	text[100000] = '\0';
	write_file("conf", text);
	conf_defaults(&conf);
	assert_false(conf_read(&conf, "conf", false, error));
	expect_contains(error, "conf:1: kkkk");
	assert_true(strlen(error) < CONF_ERROR_OCTETS);
	memcpy(text, "quota = ", 8);
	write_file("conf", text);
	assert_false(conf_read(&conf, "conf", false, error));
	expect_contains(error, "conf:1: quota");
	free(text);
}

static void
a_missing_file_may_be_an_error(void **state)
{
	char error[CONF_ERROR_OCTETS] = "";
	struct conf conf;

	(void)state;
	conf_defaults(&conf);
	assert_true(conf_read(&conf, "absent", true, error));
	assert_null(conf.file);
	assert_false(conf_read(&conf, "absent", false, error));
	expect_contains(error, "absent: No such file");
}

static void
a_file_that_cannot_be_read_is_an_error(void **state)
{
	char error[CONF_ERROR_OCTETS] = "";
	struct conf conf;

	(void)state;
	write_file("file", "");
	conf_defaults(&conf);
	assert_false(conf_read(&conf, "/", true, error));
	expect_contains(error, "/: ");
	assert_false(conf_read(&conf, "file/below", true, error));
	expect_contains(error, "file/below: ");
}

/* What -t prints can be used as a file. */
static void
what_is_printed_can_be_read(void **state)
{
	char error[CONF_ERROR_OCTETS];
	struct conf first;
	struct conf second;
	char *text;
	char *again;

	(void)state;
	conf_defaults(&first);
	assert_true(conf_set(&first, "interactive=any", error));
	assert_true(conf_set(&first, "inbound=no", error));
	assert_true(conf_set(&first, "max_message_size=5M", error));
	assert_true(conf_set(&first, "recipient_delimiter=", error));
	assert_true(conf_set(&first, "log=warning", error));
	assert_true(conf_set(&first, "postmaster=alice", error));
	assert_true(conf_set(&first, "relay=/bin/sendmail -f", error));
	assert_true(conf_finish(&first, error));
	text = print(&first);
	write_file("conf", text);
	conf_defaults(&second);
	assert_true(conf_read(&second, "conf", false, error));
	assert_true(conf_finish(&second, error));
	again = print(&second);
	assert_string_equal(text, again);
	free(text);
	free(again);
}

/* --- the host's name --- */

static const char longest_label[] =
	"a23456789012345678901234567890123456789012345678901234567890123";

static void
field_W13_names_of_hosts(void **state)
{
	static const struct {
		const char *name;
		bool is_hostname;
	} cases[] = {
		{"localhost", true},
		{"MX1.example.org", true},
		{"4.example", true},
		{"a-b.x--y.example", true},
		{"my_laptop", true},
		{longest_label, true},
		{"[192.0.2.1]", true},
		{"[IPv6:2001:db8::1]", true},
		{"[ipv6:::ffff:192.0.2.1]", true},
		{"", false},
		{"(none)", false},
		{"my laptop", false},
		{"laptop\t", false},
		{"laptop\r", false},
		{"l\xC3\xA4ptop.example", false},
		{"l\xE4ptop", false},
		{"laptop\x7F", false},
		{"-a.example", false},
		{"a-.example", false},
		{".example", false},
		{"mx..example", false},
		{"mx.example.", false},
		{"mx.example:25", false},
		{"<mx.example>", false},
		{"a@mx.example", false},
		{"\"mx\"", false},
		{"192.0.2.1]", false},
		{"[", false},
		{"[]", false},
		{"[192.0.2.1", false},
		{"[192.0.2.1]x", false},
		{"[192.0.2]", false},
		{"[mx.example]", false},
		{"[2001:db8::1]", false},
		{"[IPv6:192.0.2.1]", false},
		{"[IPv6:2001:db8::1%eth0]", false},
		{"[IPv6:00000000000000000000000000000000000000000000000000:1]", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		unit_expect_number(cases[i].name, NULL, conf_is_hostname(cases[i].name),
				   cases[i].is_hostname);
}

static void
field_W13_names_that_are_too_long(void **state)
{
	char name[400];

	(void)state;
	snprintf(name, sizeof(name), "%sx.example", longest_label);
	assert_false(conf_is_hostname(name));
	snprintf(name, sizeof(name), "%s.%s.%s.%s", longest_label, longest_label, longest_label,
		 longest_label);
	assert_int_equal(strlen(name), 255);
	assert_true(conf_is_hostname(name));
	strcat(name, ".x");
	assert_false(conf_is_hostname(name));
}

static void
field_W13_a_bad_hostname_is_a_mistake(void **state)
{
	static const struct set_case cases[] = {
		{"hostname = (none)", NULL, "hostname: the name of a host is needed"},
		{"hostname = mx example", NULL, "hostname: the name of a host is needed"},
		{"hostname = m\xC3\xBCx.example", NULL,
		 "hostname: the name of a host is needed"},
		{"hostname = mx.example # mine", NULL,
		 "hostname: the name of a host is needed"},
		{"hostname = [192.0.2.1]", "hostname = [192.0.2.1]", NULL},
		{"hostname = my_laptop", "hostname = my_laptop", NULL},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

/* What the machine calls itself while a test runs; NULL: what it really does. */
static const char *machine;

/* In front of libc's. */
int
gethostname(char *name, size_t octets)
{
	struct utsname uts;

	if (uname(&uts) < 0 || (machine && machine[0] == '!'))
		return -1;
	snprintf(name, octets, "%s", machine ? machine : uts.nodename);
	return 0;
}

static void
field_W13_a_machine_without_a_name(void **state)
{
	static const struct {
		const char *machine;
		const char *hostname;
	} cases[] = {
		{"mx1.example.org", "mx1.example.org"},
		{"my_laptop", "my_laptop"},
		{"(none)", "localhost"},
		{"", "localhost"},
		{"my laptop", "localhost"},
		{"l\xC3\xA4ptop", "localhost"},
		{"l\xE4ptop.example", "localhost"},
		{"laptop\n", "localhost"},
		/* Linux takes 64 octets. */
		{"a234567890123456789012345678901234567890123456789012345678901234",
		 "localhost"},
		{"! fails", "localhost"},
	};
	char error[CONF_ERROR_OCTETS];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct conf conf;
		int octets;

		machine = cases[i].machine;
		conf_defaults(&conf);
		machine = NULL;
		assert_string_equal(conf.hostname, cases[i].hostname);
		assert_string_equal(conf.machine, cases[i].hostname);
		assert_true(conf_finish(&conf, error));
		unit_expect_number(cases[i].machine, NULL,
				   strncmp(conf_main_domain(&conf, &octets), cases[i].hostname,
					   strlen(cases[i].hostname)),
				   0);
	}
}

/* --- what follows --- */

static void
domains_follow_from_the_hostname(void **state)
{
	char error[CONF_ERROR_OCTETS];
	struct conf conf;
	const char *domain;
	int octets;

	(void)state;
	conf_defaults(&conf);
	assert_true(conf_set(&conf, "hostname=mx.example.org", error));
	assert_true(conf_finish(&conf, error));
	expect_printed(&conf, "domains = mx.example.org localhost");
	domain = conf_main_domain(&conf, &octets);
	unit_expect("main domain", NULL, domain, (size_t)octets, OCTETS("mx.example.org"));

	conf_defaults(&conf);
	assert_true(conf_set(&conf, "domains=a.example", error));
	assert_true(conf_finish(&conf, error));
	expect_printed(&conf, "domains = a.example");
}

static void
domains_compare_as_a_whole(void **state)
{
	static const struct {
		const char *domain;
		bool ours;
	} cases[] = {
		{"a.example", true},
		{"b.example", true},
		{"c.example", true},
		{"d.example", true},
		{"A.EXAMPLE", true},
		{"a.exampl", false},
		{"a.examples", false},
		{"x.a.example", false},
		{".example", false},
		{"", false},
		{" ", false},
		{",", false},
		{"a.example,", false},
		{"a.example b.example", false},
		{"\xC3\xBC.example", true},
		{"xn--tda.example", true},
		{"XN--TDA.example", true},
		{"xn--wgv.example", true},
		{"\xE6\x97\xA5.Example", true},
		{"\xC3\x9C.example", true},
		{"u\xCC\x88.example", true},
		{"\xC3\xB6.example", false},
		{"\xFC.example", false},
		{"xn--wgv", false},
	};
	char error[CONF_ERROR_OCTETS];
	struct conf conf;

	(void)state;
	conf_defaults(&conf);
	assert_true(conf_set(&conf,
			     "domains= a.example,B.Example , c.example\td.example "
			     "\xC3\xBC.example xn--wgv.example",
			     error));
	assert_true(conf_finish(&conf, error));
	for (size_t i = 0; i < COUNT(cases); i++)
		unit_expect_number(cases[i].domain, NULL,
				   conf_is_our_domain(&conf, cases[i].domain), cases[i].ours);
}

static void
a_recipient_delimiter_is_one_character(void **state)
{
	char error[CONF_ERROR_OCTETS];
	struct conf conf;

	(void)state;
	conf_defaults(&conf);
	assert_true(conf_set(&conf, "recipient_delimiter=", error));
	assert_true(conf_finish(&conf, error));
	assert_true(conf_set(&conf, "recipient_delimiter=--", error));
	assert_false(conf_finish(&conf, error));
	expect_contains(error, "recipient_delimiter");
}

/* No search path is gone through for it. */
static void
programs_are_paths_from_the_root(void **state)
{
	static const struct {
		const char *value;
		bool fits;
	} cases[] = {
		{"relay=", true},
		{"relay=/usr/sbin/sendmail", true},
		{"relay=/usr/sbin/sendmail -i -f", true},
		{"relay=sendmail", false},
		{"relay=./sendmail", false},
		{"relay=sendmail /etc/x", false},
		{"relay=-f /usr/sbin/sendmail", false},
		{"starttls=", true},
		{"starttls=/usr/bin/stunnel4 /etc/s.conf", true},
		{"starttls=stunnel4 /etc/s.conf", false},
		{"starttls=unix:/run/tlsd", true},
		{"starttls=unix:", false},
		{"starttls=unix:run/tlsd", false},
		{"starttls=unix /run/tlsd", false},
		{"starttls=unix:/" /* 108 octets are too many for unix(7) */
		 "123456789 123456789 123456789 123456789 123456789 123456789 123456789 "
		 "123456789 123456789 123456789 1234567",
		 false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char error[CONF_ERROR_OCTETS] = "";
		struct conf conf;

		conf_defaults(&conf);
		assert_true(conf_set(&conf, cases[i].value, error));
		unit_expect_number(cases[i].value, NULL, conf_finish(&conf, error),
				   cases[i].fits);
		if (!cases[i].fits)
			expect_contains(error, "an absolute path");
	}
}

static void
a_database_may_be_no_file(void **state)
{
	static const char local[] = "database=postgresql:host=/run/postgresql dbname=mail";
	static const char session[] = "session_database=postgresql://mail";
	char error[CONF_ERROR_OCTETS] = "";
	struct conf conf;

	(void)state;
	conf_defaults(&conf);
	assert_true(conf_finish(&conf, error));
	assert_non_null(strstr(conf_database_name(&conf), "/pillarbox.db"));
	conf_defaults(&conf);
	assert_true(conf_set(&conf, local, error));
	assert_true(conf_set(&conf, session, error));
	assert_true(conf_finish(&conf, error));
	assert_string_equal(conf.database_file, "");
	assert_string_equal(conf.spool_file, "/var/lib/pillarbox/pillarbox");
	assert_string_equal(conf_database_name(&conf), "postgresql:");
	assert_true(conf_set(&conf, "spool=/tmp", error));
	assert_true(conf_finish(&conf, error));
	assert_string_equal(conf.spool_file, "/tmp/pillarbox");
	assert_true(conf_set(&conf, "session_database=mail.db", error));
	assert_false(conf_finish(&conf, error));
	expect_contains(error, "session_database: this and database");
	conf_defaults(&conf);
	assert_true(conf_set(&conf, session, error));
	assert_false(conf_finish(&conf, error));
	expect_contains(error, "session_database: this and database");
}

static void
the_spool_is_beside_the_database(void **state)
{
	static const struct {
		const char *spool;
		const char *file;
	} cases[] = {
		{"spool=", "/mail.db"},
		{"spool=/tmp", "/tmp/pillarbox"},
		{"spool=/proc/self/root/tmp/", "/tmp/pillarbox"},
		{"spool=/nowhere", "/nowhere/pillarbox"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char error[CONF_ERROR_OCTETS];
		struct conf conf;

		conf_defaults(&conf);
		assert_true(conf_set(&conf, "database=/mail.db", error));
		assert_true(conf_set(&conf, cases[i].spool, error));
		assert_true(conf_finish(&conf, error));
		assert_string_equal(conf.spool_file, cases[i].file);
		assert_string_equal(conf.database_file, "/mail.db");
	}
}

static void
password_hash_and_cost_must_fit(void **state)
{
	static const struct {
		const char *hash;
		const char *cost;
		bool fit;
	} cases[] = {
		{"$y$", "0", true},    {"$y$", "1", true},    {"$y$", "11", true},
		{"$y$", "99", false},  {"$2b$", "4", true},   {"$2b$", "32", false},
		{"$5$", "1000", true}, {"$6$", "5000", true}, {"$nonsense$", "0", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char error[CONF_ERROR_OCTETS];
		char text[100];
		struct conf conf;

		conf_defaults(&conf);
		snprintf(text, sizeof(text), "password_hash=%s", cases[i].hash);
		assert_true(conf_set(&conf, text, error));
		snprintf(text, sizeof(text), "password_cost=%s", cases[i].cost);
		assert_true(conf_set(&conf, text, error));
		unit_expect_number(text, NULL, conf_finish(&conf, error), cases[i].fit);
		if (!cases[i].fit)
			expect_contains(error, "password_hash");
	}
}

/* An address of ours would be "name@" without one. */
static void
domains_are_domains(void **state)
{
	static const struct set_case cases[] = {
		{"domains = a", "domains = a", NULL},
		{"domains = ,a.example\t,b.example, ", "domains = ,a.example\t,b.example,",
		 NULL},
		{"domains = my_laptop xn--bcher-kva.example",
		 "domains = my_laptop xn--bcher-kva.example", NULL},
		{"domains = b\xC3\xBC"
		 "cher.example",
		 "domains = xn--bcher-kva.example", NULL},
		{"domains = \t,a.example,\t\xC3\xBC.example ,[192.0.2.1],",
		 "domains = ,a.example,\txn--tda.example ,[192.0.2.1],", NULL},
		{"domains = a.example \xFC.example", NULL, ": \xFC.example"},
		{"domains = [192.0.2.1] [IPv6:2001:db8::1]",
		 "domains = [192.0.2.1] [IPv6:2001:db8::1]", NULL},
		{"domains =", NULL, "domains: at least one domain is needed"},
		{"domains = ,", NULL, "domains: at least one domain is needed"},
		{"domains = a.example;b.example", NULL,
		 "domains: this is not a domain: a.example;b.example"},
		{"domains = a.example, @b.example", NULL, ": @b.example"},
		{"domains = a.example # ours", NULL, ": #"},
		{"domains = a.example. b.example", NULL, ": a.example."},
		{"domains = a..example", NULL, ": a..example"},
		{"domains = *.example", NULL, ": *.example"},
		{"domains = -a.example", NULL, ": -a.example"},
		{"domains = a-.example", NULL, ": a-.example"},
		{"domains = 'a.example'", NULL, ": 'a.example'"},
		{"domains = [192.0.2]", NULL, ": [192.0.2]"},
		{"domains = [192.0.2.1", NULL, ": [192.0.2.1"},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

/* They could do anything to the terminal on which somebody looks at the settings. */
static void
texts_have_no_control_characters(void **state)
{
	static const char problem[] = "there is a control character in the value";
	static const struct set_case cases[] = {
		{"database = /a\x1B[2J", NULL, problem},
		{"database = /a\x7F", NULL, problem},
		{"spool = /a\nb", NULL, problem},
		{"postmaster = a\x01", NULL, problem},
		{"relay = /bin/relay\x08", NULL, problem},
		{"domains = a\xC2\x9B.example", NULL, problem},
		{"domains = \xC2\x80", NULL, problem},
		{"database = /a\xC2\x9F", NULL, problem},
		{"database = /a\xC2\xA0", "database = /a\xC2\xA0", NULL},
		{"database = /a\xC3\x9B", "database = /a\xC3\x9B", NULL},
		{"relay = /bin/relay\t-v", "relay = /bin/relay\t-v", NULL},
	};

	(void)state;
	run_cases(cases, COUNT(cases));
}

static void
domains_have_a_longest_label_and_name(void **state)
{
	char error[CONF_ERROR_OCTETS];
	char text[CONF_TEXT_OCTETS];
	struct conf conf;

	(void)state;
	conf_defaults(&conf);
	snprintf(text, sizeof(text), "domains = %s.%s.%s.%s", longest_label, longest_label,
		 longest_label, longest_label);
	assert_true(conf_set(&conf, text, error));
	strcat(text, ".x");
	assert_false(conf_set(&conf, text, error));
	snprintf(text, sizeof(text), "domains = %sx", longest_label);
	assert_false(conf_set(&conf, text, error));
	/* It is the form with xn-- that has 63 octets at most. */
	snprintf(text, sizeof(text), "domains = %s\xC3\xBC", longest_label);
	assert_false(conf_set(&conf, text, error));
	strcpy(text, "domains =");
	for (size_t i = 0; i < 26; i++)
		strcat(text, "\xC3\xBC");
	assert_true(conf_set(&conf, text, error));
}

/* A list grows when its labels are written in ASCII. */
static void
a_list_of_domains_may_become_too_long(void **state)
{
	char text[CONF_TEXT_OCTETS + 20] = "domains =";
	char error[CONF_ERROR_OCTETS];
	struct conf conf;

	(void)state;
	conf_defaults(&conf);
	for (size_t i = 0; i < (CONF_TEXT_OCTETS + 1) / 8; i++)
		strcat(text, " \xC3\xBC");
	assert_true(conf_set(&conf, text, error));
	strcat(text, " \xC3\xBC");
	assert_false(conf_set(&conf, text, error));
	assert_string_equal(error, "domains: the value is too long");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_those_of_the_manual),
		cmocka_unit_test(texts),
		cmocka_unit_test(numbers),
		cmocka_unit_test(numbers_with_units),
		cmocka_unit_test(words),
		cmocka_unit_test(a_setting_changes_no_other),
		cmocka_unit_test(enums_and_flags_have_their_types),
		cmocka_unit_test(what_is_no_setting_is_refused),
		cmocka_unit_test(texts_have_a_longest),
		unit_test_in_directory(reads_a_file),
		unit_test_in_directory(a_mistake_is_shown_with_file_and_line),
		unit_test_in_directory(an_endless_line_is_only_a_mistake),
		unit_test_in_directory(a_missing_file_may_be_an_error),
		unit_test_in_directory(a_file_that_cannot_be_read_is_an_error),
		unit_test_in_directory(what_is_printed_can_be_read),
		cmocka_unit_test(field_W13_names_of_hosts),
		cmocka_unit_test(field_W13_names_that_are_too_long),
		cmocka_unit_test(field_W13_a_bad_hostname_is_a_mistake),
		cmocka_unit_test(field_W13_a_machine_without_a_name),
		cmocka_unit_test(domains_follow_from_the_hostname),
		cmocka_unit_test(domains_compare_as_a_whole),
		cmocka_unit_test(domains_are_domains),
		cmocka_unit_test(texts_have_no_control_characters),
		cmocka_unit_test(domains_have_a_longest_label_and_name),
		cmocka_unit_test(a_list_of_domains_may_become_too_long),
		cmocka_unit_test(a_recipient_delimiter_is_one_character),
		cmocka_unit_test(programs_are_paths_from_the_root),
		cmocka_unit_test(a_database_may_be_no_file),
		cmocka_unit_test(the_spool_is_beside_the_database),
		cmocka_unit_test(password_hash_and_cost_must_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
