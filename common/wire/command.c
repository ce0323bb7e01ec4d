#include "common/wire/command.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

static bool
row_fits(const struct command *row, unsigned state, const char *line, size_t verb)
{
	if (!row->verb)
		return (row->states & state) != 0;
	return strlen(row->verb) == verb && strncasecmp(row->verb, line, verb) == 0;
}

static const struct command *
find_row(const struct command *table, size_t rows, unsigned state, const char *line,
	 size_t verb)
{
	const struct command *last = &table[rows - 1];

	while (table < last && !row_fits(table, state, line, verb))
		table++;
	return table;
}

static char *
trim(char *text)
{
	size_t octets;

	text += strspn(text, " \t");
	octets = strlen(text);
	while (octets > 0 && strchr(" \t", text[octets - 1]))
		octets--;
	text[octets] = '\0';
	return text;
}

enum command_fault
command_find(const struct command *table, size_t rows, unsigned state, struct line *line,
	     struct command_call *call)
{
	size_t verb = strcspn(line->text, " \t");
	const struct command *row = find_row(table, rows, state, line->text, verb);

	call->row = row;
	call->argument = line->text;
	if (line->octets + 2 > row->max_octets)
		return COMMAND_TOO_LONG;
	if (!(row->states & state))
		return COMMAND_OUT_OF_ORDER;
	if (row->verb) {
		call->argument += line->text[verb] == '\0' ? verb : verb + 1;
		if (!(row->flags & COMMAND_SECRET))
			call->argument = trim(call->argument);
	}
	if (row->argument == ARGUMENT_NONE && call->argument[0] != '\0')
		return COMMAND_NO_ARGUMENT;
	if (row->argument == ARGUMENT_REQUIRED && call->argument[0] == '\0')
		return COMMAND_ARGUMENT;
	return COMMAND_OK;
}

int
command_refusal(const struct command *row, const struct session *session)
{
	return row->refusal ? row->refusal(session) : COMMAND_ALLOWED;
}

void
command_verbs(const struct command *table, size_t rows, unsigned states,
	      const struct session *session, char verbs[COMMAND_VERBS_OCTETS + 1])
{
	size_t used = 0;

	verbs[0] = '\0';
	for (const struct command *row = table; row < table + rows; row++) {
		if (!row->verb || !(row->states & states) ||
		    used + 1 + strlen(row->verb) > COMMAND_VERBS_OCTETS ||
		    command_refusal(row, session) != COMMAND_ALLOWED)
			continue;
		if (used > 0)
			verbs[used++] = ' ';
		used = (size_t)(stpcpy(verbs + used, row->verb) - verbs);
	}
}
