/*
 * TLS for the load program. It trusts every certificate: the signature is verified
 * nevertheless, as in each handshake.
 */
#include <errno.h>
#include <string.h>

#include "tests/bench/load.h"

enum { BUFFER_OCTETS = 64 * 1024 };

/* A server with both types of keys shows the one that the client can verify. */
static const struct {
	const char *key;
	const char *algorithms;
} keys[] = {
	{"rsa", "rsa_pss_rsae_sha256"},
	{"ecdsa", "ecdsa_secp256r1_sha256"},
};

static bool
set_key(SSL_CTX *ssl, const char *key)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(keys[i].key, key) == 0)
			return SSL_CTX_set1_sigalgs_list(ssl, keys[i].algorithms) == 1;
	return false;
}

/* For OpenSSL. Returns 1 if the ticket is kept. */
static int
keep_ticket(SSL *ssl, SSL_SESSION *ticket)
{
	struct connection *connection = SSL_get_app_data(ssl);

	SSL_SESSION_free(connection->ticket);
	connection->ticket = ticket;
	return 1;
}

const char *
tls_prepare(struct options *options)
{
	if (options->tls == TLS_NONE)
		return NULL;
	options->ssl = SSL_CTX_new(TLS_client_method());
	if (!options->ssl)
		return "OpenSSL does not start";
	if (options->key && !set_key(options->ssl, options->key))
		return "key is rsa or ecdsa";
	SSL_CTX_set_options(options->ssl, SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_read_ahead(options->ssl, 1);
	SSL_CTX_set_default_read_buffer_len(options->ssl, BUFFER_OCTETS);
	SSL_CTX_set_session_cache_mode(options->ssl,
				       SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
	if (options->resume)
		SSL_CTX_sess_set_new_cb(options->ssl, keep_ticket);
	return NULL;
}

void
tls_begin(struct connection *connection)
{
	connection->ssl = SSL_new(connection->options->ssl);
	if (!connection->ssl || SSL_set_fd(connection->ssl, connection->fd) != 1 ||
	    SSL_set_app_data(connection->ssl, connection) != 1 ||
	    (connection->ticket && SSL_set_session(connection->ssl, connection->ticket) != 1))
		fail(connection, "OpenSSL fails", "");
	else
		SSL_set_connect_state(connection->ssl);
}

/* Says what went wrong as read(2) does. Returns what that returns. */
static ssize_t
result_of(struct connection *connection, int result)
{
	switch (SSL_get_error(connection->ssl, result)) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE:
		errno = EAGAIN;
		return -1;
	case SSL_ERROR_ZERO_RETURN:
		return 0;
	case SSL_ERROR_SSL:
		errno = EPROTO;
		return -1;
	default:
		return -1;
	}
}

ssize_t
tls_send(struct connection *connection, const char *octets, size_t count)
{
	size_t sent;
	int result = SSL_write_ex(connection->ssl, octets, count, &sent);

	return result == 1 ? (ssize_t)sent : result_of(connection, result);
}

ssize_t
tls_read(struct connection *connection, char *to, size_t room)
{
	size_t octets;
	int result = SSL_read_ex(connection->ssl, to, room, &octets);

	return result == 1 ? (ssize_t)octets : result_of(connection, result);
}

bool
tls_wants_to_write(const struct connection *connection)
{
	return SSL_want_write(connection->ssl);
}

bool
tls_is_as_wanted(const struct connection *connection)
{
	const struct options *options = connection->options;
	bool first = connection->session == 0;

	if (options->tls == TLS_NONE)
		return true;
	return connection->ssl && SSL_is_init_finished(connection->ssl) &&
	       SSL_session_reused(connection->ssl) == (options->resume && !first);
}

/* Without close_notify, OpenSSL would not resume the session. */
void
tls_end(struct connection *connection)
{
	if (connection->ssl)
		SSL_set_shutdown(connection->ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	SSL_free(connection->ssl);
	connection->ssl = NULL;
}
