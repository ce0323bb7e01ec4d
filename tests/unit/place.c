/* Tests of common/auth/place: how many a network gets, and when they are free again. */
#include "tests/unit/unit.h"

#include <errno.h>

#include "common/auth/place.h"
#include "common/auth/turns.h"

#define MAIL "mail.db"

/* Places last as long as their process, so each is taken in one of its own. */
struct session {
	pid_t process;
	int go; /* closing it ends the process */
};

struct order {
	const char *program;
	const char *network;
	unsigned limit;
	int taken; /* a pipe: the errno of place_take(), or 0 */
	int go;
};

static int
hold(void *of)
{
	const struct order *order = of;
	char none;
	int error = place_take(MAIL, order->program, order->network, order->limit) ? 0 : errno;

	if (write(order->taken, &error, sizeof(error)) != sizeof(error))
		return 1;
	return read(order->go, &none, 1) == 0 ? 0 : 1;
}

static int
start_program(struct session *session, const char *program, const char *network, unsigned limit)
{
	int taken[2];
	int go[2];
	int error = -1;

	assert_int_equal(pipe2(taken, O_CLOEXEC), 0);
	assert_int_equal(pipe2(go, O_CLOEXEC), 0);
	session->process = fork();
	if (session->process == 0) {
		struct order order = {program, network, limit, taken[1], go[0]};

		close_range(taken[0], (unsigned)taken[0], 0);
		close(go[1]);
		_exit(hold(&order));
	}
	close(taken[1]);
	close(go[0]);
	session->go = go[1];
	assert_int_equal(read(taken[0], &error, sizeof(error)), sizeof(error));
	close(taken[0]);
	return error;
}

static int
start(struct session *session, const char *network, unsigned limit)
{
	return start_program(session, "smtpd", network, limit);
}

/* The last to start is the first to end: it has the pipes of the others. */
static void
end(struct session *session)
{
	close(session->go);
	unit_wait(session->process);
}

static void
a_network_has_so_many(void **state)
{
	struct session sessions[3];
	struct session other;
	struct session another;

	(void)state;
	assert_int_equal(start(&other, "198.51.100.1", 1), 0);
	assert_int_equal(start_program(&another, "pop3d", "192.0.2.1", 1), 0);
	assert_int_equal(start(&sessions[0], "192.0.2.1", 2), 0);
	assert_int_equal(start(&sessions[1], "192.0.2.1", 2), 0);
	assert_int_equal(start(&sessions[2], "192.0.2.1", 2), EAGAIN);
	for (size_t i = COUNT(sessions); i-- > 0;)
		end(&sessions[i]);
	end(&another);
	end(&other);
}

static void
a_process_that_is_killed_gives_its_place_back(void **state)
{
	struct session session;

	(void)state;
	assert_int_equal(start(&session, "192.0.2.1", 1), 0);
	unit_kill(session.process);
	close(session.go);
	assert_int_equal(start(&session, "192.0.2.1", 1), 0);
	end(&session);
}

/* The file is the same, and its bytes are others. */
static void
turns_are_not_in_the_way(void **state)
{
	struct turns turns = {.file = 0};
	char why[TURNS_WHY_OCTETS];
	struct session session;

	(void)state;
	assert_true(turns_take(&turns, MAIL, "192.0.2.1", 0, why));
	assert_int_equal(start(&session, "192.0.2.1", 1), 0);
	end(&session);
	turns_close(&turns);
}

static void
a_file_that_cannot_be_opened_is_no_place(void **state)
{
	(void)state;
	assert_false(place_take("nowhere/mail.db", "smtpd", "192.0.2.1", 1));
	assert_int_equal(errno, ENOENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(a_network_has_so_many),
		unit_test_in_directory(a_process_that_is_killed_gives_its_place_back),
		unit_test_in_directory(turns_are_not_in_the_way),
		unit_test_in_directory(a_file_that_cannot_be_opened_is_no_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
