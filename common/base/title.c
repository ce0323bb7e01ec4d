#include "common/base/title.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The end of those strings that follow each other in memory from start on. */
static char *
find_end(char *const strings[], char *start)
{
	char *end = start;

	for (; *strings && *strings == end; strings++)
		end += strlen(end) + 1;
	return end;
}

/* The same, but no further than a title needs. */
static char *
find_end_of_room(char *const strings[], const char *start, char *end)
{
	for (; *strings && *strings == end && end - start < TITLE_OCTETS; strings++)
		end += strlen(end) + 1;
	return end;
}

/* Strings between start and end are at copy now. */
static void
move(char *strings[], const char *start, const char *end, char *copy)
{
	for (; *strings; strings++)
		if (*strings >= start && *strings < end)
			*strings = copy + (*strings - start);
}

void
title_open(struct title *title, char *argv[])
{
	char *start = argv[0];
	char *end;

	title->start = NULL;
	if (!start)
		return;
	end = find_end_of_room(environ, start, find_end(argv, start));
	title->moved = malloc((size_t)(end - start));
	if (!title->moved)
		return;
	memcpy(title->moved, start, (size_t)(end - start));
	snprintf(title->program, sizeof(title->program), "%s", basename(start));
	move(argv, start, end, title->moved);
	move(environ, start, end, title->moved);
	title->start = start;
	title->octets = (size_t)(end - start);
}

static char
printable(char octet)
{
	if (octet >= ' ' && octet <= '~')
		return octet;
	return '?';
}

/* Returns the octets that are shown then. */
static size_t
append(const struct title *title, size_t shown, const char *text)
{
	for (; *text != '\0' && shown + 1 < title->octets && shown + 1 < TITLE_OCTETS; text++)
		title->start[shown++] = printable(*text);
	return shown;
}

/* Without printf(3): a process of tlsd, which prints nothing else, would fetch its pages. */
void
title_show(const struct title *title, const char *subject, const char *account)
{
	size_t shown;

	if (!title || !title->start)
		return;
	shown = append(title, 0, title->program);
	shown = append(title, shown, ": ");
	shown = append(title, shown, subject);
	if (account) {
		shown = append(title, shown, " ");
		shown = append(title, shown, account);
	}
	memset(title->start + shown, '\0', title->octets - shown);
}
