/*
 * The log: one line an event, "pillarbox-smtpd session=… event=… key=value …". Lines go to
 * stderr, or to syslog(3) where stderr is closed, /dev/null or the peer's own socket, as inetd
 * and xinetd leave it: no line ever reaches a client. Values are escaped here: what a peer sent
 * cannot forge a line or a field. Nobody hands a password to this module.
 */
#ifndef COMMON_LOG_H
#define COMMON_LOG_H

#include <stdbool.h>

enum log_level {
	LOG_LEVEL_ERROR,   /* the operator must do something */
	LOG_LEVEL_WARNING, /* a refused sign-in, a fault that may pass */
	LOG_LEVEL_INFO,    /* what happened to whom */
};

enum { LOG_SESSION_ID_OCTETS = 13 };

struct log {
	const char *program;
	enum log_level level;
	bool to_syslog;
	char session[LOG_SESSION_ID_OCTETS + 1]; /* random, so that nobody can guess one */
};

/*
 * Starts the log of a session. The level is LOG_LEVEL_INFO until its owner changes it. Opens
 * /dev/null on each of the descriptors 0 to 2 that is closed, so that no file opened later
 * takes its place: SQLite or the log would else write into the peer's connection, or the peer
 * into the database.
 */
void log_open(struct log *log, const char *program);

/*
 * Opens what a later log_event() needs: the connection to syslog(3), and the time zone that it
 * writes times in. From a sandbox it could not; lines are lost then when that connection
 * breaks.
 */
void log_connect(const struct log *log);

/*
 * Logs an event with pairs of key and value, up to a NULL:
 * log_event(log, LOG_LEVEL_INFO, "deliver", "id", id, "octets", "120", NULL).
 * A pair whose value is NULL is left out.
 */
void log_event(const struct log *log, enum log_level level, const char *event, ...)
	__attribute__((sentinel));

#endif
