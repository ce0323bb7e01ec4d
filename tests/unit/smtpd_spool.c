/* Tests of smtpd/spool, around the size at which it moves from memory to a file. */
#include "tests/unit/unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "common/base/disk.h"
#include "smtpd/spool.h"

static const size_t sizes[] = {
	0,
	1,
	SPOOL_MEMORY_OCTETS - 1,
	SPOOL_MEMORY_OCTETS,
	SPOOL_MEMORY_OCTETS + 1,
	2 * SPOOL_MEMORY_OCTETS - 1,
	2 * SPOOL_MEMORY_OCTETS,
	2 * SPOOL_MEMORY_OCTETS + 1,
	600000,
};

static void
fill(struct spool *spool, const char *data, struct unit_cut *cut)
{
	for (size_t done = 0; done < cut->octets;) {
		size_t piece = unit_cut_piece(cut, done);

		assert_true(spool_append(spool, data + done, piece));
		done += piece;
	}
	assert_int_equal(spool->octets, cut->octets);
	assert_true(spool->memory.octets <= SPOOL_MEMORY_OCTETS);
	assert_true(spool->memory.room <= 2 * SPOOL_MEMORY_OCTETS);
}

/* Reads all, in pieces of another cut than it was written in, and one octet too many. */
static void
expect_spooled(struct spool *spool, const char *data, struct unit_cut *cut)
{
	struct unit_cut other = {.octets = cut->octets,
				 .number = (cut->number + 3) % UNIT_IN_TWO};
	char *got = malloc(cut->octets + 1);

	assert_non_null(got);
	for (size_t done = 0; done < cut->octets;) {
		size_t piece = unit_cut_piece(&other, done);

		assert_true(spool_read(spool, got + done, piece));
		done += piece;
	}
	unit_expect("spooled", cut, got, cut->octets, data, cut->octets);
	assert_true(spool_read(spool, got, 0));
	free(got);
}

static void
what_goes_in_comes_out(void **state)
{
	size_t longest = sizes[COUNT(sizes) - 1];
	char *data = malloc(longest);

	(void)state;
	assert_non_null(data);
	unit_pattern(data, longest, 6);
	for (size_t i = 0; i < COUNT(sizes); i++)
		for (struct unit_cut cut = {.octets = sizes[i]}; cut.number < UNIT_RANDOM + 6;
		     unit_cut_next(&cut)) {
			struct spool spool;

			spool_init(&spool, "mail.db");
			fill(&spool, data, &cut);
			expect_spooled(&spool, data, &cut);
			assert_int_equal(spool.file >= 0, sizes[i] >= SPOOL_MEMORY_OCTETS);
			spool_free(&spool);
		}
	free(data);
}

static bool
directory_is_empty(const char *path)
{
	DIR *directory = opendir(path);
	const struct dirent *entry;
	int entries = 0;

	assert_non_null(directory);
	while ((entry = readdir(directory)))
		entries++;
	closedir(directory);
	return entries == 2; /* itself and the one above */
}

/* Whether the file system below has files without names (O_TMPFILE). */
static bool has_unnamed = true;

/* In the place of the C library's. */
int
open(const char *path, int flags, ...)
{
	va_list arguments;
	int mode;

	va_start(arguments, flags);
	mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, int) : 0;
	va_end(arguments);
	if (!has_unnamed && (flags & O_TMPFILE) == O_TMPFILE) {
		errno = EOPNOTSUPP;
		return -1;
	}
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

/* So nothing is left behind when the process is killed. */
static void
expect_no_name(void)
{
	char *data = calloc(SPOOL_MEMORY_OCTETS, 1);
	struct spool spool;
	int fd;

	assert_non_null(data);
	assert_int_equal(mkdir("below", 0700), 0);
	spool_init(&spool, "below/mail.db");
	assert_true(spool_append(&spool, data, SPOOL_MEMORY_OCTETS));
	fd = spool.file;
	assert_true(fd >= 0);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	assert_true(directory_is_empty("below"));
	spool_free(&spool);
	assert_int_equal(spool.file, -1);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	free(data);
}

static void
the_file_has_no_name(void **state)
{
	(void)state;
	expect_no_name();
}

static void
field_S6_a_file_system_without_unnamed_files_will_do(void **state)
{
	has_unnamed = false;
	expect_no_name();
	what_goes_in_comes_out(state);
	has_unnamed = true;
}

static void
field_S6_two_spools_are_two_files(void **state)
{
	char *data = calloc(SPOOL_MEMORY_OCTETS, 1);
	struct spool first;
	struct spool second;

	(void)state;
	assert_non_null(data);
	has_unnamed = false;
	spool_init(&first, "mail.db");
	spool_init(&second, "mail.db");
	assert_true(spool_append(&first, data, SPOOL_MEMORY_OCTETS));
	data[0] = 'x';
	assert_true(spool_append(&second, data, SPOOL_MEMORY_OCTETS));
	has_unnamed = true;
	assert_true(spool_read(&first, data, 1));
	assert_int_equal(data[0], '\0');
	assert_true(spool_read(&second, data, 1));
	assert_int_equal(data[0], 'x');
	spool_free(&first);
	spool_free(&second);
	free(data);
}

static void
field_S6_a_path_that_is_too_long_says_so(void **state)
{
	char *data = calloc(SPOOL_MEMORY_OCTETS, 1);
	char path[DISK_PATH_OCTETS + 1];
	struct spool spool;
	bool appended;
	int error;

	(void)state;
	assert_non_null(data);
	memset(path, '/', sizeof(path));
	path[DISK_PATH_OCTETS] = '\0';
	has_unnamed = false;
	spool_init(&spool, path);
	appended = spool_append(&spool, data, SPOOL_MEMORY_OCTETS);
	error = errno;
	has_unnamed = true;
	assert_false(appended);
	assert_int_equal(error, ENAMETOOLONG);
	spool_free(&spool);
	free(data);
}

/* Where the rows of the store will be as well: a full disk shows while the peer still sends. */
static void
the_file_is_beside_the_database(void **state)
{
	static const char *const paths[] = {"mail.db", "./mail.db", "/mail.db",
					    "below/mail.db"};
	char *data = calloc(SPOOL_MEMORY_OCTETS, 1);

	(void)state;
	assert_non_null(data);
	assert_int_equal(mkdir("below", 0700), 0);
	for (size_t i = 0; i < COUNT(paths); i++) {
		const char *slash = strrchr(paths[i], '/');
		char directory[100];
		char link[100];
		char target[500] = "";
		char real[4096];
		struct spool spool;

		spool_init(&spool, paths[i]);
		assert_true(spool_append(&spool, data, SPOOL_MEMORY_OCTETS));
		snprintf(link, sizeof(link), "/proc/self/fd/%d", spool.file);
		assert_true(readlink(link, target, sizeof(target) - 1) > 0);
		snprintf(directory, sizeof(directory), "%.*s/",
			 slash ? (int)(slash - paths[i]) : 1, slash ? paths[i] : ".");
		assert_non_null(realpath(directory, real));
		assert_memory_equal(target, real, strlen(real));
		spool_free(&spool);
	}
	free(data);
}

static void
without_a_directory_it_fails(void **state)
{
	char *data = calloc(SPOOL_MEMORY_OCTETS, 1);
	struct spool spool;

	(void)state;
	assert_non_null(data);
	spool_init(&spool, "no/such/mail.db");
	assert_true(spool_append(&spool, data, SPOOL_MEMORY_OCTETS - 1));
	assert_false(spool_append(&spool, data, 1));
	assert_int_equal(errno, ENOENT);
	assert_false(spool_append(&spool, data, 1));
	spool_free(&spool);
	free(data);
}

/* A limit on the size of files stands for a disk that is full. */
static void
no_room_is_told_apart(void **state)
{
	char *data = calloc(SPOOL_MEMORY_OCTETS, 1);
	struct rlimit before;
	struct rlimit small;
	struct spool spool;
	bool appended;
	int error;

	(void)state;
	assert_non_null(data);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 10000;
	spool_init(&spool, "mail.db");
	assert_true(spool_append(&spool, data, SPOOL_MEMORY_OCTETS - 1));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	appended = spool_append(&spool, data, 1);
	error = errno;
	setrlimit(RLIMIT_FSIZE, &before);
	assert_false(appended);
	assert_int_equal(error, EFBIG);
	spool_free(&spool);
	free(data);
}

static void
an_empty_one_can_be_freed(void **state)
{
	struct spool spool;

	(void)state;
	spool_init(&spool, "mail.db");
	assert_true(spool_append(&spool, NULL, 0));
	spool_free(&spool);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(what_goes_in_comes_out),
		unit_test_in_directory(the_file_has_no_name),
		unit_test_in_directory(field_S6_a_file_system_without_unnamed_files_will_do),
		unit_test_in_directory(field_S6_two_spools_are_two_files),
		unit_test_in_directory(field_S6_a_path_that_is_too_long_says_so),
		unit_test_in_directory(the_file_is_beside_the_database),
		unit_test_in_directory(without_a_directory_it_fails),
		unit_test_in_directory(no_room_is_told_apart),
		unit_test_in_directory(an_empty_one_can_be_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
