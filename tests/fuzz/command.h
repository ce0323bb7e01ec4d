/* What the targets for the two command tables have in common. */
#ifndef TESTS_FUZZ_COMMAND_H
#define TESTS_FUZZ_COMMAND_H

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "common/wire/command.h"
#include "tests/fuzz/fuzz.h"

/* The row that the verb of text asks for, NULL if it is none. */
static inline const struct command *
command_named(const struct command *table, size_t rows, const char *text)
{
	size_t verb = strcspn(text, " \t");

	for (size_t i = 0; i < rows; i++)
		if (table[i].verb && strlen(table[i].verb) == verb &&
		    strncasecmp(table[i].verb, text, verb) == 0)
			return &table[i];
	return NULL;
}

static inline bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/*
 * An argument is what stands in the line behind the verb, with blanks only if it is secret;
 * without a verb it is all of the line.
 */
static inline void
check_argument(const struct command_call *call, const char *text)
{
	size_t octets = strlen(call->argument);
	const char *rest = text + strcspn(text, " \t");

	if (!call->row->verb) {
		FUZZ_CHECK(strcmp(call->argument, text) == 0);
		return;
	}
	if (call->row->flags & COMMAND_SECRET) {
		FUZZ_CHECK(strcmp(call->argument, *rest ? rest + 1 : rest) == 0);
		return;
	}
	FUZZ_CHECK(octets == 0 ||
		   (!is_blank(call->argument[0]) && !is_blank(call->argument[octets - 1])));
	rest += strspn(rest, " \t");
	FUZZ_CHECK(strncmp(rest, call->argument, octets) == 0);
	FUZZ_CHECK(rest[octets + strspn(rest + octets, " \t")] == '\0');
}

/* What is wrong with a call follows from its row. */
static inline void
check_call(const struct command_call *call, enum command_fault fault, unsigned state,
	   const char *text)
{
	const struct command *row = call->row;
	bool none = call->argument[0] == '\0';

	if (strlen(text) + 2 > row->max_octets) {
		FUZZ_CHECK(fault == COMMAND_TOO_LONG);
		return;
	}
	if (!(row->states & state)) {
		FUZZ_CHECK(fault == COMMAND_OUT_OF_ORDER);
		return;
	}
	check_argument(call, text);
	if (row->argument == ARGUMENT_NONE && !none)
		FUZZ_CHECK(fault == COMMAND_NO_ARGUMENT);
	else if (row->argument == ARGUMENT_REQUIRED && none)
		FUZZ_CHECK(fault == COMMAND_ARGUMENT);
	else
		FUZZ_CHECK(fault == COMMAND_OK);
}

static inline const struct command *
check_in_state(const struct command *table, size_t rows, unsigned state,
	       const struct fuzz_text *text)
{
	struct fuzz_text copy = fuzz_copy(text);
	struct line line = {.text = copy.data, .octets = copy.octets};
	struct command_call call;
	enum command_fault fault = command_find(table, rows, state, &line, &call);

	FUZZ_CHECK(call.row >= table && call.row < table + rows);
	FUZZ_CHECK(call.argument >= copy.data && call.argument <= copy.data + copy.octets);
	if (call.row->verb)
		FUZZ_CHECK(call.row == command_named(table, rows, text->data));
	check_call(&call, fault, state, text->data);
	fuzz_text_free(&copy);
	return call.row;
}

/* The input is a line, without its end. */
static inline void
fuzz_command(const struct command *table, size_t rows, const uint8_t *data, size_t size)
{
	struct fuzz_text line = fuzz_take_line(&data, &size);
	struct fuzz_text other = fuzz_copy(&line);
	unsigned states = 0;

	line.octets = strlen(line.data); /* line_read() lets no NUL through */
	other.octets = line.octets;
	for (size_t i = 0; i < line.octets && !is_blank(line.data[i]); i++)
		if (isalpha((unsigned char)line.data[i]))
			other.data[i] ^= 0x20;
	for (size_t i = 0; i < rows; i++)
		states |= table[i].states;
	for (unsigned state = 1; state <= states; state <<= 1)
		FUZZ_CHECK(check_in_state(table, rows, state, &line) ==
			   check_in_state(table, rows, state, &other));
	fuzz_text_free(&line);
	fuzz_text_free(&other);
}

#endif
