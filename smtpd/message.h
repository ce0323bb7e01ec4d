/* A message as it comes in, in chunks or as one piece, and what becomes of it in the end. */
#ifndef SMTPD_MESSAGE_H
#define SMTPD_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/number.h"
#include "smtpd/replies.h"
#include "smtpd/session.h"

/* What is said at the end of a message: to everybody alike, as all get it or none. */
struct ending {
	unsigned reply;
	char argument[NUMBER_SIZE_OCTETS]; /* a transaction id fits too */
};

/* Begins the message of a transaction. False, with the reply to it, when memory is short. */
bool message_begin(struct session *session);

/* Takes octets of a message that comes in chunks: as content_take_chunk(), and looks for space.
 */
void message_take_chunk(struct session *session, const char *text, size_t octets);

/* Decides what becomes of a complete message, and stores it for its recipients. */
struct ending message_end(struct session *session);

#endif
