#include "common/log.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

/* The longest log line. Longer ones are cut: a log is no place for a peer's novel. */
enum { LOG_LINE_OCTETS = 1024 };

struct log_line {
	char text[LOG_LINE_OCTETS];
	size_t octets;
};

static void
append(struct log_line *line, const char *from, size_t octets)
{
	size_t room = sizeof(line->text) - 1 - line->octets; /* one is kept for the '\n' */

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

	append(line, " ", 1);
	append(line, key, strlen(key));
	append(line, "=", 1);
	if (quote)
		append(line, "\"", 1);
	for (; *value; value++)
		append_escaped(line, (unsigned char)*value);
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

	return fstat(fd, &b) == 0 && S_ISSOCK(a->st_mode) && a->st_dev == b.st_dev &&
	       a->st_ino == b.st_ino;
}

/* By its number in Linux's list of devices: it is looked at before any file is. */
static bool
is_dev_null(const struct stat *status)
{
	return S_ISCHR(status->st_mode) && status->st_rdev == makedev(1, 3);
}

static bool
stderr_is_usable(void)
{
	struct stat status;

	return fstat(STDERR_FILENO, &status) == 0 && !is_dev_null(&status) &&
	       !same_socket(&status, STDIN_FILENO) && !same_socket(&status, STDOUT_FILENO);
}

static void
choose_session_id(char *id)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuv";
	unsigned char random[LOG_SESSION_ID_OCTETS] = {0};

	/* So few octets come at once and in full, unless the kernel has only just started. */
	(void)!getrandom(random, sizeof(random), 0);
	for (size_t i = 0; i < sizeof(random); i++)
		id[i] = digits[random[i] % 32];
	id[sizeof(random)] = '\0';
}

void
log_open(struct log *log, const char *program)
{
	log->program = program;
	log->level = LOG_LEVEL_INFO;
	log->to_syslog = !stderr_is_usable();
	choose_session_id(log->session);
	fill_standard_descriptors();
	if (log->to_syslog)
		openlog(program, LOG_PID, LOG_MAIL);
}

void
log_connect(const struct log *log)
{
	if (!log->to_syslog)
		return;
	tzset();
	openlog(log->program, LOG_PID | LOG_NDELAY, LOG_MAIL);
}

static void
put(const struct log *log, enum log_level level, struct log_line *line)
{
	static const int priorities[] = {
		[LOG_LEVEL_ERROR] = LOG_ERR,
		[LOG_LEVEL_WARNING] = LOG_WARNING,
		[LOG_LEVEL_INFO] = LOG_INFO,
	};

	if (log->to_syslog) {
		syslog(priorities[level], "%.*s", (int)line->octets, line->text);
	} else {
		line->text[line->octets++] = '\n';
		/* There is nowhere to report that the log cannot be written. */
		(void)!write(STDERR_FILENO, line->text, line->octets);
	}
}

void
log_event(const struct log *log, enum log_level level, const char *event, ...)
{
	struct log_line line = {.octets = 0};
	const char *key;
	va_list pairs;

	if (level > log->level)
		return;
	if (!log->to_syslog)
		append(&line, log->program, strlen(log->program));
	append_pair(&line, "session", log->session);
	append_pair(&line, "event", event);
	va_start(pairs, event);
	while ((key = va_arg(pairs, const char *))) {
		const char *value = va_arg(pairs, const char *);

		if (value)
			append_pair(&line, key, value);
	}
	va_end(pairs);
	put(log, level, &line);
}
