/*
 * What a session of smtpd or pop3d sends on its connection to us (common/wire/tls.h): one
 * octet, a word, with two descriptors, the client's connection and one end of a socket pair.
 * The word is TLS_BEGIN, or TLS_WAIT under STARTTLS; then TLS_BEGIN may come later, without
 * descriptors. A session that closes the connection before that wants no TLS.
 *
 * If the connection is that of a load balancer, the address of its client follows the first
 * word, as text. It is for the log only.
 */
#ifndef TLSD_HANDOVER_H
#define TLSD_HANDOVER_H

#include "common/wire/peer.h"

struct handover {
	int control;                            /* the session's connection to us */
	int client;                             /* -1 until it has come */
	int session;                            /* the same: our end of the socket pair */
	char balanced[PEER_ADDRESS_OCTETS + 1]; /* the client of a load balancer; "": none */
};

enum handover_status {
	HANDOVER_WAITS,  /* nothing to do until more comes */
	HANDOVER_BEGINS, /* the handshake can start */
	HANDOVER_ENDS,   /* the session has gone */
	HANDOVER_BROKEN, /* no such message, or there was no room for its descriptors */
};

/* Receives one word, if there is one. */
enum handover_status handover_receive(struct handover *handover);

/* Closes what has come. */
void handover_close(struct handover *handover);

#endif
