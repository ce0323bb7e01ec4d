/* Tests of common/base/network: what a network is, and which addresses it has. */
#include "tests/unit/unit.h"

#include "common/base/network.h"

static void
a_list_has_networks_only(void **state)
{
	static const struct {
		const char *list;
		const char *wrong; /* NULL: it is valid */
	} cases[] = {
		{"", NULL},
		{" , ", NULL},
		{"192.0.2.1", NULL},
		{"192.0.2.0/24, 2001:db8::/32\t::1", NULL},
		{"0.0.0.0/0,::/0", NULL},
		{"192.0.2.1/32 2001:db8::1/128", NULL},
		{"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255/128", NULL},
		{"192.0.2.0/33", "192.0.2.0/33"},
		{"::/129", "::/129"},
		{"192.0.2.1, mail.example, ::1", "mail.example"},
		{"192.0.2.1/", "192.0.2.1/"},
		{"192.0.2.1/-1", "192.0.2.1/-1"},
		{"192.0.2.1/8x", "192.0.2.1/8x"},
		{"192.0.2.1/8/8", "192.0.2.1/8/8"},
		{"/8", "/8"},
		{"192.0.2", "192.0.2"},
		{"192.0.2.01", "192.0.2.01"},
		{"[::1]", "[::1]"},
		{"fe80::1%lo", "fe80::1%lo"},
		{"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255/00128",
		 "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255/00128"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *wrong;
		size_t octets;
		bool valid = network_list_is_valid(cases[i].list, &wrong, &octets);

		unit_expect_number(cases[i].list, NULL, valid, cases[i].wrong == NULL);
		if (cases[i].wrong)
			unit_expect(cases[i].list, NULL, wrong, octets, cases[i].wrong,
				    strlen(cases[i].wrong));
	}
}

static void
a_network_has_the_addresses_with_its_prefix(void **state)
{
	static const struct {
		const char *list;
		const char *address;
		bool has;
	} cases[] = {
		{"", "192.0.2.1", false},
		{"192.0.2.1", "192.0.2.1", true},
		{"192.0.2.1", "192.0.2.2", false},
		{"192.0.2.1", "", false},
		{"0.0.0.0/0", "", false},
		{"0.0.0.0/0", "unknown", false},
		{"0.0.0.0/0", "255.255.255.255", true},
		{"0.0.0.0/0", "::1", false},
		{"::/0", "::1", true},
		{"::/0", "192.0.2.1", true},
		{"192.0.2.0/25", "192.0.2.127", true},
		{"192.0.2.0/25", "192.0.2.128", false},
		{"192.0.2.77/24", "192.0.2.1", true},
		{"192.0.2.0/31", "192.0.2.2", false},
		{"10.0.0.0/8 192.0.2.0/24", "192.0.2.9", true},
		{"2001:db8::/33", "2001:db8:7fff::1", true},
		{"2001:db8::/33", "2001:db8:8000::1", false},
		{"2001:db8::1/128", "2001:db8::1", true},
		{"2001:db8::1/127", "2001:db8::", true},
		{"::ffff:192.0.2.0/120", "192.0.2.1", true},
		{"::ffff:192.0.2.0/120", "192.0.3.1", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		unit_expect_number(cases[i].list, NULL,
				   network_list_has(cases[i].list, cases[i].address),
				   cases[i].has);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_has_networks_only),
		cmocka_unit_test(a_network_has_the_addresses_with_its_prefix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
