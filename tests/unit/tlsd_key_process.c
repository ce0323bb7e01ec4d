/* Tests of tlsd/key_process: what it signs verifies, and nothing else is signed. */
#include "tests/unit/unit.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <poll.h>
#include <sys/socket.h>

#include "common/base/array.h"
#include "common/base/descriptors.h"
#include "common/base/wait.h"
#include "tlsd/context.h"
#include "tlsd/key_process.h"
#include "tlsd/signing.h"

static struct log quiet = {.program = "pillarbox-test", .level = LOG_LEVEL_ERROR};

struct running {
	struct tlsd_settings settings;
	EVP_PKEY *keys[TLSD_PAIRS]; /* RSA, EC */
	int socket;
	pid_t pid;
};

static void
write_key(const char *path, EVP_PKEY *key)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_int_equal(PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL), 1);
	assert_int_equal(fclose(file), 0);
}

static void
start(struct running *running)
{
	*running = (struct running){
		.settings = {.pairs = {{.key = "rsa"}, {.key = "ec"}}, .pairs_count = 2},
		.keys = {EVP_RSA_gen(2048), EVP_EC_gen("P-256")},
	};
	write_key("rsa", running->keys[0]);
	write_key("ec", running->keys[1]);
	running->pid = key_process_start(&running->settings, running->keys, NULL,
					 &running->socket, &quiet);
	assert_true(running->pid > 0);
}

/* It ends with the last of those that could ask. */
static void
stop(struct running *running)
{
	int status;

	close(running->socket);
	assert_int_equal(waitpid(running->pid, &status, 0), running->pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	EVP_PKEY_free(running->keys[0]);
	EVP_PKEY_free(running->keys[1]);
}

/* Returns the octets of the answer; 0: the descriptor was closed. */
static size_t
ask(const struct running *running, const void *request, size_t octets,
    unsigned char signature[SIGNING_SIGNATURE_OCTETS])
{
	int pair[2];
	ssize_t n;

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	assert_true(descriptors_send(running->socket, request, octets, &pair[1], 1));
	close(pair[1]);
	assert_int_equal(wait_ready(pair[0], POLLIN, wait_now_ms() + 5000), WAIT_READY);
	n = recv(pair[0], signature, SIGNING_SIGNATURE_OCTETS, 0);
	assert_true(n >= 0);
	close(pair[0]);
	return (size_t)n;
}

/* With a padding that was set here, from the name of the algorithm. */
static bool
verifies(EVP_PKEY *key, const struct signing_algorithm *algorithm, const uint8_t *digest,
	 const unsigned char *signature, size_t octets)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
	bool rsa = strncmp(algorithm->name, "RSA", 3) == 0;
	bool pss = strncmp(algorithm->name, "RSA-PSS", 7) == 0;
	const EVP_MD *md = EVP_get_digestbyname(strrchr(algorithm->name, '+') + 1);
	bool good;

	assert_int_equal(EVP_PKEY_verify_init(context), 1);
	assert_int_equal(EVP_PKEY_CTX_set_signature_md(context, md), 1);
	if (rsa)
		assert_int_equal(
			EVP_PKEY_CTX_set_rsa_padding(context, pss ? RSA_PKCS1_PSS_PADDING
								  : RSA_PKCS1_PADDING),
			1);
	if (pss)
		assert_int_equal(EVP_PKEY_CTX_set_rsa_pss_saltlen(context, EVP_MD_size(md)), 1);
	good = EVP_PKEY_verify(context, signature, octets, digest, algorithm->octets) == 1;
	EVP_PKEY_CTX_free(context);
	return good;
}

static void
signatures_verify(void **state)
{
	struct running running;

	(void)state;
	start(&running);
	for (unsigned i = 0; i < SIGNING_ALGORITHMS; i++) {
		const struct signing_algorithm *algorithm = &signing_algorithms[i];
		unsigned key = strcmp(algorithm->key, "RSA") == 0 ? 0 : 1;
		struct signing_request request = {.key = (uint8_t)key, .algorithm = (uint8_t)i};
		unsigned char signature[SIGNING_SIGNATURE_OCTETS];
		size_t octets;

		unit_pattern(request.digest, sizeof(request.digest), i);
		octets = ask(&running, &request, signing_request_octets(algorithm), signature);
		if (!verifies(running.keys[key], algorithm, request.digest, signature, octets))
			fail_msg("%s does not verify", algorithm->name);
		/* The other key is of another type. */
		request.key = (uint8_t)(1 - key);
		assert_int_equal(
			ask(&running, &request, signing_request_octets(algorithm), signature),
			0);
	}
	stop(&running);
}

static void
other_requests_get_no_answer(void **state)
{
	unsigned char signature[SIGNING_SIGNATURE_OCTETS];
	const struct signing_request good = {.key = 0, .algorithm = 3};
	unsigned char longer[sizeof(good) + 10] = {0, 3};
	struct running running;
	size_t octets = signing_request_octets(&signing_algorithms[3]);

	(void)state;
	start(&running);
	for (size_t i = 1; i <= sizeof(longer); i++)
		if (i != octets)
			assert_int_equal(ask(&running, longer, i, signature), 0);
	assert_int_equal(send(running.socket, &good, octets, 0),
			 octets); /* nowhere to answer */
	assert_true(ask(&running, &good, octets, signature) > 0);
	stop(&running);
}

static void
an_empty_message_is_not_the_end(void **state)
{
	unsigned char signature[SIGNING_SIGNATURE_OCTETS];
	const struct signing_request good = {.key = 0, .algorithm = 3};
	struct running running;

	(void)state;
	start(&running);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(send(running.socket, "", 0, 0), 0);
		assert_true(ask(&running, &good, signing_request_octets(&signing_algorithms[3]),
				signature) > 0);
	}
	stop(&running);
}

/* Otherwise poll(2) would find the end again and again. */
static void
it_ends_when_no_more_can_be_asked(void **state)
{
	static const int how[] = {SHUT_WR, SHUT_RDWR};

	(void)state;
	for (size_t i = 0; i < COUNT(how); i++) {
		struct running running;
		int status;

		start(&running);
		assert_int_equal(shutdown(running.socket, how[i]), 0);
		assert_int_equal(waitpid(running.pid, &status, 0), running.pid);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
		close(running.socket);
		EVP_PKEY_free(running.keys[0]);
		EVP_PKEY_free(running.keys[1]);
	}
}

static void
a_wrong_key_is_refused(void **state)
{
	struct running running;
	char problem[KEY_PROBLEM_OCTETS];
	const struct tlsd_pair none = {.key = "none"};
	const struct tlsd_pair rsa = {.key = "rsa"};
	EVP_PKEY *key;

	(void)state;
	start(&running);
	key = key_read(&rsa, running.keys[0], problem);
	assert_non_null(key);
	EVP_PKEY_free(key);
	assert_null(key_read(&rsa, running.keys[1], problem));
	assert_string_equal(problem, "this is not the key of the certificate");
	assert_null(key_read(&none, running.keys[0], problem));
	assert_string_equal(problem, "No such file or directory");
	stop(&running);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		unit_test_in_directory(signatures_verify),
		unit_test_in_directory(other_requests_get_no_answer),
		unit_test_in_directory(an_empty_message_is_not_the_end),
		unit_test_in_directory(it_ends_when_no_more_can_be_asked),
		unit_test_in_directory(a_wrong_key_is_refused),
	};

	int failures = context_init() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;

	/* As tlsd itself does: OpenSSL never frees the providers that it has loaded. */
	fflush(NULL);
	_exit(failures);
}
