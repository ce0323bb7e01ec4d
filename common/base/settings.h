/*
 * Files of settings: "key = value" on a line, and '#' starts a comment line. A program has a
 * table of its settings, and a struct that holds their values: conf.h, tlsd/settings.h. This
 * file knows neither.
 */
#ifndef COMMON_BASE_SETTINGS_H
#define COMMON_BASE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { SETTINGS_TEXT_OCTETS = 1023, SETTINGS_ERROR_OCTETS = 1400 };

struct setting;

/* Parses value into the setting's field. False if it is wrong, and the text in error says why.
 */
typedef bool settings_parser(void *values, const struct setting *setting, const char *value,
			     char error[SETTINGS_ERROR_OCTETS]);

/* The field is an array of char: at least min octets. */
settings_parser settings_text;

/* Whether settings_text() takes the value, for parsers that change it first. */
bool settings_check_text(const struct setting *setting, const char *value,
			 char error[SETTINGS_ERROR_OCTETS]);

/* The field is a uint64_t, an unsigned, an enum or a bool. */
settings_parser settings_number; /* min to max; a suffix K, M or G multiplies it by 1024,
				    1024² or 1024³ */
settings_parser settings_word;   /* one of words; the value is its index */

struct setting {
	const char *name;
	settings_parser *parse; /* one of the above, or the program's own for a text */
	size_t offset;          /* of the field in the struct of values */
	size_t octets;          /* of the field */
	const char *initial;    /* the default; "": the field stays zero */
	uint64_t min;
	uint64_t max;
	const char *const *words;
};

/* offset and octets of a field. */
#define SETTINGS_FIELD(values, field) offsetof(values, field), sizeof(((values *)NULL)->field)

struct settings {
	const struct setting *rows;
	size_t count;
};

/* Writes "name: what" into error. Returns false. */
bool settings_complain(char error[SETTINGS_ERROR_OCTETS], const char *name, const char *what);

/* Fills in the defaults. The memory of values is zero. */
void settings_defaults(const struct settings *settings, void *values);

/*
 * Reads a file. missing: becomes true if the file does not exist, which then counts as empty;
 * NULL: it must exist. False on an error; the text in error then gives file and line.
 */
bool settings_read(const struct settings *settings, void *values, const char *path,
		   bool *missing, char error[SETTINGS_ERROR_OCTETS]);

/* Sets "key=value" or "key = value". False on an error, which the text in error describes. */
bool settings_assign(const struct settings *settings, void *values, const char *assignment,
		     char error[SETTINGS_ERROR_OCTETS]);

/* Writes all settings in a form that settings_read() can read. */
void settings_print(const struct settings *settings, const void *values, FILE *to);

#endif
