/* Tests of common/idn. */
#include "tests/unit/unit.h"

#include "common/base/idn.h"

struct domain_case {
	const char *domain;
	const char *ascii; /* NULL: it has no such form */
};

static void
run_domains(const struct domain_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char ascii[IDN_DOMAIN_OCTETS + 1];
		bool written = idn_to_ascii(cases[i].domain, ascii);

		unit_expect_number(cases[i].domain, NULL, written, cases[i].ascii != NULL);
		if (written)
			unit_expect(cases[i].domain, NULL, ascii, strlen(ascii), cases[i].ascii,
				    strlen(cases[i].ascii));
	}
}

static void
ascii_stays_as_it_is(void **state)
{
	static const struct domain_case cases[] = {
		{"example.org", "example.org"},
		{"Example.ORG", "Example.ORG"},
		{"XN--Bcher-kva.example", "XN--Bcher-kva.example"},
		{"[192.0.2.1]", "[192.0.2.1]"},
		{"[IPv6:2001:db8::1]", "[IPv6:2001:db8::1]"},
		{"a..b.", "a..b."},
		{"", ""},
	};

	(void)state;
	run_domains(cases, COUNT(cases));
}

static void
labels_in_utf8_become_a_labels(void **state)
{
	static const struct domain_case cases[] = {
		{"bücher.example", "xn--bcher-kva.example"},
		{"BüCHER.Example", "xn--bcher-kva.Example"},
		{"mail.bücher.example", "mail.xn--bcher-kva.example"},
		{"ü", "xn--tda"},
		{"faß.de", "xn--fa-hia.de"},
		{"münchen-ost.de", "xn--mnchen-ost-9db.de"},
		{"例え.テスト", "xn--r8jz45g.xn--zckzah"},
		{"παράδειγμα.δοκιμή", "xn--hxajbheg2az3al.xn--jxalpdlp"},
		{"☃.example", "xn--n3h.example"},
		{"💩.la", "xn--ls8h.la"},
		{"\xF4\x8F\xBF\xBF", "xn--dn32g"},
	};

	(void)state;
	run_domains(cases, COUNT(cases));
}

/* The ways in which people type a U-label. tests/operator/test_domains.py tries all letters. */
static void
labels_are_mapped_first(void **state)
{
	static const struct domain_case cases[] = {
		{"BÜCHER.example", "xn--bcher-kva.example"},
		{"bu\u0308cher.example", "xn--bcher-kva.example"},
		{"BU\u0308CHER.example", "xn--bcher-kva.example"},
		/* Of an A with two marks, in either order; of a composed one and a mark. */
		{"\u1EAD", "xn--zkg"},
		{"a\u0302\u0323", "xn--zkg"},
		{"A\u0323\u0302", "xn--zkg"},
		{"\u00C2\u0323", "xn--zkg"},
		/* A mark of the same class stands between, and one without a base comes first.
		 */
		{"b\u0308\u0307", "xn--b-9bbc"},
		{"\u0308a", "xn--a-bcb"},
		{"ДОМЕН.РФ", "xn--d1acufc.xn--p1ai"},
		{"ΒΌΛΟΣ", "xn--nxasmq6b"},
		{"βόλος", "xn--nxasmm1c"},
		{"FAẞ.de", "xn--fa-hia.de"},
		{"İ", "xn--i-9bb"},
		{"\u1112\u1161\u11AB\u1100\u1173\u11AF", "xn--bj0bj06e"},
		{"\uD55C\uAE00", "xn--bj0bj06e"},
		{"\uD558\u11AB\u11AB", "xn--uud7031h"},
		{"\u304B\u3099", "xn--v8j"},
		{"\u0958", "xn--11b2f"},
		/* The sign of kelvin is a K. */
		{"\u212A.example", "k.example"},
	};

	(void)state;
	run_domains(cases, COUNT(cases));
}

/* RFC 3492 section 7.1, with its capitals in lower case. */
static void
the_samples_of_the_rfc_are_encoded(void **state)
{
	static const struct domain_case cases[] = {
		{"ليهمابتكلموشعربي؟", "xn--egbpdaj6bu4bxfgehfvwxn"},
		{"他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye"},
		{"他們爲什麽不說中文", "xn--ihqwctvzc91f659drss3x8bo0yb"},
		{"pročprostěnemluvíčesky", "xn--proprostnemluvesky-uyb24dma41a"},
		{"למההםפשוטלאמדבריםעברית", "xn--4dbcagdahymbxekheh6e0a7fei0b"},
		{"यहलोगहिन्दीक्योंनहींबोलसकतेहैं", "xn--i1baa7eci9glrd9b2ae1bj0hfcgg6iyaf8o0a1dig0cd"},
		{"なぜみんな日本語を話してくれないのか",
		 "xn--n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa"},
		{"почемужеонинеговорятпорусски", "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l"},
		{"PorquénopuedensimplementehablarenEspañol",
		 "xn--porqunopuedensimplementehablarenespaol-fmd56a"},
		{"TạisaohọkhôngthểchỉnóitiếngViệt",
		 "xn--tisaohkhngthchnitingvit-kjcr8268qyxafd2f1b9g"},
		{"3年b組金八先生", "xn--3b-ww4c5e180e575a65lsy2b"},
		{"安室奈美恵-with-super-monkeys",
		 "xn---with-super-monkeys-pc58ag80a8qai00g7n9n"},
		{"hello-another-way-それぞれの場所",
		 "xn--hello-another-way--fc4qua05auwb3674vfr0b"},
		{"ひとつ屋根の下2", "xn--2-u9tlzr9756bt3uc0v"},
		{"majiでkoiする5秒前", "xn--majikoi5-783gue6qz075azm5e"},
		{"パフィーdeルンバ", "xn--de-jg4avhby1noc0d"},
		{"そのスピードで", "xn--d9juau41awczczp"},
	};

	(void)state;
	run_domains(cases, COUNT(cases));
}

static void
what_is_not_utf8_is_no_label(void **state)
{
	static const struct domain_case cases[] = {
		{"\x80.example", NULL},
		{"\xFC", NULL},
		{"b\xFC"
		 "cher.example",
		 NULL},
		{"\xC3.example", NULL},
		{"\xC3", NULL},
		{"\xC0\xAE", NULL},
		{"\xC1\xBF", NULL},
		{"\xE0\x80\xAE", NULL},
		{"\xE0\x9F\xBF", NULL},
		{"\xED\xA0\x80", NULL},
		{"\xED\xBF\xBF", NULL},
		{"\xF0\x8F\xBF\xBF", NULL},
		{"\xF4\x90\x80\x80", NULL},
		{"\xF8\x88\x80\x80\x80", NULL},
		{"\xFF", NULL},
		{"\xE2\x98", NULL},
		{"\xE2\x98.\x83", NULL},
		{"a.\xF0\x9F\x92", NULL},
		{"\xED\x9F\xBF", "xn--hb9b"},
		{"\xEE\x80\x80", "xn--0y0c"},
	};

	(void)state;
	run_domains(cases, COUNT(cases));
}

static void
lengths_have_a_limit(void **state)
{
	char domain[1000];
	char ascii[IDN_DOMAIN_OCTETS + 1];

	(void)state;
	/* The prefix, the letters, a hyphen, and three octets or so for the last character. */
	for (size_t letters = 1; letters < 400; letters++) {
		memset(domain, 'a', letters);
		strcpy(domain + letters, "ü");
		if (idn_to_ascii(domain, ascii))
			assert_true(strlen(ascii) <= IDN_LABEL_OCTETS && letters <= 56);
		else
			assert_true(letters >= 54);
	}
	memset(domain, 'a', sizeof(domain));
	domain[IDN_DOMAIN_OCTETS] = '\0';
	assert_true(idn_to_ascii(domain, ascii));
	assert_string_equal(ascii, domain);
	domain[IDN_DOMAIN_OCTETS] = 'a';
	domain[IDN_DOMAIN_OCTETS + 1] = '\0';
	assert_false(idn_to_ascii(domain, ascii));
	assert_int_equal(strlen(ascii), IDN_DOMAIN_OCTETS);
	/* No label has more characters than these, which have no composed form. */
	for (size_t marks = 250; marks < 260; marks++) {
		domain[0] = '\0';
		for (size_t i = 0; i < marks; i++)
			strcat(domain, "\u0301");
		assert_false(idn_to_ascii(domain, ascii));
	}
	/* Each label is short enough, and all of them together are not. */
	domain[0] = '\0';
	for (size_t i = 0; i < 37; i++)
		strcat(domain, i == 0 ? "ü" : ".ü");
	assert_false(idn_to_ascii(domain, ascii));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(ascii_stays_as_it_is),
		cmocka_unit_test(labels_in_utf8_become_a_labels),
		cmocka_unit_test(labels_are_mapped_first),
		cmocka_unit_test(the_samples_of_the_rfc_are_encoded),
		cmocka_unit_test(what_is_not_utf8_is_no_label),
		cmocka_unit_test(lengths_have_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
