/* Tests of pop3d/argument. */
#include "tests/unit/unit.h"

#include "pop3d/argument.h"
#include "pop3d/commands.h"

static const struct command row = {.verb = "DELE", .syntax = "DELE message"};

/* A session with three messages, the second of them marked as deleted. */
static struct session *
new_session(struct store_entry entries[3])
{
	struct session *session = calloc(1, sizeof(*session));
	struct session_own *own = calloc(1, sizeof(*own));

	assert_non_null(session);
	assert_non_null(own);
	session->protocol = &pop3;
	session->own = own;
	session->command = &row;
	conn_init(&session->conn, -1, -1, 1, 1);
	own->maildrop.entries = entries;
	own->maildrop.count = 3;
	own->maildrop.kept = 3;
	maildrop_delete(&own->maildrop, &entries[1]);
	return session;
}

static void
free_session(struct session *session)
{
	free(session->own);
	free(session);
}

static void
expect_reply(struct session *session, const char *part)
{
	char reply[1000];

	snprintf(reply, sizeof(reply), "%.*s", (int)session->conn.queued, session->conn.output);
	if (part[0] == '\0')
		assert_string_equal(reply, "");
	else if (!strstr(reply, part) || strncmp(reply, "-ERR ", 5) != 0)
		fail_msg("\"%s\" is not in \"%s\"", part, reply);
	session->conn.queued = 0;
}

static void
a_number_finds_its_message(void **state)
{
	struct store_entry entries[3] = {{.message = 11}, {.message = 12}, {.message = 13}};
	struct session *session = new_session(entries);
	struct store_entry *entry;
	uint64_t number;

	(void)state;
	assert_int_equal(argument_find_message(session, "1", &number, &entry), OUTCOME_OK);
	assert_ptr_equal(entry, &entries[0]);
	assert_int_equal(number, 1);
	assert_int_equal(argument_find_message(session, "003", &number, &entry), OUTCOME_OK);
	assert_ptr_equal(entry, &entries[2]);
	assert_int_equal(number, 3);
	expect_reply(session, "");
	free_session(session);
}

static void
a_missing_or_deleted_message_is_replied_to(void **state)
{
	struct store_entry entries[3] = {{.message = 11}, {.message = 12}, {.message = 13}};
	static const char *const missing[] = {"0", "4", "4294967297", "18446744073709551615"};
	struct session *session = new_session(entries);
	struct store_entry *entry = &entries[0];
	uint64_t number;

	(void)state;
	for (size_t i = 0; i < COUNT(missing); i++) {
		entry = &entries[0];
		assert_int_equal(argument_find_message(session, missing[i], &number, &entry),
				 OUTCOME_OK);
		assert_null(entry);
		expect_reply(session, missing[i]);
	}
	entry = &entries[0];
	assert_int_equal(argument_find_message(session, "2", &number, &entry), OUTCOME_OK);
	assert_null(entry);
	expect_reply(session, "deleted");
	free_session(session);
}

static void
what_is_no_number_is_an_error(void **state)
{
	struct store_entry entries[3] = {{.message = 11}, {.message = 12}, {.message = 13}};
	static const char *const texts[] = {"", "x", "-1", "1 2", "18446744073709551617"};
	struct session *session = new_session(entries);

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct store_entry *entry = &entries[0];
		uint64_t number;

		assert_int_equal(argument_find_message(session, texts[i], &number, &entry),
				 OUTCOME_ERROR);
		assert_null(entry);
		expect_reply(session, row.syntax);
	}
	free_session(session);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_finds_its_message),
		cmocka_unit_test(a_missing_or_deleted_message_is_replied_to),
		cmocka_unit_test(what_is_no_number_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
