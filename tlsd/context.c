#include "tlsd/context.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/descriptors.h"
#include "tlsd/key_process.h"
#include "tlsd/remote_key.h"
#include "tlsd/signing.h"

enum {
	ALGORITHMS_OCTETS = 160,
	TRIAL_STEPS = 10,
	FILE_OCTETS = 256 * 1024, /* a certificate has about 2,000, and a chain four of them */
};

#define GROUPS "X25519:P-256:P-384"
static const char ciphers[] = "ECDHE+AESGCM:ECDHE+CHACHA20"; /* TLS 1.2 */

bool
context_init(void)
{
	return OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) == 1 && remote_key_init();
}

/* Why OpenSSL has failed: the cause is the oldest error. */
static const char *
why(void)
{
	unsigned long error = ERR_peek_error();
	const char *reason = ERR_reason_error_string(error);

	if (ERR_SYSTEM_ERROR(error))
		return strerror((int)ERR_GET_REASON(error));
	return reason ? reason : "OpenSSL refuses it";
}

static bool
failed(struct log *log, const char *certificate, const char *problem)
{
	log_event(log, LOG_LEVEL_ERROR, "bad-certificate", "certificate", certificate,
		  "problem", problem ? problem : why(), NULL);
	ERR_clear_error();
	return false;
}

/* --- the context --- */

/* Those with this type of key, or all. */
static void
list_algorithms(const char *key, char list[ALGORITHMS_OCTETS])
{
	size_t used = 0;

	for (size_t i = 0; i < SIGNING_ALGORITHMS; i++)
		if (!key || strcmp(key, signing_algorithms[i].key) == 0)
			used += (size_t)snprintf(list + used, ALGORITHMS_OCTETS - used, "%s%s",
						 used ? ":" : "", signing_algorithms[i].name);
}

/*
 * Many clients end a session without close_notify, so that is no error. Reading ahead saves a
 * system call for each record.
 */
static bool
set_up(SSL_CTX *ssl)
{
	static const unsigned char id[] = "pillarbox";
	char groups[] = GROUPS; /* OpenSSL takes no constant here */
	char algorithms[ALGORITHMS_OCTETS];

	list_algorithms(NULL, algorithms);
	SSL_CTX_set_options(ssl, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
					 SSL_OP_CIPHER_SERVER_PREFERENCE |
					 SSL_OP_PRIORITIZE_CHACHA |
					 SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE |
				      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
				      SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_read_ahead(ssl, 1);
	return SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION) == 1 &&
	       SSL_CTX_set_cipher_list(ssl, ciphers) == 1 &&
	       SSL_CTX_set1_groups_list(ssl, groups) == 1 &&
	       SSL_CTX_set1_sigalgs_list(ssl, algorithms) == 1 &&
	       SSL_CTX_set_num_tickets(ssl, 1) == 1 &&
	       SSL_CTX_set_session_id_context(ssl, id, sizeof(id) - 1) == 1;
}

/* --- certificates --- */

/* The first certificate, and then the chain. */
static bool
use_chain(SSL_CTX *ssl, BIO *from)
{
	X509 *certificate = PEM_read_bio_X509(from, NULL, NULL, NULL);
	bool used = certificate && SSL_CTX_use_certificate(ssl, certificate) == 1;

	X509_free(certificate);
	while (used && (certificate = PEM_read_bio_X509(from, NULL, NULL, NULL))) {
		used = SSL_CTX_add1_chain_cert(ssl, certificate) == 1;
		X509_free(certificate);
	}
	if (!used || ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
		return false;
	ERR_clear_error(); /* the end of the file */
	return true;
}

static bool
use_text(SSL_CTX *ssl, const char *text, size_t octets)
{
	BIO *from = BIO_new_mem_buf(text, (int)octets);
	bool used = from && use_chain(ssl, from);

	BIO_free(from);
	return used;
}

/* Returns the octets; -1 with errno. */
static ssize_t
read_file(const char *path, char *to, size_t room)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t used = 0;
	ssize_t n = -1;

	while (fd >= 0 && (n = read(fd, to + used, room - used)) > 0)
		used += (size_t)n;
	descriptors_close(fd);
	return n < 0 ? -1 : (ssize_t)used;
}

/* NULL, or why the file cannot be used. */
static const char *
use_file(SSL_CTX *ssl, const char *path, char *text)
{
	static const char key[] = "PRIVATE KEY";
	ssize_t octets = read_file(path, text, FILE_OCTETS);

	if (octets < 0)
		return strerror(errno);
	if (octets == FILE_OCTETS)
		return "the file is too long";
	if (memmem(text, (size_t)octets, key, sizeof(key) - 1))
		return "there is a private key in this file: it needs a file of its own";
	return use_text(ssl, text, (size_t)octets) ? NULL : why();
}

/*
 * A file that has the private key as well is refused, and nothing is left of it in memory: no
 * process but the key process may have the key. Hence no stdio here, nor OpenSSL's own reader.
 */
static bool
use_certificate(SSL_CTX *ssl, const char *path, struct log *log)
{
	char *text = malloc(FILE_OCTETS);
	const char *problem = text ? use_file(ssl, path, text) : strerror(errno);

	if (text)
		explicit_bzero(text, FILE_OCTETS);
	free(text);
	return !problem || failed(log, path, problem);
}

/* Reads a certificate and its chain. The caller frees *public_key, whatever the result. */
static bool
add_certificate(SSL_CTX *ssl, const char *path, EVP_PKEY **public_key, struct log *log)
{
	if (!use_certificate(ssl, path, log))
		return false;
	*public_key = X509_get_pubkey(SSL_CTX_get0_certificate(ssl));
	if (!EVP_PKEY_is_a(*public_key, "RSA") && !EVP_PKEY_is_a(*public_key, "EC"))
		return failed(log, path, "neither an RSA nor an ECDSA key");
	return true;
}

/* A second certificate is for clients that cannot verify the first one's type of key. */
static bool
types_differ(const struct tlsd_settings *settings, EVP_PKEY *const *public_keys,
	     struct log *log)
{
	if (settings->pairs_count == 2 &&
	    EVP_PKEY_is_a(public_keys[0], EVP_PKEY_get0_type_name(public_keys[1])))
		return failed(log, settings->pairs[1].certificate,
			      "both keys are of the same type");
	return true;
}

static bool
add_certificates(SSL_CTX *ssl, const struct tlsd_settings *settings, EVP_PKEY **public_keys,
		 struct log *log)
{
	for (size_t i = 0; i < settings->pairs_count; i++)
		if (!add_certificate(ssl, settings->pairs[i].certificate, &public_keys[i], log))
			return false;
	return types_differ(settings, public_keys, log);
}

static void
free_keys(EVP_PKEY *keys[TLSD_PAIRS])
{
	for (size_t i = 0; i < TLSD_PAIRS; i++)
		EVP_PKEY_free(keys[i]);
}

/* --- the trial --- */

/* Lets two ends talk to each other until both are content. */
static bool
converse(SSL *server, SSL *client)
{
	for (int i = 0; i < TRIAL_STEPS; i++) {
		int at_client = SSL_do_handshake(client);
		int at_server = SSL_do_handshake(server);

		if (at_client == 1 && at_server == 1)
			return true;
	}
	return false;
}

static bool
shake_hands(SSL *server, SSL *client)
{
	BIO *at_server;
	BIO *at_client;

	if (BIO_new_bio_pair(&at_server, 0, &at_client, 0) != 1)
		return false;
	SSL_set_bio(server, at_server, at_server);
	SSL_set_bio(client, at_client, at_client);
	SSL_set_accept_state(server);
	SSL_set_connect_state(client);
	return converse(server, client);
}

/* As a client that knows only this version and this type of key. */
static bool
try_kind(SSL_CTX *ssl, SSL_CTX *clients, int version, const char *key)
{
	char algorithms[ALGORITHMS_OCTETS];
	SSL *server = SSL_new(ssl);
	SSL *client = SSL_new(clients);
	bool tried;

	list_algorithms(key, algorithms);
	tried = server && client && SSL_set_min_proto_version(client, version) == 1 &&
		SSL_set_max_proto_version(client, version) == 1 &&
		SSL_set1_sigalgs_list(client, algorithms) == 1 && shake_hands(server, client);
	SSL_free(server);
	SSL_free(client);
	return tried;
}

static bool
try_all(SSL_CTX *ssl, const struct tlsd_settings *settings, EVP_PKEY *const *public_keys,
	struct log *log)
{
	SSL_CTX *clients = SSL_CTX_new(TLS_client_method());
	bool tried = clients != NULL;

	for (size_t i = 0; tried && i < settings->pairs_count; i++) {
		const char *key = EVP_PKEY_is_a(public_keys[i], "RSA") ? "RSA" : "EC";

		tried = try_kind(ssl, clients, TLS1_2_VERSION, key) &&
			try_kind(ssl, clients, TLS1_3_VERSION, key);
		if (!tried)
			failed(log, settings->pairs[i].certificate, NULL);
	}
	SSL_CTX_free(clients);
	return tried;
}

/* --- a generation --- */

/* A key goes to the certificate that it belongs to, whatever their order. */
static bool
add_keys(const struct context *context, size_t count, EVP_PKEY *const *public_keys)
{
	bool added = true;

	for (size_t i = 0; added && i < count; i++) {
		EVP_PKEY *key =
			remote_key_new(public_keys[i], (unsigned)i, context->key_socket);

		added = key && SSL_CTX_use_PrivateKey(context->ssl, key) == 1;
		EVP_PKEY_free(key);
	}
	return added;
}

static bool
start_key_process(struct context *context, const struct tlsd_settings *settings,
		  EVP_PKEY *const *public_keys, const struct title *title, struct log *log)
{
	context->key_process =
		key_process_start(settings, public_keys, title, &context->key_socket, log);
	return context->key_process > 0;
}

static bool
load(struct context *context, const struct tlsd_settings *settings, struct tickets *tickets,
     EVP_PKEY **public_keys, const struct title *title, struct log *log)
{
	if (!context->ssl || !set_up(context->ssl) || !tickets_use(context->ssl, tickets))
		return failed(log, settings->pairs[0].certificate, NULL);
	if (!add_certificates(context->ssl, settings, public_keys, log) ||
	    !start_key_process(context, settings, public_keys, title, log))
		return false;
	if (!add_keys(context, settings->pairs_count, public_keys))
		return failed(log, settings->pairs[0].certificate, NULL);
	return try_all(context->ssl, settings, public_keys, log);
}

bool
context_load(struct context *context, const struct tlsd_settings *settings,
	     struct tickets *tickets, const struct title *title, struct log *log)
{
	EVP_PKEY *public_keys[TLSD_PAIRS] = {NULL};
	bool loaded;

	*context = (struct context){.ssl = SSL_CTX_new(TLS_server_method()), .key_socket = -1};
	loaded = load(context, settings, tickets, public_keys, title, log);
	free_keys(public_keys);
	if (!loaded)
		context_free(context);
	return loaded;
}

void
context_free(struct context *context)
{
	SSL_CTX_free(context->ssl);
	descriptors_close(context->key_socket);
	*context = (struct context){.key_socket = -1};
}

/* --- the check --- */

static bool
check_chain(SSL_CTX *ssl, const char **problem)
{
	STACK_OF(X509) *chain = NULL;
	X509 *certificate = SSL_CTX_get0_certificate(ssl);

	SSL_CTX_get0_chain_certs(ssl, &chain);
	for (int i = 0; i < sk_X509_num(chain); i++) {
		X509 *next = sk_X509_value(chain, i);

		if (X509_check_issued(next, certificate) != X509_V_OK ||
		    X509_verify(certificate, X509_get0_pubkey(next)) != 1)
			*problem = "a certificate of the chain is not signed by the next one";
		certificate = next;
	}
	return *problem == NULL;
}

/* Negative if the time has passed. */
static int
days_left(const X509 *certificate)
{
	int days = 0;
	int seconds = 0;

	ASN1_TIME_diff(&days, &seconds, NULL, X509_get0_notAfter(certificate));
	return seconds < 0 ? days - 1 : days;
}

static void
print_names(const X509 *certificate, FILE *to)
{
	GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);

	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);

		if (name->type == GEN_DNS)
			fprintf(to, " %.*s", ASN1_STRING_length(name->d.dNSName),
				(const char *)ASN1_STRING_get0_data(name->d.dNSName));
	}
	GENERAL_NAMES_free(names);
}

static void
print_pair(SSL_CTX *ssl, const char *path, FILE *to)
{
	const X509 *certificate = SSL_CTX_get0_certificate(ssl);
	STACK_OF(X509) *chain = NULL;
	int days = days_left(certificate);

	SSL_CTX_get0_chain_certs(ssl, &chain);
	fprintf(to, "# %s: %d day%s left, %d in the chain, names:", path, days,
		days == 1 ? "" : "s", 1 + (chain ? sk_X509_num(chain) : 0));
	print_names(certificate, to);
	fprintf(to, "\n");
}

static bool
check_pair(SSL_CTX *ssl, const struct tlsd_pair *pair, EVP_PKEY **public_key, FILE *to,
	   struct log *log)
{
	char text[KEY_PROBLEM_OCTETS];
	const char *problem = NULL;
	EVP_PKEY *key;

	if (!add_certificate(ssl, pair->certificate, public_key, log))
		return false;
	print_pair(ssl, pair->certificate, to);
	if (X509_cmp_current_time(X509_get0_notAfter(SSL_CTX_get0_certificate(ssl))) < 0)
		return failed(log, pair->certificate, "the certificate has expired");
	if (X509_cmp_current_time(X509_get0_notBefore(SSL_CTX_get0_certificate(ssl))) > 0)
		return failed(log, pair->certificate, "the certificate is not valid yet");
	if (!check_chain(ssl, &problem))
		return failed(log, pair->certificate, problem);
	key = key_read(pair, *public_key, text);
	if (!key) {
		log_event(log, LOG_LEVEL_ERROR, "bad-key", "key", pair->key, "problem", text,
			  NULL);
		return false;
	}
	EVP_PKEY_free(key);
	return true;
}

bool
context_check(const struct tlsd_settings *settings, FILE *to, struct log *log)
{
	EVP_PKEY *public_keys[TLSD_PAIRS] = {NULL};
	bool good = true;

	for (size_t i = 0; i < settings->pairs_count; i++) {
		SSL_CTX *ssl = SSL_CTX_new(TLS_server_method());

		good = ssl && check_pair(ssl, &settings->pairs[i], &public_keys[i], to, log) &&
		       good;
		SSL_CTX_free(ssl);
	}
	good = good && types_differ(settings, public_keys, log);
	free_keys(public_keys);
	return good;
}
