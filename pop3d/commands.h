/* The table of POP3 commands. */
#ifndef POP3D_COMMANDS_H
#define POP3D_COMMANDS_H

#include <stddef.h>

#include "common/wire/command.h"

extern const struct command pop3_commands[];
extern const size_t pop3_commands_count;

#endif
