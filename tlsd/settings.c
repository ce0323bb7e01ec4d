#include "tlsd/settings.h"

#include <string.h>
#include <sys/un.h>

#include "common/base/array.h"

#define FIELD(field) SETTINGS_FIELD(struct tlsd_settings, field)
_Static_assert(sizeof(enum log_level) == sizeof(unsigned) &&
		       sizeof(enum conf_sandbox) == sizeof(unsigned),
	       "the parsers take an enum for an unsigned");

static settings_parser set_path;   /* an absolute path */
static settings_parser set_listen; /* one that fits into an address (unix(7)) */

static const char *const log_words[] = {"error", "warning", "info", NULL};
static const char *const sandbox_words[] = {"off", "on", "strict", NULL};

/*
 * max_sessions counts the sessions that have begun their handshake. Each is a process, with
 * about 0.3 MB of its own.
 */
static const struct setting rows[] = {
	{"certificate", set_path, FIELD(pairs[0].certificate), "", 1, 0, NULL},
	{"key", set_path, FIELD(pairs[0].key), "", 1, 0, NULL},
	{"certificate2", set_path, FIELD(pairs[1].certificate), "", 0, 0, NULL},
	{"key2", set_path, FIELD(pairs[1].key), "", 0, 0, NULL},
	{"listen", set_listen, FIELD(listen), "", 0, 0, NULL},
	{"group", settings_text, FIELD(group), "", 0, 0, NULL},
	{"user", settings_text, FIELD(user), "", 0, 0, NULL},
	{"max_sessions", settings_number, FIELD(max_sessions), "1000", 1, 100000, NULL},
	{"handshake_timeout", settings_number, FIELD(handshake_timeout), "30", 1, 600, NULL},
	{"log", settings_word, FIELD(log), "info", 0, 0, log_words},
	{"sandbox", settings_word, FIELD(sandbox), "on", 0, 0, sandbox_words},
};

static const struct settings settings = {rows, COUNT(rows)};

static bool
set_path(void *values, const struct setting *setting, const char *value,
	 char error[SETTINGS_ERROR_OCTETS])
{
	if (value[0] != '\0' && value[0] != '/')
		return settings_complain(error, setting->name, "an absolute path is needed");
	return settings_text(values, setting, value, error);
}

static bool
set_listen(void *values, const struct setting *setting, const char *value,
	   char error[SETTINGS_ERROR_OCTETS])
{
	if (strlen(value) >= sizeof(((struct sockaddr_un *)NULL)->sun_path))
		return settings_complain(error, setting->name,
					 "this is too long for the path of a socket");
	return set_path(values, setting, value, error);
}

static bool
finish(struct tlsd_settings *values, char error[SETTINGS_ERROR_OCTETS])
{
	const struct tlsd_pair *first = &values->pairs[0];
	const struct tlsd_pair *second = &values->pairs[1];

	if (first->certificate[0] == '\0' || first->key[0] == '\0')
		return settings_complain(error, "certificate, key", "both are needed");
	if ((second->certificate[0] == '\0') != (second->key[0] == '\0'))
		return settings_complain(error, "certificate2, key2", "one needs the other");
	values->pairs_count = second->certificate[0] == '\0' ? 1 : 2;
	return true;
}

bool
tlsd_settings_read(struct tlsd_settings *values, const char *path,
		   char error[SETTINGS_ERROR_OCTETS])
{
	memset(values, 0, sizeof(*values));
	settings_defaults(&settings, values);
	return settings_read(&settings, values, path, NULL, error) && finish(values, error);
}

void
tlsd_settings_print(const struct tlsd_settings *values, FILE *to)
{
	settings_print(&settings, values, to);
}
