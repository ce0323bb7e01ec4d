/* Tests of common/title, with a command line and an environment as the kernel lays them out. */
#include "tests/unit/unit.h"

#include "common/base/title.h"

enum { ROOM = 2000 };

/* What a program is started with: the strings, one after the other, and pointers to them. */
struct start {
	char memory[ROOM];
	size_t octets; /* used of it */
	char *argv[10];
	char *variables[10];
	char **saved;
	struct title title;
};

static void
add(struct start *start, char **pointers, const char *string)
{
	while (*pointers)
		pointers++;
	*pointers = start->memory + start->octets;
	start->octets += (size_t)snprintf(*pointers, ROOM - start->octets, "%s", string) + 1;
}

static void
open_title(struct start *start)
{
	start->saved = environ;
	environ = start->variables;
	title_open(&start->title, start->argv);
	environ = start->saved;
}

static void
close_title(const struct start *start)
{
	if (start->title.start)
		free(start->argv[0]); /* the start of the copy */
}

static void
command_line_and_environment_move(void **state)
{
	struct start start = {.octets = 0};

	(void)state;
	add(&start, start.argv, "/usr/libexec/smtpd");
	add(&start, start.argv, "-c");
	add(&start, start.argv, "file");
	add(&start, start.variables, "TCPREMOTEIP=192.0.2.7");
	add(&start, start.variables, "");
	open_title(&start);
	title_show(&start.title, "192.0.2.7", "alice");
	assert_string_equal(start.memory, "smtpd: 192.0.2.7 alice");
	for (size_t i = strlen(start.memory); i < ROOM; i++)
		assert_int_equal(start.memory[i], '\0');
	assert_string_equal(start.argv[0], "/usr/libexec/smtpd");
	assert_string_equal(start.argv[2], "file");
	assert_string_equal(start.variables[0], "TCPREMOTEIP=192.0.2.7");
	assert_string_equal(start.variables[1], "");
	title_show(&start.title, "listening", NULL);
	assert_string_equal(start.memory, "smtpd: listening");
	assert_string_equal(start.memory + strlen("smtpd: listening") + 1, "");
	close_title(&start);
}

/* A command line goes as a whole; of the environment, no more than a title needs. */
static void
what_a_title_does_not_need_stays(void **state)
{
	struct start start = {.octets = 0};
	char option[TITLE_OCTETS + 1];
	size_t end;

	(void)state;
	memset(option, 'o', TITLE_OCTETS);
	option[TITLE_OCTETS] = '\0';
	add(&start, start.argv, "smtpd");
	add(&start, start.argv, option);
	add(&start, start.argv, "last");
	end = start.octets;
	add(&start, start.variables, "A=b");
	open_title(&start);
	title_show(&start.title, "local", NULL);
	for (size_t i = strlen("smtpd: local"); i < end; i++)
		assert_int_equal(start.memory[i], '\0');
	assert_string_equal(start.memory + end, "A=b");
	assert_ptr_equal(start.variables[0], start.memory + end);
	assert_string_equal(start.argv[2], "last");
	close_title(&start);
}

static void
a_title_is_cut_to_its_room(void **state)
{
	struct start start = {.octets = 0};

	(void)state;
	add(&start, start.argv, "smtpd");
	add(&start, start.argv, "-l");
	start.memory[start.octets++] = 'x'; /* not of the command line */
	add(&start, start.variables, "A=b");
	open_title(&start);
	title_show(&start.title, "192.0.2.7", "alice");
	assert_memory_equal(start.memory, "smtpd: 1\0xA=b", 14);
	close_title(&start);
}

static void
a_long_title_is_cut(void **state)
{
	struct start start = {.octets = 0};
	char name[2 * TITLE_OCTETS];

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	add(&start, start.argv, name);
	open_title(&start);
	title_show(&start.title, name, name);
	assert_int_equal(strlen(start.memory), TITLE_OCTETS - 1);
	assert_memory_equal(start.memory + TITLE_PROGRAM_OCTETS, ": nnn", 5);
	close_title(&start);
}

static void
hostile_octets_are_replaced(void **state)
{
	struct start start = {.octets = 0};

	(void)state;
	add(&start, start.argv, "./a\nb");
	add(&start, start.argv, "with some room for the account");
	open_title(&start);
	title_show(&start.title, "::1", "al\033[2J\t\xC3\xA9\x7F~");
	assert_string_equal(start.memory, "a?b: ::1 al?[2J????~");
	close_title(&start);
}

static void
there_may_be_no_title(void **state)
{
	struct start start = {.octets = 0};

	(void)state;
	add(&start, start.variables, "A=b");
	open_title(&start);
	title_show(&start.title, "local", NULL);
	assert_string_equal(start.memory, "A=b");
	title_show(NULL, "local", NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(command_line_and_environment_move),
		cmocka_unit_test(what_a_title_does_not_need_stays),
		cmocka_unit_test(a_title_is_cut_to_its_room),
		cmocka_unit_test(a_long_title_is_cut),
		cmocka_unit_test(hostile_octets_are_replaced),
		cmocka_unit_test(there_may_be_no_title),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
