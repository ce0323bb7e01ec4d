/* Tests of tlsd/handover: words and descriptors, in order and out of it. */
#include "tests/unit/unit.h"

#include <sys/socket.h>

#include "common/base/descriptors.h"
#include "tlsd/handover.h"

/* What a session sends: a capital letter comes with descriptors. */
static enum handover_status
play(const char *words, struct handover *handover)
{
	const int fds[] = {STDIN_FILENO, STDERR_FILENO};
	enum handover_status status = HANDOVER_WAITS;
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	*handover = (struct handover){pair[1], -1, -1, ""};
	for (const char *word = words; *word; word++) {
		char octet = (char)(*word | 0x20);

		if (*word != octet)
			assert_true(descriptors_send(pair[0], &octet, 1, fds, 2));
		else
			assert_int_equal(send(pair[0], &octet, 1, 0), 1);
	}
	for (size_t i = 0; i < strlen(words) && status == HANDOVER_WAITS; i++)
		status = handover_receive(handover);
	if (status == HANDOVER_WAITS) {
		assert_int_equal(handover_receive(handover), HANDOVER_WAITS);
		close(pair[0]);
		assert_int_equal(handover_receive(handover), HANDOVER_ENDS);
	} else {
		close(pair[0]);
	}
	return status;
}

static void
words_and_descriptors(void **state)
{
	static const struct {
		const char *words;
		enum handover_status status;
	} cases[] = {
		{"", HANDOVER_WAITS},    {"W", HANDOVER_WAITS},   {"Y", HANDOVER_BEGINS},
		{"Wy", HANDOVER_BEGINS}, {"Www", HANDOVER_WAITS}, {"w", HANDOVER_BROKEN},
		{"y", HANDOVER_BROKEN},  {"WY", HANDOVER_BROKEN}, {"WW", HANDOVER_BROKEN},
		{"X", HANDOVER_BROKEN},  {"Wx", HANDOVER_BROKEN}, {"yW", HANDOVER_BROKEN},
	};
	size_t before = unit_open_files();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct handover handover;

		unit_expect_number(cases[i].words, NULL, play(cases[i].words, &handover),
				   cases[i].status);
		if (cases[i].status == HANDOVER_BEGINS)
			assert_true(handover.client >= 0 && handover.session >= 0);
		handover_close(&handover);
		unit_expect_number(cases[i].words, NULL, (int64_t)unit_open_files(),
				   (int64_t)before);
	}
}

/* The address follows the first word only, and a later word is not taken for a part of it. */
static void
the_client_of_a_load_balancer(void **state)
{
	const int fds[] = {STDIN_FILENO, STDERR_FILENO};
	static const struct {
		const char *message;
		const char *balanced;
		enum handover_status status;
	} cases[] = {
		{"w192.0.2.7", "192.0.2.7", HANDOVER_BEGINS},
		{"w", "", HANDOVER_BEGINS},
		{"wffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
		 "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", HANDOVER_BEGINS},
		{"wffff:ffff:ffff:ffff:ffff:ffff:255.255.255.2555",
		 "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", HANDOVER_BROKEN},
		{"w192.0.2.7 x", "192.0.2.7 x", HANDOVER_BROKEN},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *message = cases[i].message;
		enum handover_status status;
		struct handover handover;
		int pair[2];

		assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
		handover = (struct handover){pair[1], -1, -1, ""};
		assert_true(descriptors_send(pair[0], message, strlen(message), fds, 2));
		assert_int_equal(send(pair[0], "y", 1, 0), 1);
		status = handover_receive(&handover);
		assert_string_equal(handover.balanced, cases[i].balanced);
		if (status == HANDOVER_WAITS)
			status = handover_receive(&handover);
		unit_expect_number(message, NULL, status, cases[i].status);
		handover_close(&handover);
		close(pair[0]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_and_descriptors),
		cmocka_unit_test(the_client_of_a_load_balancer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
