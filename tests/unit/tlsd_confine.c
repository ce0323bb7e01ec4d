/* Tests of tlsd/confine: what a session of tlsd may do with sockets. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/descriptors.h"
#include "tlsd/confine.h"

#ifdef __SANITIZE_ADDRESS__
enum { FILTERED = 0 };
#else
enum { FILTERED = 1 };
#endif

static struct log quiet = {.program = "pillarbox-test", .level = LOG_LEVEL_ERROR};

/* A pair that no session needs. */
static bool
is_refused(int family, int type)
{
	int pair[2];

	return socketpair(family, type, 0, pair) < 0 && errno == EPERM;
}

static bool
refuses_other_flags(int socket)
{
	const struct msghdr message = {.msg_iov = NULL};

	return sendmsg(socket, &message, MSG_OOB) < 0 && errno == EPERM;
}

/* In a child. */
static int
use_sockets(void *of)
{
	int pair[2];

	(void)of;
	if (!confine_session(CONF_SANDBOX_ON, &quiet) ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0 ||
	    !descriptors_send(pair[0], "x", 1, &pair[1], 1))
		return 1;
	return !is_refused(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC) ||
	       !is_refused(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC) ||
	       !is_refused(AF_UNIX, SOCK_SEQPACKET) ||
	       !is_refused(AF_INET, SOCK_SEQPACKET | SOCK_CLOEXEC) ||
	       !refuses_other_flags(pair[0]);
}

static void
a_session_makes_sockets_for_signatures_only(void **state)
{
	(void)state;
	if (!FILTERED)
		skip();
	unit_wait(unit_fork(use_sockets, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_makes_sockets_for_signatures_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
