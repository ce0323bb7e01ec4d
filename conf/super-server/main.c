/*
 * The super-server of make serve.
 *
 *     serve ADDRESS { PORT PROGRAM ARGUMENT... ';' }...
 *
 * opens the ports, or says which of them it cannot open and why. Then it writes the text on
 * standard input to standard output and keeps the programs running (keeper.h). A program with
 * the port "-" has none.
 */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/super-server/keeper.h"
#include "conf/super-server/port.h"
#include "conf/super-server/terminal.h"

enum { PROGRAMS_MAX = 8, EXIT_USAGE = 64 };

/*
 * Takes the words of the next program from *words, and ends its arguments with a NULL. False if
 * they are not complete.
 */
static bool
take_program(char ***words, const char **port, char ***argv)
{
	char **next = *words;

	*port = *next;
	*argv = ++next;
	while (*next && strcmp(*next, ";") != 0)
		next++;
	if (!*next || next == *argv)
		return false;
	*next = NULL;
	*words = next + 1;
	return true;
}

/* False, and reported. */
static bool
open_port(struct kept *program, const char *address, const char *port)
{
	char why[PORT_WHY_OCTETS];

	program->socket = -1;
	if (strcmp(port, "-") == 0)
		return true;
	program->socket = port_open(address, port, why);
	if (program->socket >= 0)
		return true;
	fprintf(stderr, "Port %s %s.\n", port, why);
	return false;
}

static int
report_usage(void)
{
	fputs("usage: serve address { port program argument ... ';' } ...\n", stderr);
	return EXIT_USAGE;
}

static int
keep(struct kept programs[], size_t count)
{
	struct terminal terminal;
	int status;

	terminal_take(&terminal);
	status = keeper_run(programs, count, terminal.fd);
	terminal_give_back(&terminal);
	puts("\nThe servers have ended.");
	return status;
}

int
main(int argc, char *argv[])
{
	struct kept programs[PROGRAMS_MAX];
	size_t count = 0;
	bool opened = true;

	if (argc < 3)
		return report_usage();
	for (char **words = argv + 2; *words; count++) {
		const char *port;

		if (count == PROGRAMS_MAX ||
		    !take_program(&words, &port, &programs[count].argv))
			return report_usage();
		opened = open_port(&programs[count], argv[1], port) && opened;
	}
	return opened ? keep(programs, count) : EXIT_FAILURE;
}
