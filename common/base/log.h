/*
 * The log: one line an event, "pillarbox-smtpd session=… event=… key=value …". Lines go to
 * stderr, or to the system's log where stderr is closed, /dev/null or the peer's own socket, as
 * inetd and xinetd leave it: no line ever reaches a client. Values are escaped here: what a
 * peer sent cannot forge a line or a field. Nobody hands a password to this module.
 *
 * No session hangs because nobody reads its log: it waits for a second a line, and for five in
 * all. After that, lines that cannot be written at once are lost. They are counted, and when a
 * line can be written again the first one says how many there were.
 *
 * No peer fills the disk with its log: of each kind of event, which is its name, a session logs
 * LOG_LINES_OF_A_KIND. Of each kind by itself, so that many of one do not hide another.
 */
#ifndef COMMON_BASE_LOG_H
#define COMMON_BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/syslog.h"

enum log_level {
	LOG_LEVEL_ERROR,   /* the operator must do something */
	LOG_LEVEL_WARNING, /* a refused sign-in, a fault that may pass */
	LOG_LEVEL_INFO,    /* what happened to whom */
};

enum {
	LOG_SESSION_ID_OCTETS = 13,
	LOG_LINE_WAIT_MS = 1000,
	LOG_SESSION_WAIT_MS = 5000,
	/* As many as the recipients that a client may name in any case (RFC 5321 section
	 * 4.5.3.1.8), so that a list's message is logged in full. */
	LOG_LINES_OF_A_KIND = 100,
	LOG_KINDS = 32, /* more than there are */
};

struct log_kind {
	const char *event;
	unsigned lines;
};

struct log {
	const char *program;
	enum log_level level;
	bool to_syslog;
	char session[LOG_SESSION_ID_OCTETS + 1]; /* random, so that nobody can guess one */
	struct syslog syslog;                    /* where to_syslog */
	int64_t patience_ms;                     /* what is left of LOG_SESSION_WAIT_MS */
	unsigned long lost;                      /* lines, since the last that was written */
	struct log_kind kinds[LOG_KINDS];
	unsigned long left_out; /* lines, as there were enough of their kind */
};

/*
 * Starts the log of a session. The level is LOG_LEVEL_INFO until its owner changes it. Opens
 * /dev/null on each of the descriptors 0 to 2 that is closed, so that no file opened later
 * takes its place: SQLite or the log would else write into the peer's connection, or the peer
 * into the database.
 */
void log_open(struct log *log, const char *program);

/*
 * Opens what a later log_event() needs and could not open in a sandbox: the connection to the
 * system's log, and the time zone that it writes times in.
 */
void log_connect(struct log *log);

/* What the sandbox must let pass for the log's connection: see syslog_seal(). NULL: nothing. */
const void *log_seal(struct log *log);

/*
 * Logs an event with pairs of key and value, up to a NULL:
 * log_event(log, LOG_LEVEL_INFO, "deliver", "id", id, "octets", "120", NULL).
 * A pair whose value is NULL is left out. So is the line, and counted, when there have been
 * enough of its kind. event must last as long as the log.
 */
void log_event(struct log *log, enum log_level level, const char *event, ...)
	__attribute__((sentinel));

/* The same without a bound, for what has become of a message. */
void log_mail(struct log *log, enum log_level level, const char *event, ...)
	__attribute__((sentinel));

/* Logs how many lines have been left out, if any have: at the end of a session. */
void log_left_out(struct log *log);

#endif
