/*
 * A private key that is somewhere else. To OpenSSL it looks like any other key, but the key
 * process makes each signature (key_process.h).
 *
 * This is a provider of OpenSSL 3 (provider-keymgmt(7), provider-signature(7)) that is built
 * into the program. The methods of older versions, RSA_METHOD and EC_KEY_METHOD, are
 * deprecated. With RSASSA-PSS, OpenSSL would give them a block that it has already padded, and
 * the key process would have to sign anything.
 */
#ifndef TLSD_REMOTE_KEY_H
#define TLSD_REMOTE_KEY_H

#include <openssl/evp.h>
#include <stdbool.h>

enum { REMOTE_KEY_WAIT_MS = 5000 }; /* for a signature */

/* Makes such keys possible in this program. False if OpenSSL refuses. */
bool remote_key_init(void);

/*
 * The private key that belongs to this public key, an RSA or EC key. It has a number in the
 * key process at the other end of socket. NULL if OpenSSL refuses.
 */
EVP_PKEY *remote_key_new(EVP_PKEY *public_key, unsigned number, int socket);

#endif
