/* Tests of common/store/sqlite/frames: which of SQLite's writes reach the files, and when. They
 * make the calls that SQLite makes. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <sqlite3.h>
#include <sys/syscall.h>

#include "common/store/sqlite/frames.h"
#include "common/store/sqlite/opened.h"
#include "common/store/sqlite/wal_format.h"

enum {
	LOG_FRAMES = 40, /* what the log holds at the start of a test */
	NO_COMMIT = 0,
	COMMIT = 1,
};

/* --- system calls: counted, and made to fail --- */

static struct {
	int reads;
	int writes;
	int fail_write; /* the number of the one that fails */
	int error;
} calls;

/* These stand in the place of the C library's. */
ssize_t
pread(int fd, void *data, size_t octets, off_t place)
{
	calls.reads++;
	return syscall(SYS_pread64, fd, data, octets, place);
}

ssize_t
pwrite(int fd, const void *data, size_t octets, off_t place)
{
	if (++calls.writes != calls.fail_write)
		return syscall(SYS_pwrite64, fd, data, octets, place);
	errno = calls.error;
	return -1;
}

/* --- SQLite's side --- */

static struct {
	int (*open)(const char *path, int flags, int mode);
	ssize_t (*write)(int fd, const void *data, size_t octets, off_t place);
	ssize_t (*read)(int fd, void *data, size_t octets, off_t place);
	int (*truncate)(int fd, off_t octets);
	int database;
	int log;
	int index;
} sqlite;

static void
find_call(const char *name, void *call)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	sqlite3_syscall_ptr found = vfs->xGetSystemCall(vfs, name);

	assert_non_null(found);
	memcpy(call, &found, sizeof(found));
}

static int
open_part(const char *path, enum opened_part part)
{
	char name[600];
	int fd;

	snprintf(name, sizeof(name), "%s%s", path, opened_suffixes[part]);
	fd = sqlite.open(name, O_RDWR | O_CREAT, 0600);
	assert_true(fd > 2);
	return fd;
}

static off_t
frame_place(int frame)
{
	return WAL_HEADER_OCTETS + (off_t)frame * WAL_FRAME_OCTETS;
}

/* The octets of a frame, which differ from frame to frame and from seed to seed. */
static void
make_frame(char data[WAL_FRAME_OCTETS], uint32_t seed, int frame, int commit)
{
	unit_pattern_at((size_t)frame * 3, data, WAL_FRAME_OCTETS, seed);
	memset(data + WAL_FRAME_COMMIT, 0, WAL_FRAME_COMMIT_OCTETS);
	data[WAL_FRAME_COMMIT + WAL_FRAME_COMMIT_OCTETS - 1] = (char)commit;
}

static int
enter_with_log(void **state)
{
	char frame[WAL_FRAME_OCTETS];
	char path[520];

	if (unit_enter_directory(state) < 0)
		return -1;
	snprintf(path, sizeof(path), "%s/mail.db", (const char *)*state);
	assert_true(opened_watch(path));
	assert_true(frames_watch());
	find_call("open", &sqlite.open);
	find_call("pwrite", &sqlite.write);
	find_call("pread", &sqlite.read);
	find_call("ftruncate", &sqlite.truncate);
	sqlite.database = open_part(path, OPENED_DATABASE);
	sqlite.log = open_part(path, OPENED_WAL);
	sqlite.index = open_part(path, OPENED_INDEX);
	for (int i = 0; i < LOG_FRAMES; i++) {
		make_frame(frame, 1, i, NO_COMMIT);
		assert_int_equal(write(sqlite.log, frame, i == 0 ? WAL_HEADER_OCTETS : 0),
				 i == 0 ? WAL_HEADER_OCTETS : 0);
		assert_int_equal(write(sqlite.log, frame, sizeof(frame)), sizeof(frame));
	}
	memset(&calls, 0, sizeof(calls));
	return 0;
}

static int
leave_log(void **state)
{
	frames_end();
	close(sqlite.database);
	close(sqlite.log);
	close(sqlite.index);
	return unit_leave_directory(state);
}

/* Writes header and page, as SQLite does. False if one of them fails. */
static bool
write_frame(int frame, int commit)
{
	char data[WAL_FRAME_OCTETS];
	off_t place = frame_place(frame);

	make_frame(data, 2, frame, commit);
	return sqlite.write(sqlite.log, data, WAL_FRAME_HEADER_OCTETS, place) ==
		       WAL_FRAME_HEADER_OCTETS &&
	       sqlite.write(sqlite.log, data + WAL_FRAME_HEADER_OCTETS, WAL_PAGE_OCTETS,
			    place + WAL_FRAME_HEADER_OCTETS) == WAL_PAGE_OCTETS;
}

/* What the file has, past all that is in memory: seed 1 for the frame of before, 2 for the new
 * one. */
static void
expect_in_file(int frame, uint32_t seed, int commit)
{
	char expected[WAL_FRAME_OCTETS];
	char got[WAL_FRAME_OCTETS];

	make_frame(expected, seed, frame, commit);
	assert_int_equal(syscall(SYS_pread64, sqlite.log, got, sizeof(got), frame_place(frame)),
			 sizeof(got));
	unit_expect("frame", NULL, got, sizeof(got), expected, sizeof(expected));
}

static void
expect_page(int frame, uint32_t seed)
{
	char expected[WAL_FRAME_OCTETS];
	char got[WAL_PAGE_OCTETS];

	make_frame(expected, seed, frame, NO_COMMIT);
	assert_int_equal(sqlite.read(sqlite.log, got, sizeof(got),
				     frame_place(frame) + WAL_FRAME_HEADER_OCTETS),
			 sizeof(got));
	unit_expect("page", NULL, got, sizeof(got), expected + WAL_FRAME_HEADER_OCTETS,
		    sizeof(got));
}

/* --- a transaction --- */

static void
frames_are_written_with_the_commit_mark(void **state)
{
	(void)state;
	frames_gather();
	for (int i = 3; i < 8; i++)
		assert_true(write_frame(i, NO_COMMIT));
	assert_int_equal(calls.writes, 0);
	assert_true(write_frame(8, COMMIT));
	assert_int_equal(calls.writes, 1);
	for (int i = 3; i < 9; i++)
		expect_in_file(i, 2, i == 8 ? COMMIT : NO_COMMIT);
	expect_in_file(9, 1, NO_COMMIT);
}

static void
more_frames_than_fit_are_written_in_between(void **state)
{
	(void)state;
	frames_gather();
	for (int i = 0; i < LOG_FRAMES; i++)
		assert_true(write_frame(i, i == LOG_FRAMES - 1 ? COMMIT : NO_COMMIT));
	assert_true(calls.writes > 1 && calls.writes < 5);
	for (int i = 0; i < LOG_FRAMES; i++)
		expect_in_file(i, 2, i == LOG_FRAMES - 1 ? COMMIT : NO_COMMIT);
}

/* SQLite goes on there when a statement of a transaction has failed. */
static void
frames_elsewhere_do_not_follow_the_gathered_ones(void **state)
{
	(void)state;
	frames_gather();
	for (int i = 10; i < 13; i++)
		assert_true(write_frame(i, NO_COMMIT));
	assert_true(write_frame(11, NO_COMMIT));
	expect_in_file(12, 2, NO_COMMIT);
	assert_true(write_frame(12, COMMIT));
	assert_int_equal(calls.writes, 2);
	for (int i = 10; i < 13; i++)
		expect_in_file(i, 2, i == 12 ? COMMIT : NO_COMMIT);
}

static void
frames_that_are_given_up_are_never_written(void **state)
{
	(void)state;
	frames_gather();
	assert_true(write_frame(5, NO_COMMIT));
	frames_end();
	frames_gather();
	assert_true(write_frame(6, COMMIT));
	expect_in_file(5, 1, NO_COMMIT);
	expect_in_file(6, 2, COMMIT);
}

/* The header of the log, a page that SQLite has written before, and a file of another name. */
static void
everything_else_is_written_at_once(void **state)
{
	char data[WAL_PAGE_OCTETS] = {0};
	int other = open("other", O_RDWR | O_CREAT, 0600);

	(void)state;
	frames_gather();
	assert_int_equal(sqlite.write(sqlite.log, data, WAL_HEADER_OCTETS, 0),
			 WAL_HEADER_OCTETS);
	assert_int_equal(calls.writes, 1);
	assert_int_equal(sqlite.write(sqlite.log, data, WAL_PAGE_OCTETS,
				      frame_place(2) + WAL_FRAME_HEADER_OCTETS),
			 WAL_PAGE_OCTETS);
	assert_int_equal(calls.writes, 2);
	assert_int_equal(sqlite.write(other, data, WAL_FRAME_HEADER_OCTETS, 0),
			 WAL_FRAME_HEADER_OCTETS);
	assert_int_equal(sqlite.write(sqlite.database, data, WAL_PAGE_OCTETS, 0),
			 WAL_PAGE_OCTETS);
	assert_int_equal(calls.writes, 4);
	close(other);
}

/* SQLite does so when it changes a page again that it had no more room for. */
static void
a_gathered_page_can_be_written_again(void **state)
{
	char frame[WAL_FRAME_OCTETS];
	char got[WAL_PAGE_OCTETS];

	(void)state;
	frames_gather();
	assert_true(write_frame(5, NO_COMMIT));
	assert_true(write_frame(6, NO_COMMIT));
	make_frame(frame, 3, 5, NO_COMMIT);
	assert_int_equal(sqlite.write(sqlite.log, frame + WAL_FRAME_HEADER_OCTETS,
				      WAL_PAGE_OCTETS,
				      frame_place(5) + WAL_FRAME_HEADER_OCTETS),
			 WAL_PAGE_OCTETS);
	assert_true(write_frame(7, COMMIT));
	expect_in_file(6, 2, NO_COMMIT);
	expect_in_file(7, 2, COMMIT);
	assert_int_equal(syscall(SYS_pread64, sqlite.log, got, sizeof(got),
				 frame_place(5) + WAL_FRAME_HEADER_OCTETS),
			 sizeof(got));
	unit_expect("page", NULL, got, sizeof(got), frame + WAL_FRAME_HEADER_OCTETS,
		    sizeof(got));
}

/* SQLite mends checksums there, of frames that it has written twice. */
static void
headers_after_the_commit_mark_are_written_at_once(void **state)
{
	char frame[WAL_FRAME_OCTETS];

	(void)state;
	frames_gather();
	assert_true(write_frame(20, NO_COMMIT));
	assert_true(write_frame(21, COMMIT));
	assert_int_equal(sqlite.read(sqlite.log, frame, sizeof(frame), frame_place(20)),
			 sizeof(frame));
	make_frame(frame, 3, 21, COMMIT);
	assert_int_equal(
		sqlite.write(sqlite.log, frame, WAL_FRAME_HEADER_OCTETS, frame_place(21)),
		WAL_FRAME_HEADER_OCTETS);
	assert_int_equal(calls.writes, 2);
	/* It has not read ahead, since that would read all again after each header. */
	assert_int_equal(calls.reads, 1);
}

static void
what_is_read_back_is_what_was_gathered(void **state)
{
	(void)state;
	frames_gather();
	for (int i = 3; i < 6; i++)
		assert_true(write_frame(i, NO_COMMIT));
	expect_page(2, 1);
	assert_int_equal(calls.writes, 0);
	expect_page(4, 2);
	assert_int_equal(calls.writes, 1);
	expect_page(6, 1);
	assert_true(write_frame(6, COMMIT));
	assert_int_equal(calls.writes, 2);
	for (int i = 3; i < 7; i++)
		expect_in_file(i, 2, i == 6 ? COMMIT : NO_COMMIT);
}

/* --- writes that fail --- */

static void
a_commit_that_is_not_written_fails(void **state)
{
	static const int errors[] = {EIO, ENOSPC};

	(void)state;
	for (size_t i = 0; i < COUNT(errors); i++) {
		calls.writes = 0;
		calls.fail_write = 1;
		calls.error = errors[i];
		frames_gather();
		assert_true(write_frame(3, NO_COMMIT));
		errno = 0;
		assert_false(write_frame(4, COMMIT));
		assert_int_equal(errno, errors[i]);
		frames_end();
		expect_in_file(3, 1, NO_COMMIT);
		expect_in_file(4, 1, NO_COMMIT);
	}
}

static void
no_commit_mark_follows_a_gap(void **state)
{
	char page[WAL_PAGE_OCTETS];
	int frame = 0;

	(void)state;
	calls.fail_write = 1;
	calls.error = EIO;
	frames_gather();
	while (write_frame(frame, NO_COMMIT))
		frame++;
	for (int i = frame; i < LOG_FRAMES; i++) {
		errno = 0;
		assert_false(write_frame(i, COMMIT));
		assert_int_equal(errno, EIO);
		expect_in_file(i, 1, NO_COMMIT);
	}
	/* What is lost cannot be read, which would be what the log had there before. */
	assert_int_equal(sqlite.read(sqlite.log, page, sizeof(page),
				     frame_place(1) + WAL_FRAME_HEADER_OCTETS),
			 -1);
	expect_page(LOG_FRAMES - 1, 1);
	frames_end();
	frames_gather();
	assert_true(write_frame(0, COMMIT));
	expect_in_file(0, 2, COMMIT);
}

static void
a_read_that_cannot_write_first_fails(void **state)
{
	char page[WAL_PAGE_OCTETS];

	(void)state;
	calls.fail_write = 1;
	calls.error = ENOSPC;
	frames_gather();
	assert_true(write_frame(7, NO_COMMIT));
	errno = 0;
	assert_int_equal(sqlite.read(sqlite.log, page, sizeof(page),
				     frame_place(7) + WAL_FRAME_HEADER_OCTETS),
			 -1);
	assert_int_equal(errno, ENOSPC);
	assert_false(write_frame(8, COMMIT));
}

/* --- a checkpoint --- */

/* The index says that so many frames are in the log, and so many of them are being copied. */
static void
say_in_index(uint32_t in_log, uint32_t copying)
{
	uint32_t index[WAL_INDEX_HEADER_WORDS] = {0};

	index[WAL_INDEX_FRAMES] = in_log;
	index[WAL_INDEX_COPYING] = copying;
	assert_int_equal(syscall(SYS_pwrite64, sqlite.index, index, sizeof(index), 0),
			 sizeof(index));
}

/* Copies the pages of so many frames, each two places further in the database if scattered. */
static bool
copy(int count, bool scattered)
{
	for (int i = 0; i < count; i++) {
		char page[WAL_PAGE_OCTETS];
		off_t place = (off_t)(scattered ? 2 * i : i) * WAL_PAGE_OCTETS;

		assert_int_equal(sqlite.read(sqlite.log, page, sizeof(page),
					     frame_place(i) + WAL_FRAME_HEADER_OCTETS),
				 sizeof(page));
		if (sqlite.write(sqlite.database, page, sizeof(page), place) != sizeof(page))
			return false;
	}
	return true;
}

static void
expect_copied(int count, bool scattered)
{
	for (int i = 0; i < count; i++) {
		char frame[WAL_FRAME_OCTETS];
		char got[WAL_PAGE_OCTETS];
		off_t place = (off_t)(scattered ? 2 * i : i) * WAL_PAGE_OCTETS;

		make_frame(frame, 1, i, NO_COMMIT);
		assert_int_equal(syscall(SYS_pread64, sqlite.database, got, sizeof(got), place),
				 sizeof(got));
		unit_expect("copied page", NULL, got, sizeof(got),
			    frame + WAL_FRAME_HEADER_OCTETS, sizeof(got));
	}
}

static void
pages_are_written_before_the_size_is_set(void **state)
{
	(void)state;
	for (int scattered = 0; scattered < 2; scattered++) {
		say_in_index(LOG_FRAMES, LOG_FRAMES);
		memset(&calls, 0, sizeof(calls));
		frames_copy();
		assert_true(copy(LOG_FRAMES, scattered));
		assert_int_equal(calls.writes, scattered ? LOG_FRAMES - 1 : 2);
		assert_true(calls.reads < 6);
		assert_int_equal(
			sqlite.truncate(sqlite.database, 2 * LOG_FRAMES * WAL_PAGE_OCTETS), 0);
		expect_copied(LOG_FRAMES, scattered);
		frames_end();
	}
}

static void
pages_of_a_part_of_the_log_are_written_at_once(void **state)
{
	(void)state;
	say_in_index(LOG_FRAMES, LOG_FRAMES - 1);
	frames_copy();
	assert_true(copy(LOG_FRAMES - 1, false));
	assert_int_equal(calls.writes, LOG_FRAMES - 1);
	expect_copied(LOG_FRAMES - 1, false);
}

static void
a_size_is_not_set_after_a_page_that_is_not_written(void **state)
{
	(void)state;
	say_in_index(3, 3);
	calls.fail_write = 1;
	calls.error = ENOSPC;
	frames_copy();
	assert_true(copy(3, false));
	errno = 0;
	assert_int_equal(sqlite.truncate(sqlite.database, 3 * WAL_PAGE_OCTETS), -1);
	assert_int_equal(errno, ENOSPC);
	assert_int_equal(lseek(sqlite.database, 0, SEEK_END), 0);
	frames_end();
	assert_int_equal(sqlite.truncate(sqlite.database, WAL_PAGE_OCTETS), 0);
}

static void
a_checkpoint_fails_with_a_page_in_its_middle(void **state)
{
	(void)state;
	say_in_index(LOG_FRAMES, LOG_FRAMES);
	calls.fail_write = 1;
	calls.error = EIO;
	frames_copy();
	assert_false(copy(LOG_FRAMES, false));
	assert_int_equal(errno, EIO);
}

static int
lock_as_a_writer(void *of)
{
	struct flock lock = {
		.l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = WAL_INDEX_WRITE_LOCK,
		.l_len = 1,
	};

	(void)of;
	return fcntl(sqlite.index, F_SETLK, &lock) == 0 ? 0 : 1;
}

static bool
somebody_can_write(void)
{
	return unit_succeeded(unit_fork(lock_as_a_writer, NULL));
}

/* Such as sqlite3(1), which knows nothing of our writer lock. */
static void
nobody_makes_the_log_longer_while_pages_are_gathered(void **state)
{
	(void)state;
	say_in_index(LOG_FRAMES, LOG_FRAMES);
	frames_copy();
	assert_true(somebody_can_write());
	assert_true(copy(3, false));
	assert_int_equal(calls.writes, 0);
	assert_false(somebody_can_write());
	frames_end();
	assert_true(somebody_can_write());
}

static int
write_to_the_log(void *of)
{
	const int *pipes = of;
	char none;

	if (lock_as_a_writer(NULL) != 0 || write(pipes[1], "", 1) != 1)
		return 1;
	return read(pipes[2], &none, 1) == 0 ? 0 : 1;
}

static void
pages_are_written_at_once_while_somebody_writes_to_the_log(void **state)
{
	int pipes[4];
	pid_t writer;
	char ready;

	(void)state;
	assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
	assert_int_equal(pipe2(pipes + 2, O_CLOEXEC), 0);
	fflush(NULL);
	writer = fork();
	if (writer == 0) {
		close(pipes[3]);
		_exit(write_to_the_log(pipes));
	}
	assert_int_equal(read(pipes[0], &ready, 1), 1);
	say_in_index(LOG_FRAMES, LOG_FRAMES);
	frames_copy();
	assert_true(copy(3, false));
	assert_int_equal(calls.writes, 3);
	frames_end();
	close(pipes[3]);
	unit_wait(writer);
	for (size_t i = 0; i < 3; i++)
		close(pipes[i]);
}

/* --- the index is made again --- */

static void
read_frames(int first, int end, uint32_t seed)
{
	for (int i = first; i < end; i++) {
		char expected[WAL_FRAME_OCTETS];
		char got[WAL_FRAME_OCTETS];

		make_frame(expected, seed, i, NO_COMMIT);
		assert_int_equal(sqlite.read(sqlite.log, got, sizeof(got), frame_place(i)),
				 sizeof(got));
		unit_expect("frame", NULL, got, sizeof(got), expected, sizeof(expected));
	}
}

static void
frames_are_read_ahead(void **state)
{
	char frame[WAL_FRAME_OCTETS];

	(void)state;
	read_frames(0, LOG_FRAMES, 1);
	assert_true(calls.reads < 6);
	assert_int_equal(sqlite.read(sqlite.log, frame, sizeof(frame), frame_place(LOG_FRAMES)),
			 0);
}

/* Others write to the log between two transactions: any other call forgets what was read. */
static void
what_was_read_ahead_is_not_kept(void **state)
{
	char octets[WAL_PAGE_OCTETS];
	char frame[WAL_FRAME_OCTETS];

	(void)state;
	for (int way = 0; way < 4; way++) {
		uint32_t seed = (uint32_t)way + 1;

		read_frames(0, 1, seed);
		for (int i = 1; i < 4; i++) {
			make_frame(frame, seed + 1, i, NO_COMMIT);
			assert_int_equal(syscall(SYS_pwrite64, sqlite.log, frame, sizeof(frame),
						 frame_place(i)),
					 sizeof(frame));
		}
		if (way == 0)
			sqlite.read(sqlite.log, octets, WAL_HEADER_OCTETS, 0);
		else if (way == 1)
			sqlite.read(sqlite.log, octets, sizeof(octets), frame_place(9));
		else if (way == 2)
			sqlite.write(sqlite.log, octets, WAL_HEADER_OCTETS, 0);
		else
			frames_end();
		read_frames(1, 4, seed + 1);
		make_frame(frame, seed + 1, 0, NO_COMMIT);
		assert_int_equal(sqlite.write(sqlite.log, frame, sizeof(frame), frame_place(0)),
				 sizeof(frame));
	}
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, enter_with_log, leave_log)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(frames_are_written_with_the_commit_mark),
		TEST(more_frames_than_fit_are_written_in_between),
		TEST(frames_elsewhere_do_not_follow_the_gathered_ones),
		TEST(frames_that_are_given_up_are_never_written),
		TEST(everything_else_is_written_at_once),
		TEST(a_gathered_page_can_be_written_again),
		TEST(headers_after_the_commit_mark_are_written_at_once),
		TEST(what_is_read_back_is_what_was_gathered),
		TEST(a_commit_that_is_not_written_fails),
		TEST(no_commit_mark_follows_a_gap),
		TEST(a_read_that_cannot_write_first_fails),
		TEST(pages_are_written_before_the_size_is_set),
		TEST(pages_of_a_part_of_the_log_are_written_at_once),
		TEST(a_size_is_not_set_after_a_page_that_is_not_written),
		TEST(a_checkpoint_fails_with_a_page_in_its_middle),
		TEST(nobody_makes_the_log_longer_while_pages_are_gathered),
		TEST(pages_are_written_at_once_while_somebody_writes_to_the_log),
		TEST(frames_are_read_ahead),
		TEST(what_was_read_ahead_is_not_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
