#include "common/base/descriptors.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union rights {
	struct cmsghdr header;
	char room[CMSG_SPACE(DESCRIPTORS_MAX * sizeof(int))];
};

bool
descriptors_send(int socket, const void *data, size_t octets, const int *fds, size_t count)
{
	/* sendmsg(2) does not change the data. */
	struct iovec piece = {.iov_base = (void *)(uintptr_t)data, .iov_len = octets};
	union rights rights = {.header = {.cmsg_len = CMSG_LEN(count * sizeof(*fds)),
					  .cmsg_level = SOL_SOCKET,
					  .cmsg_type = SCM_RIGHTS}};
	const struct msghdr message = {.msg_iov = &piece,
				       .msg_iovlen = 1,
				       .msg_control = &rights,
				       .msg_controllen = CMSG_SPACE(count * sizeof(*fds))};
	ssize_t n;

	memcpy(CMSG_DATA(&rights.header), fds, count * sizeof(*fds));
	do
		n = sendmsg(socket, &message, MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)octets;
}

void
descriptors_close(int fd)
{
	if (fd >= 0)
		close(fd);
}

/* Takes those of one message. False if their number is wrong, or it was cut short. */
static bool
take(struct msghdr *message, int *fds, size_t count)
{
	const struct cmsghdr *header = CMSG_FIRSTHDR(message);
	size_t octets = header ? header->cmsg_len - CMSG_LEN(0) : 0;

	if (header)
		memcpy(fds, CMSG_DATA(header), octets);
	return (octets == 0 || octets == count * sizeof(*fds)) &&
	       (message->msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0;
}

static void
give_back(int *fds, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		descriptors_close(fds[i]);
		fds[i] = -1;
	}
}

ssize_t
descriptors_receive(int socket, void *data, size_t room, int *fds, size_t count)
{
	struct iovec piece = {.iov_base = data, .iov_len = room};
	union rights rights;
	/* CMSG_SPACE() could have room for one more descriptor. */
	struct msghdr message = {.msg_iov = &piece,
				 .msg_iovlen = 1,
				 .msg_control = &rights,
				 .msg_controllen = CMSG_LEN(count * sizeof(*fds))};
	ssize_t n;

	for (size_t i = 0; i < count; i++)
		fds[i] = -1;
	do
		n = recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return n;
	if (take(&message, fds, count) && n > 0)
		return n;
	give_back(fds, count);
	errno = EBADMSG;
	return n == 0 ? 0 : -1;
}

/* The lowest descriptor from first on that is kept. -1: there is none. */
static int
next_kept(const int *kept, size_t count, int first)
{
	int next = -1;

	for (size_t i = 0; i < count; i++)
		if (kept[i] >= first && (next < 0 || kept[i] < next))
			next = kept[i];
	return next;
}

void
descriptors_close_others(const int *kept, size_t count)
{
	int first = STDERR_FILENO + 1;
	int next;

	while ((next = next_kept(kept, count, first)) >= 0) {
		if (next > first)
			close_range((unsigned)first, (unsigned)next - 1, 0);
		first = next + 1;
	}
	close_range((unsigned)first, ~0U, 0);
}
