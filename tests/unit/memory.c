#include "tests/unit/unit.h"

#include <sys/resource.h>
#include <sys/utsname.h>

#include "common/base/memory.h"

static void
memory_for_a_session_is_zeroed(void **state)
{
	static const char zeros[4096];
	enum { OCTETS = 100000 };
	char *memory = memory_for_session(OCTETS);

	(void)state;
	assert_non_null(memory);
	for (size_t i = 0; i + sizeof(zeros) <= OCTETS; i += sizeof(zeros))
		assert_memory_equal(memory + i, zeros, sizeof(zeros));
	memset(memory, 'x', OCTETS);
}

static void
there_is_an_end_to_it(void **state)
{
	(void)state;
	assert_null(memory_for_session(SIZE_MAX / 2));
}

/* The address sanitizer's own malloc(3) takes other pages. */
#ifndef __SANITIZE_ADDRESS__
static long
faults(void)
{
	struct rusage usage;

	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	return usage.ru_minflt;
}

/* Touches heap as SQLite does, in pieces of a page and a little, and counts the page faults. */
static long
faults_of_a_delivery(void)
{
	enum { PIECES = 40, PIECE_OCTETS = 4400 };
	char *pieces[PIECES];
	long before = faults();
	long after;

	for (size_t i = 0; i < PIECES; i++) {
		pieces[i] = malloc(PIECE_OCTETS);
		assert_non_null(pieces[i]);
		memset(pieces[i], 'x', PIECE_OCTETS);
	}
	after = faults();
	for (size_t i = 0; i < PIECES; i++)
		free(pieces[i]);
	return after - before;
}

static void
what_is_prepared_needs_no_page_faults(void **state)
{
	struct utsname kernel;
	int major = 0;
	int minor = 0;

	(void)state;
	assert_int_equal(uname(&kernel), 0);
	sscanf(kernel.release, "%d.%d", &major, &minor);
	if (major * 100 + minor < 514)
		skip(); /* no MADV_POPULATE_WRITE */
	memory_prepare_for_store();
	assert_in_range(faults_of_a_delivery(), 0, 4);
}
#endif

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_for_a_session_is_zeroed),
		cmocka_unit_test(there_is_an_end_to_it),
#ifndef __SANITIZE_ADDRESS__
		cmocka_unit_test(what_is_prepared_needs_no_page_faults),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
