/*
 * Peers who have vanished: their machine is off, or the network between us is gone, and no FIN
 * tells of it. Nothing else is taken for that. A peer may read as slowly as it likes, and keep
 * its window closed for as long as it likes.
 */
#ifndef COMMON_WIRE_TCP_H
#define COMMON_WIRE_TCP_H

#include <stdbool.h>
#include <stdint.h>

struct tcp_info;

/*
 * Prepares a connection: turns off Nagle's algorithm, and turns on keepalive, which ends an
 * idle connection after two minutes without an answer (ETIMEDOUT). False if fd is no TCP
 * socket.
 */
bool tcp_prepare(int fd);

/* What was seen of a connection the last time. All zero at first. */
struct tcp_watch {
	int64_t acknowledged_ms;  /* when the last acknowledgement came (wait.h) */
	uint32_t retransmissions; /* of the whole connection, up to then */
};

/*
 * Whether the peer has vanished while output is on its way, where keepalive does nothing. To be
 * asked every few seconds. Otherwise the kernel would go on for some 15 minutes.
 */
bool tcp_has_vanished(int fd, struct tcp_watch *watch);

/*
 * How that is judged, by what the kernel says at now_ms (wait.h): how long ago the last
 * acknowledgement came, and how many probes of a closed window or retransmissions have had no
 * answer since.
 *
 * Neither will do alone. Probes of a closed window come at intervals that grow to two minutes,
 * so that an acknowledgement may be as old as that while the peer answers each of them; and one
 * probe is unanswered for a moment whenever it has just been sent. For the same reason a peer
 * whose window has been closed for long is noticed only after four minutes. TCP_USER_TIMEOUT
 * would end a peer who answers every probe, but does not read.
 */
bool tcp_is_unanswered(const struct tcp_info *info, int64_t now_ms, struct tcp_watch *watch);

#endif
