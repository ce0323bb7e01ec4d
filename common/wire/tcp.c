#include "common/wire/tcp.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "common/base/wait.h"

enum {
	/* In seconds, and a number of probes: two minutes in all. */
	KEEPALIVE_IDLE = 60,
	KEEPALIVE_INTERVAL = 10,
	KEEPALIVE_PROBES = 6,

	VANISHED_MS = 120000,
	VANISHED_UNANSWERED = 2,

	CLOCK_MS = 100, /* more than the difference of the kernel's clock and ours */
};

static bool
set_option(int fd, int level, int name, int value)
{
	return setsockopt(fd, level, name, &value, sizeof(value)) == 0;
}

bool
tcp_prepare(int fd)
{
	return set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1) &&
	       set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE) &&
	       set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL) &&
	       set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_PROBES) &&
	       set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
}

/*
 * How many retransmissions are unanswered. The kernel has a count, but not of those to a peer
 * that closes its window and drops the data in flight. So they are counted here, starting with
 * the first look after an acknowledgement.
 */
static unsigned
retransmissions_since(struct tcp_watch *watch, int64_t acknowledged_ms, uint32_t all)
{
	if (acknowledged_ms > watch->acknowledged_ms + CLOCK_MS) {
		watch->acknowledged_ms = acknowledged_ms;
		watch->retransmissions = all;
	}
	return all - watch->retransmissions;
}

bool
tcp_is_unanswered(const struct tcp_info *info, int64_t now_ms, struct tcp_watch *watch)
{
	unsigned retransmissions = retransmissions_since(
		watch, now_ms - info->tcpi_last_ack_recv, info->tcpi_total_retrans);

	return info->tcpi_last_ack_recv > VANISHED_MS &&
	       (info->tcpi_probes >= VANISHED_UNANSWERED ||
		retransmissions >= VANISHED_UNANSWERED);
}

bool
tcp_has_vanished(int fd, struct tcp_watch *watch)
{
	struct tcp_info info = {.tcpi_last_ack_recv = 0};
	socklen_t octets = sizeof(info);

	return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &octets) == 0 &&
	       tcp_is_unanswered(&info, wait_now_ms(), watch);
}
