#include "common/wire/conn.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/io.h"
#include "common/base/wait.h"

/* How often a wait checks that the peer is still there. */
enum { LOOK_MS = 5000 };

void
conn_init(struct conn *conn, int in, int out, unsigned idle, unsigned total)
{
	conn->in = in;
	conn->out = out;
	conn->in_is_socket = io_is_socket(in);
	conn->out_is_tcp = tcp_prepare(out);
	conn->out_is_socket = conn->out_is_tcp || io_is_socket(out);
	conn->idle_ms = (int64_t)idle * 1000;
	conn->deadline_ms = wait_now_ms() + (int64_t)total * 1000;
	conn->status = CONN_OK;
	conn->start = 0;
	conn->end = 0;
	conn->queued = 0;
	conn->watch = (struct tcp_watch){.acknowledged_ms = 0};
}

const char *
conn_status_text(enum conn_status status)
{
	static const char *const texts[] = {
		[CONN_OK] = "ok",
		[CONN_END] = "closed",
		[CONN_TIMEOUT] = "timeout",
		[CONN_DEADLINE] = "deadline",
		[CONN_VANISHED] = "vanished",
		[CONN_FAILED] = "error",
	};

	return texts[status];
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/*
 * Waits until fd is ready for events. Ends with the idle timeout, at the deadline, or when the
 * peer has vanished. That is checked during a wait for input, too: our last reply may still be
 * in flight.
 */
static enum conn_status
wait_for(struct conn *conn, int fd, short events)
{
	int64_t idle_end = wait_now_ms() + conn->idle_ms;
	int64_t end = earlier(idle_end, conn->deadline_ms);

	for (;;) {
		int64_t look = conn->out_is_tcp ? wait_now_ms() + LOOK_MS : end;

		switch (wait_ready(fd, events, earlier(look, end))) {
		case WAIT_READY:
			return CONN_OK;
		case WAIT_FAILED:
			return CONN_FAILED;
		case WAIT_LATE:
			break;
		}
		if (wait_now_ms() >= end)
			return end < idle_end ? CONN_DEADLINE : CONN_TIMEOUT;
		if (tcp_has_vanished(conn->out, &conn->watch))
			return CONN_VANISHED;
	}
}

/* The status for an errno of read(2) or write(2). */
static enum conn_status
status_of(int error)
{
	bool vanished = error == ETIMEDOUT || error == EHOSTUNREACH || error == ENETUNREACH;

	return vanished ? CONN_VANISHED : CONN_FAILED;
}

/*
 * Reads from a socket without waiting. The caller has found any other descriptor ready.
 * O_NONBLOCK must not change: the descriptor may be shared with other programs, such as a
 * shell's terminal.
 */
static ssize_t
read_some(const struct conn *conn, void *data, size_t octets)
{
	if (conn->in_is_socket)
		return recv(conn->in, data, octets, MSG_DONTWAIT);
	return read(conn->in, data, octets);
}

/* A pipe that is ready takes PIPE_BUF octets without blocking (pipe(7)). */
static ssize_t
write_some(const struct conn *conn, const void *data, size_t octets)
{
	if (conn->out_is_socket)
		return send(conn->out, data, octets, MSG_DONTWAIT | MSG_NOSIGNAL);
	return write(conn->out, data, octets < PIPE_BUF ? octets : PIPE_BUF);
}

static bool
must_wait(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

/* Writes the first octets of the queue. */
static void
write_out(struct conn *conn, size_t octets)
{
	size_t written = 0;
	bool wait = !conn->out_is_socket;

	while (written < octets && conn->status == CONN_OK) {
		ssize_t n;

		if (wait) {
			conn->status = wait_for(conn, conn->out, POLLOUT);
			if (conn->status != CONN_OK)
				break;
		}
		n = write_some(conn, conn->output + written, octets - written);
		if (n >= 0)
			written += (size_t)n;
		else if (must_wait(errno))
			wait = true;
		else
			conn->status = status_of(errno);
	}
}

enum conn_status
conn_flush(struct conn *conn)
{
	write_out(conn, conn->queued);
	conn->queued = 0;
	return conn->status;
}

/*
 * Writes a full buffer except its last octets, which are sent with what follows. Otherwise the
 * last line of a reply, the one with the dot, could be sent in a segment of its own.
 */
static void
make_room(struct conn *conn)
{
	size_t octets = conn->queued - CONN_TAIL_OCTETS;

	write_out(conn, octets);
	memmove(conn->output, conn->output + octets, CONN_TAIL_OCTETS);
	conn->queued = CONN_TAIL_OCTETS;
}

enum conn_status
conn_hand_over(struct conn *conn)
{
	conn_flush(conn);
	explicit_bzero(conn->input, conn->end);
	conn->start = 0;
	conn->end = 0;
	return conn->status;
}

unsigned
conn_seconds_left(const struct conn *conn)
{
	int64_t left = (conn->deadline_ms - wait_now_ms()) / 1000;

	return left > 0 ? (unsigned)left : 1;
}

void
conn_close(struct conn *conn)
{
	conn_flush(conn);
	if (conn->out_is_socket)
		shutdown(conn->out, SHUT_WR);
}

void
conn_write(struct conn *conn, const void *data, size_t octets)
{
	const char *from = data;

	while (octets > 0 && conn->status == CONN_OK) {
		size_t room = sizeof(conn->output) - conn->queued;
		size_t n = octets < room ? octets : room;

		memcpy(conn->output + conn->queued, from, n);
		conn->queued += n;
		from += n;
		octets -= n;
		if (octets > 0)
			make_room(conn);
	}
}

/* Moves the input to the front of its buffer, and leaves no second copy of it. */
static void
compact(struct conn *conn)
{
	size_t octets = conn->end - conn->start;

	if (conn->start == 0)
		return;
	memmove(conn->input, conn->input + conn->start, octets);
	if (octets > 0)
		explicit_bzero(conn->input + octets, conn->end - octets);
	conn->start = 0;
	conn->end = octets;
}

enum conn_status
conn_fill(struct conn *conn)
{
	bool wait = !conn->in_is_socket;

	if (conn_flush(conn) != CONN_OK)
		return conn->status;
	compact(conn);
	for (;;) {
		ssize_t n;

		if (wait) {
			enum conn_status status = wait_for(conn, conn->in, POLLIN);

			if (status == CONN_VANISHED)
				conn->status = status; /* no reply can reach it */
			if (status != CONN_OK)
				return status;
		}
		n = read_some(conn, conn->input + conn->end, sizeof(conn->input) - conn->end);
		if (n > 0) {
			conn->end += (size_t)n;
			return wait_now_ms() < conn->deadline_ms ? CONN_OK : CONN_DEADLINE;
		}
		if (n == 0)
			return CONN_END;
		if (!must_wait(errno))
			return status_of(errno);
		wait = true;
	}
}

enum conn_status
conn_wait_for_input(struct conn *conn, unsigned seconds)
{
	int64_t idle_ms = conn->idle_ms;
	enum conn_status status;

	conn->idle_ms = (int64_t)seconds * 1000;
	status = conn_fill(conn);
	conn->idle_ms = idle_ms;
	return status;
}

enum conn_status
conn_pause(struct conn *conn, int64_t ms)
{
	int64_t end = wait_now_ms() + ms;
	bool deadline_first = conn->deadline_ms < end;

	if (conn_flush(conn) != CONN_OK)
		return conn->status;
	switch (wait_ready(conn->in, POLLRDHUP, deadline_first ? conn->deadline_ms : end)) {
	case WAIT_READY:
		return CONN_END;
	case WAIT_LATE:
		return deadline_first ? CONN_DEADLINE : CONN_OK;
	case WAIT_FAILED:
		break;
	}
	return CONN_FAILED;
}

char *
conn_input(struct conn *conn, size_t *octets)
{
	*octets = conn->end - conn->start;
	return conn->input + conn->start;
}

bool
conn_input_full(const struct conn *conn)
{
	return conn->end - conn->start == sizeof(conn->input);
}

void
conn_consume(struct conn *conn, size_t octets)
{
	conn->start += octets;
}

void
conn_wipe(struct conn *conn)
{
	explicit_bzero(conn->input, conn->start);
}
