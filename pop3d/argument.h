/* Arguments that are message numbers. */
#ifndef POP3D_ARGUMENT_H
#define POP3D_ARGUMENT_H

#include <stdint.h>

#include "pop3d/session.h"

/*
 * Finds the message whose number is text. *entry is NULL when there is no such message, when it
 * is marked as deleted, or when text is not a number. The reply has been queued then, and the
 * handler returns the outcome.
 */
enum outcome argument_find_message(struct session *session, const char *text, uint64_t *number,
				   struct store_entry **entry);

#endif
