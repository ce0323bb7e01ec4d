#include "common/base/syslog.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "common/base/date.h"
#include "common/base/wait.h"

/* From asm/unistd.h, which may be older than the running kernel. */
enum { CALL_MSEAL = 462 };

enum {
	FACILITY_MAIL = 2 << 3,
	HEADER_OCTETS = 100, /* priority, time, program, process */
};

void
syslog_init(struct syslog *syslog, const char *ident, const char *path)
{
	*syslog = (struct syslog){
		.ident = ident,
		.address.sun_family = AF_UNIX,
		.socket = -1,
		.may_connect = true,
	};
	snprintf(syslog->address.sun_path, sizeof(syslog->address.sun_path), "%s", path);
}

static bool
connect_to_log(struct syslog *syslog)
{
	const struct sockaddr_un *to = syslog->sealed ? syslog->sealed : &syslog->address;

	if (syslog->may_connect && syslog->socket >= 0)
		syslog->connected =
			connect(syslog->socket, (const struct sockaddr *)to, sizeof(*to)) == 0;
	return syslog->connected;
}

void
syslog_connect(struct syslog *syslog)
{
	if (syslog->socket >= 0)
		return;
	tzset();
	syslog->socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	connect_to_log(syslog);
}

const void *
syslog_seal(struct syslog *syslog)
{
	const size_t octets = sizeof(syslog->address);
	void *memory;

	if (syslog->sealed || !syslog->may_connect)
		return syslog->sealed;
	memory = mmap(NULL, octets, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	syslog->may_connect = false;
	if (memory == MAP_FAILED)
		return NULL;
	memcpy(memory, &syslog->address, octets);
	if (syslog->socket < 0 || mprotect(memory, octets, PROT_READ) < 0 ||
	    syscall(CALL_MSEAL, memory, octets, 0UL) < 0) {
		munmap(memory, octets);
		return NULL;
	}
	syslog->sealed = memory;
	syslog->may_connect = true;
	return memory;
}

/* Formats a line and returns its octets. A line that is too long is cut. */
static size_t
format(const struct syslog *syslog, enum syslog_severity severity, const char *text,
       size_t octets, char line[HEADER_OCTETS + SYSLOG_TEXT_OCTETS])
{
	const size_t room = HEADER_OCTETS + SYSLOG_TEXT_OCTETS;
	char date[DATE_OCTETS];
	int length;

	date_of_syslog(time(NULL), date);
	length = snprintf(line, room, "<%d>%s %s[%d]: %.*s", FACILITY_MAIL | (int)severity,
			  date, syslog->ident, (int)getpid(), (int)octets, text);
	return (size_t)length < room ? (size_t)length : room - 1;
}

enum sending {
	SENT,
	LATE,   /* the system log does not read */
	BROKEN, /* there is none, or it has gone */
};

static enum sending
transmit(int fd, const char *line, size_t octets, int64_t end_ms)
{
	for (;;) {
		if (send(fd, line, octets, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
			return SENT;
		if (errno != EAGAIN && errno != EINTR)
			return BROKEN;
		if (wait_ready(fd, POLLOUT, end_ms) != WAIT_READY || wait_now_ms() >= end_ms)
			return LATE;
	}
}

bool
syslog_send(struct syslog *syslog, enum syslog_severity severity, const char *text,
	    size_t octets, int64_t end_ms)
{
	char line[HEADER_OCTETS + SYSLOG_TEXT_OCTETS];
	size_t length = format(syslog, severity, text, octets, line);
	enum sending sending = BROKEN;

	if (syslog->may_connect)
		syslog_connect(syslog);
	if (syslog->connected)
		sending = transmit(syslog->socket, line, length, end_ms);
	syslog->connected = sending != BROKEN;
	if (sending == BROKEN && connect_to_log(syslog))
		sending = transmit(syslog->socket, line, length, end_ms);
	return sending == SENT;
}
