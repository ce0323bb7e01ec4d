/*
 * The process that accepts: sessions of smtpd and pop3d connect to it and hand over their
 * clients (handover.h). When one asks for TLS, it forks a process for it (worker.h). It never
 * reads from a client.
 *
 * SIGHUP    reads certificates and keys again; if they are wrong, the old ones stay
 * SIGTERM   ends it; TLS sessions go on, but those that wait can no longer start TLS
 * SIGINT    ends it and all TLS sessions
 */
#ifndef TLSD_ACCEPTOR_H
#define TLSD_ACCEPTOR_H

#include "common/base/log.h"
#include "common/base/title.h"
#include "common/process/activation.h"
#include "tlsd/settings.h"

enum {
	ACCEPTOR_REST_MS = 100,    /* when accept(2) fails for a lack of something */
	ACCEPTOR_REFUSE_MS = 1000, /* between two log lines about refused sessions */
	ACCEPTOR_RETRY_MS = 1000,  /* between two starts of a key process */
	ACCEPTOR_LOG_MS = 60000,   /* between two calls of log_renew() */
};

/*
 * Serves the sessions that connect to the listening socket, until a signal ends that. Returns
 * the exit status.
 */
int acceptor_run(const struct activation *activation, int listening,
		 const struct tlsd_settings *settings, const struct title *title,
		 struct log *log);

#endif
