/* Tests of common/sasl: whole exchanges, from the argument of AUTH on. */
#include "tests/unit/unit.h"

#include "common/auth/sasl.h"

/*
 * Lines are decoded in place, so each is copied to memory of exactly its size. Freed by the
 * caller.
 */
static char *
copy(const char *line)
{
	char *text = strdup(line);

	assert_non_null(text);
	return text;
}

/* RFC 4648 section 4, the other way round. Freed by the caller. */
static char *
encode(const char *data, size_t octets)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char *text = calloc((octets + 2) / 3 * 4 + 1, 1);
	char *to = text;

	assert_non_null(text);
	for (size_t i = 0; i < octets; i += 3) {
		unsigned bits = 0;
		size_t n = octets - i < 3 ? octets - i : 3;

		for (size_t j = 0; j < 3; j++)
			bits = bits << 8 | (j < n ? (unsigned char)data[i + j] : 0);
		for (size_t j = 0; j < 4; j++)
			*to++ = j <= n ? digits[bits >> (18 - 6 * j) & 63] : '=';
	}
	return text;
}

/* Begins with an argument that is kept no longer than the call. */
static enum sasl_status
begin(struct sasl *sasl, const char *argument)
{
	char *text = copy(argument);
	enum sasl_status status;

	memset(sasl, 'x', sizeof(*sasl));
	status = sasl_begin(sasl, text);
	memset(text, 'x', strlen(argument));
	free(text);
	return status;
}

static void
expect_challenge(const struct sasl *sasl, enum sasl_status status, const char *challenge)
{
	assert_int_equal(status, SASL_CONTINUE);
	assert_string_equal(sasl->challenge, challenge);
}

/* --- mechanisms --- */

static void
mechanisms_are_found_in_any_letter_case(void **state)
{
	static const char *const plain[] = {"PLAIN", "plain", "pLaIn"};
	static const char *const login[] = {"LOGIN", "login", "Login"};
	struct sasl sasl;

	(void)state;
	for (size_t i = 0; i < COUNT(plain); i++)
		expect_challenge(&sasl, begin(&sasl, plain[i]), "");
	for (size_t i = 0; i < COUNT(login); i++)
		expect_challenge(&sasl, begin(&sasl, login[i]), "VXNlcm5hbWU6");
	assert_string_equal(SASL_MECHANISMS, "PLAIN LOGIN");
}

static void
other_mechanisms_are_unknown(void **state)
{
	static const char *const arguments[] = {
		"",           " ",
		"PLAI",       "PLAINS",
		"PLAIN=",     "PLAIN,LOGIN",
		"CRAM-MD5",   "LOGI",
		"LOGINS",     "*",
		"=",          "XOAUTH2",
		"cram-md5 =", "AGJvYgBzZWNyZXQ=",
	};
	struct sasl sasl;

	(void)state;
	for (size_t i = 0; i < COUNT(arguments); i++)
		unit_expect_number(arguments[i], NULL, begin(&sasl, arguments[i]),
				   SASL_UNKNOWN_MECHANISM);
}

/* --- base64, by way of LOGIN's password --- */

struct text_case {
	const char *response;
	enum sasl_status status;
	const char *text;
};

/* Answers the question for the password; the line's memory is to be freed. */
static enum sasl_status
give_password(struct sasl *sasl, const char *response, char **line)
{
	char *name = copy("Ym9i");

	expect_challenge(sasl, begin(sasl, "LOGIN"), "VXNlcm5hbWU6");
	expect_challenge(sasl, sasl_respond(sasl, name), "UGFzc3dvcmQ6");
	free(name);
	*line = copy(response);
	return sasl_respond(sasl, *line);
}

static void
run_texts(const struct text_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct sasl sasl;
		char *line;

		unit_expect_number(cases[i].response, NULL,
				   give_password(&sasl, cases[i].response, &line),
				   cases[i].status);
		if (cases[i].status == SASL_DONE) {
			assert_string_equal(sasl.login, "bob");
			assert_string_equal(sasl.password, cases[i].text);
		}
		free(line);
	}
}

static void
base64_is_decoded(void **state)
{
	static const struct text_case cases[] = {
		{"", SASL_DONE, ""},
		{"Zg==", SASL_DONE, "f"},
		{"Zm8=", SASL_DONE, "fo"},
		{"Zm9v", SASL_DONE, "foo"},
		{"Zm9vYg==", SASL_DONE, "foob"},
		{"Zm9vYmE=", SASL_DONE, "fooba"},
		{"Zm9vYmFy", SASL_DONE, "foobar"},
		{"VXNlcm5hbWU6", SASL_DONE, "Username:"},
		{"+/+/", SASL_DONE, "\xfb\xff\xbf"},
		{"w6k=", SASL_DONE, "\xc3\xa9"},
		{"ICA=", SASL_DONE, "  "},
	};

	(void)state;
	run_texts(cases, COUNT(cases));
}

/* At every step, and in the initial response of each mechanism. */
static void
what_is_not_base64_is_refused(void **state)
{
	static const char *const responses[] = {
		"Z",        "Zg",         "Zg=",    "Zm9",      "Zm9vYg",   "=AAA",
		"AAA=BBB",  "AAA=BBBB",   "AA=A",   "A===",     "====",     "==",
		"===",      "Zg===",      "Zg====", "Zg==Zg==", "Zm9v====", "Zm9v\v",
		"Zm9v \n",  "Zm 9v",      "Zm\t9v", "Zm9v\r\n", "Zm9v\n",   "Zm-_",
		"Zm9v!AAA", "\xc3\xa9==", "**",     "Zm9v\x80", "* *",      "Zm9v Zm9v",
	};
	static const char *const mechanisms[] = {"PLAIN", "LOGIN"};

	(void)state;
	for (size_t i = 0; i < COUNT(responses); i++) {
		struct sasl sasl;
		char *line;

		unit_expect_number(responses[i], NULL,
				   give_password(&sasl, responses[i], &line), SASL_NOT_BASE64);
		for (size_t j = 0; j < COUNT(mechanisms); j++) {
			char argument[40];

			snprintf(argument, sizeof(argument), "%s %s", mechanisms[j],
				 responses[i]);
			unit_expect_number(argument, NULL, begin(&sasl, argument),
					   SASL_NOT_BASE64);
			begin(&sasl, mechanisms[j]);
			strcpy(line, responses[i]);
			unit_expect_number(argument, NULL, sasl_respond(&sasl, line),
					   SASL_NOT_BASE64);
		}
		free(line);
	}
}

/* Between the words of AUTH, and behind them, as Windows' mail program has them. */
static void
field_W3_blanks_between_words_do_not_count(void **state)
{
	static const char *const arguments[] = {
		"PLAIN  AGJvYgBzZWNyZXQ=",     "PLAIN\tAGJvYgBzZWNyZXQ=",
		" PLAIN AGJvYgBzZWNyZXQ=",     "\t \tplain \t \tAGJvYgBzZWNyZXQ=",
		"PLAIN AGJvYgBzZWNyZXQ= ",     "PLAIN AGJvYgBzZWNyZXQ=\t \t",
		"  PLAIN  AGJvYgBzZWNyZXQ=  ",
	};
	struct sasl sasl;

	(void)state;
	for (size_t i = 0; i < COUNT(arguments); i++) {
		char *line = copy(arguments[i]);

		unit_expect_number(arguments[i], NULL, sasl_begin(&sasl, line), SASL_DONE);
		assert_string_equal(sasl.login, "bob");
		assert_string_equal(sasl.password, "secret");
		free(line);
	}
}

/* Blanks behind a mechanism are no initial response, and not an empty one. */
static void
field_W2_blanks_behind_do_not_count(void **state)
{
	static const char *const mechanisms[] = {"LOGIN ", "LOGIN\t", "login  \t ", " LOGIN "};
	static const char *const names[] = {"Ym9i ", "Ym9i\t", "Ym9i \t  "};
	struct sasl sasl;

	(void)state;
	for (size_t i = 0; i < COUNT(mechanisms); i++)
		expect_challenge(&sasl, begin(&sasl, mechanisms[i]), "VXNlcm5hbWU6");
	expect_challenge(&sasl, begin(&sasl, "PLAIN "), "");
	expect_challenge(&sasl, begin(&sasl, "PLAIN \t"), "");
	expect_challenge(&sasl, begin(&sasl, "LOGIN = "), "UGFzc3dvcmQ6");
	for (size_t i = 0; i < COUNT(names); i++) {
		char *name = copy(names[i]);
		char password[] = "c2VjcmV0 \t";
		char star[] = "* ";

		begin(&sasl, "LOGIN");
		expect_challenge(&sasl, sasl_respond(&sasl, name), "UGFzc3dvcmQ6");
		assert_string_equal(sasl.login, "bob");
		assert_int_equal(sasl_respond(&sasl, password), SASL_DONE);
		assert_string_equal(sasl.password, "secret");
		assert_int_equal(sasl_respond(&sasl, star), SASL_CANCELLED);
		free(name);
	}
}

/* It stands for an empty initial response only (RFC 4954 section 4). */
static void
a_response_is_not_an_equals_sign(void **state)
{
	static const struct text_case cases[] = {{"=", SASL_NOT_BASE64, NULL}};
	char line[] = "=";
	struct sasl sasl;

	(void)state;
	run_texts(cases, COUNT(cases));
	begin(&sasl, "PLAIN");
	assert_int_equal(sasl_respond(&sasl, line), SASL_NOT_BASE64);
	begin(&sasl, "LOGIN");
	assert_int_equal(sasl_respond(&sasl, line), SASL_NOT_BASE64);
}

static void
text_holds_no_line_end_and_no_nul(void **state)
{
	static const struct text_case cases[] = {
		{"Ym9iDQ==", SASL_BAD_MESSAGE, NULL}, /* bob CR */
		{"Ym9iCg==", SASL_BAD_MESSAGE, NULL}, /* bob LF */
		{"Ym9iAA==", SASL_BAD_MESSAGE, NULL}, /* bob NUL */
		{"AGJvYg==", SASL_BAD_MESSAGE, NULL}, /* NUL bob */
		{"AA==", SASL_BAD_MESSAGE, NULL},
	};

	(void)state;
	run_texts(cases, COUNT(cases));
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *line = copy(cases[i].response);
		struct sasl sasl;

		begin(&sasl, "LOGIN");
		unit_expect_number(cases[i].response, NULL, sasl_respond(&sasl, line),
				   SASL_BAD_MESSAGE);
		free(line);
	}
}

static void
a_star_cancels(void **state)
{
	static const struct text_case cases[] = {{"*", SASL_CANCELLED, NULL}};
	char line[] = "*";
	struct sasl sasl;

	(void)state;
	run_texts(cases, COUNT(cases));
	begin(&sasl, "PLAIN");
	assert_int_equal(sasl_respond(&sasl, line), SASL_CANCELLED);
	begin(&sasl, "LOGIN");
	assert_int_equal(sasl_respond(&sasl, line), SASL_CANCELLED);
	assert_string_equal(sasl.authzid, ""); /* LOGIN has none */
	/* There is nothing to cancel yet. */
	assert_int_equal(begin(&sasl, "PLAIN *"), SASL_NOT_BASE64);
	assert_int_equal(begin(&sasl, "LOGIN *"), SASL_NOT_BASE64);
}

/* --- PLAIN --- */

struct plain_case {
	const char *message;
	size_t octets;
	enum sasl_status status;
	const char *login;
	const char *password;
};

static void
expect_plain(size_t number, const struct sasl *sasl, enum sasl_status status,
	     const struct plain_case *expected)
{
	if (status != expected->status)
		fail_msg("case %zu: got %d", number, (int)status);
	if (status == SASL_DONE) {
		assert_string_equal(sasl->login, expected->login);
		assert_string_equal(sasl->password, expected->password);
	}
}

/* Each as a response, and, if there is anything in it, as the initial one. */
static void
run_plains(const struct plain_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *response = encode(cases[i].message, cases[i].octets);
		char *argument = malloc(strlen(response) + 7);
		struct sasl sasl;

		assert_non_null(argument);
		sprintf(argument, "PLAIN %s", response);
		expect_challenge(&sasl, begin(&sasl, "PLAIN"), "");
		expect_plain(i, &sasl, sasl_respond(&sasl, response), &cases[i]);
		memset(&sasl, 'x', sizeof(sasl));
		if (cases[i].octets > 0)
			expect_plain(i, &sasl, sasl_begin(&sasl, argument), &cases[i]);
		free(response);
		free(argument);
	}
}

static void
plain_is_taken_apart(void **state)
{
	static const struct plain_case cases[] = {
		{OCTETS("\0bob\0secret"), SASL_DONE, "bob", "secret"},
		{OCTETS("\0b\0"), SASL_DONE, "b", ""},
		{OCTETS("\0bob\0two  words "), SASL_DONE, "bob", "two  words "},
		{OCTETS("\0bob\0*"), SASL_DONE, "bob", "*"},
		{OCTETS("\0bob@example.org\0\xc3\xa9\xff"), SASL_DONE, "bob@example.org",
		 "\xc3\xa9\xff"},
	};

	(void)state;
	run_plains(cases, COUNT(cases));
}

/* Who that is may not be known here. */
static void
plain_tells_who_to_act_for(void **state)
{
	static const struct {
		const char *message;
		size_t octets;
		const char *authzid;
	} cases[] = {
		{OCTETS("\0bob\0secret"), ""},
		{OCTETS("bob\0bob\0secret"), "bob"},
		{OCTETS("other@a.b\0bob\0secret"), "other@a.b"},
		{OCTETS(" \0bob\0secret"), " "},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *response = encode(cases[i].message, cases[i].octets);
		struct sasl sasl;

		begin(&sasl, "PLAIN");
		assert_int_equal(sasl_respond(&sasl, response), SASL_DONE);
		assert_string_equal(sasl.authzid, cases[i].authzid);
		assert_string_equal(sasl.login, "bob");
		free(response);
	}
}

static void
other_messages_are_refused(void **state)
{
	static const struct plain_case cases[] = {
		{OCTETS(""), SASL_BAD_MESSAGE, NULL, NULL},
		{OCTETS("\0"), SASL_BAD_MESSAGE, NULL, NULL},
		{OCTETS("\0\0"), SASL_BAD_MESSAGE, NULL, NULL},
		{OCTETS("\0\0\0"), SASL_BAD_MESSAGE, NULL, NULL},
		{OCTETS("bob"), SASL_BAD_MESSAGE, NULL, NULL},
		{OCTETS("bob\0"), SASL_BAD_MESSAGE, NULL, NULL},
		{OCTETS("\0bob"), SASL_BAD_MESSAGE, NULL, NULL},
		{OCTETS("bob\0secret"), SASL_BAD_MESSAGE, NULL, NULL},
		{OCTETS("\0\0secret"), SASL_BAD_MESSAGE, NULL, NULL},
		{OCTETS("bob\0\0secret"), SASL_BAD_MESSAGE, NULL, NULL},
		{OCTETS("\0bob\0sec\0ret"), SASL_BAD_MESSAGE, NULL, NULL},
		{OCTETS("\0bob\0secret\0"), SASL_BAD_MESSAGE, NULL, NULL},
		{OCTETS("\0bob\r\0secret"), SASL_BAD_MESSAGE, NULL, NULL},
		{OCTETS("\0bob\n\0secret"), SASL_BAD_MESSAGE, NULL, NULL},
		{OCTETS("\0bob\0secret\n"), SASL_BAD_MESSAGE, NULL, NULL},
		{OCTETS("\0bob\0\rsecret"), SASL_BAD_MESSAGE, NULL, NULL},
		{OCTETS("\n\0bob\0secret"), SASL_BAD_MESSAGE, NULL, NULL},
		{OCTETS("bob\r\0bob\0secret"), SASL_BAD_MESSAGE, NULL, NULL},
	};

	(void)state;
	run_plains(cases, COUNT(cases));
}

static void
an_empty_initial_response_of_plain_is_refused(void **state)
{
	struct sasl sasl;

	(void)state;
	assert_int_equal(begin(&sasl, "PLAIN ="), SASL_BAD_MESSAGE);
}

/* The longest that a line brings. */
static void
a_long_response_is_decoded(void **state)
{
	char message[9000];
	char *response;
	struct sasl sasl;

	(void)state;
	memset(message, 'x', sizeof(message));
	message[0] = '\0';
	message[10] = '\0';
	response = encode(message, sizeof(message));
	begin(&sasl, "PLAIN");
	assert_int_equal(sasl_respond(&sasl, response), SASL_DONE);
	assert_string_equal(sasl.login, "xxxxxxxxx");
	assert_int_equal(strlen(sasl.password), sizeof(message) - 11);
	free(response);
}

static void
a_login_has_a_longest(void **state)
{
	static const size_t lengths[] = {SASL_LOGIN_OCTETS, SASL_LOGIN_OCTETS + 1, 8000};
	char message[9000] = "";

	(void)state;
	for (size_t i = 0; i < COUNT(lengths); i++) {
		bool fits = lengths[i] <= SASL_LOGIN_OCTETS;
		struct sasl sasl;
		char *plain;
		char *login;

		memset(message + 1, 'l', lengths[i]);
		memcpy(message + 1 + lengths[i], "\0pw", 3);
		plain = encode(message, lengths[i] + 4);
		login = encode(message + 1, lengths[i]);
		begin(&sasl, "PLAIN");
		assert_int_equal(sasl_respond(&sasl, plain),
				 fits ? SASL_DONE : SASL_BAD_MESSAGE);
		if (fits)
			assert_int_equal(strlen(sasl.login), lengths[i]);
		begin(&sasl, "LOGIN");
		assert_int_equal(sasl_respond(&sasl, login),
				 fits ? SASL_CONTINUE : SASL_BAD_MESSAGE);
		if (fits)
			assert_int_equal(strlen(sasl.login), lengths[i]);
		free(plain);
		free(login);
	}
}

/* --- LOGIN --- */

static void
login_takes_two_steps(void **state)
{
	char name[] = "Ym9iQGV4YW1wbGUub3Jn";
	char password[] = "c2VjcmV0";
	struct sasl sasl;

	(void)state;
	expect_challenge(&sasl, begin(&sasl, "LOGIN"), "VXNlcm5hbWU6");
	expect_challenge(&sasl, sasl_respond(&sasl, name), "UGFzc3dvcmQ6");
	memset(name, 'x', sizeof(name)); /* the next line comes to the same memory */
	assert_int_equal(sasl_respond(&sasl, password), SASL_DONE);
	assert_string_equal(sasl.login, "bob@example.org");
	assert_string_equal(sasl.password, "secret");
	/* So that who overwrites the line overwrites the password. */
	assert_ptr_equal(sasl.password, password);
}

static void
login_may_begin_with_the_name(void **state)
{
	char password[] = "c2VjcmV0";
	char empty[] = "";
	struct sasl sasl;

	(void)state;
	expect_challenge(&sasl, begin(&sasl, "LOGIN Ym9i"), "UGFzc3dvcmQ6");
	assert_int_equal(sasl_respond(&sasl, password), SASL_DONE);
	assert_string_equal(sasl.login, "bob");
	assert_string_equal(sasl.password, "secret");
	expect_challenge(&sasl, begin(&sasl, "login Ym9i"), "UGFzc3dvcmQ6");
	assert_int_equal(sasl_respond(&sasl, empty), SASL_DONE);
	assert_string_equal(sasl.password, "");
}

/* No account has it, and so the password will be wrong. */
static void
a_name_may_be_empty(void **state)
{
	char name[] = "";
	char password[] = "c2VjcmV0";
	struct sasl sasl;

	(void)state;
	expect_challenge(&sasl, begin(&sasl, "LOGIN ="), "UGFzc3dvcmQ6");
	assert_int_equal(sasl_respond(&sasl, password), SASL_DONE);
	assert_string_equal(sasl.login, "");
	begin(&sasl, "LOGIN");
	expect_challenge(&sasl, sasl_respond(&sasl, name), "UGFzc3dvcmQ6");
	assert_string_equal(sasl.login, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mechanisms_are_found_in_any_letter_case),
		cmocka_unit_test(other_mechanisms_are_unknown),
		cmocka_unit_test(base64_is_decoded),
		cmocka_unit_test(what_is_not_base64_is_refused),
		cmocka_unit_test(field_W3_blanks_between_words_do_not_count),
		cmocka_unit_test(field_W2_blanks_behind_do_not_count),
		cmocka_unit_test(a_response_is_not_an_equals_sign),
		cmocka_unit_test(text_holds_no_line_end_and_no_nul),
		cmocka_unit_test(a_star_cancels),
		cmocka_unit_test(plain_is_taken_apart),
		cmocka_unit_test(plain_tells_who_to_act_for),
		cmocka_unit_test(other_messages_are_refused),
		cmocka_unit_test(an_empty_initial_response_of_plain_is_refused),
		cmocka_unit_test(a_long_response_is_decoded),
		cmocka_unit_test(a_login_has_a_longest),
		cmocka_unit_test(login_takes_two_steps),
		cmocka_unit_test(login_may_begin_with_the_name),
		cmocka_unit_test(a_name_may_be_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
