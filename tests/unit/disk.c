/* Tests of common/disk. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "common/disk.h"

enum { RESERVE = 65536 };

static void
directories_are_found(void **state)
{
	static const struct {
		const char *path;
		const char *directory;
	} cases[] = {
		{"/var/mail/mail.db", "/var/mail/"},
		{"var/mail.db", "var/"},
		{"./mail.db", "./"},
		{"/mail.db", "/"},
		{"mail.db", "."},
	};
	char directory[DISK_PATH_OCTETS + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		disk_directory_of(cases[i].path, directory);
		assert_string_equal(directory, cases[i].directory);
	}
}

static void
only_some_errors_mean_that_there_is_no_room(void **state)
{
	(void)state;
	assert_true(disk_is_full(ENOSPC));
	assert_true(disk_is_full(EDQUOT));
	assert_true(disk_is_full(EFBIG));
	assert_false(disk_is_full(EIO));
	assert_false(disk_is_full(0));
}

static void
expect_octets(int fd, off_t octets)
{
	struct stat status;

	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_size, octets);
	assert_true(status.st_blocks * 512 >= octets);
}

static void
a_reserve_is_made_once_and_given_back_once(void **state)
{
	int fd = open("reserve", O_RDWR | O_CREAT, 0600);

	(void)state;
	assert_true(fd >= 0);
	assert_false(disk_reserve_open(fd));
	disk_reserve_make(fd, RESERVE);
	expect_octets(fd, RESERVE);
	disk_reserve_make(fd, 2 * RESERVE);
	expect_octets(fd, RESERVE);
	assert_true(disk_reserve_open(fd));
	expect_octets(fd, 0);
	assert_false(disk_reserve_open(fd));
	close(fd);
}

/* As when the disk has no room for it. */
static void
half_a_reserve_is_none(void **state)
{
	struct rlimit usual;
	struct rlimit small;
	int fd = open("reserve", O_RDWR | O_CREAT, 0600);

	(void)state;
	assert_true(fd >= 0);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
	small = (struct rlimit){RESERVE / 2, usual.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	disk_reserve_make(fd, RESERVE);
	expect_octets(fd, 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
	disk_reserve_make(fd, RESERVE);
	expect_octets(fd, RESERVE);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(directories_are_found),
		cmocka_unit_test(only_some_errors_mean_that_there_is_no_room),
		unit_test_in_directory(a_reserve_is_made_once_and_given_back_once),
		unit_test_in_directory(half_a_reserve_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
