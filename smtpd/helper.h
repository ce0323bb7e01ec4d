/*
 * Handing messages on from a sandbox, where no program can be run. A session that may have mail
 * for elsewhere forks before it enters its own: the other process, its helper, stays outside
 * and waits on a socket. It runs the program that the setting relay names, once for each
 * message that comes over the socket, and does nothing else for anybody.
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
	int socket; /* -1: there is no helper */
};

/*
 * Starts a helper, if needed. To be called behind tls_stand_by() and before sandbox_enter().
 * False, and logged, when there is no second process.
 */
bool helper_start(struct helper *helper, bool needed, const struct conf *conf, struct log *log);

/*
 * Has the helper run the program, as relay_hand_off() does: command, show_errors and timeout
 * are the helper's own, and those of relay do not count.
 */
enum relay_status helper_hand_off(const struct helper *helper, const struct relay *relay,
				  const struct store_source *source, uint64_t octets,
				  char why[RELAY_WHY_OCTETS]);

/* Lets the helper go, and waits for its end. */
void helper_end(const struct helper *helper);

#endif
