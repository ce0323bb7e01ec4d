#include "tlsd/key_process.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/descriptors.h"
#include "common/process/program.h"
#include "common/process/signals.h"
#include "tlsd/confine.h"
#include "tlsd/signing.h"

enum { SEND_SECONDS = 5 }; /* to a key process that is busy */

/* --- a private key --- */

/* An encrypted key cannot be used: there is nobody to type the passphrase. */
static int
no_passphrase(char *to, int room, int writing, void *of)
{
	(void)to;
	(void)room;
	(void)writing;
	(void)of;
	return -1;
}

static const char *
why(void)
{
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());

	return reason ? reason : "OpenSSL gives no reason";
}

static EVP_PKEY *
read_file(const char *path, char problem[KEY_PROBLEM_OCTETS])
{
	FILE *file = fopen(path, "re");
	EVP_PKEY *key;

	if (!file) {
		snprintf(problem, KEY_PROBLEM_OCTETS, "%s", strerror(errno));
		return NULL;
	}
	setvbuf(file, NULL, _IONBF, 0); /* no copy in a buffer */
	key = PEM_read_PrivateKey(file, NULL, no_passphrase, NULL);
	fclose(file);
	if (!key)
		snprintf(problem, KEY_PROBLEM_OCTETS, "%s", why());
	return key;
}

EVP_PKEY *
key_read(const struct tlsd_pair *pair, EVP_PKEY *public_key, char problem[KEY_PROBLEM_OCTETS])
{
	EVP_PKEY *key = read_file(pair->key, problem);
	const char *wrong = NULL;

	if (!key)
		return NULL;
	if (!EVP_PKEY_is_a(key, "RSA") && !EVP_PKEY_is_a(key, "EC"))
		wrong = "neither an RSA nor an ECDSA key";
	else if (EVP_PKEY_get_size(key) > SIGNING_SIGNATURE_OCTETS)
		wrong = "this key is too long";
	else if (EVP_PKEY_eq(public_key, key) != 1)
		wrong = "this is not the key of the certificate";
	if (!wrong)
		return key;
	snprintf(problem, KEY_PROBLEM_OCTETS, "%s", wrong);
	EVP_PKEY_free(key);
	return NULL;
}

/* --- signing --- */

struct keeper {
	size_t keys;
	/* NULL for an algorithm of another type of key. */
	EVP_PKEY_CTX *contexts[TLSD_PAIRS][SIGNING_ALGORITHMS];
};

static bool
set_algorithm(EVP_PKEY_CTX *context, const struct signing_algorithm *algorithm)
{
	const EVP_MD *digest = EVP_get_digestbyname(algorithm->digest);

	if (EVP_PKEY_sign_init(context) != 1 ||
	    EVP_PKEY_CTX_set_signature_md(context, digest) != 1)
		return false;
	if (strcmp(algorithm->key, "RSA") != 0)
		return true;
	if (!algorithm->pss)
		return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
	return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

/* Prepares all that the key can sign. The contexts keep the key. */
static bool
add_key(struct keeper *keeper, EVP_PKEY *key)
{
	EVP_PKEY_CTX **contexts = keeper->contexts[keeper->keys++];

	for (size_t i = 0; i < SIGNING_ALGORITHMS; i++) {
		if (!EVP_PKEY_is_a(key, signing_algorithms[i].key))
			continue;
		contexts[i] = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
		if (!contexts[i] || !set_algorithm(contexts[i], &signing_algorithms[i]))
			return false;
	}
	return true;
}

/* Returns the octets of the signature; 0 if there is none. */
static size_t
sign(const struct keeper *keeper, const struct signing_request *request, size_t octets,
     unsigned char *to)
{
	const struct signing_algorithm *algorithm =
		signing_check(request, octets, keeper->keys);
	EVP_PKEY_CTX *context =
		algorithm ? keeper->contexts[request->key][request->algorithm] : NULL;
	size_t signed_octets = SIGNING_SIGNATURE_OCTETS;

	if (!context ||
	    EVP_PKEY_sign(context, to, &signed_octets, request->digest, algorithm->octets) != 1)
		return 0;
	return signed_octets;
}

/* Without a signature, the closed descriptor is the answer. */
static void
answer(const struct keeper *keeper, const struct signing_request *request, size_t octets,
       int fd)
{
	unsigned char signature[SIGNING_SIGNATURE_OCTETS];
	size_t signed_octets = sign(keeper, request, octets, signature);

	if (signed_octets > 0)
		send(fd, signature, signed_octets, MSG_DONTWAIT | MSG_NOSIGNAL);
	close(fd);
}

/*
 * Serves until no process has the other end. An empty message looks like the end of the input,
 * so poll(2) decides. POLLRDHUP: another process has called shutdown(2), and no more requests
 * can come.
 */
static void
serve(const struct keeper *keeper, int socket)
{
	struct pollfd watched = {.fd = socket, .events = POLLIN | POLLRDHUP};
	struct signing_request request;
	ssize_t octets;
	int fd;

	do {
		poll(&watched, 1, -1);
		octets = descriptors_receive(socket, &request, sizeof(request), &fd, 1);
		if (octets > 0 && fd >= 0)
			answer(keeper, &request, (size_t)octets, fd);
	} while (octets > 0 || (watched.revents & (POLLHUP | POLLRDHUP)) == 0);
}

/* --- the process --- */

static bool
read_keys(struct keeper *keeper, const struct tlsd_settings *settings,
	  EVP_PKEY *const *public_keys, struct log *log)
{
	for (size_t i = 0; i < settings->pairs_count; i++) {
		const struct tlsd_pair *pair = &settings->pairs[i];
		char problem[KEY_PROBLEM_OCTETS] = "OpenSSL refuses it";
		EVP_PKEY *key = key_read(pair, public_keys[i], problem);
		bool added = key && add_key(keeper, key);

		EVP_PKEY_free(key);
		if (!added) {
			log_event(log, LOG_LEVEL_ERROR, "bad-key", "key", pair->key, "problem",
				  problem, NULL);
			return false;
		}
	}
	return true;
}

static int
run(const struct tlsd_settings *settings, EVP_PKEY *const *public_keys,
    const struct title *title, int socket, struct log *log)
{
	const int kept[] = {socket, log->syslog.socket};
	struct keeper keeper = {.keys = 0};

	prctl(PR_SET_NAME, "tlsd-key");
	title_show(title, "signing", NULL);
	descriptors_close_others(kept, 2);
	signals_unblock();
	signal(SIGHUP, SIG_IGN);  /* it is meant for the parent */
	signal(SIGTERM, SIG_IGN); /* the same; handshakes under way need us */
	signal(SIGINT, SIG_IGN);
	if (!read_keys(&keeper, settings, public_keys, log) ||
	    !confine_key_process(settings->sandbox, log))
		return PROGRAM_EXIT_FAILURE;
	serve(&keeper, socket);
	return 0;
}

/* A process that sends a request must not wait for ever in sendmsg(2). */
static void
limit_waits(int socket)
{
	const struct timeval limit = {.tv_sec = SEND_SECONDS};

	setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

pid_t
key_process_start(const struct tlsd_settings *settings, EVP_PKEY *const *public_keys,
		  const struct title *title, int *socket, struct log *log)
{
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		pair[0] = pair[1] = -1;
	pid = pair[0] >= 0 ? fork() : -1;
	if (pid == 0)
		_exit(run(settings, public_keys, title, pair[1], log));
	if (pid < 0) {
		log_event(log, LOG_LEVEL_ERROR, "start", "problem", strerror(errno), NULL);
		descriptors_close(pair[0]);
	} else {
		limit_waits(pair[0]);
		*socket = pair[0];
	}
	descriptors_close(pair[1]);
	return pid;
}
