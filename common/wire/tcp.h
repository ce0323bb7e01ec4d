/*
 * Finds peers that have vanished: their machine is off or the network is broken, and no FIN
 * will come. A peer that answers has not vanished. It may read as slowly as it likes, and keep
 * its window closed for as long as it likes.
 */
#ifndef COMMON_WIRE_TCP_H
#define COMMON_WIRE_TCP_H

#include <stdbool.h>
#include <stdint.h>

struct tcp_info;

/*
 * Prepares a connection: turns off Nagle's algorithm and turns on keepalive, which ends an idle
 * connection after two minutes without an answer (ETIMEDOUT). False if fd is not a TCP socket.
 */
bool tcp_prepare(int fd);

/* What the last look at a connection found. All zero at first. */
struct tcp_watch {
	int64_t acknowledged_ms;  /* when the last acknowledgement came (wait.h) */
	uint32_t retransmissions; /* of the whole connection, at that time */
};

/*
 * Whether the peer has vanished while output is in flight. Keepalive does nothing then, and the
 * kernel would retransmit for about 15 minutes. To be called every few seconds.
 */
bool tcp_has_vanished(int fd, struct tcp_watch *watch);

/*
 * The decision, from what the kernel reports at now_ms (wait.h). The peer has vanished if the
 * last acknowledgement is older than two minutes, and at least two window probes or
 * retransmissions since then are unanswered.
 *
 * One condition alone is not enough. The interval between window probes grows to two minutes,
 * so the last acknowledgement can be that old although the peer answers every probe. And a
 * probe is always unanswered for a moment. For the same reason it takes four minutes to notice
 * a peer whose window had been closed for long. TCP_USER_TIMEOUT is no alternative: it ends a
 * connection whose peer answers every probe but does not read.
 */
bool tcp_is_unanswered(const struct tcp_info *info, int64_t now_ms, struct tcp_watch *watch);

#endif
