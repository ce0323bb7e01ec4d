/* Tests of common/buf. */
#include "tests/unit/unit.h"

#include "common/base/buf.h"

static void
starts_empty(void **state)
{
	struct buf buf = {.max = 10};

	(void)state;
	assert_true(buf_append(&buf, "", 0));
	assert_true(buf_append(&buf, NULL, 0));
	assert_int_equal(buf.octets, 0);
	buf_free(&buf);
}

static void
keeps_what_is_appended(void **state)
{
	struct buf buf = {.max = 100};

	(void)state;
	assert_true(buf_append(&buf, OCTETS("a\0b")));
	assert_true(buf_append_text(&buf, "cd"));
	assert_true(buf_append_text(&buf, ""));
	unit_expect("appended", NULL, buf.data, buf.octets, OCTETS("a\0bcd"));
	buf_free(&buf);
}

/* Appends pieces of each size up to past the first allocation's, and compares the whole. */
static void
grows(void **state)
{
	enum { OCTETS_IN_ALL = 10000 };
	char expected[OCTETS_IN_ALL];

	(void)state;
	unit_pattern(expected, sizeof(expected), 1);
	for (struct unit_cut cut = {.octets = sizeof(expected)}; unit_cut_is_one(&cut);
	     unit_cut_next(&cut)) {
		struct buf buf = {.max = SIZE_MAX};

		while (buf.octets < sizeof(expected))
			assert_true(buf_append(&buf, expected + buf.octets,
					       unit_cut_piece(&cut, buf.octets)));
		unit_expect("pattern", &cut, buf.data, buf.octets, expected, sizeof(expected));
		assert_true(buf.room >= buf.octets);
		buf_free(&buf);
	}
}

static void
takes_as_much_as_max(void **state)
{
	static const size_t sizes[] = {1, 2, 511, 512, 513, 1023, 1024, 1025, 5000};
	char data[5000];

	(void)state;
	unit_pattern(data, sizeof(data), 2);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct buf buf = {.max = sizes[i]};

		assert_true(buf_append(&buf, data, sizes[i]));
		assert_false(buf_append(&buf, "x", 1));
		assert_true(buf_append(&buf, "x", 0));
		unit_expect("full", NULL, buf.data, buf.octets, data, sizes[i]);
		buf_free(&buf);
	}
}

static void
refuses_more_and_changes_nothing(void **state)
{
	struct buf buf = {.max = 6};

	(void)state;
	assert_true(buf_append_text(&buf, "abcd"));
	assert_false(buf_append_text(&buf, "xyz"));
	assert_false(buf_append(&buf, "xyz", SIZE_MAX));
	unit_expect("refused", NULL, buf.data, buf.octets, OCTETS("abcd"));
	assert_true(buf_append_text(&buf, "ef"));
	unit_expect("exactly full", NULL, buf.data, buf.octets, OCTETS("abcdef"));
	buf_free(&buf);
}

static void
with_max_0_takes_nothing(void **state)
{
	struct buf buf = {.max = 0};

	(void)state;
	assert_false(buf_append_text(&buf, "a"));
	assert_true(buf_append_text(&buf, ""));
	assert_int_equal(buf.octets, 0);
	buf_free(&buf);
}

static void
can_be_used_again(void **state)
{
	struct buf buf = {.max = 4};

	(void)state;
	buf_free(&buf);
	assert_true(buf_append_text(&buf, "abcd"));
	buf_free(&buf);
	assert_null(buf.data);
	assert_int_equal(buf.octets, 0);
	assert_int_equal(buf.max, 4);
	assert_true(buf_append_text(&buf, "efgh"));
	unit_expect("again", NULL, buf.data, buf.octets, OCTETS("efgh"));
	buf_free(&buf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starts_empty),
		cmocka_unit_test(keeps_what_is_appended),
		cmocka_unit_test(grows),
		cmocka_unit_test(takes_as_much_as_max),
		cmocka_unit_test(refuses_more_and_changes_nothing),
		cmocka_unit_test(with_max_0_takes_nothing),
		cmocka_unit_test(can_be_used_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
