/*
 * Relaying from inside a sandbox, where no program can be run. A session that may relay mail
 * forks before it enters its sandbox. The other process, its helper, stays outside and waits on
 * a socket. For each message that comes over the socket, it runs the program of the setting
 * relay. It does nothing else.
 */
#ifndef SMTPD_HELPER_H
#define SMTPD_HELPER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/base/conf.h"
#include "common/base/log.h"
#include "common/store/store.h"
#include "smtpd/relay.h"

struct helper {
	pid_t pid;
	int socket; /* -1: no helper */
};

/*
 * Starts a helper if needed. To be called after tls_stand_by() and before sandbox_enter().
 * False if it could not be started; that is logged.
 */
bool helper_start(struct helper *helper, bool needed, const struct conf *conf, struct log *log);

/*
 * As relay_hand_off(), but the helper runs the program. command, show_errors and timeout of
 * relay are ignored: the helper uses its own.
 */
enum relay_status helper_hand_off(const struct helper *helper, const struct relay *relay,
				  const struct store_source *source, uint64_t octets,
				  char why[RELAY_WHY_OCTETS]);

/* Ends the helper and waits until it has exited. */
void helper_end(const struct helper *helper);

#endif
