/* Tests of common/account, on a real store and at the lowest cost of hashing. */
#include "tests/unit/unit_store.h"

#include <crypt.h>
#include <dlfcn.h>
#include <errno.h>

#include "common/auth/account.h"
#include "tests/unit/unit_login.h"

/* What crypt_rn() below fails with; 0: it works. */
static int crypt_error;

/* A method at a cost that no other has here, how its hashes begin, and how often it was used.
 */
static const struct password_method dear = {"$6$", 2000};
static const char dear_setting[] = "$6$rounds=2000$";
static unsigned dear_hashes;

/* Stands in for libxcrypt's. */
char *
crypt_rn(const char *phrase, const char *setting, void *data, int size)
{
	char *(*real)(const char *, const char *, void *, int);

	if (strncmp(setting, dear_setting, strlen(dear_setting)) == 0)
		dear_hashes++;
	*(void **)&real = dlsym(RTLD_NEXT, "crypt_rn");
	errno = crypt_error;
	return crypt_error == 0 ? real(phrase, setting, data, size) : NULL;
}

static const struct password_method cheap = {"$y$", 1};

/* Creates an account with a password, or with none if that is NULL. */
static void
create(struct store *store, const char *name, const char *password)
{
	char hash[PASSWORD_HASH_OCTETS + 1];
	struct store_account account;

	if (password)
		assert_true(password_hash(&cheap, password, hash));
	assert_int_equal(store_account_create(store, name, password ? hash : NULL, &account),
			 STORE_OK);
}

static enum account_status
sign_in(struct store *store, const char *name, const char *password)
{
	struct store_account account;

	return account_sign_in(store, &cheap, LOGIN(name), password, &account).status;
}

static enum account_status
sign_in_or_up(struct store *store, const char *name, const char *password)
{
	struct store_account account;

	return account_sign_in_or_up(store, &cheap, LOGIN(name), password, &account).status;
}

/* A result of that status, whose cause has all of the words in it; "" is none at all. */
static void
expect_cause(const struct account_result *result, enum account_status status, const char *words)
{
	unit_expect_number(result->cause, NULL, result->status, status);
	if (!strstr(result->cause, words) || (words[0] == '\0') != (result->cause[0] == '\0'))
		fail_msg("not because of \"%s\": \"%s\"", words, result->cause);
}

static void
expect_password(struct store *store, const char *name, const char *password)
{
	struct store_account account;

	assert_int_equal(store_account_find(store, name, &account), STORE_OK);
	assert_int_equal(account.has_password, password != NULL);
	if (password)
		assert_int_equal(password_verify(account.password, password), PASSWORD_RIGHT);
}

/* --- names --- */

static void
names_follow_their_rule(void **state)
{
	static const char *const bare[] = {"a",       "Z",      "0",   "alice",
					   "a.b_c-d", "9lives", "A--", "x..y"};
	static const char *const full[] = {"a@b", "Ann@Example.ORG", "a@xn--tda.example",
					   "a.b@x-y.1.z_", "a@[192.0.2.1]"};
	static const char *const invalid[] = {
		"",          ".a",         "_a",   "-a",    "a b",    "a@",   "a+b",
		"a/b",       "a'b",        "a%",   "a\n",   " a",     "a ",   "\xc3\xa9",
		"a\xc3\xa9", "!",          "a\"b", "a;b",   "a:b",    "a,b",  "a\\b",
		"@b",        "a@b@c",      "a@b.", "a@.b",  "a@b..c", "a@-b", "a@b c",
		"a@b\n",     "a@\xc3\xbc", "*@b",  "a+b@c", "a@b/c",  "a@*",  "a@b'",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bare); i++) {
		unit_expect_number(bare[i], NULL, account_name_is_valid(bare[i]), true);
		unit_expect_number(bare[i], NULL, account_name_is_bare(bare[i]), true);
	}
	for (size_t i = 0; i < COUNT(full); i++) {
		unit_expect_number(full[i], NULL, account_name_is_valid(full[i]), true);
		unit_expect_number(full[i], NULL, account_name_is_bare(full[i]), false);
	}
	for (size_t i = 0; i < COUNT(invalid); i++) {
		unit_expect_number(invalid[i], NULL, account_name_is_valid(invalid[i]), false);
		unit_expect_number(invalid[i], NULL, account_name_is_bare(invalid[i]), false);
	}
}

/* A name of so many octets, with a domain of so many if there are any. */
static void
make_name(char *name, size_t octets, size_t domain_octets)
{
	memset(name, 'n', octets);
	name[octets] = '\0';
	if (domain_octets == 0)
		return;
	name[octets] = '@';
	for (size_t i = 0; i < domain_octets; i++)
		name[octets + 1 + i] = i % 50 == 49 ? '.' : 'd';
	name[octets + 1 + domain_octets] = '\0';
}

static void
names_have_a_longest(void **state)
{
	static const struct {
		size_t octets, domain_octets;
		bool fits;
	} cases[] = {
		{STORE_LOCAL_OCTETS, 0, true},
		{STORE_LOCAL_OCTETS + 1, 0, false},
		{STORE_LOCAL_OCTETS, STORE_DOMAIN_OCTETS, true},
		{STORE_LOCAL_OCTETS, STORE_DOMAIN_OCTETS + 1, false},
		{STORE_LOCAL_OCTETS + 1, STORE_DOMAIN_OCTETS, false},
		{1, STORE_DOMAIN_OCTETS + 1, false},
		{STORE_NAME_OCTETS, 0, false},
		{STORE_LOCAL_OCTETS + 1, 1, false},
	};
	char text[1000];
	char name[STORE_NAME_OCTETS + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		make_name(text, cases[i].octets, cases[i].domain_octets);
		unit_expect_number(text, NULL, account_name_is_valid(text), cases[i].fits);
		unit_expect_number(text, NULL, account_normalize_name(text, name),
				   cases[i].fits);
		assert_string_equal(name, cases[i].fits ? text : "");
	}
}

static void
the_domain_of_a_name_is_in_ascii(void **state)
{
	static const struct {
		const char *text;
		const char *name; /* NULL: none */
	} cases[] = {
		{"Ann", "Ann"},
		{"gr\xC3\xBC\xC3\x9F"
		 "e",
		 "gr\xC3\xBC\xC3\x9F"
		 "e"},
		{"Ann@Example.org", "Ann@Example.org"},
		{"Ann@B\xC3\xBC"
		 "cher.Example",
		 "Ann@xn--bcher-kva.Example"},
		{"\xC3\xBC@\xC3\xBC", "\xC3\xBC@xn--tda"},
		{"*@a.example", "*@a.example"},
		{"a@b@\xC3\xBC", "a@b@xn--tda"},
		{"ann@\xFC", NULL},
		{"ann@b\xED\xA0\x80", NULL},
		{"", ""},
		{"@", "@"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char name[STORE_NAME_OCTETS + 1];

		unit_expect_number(cases[i].text, NULL,
				   account_normalize_name(cases[i].text, name),
				   cases[i].name != NULL);
		assert_string_equal(name, cases[i].name ? cases[i].name : "");
	}
}

static void
an_address_of_ours_is_a_login(void **state)
{
	static const struct {
		const char *login;
		const char *name;
		const char *bare;
	} cases[] = {
		{"alice", "alice", "alice"},
		{"alice@a.example", "alice@a.example", "alice"},
		{"alice@A.EXAMPLE", "alice@A.EXAMPLE", "alice"},
		{"alice@b.example", "alice@b.example", "alice"},
		{"alice@elsewhere.example", "alice@elsewhere.example", ""},
		{"alice@", "alice@", ""},
		{"alice@a.example@a.example", "alice@a.example@a.example", ""},
		{"alice@\xC3\xBC", "alice@xn--tda", ""},
		{"alice@\xFC", "", ""},
		{"@a.example", "@a.example", ""},
		{"", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct account_login login = unit_login(cases[i].login);

		assert_string_equal(login.name, cases[i].name);
		assert_string_equal(login.bare, cases[i].bare);
	}
}

static void
a_login_that_is_too_long_is_nobody(void **state)
{
	struct account_login login;
	char text[1000];

	(void)state;
	memset(text, 'n', sizeof(text));
	strcpy(text + STORE_LOCAL_OCTETS, "@a.example");
	login = unit_login(text);
	assert_string_equal(login.name, text);
	assert_int_equal(strlen(login.bare), STORE_LOCAL_OCTETS);
	strcpy(text + STORE_LOCAL_OCTETS, "n@a.example");
	login = unit_login(text);
	assert_string_equal(login.name, "");
	assert_string_equal(login.bare, "");
	memset(text, 'n', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	login = unit_login(text);
	assert_string_equal(login.name, "");
	assert_string_equal(login.bare, "");
}

static void
field_W5_one_account_has_many_logins(void **state)
{
	static const struct {
		const char *authzid;
		const char *login;
		bool same;
	} cases[] = {
		{"alice", "alice", true},
		{"ALICE", "alice", true},
		{"alice", "alice@a.example", true},
		{"Alice@A.example", "alice", true},
		{"alice@a.example", "alice@b.example", true},
		{"alice@elsewhere.example", "ALICE@elsewhere.example", true},
		{"alice@\xC3\xBC", "alice@xn--tda", true},
		{"bob", "alice", false},
		{"alic", "alice", false},
		{"alicea", "alice", false},
		{" ", "alice", false},
		{"alice", "alice@elsewhere.example", false},
		{"alice@elsewhere.example", "alice", false},
		{"alice@elsewhere.example", "alice@a.example", false},
		{"alice+x", "alice", false},
		{"@a.example", "@b.example", false},
		{"alice@\xFC", "alice@\xFC", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		unit_expect_number(
			cases[i].authzid, NULL,
			account_is_same_login(LOGIN(cases[i].authzid), LOGIN(cases[i].login)),
			cases[i].same);
}

/* --- names with a domain --- */

static void
each_domain_has_its_own_account(void **state)
{
	struct store *store = unit_open_store();

	(void)state;
	create(store, "ann", "bare");
	create(store, "ann@a.example", "of a");
	assert_int_equal(sign_in(store, "ann", "bare"), ACCOUNT_ENTERED);
	assert_int_equal(sign_in(store, "Ann@A.Example", "of a"), ACCOUNT_ENTERED);
	assert_int_equal(sign_in(store, "ann@b.example", "bare"), ACCOUNT_ENTERED);
	assert_int_equal(sign_in(store, "ann", "of a"), ACCOUNT_REFUSED);
	assert_int_equal(sign_in(store, "ann@a.example", "bare"), ACCOUNT_REFUSED);
	assert_int_equal(sign_in(store, "ann@b.example", "of a"), ACCOUNT_REFUSED);
	assert_int_equal(sign_in(store, "ann@elsewhere.example", "bare"), ACCOUNT_REFUSED);
	store_close(store);
}

/* The domain of an account may be ours no more: its owner still reads the mail. */
static void
a_bare_login_means_the_only_account(void **state)
{
	struct store *store = unit_open_store();

	(void)state;
	create(store, "ann@gone.example", "secret");
	create(store, "anna@a.example", "another");
	create(store, "ann_a@a.example", "another");
	create(store, "an@a.example", "another");
	assert_int_equal(sign_in(store, "ANN", "secret"), ACCOUNT_ENTERED);
	assert_int_equal(sign_in(store, "ann@gone.example", "secret"), ACCOUNT_ENTERED);
	assert_int_equal(sign_in_or_up(store, "ann", "secret"), ACCOUNT_ENTERED);
	/* An address of another domain is somebody else. */
	assert_int_equal(sign_in(store, "ann@a.example", "secret"), ACCOUNT_REFUSED);
	store_close(store);
}

static void
an_ambiguous_login_means_nobody(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account;

	(void)state;
	create(store, "ann@a.example", "of a");
	create(store, "ann@b.example", NULL);
	assert_int_equal(sign_in(store, "ann", "of a"), ACCOUNT_REFUSED);
	assert_int_equal(sign_in_or_up(store, "ann", "of a"), ACCOUNT_REFUSED);
	assert_int_equal(account_enter(store, LOGIN("ann"), &account).status, ACCOUNT_REFUSED);
	assert_int_equal(store_account_find(store, "ann", &account), STORE_NOT_FOUND);
	assert_int_equal(sign_in(store, "ann@a.example", "of a"), ACCOUNT_ENTERED);
	/* A bare account has the bare name. */
	create(store, "ann", "bare");
	assert_int_equal(sign_in(store, "ann", "bare"), ACCOUNT_ENTERED);
	store_close(store);
}

static void
accounts_are_created_with_bare_names(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account;

	(void)state;
	assert_int_equal(sign_in_or_up(store, "eve@a.example", "secret"), ACCOUNT_CREATED);
	expect_password(store, "eve", "secret");
	assert_int_equal(account_enter(store, LOGIN("joe@b.example"), &account).status,
			 ACCOUNT_CREATED);
	assert_string_equal(account.name, "joe");
	store_close(store);
}

/* --- signing in --- */

static void
the_right_password_enters(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account;

	(void)state;
	create(store, "Alice", "secret");
	assert_int_equal(
		account_sign_in(store, &cheap, LOGIN("aLICE"), "secret", &account).status,
		ACCOUNT_ENTERED);
	assert_string_equal(account.name, "Alice");
	assert_int_equal(
		account_sign_in_or_up(store, &cheap, LOGIN("ALICE"), "secret", &account).status,
		ACCOUNT_ENTERED);
	assert_string_equal(account.name, "Alice");
	store_close(store);
}

static void
everybody_else_is_refused(void **state)
{
	struct store *store = unit_open_store();

	(void)state;
	create(store, "alice", "secret");
	create(store, "bare", NULL);
	assert_int_equal(sign_in(store, "alice", "Secret"), ACCOUNT_REFUSED);
	assert_int_equal(sign_in(store, "alice", ""), ACCOUNT_REFUSED);
	assert_int_equal(sign_in(store, "nobody", "secret"), ACCOUNT_REFUSED);
	assert_int_equal(sign_in(store, "", ""), ACCOUNT_REFUSED);
	assert_int_equal(sign_in(store, "' OR 1=1 --", "secret"), ACCOUNT_REFUSED);
	/* Without a password nobody can sign in with one, and least of all with an empty one.
	 */
	assert_int_equal(sign_in(store, "bare", ""), ACCOUNT_REFUSED);
	assert_int_equal(sign_in(store, "bare", "secret"), ACCOUNT_REFUSED);
	expect_password(store, "bare", NULL);
	store_close(store);
}

static void
postmaster_is_locked_at_first(void **state)
{
	static const char *const passwords[] = {"", "!", "postmaster"};
	struct store *store = unit_open_store();
	struct store_account account;

	(void)state;
	for (size_t i = 0; i < COUNT(passwords); i++) {
		assert_int_equal(sign_in(store, "postmaster", passwords[i]), ACCOUNT_REFUSED);
		assert_int_equal(sign_in_or_up(store, "Postmaster", passwords[i]),
				 ACCOUNT_REFUSED);
	}
	assert_int_equal(account_enter(store, LOGIN("postmaster"), &account).status,
			 ACCOUNT_REFUSED);
	assert_int_equal(store_account_find(store, "postmaster", &account), STORE_OK);
	assert_string_equal(account.password, "!");
	store_close(store);
}

/* With '!' in front, or '*', as other programs lock it. */
static void
a_locked_password_stays_locked(void **state)
{
	static const char *const locks[] = {"!", "*"};
	static const char *const names[] = {"alice", "bob"};
	struct store *store = unit_open_store();

	(void)state;
	for (size_t i = 0; i < COUNT(locks); i++) {
		struct store_account account;
		char hash[PASSWORD_HASH_OCTETS + 2];

		strcpy(hash, locks[i]);
		assert_true(password_hash(&cheap, "secret", hash + 1));
		assert_int_equal(store_account_create(store, names[i], hash, &account),
				 STORE_OK);
		assert_int_equal(sign_in(store, names[i], "secret"), ACCOUNT_REFUSED);
		assert_int_equal(sign_in_or_up(store, names[i], "secret"), ACCOUNT_REFUSED);
	}
	store_close(store);
}

/* Nobody knows a password that would do; the operator has to look at it. */
static void
field_S8_an_unusable_hash_refuses_and_tells_why(void **state)
{
	static const char *const hashes[] = {"$9$broken",  "$unknown$hash", "$y$j7.$cut$off",
					     "$1$cut$off", "secret",        ""};
	struct store *store = unit_open_store();

	(void)state;
	create(store, "alice", NULL);
	create(store, "bob", "secret");
	for (size_t i = 0; i < COUNT(hashes); i++) {
		struct store_account account;
		struct account_result result;

		assert_int_equal(store_account_find(store, "alice", &account), STORE_OK);
		assert_int_equal(store_account_set_password(store, &account, hashes[i]),
				 STORE_OK);
		result = account_sign_in(store, &cheap, LOGIN("ALICE"), "secret", &account);
		expect_cause(&result, ACCOUNT_REFUSED, "hash of alice");
		result = account_sign_in_or_up(store, &cheap, LOGIN("alice"), "secret",
					       &account);
		expect_cause(&result, ACCOUNT_REFUSED, "hash of alice");
		/* What went wrong before is nobody else's cause. */
		result = account_sign_in(store, &cheap, LOGIN("bob"), "wrong", &account);
		expect_cause(&result, ACCOUNT_REFUSED, "");
		result = account_sign_in(store, &cheap, LOGIN("bob"), "secret", &account);
		expect_cause(&result, ACCOUNT_ENTERED, "");
	}
	store_close(store);
}

/* A wrong password costs one hash by the method in force, whoever signs in. */
static void
expect_full_work(struct store *store, const char *name)
{
	struct store_account account;

	dear_hashes = 0;
	assert_int_equal(account_sign_in(store, &dear, LOGIN(name), "wrong", &account).status,
			 ACCOUNT_REFUSED);
	assert_int_equal(dear_hashes, 1);
}

static void
expect_full_work_with(struct store *store, const char *hash)
{
	struct store_account account;

	assert_int_equal(store_account_find(store, "alice", &account), STORE_OK);
	assert_int_equal(store_account_set_password(store, &account, hash), STORE_OK);
	expect_full_work(store, "alice");
}

/* Cheap methods, and the one in force at a lower cost and at its own. */
static void
field_L3_a_cheap_hash_takes_full_work(void **state)
{
	static const struct password_method methods[] = {{"$1$", 0},    {"$5$", 1000},
							 {"$6$", 1000}, {"$2b$", 4},
							 {"$y$", 1},    {"$6$", 2000}};
	struct store *store = unit_open_store();

	(void)state;
	expect_full_work(store, "nobody");
	create(store, "alice", NULL);
	for (size_t i = 0; i < COUNT(methods); i++) {
		char hash[PASSWORD_HASH_OCTETS + 1];

		assert_true(password_hash(&methods[i], "secret", hash));
		expect_full_work_with(store, hash);
	}
	store_close(store);
}

static void
field_S8_an_unusable_hash_takes_full_work(void **state)
{
	static const char *const hashes[] = {"$9$broken", "", "$1$cut$off"};
	struct store *store = unit_open_store();

	(void)state;
	create(store, "alice", NULL);
	for (size_t i = 0; i < COUNT(hashes); i++)
		expect_full_work_with(store, hashes[i]);
	store_close(store);
}

/* Of yescrypt libxcrypt says no more than EINVAL, whatever has failed. */
static void
field_S8_without_memory_nobody_is_refused(void **state)
{
	static const int errors[] = {ENOMEM, EINVAL};
	struct store *store = unit_open_store();

	(void)state;
	create(store, "alice", "secret");
	for (size_t i = 0; i < COUNT(errors); i++) {
		struct store_account account;
		struct account_result result;

		crypt_error = errors[i];
		result = account_sign_in(store, &cheap, LOGIN("alice"), "secret", &account);
		expect_cause(&result, ACCOUNT_UNAVAILABLE, strerror(errors[i]));
		result = account_sign_in(store, &cheap, LOGIN("nobody"), "secret", &account);
		expect_cause(&result, ACCOUNT_UNAVAILABLE, strerror(errors[i]));
		result = account_sign_in_or_up(store, &cheap, LOGIN("new"), "secret", &account);
		expect_cause(&result, ACCOUNT_UNAVAILABLE, strerror(errors[i]));
		crypt_error = 0;
	}
	store_close(store);
}

static void
field_S8_each_fault_has_its_own_cause(void **state)
{
	static const struct password_method unknown = {"$unknown$", 0};
	struct store *store = unit_open_store();
	struct store_account account;
	struct account_result result;

	(void)state;
	create(store, "alice", "secret");
	result = account_sign_in(store, &unknown, LOGIN("nobody"), "secret", &account);
	expect_cause(&result, ACCOUNT_UNAVAILABLE, "Invalid argument");
	result = account_sign_in_or_up(store, &unknown, LOGIN("nobody"), "secret", &account);
	expect_cause(&result, ACCOUNT_UNAVAILABLE, "Invalid argument");
	unit_sql("CREATE TRIGGER gone AFTER INSERT ON account"
		 " BEGIN DELETE FROM account WHERE id = new.id; END");
	result = account_sign_in_or_up(store, &cheap, LOGIN("bob"), "secret", &account);
	expect_cause(&result, ACCOUNT_UNAVAILABLE, "removed meanwhile");
	result = account_enter(store, LOGIN("bob"), &account);
	expect_cause(&result, ACCOUNT_UNAVAILABLE, "removed meanwhile");
	unit_sql("DROP TABLE account");
	result = account_sign_in(store, &cheap, LOGIN("alice"), "secret", &account);
	expect_cause(&result, ACCOUNT_BROKEN, "no such table: account");
	result = account_enter(store, LOGIN("alice"), &account);
	expect_cause(&result, ACCOUNT_BROKEN, "no such table: account");
	store_close(store);
}

/* Nothing can be hashed, so nothing is stored. */
static void
without_a_method_nobody_signs_up(void **state)
{
	static const struct password_method unknown = {"$unknown$", 0};
	struct store *store = unit_open_store();
	struct store_account account;

	(void)state;
	create(store, "bare", NULL);
	assert_int_equal(
		account_sign_in_or_up(store, &unknown, LOGIN("bare"), "secret", &account)
			.status,
		ACCOUNT_UNAVAILABLE);
	expect_password(store, "bare", NULL);
	assert_int_equal(
		account_sign_in_or_up(store, &unknown, LOGIN("new"), "secret", &account).status,
		ACCOUNT_UNAVAILABLE);
	assert_int_equal(store_account_find(store, "new", &account), STORE_NOT_FOUND);
	store_close(store);
}

/* The hash that is in the store now. */
static void
read_hash(struct store *store, const char *name, char hash[PASSWORD_HASH_OCTETS + 1])
{
	struct store_account account;

	assert_int_equal(store_account_find(store, name, &account), STORE_OK);
	strcpy(hash, account.password);
}

static void
an_outdated_hash_is_replaced(void **state)
{
	static const struct password_method now = {"$6$", 1000};
	struct store *store = unit_open_store();
	struct store_account account;
	char before[PASSWORD_HASH_OCTETS + 1];
	char after[PASSWORD_HASH_OCTETS + 1];

	(void)state;
	create(store, "alice", "secret");
	read_hash(store, "alice", before);
	assert_int_equal(account_sign_in(store, &now, LOGIN("alice"), "wrong", &account).status,
			 ACCOUNT_REFUSED);
	read_hash(store, "alice", after);
	assert_string_equal(after, before);
	assert_int_equal(
		account_sign_in(store, &now, LOGIN("alice"), "secret", &account).status,
		ACCOUNT_ENTERED);
	read_hash(store, "alice", after);
	assert_memory_equal(after, "$6$rounds=1000$", 15);
	expect_password(store, "alice", "secret");
	assert_string_equal(account.password, after);
	store_close(store);
}

/* Nothing is written when nothing has changed. */
static void
a_hash_that_is_not_outdated_stays(void **state)
{
	struct store *store = unit_open_store();
	char before[PASSWORD_HASH_OCTETS + 1];
	char after[PASSWORD_HASH_OCTETS + 1];

	(void)state;
	create(store, "alice", "secret");
	read_hash(store, "alice", before);
	assert_int_equal(sign_in(store, "alice", "secret"), ACCOUNT_ENTERED);
	assert_int_equal(sign_in_or_up(store, "alice", "secret"), ACCOUNT_ENTERED);
	read_hash(store, "alice", after);
	assert_string_equal(after, before);
	store_close(store);
}

/* --- signing up --- */

static void
a_new_name_is_created(void **state)
{
	struct store *store = unit_open_store();

	(void)state;
	assert_int_equal(sign_in_or_up(store, "alice", "secret"), ACCOUNT_CREATED);
	expect_password(store, "alice", "secret");
	assert_int_equal(sign_in_or_up(store, "ALICE", "other"), ACCOUNT_REFUSED);
	assert_int_equal(sign_in_or_up(store, "alice", "secret"), ACCOUNT_ENTERED);
	store_close(store);
}

static void
a_first_password_is_set(void **state)
{
	struct store *store = unit_open_store();

	(void)state;
	create(store, "alice", NULL);
	assert_int_equal(sign_in_or_up(store, "alice", "secret"), ACCOUNT_PASSWORD_SET);
	expect_password(store, "alice", "secret");
	assert_int_equal(sign_in_or_up(store, "alice", "other"), ACCOUNT_REFUSED);
	expect_password(store, "alice", "secret");
	store_close(store);
}

static void
a_password_that_is_too_long_is_refused(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account;
	char password[PASSWORD_OCTETS + 2];

	(void)state;
	memset(password, 'p', sizeof(password));
	password[sizeof(password) - 1] = '\0';
	create(store, "bare", NULL);
	assert_int_equal(sign_in_or_up(store, "alice", password), ACCOUNT_REFUSED);
	assert_int_equal(store_account_find(store, "alice", &account), STORE_NOT_FOUND);
	assert_int_equal(sign_in_or_up(store, "bare", password), ACCOUNT_REFUSED);
	expect_password(store, "bare", NULL);
	assert_int_equal(sign_in(store, "bare", password), ACCOUNT_REFUSED);
	password[PASSWORD_OCTETS] = '\0';
	assert_int_equal(sign_in_or_up(store, "alice", password), ACCOUNT_CREATED);
	assert_int_equal(sign_in(store, "alice", password), ACCOUNT_ENTERED);
	store_close(store);
}

static void
entering_needs_no_password_where_there_is_none(void **state)
{
	struct store *store = unit_open_store();
	struct store_account account;

	(void)state;
	assert_int_equal(account_enter(store, LOGIN("alice"), &account).status,
			 ACCOUNT_CREATED);
	assert_string_equal(account.name, "alice");
	assert_int_equal(account_enter(store, LOGIN("Alice"), &account).status,
			 ACCOUNT_ENTERED);
	assert_string_equal(account.name, "alice");
	assert_int_equal(sign_in_or_up(store, "alice", "secret"), ACCOUNT_PASSWORD_SET);
	assert_int_equal(account_enter(store, LOGIN("alice"), &account).status,
			 ACCOUNT_REFUSED);
	store_close(store);
}

/* --- two at once --- */

struct race {
	int start[2]; /* a pipe whose end is the signal to run */
	int results;
};

static int
run_race(void *of)
{
	const struct race *race = of;
	char why[STORE_WHY_OCTETS];
	char password[20];
	char octet;
	struct store *store;

	close(race->start[1]);
	if (read(race->start[0], &octet, 1) != 0 ||
	    unit_open(&store, UNIT_DATABASE, 5, why) != STORE_OK)
		return 1;
	snprintf(password, sizeof(password), "%d", (int)getpid());
	octet = (char)sign_in_or_up(store, "alice", password);
	store_close(store);
	return write(race->results, &octet, 1) != 1;
}

/* With passwords of their own: one gets the name, the others are strangers. */
static void
one_of_many_gets_a_new_name(void **state)
{
	enum { RUNNERS = 6 };
	pid_t children[RUNNERS];
	unsigned created = 0;
	unsigned refused = 0;
	struct race race;
	int results[2];

	(void)state;
	store_close(unit_open_store());
	assert_int_equal(pipe(race.start), 0);
	assert_int_equal(pipe(results), 0);
	race.results = results[1];
	for (int i = 0; i < RUNNERS; i++)
		children[i] = unit_fork(run_race, &race);
	close(race.start[0]);
	close(race.start[1]);
	unit_wait_all(children, RUNNERS);
	for (int i = 0; i < RUNNERS; i++) {
		char result;

		assert_int_equal(read(results[0], &result, 1), 1);
		created += result == ACCOUNT_CREATED;
		refused += result == ACCOUNT_REFUSED;
	}
	assert_int_equal(created, 1);
	assert_int_equal(refused, RUNNERS - 1);
	close(results[0]);
	close(results[1]);
}

/* --- faults --- */

static void
a_busy_store_is_unavailable(void **state)
{
	struct store *store = unit_open_store();
	pid_t writer;

	(void)state;
	create(store, "alice", "secret");
	store_close(store);
	writer = unit_start_stuck_writer(1);
	store = unit_open_store();
	assert_int_equal(sign_in_or_up(store, "bob", "secret"), ACCOUNT_UNAVAILABLE);
	assert_int_equal(sign_in(store, "nobody", "secret"), ACCOUNT_REFUSED);
	assert_int_equal(sign_in(store, "alice", "secret"), ACCOUNT_ENTERED);
	store_close(store);
	unit_kill(writer);
}

/* That its hash cannot be replaced now keeps nobody out. */
static void
an_outdated_hash_can_wait(void **state)
{
	static const struct password_method now = {"$6$", 1000};
	struct store *store = unit_open_store();
	struct store_account account;
	pid_t writer;

	(void)state;
	create(store, "alice", "secret");
	store_close(store);
	writer = unit_start_stuck_writer(1);
	store = unit_open_store();
	assert_int_equal(
		account_sign_in(store, &now, LOGIN("alice"), "secret", &account).status,
		ACCOUNT_ENTERED);
	store_close(store);
	unit_kill(writer);
	store = unit_open_store();
	expect_password(store, "alice", "secret");
	assert_int_equal(
		account_sign_in(store, &now, LOGIN("alice"), "secret", &account).status,
		ACCOUNT_ENTERED);
	assert_memory_equal(account.password, "$6$", 3);
	store_close(store);
}

static void
a_damaged_store_is_broken(void **state)
{
	struct store *store;
	struct store_account account;

	(void)state;
	store_close(unit_open_store());
	unit_sql("DROP TABLE account");
	store = unit_open_store();
	assert_int_equal(sign_in(store, "alice", "secret"), ACCOUNT_BROKEN);
	assert_int_equal(sign_in_or_up(store, "alice", "secret"), ACCOUNT_BROKEN);
	assert_int_equal(account_enter(store, LOGIN("alice"), &account).status, ACCOUNT_BROKEN);
	store_close(store);
}

static void
a_method_that_fails_is_unavailable(void **state)
{
	static const struct password_method nonsense = {"$nonsense$", 0};
	struct store *store = unit_open_store();
	struct store_account account;

	(void)state;
	assert_int_equal(
		account_sign_in_or_up(store, &nonsense, LOGIN("alice"), "secret", &account)
			.status,
		ACCOUNT_UNAVAILABLE);
	assert_int_equal(store_account_find(store, "alice", &account), STORE_NOT_FOUND);
	assert_int_equal(
		account_sign_in(store, &nonsense, LOGIN("nobody"), "secret", &account).status,
		ACCOUNT_UNAVAILABLE);
	store_close(store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_follow_their_rule),
		cmocka_unit_test(an_address_of_ours_is_a_login),
		cmocka_unit_test(names_have_a_longest),
		cmocka_unit_test(the_domain_of_a_name_is_in_ascii),
		unit_test_in_directory(each_domain_has_its_own_account),
		unit_test_in_directory(a_bare_login_means_the_only_account),
		unit_test_in_directory(an_ambiguous_login_means_nobody),
		unit_test_in_directory(accounts_are_created_with_bare_names),
		cmocka_unit_test(a_login_that_is_too_long_is_nobody),
		cmocka_unit_test(field_W5_one_account_has_many_logins),
		unit_test_in_directory(the_right_password_enters),
		unit_test_in_directory(everybody_else_is_refused),
		unit_test_in_directory(postmaster_is_locked_at_first),
		unit_test_in_directory(a_locked_password_stays_locked),
		unit_test_in_directory(field_S8_an_unusable_hash_refuses_and_tells_why),
		unit_test_in_directory(field_L3_a_cheap_hash_takes_full_work),
		unit_test_in_directory(field_S8_an_unusable_hash_takes_full_work),
		unit_test_in_directory(field_S8_without_memory_nobody_is_refused),
		unit_test_in_directory(field_S8_each_fault_has_its_own_cause),
		unit_test_in_directory(without_a_method_nobody_signs_up),
		unit_test_in_directory(an_outdated_hash_is_replaced),
		unit_test_in_directory(a_hash_that_is_not_outdated_stays),
		unit_test_in_directory(a_new_name_is_created),
		unit_test_in_directory(a_first_password_is_set),
		unit_test_in_directory(a_password_that_is_too_long_is_refused),
		unit_test_in_directory(entering_needs_no_password_where_there_is_none),
		unit_test_in_directory(one_of_many_gets_a_new_name),
		unit_test_in_directory(a_busy_store_is_unavailable),
		unit_test_in_directory(an_outdated_hash_can_wait),
		unit_test_in_directory(a_damaged_store_is_broken),
		unit_test_in_directory(a_method_that_fails_is_unavailable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
