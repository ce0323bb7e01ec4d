/* Numbers in arguments. */
#ifndef POP3D_ARGUMENT_H
#define POP3D_ARGUMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "pop3d/session.h"

/* Reads an unsigned decimal number of digits alone. False for anything else, or too large. */
bool number_parse(const char *text, uint64_t *number);

/*
 * Finds the message that an argument names. *entry is NULL when it names none, or one that is
 * marked as deleted; that has then been replied, and the outcome is the handler's.
 */
enum outcome argument_find_message(struct session *session, const char *text, uint64_t *number,
				   struct store_entry **entry);

#endif
