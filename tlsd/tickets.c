#include "tlsd/tickets.h"

#include <openssl/core_names.h>
#include <openssl/rand.h>
#include <string.h>

enum { NO_KEY, GOOD, RENEW, FAILED = -1 }; /* SSL_CTX_set_tlsext_ticket_key_evp_cb(3) */

bool
tickets_rotate(struct tickets *tickets, int64_t now_ms)
{
	struct ticket_key key;
	bool first = tickets->next_ms == 0;

	if (!first && now_ms < tickets->next_ms)
		return true;
	tickets->next_ms = now_ms + TICKETS_PERIOD_MS;
	if (RAND_bytes((unsigned char *)&key, sizeof(key)) != 1)
		return false;
	tickets->keys[1] = first ? key : tickets->keys[0];
	tickets->keys[0] = key;
	OPENSSL_cleanse(&key, sizeof(key));
	return true;
}

/* The number of the key with this name; 2: there is none. */
static size_t
find_key(const struct tickets *tickets, const unsigned char *name)
{
	size_t i = 0;

	while (i < 2 && memcmp(tickets->keys[i].name, name, sizeof(tickets->keys[i].name)) != 0)
		i++;
	return i;
}

static bool
start_mac(EVP_MAC_CTX *mac, struct ticket_key *key)
{
	char digest[] = "SHA256";
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key->mac,
						  sizeof(key->mac)),
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end()};

	return EVP_MAC_CTX_set_params(mac, params) == 1;
}

static int
encrypt(struct ticket_key *key, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher,
	EVP_MAC_CTX *mac)
{
	memcpy(name, key->name, sizeof(key->name));
	if (RAND_bytes(iv, EVP_CIPHER_get_iv_length(EVP_aes_256_cbc())) != 1 ||
	    EVP_EncryptInit_ex2(cipher, EVP_aes_256_cbc(), key->cipher, iv, NULL) != 1 ||
	    !start_mac(mac, key))
		return FAILED;
	return GOOD;
}

/*
 * For OpenSSL. Without a key, it sends an empty ticket, or ignores the client's. A client that
 * resumes gets a new ticket, because it should use each one only once (RFC 8446 section C.4).
 */
static int
choose_key(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher,
	   EVP_MAC_CTX *mac, int encrypts)
{
	struct tickets *tickets = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
	size_t found;
	struct ticket_key *key;

	if (SSL_version(ssl) < TLS1_3_VERSION)
		return NO_KEY;
	if (encrypts)
		return encrypt(&tickets->keys[0], name, iv, cipher, mac);
	found = find_key(tickets, name);
	if (found == 2)
		return NO_KEY;
	key = &tickets->keys[found];
	if (EVP_DecryptInit_ex2(cipher, EVP_aes_256_cbc(), key->cipher, iv, NULL) != 1 ||
	    !start_mac(mac, key))
		return FAILED;
	return RENEW;
}

bool
tickets_use(SSL_CTX *context, struct tickets *tickets)
{
	SSL_CTX_set_timeout(context, TICKETS_PERIOD_MS / 1000);
	return SSL_CTX_set_app_data(context, tickets) == 1 &&
	       SSL_CTX_set_tlsext_ticket_key_evp_cb(context, choose_key) == 1;
}
