/*
 * The key process: the only one that ever has the private keys. It receives requests
 * (signing.h), each with a descriptor for the answer; it pads, signs and sends. It does nothing
 * else, and its sandbox allows nothing else.
 *
 * All other processes of tlsd have the other end of its socket. It ends with the last of them.
 */
#ifndef TLSD_KEY_PROCESS_H
#define TLSD_KEY_PROCESS_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <sys/types.h>

#include "common/base/log.h"
#include "common/base/title.h"
#include "tlsd/settings.h"

enum { KEY_PROBLEM_OCTETS = 200 };

/*
 * Reads the private key of a pair, which must be RSA or EC and belong to the certificate's
 * public key. NULL, and problem says why.
 */
EVP_PKEY *key_read(const struct tlsd_pair *pair, EVP_PKEY *public_key,
		   char problem[KEY_PROBLEM_OCTETS]);

/*
 * Starts a key process for the pairs whose certificates have these public keys. It shows a
 * title (title.h; NULL: none), and reads the keys' files itself. Sets *socket to the end of its
 * socket that requests are sent to. Returns its pid; -1, and logged, if it could not be
 * started. It does not wait until the keys are read: if one is wrong, the new process logs why
 * and ends, and there are no signatures.
 */
pid_t key_process_start(const struct tlsd_settings *settings, EVP_PKEY *const *public_keys,
			const struct title *title, int *socket, struct log *log);

#endif
