#include "tlsd/handover.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "common/base/descriptors.h"
#include "common/wire/tls.h"

static enum handover_status
status_of(char word)
{
	switch (word) {
	case TLS_WAIT:
		return HANDOVER_WAITS;
	case TLS_BEGIN:
		return HANDOVER_BEGINS;
	default:
		return HANDOVER_BROKEN;
	}
}

/* An address without its end, or nothing at all. */
static bool
take_address(struct handover *handover, const char *text, size_t octets)
{
	struct in6_addr ignored;
	char *address = handover->balanced;

	memcpy(address, text, octets);
	return octets == 0 || inet_pton(AF_INET, address, &ignored) == 1 ||
	       inet_pton(AF_INET6, address, &ignored) == 1;
}

/*
 * Descriptors come once, with the first word. A later word is never received with them, since
 * they end a message (unix(7)).
 */
enum handover_status
handover_receive(struct handover *handover)
{
	char message[1 + PEER_ADDRESS_OCTETS];
	size_t room = handover->client < 0 ? sizeof(message) : 1;
	int fds[2];
	ssize_t n = descriptors_receive(handover->control, message, room, fds, 2);

	if (n < 0 && errno == EAGAIN)
		return HANDOVER_WAITS;
	if (n <= 0)
		return n < 0 && errno == EBADMSG ? HANDOVER_BROKEN : HANDOVER_ENDS;
	if ((fds[0] >= 0) == (handover->client >= 0)) {
		descriptors_close(fds[0]);
		descriptors_close(fds[1]);
		return HANDOVER_BROKEN;
	}
	if (fds[0] >= 0) {
		handover->client = fds[0];
		handover->session = fds[1];
		if (!take_address(handover, message + 1, (size_t)n - 1))
			return HANDOVER_BROKEN;
	}
	return status_of(message[0]);
}

void
handover_close(struct handover *handover)
{
	descriptors_close(handover->control);
	descriptors_close(handover->client);
	descriptors_close(handover->session);
	*handover = (struct handover){-1, -1, -1, ""};
}
