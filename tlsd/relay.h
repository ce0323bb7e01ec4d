/*
 * What the process of one session does after the handshake: it decrypts what the client sends,
 * and encrypts what the session sends.
 *
 * A client that ends its output, with close_notify or without, ends the session's input; the
 * session's replies still reach it. A session that ends, ends the relay after its last octet
 * has been sent. A wait for the session has no limit, as it has its own. A wait for a client
 * ends if the client has vanished (tcp.h), or takes nothing for RELAY_STALL_MS after the
 * session has ended.
 */
#ifndef TLSD_RELAY_H
#define TLSD_RELAY_H

#include <openssl/ssl.h>

enum {
	/* Four of the longest records (RFC 8446 section 5.1), so that a busy session needs few
	 * reads. Pages that are never used cost nothing (memory.h). */
	RELAY_OCTETS = 4 * 16384,
	RELAY_LOOK_MS = 10000,
	RELAY_STALL_MS = 60000,
};

/*
 * Relays until either side has ended. Neither descriptor blocks. ssl has done its handshake on
 * client.
 */
void relay_run(SSL *ssl, int client, int session);

#endif
