#include "common/base/settings.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/number.h"

_Static_assert(sizeof(bool) != sizeof(unsigned) && sizeof(unsigned) != sizeof(uint64_t),
	       "put_integer() and get_integer() tell them apart by their size");

static void
put_integer(void *values, const struct setting *setting, uint64_t value)
{
	void *field = (char *)values + setting->offset;
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
get_integer(const void *values, const struct setting *setting)
{
	const void *field = (const char *)values + setting->offset;
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

bool
settings_complain(char error[SETTINGS_ERROR_OCTETS], const char *name, const char *what)
{
	snprintf(error, SETTINGS_ERROR_OCTETS, "%s: %s", name, what);
	return false;
}

/* Of C0, apart from the tab, which separates words; DEL; or of C1, in UTF-8 (RFC 3629). */
static bool
has_control_character(const char *value)
{
	const unsigned char *at = (const unsigned char *)value;

	for (; *at; at++)
		if ((*at < 0x20 && *at != '\t') || *at == 0x7F ||
		    (at[0] == 0xC2 && at[1] >= 0x80 && at[1] <= 0x9F))
			return true;
	return false;
}

bool
settings_check_text(const struct setting *setting, const char *value,
		    char error[SETTINGS_ERROR_OCTETS])
{
	size_t octets = strlen(value);

	if (octets < setting->min)
		return settings_complain(error, setting->name, "a value is missing");
	if (octets >= setting->octets)
		return settings_complain(error, setting->name, "the value is too long");
	if (has_control_character(value))
		return settings_complain(error, setting->name,
					 "there is a control character in the value");
	return true;
}

bool
settings_text(void *values, const struct setting *setting, const char *value,
	      char error[SETTINGS_ERROR_OCTETS])
{
	if (!settings_check_text(setting, value, error))
		return false;
	memcpy((char *)values + setting->offset, value, strlen(value) + 1);
	return true;
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

bool
settings_number(void *values, const struct setting *setting, const char *value,
		char error[SETTINGS_ERROR_OCTETS])
{
	uint64_t number;

	if (!parse_number(value, &number) || number < setting->min || number > setting->max) {
		snprintf(error, SETTINGS_ERROR_OCTETS,
			 "%s: a number from %" PRIu64 " to %" PRIu64 " is needed",
			 setting->name, setting->min, setting->max);
		return false;
	}
	put_integer(values, setting, number);
	return true;
}

bool
settings_word(void *values, const struct setting *setting, const char *value,
	      char error[SETTINGS_ERROR_OCTETS])
{
	size_t used;

	for (uint64_t i = 0; setting->words[i]; i++) {
		if (strcmp(value, setting->words[i]) == 0) {
			put_integer(values, setting, i);
			return true;
		}
	}
	used = (size_t)snprintf(error, SETTINGS_ERROR_OCTETS,
				"%s: one of these is needed:", setting->name);
	for (uint64_t i = 0; setting->words[i]; i++)
		used += (size_t)snprintf(error + used, SETTINGS_ERROR_OCTETS - used, " %s",
					 setting->words[i]);
	return false;
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
assign(const struct settings *settings, void *values, char *text,
       char error[SETTINGS_ERROR_OCTETS])
{
	char *equals = strchr(text, '=');
	const char *key;

	if (!equals)
		return settings_complain(error, trim(text), "this is not \"key = value\"");
	*equals = '\0';
	key = trim(text);
	for (size_t i = 0; i < settings->count; i++) {
		const struct setting *setting = &settings->rows[i];

		if (strcmp(key, setting->name) == 0)
			return setting->parse(values, setting, trim(equals + 1), error);
	}
	return settings_complain(error, key, "there is no such setting");
}

bool
settings_assign(const struct settings *settings, void *values, const char *assignment,
		char error[SETTINGS_ERROR_OCTETS])
{
	char text[2 * SETTINGS_TEXT_OCTETS];

	if ((size_t)snprintf(text, sizeof(text), "%s", assignment) >= sizeof(text))
		return settings_complain(error, "-o", "the setting is too long");
	return assign(settings, values, text, error);
}

static bool
read_lines(const struct settings *settings, void *values, FILE *file, const char *path,
	   char error[SETTINGS_ERROR_OCTETS])
{
	char problem[SETTINGS_ERROR_OCTETS];
	char *line = NULL;
	size_t room = 0;
	bool ok = true;

	for (unsigned number = 1; ok && getline(&line, &room, file) >= 0; number++) {
		char *text = trim(line);

		if (text[0] == '\0' || text[0] == '#')
			continue;
		ok = assign(settings, values, text, problem);
		if (!ok)
			snprintf(error, SETTINGS_ERROR_OCTETS, "%.300s:%u: %.1000s", path,
				 number, problem);
	}
	/* Short of memory, getline() stops before the end, without an error of the file. */
	if (ok && !feof(file))
		ok = settings_complain(error, path, strerror(errno));
	free(line);
	return ok;
}

bool
settings_read(const struct settings *settings, void *values, const char *path, bool *missing,
	      char error[SETTINGS_ERROR_OCTETS])
{
	FILE *file = fopen(path, "re");
	bool ok;

	if (!file && errno == ENOENT && missing) {
		*missing = true;
		return true;
	}
	if (!file)
		return settings_complain(error, path, strerror(errno));
	ok = read_lines(settings, values, file, path, error);
	fclose(file);
	return ok;
}

void
settings_print(const struct settings *settings, const void *values, FILE *to)
{
	for (size_t i = 0; i < settings->count; i++) {
		const struct setting *setting = &settings->rows[i];

		fprintf(to, "%s = ", setting->name);
		if (setting->parse == settings_number)
			fprintf(to, "%" PRIu64 "\n", get_integer(values, setting));
		else if (setting->parse == settings_word)
			fprintf(to, "%s\n", setting->words[get_integer(values, setting)]);
		else
			fprintf(to, "%s\n", (const char *)values + setting->offset);
	}
}

void
settings_defaults(const struct settings *settings, void *values)
{
	char error[SETTINGS_ERROR_OCTETS];

	for (size_t i = 0; i < settings->count; i++) {
		const struct setting *setting = &settings->rows[i];

		if (setting->initial[0] != '\0')
			setting->parse(values, setting, setting->initial, error);
	}
}
