/*
 * The wire: the only read() and write() between a program and its peer.
 *
 * Input is read into a buffer of fixed size and handed out from there, without copying. Output
 * is collected and leaves in one write just before a read, when its buffer is full, or with
 * conn_flush(): a pipelining client gets all its replies in one segment (RFC 2920 section 3.2),
 * and nobody waits for a delayed acknowledgement. What a full buffer ends in stays there for
 * the next write, so that the end of a long reply is not a write of its own.
 *
 * Every wait has two ends: the idle timeout, counted anew for each wait, and the deadline of
 * the whole session, so that a peer who sends an octet now and then does not hold a process for
 * ever. It ends before them if the peer has vanished.
 */
#ifndef COMMON_WIRE_CONN_H
#define COMMON_WIRE_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/wire/tcp.h"

enum {
	CONN_INPUT_OCTETS = 16384, /* the longest line that can be read, and its end */
	CONN_OUTPUT_OCTETS = 32768,
	CONN_TAIL_OCTETS = 512, /* that stay in a full buffer: a reply line (reply.h) */
};

enum conn_status {
	CONN_OK,
	CONN_END,      /* the peer has closed its side */
	CONN_TIMEOUT,  /* silent for the idle timeout */
	CONN_DEADLINE, /* the session's time is over */
	CONN_VANISHED, /* nothing that we send has been answered for two minutes (tcp.h) */
	CONN_FAILED,   /* any other error of read(2) or write(2) */
};

/*
 * Invariants: input[start..end) has been read and not been consumed; output[0..queued) has not
 * been written. Once a write has failed, status is not CONN_OK any more and stays so; output is
 * then dropped and every fill answers with that status.
 */
struct conn {
	int in;
	int out;
	bool in_is_socket;
	bool out_is_socket;
	bool out_is_tcp;
	struct tcp_watch watch; /* of out, where it is TCP */
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
 * Starts a conversation on two descriptors, which may be the same. idle and total are seconds.
 * Prepares out where it is a TCP socket (tcp.h). A peer that has gone shows as CONN_FAILED or
 * CONN_VANISHED, never as SIGPIPE, as long as the caller ignores that signal.
 */
void conn_init(struct conn *conn, int in, int out, unsigned idle, unsigned total);

/* What a status is called in the log. */
const char *conn_status_text(enum conn_status status);

/*
 * Writes out what is queued, then reads more input, waiting if there is none. CONN_OK means
 * that at least one octet has come. The buffer must have room: conn_input() must not be full.
 */
enum conn_status conn_fill(struct conn *conn);

/* As conn_fill(), but waits for at most so many seconds: CONN_TIMEOUT then. */
enum conn_status conn_wait_for_input(struct conn *conn, unsigned seconds);

/*
 * Writes out what is queued, then lets ms milliseconds pass without reading. CONN_OK: they have
 * passed; CONN_END: the peer has closed its side before; CONN_DEADLINE: the session's time was
 * over before.
 */
enum conn_status conn_pause(struct conn *conn, int64_t ms);

/* What has been read and not been consumed: *octets of it at the returned address. */
char *conn_input(struct conn *conn, size_t *octets);

/* True when no more input fits behind what conn_input() shows. */
bool conn_input_full(const struct conn *conn);

/* Takes octets off the front of the input. */
void conn_consume(struct conn *conn, size_t octets);

/* Overwrites all input that has been consumed: it may have held a password. */
void conn_wipe(struct conn *conn);

/*
 * Queues data for the peer. When there is no room left, writes out all that is queued but its
 * last CONN_TAIL_OCTETS. Errors show in conn->status.
 */
void conn_write(struct conn *conn, const void *data, size_t octets);

/* Writes out all that is queued. Returns conn->status. */
enum conn_status conn_flush(struct conn *conn);

/*
 * Writes out all that is queued and drops all input, overwriting it, so that another program or
 * session can go on with the descriptors. CONN_OK means that the peer has all output.
 */
enum conn_status conn_hand_over(struct conn *conn);

/* Seconds to the end of the session, at least one. */
unsigned conn_seconds_left(const struct conn *conn);

/* Writes out all that is queued, and tells the peer that no more will come. */
void conn_close(struct conn *conn);

#endif
