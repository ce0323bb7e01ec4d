/*
 * TLS. This process has no TLS code and no private key: another process does the handshake and
 * encrypts. There are three ways to start it.
 *
 * Server: the setting starttls names the socket of tlsd. At its start, the session hands over
 * the client's connection and one end of a socket pair; when it asks for TLS, with one octet, a
 * process of tlsd does the handshake. From then on the session uses the other end of the pair.
 * This is also the way to implicit TLS (--tls=now). tlsd/handover.h is the other side of this.
 *
 * Wrapper: the setting starttls names a program, which takes the place of this process. It has
 * the connection on descriptors 0 and 1, does the handshake, and starts our program again with
 * --tls.
 *
 * UCSPI-TLS: the super-server, such as those of ucspi-ssl and s6-networking, has a second
 * process for the connection. It waits for one octet on a control socket and then does the
 * handshake. After that, we read and write two other descriptors.
 *
 * With STARTTLS and STLS, the session starts again from the beginning (RFC 3207 section 4.2,
 * RFC 2595 section 4).
 */
#ifndef COMMON_WIRE_TLS_H
#define COMMON_WIRE_TLS_H

#include <stdbool.h>

#include "common/base/conf.h"
#include "common/base/log.h"
#include "common/wire/peer.h"

/* What a session says on its control socket. */
enum tls_word {
	TLS_WAIT = 'w',  /* to tlsd only, with the descriptors: TLS may be wanted later */
	TLS_BEGIN = 'y', /* the handshake shall start now */
};

enum tls_way {
	TLS_NO_WAY,
	TLS_SERVER,
	TLS_WRAPPER,
	TLS_UCSPI,
};

struct tls {
	bool on;          /* the session is encrypted */
	bool started;     /* by STARTTLS or STLS: the client has seen the banner already */
	enum tls_way way; /* how TLS can be started; TLS_NO_WAY once it is on */
	int control;      /* the descriptor on which we ask for TLS */
	/* Server and UCSPI-TLS: the descriptors of the encrypted connection. */
	int in;
	int out;
};

/*
 * Finds out from the command line whether TLS is on. If not, finds how it can be started for
 * the peer on fd, which must be a socket: with SSLCTLFD, SSLREADFD and SSLWRITEFD in the
 * environment, or with the setting starttls. These descriptors become close-on-exec. With
 * --tls=now TLS is not on yet.
 */
void tls_find(struct tls *tls, const struct conf *conf, int fd);

/*
 * Whether TLS can be started now. False if the wrapper cannot be executed, or the other process
 * has gone; that is logged.
 */
bool tls_is_available(const struct tls *tls, const struct conf *conf, struct log *log);

/* Whether this process goes on after tls_start(). */
bool tls_stays_here(const struct tls *tls);

/*
 * To be called before the session enters its sandbox, inside which no program can be run and no
 * socket be connected.
 *
 * For a server, it connects and hands over the client on descriptor 0. The server can see the
 * client's address for itself, unless a load balancer is in between; then it is told the
 * address. If that fails, it is logged if log_fault_is_due(), and there is no way to start TLS.
 * With --tls=now it asks for TLS as well: descriptors 0 and 1 are the encrypted connection
 * then, and without it there must be no session: false.
 *
 * For a wrapper, it forks, and only the child returns. The parent waits for the child to end.
 * Then it becomes the wrapper if tls_start() has asked for it, or else exits as the child did.
 * If the parent is killed, the child is killed, too. False if there is no second process; that
 * is logged.
 */
bool tls_stand_by(struct tls *tls, const struct peer *peer, const struct conf *conf,
		  struct log *log);

/*
 * Starts TLS. The session must be over, and its last reply written. True with a server
 * or UCSPI-TLS: descriptors 0 and 1 are the encrypted connection now, and a new session can
 * start on them. False if this process must end. Either the parent will become the wrapper,
 * with an alarm(2) that ends wrapper and connection after seconds. Or it failed: that is
 * logged, and nothing more can be sent to the peer.
 */
bool tls_start(struct tls *tls, const struct conf *conf, struct log *log, unsigned seconds);

#endif
