/* What both programs do before their session: options, settings, environment. */
#ifndef COMMON_PROCESS_PROGRAM_H
#define COMMON_PROCESS_PROGRAM_H

#include <stdbool.h>

#include "common/base/conf.h"
#include "common/base/log.h"

enum program_start {
	PROGRAM_RUN,    /* conf is in force: serve the session */
	PROGRAM_DONE,   /* -t, --create, --names, --hashes, --decode, --utf8, --environment or
			   --version has succeeded: exit with 0 */
	PROGRAM_FAILED, /* --create failed, and logged it, or --environment, --decode or --utf8
			   did, or --names found some: exit with PROGRAM_EXIT_FAILURE */
	PROGRAM_BAD_CONF,  /* logged: tell the peer, and exit with PROGRAM_EXIT_CONF */
	PROGRAM_BAD_TEST,  /* -t found an error; logged: exit with PROGRAM_EXIT_CONF */
	PROGRAM_BAD_USAGE, /* reported on stderr: exit with PROGRAM_EXIT_USAGE */
};

/* Exit statuses other than 0: sysexits(3). */
enum {
	PROGRAM_EXIT_FAILURE = 1,
	PROGRAM_EXIT_USAGE = 64,
	PROGRAM_EXIT_CONF = 78,
};

/* A program, and how it was started. */
struct program {
	const char *name; /* in the log */
	bool takes_mail;  /* with the options that only smtpd has */
	bool listens;     /* see listener.h */
	int argc;
	char **argv;
};

/*
 * Opens the log, and prepares the process (surroundings.h).
 *
 * Reads options and settings: [-t] [-c file] [-d database] [-o key=value]
 * [--tls[=implicit|now]] [--version].
 * With takes_mail also [-l], [--create], which creates or upgrades the database, [--names],
 * which prints the lines of standard input that no account can have as a name, [--hashes],
 * which compares hashes on standard input with the settings, [--environment], which prints how
 * libpq's programs reach the database, [--decode], which prints the lines
 * of standard input with their encoded words decoded, [--utf8], which prints them with U+FFFD
 * in the place of what is not UTF-8, and [--explain=address],
 * [--import=account [--message=name]] and [--send=reverse-path [--subject=text] recipient ...].
 * Without takes_mail also [--export=account [--messages[=id]] [--fields]], [--hold=account] and
 * [--try=login [--peer=address]]. conf.h describes these six.
 */
enum program_start program_start(const struct program *program, struct conf *conf,
				 struct log *log);

/*
 * Reads the settings again. False if they are wrong, or if there was a file of them and it is
 * gone, which is logged; *conf is then as it was.
 */
bool program_read_settings(const struct program *program, struct conf *conf, struct log *log);

#endif
