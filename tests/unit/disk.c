/* Tests of common/disk. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/fsuid.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "common/base/disk.h"

enum { RESERVE = 65536 };

static bool no_change; /* of an owner: fchown(2) fails */

int
fchown(int fd, uid_t owner, gid_t group)
{
	errno = EPERM;
	return no_change ? -1 : fchownat(fd, "", owner, group, AT_EMPTY_PATH);
}

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
	for (size_t i = 0; i < COUNT(cases); i++) {
		disk_directory_of(cases[i].path, directory);
		assert_string_equal(directory, cases[i].directory);
	}
}

static void
expect_resolved(const char *path, const char *expected)
{
	char directory[PATH_MAX];
	char whole[2 * PATH_MAX];
	char resolved[DISK_PATH_OCTETS + 1];

	assert_non_null(getcwd(directory, sizeof(directory)));
	snprintf(whole, sizeof(whole), "%s/%s", directory, expected);
	disk_resolve(path, resolved);
	if (strcmp(resolved, whole) != 0)
		fail_msg("%s: %s instead of %s", path, resolved, whole);
}

static void
field_S4_a_path_is_followed_to_its_file(void **state)
{
	static const char *const paths[] = {
		"real/mail.db",   "./real/../real/mail.db", "link/mail.db", "mail-link",
		"link/link-back", "link-of-link",           "absolute",
	};
	char absolute[PATH_MAX];

	(void)state;
	assert_non_null(getcwd(absolute, sizeof(absolute) - 20));
	strcat(absolute, "/real/mail.db");
	assert_int_equal(mkdir("real", 0700), 0);
	assert_int_equal(symlink("real", "link"), 0);
	assert_int_equal(symlink("real/mail.db", "mail-link"), 0);
	assert_int_equal(symlink("../mail-link", "real/link-back"), 0);
	assert_int_equal(symlink("link/link-back", "link-of-link"), 0);
	assert_int_equal(symlink(absolute, "absolute"), 0);
	/* Before the file is there, and after. */
	for (size_t i = 0; i < 2 * COUNT(paths); i++) {
		expect_resolved(paths[i % COUNT(paths)], "real/mail.db");
		if (i == COUNT(paths) - 1)
			close(open("real/mail.db", O_CREAT | O_WRONLY, 0600));
	}
	expect_resolved("mail.db", "mail.db");
	expect_resolved("./mail.db", "mail.db");
	disk_resolve("/not-there.db", absolute);
	assert_string_equal(absolute, "/not-there.db");
}

static void
field_S4_a_path_that_leads_nowhere_stays(void **state)
{
	static const char *const paths[] = {"no/such/mail.db", "loop", "file/mail.db"};
	char resolved[DISK_PATH_OCTETS + 1];
	char longest[DISK_PATH_OCTETS + 1];

	(void)state;
	assert_int_equal(symlink("loop", "loop"), 0);
	close(open("file", O_CREAT | O_WRONLY, 0600));
	for (size_t i = 0; i < COUNT(paths); i++) {
		disk_resolve(paths[i], resolved);
		assert_string_equal(resolved, paths[i]);
	}
	memset(longest, 'x', DISK_PATH_OCTETS);
	longest[DISK_PATH_OCTETS] = '\0';
	disk_resolve(longest, resolved);
	assert_string_equal(resolved, longest);
}

static void
what_is_opened_is_the_owners_alone(void **state)
{
	mode_t before = umask(0);
	struct stat status;
	int fd = disk_open_beside("mail.db", "mail.db-lock");
	int again = disk_open_beside("mail.db", "mail.db-lock");

	(void)state;
	umask(before);
	assert_true(fd >= 0 && again >= 0);
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	assert_int_equal(status.st_size, 0);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	close(fd);
	close(again);
}

static void
a_link_is_not_opened(void **state)
{
	(void)state;
	assert_int_equal(symlink("elsewhere", "mail.db-lock"), 0);
	assert_int_equal(disk_open_beside("mail.db", "mail.db-lock"), -1);
	assert_int_equal(errno, ELOOP);
	assert_int_equal(access("elsewhere", F_OK), -1);
	assert_int_equal(disk_open_beside("no/such", "no/such/directory"), -1);
	assert_int_equal(errno, ENOENT);
}

static void
expect_made_for(const char *path, uid_t owner, gid_t group)
{
	struct stat status;
	int fd = disk_open_beside("mail.db", path);

	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_uid, owner);
	assert_int_equal(status.st_gid, group);
	close(fd);
	assert_int_equal(unlink(path), 0);
}

/* At no time does it belong to root: no_change. */
static void
field_S5_what_root_makes_belongs_to_the_owner(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	no_change = true;
	expect_made_for("made", 0, 0);
	assert_int_equal(chown(".", 1234, 1235), 0);
	expect_made_for("made", 1234, 1235);
	expect_made_for("mail.db", 1234, 1235);
	close(open("mail.db", O_CREAT | O_WRONLY, 0600));
	assert_int_equal(chown("mail.db", 2345, 2346), 0);
	no_change = false;
	expect_made_for("made", 2345, 2346); /* who may not write to the directory */
	assert_int_equal(chown(".", 2345, 2346), 0);
	no_change = true;
	expect_made_for("made", 2345, 2346);
	assert_int_equal(setfsuid(0), 0);
	assert_int_equal(setfsgid(0), 0);
	no_change = false;
}

static void
a_file_is_told_from_another(void **state)
{
	struct disk_file file;
	int fd = open("one", O_CREAT | O_RDWR, 0600);

	(void)state;
	assert_true(disk_find_file(fd, &file));
	assert_true(disk_is_at(&file, "one"));
	assert_int_equal(rename("one", "other"), 0);
	assert_false(disk_is_at(&file, "one"));
	assert_true(disk_is_at(&file, "other"));
	close(open("one", O_CREAT | O_RDWR, 0600));
	assert_false(disk_is_at(&file, "one"));
	close(fd);
	assert_false(disk_find_file(fd, &file));
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
	assert_true(disk_reserve_make(fd, RESERVE));
	expect_octets(fd, RESERVE);
	assert_true(disk_reserve_make(fd, RESERVE / 2));
	expect_octets(fd, RESERVE);
	assert_true(disk_reserve_open(fd));
	expect_octets(fd, 0);
	assert_false(disk_reserve_open(fd));
	close(fd);
}

/* What the disk below has; see fallocate() below. -1: more than anybody wants. */
static off_t room = -1;

/* As ext4 does it: what there is room for stays when the rest does not fit. */
int
fallocate(int fd, int mode, off_t offset, off_t octets)
{
	off_t end = offset + octets;

	(void)mode;
	if (room >= 0 && end > room) {
		assert_int_equal(posix_fallocate(fd, 0, room), 0);
		errno = ENOSPC;
		return -1;
	}
	errno = posix_fallocate(fd, offset, octets);
	return errno == 0 ? 0 : -1;
}

static void
field_S9_a_reserve_is_as_large_as_there_is_room(void **state)
{
	int fd = open("reserve", O_RDWR | O_CREAT, 0600);

	(void)state;
	assert_true(fd >= 0);
	room = RESERVE / 32;
	assert_false(disk_reserve_make(fd, RESERVE));
	expect_octets(fd, 0);
	room = RESERVE / 3;
	assert_false(disk_reserve_make(fd, RESERVE));
	expect_octets(fd, RESERVE / 4);
	assert_false(disk_reserve_make(fd, RESERVE));
	expect_octets(fd, RESERVE / 4);
	room = -1;
	assert_true(disk_reserve_make(fd, RESERVE));
	expect_octets(fd, RESERVE);
	close(fd);
}

/* A limit for files, or a file system that cannot do it: no room that is made would help. */
static void
a_reserve_that_cannot_be_made_lacks_no_room(void **state)
{
	struct rlimit usual;
	struct rlimit small;
	int fd = open("reserve", O_RDWR | O_CREAT, 0600);

	(void)state;
	assert_true(fd >= 0);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
	small = (struct rlimit){RESERVE / 32, usual.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_true(disk_reserve_make(fd, RESERVE));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
	expect_octets(fd, 0);
	close(fd);
}

/* --- free space --- */

static void
free_space_is_asked_of_the_directory(void **state)
{
	uint64_t octets;

	(void)state;
	assert_true(disk_free_octets("new.db", &octets));
	assert_true(octets > 0);
	assert_true(disk_free_octets("./new.db", &octets));
	assert_true(disk_free_octets("/new.db", &octets));
	assert_false(disk_free_octets("no/such/directory.db", &octets));
	assert_int_equal(errno, ENOENT);
}

static void
field_S10_both_what_is_kept_and_what_comes_need_space(void **state)
{
	static const struct {
		uint64_t free_octets;
		uint64_t spare;
		uint64_t keep;
		uint64_t octets;
		bool has_room;
	} cases[] = {
		{100, 0, 0, 100, true},
		{100, 0, 0, 101, false},
		{100, 0, 100, 0, true},
		{100, 0, 99, 2, false},
		{100, 0, 101, 0, false},
		{100, 0, UINT64_MAX, 1, false},
		{100, 0, 1, UINT64_MAX, false},
		/* What files have to spare inside counts, but not for half of what is kept. */
		{100, 50, 100, 50, true},
		{100, 50, 100, 51, false},
		{100, 1000, 100, 50, true},
		{100, 1000, 100, 51, false},
		{100, 1000, 0, 101, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		unit_expect_number("has room", NULL,
				   disk_has_room(cases[i].free_octets, cases[i].spare,
						 cases[i].keep, cases[i].octets),
				   cases[i].has_room);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(free_space_is_asked_of_the_directory),
		cmocka_unit_test(field_S10_both_what_is_kept_and_what_comes_need_space),
		cmocka_unit_test(directories_are_found),
		unit_test_in_directory(field_S4_a_path_is_followed_to_its_file),
		unit_test_in_directory(field_S4_a_path_that_leads_nowhere_stays),
		unit_test_in_directory(what_is_opened_is_the_owners_alone),
		unit_test_in_directory(a_link_is_not_opened),
		unit_test_in_directory(field_S5_what_root_makes_belongs_to_the_owner),
		unit_test_in_directory(a_file_is_told_from_another),
		cmocka_unit_test(only_some_errors_mean_that_there_is_no_room),
		unit_test_in_directory(a_reserve_is_made_once_and_given_back_once),
		unit_test_in_directory(field_S9_a_reserve_is_as_large_as_there_is_room),
		unit_test_in_directory(a_reserve_that_cannot_be_made_lacks_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
