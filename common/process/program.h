/* What both programs do before their session: options, settings, surroundings. */
#ifndef COMMON_PROCESS_PROGRAM_H
#define COMMON_PROCESS_PROGRAM_H

#include "common/base/conf.h"
#include "common/base/log.h"

enum program_start {
	PROGRAM_RUN,       /* conf is in force: serve the session */
	PROGRAM_DONE,      /* -t or --create was given and has been done: exit with 0 */
	PROGRAM_FAILED,    /* --create failed, which has been logged: exit with _EXIT_FAILURE */
	PROGRAM_BAD_CONF,  /* logged: tell the peer, and exit with PROGRAM_EXIT_CONF */
	PROGRAM_BAD_TEST,  /* -t was given, and what is wrong has been logged: the same exit */
	PROGRAM_BAD_USAGE, /* said on stderr: exit with PROGRAM_EXIT_USAGE */
};

/* Exit statuses, where they are not 0: sysexits(3). */
enum {
	PROGRAM_EXIT_FAILURE = 1,
	PROGRAM_EXIT_USAGE = 64,
	PROGRAM_EXIT_CONF = 78,
};

/*
 * Opens the log, sees to it that a peer who has gone or a full disk shows as an error and not
 * as a signal, that new files are the owner's alone, that no core is ever written, here or by
 * what is run later, and that the environment holds only what is used. Reads options and
 * settings: [-t] [-c file] [-d database] [-o key=value] [--tls[=implicit]], and where
 * takes_mail [-l] and [--create], which makes the database or brings it up to date.
 */
enum program_start program_start(int argc, char *argv[], const char *name, bool takes_mail,
				 struct conf *conf, struct log *log);

#endif
