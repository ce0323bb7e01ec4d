#include "common/base/conf.h"

#include <arpa/inet.h>
#include <crypt.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/base/array.h"
#include "common/base/disk.h"
#include "common/base/idn.h"
#include "common/base/network.h"
#include "common/base/settings.h"
#include "common/base/words.h"

static const char *const who_words[] = {"none", "local", "any", NULL};
static const char *const yes_no[] = {"no", "yes", NULL};
static const char *const log_words[] = {"error", "warning", "info", NULL};
static const char *const sandbox_words[] = {"off", "on", "strict", NULL};

#define FIELD(field) SETTINGS_FIELD(struct conf, field)
_Static_assert((int)CONF_PATH_OCTETS == (int)DISK_PATH_OCTETS, "disk_resolve() writes it");
_Static_assert(sizeof(enum conf_who) == sizeof(unsigned) &&
		       sizeof(enum conf_sandbox) == sizeof(unsigned) &&
		       sizeof(enum log_level) == sizeof(unsigned),
	       "the parsers take an enum for an unsigned");

/* Texts. */
static settings_parser set_host;     /* what conf_is_hostname() accepts */
static settings_parser set_domains;  /* one domain or address literal, or several */
static settings_parser set_networks; /* what network_list_is_valid() accepts */

/* RFC 1035 section 2.3.4, RFC 5321 section 4.5.3.1.2 */

#define GIBI (1024ULL * 1024 * 1024)
#define DAY (24ULL * 60 * 60)
#define DEFAULT_PASSWORD_HASH "$y$"
#define SPOOL_WITHOUT_FILE "/var/lib/pillarbox"

/*
 * Bounds: a message of 1 GiB is 16,384 chunks, far fewer than the content table can hold for
 * one message. RFC 5321 section 4.5.3.1.8 requires at least 100 recipients.
 */
static const struct setting rows[] = {
	{"database", settings_text, FIELD(database), "pillarbox.db", 1, 0, NULL},
	{"session_database", settings_text, FIELD(session_database), "", 0, 0, NULL},
	{"spool", settings_text, FIELD(spool), "", 0, 0, NULL},
	{"hostname", set_host, FIELD(hostname), "", 0, 0, NULL},
	{"domains", set_domains, FIELD(domains), "", 0, 0, NULL},
	{"interactive", settings_word, FIELD(interactive), "local", 0, 0, who_words},
	{"plaintext_auth", settings_word, FIELD(plaintext_auth), "local", 0, 0, who_words},
	{"inbound", settings_word, FIELD(inbound), "yes", 0, 0, yes_no},
	{"tls_required", settings_word, FIELD(tls_required), "no", 0, 0, yes_no},
	{"max_message_size", settings_number, FIELD(max_message_size), "26214400", 1024, GIBI,
	 NULL},
	{"max_recipients", settings_number, FIELD(max_recipients), "1000", 100, 100000, NULL},
	{"max_errors", settings_number, FIELD(max_errors), "20", 1, 1000000, NULL},
	{"max_sessions", settings_number, FIELD(max_sessions), "100", 1, 100000, NULL},
	{"max_sessions_per_network", settings_number, FIELD(max_sessions_per_network), "10", 0,
	 100000, NULL},
	{"proxy_protocol", set_networks, FIELD(proxy_protocol), "", 0, 0, NULL},
	{"banner_delay", settings_number, FIELD(banner_delay), "0", 0, 60, NULL},
	{"command_timeout", settings_number, FIELD(command_timeout), "300", 1, DAY, NULL},
	{"session_timeout", settings_number, FIELD(session_timeout), "3600", 1, 30 * DAY, NULL},
	{"pop3_timeout", settings_number, FIELD(pop3_timeout), "600", 1, DAY, NULL},
	{"lock_timeout", settings_number, FIELD(lock_timeout), "30", 1, 600, NULL},
	{"quota", settings_number, FIELD(quota), "0", 0, INT64_MAX, NULL},
	{"postmaster", settings_text, FIELD(postmaster), "postmaster", 1, 0, NULL},
	{"relay", settings_text, FIELD(relay), "", 0, 0, NULL},
	{"starttls", settings_text, FIELD(starttls), "", 0, 0, NULL},
	{"recipient_delimiter", settings_text, FIELD(recipient_delimiter), "+", 0, 0, NULL},
	{"password_hash", settings_text, FIELD(password_hash), DEFAULT_PASSWORD_HASH, 1, 0,
	 NULL},
	{"password_cost", settings_number, FIELD(password_cost), "0", 0, UINT32_MAX, NULL},
	{"min_free_space", settings_number, FIELD(min_free_space), "64M", 0, INT64_MAX, NULL},
	{"log", settings_word, FIELD(log), "info", 0, 0, log_words},
	{"sandbox", settings_word, FIELD(sandbox), "on", 0, 0, sandbox_words},
};

static const struct settings settings = {rows, COUNT(rows)};

static bool
is_letter_or_digit(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/*
 * RFC 5321 section 4.1.2 has no '_', but the names of some machines do, and it does no harm.
 * With utf8 a label may be a U-label (RFC 5890 section 2.3.2.1), which can be longer.
 */
static bool
is_label(const char *label, size_t octets, bool utf8)
{
	bool is_ascii = true;

	if (octets == 0 || label[0] == '-' || label[octets - 1] == '-')
		return false;
	for (size_t i = 0; i < octets; i++) {
		if (utf8 && (unsigned char)label[i] >= 0x80)
			is_ascii = false;
		else if (!is_letter_or_digit(label[i]) && label[i] != '-' && label[i] != '_')
			return false;
	}
	return !is_ascii || octets <= IDN_LABEL_OCTETS;
}

static bool
is_domain(const char *name, bool utf8)
{
	const char *label = name;

	for (;;) {
		size_t octets = strcspn(label, ".");

		if (!is_label(label, octets, utf8))
			return false;
		if (label[octets] == '\0')
			return strlen(name) <= IDN_DOMAIN_OCTETS;
		label += octets + 1;
	}
}

/* "[192.0.2.1]" or "[IPv6:2001:db8::1]" (RFC 5321 section 4.1.3) */
static bool
is_address_literal(const char *name)
{
	static const char tag[] = "IPv6:";
	char address[INET6_ADDRSTRLEN];
	struct in6_addr parsed;
	bool is_ipv6;
	size_t octets;

	if (*name++ != '[')
		return false;
	is_ipv6 = strncasecmp(name, tag, strlen(tag)) == 0;
	if (is_ipv6)
		name += strlen(tag);
	octets = strcspn(name, "]");
	if (octets >= sizeof(address) || strcmp(name + octets, "]") != 0)
		return false;
	memcpy(address, name, octets);
	address[octets] = '\0';
	return inet_pton(is_ipv6 ? AF_INET6 : AF_INET, address, &parsed) == 1;
}

bool
conf_is_hostname(const char *name)
{
	return is_domain(name, false) || is_address_literal(name);
}

static bool
set_host(void *values, const struct setting *setting, const char *value, char *error)
{
	if (!conf_is_hostname(value))
		return settings_complain(
			error, setting->name,
			"the name of a host is needed, as in mail.example.org");
	return settings_text(values, setting, value, error);
}

/* Appends octets to a setting. False if there is no room. */
static bool
append(char text[CONF_TEXT_OCTETS + 1], const char *more, size_t octets)
{
	size_t used = strlen(text);

	if (octets > CONF_TEXT_OCTETS - used)
		return false;
	memcpy(text + used, more, octets);
	text[used + octets] = '\0';
	return true;
}

/* Writes one of the domains in ASCII. False if it is not one. */
static bool
read_domain(const char *word, size_t octets, char ascii[IDN_DOMAIN_OCTETS + 1])
{
	char name[CONF_TEXT_OCTETS + 1];

	snprintf(name, sizeof(name), "%.*s", (int)octets, word);
	return (is_domain(name, true) || is_address_literal(name)) && idn_to_ascii(name, ascii);
}

/* Keeps the list as it is, but for labels in UTF-8, which are written in ASCII. */
static bool
set_domains(void *values, const struct setting *setting, const char *value, char *error)
{
	char list[CONF_TEXT_OCTETS + 1] = "";
	bool fits = true;
	size_t octets;
	const char *next = words_first(value, &octets);

	if (octets == 0)
		return settings_complain(error, setting->name, "at least one domain is needed");
	if (!settings_check_text(setting, value, error))
		return false;
	for (; octets > 0; value = next + octets, next = words_first(value, &octets)) {
		char ascii[IDN_DOMAIN_OCTETS + 1];

		if (!read_domain(next, octets, ascii)) {
			snprintf(error, CONF_ERROR_OCTETS, "%s: this is not a domain: %.*s",
				 setting->name, (int)octets, next);
			return false;
		}
		fits &= append(list, value, (size_t)(next - value));
		fits &= append(list, ascii, strlen(ascii));
	}
	fits &= append(list, value, strlen(value));
	if (!fits)
		return settings_complain(error, setting->name, "the value is too long");
	return settings_text(values, setting, list, error);
}

static bool
set_networks(void *values, const struct setting *setting, const char *value, char *error)
{
	const char *wrong;
	size_t octets;

	if (network_list_is_valid(value, &wrong, &octets))
		return settings_text(values, setting, value, error);
	snprintf(error, CONF_ERROR_OCTETS, "%s: this is not an address or a network: %.*s",
		 setting->name, (int)octets, wrong);
	return false;
}

void
conf_defaults(struct conf *conf)
{
	memset(conf, 0, offsetof(struct conf, database_file));
	conf->database_file[0] = conf->spool_file[0] = '\0';
	settings_defaults(&settings, conf);
	/* The kernel's default is "(none)". */
	if (gethostname(conf->machine, sizeof(conf->machine) - 1) < 0 ||
	    !conf_is_hostname(conf->machine))
		snprintf(conf->machine, sizeof(conf->machine), "localhost");
	memcpy(conf->hostname, conf->machine, sizeof(conf->hostname));
}

bool
conf_read(struct conf *conf, const char *path, bool if_present, char error[CONF_ERROR_OCTETS])
{
	bool missing = false;

	if (!settings_read(&settings, conf, path, if_present ? &missing : NULL, error))
		return false;
	conf->file = missing ? NULL : path;
	return true;
}

bool
conf_set(struct conf *conf, const char *assignment, char error[CONF_ERROR_OCTETS])
{
	return settings_assign(&settings, conf, assignment, error);
}

/* The default is known to work, so it is not tried at each start. */
static bool
password_method_is_usable(const struct conf *conf)
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];

	return (strcmp(conf->password_hash, DEFAULT_PASSWORD_HASH) == 0 &&
		conf->password_cost == 0) ||
	       crypt_gensalt_rn(conf->password_hash, conf->password_cost, NULL, 0, setting,
				sizeof(setting));
}

const char *
conf_tls_socket(const struct conf *conf)
{
	static const char prefix[] = "unix:";

	return strncmp(conf->starttls, prefix, strlen(prefix)) == 0
		       ? conf->starttls + strlen(prefix)
		       : NULL;
}

static bool
is_command(const char *value)
{
	return value[0] == '\0' || value[0] == '/';
}

static bool
check_starttls(const struct conf *conf, char error[CONF_ERROR_OCTETS])
{
	static const char name[] = "starttls";
	const char *path = conf_tls_socket(conf);

	if (!path && conf->tls == CONF_TLS_NOW)
		return settings_complain(error, name, "--tls=now needs unix: and a path");
	if (path &&
	    (path[0] != '/' || strlen(path) >= sizeof(((struct sockaddr_un *)NULL)->sun_path)))
		return settings_complain(error, name,
					 "unix: needs an absolute path, short enough for a "
					 "socket");
	if (!path && !is_command(conf->starttls))
		return settings_complain(error, name,
					 "an absolute path of a program is needed, or unix: "
					 "and a path");
	return true;
}

static bool
is_file(const char *database)
{
	return strncmp(database, CONF_POSTGRESQL, strlen(CONF_POSTGRESQL)) != 0;
}

static void
find_spool(struct conf *conf)
{
	char path[CONF_TEXT_OCTETS + sizeof("/pillarbox")];

	if (conf->spool[0] == '\0' && conf->database_file[0] == '\0')
		snprintf(conf->spool, sizeof(conf->spool), "%s", SPOOL_WITHOUT_FILE);
	if (conf->spool[0] == '\0') {
		snprintf(conf->spool_file, sizeof(conf->spool_file), "%s", conf->database_file);
		return;
	}
	snprintf(path, sizeof(path), "%s/pillarbox", conf->spool);
	disk_resolve(path, conf->spool_file);
}

bool
conf_finish(struct conf *conf, char error[CONF_ERROR_OCTETS])
{
	if (conf->domains[0] == '\0')
		snprintf(conf->domains, sizeof(conf->domains), "%.1000s localhost",
			 conf->hostname);
	if (conf->recipient_delimiter[0] != '\0' && conf->recipient_delimiter[1] != '\0')
		return settings_complain(error, "recipient_delimiter",
					 "this must be one character or empty");
	if (!is_command(conf->relay))
		return settings_complain(error, "relay",
					 "an absolute path of a program is needed");
	if (!check_starttls(conf, error))
		return false;
	if (!password_method_is_usable(conf))
		return settings_complain(
			error, "password_hash, password_cost",
			"crypt(5) has no such method, or does not allow this cost");
	if (conf->session_database[0] != '\0' &&
	    (is_file(conf->database) || is_file(conf->session_database)))
		return settings_complain(error, "session_database",
					 "this and database must begin with " CONF_POSTGRESQL);
	if (is_file(conf->database))
		disk_resolve(conf->database, conf->database_file);
	find_spool(conf);
	return true;
}

const char *
conf_database_name(const struct conf *conf)
{
	return conf->database_file[0] ? conf->database_file : CONF_POSTGRESQL;
}

void
conf_print(const struct conf *conf, FILE *to)
{
	settings_print(&settings, conf, to);
}

bool
conf_is_our_domain(const struct conf *conf, const char *domain)
{
	char ascii[IDN_DOMAIN_OCTETS + 1];
	size_t octets;
	const char *next = words_first(conf->domains, &octets);

	if (!idn_to_ascii(domain, ascii))
		return false;
	for (; octets > 0; next = words_first(next + octets, &octets))
		if (octets == strlen(ascii) && strncasecmp(next, ascii, octets) == 0)
			return true;
	return false;
}

const char *
conf_main_domain(const struct conf *conf, int *octets)
{
	size_t found;
	const char *first = words_first(conf->domains, &found);

	*octets = (int)found;
	return first;
}
