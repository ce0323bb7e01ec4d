/*
 * The process of one TLS session: it does the handshake on the client's connection and then
 * relays (relay.h). It is forked from the process that accepts, where OpenSSL is set up, and
 * confines itself before it reads the first octet from the client.
 */
#ifndef TLSD_WORKER_H
#define TLSD_WORKER_H

#include "common/base/log.h"
#include "common/base/title.h"
#include "common/wire/peer.h"
#include "tlsd/context.h"
#include "tlsd/forks.h"
#include "tlsd/handover.h"
#include "tlsd/settings.h"
#include "tlsd/tickets.h"

struct worker {
	const struct tlsd_settings *settings;
	const struct context *context;
	struct tickets *tickets; /* wiped after the handshake */
	const struct forks *forks;
	const struct handover *handover;
	const struct peer *peer;   /* whose connection that is */
	const struct title *title; /* of this process */
	struct log *log;
};

/* Serves the client that was handed over. To be called in the new process. */
_Noreturn void worker_run(const struct worker *worker);

#endif
