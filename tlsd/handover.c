#include "tlsd/handover.h"

#include <errno.h>

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

/* Descriptors come once, with the first word. */
enum handover_status
handover_receive(struct handover *handover)
{
	char word;
	int fds[2];
	ssize_t n = descriptors_receive(handover->control, &word, sizeof(word), fds, 2);

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
	}
	return status_of(word);
}

void
handover_close(struct handover *handover)
{
	descriptors_close(handover->control);
	descriptors_close(handover->client);
	descriptors_close(handover->session);
	*handover = (struct handover){-1, -1, -1};
}
