/*
 * What several test programs need: a directory of their own, all ways to cut an input into
 * pieces, comparisons that say which case went wrong, and child processes.
 */
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/base/array.h"

/* A string with its length, for one that holds NULs. */
#define OCTETS(literal) (literal), sizeof(literal) - 1

/* --- a directory of the test's own --- */

/* For cmocka_unit_test_setup_teardown(): the test runs inside a new, empty directory. */
static inline int
unit_enter_directory(void **state)
{
	const char *parent = getenv("TMPDIR");
	char path[512];

	snprintf(path, sizeof(path), "%s/pillarbox-unit-XXXXXX", parent ? parent : "/tmp");
	if (!mkdtemp(path) || chdir(path) < 0)
		return -1;
	*state = strdup(path);
	return *state ? 0 : -1;
}

static inline int
unit_remove_file(const char *path, const struct stat *status, int type, struct FTW *where)
{
	(void)status;
	(void)type;
	(void)where;
	return remove(path);
}

static inline int
unit_leave_directory(void **state)
{
	int result = chdir("/");

	if (nftw(*state, unit_remove_file, 16, FTW_DEPTH | FTW_PHYS) < 0)
		result = -1;
	free(*state);
	return result;
}

#define unit_test_in_directory(test)                                                           \
	cmocka_unit_test_setup_teardown(test, unit_enter_directory, unit_leave_directory)

/* --- all ways to cut an input --- */

enum {
	UNIT_WHOLE, /* the numbers of the first ways */
	UNIT_OCTET_BY_OCTET,
	UNIT_RANDOM,
	UNIT_IN_TWO = 20, /* and from here on, cut at place number - UNIT_IN_TWO + 1 */
	/* Above this, cutting in two at every place would take too long. */
	UNIT_IN_TWO_OCTETS = 4096,
};

/*
 * One way to cut so many octets into pieces. All of them:
 * for (struct unit_cut cut = {.octets = n}; unit_cut_is_one(&cut); unit_cut_next(&cut))
 */
struct unit_cut {
	size_t octets;
	size_t number;
	uint32_t random;
};

static inline bool
unit_cut_is_one(const struct unit_cut *cut)
{
	size_t places =
		cut->octets > UNIT_IN_TWO_OCTETS || cut->octets == 0 ? 0 : cut->octets - 1;

	return cut->number < UNIT_IN_TWO + places;
}

static inline void
unit_cut_next(struct unit_cut *cut)
{
	cut->number++;
	cut->random = 0;
}

/* Numbers that look random and are the same in every run. */
static inline uint32_t
unit_random(uint32_t *random)
{
	*random = *random * 1664525 + 1013904223;
	return *random >> 8;
}

/* The size of the piece that begins behind done octets, which are not all. */
static inline size_t
unit_cut_piece(struct unit_cut *cut, size_t done)
{
	static const uint32_t longest[] = {3, 17, 100, 5000};
	size_t left = cut->octets - done;
	size_t piece = left;

	if (cut->number == UNIT_OCTET_BY_OCTET)
		piece = 1;
	else if (cut->number >= UNIT_IN_TWO && done == 0)
		piece = cut->number - UNIT_IN_TWO + 1;
	else if (cut->number >= UNIT_RANDOM && cut->number < UNIT_IN_TWO) {
		if (cut->random == 0)
			cut->random = (uint32_t)cut->number;
		piece = 1 + unit_random(&cut->random) % longest[cut->number % COUNT(longest)];
	}
	return piece < left ? piece : left;
}

/* --- comparisons --- */

static inline void
unit_print_octets(const char *what, const char *data, size_t octets)
{
	size_t shown = octets < 400 ? octets : 400;

	print_error("%s, %zu octets: \"", what, octets);
	for (size_t i = 0; i < shown; i++) {
		unsigned char c = (unsigned char)data[i];

		if (c >= 0x20 && c <= 0x7E && c != '\\')
			print_error("%c", c);
		else
			print_error("\\x%02x", c);
	}
	print_error("\"%s\n", shown < octets ? "..." : "");
}

/* The same octets, or the test fails and shows them. name: of the case; cut: NULL for no cuts.
 */
static inline void
unit_expect(const char *name, const struct unit_cut *cut, const void *got, size_t got_octets,
	    const void *expected, size_t expected_octets)
{
	if (got_octets == expected_octets &&
	    (got_octets == 0 || memcmp(got, expected, got_octets) == 0))
		return;
	unit_print_octets("expected", expected, expected_octets);
	unit_print_octets("     got", got, got_octets);
	fail_msg("%s, cut %zu", name, cut ? cut->number : 0);
}

/* The same number, or the test fails and says in which case. */
static inline void
unit_expect_number(const char *name, const struct unit_cut *cut, int64_t got, int64_t expected)
{
	if (got != expected)
		fail_msg("%s, cut %zu: got %lld, expected %lld", name, cut ? cut->number : 0,
			 (long long)got, (long long)expected);
}

/* Fills data with octets that differ from place to place and from seed to seed: those that are
 * first octets behind the start of a larger whole. */
static inline void
unit_pattern_at(size_t first, void *data, size_t octets, uint32_t seed)
{
	unsigned char *to = data;

	for (size_t i = 0; i < octets; i++) {
		size_t place = first + i;

		to[i] = (unsigned char)((place * 7 + place / 251 + seed * 13) % 256);
	}
}

static inline void
unit_pattern(void *data, size_t octets, uint32_t seed)
{
	unit_pattern_at(0, data, octets, seed);
}

/* --- processes and time --- */

/* How many descriptors this process has open. */
static inline size_t
unit_open_files(void)
{
	size_t count = 0;

	for (int fd = 0; fd < 1000; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static inline int64_t
unit_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* At least from ms, and not so much more that it would be something else. */
static inline void
unit_expect_waited(int64_t start, int64_t ms)
{
	int64_t waited = unit_now_ms() - start;

	if (waited < ms - 20 || waited > ms + 700)
		fail_msg("waited for %lld ms, expected %lld", (long long)waited, (long long)ms);
}

/* After a crash cmocka goes on with the next test. A child process must not do that. */
static inline void
unit_end_at_crashes(void)
{
	static const int crashes[] = {SIGFPE, SIGILL, SIGSEGV, SIGBUS, SIGSYS};

	for (size_t i = 0; i < COUNT(crashes); i++)
		signal(crashes[i], SIG_DFL);
}

/*
 * Runs work(of) in a child process, which ends with what it returns: 0 if all went well. It
 * does not outlive the test program, whatever becomes of that.
 */
static inline pid_t
unit_fork(int (*work)(void *of), void *of)
{
	pid_t child = fork();

	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		unit_end_at_crashes();
		_exit(work(of));
	}
	assert_true(child > 0);
	return child;
}

/* Waits for a child to end, and tells whether all went well. */
static inline bool
unit_succeeded(pid_t child)
{
	int status = -1;

	if (waitpid(child, &status, 0) == child && WIFEXITED(status) &&
	    WEXITSTATUS(status) == 0)
		return true;
	print_error("a child process ended with status %#x\n", (unsigned)status);
	return false;
}

static inline void
unit_wait(pid_t child)
{
	assert_true(unit_succeeded(child));
}

/* All end before a failure of one ends the test, and with it their directory. */
static inline void
unit_wait_all(const pid_t *children, size_t count)
{
	size_t succeeded = 0;

	for (size_t i = 0; i < count; i++)
		succeeded += unit_succeeded(children[i]);
	assert_int_equal(succeeded, count);
}

static inline void
unit_kill(pid_t child)
{
	int status;

	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

/* For a child that must live until it is killed. */
static inline void
unit_sleep_until_killed(void)
{
	for (;;)
		pause();
}

#endif
