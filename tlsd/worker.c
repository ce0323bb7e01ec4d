#include "tlsd/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "common/base/array.h"
#include "common/base/descriptors.h"
#include "common/base/wait.h"
#include "common/process/program.h"
#include "common/process/signals.h"
#include "common/wire/peer.h"
#include "common/wire/tcp.h"
#include "tlsd/confine.h"
#include "tlsd/relay.h"

/* The session shares the open file, and so this flag, but no longer uses the connection. */
static void
set_nonblocking(int fd)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

/* False, and logged, if there must be no session. */
static bool
prepare(const struct worker *worker)
{
	const struct handover *handover = worker->handover;
	const int kept[] = {handover->client, handover->session, worker->context->key_socket,
			    worker->log->syslog.socket};

	descriptors_close_others(kept, COUNT(kept));
	signal(SIGHUP, SIG_IGN); /* it is meant for the parent */
	signals_unblock();
	set_nonblocking(handover->client);
	set_nonblocking(handover->session);
	tcp_prepare(handover->client);
	return confine_session(worker->settings->sandbox, worker->log);
}

/* --- the handshake --- */

/* Why it failed. result is that of SSL_accept(). The oldest error is the cause. */
static const char *
reason_of(SSL *ssl, int result)
{
	const char *reason;

	switch (SSL_get_error(ssl, result)) {
	case SSL_ERROR_ZERO_RETURN:
		return "the client has closed the connection";
	case SSL_ERROR_SYSCALL:
		return errno == 0 ? "the client has closed the connection" : strerror(errno);
	default:
		reason = ERR_reason_error_string(ERR_peek_error());
		return reason ? reason : "unknown";
	}
}

/* Waits for what OpenSSL needs. False if it needs nothing, or the time is over. */
static bool
wait_for_client(SSL *ssl, int result, int client, int64_t end_ms)
{
	switch (SSL_get_error(ssl, result)) {
	case SSL_ERROR_WANT_READ:
		return wait_ready(client, POLLIN, end_ms) == WAIT_READY;
	case SSL_ERROR_WANT_WRITE:
		return wait_ready(client, POLLOUT, end_ms) == WAIT_READY;
	default:
		return false;
	}
}

/* NULL if it succeeds, else why it failed. */
static const char *
shake_hands(SSL *ssl, int client, unsigned seconds)
{
	int64_t end_ms = wait_now_ms() + 1000 * (int64_t)seconds;
	int result;

	do {
		if (wait_now_ms() >= end_ms)
			return "timeout";
		ERR_clear_error();
		errno = 0;
		result = SSL_accept(ssl);
		if (result == 1)
			return NULL;
	} while (wait_for_client(ssl, result, client, end_ms));
	return wait_now_ms() >= end_ms ? "timeout" : reason_of(ssl, result);
}

/* The version that the client has asked for, or "none". */
static const char *
version_of(const SSL *ssl)
{
	switch (SSL_client_version(ssl)) {
	case SSL3_VERSION:
		return "SSLv3";
	case TLS1_VERSION:
		return "TLSv1";
	case TLS1_1_VERSION:
		return "TLSv1.1";
	case 0:
		return "none";
	default:
		return SSL_get_version(ssl);
	}
}

static void
log_failure(const struct worker *worker, const SSL *ssl, const char *reason)
{
	const struct peer *peer = worker->peer;

	log_event(worker->log, LOG_LEVEL_WARNING, "handshake-failed", "peer", peer_text(peer),
		  "zone", peer_zone(peer), "balancer", peer_balancer(peer), "version",
		  version_of(ssl), "reason", reason, NULL);
}

/* --- the session --- */

static bool
serve(const struct worker *worker)
{
	const struct handover *handover = worker->handover;
	SSL *ssl = SSL_new(worker->context->ssl);
	const char *reason;

	if (!ssl || SSL_set_fd(ssl, handover->client) != 1)
		return false;
	reason = shake_hands(ssl, handover->client, worker->settings->handshake_timeout);
	if (reason) {
		log_failure(worker, ssl, reason);
		return false;
	}
	close(worker->context->key_socket);
	explicit_bzero(worker->tickets, sizeof(*worker->tickets));
	relay_run(ssl, handover->client, handover->session);
	return true;
}

_Noreturn void
worker_run(const struct worker *worker)
{
	forks_map(worker->forks);
	title_show(worker->title, peer_text(worker->peer), NULL);
	_exit(prepare(worker) && serve(worker) ? 0 : PROGRAM_EXIT_FAILURE);
}
