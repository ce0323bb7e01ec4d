/* Tests of common/lock, between descriptors and between processes. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>

#include "common/base/lock.h"

static int
open_file(void)
{
	return open("file-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

static int
open_lock(void)
{
	int fd = open_file();

	assert_true(fd >= 0);
	return fd;
}

/* In a child process: locks byte 7, says so, and keeps it until it is killed. */
static int
hold(void *of)
{
	const int *ready = of;
	int fd = open_file();

	if (fd < 0 || !lock_try(fd, 7) || write(*ready, "x", 1) != 1)
		return 1;
	unit_sleep_until_killed();
	return 1;
}

/* The same for a third of a second. */
static int
hold_a_while(void *of)
{
	const int *ready = of;
	int fd = open_file();

	if (fd < 0 || !lock_try(fd, 7) || write(*ready, "x", 1) != 1)
		return 1;
	usleep(330000);
	lock_release(fd, 7);
	return 0;
}

/* Starts a child, and returns when it has the lock. */
static pid_t
start_holder(int (*work)(void *of))
{
	pid_t child;
	char octet;
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	child = unit_fork(work, &fds[1]);
	assert_int_equal(read(fds[0], &octet, 1), 1);
	close(fds[0]);
	close(fds[1]);
	return child;
}

static void
one_descriptor_at_a_time(void **state)
{
	int first = open_lock();
	int second = open_lock();

	(void)state;
	assert_true(lock_try(first, 7));
	assert_true(lock_try(first, 7));
	assert_false(lock_try(second, 7));
	assert_int_equal(errno, EAGAIN);
	lock_release(first, 7);
	assert_true(lock_try(second, 7));
	assert_false(lock_try(first, 7));
	close(first);
	close(second);
}

static void
each_byte_is_a_lock_of_its_own(void **state)
{
	static const int64_t offsets[] = {
		0, 1, 7, ((int64_t)1 << 32) + 1, ((int64_t)1 << 32) + 2, ((int64_t)1 << 62)};
	int first = open_lock();
	int second = open_lock();

	(void)state;
	for (size_t i = 0; i < COUNT(offsets); i++)
		assert_true(lock_try(i % 2 ? first : second, offsets[i]));
	for (size_t i = 0; i < COUNT(offsets); i++)
		assert_false(lock_try(i % 2 ? second : first, offsets[i]));
	lock_release(first, 1);
	assert_true(lock_try(second, 1));
	assert_false(lock_try(first, 0));
	close(first);
	close(second);
}

static void
several_share_it(void **state)
{
	int first = open_lock();
	int second = open_lock();
	int third = open_lock();

	(void)state;
	assert_false(lock_is_held(third, 7));
	assert_true(lock_try_shared(first, 7));
	assert_true(lock_try_shared(second, 7));
	assert_false(lock_try(third, 7));
	lock_release(first, 7);
	assert_true(lock_is_held(third, 7));
	assert_false(lock_is_held(third, 8));
	close(second);
	assert_false(lock_is_held(third, 7));
	assert_true(lock_try(third, 7));
	assert_false(lock_try_shared(first, 7));
	assert_true(lock_is_held(first, 7));
	assert_false(lock_is_held(third, 7));
	close(first);
	close(third);
}

/* Unlike the older fcntl() locks, which go with any descriptor of the file. */
static void
closing_another_descriptor_keeps_it(void **state)
{
	int first = open_lock();
	int second = open_lock();
	int third = open_lock();

	(void)state;
	assert_true(lock_try(first, 7));
	close(third);
	assert_false(lock_try(second, 7));
	close(first);
	assert_true(lock_try(second, 7));
	close(second);
}

static void
it_goes_with_the_process_that_holds_it(void **state)
{
	int fd = open_lock();
	pid_t child = start_holder(hold);

	(void)state;
	assert_false(lock_try(fd, 7));
	unit_kill(child);
	assert_true(lock_try(fd, 7));
	close(fd);
}

static void
waiting_ends_when_it_is_released(void **state)
{
	int fd = open_lock();
	pid_t child = start_holder(hold_a_while);
	int64_t start = unit_now_ms();

	(void)state;
	assert_true(lock_wait(fd, 7, 5));
	unit_expect_waited(start, 330);
	unit_wait(child);
	close(fd);
}

static void
waiting_has_an_end(void **state)
{
	int fd = open_lock();
	pid_t child = start_holder(hold);
	int64_t start = unit_now_ms();

	(void)state;
	assert_false(lock_wait(fd, 7, 1));
	assert_int_equal(errno, EAGAIN);
	unit_expect_waited(start, 1000);
	assert_true(lock_wait(fd, 8, 1));
	unit_kill(child);
	assert_true(lock_wait(fd, 7, 1));
	close(fd);
}

/* A timer of 0 seconds would never end the wait. */
static void
field_L8_no_seconds_are_one_try(void **state)
{
	int fd = open_lock();
	pid_t child = start_holder(hold);
	int64_t start = unit_now_ms();

	(void)state;
	alarm(2); /* ends the test, should it wait */
	assert_false(lock_wait(fd, 7, 0));
	assert_int_equal(errno, EAGAIN);
	assert_true(unit_now_ms() - start < 500);
	alarm(0);
	assert_true(lock_wait(fd, 8, 0));
	unit_kill(child);
	assert_true(lock_wait(fd, 7, 0));
	close(fd);
}

/* The timer that ends the wait does not go on to disturb others. */
static void
waiting_leaves_no_timer(void **state)
{
	int fd = open_lock();
	int64_t start;

	(void)state;
	assert_true(lock_wait(fd, 7, 1));
	start = unit_now_ms();
	assert_int_equal(usleep(300000), 0); /* a signal would end it with EINTR */
	unit_expect_waited(start, 300);
	assert_int_equal(alarm(0), 0);
	close(fd);
}

static void
other_errors_are_told_apart(void **state)
{
	(void)state;
	assert_false(lock_try(-1, 7));
	assert_int_equal(errno, EBADF);
	assert_false(lock_wait(-1, 7, 1));
	assert_int_equal(errno, EBADF);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(one_descriptor_at_a_time),
		unit_test_in_directory(each_byte_is_a_lock_of_its_own),
		unit_test_in_directory(several_share_it),
		unit_test_in_directory(closing_another_descriptor_keeps_it),
		unit_test_in_directory(it_goes_with_the_process_that_holds_it),
		unit_test_in_directory(waiting_ends_when_it_is_released),
		unit_test_in_directory(waiting_has_an_end),
		unit_test_in_directory(field_L8_no_seconds_are_one_try),
		unit_test_in_directory(waiting_leaves_no_timer),
		cmocka_unit_test(other_errors_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
