/*
 * The settings of tlsd, in a file of their own (settings.h in common/base); tlsd(8) describes
 * them. Every setting is a row of one table in settings.c.
 */
#ifndef TLSD_SETTINGS_H
#define TLSD_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/base/conf.h"
#include "common/base/log.h"
#include "common/base/settings.h"

enum { TLSD_PAIRS = 2 };

/* A certificate with its chain, and its private key: paths of PEM files. */
struct tlsd_pair {
	char certificate[SETTINGS_TEXT_OCTETS + 1];
	char key[SETTINGS_TEXT_OCTETS + 1];
};

struct tlsd_settings {
	struct tlsd_pair pairs[TLSD_PAIRS];
	size_t pairs_count;                    /* not a setting */
	char listen[SETTINGS_TEXT_OCTETS + 1]; /* a path; "": the socket is passed to us */
	char group[SETTINGS_TEXT_OCTETS + 1];  /* of that socket; "": that of user */
	char user[SETTINGS_TEXT_OCTETS + 1];   /* "": the one that starts us */
	unsigned max_sessions;
	unsigned handshake_timeout; /* seconds */
	enum log_level log;
	enum conf_sandbox sandbox;
};

/*
 * Reads a file. False if something is wrong with it, or the settings do not fit together; the
 * text in error says what.
 */
bool tlsd_settings_read(struct tlsd_settings *values, const char *path,
			char error[SETTINGS_ERROR_OCTETS]);

/* Writes all settings in force, in a form that tlsd_settings_read() can read. */
void tlsd_settings_print(const struct tlsd_settings *values, FILE *to);

#endif
