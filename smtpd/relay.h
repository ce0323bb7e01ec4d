/*
 * Hands a message to the program that the setting relay names: sendmail(8) or a replacement for
 * it. That program decides how mail leaves this machine.
 */
#ifndef SMTPD_RELAY_H
#define SMTPD_RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/store/store.h"

enum relay_status {
	RELAY_TAKEN,
	RELAY_TRY_LATER, /* EX_TEMPFAIL (sysexits(3)), not run, killed, or too slow */
	RELAY_REFUSED,   /* any other exit status */
};

enum { RELAY_WHY_OCTETS = 120 };

struct relay {
	const char *command;     /* a path and arguments, split at spaces; not run by a shell */
	char *sender;            /* the reverse-path, the next argument; "" becomes "<>" */
	char *const *recipients; /* the forward-paths: arguments after "--" */
	size_t count;
	bool show_errors; /* the program inherits our stderr; otherwise it is /dev/null */
	unsigned timeout; /* the seconds that the program may run */
};

/*
 * Runs the program and waits for it. Its standard input is the message, octets of source, with
 * LF line ends, as such programs expect. Its standard output is /dev/null. why gets the result
 * in words, for the log.
 */
enum relay_status relay_hand_off(const struct relay *relay, const struct store_source *source,
				 uint64_t octets, char why[RELAY_WHY_OCTETS]);

#endif
