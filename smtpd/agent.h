/*
 * Handing messages on from a sandbox, where no program can be run. A session that may have mail
 * for elsewhere forks before it enters its own: the other process, its agent, stays outside and
 * waits on a socket. It runs the program that the setting relay names, once for each message
 * that comes over the socket, and does nothing else for anybody.
 */
#ifndef SMTPD_AGENT_H
#define SMTPD_AGENT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/conf.h"
#include "common/log.h"
#include "common/store.h"
#include "smtpd/relay.h"

struct agent {
	pid_t pid;
	int socket; /* -1: there is no agent */
};

/*
 * Starts an agent, if needed. To be called behind tls_stand_by() and before sandbox_enter().
 * False, and logged, when there is no second process.
 */
bool agent_start(struct agent *agent, bool needed, const struct conf *conf, struct log *log);

/*
 * Has the agent run the program, as relay_hand_off() does: command, show_errors and timeout are
 * the agent's own, and those of relay do not count.
 */
enum relay_status agent_hand_off(const struct agent *agent, const struct relay *relay,
				 const struct store_source *source, uint64_t octets,
				 char why[RELAY_WHY_OCTETS]);

/* Lets the agent go, and waits for its end. */
void agent_end(const struct agent *agent);

#endif
