/* Tests of tlsd/tickets: which keys there are as time passes, and which tickets resume a
 * session. */
#include "tests/unit/unit.h"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include "tlsd/tickets.h"

enum { NOW_MS = 5000 };

static bool no_randomness;

/* In place of OpenSSL's own, which uses the same source. */
int
RAND_bytes(unsigned char *to, int octets)
{
	return no_randomness ? 0 : RAND_bytes_ex(NULL, to, (size_t)octets, 0);
}

static void
keys_rotate(void **state)
{
	struct tickets tickets = {.next_ms = 0};
	struct ticket_key first;

	(void)state;
	assert_true(tickets_rotate(&tickets, NOW_MS));
	first = tickets.keys[0];
	assert_memory_equal(&tickets.keys[1], &first, sizeof(first));
	assert_int_equal(tickets.next_ms, NOW_MS + TICKETS_PERIOD_MS);
	assert_true(tickets_rotate(&tickets, tickets.next_ms - 1));
	assert_memory_equal(&tickets.keys[0], &first, sizeof(first));
	assert_true(tickets_rotate(&tickets, tickets.next_ms));
	assert_memory_not_equal(&tickets.keys[0], &first, sizeof(first));
	assert_memory_equal(&tickets.keys[1], &first, sizeof(first));
	assert_int_equal(tickets.next_ms, NOW_MS + 2 * TICKETS_PERIOD_MS);
	assert_true(tickets_rotate(&tickets, tickets.next_ms));
	assert_memory_not_equal(&tickets.keys[1], &first, sizeof(first));
}

/* Otherwise the process that accepts would try again at once, for ever. */
static void
without_randomness_the_keys_stay(void **state)
{
	struct tickets tickets = {.next_ms = 0};
	struct ticket_key first;

	(void)state;
	assert_true(tickets_rotate(&tickets, NOW_MS));
	first = tickets.keys[0];
	no_randomness = true;
	assert_false(tickets_rotate(&tickets, NOW_MS + TICKETS_PERIOD_MS));
	no_randomness = false;
	assert_memory_equal(&tickets.keys[0], &first, sizeof(first));
	assert_int_equal(tickets.next_ms, NOW_MS + 2 * TICKETS_PERIOD_MS);
	assert_true(tickets_rotate(&tickets, tickets.next_ms));
	assert_memory_equal(&tickets.keys[1], &first, sizeof(first));
}

/* --- handshakes --- */

static void
use_new_certificate(SSL_CTX *ssl)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = X509_new();

	assert_non_null(key);
	X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 60);
	assert_int_equal(X509_set_pubkey(certificate, key), 1);
	assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
	assert_int_equal(SSL_CTX_use_certificate(ssl, certificate), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(ssl, key), 1);
	X509_free(certificate);
	EVP_PKEY_free(key);
}

/* For OpenSSL. */
static int
keep_session(SSL *ssl, SSL_SESSION *session)
{
	SSL_SESSION **kept = SSL_get_app_data(ssl);

	SSL_SESSION_free(*kept);
	*kept = session;
	return 1;
}

static bool
has_connected(SSL *server, SSL *client)
{
	char octet;

	for (int i = 0; i < 10; i++) {
		SSL_do_handshake(client);
		SSL_do_handshake(server);
	}
	SSL_read(client, &octet, 1); /* the tickets */
	return SSL_is_init_finished(client) && SSL_is_init_finished(server);
}

/* With the session that is kept, and a new one is kept. Returns whether it was resumed. */
static bool
resumes(SSL_CTX *servers, SSL_CTX *clients, SSL_SESSION **kept)
{
	SSL *server = SSL_new(servers);
	SSL *client = SSL_new(clients);
	BIO *at_server;
	BIO *at_client;
	bool resumed;

	assert_int_equal(BIO_new_bio_pair(&at_server, 0, &at_client, 0), 1);
	SSL_set_bio(server, at_server, at_server);
	SSL_set_bio(client, at_client, at_client);
	SSL_set_accept_state(server);
	SSL_set_connect_state(client);
	SSL_set_app_data(client, kept);
	if (*kept)
		assert_int_equal(SSL_set_session(client, *kept), 1);
	assert_true(has_connected(server, client));
	resumed = SSL_session_reused(client) == 1;
	SSL_set_shutdown(client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
	SSL_free(server);
	SSL_free(client);
	return resumed;
}

struct ends {
	struct tickets tickets;
	SSL_CTX *servers;
	SSL_CTX *clients;
	SSL_SESSION *kept;
};

static void
start(struct ends *ends, int version)
{
	*ends = (struct ends){.servers = SSL_CTX_new(TLS_server_method()),
			      .clients = SSL_CTX_new(TLS_client_method())};
	assert_true(tickets_rotate(&ends->tickets, NOW_MS));
	assert_true(tickets_use(ends->servers, &ends->tickets));
	use_new_certificate(ends->servers);
	SSL_CTX_set_max_proto_version(ends->clients, version);
	SSL_CTX_set_session_cache_mode(ends->clients, SSL_SESS_CACHE_CLIENT);
	SSL_CTX_sess_set_new_cb(ends->clients, keep_session);
}

static bool
again(struct ends *ends)
{
	return resumes(ends->servers, ends->clients, &ends->kept);
}

static void
finish(struct ends *ends)
{
	SSL_SESSION_free(ends->kept);
	SSL_CTX_free(ends->servers);
	SSL_CTX_free(ends->clients);
}

/* A client uses a ticket once, so each resumed session must bring the next one. */
static void
each_session_brings_a_ticket(void **state)
{
	struct ends ends;

	(void)state;
	start(&ends, TLS1_3_VERSION);
	assert_false(again(&ends));
	for (int i = 0; i < 4; i++)
		assert_true(again(&ends));
	finish(&ends);
}

/* One of the key before is good, one of an older key is not; then there is a new one. */
static void
tickets_end_with_their_keys(void **state)
{
	struct ends ends;

	(void)state;
	start(&ends, TLS1_3_VERSION);
	assert_false(again(&ends));
	tickets_rotate(&ends.tickets, ends.tickets.next_ms);
	assert_true(again(&ends));
	tickets_rotate(&ends.tickets, ends.tickets.next_ms);
	tickets_rotate(&ends.tickets, ends.tickets.next_ms);
	assert_false(again(&ends));
	assert_true(again(&ends));
	finish(&ends);
}

/* They would have no forward secrecy. */
static void
tls_1_2_has_none(void **state)
{
	struct ends ends;

	(void)state;
	start(&ends, TLS1_2_VERSION);
	SSL_CTX_set_session_cache_mode(ends.servers, SSL_SESS_CACHE_OFF);
	assert_false(again(&ends));
	assert_false(again(&ends));
	finish(&ends);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_rotate),
		cmocka_unit_test(without_randomness_the_keys_stay),
		cmocka_unit_test(each_session_brings_a_ticket),
		cmocka_unit_test(tickets_end_with_their_keys),
		cmocka_unit_test(tls_1_2_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
