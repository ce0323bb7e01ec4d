/*
 * TLS without any TLS code, and so without a private key, in this process: another one does it.
 *
 * The wrapper is a program that the setting starttls names. It takes this process's place,
 * finds the connection on descriptors 0 and 1, does the handshake, and starts our program again
 * with
 * --tls behind it. Or the super-server speaks UCSPI-TLS, as ucspi-ssl's and s6-networking's do:
 * a process of its own waits beside ours for a word on a socket, does the handshake then, and
 * from there on we read and write two other descriptors.
 *
 * Either way nothing that was said before counts any more (RFC 3207 section 4.2, RFC 2595
 * section 4).
 */
#ifndef COMMON_WIRE_TLS_H
#define COMMON_WIRE_TLS_H

#include <stdbool.h>

#include "common/base/conf.h"
#include "common/base/log.h"

enum tls_way {
	TLS_NO_WAY,
	TLS_WRAPPER,
	TLS_UCSPI,
};

struct tls {
	bool on;          /* the session is encrypted */
	bool started;     /* by STARTTLS or STLS: the client has had its banner */
	enum tls_way way; /* how TLS can be started; TLS_NO_WAY once it is on */
	int control;      /* where we ask for it */
	/* Of UCSPI-TLS: what we read and write then. */
	int in;
	int out;
};

/*
 * Finds out whether TLS is on, by the command line, and else how it can be started for the peer
 * on fd: by the environment variables SSLCTLFD, SSLREADFD and SSLWRITEFD, or the setting
 * starttls, and only on a socket. Programs that are run later do not get the descriptors.
 */
void tls_find(struct tls *tls, const struct conf *conf, int fd);

/*
 * Whether TLS can be started in the way there is. False if the wrapper cannot be executed,
 * which has been logged.
 */
bool tls_is_available(const struct tls *tls, const struct conf *conf, struct log *log);

/*
 * To be called before the session enters its sandbox, from which no program can be run. Where
 * the way is the wrapper it forks. The child goes on with the session. The parent waits for its
 * end, and then becomes the wrapper, if tls_start() has asked for that, or ends as the child
 * has ended; it never returns. If the parent is killed, so is the child. False, and logged,
 * when there is no second process.
 */
bool tls_stand_by(struct tls *tls, const struct conf *conf, struct log *log);

/*
 * Starts TLS, once the go-ahead is on its way and the session is over. After UCSPI-TLS
 * descriptors 0 and 1 are the encrypted connection, and another session can begin on them: then
 * it is true. False when there is nothing more to do here: the parent starts the wrapper once
 * this process has ended, with an alarm(2), the end of it and the connection in so many
 * seconds, or it failed, which has been logged, and nothing can be said to the peer.
 */
bool tls_start(struct tls *tls, const struct conf *conf, struct log *log, unsigned seconds);

#endif
