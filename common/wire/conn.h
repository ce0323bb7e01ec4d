/*
 * The connection to the peer. In a session no other module reads from it or writes to it.
 * Before one, a listener may refuse a client, and balancer.h reads the header of a balancer.
 *
 * Input is read into a buffer of fixed size, and used there without copying. Output is
 * collected and written in one piece: just before a read, when its buffer is full, or by
 * conn_flush(). So a pipelining client gets all its replies in one segment (RFC 2920
 * section 3.2), and no delayed acknowledgement slows the session down. A full buffer keeps its
 * last octets for the next write, so that the end of a long reply does not need a write of its
 * own.
 *
 * Every wait has two limits: the idle timeout, which starts with each wait, and the deadline of
 * the whole session. So a peer that sends an octet now and then cannot keep a process for ever.
 * A wait also ends if the peer has vanished.
 */
#ifndef COMMON_WIRE_CONN_H
#define COMMON_WIRE_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/wire/tcp.h"

enum {
	CONN_INPUT_OCTETS = 16384, /* the longest line that can be read, with its line end */
	CONN_OUTPUT_OCTETS = 32768,
	CONN_TAIL_OCTETS = 512, /* stay in a full buffer: one reply line (reply.h) */
};

enum conn_status {
	CONN_OK,
	CONN_END,      /* the peer has closed its side */
	CONN_TIMEOUT,  /* the idle timeout is over */
	CONN_DEADLINE, /* the session's time is over */
	CONN_VANISHED, /* the peer does not answer any more (tcp.h) */
	CONN_FAILED,   /* any other error of read(2) or write(2) */
};

/*
 * Invariants: input[start..end) has been read but not consumed. output[0..queued) has not been
 * written. After a failed write, status is not CONN_OK and does not change any more: output is
 * dropped, and conn_fill() returns that status.
 */
struct conn {
	int in;
	int out;
	bool in_is_socket;
	bool out_is_socket;
	bool out_is_tcp;
	struct tcp_watch watch; /* of out, if out_is_tcp */
	int64_t idle_ms;
	int64_t deadline_ms; /* on CLOCK_MONOTONIC */
	enum conn_status status;
	size_t start;
	size_t end;
	size_t queued;
	char input[CONN_INPUT_OCTETS];
	char output[CONN_OUTPUT_OCTETS];
};

/*
 * Starts a connection on two descriptors, which may be the same. idle and total are in seconds.
 * Prepares out if it is a TCP socket (tcp.h). The caller must ignore SIGPIPE: a peer that has
 * gone is CONN_FAILED or CONN_VANISHED.
 */
void conn_init(struct conn *conn, int in, int out, unsigned idle, unsigned total);

/* The name of a status in the log. */
const char *conn_status_text(enum conn_status status);

/*
 * Writes what is queued, then reads more input, and waits for it if there is none. CONN_OK
 * means that at least one octet has come. conn_input_full() must be false.
 */
enum conn_status conn_fill(struct conn *conn);

/* As conn_fill(), but CONN_TIMEOUT after this number of seconds. */
enum conn_status conn_wait_for_input(struct conn *conn, unsigned seconds);

/*
 * Writes what is queued, then waits for ms milliseconds without reading. CONN_END if the peer
 * closes its side before that, CONN_DEADLINE if the session's time is over before that.
 */
enum conn_status conn_pause(struct conn *conn, int64_t ms);

/* The input that has not been consumed. Returns its start; *octets is its length. */
char *conn_input(struct conn *conn, size_t *octets);

/* Whether the input buffer has no room for more. */
bool conn_input_full(const struct conn *conn);

/* Removes octets from the front of the input. */
void conn_consume(struct conn *conn, size_t octets);

/* Overwrites the input that has been consumed, which may contain a password. */
void conn_wipe(struct conn *conn);

/*
 * Queues data for the peer. If the buffer is full, writes everything except its last
 * CONN_TAIL_OCTETS. Errors are in conn->status.
 */
void conn_write(struct conn *conn, const void *data, size_t octets);

/* Writes everything that is queued. Returns conn->status. */
enum conn_status conn_flush(struct conn *conn);

/*
 * Prepares the descriptors for another program or session: writes everything that is queued,
 * and drops and overwrites all input. CONN_OK means that all output has been written.
 */
enum conn_status conn_hand_over(struct conn *conn);

/* The seconds until the deadline of the session, at least 1. */
unsigned conn_seconds_left(const struct conn *conn);

/* Writes everything that is queued, and shuts down output. */
void conn_close(struct conn *conn);

#endif
