/*
 * tlsd/handover and tlsd/signing: whatever messages come, with whatever descriptors, none stays
 * open, and no request is taken that is not one. Each two octets are a message to the acceptor,
 * as long as it listens: the number of descriptors, and its octet. The whole input is also a
 * request to the key process.
 */
#include "tlsd/handover.h"

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/descriptors.h"
#include "tests/fuzz/fuzz.h"
#include "tlsd/signing.h"

enum { MOST = 4 };

static void
send_message(int socket, uint8_t octet, size_t count)
{
	struct iovec piece = {.iov_base = &octet, .iov_len = 1};
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(MOST * sizeof(int))];
	} rights = {.header = {.cmsg_len = CMSG_LEN(count * sizeof(int)),
			       .cmsg_level = SOL_SOCKET,
			       .cmsg_type = SCM_RIGHTS}};
	const struct msghdr message = {.msg_iov = &piece,
				       .msg_iovlen = 1,
				       .msg_control = count > 0 ? &rights : NULL,
				       .msg_controllen =
					       count > 0 ? CMSG_SPACE(count * sizeof(int)) : 0};

	for (size_t i = 0; i < count; i++)
		memcpy(CMSG_DATA(&rights.header) + i * sizeof(int), &socket, sizeof(int));
	FUZZ_CHECK(sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == 1);
}

/* The lowest number that is free tells whether one was left open. */
static int
lowest_free(void)
{
	int fd = dup(STDERR_FILENO);

	close(fd);
	return fd;
}

static void
check_handover(const uint8_t *data, size_t size)
{
	int before = lowest_free();
	enum handover_status status = HANDOVER_WAITS;
	struct handover handover;
	int pair[2];

	FUZZ_CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
	handover = (struct handover){pair[1], -1, -1, ""};
	for (; size >= 2 && status == HANDOVER_WAITS; data += 2, size -= 2) {
		send_message(pair[0], data[1], data[0] % (MOST + 1));
		status = handover_receive(&handover);
		FUZZ_CHECK((handover.client < 0) == (handover.session < 0));
	}
	FUZZ_CHECK(status != HANDOVER_BEGINS || handover.client >= 0);
	handover_close(&handover);
	close(pair[0]);
	FUZZ_CHECK(lowest_free() == before);
}

static void
check_request(const uint8_t *data, size_t size)
{
	struct signing_request request = {.key = 0};
	const struct signing_algorithm *algorithm;

	memcpy(&request, data, size < sizeof(request) ? size : sizeof(request));
	algorithm = signing_check(&request, size, 2);
	FUZZ_CHECK(!algorithm || (request.key < 2 && request.algorithm < SIGNING_ALGORITHMS &&
				  size == signing_request_octets(algorithm) &&
				  algorithm->octets <= SIGNING_DIGEST_OCTETS));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_handover(data, size);
	check_request(data, size);
	return 0;
}
