/* Tests of common/auth/sign_in, on a real store and at the lowest cost of hashing. */
#include "tests/unit/unit_store.h"

#include <unistd.h>

#include "common/auth/sign_in.h"
#include "tests/unit/unit_login.h"

#define STRANGER "192.0.2.1"
#define ANOTHER "198.51.100.1"

/* What the sign-ins of a session have in common. */
struct client {
	struct store *store;
	struct turns turns;
	struct conf *conf;
	struct log log;
	struct mistake_memory mistakes;
};

static void
start(struct client *client)
{
	const struct password_method cheap = {"$y$", 1};
	char hash[PASSWORD_HASH_OCTETS + 1];
	struct store_account account;

	*client = (struct client){.store = unit_open_store()};
	client->conf = unit_conf(UNIT_DATABASE, 1);
	strcpy(client->conf->password_hash, cheap.prefix);
	client->conf->password_cost = cheap.cost;
	log_open(&client->log, "sign-in-test");
	assert_true(password_hash(&cheap, "secret", hash));
	assert_int_equal(store_account_create(client->store, "alice", hash, &account),
			 STORE_OK);
}

static void
end(struct client *client)
{
	turns_close(&client->turns);
	store_close(client->store);
}

/* Another session: it knows of none of the mistakes of the one before. */
static void
forget_mistakes(struct client *client)
{
	client->mistakes.count = 0;
}

static struct sign_in
attempt_of(struct client *client, const struct credentials *credentials, const char *address)
{
	return (struct sign_in){
		.store = client->store,
		.turns = &client->turns,
		.conf = client->conf,
		.log = &client->log,
		.mistakes = &client->mistakes,
		.credentials = credentials,
		.address = address,
	};
}

/* How an attempt ends that does not have to pause. */
static enum account_status
try_as(struct client *client, const char *name, const char *password, const char *address)
{
	const struct credentials credentials = {LOGIN(name), password, MISTAKE_BY_PASS, false,
						NULL};
	struct sign_in attempt = attempt_of(client, &credentials, address);

	assert_int_equal(sign_in_begin(&attempt, 10), SIGN_IN_DONE);
	return attempt.result.status;
}

/* As many different mistakes as are free. */
static void
use_up_free_failures(struct client *client, const char *name, const char *address)
{
	static const char *const passwords[] = {"a", "b", "c", "d", "e"};

	for (size_t i = 0; i < COUNT(passwords); i++)
		assert_int_equal(try_as(client, name, passwords[i], address), ACCOUNT_REFUSED);
}

/* --- without a pause --- */

static void
the_right_password_enters(void **state)
{
	const struct credentials credentials = {LOGIN("ALICE"), "secret", MISTAKE_BY_PASS,
						false, NULL};
	struct client client;
	struct sign_in attempt;

	(void)state;
	start(&client);
	attempt = attempt_of(&client, &credentials, STRANGER);
	assert_int_equal(sign_in_begin(&attempt, 10), SIGN_IN_DONE);
	assert_int_equal(attempt.result.status, ACCOUNT_ENTERED);
	assert_string_equal(attempt.account.name, "alice");
	end(&client);
}

static void
only_credentials_that_may_create_an_account_do(void **state)
{
	struct credentials credentials = {LOGIN("bob"), "hidden", MISTAKE_BY_PASS, false, NULL};
	struct client client;
	struct sign_in attempt;

	(void)state;
	start(&client);
	attempt = attempt_of(&client, &credentials, STRANGER);
	assert_int_equal(sign_in_begin(&attempt, 10), SIGN_IN_DONE);
	assert_int_equal(attempt.result.status, ACCOUNT_REFUSED);
	/* The same words, refused before, are not the same attempt: they can be right now. */
	credentials.may_create = true;
	credentials.way = MISTAKE_BY_PLAIN;
	attempt = attempt_of(&client, &credentials, STRANGER);
	assert_int_equal(sign_in_begin(&attempt, 10), SIGN_IN_DONE);
	assert_int_equal(attempt.result.status, ACCOUNT_CREATED);
	assert_string_equal(attempt.account.name, "bob");
	end(&client);
}

static void
a_mistake_in_another_way_is_the_same_attempt(void **state)
{
	struct credentials credentials = {LOGIN("alice"), "wrong", MISTAKE_BY_PLAIN, false,
					  NULL};
	struct client client;
	struct sign_in attempt;

	(void)state;
	start(&client);
	attempt = attempt_of(&client, &credentials, STRANGER);
	assert_int_equal(sign_in_begin(&attempt, 10), SIGN_IN_DONE);
	assert_int_equal(attempt.result.status, ACCOUNT_REFUSED);
	credentials.way = MISTAKE_BY_LOGIN;
	attempt = attempt_of(&client, &credentials, STRANGER);
	assert_int_equal(sign_in_begin(&attempt, 10), SIGN_IN_DONE);
	assert_int_equal(attempt.result.status, ACCOUNT_SAME_ATTEMPT);
	end(&client);
}

static void
a_repeat_is_hashed_only_now_and_then(void **state)
{
	struct client client;

	(void)state;
	start(&client);
	assert_int_equal(try_as(&client, "alice", "wrong", STRANGER), ACCOUNT_REFUSED);
	forget_mistakes(&client);
	assert_int_equal(try_as(&client, "alice", "wrong", STRANGER), ACCOUNT_REPEATED);
	forget_mistakes(&client);
	assert_int_equal(try_as(&client, "alice", "wrong", STRANGER), ACCOUNT_BUSY);
	end(&client);
}

static void
a_local_peer_without_an_address_is_not_throttled(void **state)
{
	struct client client;

	(void)state;
	start(&client);
	use_up_free_failures(&client, "alice", NULL);
	use_up_free_failures(&client, "alice", NULL);
	assert_int_equal(try_as(&client, "alice", "secret", NULL), ACCOUNT_ENTERED);
	assert_int_equal(try_as(&client, "alice", "secret", STRANGER), ACCOUNT_ENTERED);
	end(&client);
}

/* Who has the password of one account does not act for another one. */
static void
another_login_must_mean_the_same_account(void **state)
{
	static const struct {
		const char *authzid;
		enum account_status status;
	} cases[] = {
		{"alice", ACCOUNT_ENTERED},
		{"ALICE@b.example", ACCOUNT_ENTERED},
		{"alice@a.example", ACCOUNT_REFUSED},
		{"nobody", ACCOUNT_REFUSED},
		{"", ACCOUNT_REFUSED},
		{"joe", ACCOUNT_REFUSED},
	};
	struct client client;

	(void)state;
	start(&client);
	unit_account(client.store, "alice@a.example");
	unit_account(client.store, "joe@a.example");
	unit_account(client.store, "joe@b.example");
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct credentials credentials = {LOGIN("alice"), "secret",
							MISTAKE_BY_PLAIN, false,
							LOGIN(cases[i].authzid)};
		struct sign_in attempt = attempt_of(&client, &credentials, NULL);

		assert_int_equal(sign_in_begin(&attempt, 10), SIGN_IN_DONE);
		unit_expect_number(cases[i].authzid, NULL, attempt.result.status,
				   cases[i].status);
	}
	end(&client);
}

/* Failures count for the account, whatever the login, and a success takes back only its own. */
static void
each_account_has_its_own_failures(void **state)
{
	static const char *const logins[] = {"alice", "Alice@b.example", "ALICE@a.example"};
	struct store_record record;
	struct client client;
	struct store_try try = {.network = STRANGER, .mistake = {"alice", "", ""}};

	(void)state;
	start(&client);
	for (size_t i = 0; i < COUNT(logins); i++)
		assert_int_equal(try_as(&client, logins[i], logins[i], STRANGER),
				 ACCOUNT_REFUSED);
	assert_int_equal(store_record_find(client.store, &try, throttle_now_ms(), &record),
			 STORE_OK);
	assert_int_equal(record.pair, 3);
	unit_account(client.store, "alice@a.example");
	assert_int_equal(try_as(&client, "alice@a.example", "x", STRANGER), ACCOUNT_REFUSED);
	assert_int_equal(try_as(&client, "alice", "secret", STRANGER), ACCOUNT_ENTERED);
	try.mistake.name = "alice@a.example";
	assert_int_equal(store_record_find(client.store, &try, throttle_now_ms(), &record),
			 STORE_OK);
	assert_int_equal(record.pair, 1);
	assert_int_equal(record.network.number, 1);
	end(&client);
}

/* --- with pauses --- */

static void
after_some_failures_a_network_has_to_pause(void **state)
{
	const struct credentials credentials = {LOGIN("alice"), "secret", MISTAKE_BY_PASS,
						false, NULL};
	struct client client;
	struct sign_in attempt;

	(void)state;
	start(&client);
	use_up_free_failures(&client, "bob", STRANGER);
	attempt = attempt_of(&client, &credentials, STRANGER);
	assert_int_equal(sign_in_begin(&attempt, 10), SIGN_IN_PAUSE);
	assert_in_range(attempt.pause_ms, 1, 1000);
	/* Whoever comes back too early has to wait for the rest. */
	assert_int_equal(sign_in_resume(&attempt, 10), SIGN_IN_PAUSE);
	assert_in_range(attempt.pause_ms, 1, 1000);
	usleep((useconds_t)attempt.pause_ms * 1000);
	assert_int_equal(sign_in_resume(&attempt, 10), SIGN_IN_DONE);
	assert_int_equal(attempt.result.status, ACCOUNT_ENTERED);
	end(&client);
}

static void
a_pause_holds_no_turn(void **state)
{
	const struct credentials credentials = {LOGIN("alice"), "secret", MISTAKE_BY_PASS,
						false, NULL};
	struct client client;
	struct sign_in attempt;
	struct turns other = {.file = 0};
	char why[TURNS_WHY_OCTETS];

	(void)state;
	start(&client);
	use_up_free_failures(&client, "bob", STRANGER);
	attempt = attempt_of(&client, &credentials, STRANGER);
	assert_int_equal(sign_in_begin(&attempt, 10), SIGN_IN_PAUSE);
	assert_true(turns_take(&other, client.conf->spool_file, STRANGER, 0, why));
	turns_close(&other);
	end(&client);
}

/* Failures with a name that come from elsewhere cost one pause, however many more there are. */
static void
a_name_has_to_pause_only_once(void **state)
{
	const struct credentials credentials = {LOGIN("alice"), "secret", MISTAKE_BY_PASS,
						false, NULL};
	struct client client;
	struct sign_in attempt;

	(void)state;
	start(&client);
	use_up_free_failures(&client, "alice", STRANGER);
	attempt = attempt_of(&client, &credentials, ANOTHER);
	assert_int_equal(sign_in_begin(&attempt, 10), SIGN_IN_PAUSE);
	assert_in_range(attempt.pause_ms, 1, 2000);
	assert_int_equal(sign_in_resume(&attempt, 10), SIGN_IN_DONE);
	assert_int_equal(attempt.result.status, ACCOUNT_ENTERED);
	end(&client);
}

static void
a_pause_that_would_last_too_long_is_refused(void **state)
{
	const struct credentials credentials = {LOGIN("alice"), "secret", MISTAKE_BY_PASS,
						false, NULL};
	struct client client;
	struct sign_in attempt;

	(void)state;
	start(&client);
	use_up_free_failures(&client, "bob", STRANGER);
	attempt = attempt_of(&client, &credentials, STRANGER);
	assert_int_equal(sign_in_begin(&attempt, 10), SIGN_IN_PAUSE);
	attempt.end_ms = 0;
	assert_int_equal(sign_in_resume(&attempt, 10), SIGN_IN_DONE);
	assert_int_equal(attempt.result.status, ACCOUNT_BUSY);
	assert_string_equal(attempt.result.cause, "too many failures");
	end(&client);
}

/* In the pause another session makes the same mistake: this attempt is its repeat then. */
static void
a_mistake_that_another_session_has_made_is_not_hashed(void **state)
{
	const struct credentials credentials = {LOGIN("alice"), "wrong", MISTAKE_BY_PASS, false,
						NULL};
	struct client client;
	struct sign_in attempt;

	(void)state;
	start(&client);
	use_up_free_failures(&client, "bob", STRANGER);
	attempt = attempt_of(&client, &credentials, STRANGER);
	assert_int_equal(sign_in_begin(&attempt, 10), SIGN_IN_PAUSE);
	assert_int_equal(store_record_note(client.store, &attempt.try, STORE_TRY_FAILED,
					   throttle_now_ms()),
			 STORE_OK);
	assert_int_equal(sign_in_resume(&attempt, 10), SIGN_IN_DONE);
	assert_int_equal(attempt.result.status, ACCOUNT_BUSY);
	assert_string_equal(attempt.result.cause, "a mistake made before");
	end(&client);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(the_right_password_enters),
		unit_test_in_directory(only_credentials_that_may_create_an_account_do),
		unit_test_in_directory(a_mistake_in_another_way_is_the_same_attempt),
		unit_test_in_directory(a_repeat_is_hashed_only_now_and_then),
		unit_test_in_directory(a_local_peer_without_an_address_is_not_throttled),
		unit_test_in_directory(another_login_must_mean_the_same_account),
		unit_test_in_directory(each_account_has_its_own_failures),
		unit_test_in_directory(after_some_failures_a_network_has_to_pause),
		unit_test_in_directory(a_pause_holds_no_turn),
		unit_test_in_directory(a_name_has_to_pause_only_once),
		unit_test_in_directory(a_pause_that_would_last_too_long_is_refused),
		unit_test_in_directory(a_mistake_that_another_session_has_made_is_not_hashed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
