/* Tests of common/process/session_table: what is in it, and how it is passed on. */
#include "tests/unit/unit.h"

#include <sys/mman.h>

#include "common/process/session_table.h"

static const char network[] = "192.0.2.1";

static void
add(struct session_table *table, pid_t pid, const char *of)
{
	assert_true(session_table_reserve(table));
	session_table_add(table, pid, of);
}

static void
sessions_are_counted_by_network(void **state)
{
	struct session_table table = {.entries = NULL};
	struct session_entry entry;

	(void)state;
	for (pid_t pid = 1; pid <= 1000; pid++)
		add(&table, pid, pid % 10 == 0 ? network : "2001:db8::/64");
	add(&table, 1001, "");
	assert_int_equal(table.count, 1001);
	assert_int_equal(session_table_count(&table, network), 100);
	assert_int_equal(session_table_count(&table, ""), 1);
	assert_int_equal(session_table_count(&table, "192.0.2"), 0);
	assert_true(session_table_remove(&table, 10, &entry));
	assert_int_equal(entry.pid, 10);
	assert_string_equal(entry.network, network);
	assert_false(session_table_remove(&table, 10, &entry));
	assert_int_equal(table.count, 1000);
	assert_int_equal(session_table_count(&table, network), 99);
	for (pid_t pid = 1; pid <= 1001; pid++)
		assert_int_equal(session_table_remove(&table, pid, &entry), pid != 10);
	assert_int_equal(table.count, 0);
	assert_false(session_table_remove(&table, 1001, &entry));
	session_table_free(&table);
}

static int
wait_for_signal(void *of)
{
	(void)of;
	unit_sleep_until_killed();
	return 1;
}

static void
all_sessions_get_a_signal(void **state)
{
	struct session_table table = {.entries = NULL};
	pid_t children[3];
	int status;

	(void)state;
	for (size_t i = 0; i < COUNT(children); i++) {
		children[i] = unit_fork(wait_for_signal, NULL);
		add(&table, children[i], network);
	}
	session_table_signal(&table, SIGTERM);
	for (size_t i = 0; i < COUNT(children); i++) {
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	}
	session_table_free(&table);
}

static void
a_saved_table_is_loaded(void **state)
{
	struct session_table table = {.entries = NULL};
	struct session_table loaded = {.entries = NULL};
	pid_t children[40];
	int fd;

	(void)state;
	for (size_t i = 0; i < COUNT(children); i++) {
		children[i] = unit_fork(wait_for_signal, NULL);
		add(&table, children[i], i < 7 ? network : "");
	}
	fd = session_table_save(&table);
	assert_true(fd >= 0);
	assert_int_equal(fcntl(fd, F_GETFD), 0);
	assert_int_equal(write(fd, "", 1), -1);
	session_table_load(&loaded, fd);
	assert_int_equal(loaded.count, COUNT(children));
	assert_int_equal(session_table_count(&loaded, network), 7);
	assert_int_equal(session_table_count(&loaded, ""), COUNT(children) - 7);
	session_table_load(&loaded, fd); /* each of them once */
	assert_int_equal(loaded.count, COUNT(children));
	close(fd);
	session_table_free(&table);
	session_table_free(&loaded);
	for (size_t i = 0; i < COUNT(children); i++)
		unit_kill(children[i]);
}

static void
an_empty_table_is_saved_too(void **state)
{
	struct session_table table = {.entries = NULL};
	int fd = session_table_save(&table);

	(void)state;
	assert_true(fd >= 0);
	session_table_load(&table, fd);
	assert_int_equal(table.count, 0);
	close(fd);
}

/* A session that has ended meanwhile is not waited for yet, and counts until it is. */
static void
an_ended_child_is_loaded(void **state)
{
	struct session_table table = {.entries = NULL};
	struct session_table loaded = {.entries = NULL};
	pid_t child = unit_fork(wait_for_signal, NULL);
	siginfo_t info;
	int status;
	int fd;

	(void)state;
	add(&table, child, network);
	fd = session_table_save(&table);
	kill(child, SIGKILL);
	assert_int_equal(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
	session_table_load(&loaded, fd);
	assert_int_equal(loaded.count, 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	session_table_free(&loaded);
	session_table_load(&loaded, fd);
	assert_int_equal(loaded.count, 0);
	close(fd);
	session_table_free(&table);
}

/* Somebody may pass a file that is no table of ours. */
static void
a_forged_table_is_ignored(void **state)
{
	const struct session_entry strangers[] = {
		{1, "a"}, {0, "b"}, {-1, "c"}, {getppid(), "d"}};
	const struct session_entry good = {unit_fork(wait_for_signal, NULL), "e"};
	struct session_entry endless = good;
	struct session_table table = {.entries = NULL};
	int fd = memfd_create("forged", MFD_ALLOW_SEALING);
	int plain = open("plain", O_RDWR | O_CREAT, 0600);

	(void)state;
	memset(endless.network, 'x', sizeof(endless.network));
	assert_int_equal(write(fd, strangers, sizeof(strangers)), sizeof(strangers));
	assert_int_equal(write(fd, &endless, sizeof(endless)), sizeof(endless));
	assert_int_equal(write(fd, &good, sizeof(good)), sizeof(good));
	assert_int_equal(write(fd, &good, sizeof(good) - 1), sizeof(good) - 1);
	session_table_load(&table, fd);
	assert_int_equal(table.count, 0); /* it is not sealed */
	fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
	session_table_load(&table, fd);
	assert_int_equal(table.count, 1);
	assert_int_equal(table.entries[0].pid, good.pid);
	session_table_free(&table);
	assert_int_equal(write(plain, &good, sizeof(good)), sizeof(good));
	session_table_load(&table, plain);
	session_table_load(&table, -1);
	assert_int_equal(table.count, 0);
	close(fd);
	close(plain);
	unit_kill(good.pid);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sessions_are_counted_by_network),
		cmocka_unit_test(all_sessions_get_a_signal),
		cmocka_unit_test(a_saved_table_is_loaded),
		cmocka_unit_test(an_empty_table_is_saved_too),
		cmocka_unit_test(an_ended_child_is_loaded),
		unit_test_in_directory(a_forged_table_is_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
