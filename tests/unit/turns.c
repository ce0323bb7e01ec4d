/* Tests of common/auth/turns. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <sched.h>
#include <sys/stat.h>

#include "common/auth/turns.h"

#define MAIL "mail.db"

static void
expect_taken(struct turns *turns, const char *network)
{
	char why[TURNS_WHY_OCTETS];

	if (!turns_take(turns, MAIL, network, 1, why))
		fail_msg("no turn: %s", why);
}

static void
expect_busy(struct turns *turns, const char *network, unsigned seconds, const char *because)
{
	char why[TURNS_WHY_OCTETS] = "";

	assert_false(turns_take(turns, MAIL, network, seconds, why));
	assert_string_equal(why, because);
}

static const char no_slot[] = "no hash slot came free";
static const char others[] = "others of the network took too long";

/* Of the processors that this process may use, one stays free, if there are several. */
static int
slots_of_machine(void)
{
	cpu_set_t processors;

	assert_int_equal(sched_getaffinity(0, sizeof(processors), &processors), 0);
	return CPU_COUNT(&processors) > 1 ? CPU_COUNT(&processors) - 1 : 1;
}

static void
there_is_a_turn_for_each_processor_but_one(void **state)
{
	static struct turns many[CPU_SETSIZE];
	struct turns another = {.file = 0};
	int slots = slots_of_machine();
	int64_t start;

	(void)state;
	for (int i = 0; i < slots; i++)
		expect_taken(&many[i], NULL);
	start = unit_now_ms();
	expect_busy(&another, NULL, 1, no_slot);
	unit_expect_waited(start, 1000);
	for (int i = 0; i < slots; i++)
		turns_release(&many[i]);
	expect_taken(&another, NULL);
	turns_close(&another);
	for (int i = 0; i < slots; i++)
		turns_close(&many[i]);
}

/* However many turns there are, and other networks do not wait for it. */
static void
a_network_has_one_turn_at_a_time(void **state)
{
	struct turns first = {.file = 0};
	struct turns second = {.file = 0};
	int64_t start;

	(void)state;
	expect_taken(&first, "192.0.2.7");
	start = unit_now_ms();
	expect_busy(&second, "192.0.2.7", 1, others);
	unit_expect_waited(start, 1000);
	turns_release(&first);
	expect_taken(&second, "192.0.2.7");
	turns_release(&second);
	expect_taken(&first, "192.0.2.8");
	turns_close(&first);
	turns_close(&second);
}

static void
a_network_can_be_kept_without_a_slot(void **state)
{
	struct turns first = {.file = 0};
	struct turns second = {.file = 0};
	int64_t start = unit_now_ms();

	(void)state;
	expect_taken(&first, "192.0.2.7");
	expect_busy(&second, "192.0.2.7", 0, others);
	turns_return(&first);
	expect_busy(&second, "192.0.2.7", 0, others);
	expect_taken(&second, "192.0.2.8");
	turns_release(&second);
	turns_release(&first);
	expect_taken(&second, "192.0.2.7");
	assert_true(unit_now_ms() - start < 900);
	turns_close(&first);
	turns_close(&second);
}

/* A session that gets no slot keeps nobody of its network waiting. */
static void
a_network_without_a_turn_is_free(void **state)
{
	static struct turns many[CPU_SETSIZE];
	struct turns first = {.file = 0};
	struct turns second = {.file = 0};
	int slots = slots_of_machine();

	(void)state;
	for (int i = 0; i < slots; i++)
		expect_taken(&many[i], NULL);
	expect_busy(&first, "192.0.2.7", 1, no_slot);
	for (int i = 0; i < slots; i++)
		turns_close(&many[i]);
	expect_taken(&second, "192.0.2.7");
	turns_close(&first);
	turns_close(&second);
}

static int
take_a_turn(void *of)
{
	const int *ready = of;
	struct turns turns = {.file = 0};
	char why[TURNS_WHY_OCTETS];

	if (!turns_take(&turns, MAIL, NULL, 1, why) || write(*ready, "x", 1) != 1)
		return 1;
	unit_sleep_until_killed();
	return 1;
}

static void
a_turn_ends_with_its_process(void **state)
{
	struct turns turns = {.file = 0};
	cpu_set_t all;
	cpu_set_t one;
	pid_t child;
	char octet;
	int fds[2];

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	assert_int_equal(pipe(fds), 0);
	child = unit_fork(take_a_turn, &fds[1]);
	assert_int_equal(read(fds[0], &octet, 1), 1);
	expect_busy(&turns, NULL, 1, no_slot);
	unit_kill(child);
	expect_taken(&turns, NULL);
	turns_close(&turns);
	close(fds[0]);
	close(fds[1]);
	assert_int_equal(sched_setaffinity(0, sizeof(all), &all), 0);
}

static void
a_file_that_cannot_be_used_gives_no_turn(void **state)
{
	struct turns turns = {.file = 0};
	char long_path[5000];
	char why[TURNS_WHY_OCTETS];

	(void)state;
	assert_int_equal(mkdir(MAIL "-turns", 0700), 0);
	expect_busy(&turns, NULL, 1, "the file of turns cannot be used: Is a directory");
	memset(long_path, 'x', sizeof(long_path) - 1);
	long_path[sizeof(long_path) - 1] = '\0';
	assert_false(turns_take(&turns, long_path, NULL, 1, why));
	assert_non_null(strstr(why, strerror(ENAMETOOLONG)));
	turns_close(&turns);
}

/* As on a file system without locks: another session does not have it, so nobody waits. */
static void
a_lock_that_fails_gives_no_turn(void **state)
{
	struct turns turns = {.file = 0};
	int64_t start = unit_now_ms();

	(void)state;
	expect_taken(&turns, NULL);
	turns_release(&turns);
	assert_int_equal(close(turns.file), 0);
	expect_busy(&turns, NULL, 1, "the file of turns cannot be used: Bad file descriptor");
	expect_busy(&turns, "192.0.2.7", 1,
		    "the file of turns cannot be used: Bad file descriptor");
	assert_true(unit_now_ms() - start < 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(there_is_a_turn_for_each_processor_but_one),
		unit_test_in_directory(a_network_has_one_turn_at_a_time),
		unit_test_in_directory(a_network_can_be_kept_without_a_slot),
		unit_test_in_directory(a_network_without_a_turn_is_free),
		unit_test_in_directory(a_turn_ends_with_its_process),
		unit_test_in_directory(a_file_that_cannot_be_used_gives_no_turn),
		unit_test_in_directory(a_lock_that_fails_gives_no_turn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
