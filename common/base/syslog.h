/*
 * The system log, /dev/log: datagrams in the format of syslog(3) (RFC 3164). syslog(3) itself
 * does not fit: it waits for as long as the system log does not read, and it makes a socket for
 * each line if there is no system log. Here the caller limits the wait.
 *
 * The socket is made before the sandbox is entered, since it cannot be made inside. A system
 * log that restarts listens on a new socket, and ours must connect again. The sandbox allows
 * connect(2) for this one address, which lies in memory that can no longer change (mseal(2)).
 */
#ifndef COMMON_BASE_SYSLOG_H
#define COMMON_BASE_SYSLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/un.h>

/* The severity of a line (RFC 3164 section 4.1.1). */
enum syslog_severity {
	SYSLOG_ERROR = 3,
	SYSLOG_WARNING = 4,
	SYSLOG_INFO = 6,
};

enum { SYSLOG_TEXT_OCTETS = 1024 }; /* the longest line, without its header */

/* socket is -1 before syslog_connect(), and after it if the socket could not be made. */
struct syslog {
	const char *ident;
	struct sockaddr_un address;
	const struct sockaddr_un *sealed; /* a read-only copy of address, or NULL */
	int socket;
	bool connected;
	bool may_connect; /* false in a sandbox without a sealed address */
};

/* Lines start with ident and go to the socket at path. Nothing is opened yet. */
void syslog_init(struct syslog *syslog, const char *ident, const char *path);

/*
 * Makes the socket, connects it and loads the time zone. It is no error if there is no system
 * log: one that starts later gets the lines from then on.
 */
void syslog_connect(struct syslog *syslog);

/*
 * To be called before a sandbox is entered. Returns the address that connect(2) will be called
 * with, in memory that can no longer change. NULL if the kernel cannot seal memory (Linux
 * before 6.10): then a broken connection stays broken. A process that was forked after that
 * gets the same answer: it inherits the memory, and may be in a sandbox that allows no seal.
 */
const void *syslog_seal(struct syslog *syslog);

/*
 * Sends a line with the facility mail, and waits until end_ms (wait.h) at most. False if the
 * line is lost: there is no system log, or it does not read.
 */
bool syslog_send(struct syslog *syslog, enum syslog_severity severity, const char *text,
		 size_t octets, int64_t end_ms);

#endif
