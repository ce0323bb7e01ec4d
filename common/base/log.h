/*
 * The log, one line for each event: "pillarbox-smtpd session=… event=… key=value …". Lines go
 * to stderr. They go to the system log if stderr is closed, is /dev/null, or is the peer's own
 * socket, as under inetd and xinetd: no line ever reaches a client. Values are escaped here, so
 * that a peer cannot forge a line or a field. Callers never pass a password.
 *
 * A session does not hang when nobody reads its log. It waits for one second at most with each
 * line, and for five in all. After that, a line that cannot be written at once is lost. Lost
 * lines are counted, and the next line that can be written gives their number.
 *
 * A peer cannot fill the disk with log lines: a session logs LOG_LINES_OF_A_KIND events of each
 * name and leaves the others out. Each name has its own count, so that many events of one do
 * not hide another.
 */
#ifndef COMMON_BASE_LOG_H
#define COMMON_BASE_LOG_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/syslog.h"

enum log_level {
	LOG_LEVEL_ERROR,   /* the operator must do something */
	LOG_LEVEL_WARNING, /* a refused sign-in, a fault that may pass */
	LOG_LEVEL_INFO,    /* what happened, and to whose mail */
};

enum {
	LOG_SESSION_ID_OCTETS = 13,
	LOG_LINE_WAIT_MS = 1000,
	LOG_SESSION_WAIT_MS = 5000,
	/* The number of recipients that every server must accept (RFC 5321 section 4.5.3.1.8),
	 * so that a message with so many is logged in full. */
	LOG_LINES_OF_A_KIND = 100,
	LOG_KINDS = 32,       /* more than exist */
	LOG_FAULT_MS = 60000, /* from one line about a common fault to the next one */
};

struct log_kind {
	const char *event;
	unsigned lines;
};

/* How stderr is written to without waiting for too long. */
enum log_way {
	LOG_WAY_ALARMS,  /* poll(2), and alarms that end a write(2): works with all */
	LOG_WAY_SENDING, /* a socket: send(2) need not wait */
	LOG_WAY_WRITING, /* a file: write(2) never waits for a reader */
};

struct log {
	const char *program;
	enum log_level level;
	bool to_syslog;
	enum log_way way;                        /* used unless to_syslog */
	char session[LOG_SESSION_ID_OCTETS + 1]; /* random, so that it cannot be guessed */
	struct syslog syslog;                    /* used if to_syslog */
	int64_t patience_ms;                     /* the rest of LOG_SESSION_WAIT_MS */
	unsigned long lost;                      /* lines, since the last one written */
	struct log_kind kinds[LOG_KINDS];
	unsigned long left_out; /* lines beyond LOG_LINES_OF_A_KIND */
	/* When a common fault may be logged again, for all who share this; NULL: at any time.
	 */
	_Atomic int64_t *fault_ms;
};

/*
 * Starts the log of a session. The level is LOG_LEVEL_INFO until the caller changes it. Opens
 * /dev/null on each of the descriptors 0 to 2 that is closed, so that no other file can get
 * that number. Otherwise SQLite or the log could write to the peer, or the peer to the
 * database.
 */
void log_open(struct log *log, const char *program);

/*
 * Starts the log of another session, in a process that was forked: the same log, but with an id
 * and limits of its own. The connection to the system log must be closed.
 */
void log_open_again(struct log *log);

/* For a process that will fork: those that come from it share what log_fault_is_due() needs. */
void log_share(struct log *log);

/*
 * Whether to log a fault that all sessions have in common, such as a server that does not run.
 * Of all processes that share the log, one does so in LOG_FAULT_MS. One that shares it with
 * nobody always does.
 */
bool log_fault_is_due(const struct log *log);

/*
 * Opens what log_event() will need and could not open inside a sandbox: the connection to the
 * system log, and the time zone for its dates.
 */
void log_connect(struct log *log);

/* The address that the sandbox must let the log connect to: see syslog_seal(). NULL: none. */
const void *log_seal(struct log *log);

/*
 * Logs an event with pairs of key and value. A NULL ends them:
 * log_event(log, LOG_LEVEL_INFO, "deliver", "id", id, "octets", "120", NULL).
 * A pair whose value is NULL is left out. After LOG_LINES_OF_A_KIND lines of this event, the
 * line is left out, too, and counted. The string event must exist as long as the log.
 */
void log_event(struct log *log, enum log_level level, const char *event, ...)
	__attribute__((sentinel));

/* The same without that limit, for the fate of messages. */
void log_mail(struct log *log, enum log_level level, const char *event, ...)
	__attribute__((sentinel));

/* To be called at the end of a session: logs how many lines were left out, if any. */
void log_left_out(struct log *log);

/*
 * For a process that outlives its sessions: the same, and the limits on lines and on waiting
 * begin again.
 */
void log_renew(struct log *log);

#endif
