/* Tests of smtpd/recipients. */
#include "tests/unit/unit.h"

#include "smtpd/recipients.h"

static void
add(struct recipients *recipients, int64_t account, uint64_t quota)
{
	const struct store_recipient found = {.account = account, .quota = quota};

	assert_true(recipients_add(recipients, &found, 1));
}

static void
an_account_is_a_recipient_once(void **state)
{
	static const int64_t accounts[] = {5, 3, 9, 3, 5, 1, 9, 7};
	static const int64_t expected[] = {1, 3, 5, 7, 9};
	struct recipients recipients = {.count = 0};

	(void)state;
	for (size_t i = 0; i < COUNT(accounts); i++)
		add(&recipients, accounts[i], (uint64_t)accounts[i] * 10);
	assert_int_equal(recipients.count, COUNT(expected));
	for (size_t i = 0; i < COUNT(expected); i++) {
		assert_int_equal(recipients.accounts[i], expected[i]);
		assert_int_equal(recipients.quotas[i], expected[i] * 10);
	}
	recipients_free(&recipients);
	assert_int_equal(recipients.count, 0);
	assert_null(recipients.accounts);
}

static void
many_come_at_once(void **state)
{
	enum { MANY = 10000 };
	struct store_recipient *found = calloc(MANY, sizeof(*found));
	struct recipients recipients = {.count = 0};

	(void)state;
	assert_non_null(found);
	for (int i = 0; i < MANY; i++)
		found[i].account = 1 + (i * 7919) % MANY;
	add(&recipients, MANY / 2, 0);
	assert_true(recipients_add(&recipients, found, MANY));
	assert_true(recipients_add(&recipients, found, 0));
	assert_int_equal(recipients.count, MANY);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(recipients.accounts[i], i + 1);
	recipients_free(&recipients);
	free(found);
}

static void
field_S12_names_are_known_in_any_letter_case(void **state)
{
	struct recipients recipients = {.count = 0};

	(void)state;
	assert_false(recipients_know(&recipients, "alice"));
	recipients_note(&recipients, "Alice");
	recipients_note(&recipients, "ALICE");
	recipients_note(&recipients, "team");
	assert_true(recipients_know(&recipients, "alice"));
	assert_true(recipients_know(&recipients, "TEAM"));
	assert_false(recipients_know(&recipients, "alice+x"));
	recipients_free(&recipients);
	assert_false(recipients_know(&recipients, "alice"));
}

static void
a_forward_path_is_relayed_once(void **state)
{
	static const char *const paths[] = {"a@b.example", "c@d.example", "a@b.example"};
	struct recipients recipients = {.count = 0};

	(void)state;
	for (size_t i = 0; i < COUNT(paths); i++)
		assert_true(recipients_add_relayed(&recipients, paths[i]));
	assert_int_equal(recipients.relayed_count, 2);
	assert_string_equal(recipients.relayed[0], "a@b.example");
	assert_string_equal(recipients.relayed[1], "c@d.example");
	assert_int_equal(recipients.count, 0);
	recipients_free(&recipients);
	assert_int_equal(recipients.relayed_count, 0);
	assert_null(recipients.relayed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_account_is_a_recipient_once),
		cmocka_unit_test(many_come_at_once),
		cmocka_unit_test(field_S12_names_are_known_in_any_letter_case),
		cmocka_unit_test(a_forward_path_is_relayed_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
