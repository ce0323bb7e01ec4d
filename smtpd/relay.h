/*
 * Handing a message on to another program, the one that the setting relay names: a sendmail, or
 * what takes its place. That program decides how mail leaves this machine.
 */
#ifndef SMTPD_RELAY_H
#define SMTPD_RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/store/store.h"

enum relay_status {
	RELAY_TAKEN,
	RELAY_TRY_LATER, /* EX_TEMPFAIL (sysexits(3)), or it could not be run, or took too long
			  */
	RELAY_REFUSED,   /* any other exit status */
};

enum { RELAY_WHY_OCTETS = 120 };

struct relay {
	const char *command; /* a path and arguments, with spaces between; no shell sees it */
	char *sender;        /* reverse-path, added as an argument; "" is passed as "<>" */
	char *const *recipients; /* forward-paths, added behind "--", an argument each */
	size_t count;
	bool show_errors; /* the program's standard error is ours, and not /dev/null */
	unsigned timeout; /* seconds that it may take */
};

/*
 * Runs the program and gives it octets of source on its standard input, with LF line ends, as
 * programs of this kind expect. Its standard output goes to /dev/null. why says what came of
 * it.
 */
enum relay_status relay_hand_off(const struct relay *relay, const struct store_source *source,
				 uint64_t octets, char why[RELAY_WHY_OCTETS]);

#endif
