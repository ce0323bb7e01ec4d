/*
 * The system's log, /dev/log: lines as syslog(3) writes them (RFC 3164), in datagrams, and
 * never a wait that is longer than the caller allows. syslog(3) waits for as long as the system
 * log does not read, and makes a socket for each line where there is no system log.
 *
 * The only socket is made before the sandbox, where nobody can make another. A system log that
 * is started anew has a new socket, and ours is connected to that one. The sandbox lets this
 * connect(2) pass, and no other: its address lies in memory that nobody can change (mseal(2)).
 */
#ifndef COMMON_BASE_SYSLOG_H
#define COMMON_BASE_SYSLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/un.h>

/* The priority of a line, as RFC 3164 section 4.1.1 numbers severities. */
enum syslog_severity {
	SYSLOG_ERROR = 3,
	SYSLOG_WARNING = 4,
	SYSLOG_INFO = 6,
};

enum { SYSLOG_TEXT_OCTETS = 1024 }; /* the longest line, without what goes in front */

/* socket is -1 until syslog_connect(), and after it if there can be none. */
struct syslog {
	const char *ident;
	struct sockaddr_un address;
	const struct sockaddr_un *sealed; /* a copy that nobody can change, or NULL */
	int socket;
	bool connected;
	bool may_connect; /* false in a sandbox that could not tell which address it is */
};

/* Lines begin with ident and go to the socket at path, which is opened when one is sent. */
void syslog_init(struct syslog *syslog, const char *ident, const char *path);

/*
 * Opens what lines need: the socket, its connection, the time zone. That nobody is there is no
 * error: a system log that is started later gets the lines that come then.
 */
void syslog_connect(struct syslog *syslog);

/*
 * For a sandbox that is about to be entered: the address that connect(2) will be called with,
 * in memory that nobody can change. NULL if the kernel cannot do that (Linux before 6.10); then
 * a connection that breaks stays broken.
 */
const void *syslog_seal(struct syslog *syslog);

/*
 * Sends a line of facility mail, waiting to end_ms (wait.h) at most. False if it is lost: the
 * system log is not there, or does not read.
 */
bool syslog_send(struct syslog *syslog, enum syslog_severity severity, const char *text,
		 size_t octets, int64_t end_ms);

#endif
