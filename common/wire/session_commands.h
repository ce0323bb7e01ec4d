/* Commands that both daemons have: what is the same in their handlers and refusals. */
#ifndef COMMON_WIRE_SESSION_COMMANDS_H
#define COMMON_WIRE_SESSION_COMMANDS_H

#include "common/wire/session.h"

enum outcome handle_noop(struct session *session, char *argument);

/* STARTTLS (RFC 3207 section 4), STLS (RFC 2595 section 4) */
enum outcome handle_starttls(struct session *session, char *argument);
int refuse_starttls(const struct session *session);

/*
 * Writes, for HELP, the verbs that the session may use in any of the given states, with spaces
 * between them.
 */
void session_verbs(const struct session *session, unsigned states,
		   char verbs[COMMAND_VERBS_OCTETS + 1]);

#endif
