#include "common/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "common/base/wait.h"

/* Longer lines are cut: a peer can send long texts. */
enum {
	LOG_LINE_OCTETS = SYSLOG_TEXT_OCTETS,
	/* A longer value is cut and ends in "...", so that there is room for the next pairs. */
	LOG_VALUE_OCTETS = 512,
};

struct log_line {
	char text[LOG_LINE_OCTETS];
	size_t octets;
};

static void
append(struct log_line *line, const char *from, size_t octets)
{
	size_t room = sizeof(line->text) - 1 - line->octets; /* one octet is for the '\n' */

	if (octets > room)
		octets = room;
	memcpy(line->text + line->octets, from, octets);
	line->octets += octets;
}

static void
append_escaped(struct log_line *line, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	const char octet[] = {'\\', 'x', hex[c >> 4], hex[c & 15]};
	const char plain = (char)c;

	if (c < 0x20 || c > 0x7E || c == '"' || c == '\\')
		append(line, octet, sizeof(octet));
	else
		append(line, &plain, 1);
}

static void
append_pair(struct log_line *line, const char *key, const char *value)
{
	bool quote = value[0] == '\0' || strpbrk(value, " =");
	size_t start;

	if (line->octets > 0)
		append(line, " ", 1);
	append(line, key, strlen(key));
	append(line, "=", 1);
	if (quote)
		append(line, "\"", 1);
	for (start = line->octets; *value && line->octets - start < LOG_VALUE_OCTETS; value++)
		append_escaped(line, (unsigned char)*value);
	if (*value)
		append(line, "...", 3);
	if (quote)
		append(line, "\"", 1);
}

static void
fill_standard_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", O_RDWR); /* takes the lowest free number, fd */
}

static bool
same_socket(const struct stat *a, int fd)
{
	struct stat b;

	return S_ISSOCK(a->st_mode) && fstat(fd, &b) == 0 && a->st_dev == b.st_dev &&
	       a->st_ino == b.st_ino;
}

/* Compares device numbers (Linux, devices.txt), so that no file need be looked up. */
static bool
is_dev_null(const struct stat *status)
{
	return S_ISCHR(status->st_mode) && status->st_rdev == makedev(1, 3);
}

/* Whether the log may go to the file that stderr is. */
static bool
is_usable(const struct stat *status)
{
	return !is_dev_null(status) && !same_socket(status, STDIN_FILENO) &&
	       !same_socket(status, STDOUT_FILENO);
}

static enum log_way
find_way(const struct stat *status)
{
	if (S_ISSOCK(status->st_mode))
		return LOG_WAY_SENDING;
	return S_ISREG(status->st_mode) ? LOG_WAY_WRITING : LOG_WAY_ALARMS;
}

static void
choose_session_id(char *id)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuv";
	unsigned char random[LOG_SESSION_ID_OCTETS] = {0};

	/* Up to 256 octets come at once and in full, unless the machine is just booting. */
	(void)!getrandom(random, sizeof(random), 0);
	for (size_t i = 0; i < sizeof(random); i++)
		id[i] = digits[random[i] % 32];
	id[sizeof(random)] = '\0';
}

void
log_open(struct log *log, const char *program)
{
	struct stat status;
	bool is_open = fstat(STDERR_FILENO, &status) == 0;

	*log = (struct log){
		.program = program,
		.level = LOG_LEVEL_INFO,
		.to_syslog = !is_open || !is_usable(&status),
		.way = is_open ? find_way(&status) : LOG_WAY_ALARMS,
	};
	fill_standard_descriptors();
	log_open_again(log);
}

void
log_open_again(struct log *log)
{
	*log = (struct log){
		.program = log->program,
		.level = log->level,
		.to_syslog = log->to_syslog,
		.way = log->way,
		.fault_ms = log->fault_ms,
		.patience_ms = LOG_SESSION_WAIT_MS,
	};
	choose_session_id(log->session);
	syslog_init(&log->syslog, log->program, "/dev/log");
}

void
log_share(struct log *log)
{
	void *page = mmap(NULL, sizeof(*log->fault_ms), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (page != MAP_FAILED)
		log->fault_ms = page;
}

bool
log_fault_is_due(const struct log *log)
{
	int64_t now_ms = wait_now_ms();
	int64_t due_ms;

	if (!log->fault_ms)
		return true;
	due_ms = atomic_load(log->fault_ms);
	return now_ms >= due_ms &&
	       atomic_compare_exchange_strong(log->fault_ms, &due_ms, now_ms + LOG_FAULT_MS);
}

void
log_connect(struct log *log)
{
	if (log->to_syslog)
		syslog_connect(&log->syslog);
}

const void *
log_seal(struct log *log)
{
	return log->to_syslog ? syslog_seal(&log->syslog) : NULL;
}

/*
 * Writes until end_ms at most. Other processes share stderr, so its O_NONBLOCK flag must not
 * change. They may also fill the pipe between poll(2) and write(2), hence the alarms.
 */
static ssize_t
write_with_alarms(const char *text, size_t octets, int64_t end_ms)
{
	ssize_t n;

	if (wait_ready(STDERR_FILENO, POLLOUT, end_ms) != WAIT_READY) {
		errno = EAGAIN;
		return -1;
	}
	wait_start_alarms(end_ms - wait_now_ms());
	n = write(STDERR_FILENO, text, octets);
	wait_stop_alarms();
	return n;
}

static ssize_t
send_some(const char *text, size_t octets, int64_t end_ms)
{
	ssize_t n = send(STDERR_FILENO, text, octets, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n >= 0 || errno != EAGAIN)
		return n;
	wait_ready(STDERR_FILENO, POLLOUT, end_ms);
	errno = EAGAIN;
	return -1;
}

/* EAGAIN: nothing could be written yet. */
static ssize_t
write_some(enum log_way way, const char *text, size_t octets, int64_t end_ms)
{
	switch (way) {
	case LOG_WAY_SENDING:
		return send_some(text, octets, end_ms);
	case LOG_WAY_WRITING:
		return write(STDERR_FILENO, text, octets);
	case LOG_WAY_ALARMS:
		break;
	}
	return write_with_alarms(text, octets, end_ms);
}

static bool
write_line(enum log_way way, struct log_line *line, int64_t end_ms)
{
	size_t written = 0;
	ssize_t n;

	line->text[line->octets++] = '\n';
	do {
		n = write_some(way, line->text + written, line->octets - written, end_ms);
		if (n > 0)
			written += (size_t)n;
	} while (written < line->octets && (n >= 0 || errno == EAGAIN || errno == EINTR) &&
		 wait_now_ms() < end_ms);
	return written == line->octets;
}

static bool
send_line(struct log *log, enum log_level level, const struct log_line *line, int64_t end_ms)
{
	static const enum syslog_severity severities[] = {
		[LOG_LEVEL_ERROR] = SYSLOG_ERROR,
		[LOG_LEVEL_WARNING] = SYSLOG_WARNING,
		[LOG_LEVEL_INFO] = SYSLOG_INFO,
	};

	return syslog_send(&log->syslog, severities[level], line->text, line->octets, end_ms);
}

/* Writes a line. False if it is lost. */
static bool
put(struct log *log, enum log_level level, struct log_line *line)
{
	int64_t patience =
		log->patience_ms < LOG_LINE_WAIT_MS ? log->patience_ms : LOG_LINE_WAIT_MS;
	int64_t start = wait_now_ms();
	bool done = log->to_syslog ? send_line(log, level, line, start + patience)
				   : write_line(log->way, line, start + patience);

	log->patience_ms -= wait_now_ms() - start;
	if (log->patience_ms < 0)
		log->patience_ms = 0;
	return done;
}

/* Starts a line with the fields that all lines have. */
static void
begin(const struct log *log, struct log_line *line, const char *event)
{
	line->octets = 0;
	if (!log->to_syslog)
		append(line, log->program, strlen(log->program));
	append_pair(line, "session", log->session);
	append_pair(line, "event", event);
}

/* Logs the number of lost lines. False if that line is lost as well. */
static bool
put_lost(struct log *log)
{
	struct log_line line;
	char count[24];

	snprintf(count, sizeof(count), "%lu", log->lost);
	begin(log, &line, "log-lines-lost");
	append_pair(&line, "count", count);
	if (!put(log, LOG_LEVEL_WARNING, &line))
		return false;
	log->lost = 0;
	return true;
}

/* Counts a line. False if it has to be left out. */
static bool
is_wanted(struct log *log, const char *event)
{
	struct log_kind *kind = log->kinds;

	while (kind < &log->kinds[LOG_KINDS - 1] && kind->event &&
	       strcmp(kind->event, event) != 0)
		kind++;
	kind->event = event;
	if (kind->lines < LOG_LINES_OF_A_KIND) {
		kind->lines++;
		return true;
	}
	log->left_out++;
	return false;
}

static void
log_pairs(struct log *log, enum log_level level, const char *event, va_list pairs)
{
	struct log_line line;
	const char *key;

	begin(log, &line, event);
	while ((key = va_arg(pairs, const char *))) {
		const char *value = va_arg(pairs, const char *);

		if (value)
			append_pair(&line, key, value);
	}
	if ((log->lost > 0 && !put_lost(log)) || !put(log, level, &line))
		log->lost++;
}

void
log_event(struct log *log, enum log_level level, const char *event, ...)
{
	va_list pairs;

	if (level > log->level || !is_wanted(log, event))
		return;
	va_start(pairs, event);
	log_pairs(log, level, event, pairs);
	va_end(pairs);
}

void
log_mail(struct log *log, enum log_level level, const char *event, ...)
{
	va_list pairs;

	if (level > log->level)
		return;
	va_start(pairs, event);
	log_pairs(log, level, event, pairs);
	va_end(pairs);
}

void
log_left_out(struct log *log)
{
	char count[24];

	if (log->left_out == 0)
		return;
	snprintf(count, sizeof(count), "%lu", log->left_out);
	log_mail(log, LOG_LEVEL_WARNING, "log-lines-left-out", "count", count, NULL);
	log->left_out = 0;
}

void
log_renew(struct log *log)
{
	log_left_out(log);
	memset(log->kinds, 0, sizeof(log->kinds));
	log->patience_ms = LOG_SESSION_WAIT_MS;
}
