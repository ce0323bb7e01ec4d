#include "tlsd/remote_key.h"

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/provider.h>
#include <openssl/rsa.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/array.h"
#include "common/base/descriptors.h"
#include "common/base/wait.h"
#include "tlsd/signing.h"

/* The only parameter that a key is made from: a struct remote_key. */
static const char parameter[] = "remote-key";

/* What OpenSSL's queue of errors says if there is no signature. */
enum { NO_SIGNATURE = 1 };

struct remote_key {
	EVP_PKEY *public_key;
	const char *type; /* as in signing.h */
	unsigned number;
	int socket;
};

/* A signature in progress. */
struct signature {
	const struct remote_key *key;
	bool pss;
	char digest[32];
};

/* --- the key process --- */

/* Waits for the signature. Returns its octets; 0 if none comes. */
static size_t
receive_signature(int fd, unsigned char *to, size_t room)
{
	ssize_t n = -1;

	if (wait_ready(fd, POLLIN, wait_now_ms() + REMOTE_KEY_WAIT_MS) == WAIT_READY)
		n = recv(fd, to, room, MSG_DONTWAIT);
	return n > 0 ? (size_t)n : 0;
}

/* Each request has its own socket for the answer, so that no process gets another's. */
static size_t
ask(const struct remote_key *key, const struct signing_request *request, size_t octets,
    unsigned char *to, size_t room)
{
	size_t received = 0;
	int pair[2];
	bool asked;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return 0;
	asked = descriptors_send(key->socket, request, octets, &pair[1], 1);
	close(pair[1]);
	if (asked)
		received = receive_signature(pair[0], to, room);
	close(pair[0]);
	return received;
}

/* --- keys: provider-keymgmt(7) --- */

static void *
new_key(void *provider)
{
	(void)provider;
	return OPENSSL_zalloc(sizeof(struct remote_key));
}

static void
free_key(void *data)
{
	struct remote_key *key = data;

	if (key)
		EVP_PKEY_free(key->public_key);
	OPENSSL_free(key);
}

static int
has_parts(const void *data, int selection)
{
	const struct remote_key *key = data;

	(void)selection;
	return key->public_key != NULL;
}

static int
import_key(void *data, int selection, const OSSL_PARAM params[])
{
	const OSSL_PARAM *given = OSSL_PARAM_locate_const(params, parameter);

	(void)selection;
	if (!given || given->data_size != sizeof(struct remote_key))
		return 0;
	memcpy(data, given->data, sizeof(struct remote_key));
	return EVP_PKEY_up_ref(((struct remote_key *)data)->public_key);
}

static const OSSL_PARAM *
importable(int selection)
{
	static const OSSL_PARAM params[] = {OSSL_PARAM_octet_string(parameter, NULL, 0),
					    OSSL_PARAM_END};

	(void)selection;
	return params;
}

/* So that OpenSSL can compare the key with a certificate's. */
static int
export_key(void *data, int selection, OSSL_CALLBACK *callback, void *argument)
{
	const struct remote_key *key = data;

	return EVP_PKEY_export(key->public_key, selection & EVP_PKEY_PUBLIC_KEY, callback,
			       argument);
}

static const OSSL_PARAM *
exportable(int selection)
{
	static const OSSL_PARAM params[] = {OSSL_PARAM_END};

	(void)selection;
	return params;
}

static int
get_key_params(void *data, OSSL_PARAM params[])
{
	const struct remote_key *key = data;

	return EVP_PKEY_get_params(key->public_key, params);
}

/* The parameters of the default provider's keys that TLS asks for. */
static const OSSL_PARAM *
gettable_key_params(void *provider)
{
	static const OSSL_PARAM params[] = {
		OSSL_PARAM_int(OSSL_PKEY_PARAM_BITS, NULL),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_SECURITY_BITS, NULL),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_MAX_SIZE, NULL),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, NULL, 0),
		OSSL_PARAM_END};

	(void)provider;
	return params;
}

/* A name that no other provider has. For "RSA", OpenSSL would choose its own signatures, which
 * need the private key. */
static const char *
signature_name(int operation)
{
	return operation == OSSL_OP_SIGNATURE ? "REMOTE" : NULL;
}

#define FUNCTION(id, function)                                                                 \
	{                                                                                      \
		id, (void (*)(void))(function)                                                 \
	}

static const OSSL_DISPATCH key_functions[] = {
	FUNCTION(OSSL_FUNC_KEYMGMT_NEW, new_key),
	FUNCTION(OSSL_FUNC_KEYMGMT_FREE, free_key),
	FUNCTION(OSSL_FUNC_KEYMGMT_HAS, has_parts),
	FUNCTION(OSSL_FUNC_KEYMGMT_IMPORT, import_key),
	FUNCTION(OSSL_FUNC_KEYMGMT_IMPORT_TYPES, importable),
	FUNCTION(OSSL_FUNC_KEYMGMT_EXPORT, export_key),
	FUNCTION(OSSL_FUNC_KEYMGMT_EXPORT_TYPES, exportable),
	FUNCTION(OSSL_FUNC_KEYMGMT_GET_PARAMS, get_key_params),
	FUNCTION(OSSL_FUNC_KEYMGMT_GETTABLE_PARAMS, gettable_key_params),
	FUNCTION(OSSL_FUNC_KEYMGMT_QUERY_OPERATION_NAME, signature_name),
	{0, NULL}};

/* --- signatures: provider-signature(7) --- */

static void *
new_signature(void *provider, const char *properties)
{
	(void)provider;
	(void)properties;
	return OPENSSL_zalloc(sizeof(struct signature));
}

static void
free_signature(void *data)
{
	OPENSSL_free(data);
}

/* OpenSSL gives the padding as a number or as a text. */
static bool
is_padding(const OSSL_PARAM *padding, int number, const char *text)
{
	int given;

	if (padding->data_type == OSSL_PARAM_UTF8_STRING)
		return strcmp(padding->data, text) == 0;
	return OSSL_PARAM_get_int(padding, &given) == 1 && given == number;
}

/* In TLS, the salt of RSASSA-PSS is always as long as the digest, so its length is ignored. */
static int
set_signature_params(void *data, const OSSL_PARAM params[])
{
	struct signature *signature = data;
	const OSSL_PARAM *padding =
		params ? OSSL_PARAM_locate_const(params, OSSL_SIGNATURE_PARAM_PAD_MODE) : NULL;

	if (!padding)
		return 1;
	signature->pss = is_padding(padding, RSA_PKCS1_PSS_PADDING, OSSL_PKEY_RSA_PAD_MODE_PSS);
	return signature->pss ||
	       is_padding(padding, RSA_PKCS1_PADDING, OSSL_PKEY_RSA_PAD_MODE_PKCSV15);
}

static const OSSL_PARAM *
settable_signature_params(void *data, void *provider)
{
	static const OSSL_PARAM params[] = {
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_PAD_MODE, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, NULL, 0),
		OSSL_PARAM_END};

	(void)data;
	(void)provider;
	return params;
}

static int
begin_signature(void *data, const char *digest, void *key, const OSSL_PARAM params[])
{
	struct signature *signature = data;

	*signature = (struct signature){.key = key};
	if (!digest || (size_t)snprintf(signature->digest, sizeof(signature->digest), "%s",
					digest) >= sizeof(signature->digest))
		return 0;
	return set_signature_params(signature, params);
}

/* OpenSSL has more than one name for a digest: "SHA256" is "SHA2-256". */
static const struct signing_algorithm *
find_algorithm(const struct signature *signature, EVP_MD *digest)
{
	for (size_t i = 0; i < SIGNING_ALGORITHMS; i++) {
		const struct signing_algorithm *algorithm = &signing_algorithms[i];

		if (strcmp(algorithm->key, signature->key->type) == 0 &&
		    algorithm->pss == signature->pss && EVP_MD_is_a(digest, algorithm->digest))
			return algorithm;
	}
	return NULL;
}

static size_t
sign(const struct signature *signature, EVP_MD *digest, const unsigned char *text,
     size_t octets, unsigned char *to, size_t room)
{
	const struct signing_algorithm *algorithm = find_algorithm(signature, digest);
	struct signing_request request = {.key = (uint8_t)signature->key->number};

	if (!algorithm || EVP_Digest(text, octets, request.digest, NULL, digest, NULL) != 1)
		return 0;
	request.algorithm = (uint8_t)(algorithm - signing_algorithms);
	return ask(signature->key, &request, signing_request_octets(algorithm), to, room);
}

/* Without a buffer, tells how long a signature can be. */
static int
digest_and_sign(void *data, unsigned char *to, size_t *octets, size_t room,
		const unsigned char *text, size_t text_octets)
{
	const struct signature *signature = data;
	EVP_MD *digest;

	if (!to) {
		*octets = (size_t)EVP_PKEY_get_size(signature->key->public_key);
		return 1;
	}
	digest = EVP_MD_fetch(NULL, signature->digest, NULL);
	*octets = digest ? sign(signature, digest, text, text_octets, to, room) : 0;
	EVP_MD_free(digest);
	if (*octets == 0)
		ERR_raise(ERR_LIB_USER, NO_SIGNATURE);
	return *octets > 0;
}

static const OSSL_DISPATCH signature_functions[] = {
	FUNCTION(OSSL_FUNC_SIGNATURE_NEWCTX, new_signature),
	FUNCTION(OSSL_FUNC_SIGNATURE_FREECTX, free_signature),
	FUNCTION(OSSL_FUNC_SIGNATURE_DIGEST_SIGN_INIT, begin_signature),
	FUNCTION(OSSL_FUNC_SIGNATURE_DIGEST_SIGN, digest_and_sign),
	FUNCTION(OSSL_FUNC_SIGNATURE_SET_CTX_PARAMS, set_signature_params),
	FUNCTION(OSSL_FUNC_SIGNATURE_SETTABLE_CTX_PARAMS, settable_signature_params),
	{0, NULL}};

/* --- the provider --- */

#define PROPERTIES "provider=remote"

static const OSSL_ALGORITHM keys[] = {
	{"RSA:rsaEncryption", PROPERTIES, key_functions, "RSA keys of the key process"},
	{"EC:id-ecPublicKey", PROPERTIES, key_functions, "EC keys of the key process"},
	{NULL, NULL, NULL, NULL}};

static const OSSL_ALGORITHM signatures[] = {
	{"REMOTE", PROPERTIES, signature_functions, "signatures of the key process"},
	{NULL, NULL, NULL, NULL}};

static const OSSL_ALGORITHM *
query(void *provider, int operation, int *no_cache)
{
	(void)provider;
	*no_cache = 0;
	if (operation == OSSL_OP_KEYMGMT)
		return keys;
	return operation == OSSL_OP_SIGNATURE ? signatures : NULL;
}

static int
start_provider(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *in,
	       const OSSL_DISPATCH **out, void **provider)
{
	static const OSSL_DISPATCH functions[] = {
		FUNCTION(OSSL_FUNC_PROVIDER_QUERY_OPERATION, query), {0, NULL}};

	(void)in;
	*out = functions;
	*provider = (void *)(uintptr_t)handle; /* there must be one, but nothing needs it */
	return 1;
}

/* The default provider does everything else, such as ephemeral keys and certificates. */
bool
remote_key_init(void)
{
	/* OpenSSL adds the number of the library, and keeps the address. */
	static ERR_STRING_DATA reasons[] = {
		{ERR_PACK(0, 0, NO_SIGNATURE), "no signature from the key process"}, {0, NULL}};

	return ERR_load_strings(ERR_LIB_USER, reasons) == 1 &&
	       OSSL_PROVIDER_add_builtin(NULL, "remote", start_provider) == 1 &&
	       OSSL_PROVIDER_load(NULL, "default") && OSSL_PROVIDER_load(NULL, "remote") &&
	       EVP_set_default_properties(NULL, "?provider=default") == 1;
}

EVP_PKEY *
remote_key_new(EVP_PKEY *public_key, unsigned number, int socket)
{
	const char *type = EVP_PKEY_is_a(public_key, "RSA") ? "RSA" : "EC";
	struct remote_key given = {public_key, type, number, socket};
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_octet_string(parameter, &given, sizeof(given)),
		OSSL_PARAM_construct_end()};
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, "provider=remote");
	EVP_PKEY *key = NULL;

	if (context && EVP_PKEY_fromdata_init(context) == 1)
		EVP_PKEY_fromdata(context, &key, EVP_PKEY_KEYPAIR, params);
	EVP_PKEY_CTX_free(context);
	return key;
}
