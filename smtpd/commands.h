/* SMTP: the table of commands, and what else makes a session one of SMTP. */
#ifndef SMTPD_COMMANDS_H
#define SMTPD_COMMANDS_H

#include "common/wire/protocol.h"

extern const struct protocol smtp;

#endif
