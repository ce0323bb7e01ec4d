/*
 * Session tickets of TLS 1.3 (RFC 8446 section 4.6.1). Each session is served by a process of
 * its own, so nothing but the ticket can resume one. The keys that encrypt tickets live in the
 * process that accepts, and all others inherit them.
 *
 * The keys rotate. A ticket is good for at least TICKETS_PERIOD_MS, and its key is gone after
 * twice that time.
 *
 * TLS 1.2 has none (RFC 5077). There, a ticket holds the keys of the session itself, so a key
 * that encrypts tickets would decrypt whole sessions, old ones too.
 */
#ifndef TLSD_TICKETS_H
#define TLSD_TICKETS_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdint.h>

enum { TICKETS_PERIOD_MS = 2 * 60 * 60 * 1000 };

struct ticket_key {
	unsigned char name[16];
	unsigned char cipher[32]; /* AES-256-CBC */
	unsigned char mac[32];    /* HMAC with SHA-256 */
};

/* All zero at first. */
struct tickets {
	struct ticket_key keys[2]; /* the first one encrypts; the other one was the first */
	int64_t next_ms;           /* when they rotate */
};

/* Makes the first keys, or rotates them if it is time. False if there is no randomness: then
 * the keys stay, until it is time again. */
bool tickets_rotate(struct tickets *tickets, int64_t now_ms);

/* Uses these keys, which must outlive context, for its sessions. False if OpenSSL refuses. */
bool tickets_use(SSL_CTX *context, struct tickets *tickets);

#endif
