#include "common/tcp.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <sys/socket.h>

enum {
	/* Seconds, and how often: two minutes in all. */
	KEEPALIVE_IDLE = 60,
	KEEPALIVE_INTERVAL = 10,
	KEEPALIVE_PROBES = 6,

	VANISHED_MS = 120000,
	VANISHED_UNANSWERED = 2,
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

bool
tcp_is_unanswered(uint32_t acknowledged_ms_ago, unsigned probes, unsigned retransmissions)
{
	return acknowledged_ms_ago > VANISHED_MS &&
	       (probes >= VANISHED_UNANSWERED || retransmissions >= VANISHED_UNANSWERED);
}

bool
tcp_has_vanished(int fd)
{
	struct tcp_info info = {.tcpi_last_ack_recv = 0};
	socklen_t octets = sizeof(info);

	return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &octets) == 0 &&
	       tcp_is_unanswered(info.tcpi_last_ack_recv, info.tcpi_probes,
				 info.tcpi_retransmits);
}
