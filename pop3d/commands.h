/* POP3: the table of commands, and what else makes a session one of POP3. */
#ifndef POP3D_COMMANDS_H
#define POP3D_COMMANDS_H

#include "common/wire/protocol.h"

extern const struct protocol pop3;

#endif
