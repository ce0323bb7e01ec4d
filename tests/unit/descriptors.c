/* Tests of common/base/descriptors: what passes, what does not, and that none is left open. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <sys/socket.h>

#include "common/base/descriptors.h"

/* Sends a message with so many descriptors, without our own limits. */
static void
send_any(int socket, const char *text, size_t octets, size_t count)
{
	struct iovec piece = {.iov_base = (void *)(uintptr_t)text, .iov_len = octets};
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(8 * sizeof(int))];
	} rights = {.header = {.cmsg_len = CMSG_LEN(count * sizeof(int)),
			       .cmsg_level = SOL_SOCKET,
			       .cmsg_type = SCM_RIGHTS}};
	const struct msghdr message = {.msg_iov = &piece,
				       .msg_iovlen = 1,
				       .msg_control = count > 0 ? &rights : NULL,
				       .msg_controllen =
					       count > 0 ? CMSG_SPACE(count * sizeof(int)) : 0};
	const int fd = STDERR_FILENO;

	for (size_t i = 0; i < count; i++)
		memcpy(CMSG_DATA(&rights.header) + i * sizeof(fd), &fd, sizeof(fd));
	assert_int_equal(sendmsg(socket, &message, MSG_NOSIGNAL), octets);
}

static void
a_message_has_all_its_descriptors_or_none(void **state)
{
	static const struct {
		size_t octets;
		size_t sent;
		size_t wanted;
		ssize_t result;
		bool come;
	} cases[] = {
		{1, 0, 2, 1, false},  {1, 1, 2, -1, false}, {1, 2, 2, 1, true},
		{1, 3, 2, -1, false}, {1, 8, 2, -1, false}, {1, 0, 1, 1, false},
		{1, 1, 1, 1, true},   {1, 2, 1, -1, false}, {4, 1, 1, 4, true},
		{5, 1, 1, -1, false}, {5, 0, 1, -1, false}, {0, 1, 1, 0, false},
		{0, 2, 1, 0, false},
	};
	size_t before;
	char data[4];
	int fds[DESCRIPTORS_MAX];
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	before = unit_open_files();
	for (size_t i = 0; i < COUNT(cases); i++) {
		char name[24];

		snprintf(name, sizeof(name), "case %zu", i);
		send_any(pair[0], "data!", cases[i].octets, cases[i].sent);
		unit_expect_number(
			name, NULL,
			descriptors_receive(pair[1], data, sizeof(data), fds, cases[i].wanted),
			cases[i].result);
		if (cases[i].result < 0)
			assert_int_equal(errno, EBADMSG);
		for (size_t j = 0; j < cases[i].wanted; j++) {
			unit_expect_number(name, NULL, fds[j] >= 0, cases[i].come);
			if (fds[j] >= 0)
				assert_int_equal(fcntl(fds[j], F_GETFD), FD_CLOEXEC);
			descriptors_close(fds[j]);
		}
		assert_int_equal(unit_open_files(), before);
	}
	assert_int_equal(descriptors_receive(pair[1], data, sizeof(data), fds, 1), -1);
	assert_int_equal(errno, EAGAIN);
	close(pair[0]);
	assert_int_equal(descriptors_receive(pair[1], data, sizeof(data), fds, 1), 0);
	close(pair[1]);
}

static void
what_is_sent_is_received(void **state)
{
	const int sent[] = {STDIN_FILENO, STDERR_FILENO};
	char data[4];
	int fds[2];
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	assert_true(descriptors_send(pair[0], "w", 1, sent, 2));
	assert_int_equal(descriptors_receive(pair[1], data, 1, fds, 2), 1);
	assert_int_equal(data[0], 'w');
	assert_true(fds[0] >= 0 && fds[1] >= 0);
	descriptors_close(fds[0]);
	descriptors_close(fds[1]);
	close(pair[1]);
	assert_false(descriptors_send(pair[0], "w", 1, sent, 2));
	assert_int_equal(errno, EPIPE);
	close(pair[0]);
}

/* In a child, which has others open. */
static int
close_all_but_some(void *of)
{
	const int kept[] = {-1, 9, 5, STDERR_FILENO, -1, 7};

	(void)of;
	for (int fd = STDERR_FILENO + 1; fd < 20; fd++)
		dup2(STDERR_FILENO, fd);
	descriptors_close_others(kept, COUNT(kept));
	for (int fd = 0; fd < 20; fd++) {
		bool open = fcntl(fd, F_GETFD) >= 0;

		if (open != (fd <= STDERR_FILENO || fd == 5 || fd == 7 || fd == 9))
			return 1;
	}
	descriptors_close_others(kept, 0);
	return unit_open_files() == 3 ? 0 : 2;
}

static void
others_are_closed(void **state)
{
	(void)state;
	unit_wait(unit_fork(close_all_but_some, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_has_all_its_descriptors_or_none),
		cmocka_unit_test(what_is_sent_is_received),
		cmocka_unit_test(others_are_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
