#include "tlsd/relay.h"

#include <errno.h>
#include <openssl/err.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "common/base/memory.h"
#include "common/base/wait.h"
#include "common/wire/tcp.h"

/* Octets on their way: data[start..end). */
struct piece {
	size_t start;
	size_t end;
	char data[RELAY_OCTETS];
};

/*
 * client_ended: no more input is read. session_ended: no more output comes; once the last of it
 * has been sent, the relay is over. read_wants and write_wants are what OpenSSL needs before
 * SSL_read() or SSL_write() can go on: poll(2)'s events on client.
 */
struct relay {
	SSL *ssl;
	int client;
	int session;
	bool client_ended;
	bool session_ended;
	bool over;
	short read_wants;
	short write_wants;
	int64_t sent_ms; /* when the client last took something */
	struct tcp_watch watch;
	struct piece *input;
	struct piece *output;
};

static bool
is_empty(const struct piece *piece)
{
	return piece->start == piece->end;
}

static void
fill(struct piece *piece, size_t octets)
{
	piece->start = 0;
	piece->end = octets;
}

static bool
must_wait(void)
{
	return errno == EAGAIN || errno == EINTR;
}

/* --- from the client to the session --- */

static void
client_has_ended(struct relay *relay)
{
	relay->client_ended = true;
	shutdown(relay->session, SHUT_WR);
}

/*
 * Each of these functions moves octets one step. It returns true if the next step is likely to
 * succeed at once. Otherwise poll(2) comes first, because a read or write that moves nothing
 * costs as much as one that does.
 */
static bool
read_client(struct relay *relay)
{
	size_t octets;
	int result;

	ERR_clear_error(); /* SSL_get_error(3) needs an empty queue */
	result = SSL_read_ex(relay->ssl, relay->input->data, RELAY_OCTETS, &octets);
	if (result == 1) {
		fill(relay->input, octets);
		return true;
	}
	switch (SSL_get_error(relay->ssl, result)) {
	case SSL_ERROR_WANT_READ:
		relay->read_wants = POLLIN;
		break;
	case SSL_ERROR_WANT_WRITE:
		relay->read_wants = POLLOUT;
		break;
	case SSL_ERROR_ZERO_RETURN:
		client_has_ended(relay);
		break;
	default:
		relay->over = true;
	}
	return false;
}

static bool
write_session(struct relay *relay)
{
	struct piece *piece = relay->input;
	ssize_t n = send(relay->session, piece->data + piece->start, piece->end - piece->start,
			 MSG_NOSIGNAL);

	if (n > 0) {
		piece->start += (size_t)n;
		return !is_empty(piece) || SSL_has_pending(relay->ssl);
	}
	if (!must_wait()) { /* it reads no more, but may have written something */
		fill(piece, 0);
		client_has_ended(relay);
	}
	return false;
}

static bool
move_input(struct relay *relay)
{
	if (!is_empty(relay->input))
		return write_session(relay);
	return !relay->client_ended && read_client(relay);
}

/* --- from the session to the client --- */

static bool
read_session(struct relay *relay)
{
	ssize_t n = recv(relay->session, relay->output->data, RELAY_OCTETS, 0);

	if (n > 0) {
		fill(relay->output, (size_t)n);
		return true;
	}
	relay->session_ended = n == 0 || !must_wait();
	relay->over = relay->session_ended;
	return false;
}

static bool
write_client(struct relay *relay)
{
	struct piece *piece = relay->output;
	size_t octets;
	int result;

	ERR_clear_error(); /* as in read_client() */
	result = SSL_write_ex(relay->ssl, piece->data + piece->start, piece->end - piece->start,
			      &octets);
	if (result == 1) {
		piece->start += octets;
		relay->sent_ms = wait_now_ms();
		return !is_empty(piece) || piece->end == RELAY_OCTETS;
	}
	switch (SSL_get_error(relay->ssl, result)) {
	case SSL_ERROR_WANT_WRITE:
		relay->write_wants = POLLOUT;
		break;
	case SSL_ERROR_WANT_READ:
		relay->write_wants = POLLIN;
		break;
	default:
		relay->over = true;
	}
	return false;
}

static bool
move_output(struct relay *relay)
{
	return is_empty(relay->output) ? read_session(relay) : write_client(relay);
}

/* --- waits --- */

/* Without events, the descriptor is left out: poll(2) would report that it has ended. */
static struct pollfd
watch(int fd, short events)
{
	return (struct pollfd){.fd = events ? fd : -1, .events = events};
}

static bool
session_is_gone(const struct relay *relay)
{
	struct pollfd watched = {.fd = relay->session};

	return poll(&watched, 1, 0) == 1;
}

static void
move(struct relay *relay, bool (*step)(struct relay *relay))
{
	while (!relay->over && step(relay))
		;
}

static void
look(struct relay *relay)
{
	bool stalled = wait_now_ms() - relay->sent_ms > RELAY_STALL_MS;

	relay->over = tcp_has_vanished(relay->client, &relay->watch) ||
		      (!is_empty(relay->output) && stalled && session_is_gone(relay));
}

/* Moves octets in the directions in which poll(2) has found something to do. */
static void
wait_and_move(struct relay *relay)
{
	bool reads = is_empty(relay->input);
	bool writes = !is_empty(relay->output);
	struct pollfd watched[] = {
		watch(relay->client,
		      (short)((reads && !relay->client_ended ? relay->read_wants : 0) |
			      (writes ? relay->write_wants : 0))),
		watch(relay->session, (short)((reads ? 0 : POLLOUT) | (writes ? 0 : POLLIN))),
	};

	if (poll(watched, 2, RELAY_LOOK_MS) == 0)
		look(relay);
	if (watched[reads ? 0 : 1].revents != 0)
		move(relay, move_input);
	if (watched[writes ? 0 : 1].revents != 0)
		move(relay, move_output);
}

/* Sends close_notify (RFC 8446 section 6.1), for which the client may have to take something
 * first. */
static void
say_end(SSL *ssl, int client)
{
	struct pollfd watched = {.fd = client, .events = POLLOUT};
	int result;

	do {
		ERR_clear_error(); /* as in read_client() */
		result = SSL_shutdown(ssl);
	} while (result < 0 && SSL_get_error(ssl, result) == SSL_ERROR_WANT_WRITE &&
		 poll(&watched, 1, RELAY_STALL_MS) == 1);
}

void
relay_run(SSL *ssl, int client, int session)
{
	struct piece *pieces = memory_for_session(2 * sizeof(*pieces));
	struct relay relay = {
		.ssl = ssl,
		.client = client,
		.session = session,
		.read_wants = POLLIN,
		.write_wants = POLLOUT,
		.sent_ms = wait_now_ms(),
		.input = &pieces[0],
		.output = &pieces[1],
		.over = !pieces,
	};

	if (SSL_has_pending(ssl)) /* poll(2) cannot see what came with the handshake */
		move(&relay, move_input);
	while (!relay.over)
		wait_and_move(&relay);
	if (relay.session_ended)
		say_end(ssl, client);
	shutdown(client, SHUT_WR);
}
