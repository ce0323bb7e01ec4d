#include "common/base/conf.h"

#include <arpa/inet.h>
#include <crypt.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "common/base/array.h"
#include "common/base/disk.h"
#include "common/base/network.h"
#include "common/base/number.h"
#include "common/base/words.h"

enum kind {
	/* The field is an array of char. */
	TEXT,     /* at least min octets */
	HOST,     /* what conf_is_hostname() accepts */
	DOMAINS,  /* one domain or address literal, or several */
	NETWORKS, /* what network_list_is_valid() accepts */
	/* The field is a uint64_t, an unsigned, an enum or a bool. */
	NUMBER, /* min to max; a suffix K, M or G multiplies it by 1024, 1024² or 1024³ */
	WORD,   /* one of words; the value is its index */
};

struct setting {
	const char *name;
	enum kind kind;
	size_t offset; /* of the field */
	size_t octets; /* of the field */
	const char *initial;
	uint64_t min;
	uint64_t max;
	const char *const *words;
};

static const char *const who_words[] = {"none", "local", "any", NULL};
static const char *const yes_no[] = {"no", "yes", NULL};
static const char *const log_words[] = {"error", "warning", "info", NULL};
static const char *const sandbox_words[] = {"off", "on", "strict", NULL};

#define FIELD(field) offsetof(struct conf, field), sizeof(((struct conf *)NULL)->field)
_Static_assert((int)CONF_PATH_OCTETS == (int)DISK_PATH_OCTETS, "disk_resolve() writes it");

/* RFC 1035 section 2.3.4, RFC 5321 section 4.5.3.1.2 */
enum { LABEL_OCTETS = 63, DOMAIN_OCTETS = 255 };

#define GIBI (1024ULL * 1024 * 1024)
#define DAY (24ULL * 60 * 60)
#define DEFAULT_PASSWORD_HASH "$y$"

/*
 * Bounds: a message of 1 GiB is 16,384 chunks, far fewer than the content table can hold for
 * one message. RFC 5321 section 4.5.3.1.8 requires at least 100 recipients.
 */
static const struct setting settings[] = {
	{"database", TEXT, FIELD(database), "pillarbox.db", 1, 0, NULL},
	{"hostname", HOST, FIELD(hostname), "", 0, 0, NULL},
	{"domains", DOMAINS, FIELD(domains), "", 0, 0, NULL},
	{"interactive", WORD, FIELD(interactive), "local", 0, 0, who_words},
	{"plaintext_auth", WORD, FIELD(plaintext_auth), "local", 0, 0, who_words},
	{"inbound", WORD, FIELD(inbound), "yes", 0, 0, yes_no},
	{"tls_required", WORD, FIELD(tls_required), "no", 0, 0, yes_no},
	{"max_message_size", NUMBER, FIELD(max_message_size), "26214400", 1024, GIBI, NULL},
	{"max_recipients", NUMBER, FIELD(max_recipients), "1000", 100, 100000, NULL},
	{"max_errors", NUMBER, FIELD(max_errors), "20", 1, 1000000, NULL},
	{"max_sessions", NUMBER, FIELD(max_sessions), "100", 1, 100000, NULL},
	{"max_sessions_per_network", NUMBER, FIELD(max_sessions_per_network), "10", 0, 100000,
	 NULL},
	{"proxy_protocol", NETWORKS, FIELD(proxy_protocol), "", 0, 0, NULL},
	{"banner_delay", NUMBER, FIELD(banner_delay), "0", 0, 60, NULL},
	{"command_timeout", NUMBER, FIELD(command_timeout), "300", 1, DAY, NULL},
	{"session_timeout", NUMBER, FIELD(session_timeout), "3600", 1, 30 * DAY, NULL},
	{"pop3_timeout", NUMBER, FIELD(pop3_timeout), "600", 1, DAY, NULL},
	{"lock_timeout", NUMBER, FIELD(lock_timeout), "30", 1, 600, NULL},
	{"quota", NUMBER, FIELD(quota), "0", 0, INT64_MAX, NULL},
	{"postmaster", TEXT, FIELD(postmaster), "postmaster", 1, 0, NULL},
	{"relay", TEXT, FIELD(relay), "", 0, 0, NULL},
	{"starttls", TEXT, FIELD(starttls), "", 0, 0, NULL},
	{"recipient_delimiter", TEXT, FIELD(recipient_delimiter), "+", 0, 0, NULL},
	{"password_hash", TEXT, FIELD(password_hash), DEFAULT_PASSWORD_HASH, 1, 0, NULL},
	{"password_cost", NUMBER, FIELD(password_cost), "0", 0, UINT32_MAX, NULL},
	{"min_free_space", NUMBER, FIELD(min_free_space), "64M", 0, INT64_MAX, NULL},
	{"log", WORD, FIELD(log), "info", 0, 0, log_words},
	{"sandbox", WORD, FIELD(sandbox), "on", 0, 0, sandbox_words},
};

static char *
text_field(struct conf *conf, const struct setting *setting)
{
	return (char *)conf + setting->offset;
}

_Static_assert(sizeof(enum conf_who) == sizeof(unsigned) &&
		       sizeof(enum conf_sandbox) == sizeof(unsigned) &&
		       sizeof(enum log_level) == sizeof(unsigned),
	       "put_integer() and get_integer() take an enum for an unsigned");

static void
put_integer(struct conf *conf, const struct setting *setting, uint64_t value)
{
	void *field = (char *)conf + setting->offset;
	unsigned as_unsigned = (unsigned)value;
	bool as_bool = value != 0;

	if (setting->octets == sizeof(value))
		memcpy(field, &value, sizeof(value));
	else if (setting->octets == sizeof(as_unsigned))
		memcpy(field, &as_unsigned, sizeof(as_unsigned));
	else
		memcpy(field, &as_bool, sizeof(as_bool));
}

static uint64_t
get_integer(const struct conf *conf, const struct setting *setting)
{
	const void *field = (const char *)conf + setting->offset;
	uint64_t value;
	unsigned as_unsigned;
	bool as_bool;

	if (setting->octets == sizeof(value)) {
		memcpy(&value, field, sizeof(value));
		return value;
	}
	if (setting->octets == sizeof(as_unsigned)) {
		memcpy(&as_unsigned, field, sizeof(as_unsigned));
		return as_unsigned;
	}
	memcpy(&as_bool, field, sizeof(as_bool));
	return as_bool;
}

static bool
complain(char *error, const char *name, const char *what)
{
	snprintf(error, CONF_ERROR_OCTETS, "%s: %s", name, what);
	return false;
}

static bool
set_text(struct conf *conf, const struct setting *setting, const char *value, char *error)
{
	size_t octets = strlen(value);

	if (octets < setting->min)
		return complain(error, setting->name, "a value is missing");
	if (octets >= setting->octets)
		return complain(error, setting->name, "the value is too long");
	memcpy(text_field(conf, setting), value, octets + 1);
	return true;
}

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
	return !is_ascii || octets <= LABEL_OCTETS;
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
			return strlen(name) <= DOMAIN_OCTETS;
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
set_host(struct conf *conf, const struct setting *setting, const char *value, char *error)
{
	if (!conf_is_hostname(value))
		return complain(error, setting->name,
				"the name of a host is needed, as in mail.example.org");
	return set_text(conf, setting, value, error);
}

static bool
set_domains(struct conf *conf, const struct setting *setting, const char *value, char *error)
{
	size_t octets;
	const char *next = words_first(value, &octets);

	if (octets == 0)
		return complain(error, setting->name, "at least one domain is needed");
	for (; octets > 0; next = words_first(next + octets, &octets)) {
		char name[CONF_TEXT_OCTETS + 1];

		snprintf(name, sizeof(name), "%.*s", (int)octets, next);
		if (!is_domain(name, true) && !is_address_literal(name)) {
			snprintf(error, CONF_ERROR_OCTETS, "%s: this is not a domain: %s",
				 setting->name, name);
			return false;
		}
	}
	return set_text(conf, setting, value, error);
}

static bool
set_networks(struct conf *conf, const struct setting *setting, const char *value, char *error)
{
	const char *wrong;
	size_t octets;

	if (network_list_is_valid(value, &wrong, &octets))
		return set_text(conf, setting, value, error);
	snprintf(error, CONF_ERROR_OCTETS, "%s: this is not an address or a network: %.*s",
		 setting->name, (int)octets, wrong);
	return false;
}

/* Reads digits and an optional unit. False for anything else, and if it is too large. */
static bool
parse_number(const char *value, uint64_t *number)
{
	static const char units[] = "KMG";
	const char *unit;

	if (number_read(&value, number) != NUMBER_OK)
		return false;
	if (*value == '\0')
		return true;
	unit = strchr(units, *value);
	if (!unit || value[1] != '\0')
		return false;
	for (const char *step = units; step <= unit; step++) {
		if (*number > UINT64_MAX / 1024)
			return false;
		*number *= 1024;
	}
	return true;
}

static bool
set_number(struct conf *conf, const struct setting *setting, const char *value, char *error)
{
	uint64_t number;

	if (!parse_number(value, &number) || number < setting->min || number > setting->max) {
		snprintf(error, CONF_ERROR_OCTETS,
			 "%s: a number from %" PRIu64 " to %" PRIu64 " is needed",
			 setting->name, setting->min, setting->max);
		return false;
	}
	put_integer(conf, setting, number);
	return true;
}

static bool
set_word(struct conf *conf, const struct setting *setting, const char *value, char *error)
{
	size_t used;

	for (uint64_t i = 0; setting->words[i]; i++) {
		if (strcmp(value, setting->words[i]) == 0) {
			put_integer(conf, setting, i);
			return true;
		}
	}
	used = (size_t)snprintf(error, CONF_ERROR_OCTETS,
				"%s: one of these is needed:", setting->name);
	for (uint64_t i = 0; setting->words[i]; i++)
		used += (size_t)snprintf(error + used, CONF_ERROR_OCTETS - used, " %s",
					 setting->words[i]);
	return false;
}

static bool
set(struct conf *conf, const struct setting *setting, const char *value, char *error)
{
	switch (setting->kind) {
	case TEXT:
		return set_text(conf, setting, value, error);
	case HOST:
		return set_host(conf, setting, value, error);
	case DOMAINS:
		return set_domains(conf, setting, value, error);
	case NETWORKS:
		return set_networks(conf, setting, value, error);
	case NUMBER:
		return set_number(conf, setting, value, error);
	case WORD:
		break;
	}
	return set_word(conf, setting, value, error);
}

void
conf_defaults(struct conf *conf)
{
	char error[CONF_ERROR_OCTETS];

	memset(conf, 0, offsetof(struct conf, database_file));
	for (size_t i = 0; i < COUNT(settings); i++)
		if (settings[i].initial[0] != '\0')
			set(conf, &settings[i], settings[i].initial, error);
	/* The kernel's default is "(none)". */
	if (gethostname(conf->machine, sizeof(conf->machine) - 1) < 0 ||
	    !conf_is_hostname(conf->machine))
		snprintf(conf->machine, sizeof(conf->machine), "localhost");
	memcpy(conf->hostname, conf->machine, sizeof(conf->hostname));
}

/* Removes white space from both ends, in place. */
static char *
trim(char *text)
{
	size_t octets;

	while (isspace((unsigned char)*text))
		text++;
	octets = strlen(text);
	while (octets > 0 && isspace((unsigned char)text[octets - 1]))
		octets--;
	text[octets] = '\0';
	return text;
}

/* Sets "key = value". Changes text. */
static bool
assign(struct conf *conf, char *text, char *error)
{
	char *equals = strchr(text, '=');
	const char *key;

	if (!equals)
		return complain(error, trim(text), "this is not \"key = value\"");
	*equals = '\0';
	key = trim(text);
	for (size_t i = 0; i < COUNT(settings); i++)
		if (strcmp(key, settings[i].name) == 0)
			return set(conf, &settings[i], trim(equals + 1), error);
	return complain(error, key, "there is no such setting");
}

bool
conf_set(struct conf *conf, const char *assignment, char error[CONF_ERROR_OCTETS])
{
	char text[2 * CONF_TEXT_OCTETS];

	if ((size_t)snprintf(text, sizeof(text), "%s", assignment) >= sizeof(text))
		return complain(error, "-o", "the setting is too long");
	return assign(conf, text, error);
}

static bool
read_lines(struct conf *conf, FILE *file, const char *path, char *error)
{
	char problem[CONF_ERROR_OCTETS];
	char *line = NULL;
	size_t room = 0;
	bool ok = true;

	for (unsigned number = 1; ok && getline(&line, &room, file) >= 0; number++) {
		char *text = trim(line);

		if (text[0] == '\0' || text[0] == '#')
			continue;
		ok = assign(conf, text, problem);
		if (!ok)
			snprintf(error, CONF_ERROR_OCTETS, "%.300s:%u: %.1000s", path, number,
				 problem);
	}
	/* Short of memory, getline() stops before the end, without an error of the file. */
	if (ok && !feof(file))
		ok = complain(error, path, strerror(errno));
	free(line);
	return ok;
}

bool
conf_read(struct conf *conf, const char *path, bool if_present, char error[CONF_ERROR_OCTETS])
{
	FILE *file = fopen(path, "re");
	bool ok;

	if (!file && errno == ENOENT && if_present)
		return true;
	if (!file)
		return complain(error, path, strerror(errno));
	ok = read_lines(conf, file, path, error);
	fclose(file);
	return ok;
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

static const char needs_path[] = "an absolute path of a program is needed";

static bool
is_command(const char *value)
{
	return value[0] == '\0' || value[0] == '/';
}

bool
conf_finish(struct conf *conf, char error[CONF_ERROR_OCTETS])
{
	if (conf->domains[0] == '\0')
		snprintf(conf->domains, sizeof(conf->domains), "%.1000s localhost",
			 conf->hostname);
	if (conf->recipient_delimiter[0] != '\0' && conf->recipient_delimiter[1] != '\0')
		return complain(error, "recipient_delimiter",
				"this must be one character or empty");
	if (!is_command(conf->relay))
		return complain(error, "relay", needs_path);
	if (!is_command(conf->starttls))
		return complain(error, "starttls", needs_path);
	if (!password_method_is_usable(conf))
		return complain(error, "password_hash, password_cost",
				"crypt(5) has no such method, or does not allow this cost");
	disk_resolve(conf->database, conf->database_file);
	return true;
}

void
conf_print(const struct conf *conf, FILE *to)
{
	for (size_t i = 0; i < COUNT(settings); i++) {
		const struct setting *setting = &settings[i];

		fprintf(to, "%s = ", setting->name);
		if (setting->kind == NUMBER)
			fprintf(to, "%" PRIu64 "\n", get_integer(conf, setting));
		else if (setting->kind == WORD)
			fprintf(to, "%s\n", setting->words[get_integer(conf, setting)]);
		else
			fprintf(to, "%s\n", (const char *)conf + setting->offset);
	}
}

bool
conf_is_our_domain(const struct conf *conf, const char *domain)
{
	size_t wanted = strlen(domain);
	size_t octets;
	const char *next = words_first(conf->domains, &octets);

	for (; octets > 0; next = words_first(next + octets, &octets))
		if (octets == wanted && strncasecmp(next, domain, octets) == 0)
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
