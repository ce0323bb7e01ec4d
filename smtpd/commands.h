/* The table of SMTP commands. */
#ifndef SMTPD_COMMANDS_H
#define SMTPD_COMMANDS_H

#include <stddef.h>

#include "common/wire/command.h"

extern const struct command smtp_commands[];
extern const size_t smtp_commands_count;

#endif
