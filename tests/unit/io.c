/* Tests of common/base/io: calls that stop halfway, are interrupted or fail. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "common/base/io.h"

/* --- system calls that do not do everything at once --- */

/* How the next calls end: after so many octets at most, or with an errno, which is negative
 * here. From 0 on they are the kernel's own. */
static const int *script;
static int calls;

/* Cuts octets down to what the next call may do. False if it fails, with errno. */
static bool
next_call(size_t *octets)
{
	int step = script ? *script : 0;

	calls++;
	if (step != 0)
		script++;
	if (step < 0)
		errno = -step;
	else if (step > 0 && (size_t)step < *octets)
		*octets = (size_t)step;
	return step >= 0;
}

/* These four stand in the place of the C library's. */
ssize_t
read(int fd, void *data, size_t octets)
{
	return next_call(&octets) ? syscall(SYS_read, fd, data, octets) : -1;
}

ssize_t
pread(int fd, void *data, size_t octets, off_t position)
{
	return next_call(&octets) ? syscall(SYS_pread64, fd, data, octets, position) : -1;
}

ssize_t
write(int fd, const void *data, size_t octets)
{
	return next_call(&octets) ? syscall(SYS_write, fd, data, octets) : -1;
}

ssize_t
pwrite(int fd, const void *data, size_t octets, off_t position)
{
	return next_call(&octets) ? syscall(SYS_pwrite64, fd, data, octets, position) : -1;
}

static void
start_script(const int *steps)
{
	script = steps;
	calls = 0;
}

/* --- the tests --- */

static const char text[] = "0123456789abcdefghij";
enum { TEXT_OCTETS = sizeof(text) - 1 };

/* Each ends with all octets done, in so many calls. */
static const struct {
	int steps[8];
	int calls;
} halting[] = {
	{{0}, 1},
	{{TEXT_OCTETS}, 1},
	{{1, 0}, 2},
	{{TEXT_OCTETS - 1, 0}, 2},
	{{7, 7, 5, 1, 0}, 4},
	{{-EINTR, 0}, 2},
	{{-EINTR, -EINTR, 3, -EINTR, 0}, 5},
	{{19, -EINTR, 1, 0}, 3},
};

static void
writes_go_on_until_all_is_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(halting); i++) {
		char got[TEXT_OCTETS + 1];
		int fds[2];

		assert_int_equal(pipe(fds), 0);
		start_script(halting[i].steps);
		assert_true(io_write_all(fds[1], text, TEXT_OCTETS));
		assert_int_equal(calls, halting[i].calls);
		start_script(NULL);
		assert_int_equal(read(fds[0], got, sizeof(got)), TEXT_OCTETS);
		assert_memory_equal(got, text, TEXT_OCTETS);
		close(fds[0]);
		close(fds[1]);
	}
}

static void
reads_go_on_until_all_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(halting); i++) {
		char got[TEXT_OCTETS];
		char next;
		int fds[2];

		assert_int_equal(pipe(fds), 0);
		assert_int_equal(write(fds[1], text, TEXT_OCTETS), TEXT_OCTETS);
		assert_int_equal(write(fds[1], "!", 1), 1);
		start_script(halting[i].steps);
		assert_true(io_read_all(fds[0], got, sizeof(got)));
		assert_int_equal(calls, halting[i].calls);
		start_script(NULL);
		assert_memory_equal(got, text, TEXT_OCTETS);
		assert_int_equal(read(fds[0], &next, 1), 1);
		assert_int_equal(next, '!');
		close(fds[0]);
		close(fds[1]);
	}
}

static int
open_file_of(const char *first, const char *then)
{
	int fd = open("file", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_true(io_write_all(fd, first, strlen(first)));
	assert_true(io_write_all(fd, then, strlen(then)));
	return fd;
}

static void
a_file_is_read_from_a_position(void **state)
{
	int fd = open_file_of("xyz", text);

	(void)state;
	for (size_t i = 0; i < COUNT(halting); i++) {
		char got[TEXT_OCTETS];

		start_script(halting[i].steps);
		assert_true(io_read_all_at(fd, got, sizeof(got), 3));
		assert_int_equal(calls, halting[i].calls);
		start_script(NULL);
		assert_memory_equal(got, text, TEXT_OCTETS);
		/* The file's own position stays. */
		assert_int_equal(lseek(fd, 0, SEEK_CUR), 3 + TEXT_OCTETS);
	}
	close(fd);
}

static void
a_file_is_written_from_a_position(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(halting); i++) {
		char got[3 + TEXT_OCTETS + 1];
		int fd = open_file_of("xyz", "");

		start_script(halting[i].steps);
		assert_true(io_write_all_at(fd, text, TEXT_OCTETS, 3));
		assert_int_equal(calls, halting[i].calls);
		start_script(NULL);
		assert_int_equal(pread(fd, got, sizeof(got), 0), 3 + TEXT_OCTETS);
		assert_memory_equal(got, "xyz", 3);
		assert_memory_equal(got + 3, text, TEXT_OCTETS);
		close(fd);
	}
}

static void
an_end_that_comes_too_early_is_no_success(void **state)
{
	char got[TEXT_OCTETS + 1];
	int fd = open_file_of("", text);
	int fds[2];

	(void)state;
	assert_true(io_read_all_at(fd, got, TEXT_OCTETS, 0));
	assert_false(io_read_all_at(fd, got, TEXT_OCTETS + 1, 0));
	assert_true(io_read_all_at(fd, got, 1, TEXT_OCTETS - 1));
	assert_false(io_read_all_at(fd, got, 1, TEXT_OCTETS));
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], text, 5), 5);
	close(fds[1]);
	errno = EINTR; /* an earlier call's */
	assert_false(io_read_all(fds[0], got, 6));
	assert_false(io_read_all(fds[0], got, 1));
	close(fds[0]);
	close(fd);
}

static void
nothing_takes_no_call(void **state)
{
	(void)state;
	start_script(NULL);
	assert_true(io_write_all(-1, "", 0));
	assert_true(io_read_all(-1, NULL, 0));
	assert_true(io_read_all_at(-1, NULL, 0, 100));
	assert_int_equal(calls, 0);
}

static void
an_error_ends_it(void **state)
{
	static const int errors[] = {EIO, ENOSPC, EAGAIN, ECONNRESET};
	int fd = open_file_of(text, "");
	char got[TEXT_OCTETS];

	(void)state;
	for (size_t i = 0; i < COUNT(errors); i++) {
		const int steps[] = {5, -EINTR, -errors[i], 0};

		start_script(steps);
		assert_false(io_write_all(fd, text, TEXT_OCTETS));
		assert_int_equal(errno, errors[i]);
		assert_int_equal(calls, 3);
		lseek(fd, 0, SEEK_SET);
		start_script(steps);
		assert_false(io_read_all(fd, got, TEXT_OCTETS));
		assert_int_equal(errno, errors[i]);
		start_script(steps);
		assert_false(io_read_all_at(fd, got, TEXT_OCTETS, 0));
		assert_int_equal(errno, errors[i]);
		assert_int_equal(calls, 3);
		start_script(steps);
		assert_false(io_write_all_at(fd, text, TEXT_OCTETS, 0));
		assert_int_equal(errno, errors[i]);
		assert_int_equal(calls, 3);
	}
	start_script(NULL);
	close(fd);
	assert_false(io_write_all(fd, text, 1));
	assert_int_equal(errno, EBADF);
}

static void
sockets_are_told_from_other_files(void **state)
{
	int file = open_file_of("", "");
	int pair[2];
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_int_equal(pipe(fds), 0);
	assert_true(io_is_socket(pair[0]));
	assert_false(io_is_socket(fds[0]));
	assert_false(io_is_socket(file));
	close(pair[0]);
	assert_false(io_is_socket(pair[0]));
	assert_false(io_is_socket(-1));
	close(pair[1]);
	close(fds[0]);
	close(fds[1]);
	close(file);
}

#define IN_DIRECTORY(test)                                                                     \
	cmocka_unit_test_setup_teardown(test, unit_enter_directory, unit_leave_directory)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_go_on_until_all_is_written),
		cmocka_unit_test(reads_go_on_until_all_is_read),
		IN_DIRECTORY(a_file_is_read_from_a_position),
		IN_DIRECTORY(a_file_is_written_from_a_position),
		IN_DIRECTORY(an_end_that_comes_too_early_is_no_success),
		cmocka_unit_test(nothing_takes_no_call),
		IN_DIRECTORY(an_error_ends_it),
		IN_DIRECTORY(sockets_are_told_from_other_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
