/* The loop of a session: one command after the other, from the greeting to the end. */
#ifndef COMMON_WIRE_SESSION_LOOP_H
#define COMMON_WIRE_SESSION_LOOP_H

#include "common/wire/session.h"

/*
 * Greets the peer; one that does not wait for it gets REPLY_TOO_EARLY. Then reads lines, finds
 * the row of each in the protocol's table, and calls its handler, until an outcome ends the
 * session, or too many errors do. Returns the outcome that ended it.
 */
enum outcome session_converse(struct session *session);

#endif
