/*
 * What every TLS session of one generation shares: OpenSSL's context with the certificates,
 * and the key process that has their keys. A reload makes another generation; sessions keep
 * the one that they began with.
 *
 * TLS 1.2 and 1.3, with forward secrecy and authenticated encryption only. No renegotiation, no
 * compression.
 */
#ifndef TLSD_CONTEXT_H
#define TLSD_CONTEXT_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "common/base/log.h"
#include "common/base/title.h"
#include "tlsd/settings.h"
#include "tlsd/tickets.h"

struct context {
	SSL_CTX *ssl;
	int key_socket; /* requests to the key process */
	pid_t key_process;
};

/* Prepares OpenSSL. It reads no configuration file. False if it refuses. */
bool context_init(void);

/*
 * Reads the certificates, starts a key process, and tries both with a handshake of each kind.
 * This also fills OpenSSL's caches, so that no session has to. False, and logged, if anything
 * is wrong; then nothing stays allocated. title is for key_process_start().
 */
bool context_load(struct context *context, const struct tlsd_settings *settings,
		  struct tickets *tickets, const struct title *title, struct log *log);

/* The key process ends when no session needs it any more. */
void context_free(struct context *context);

/*
 * Checks certificates and keys, and writes a line on each pair: its names, how many days are
 * left, and the chain. False, and logged, if one cannot be used: it is not valid now, it does
 * not belong to its key, or a certificate of the chain is not signed by the next one.
 */
bool context_check(const struct tlsd_settings *settings, FILE *to, struct log *log);

#endif
