/* Tests of tlsd/forks: what a new process allocates is free of page faults. */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <sys/resource.h>

#include "tlsd/forks.h"

/* The address sanitizer's own malloc(3) takes other pages. */
#ifndef __SANITIZE_ADDRESS__

enum { PIECES = 600 };

/* Every second piece stays, so the others leave a hole between each two. */
static void
make_holes(char *kept[PIECES])
{
	char *freed[PIECES];

	for (size_t i = 0; i < PIECES; i++) {
		kept[i] = malloc(10 + i);
		freed[i] = malloc(10 + i);
	}
	for (size_t i = 0; i < PIECES; i++)
		free(freed[i]);
}

static void
free_all(char *kept[PIECES])
{
	for (size_t i = 0; i < PIECES; i++)
		free(kept[i]);
}

static long
faults(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_minflt;
}

/* In a new process: allocates 60,000 octets in pieces of all sizes. Returns the page faults. */
static int
allocate(void *of)
{
	long before;

	if (of)
		forks_map(of);
	before = faults();
	for (size_t i = 0; i < 200; i++) {
		char *piece = malloc(3 * i);

		if (!piece)
			return 255;
		memset(piece, 'x', 3 * i);
	}
	return (int)(faults() - before);
}

static int
faults_in_a_new_process(struct forks *forks)
{
	int status = -1;
	pid_t child = unit_fork(allocate, forks);

	assert_int_equal(waitpid(child, &status, 0), child);
	return WEXITSTATUS(status);
}

static void
a_new_process_has_few_page_faults(void **state)
{
	struct forks forks = {.holes = NULL};
	char *kept[PIECES];
	int scattered;

	(void)state;
	make_holes(kept);
	scattered = faults_in_a_new_process(NULL);
	forks_arrange(&forks);
	assert_in_range(faults_in_a_new_process(&forks), 0, 8);
	assert_true(scattered > 20);
	forks_release(&forks);
	free_all(kept);
}
#endif

/* Or a process that reloads often would grow. */
static void
what_was_taken_is_given_back(void **state)
{
	struct forks forks = {.holes = NULL};
	void *end = NULL;

	(void)state;
	for (int i = 0; i < 20; i++) {
		char *more = malloc(30000);

		forks_arrange(&forks);
		forks_release(&forks);
		free(more);
		if (i == 10)
			end = sbrk(0);
	}
	assert_ptr_equal(sbrk(0), end);
	assert_null(forks.holes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#ifndef __SANITIZE_ADDRESS__
		cmocka_unit_test(a_new_process_has_few_page_faults),
#endif
		cmocka_unit_test(what_was_taken_is_given_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
