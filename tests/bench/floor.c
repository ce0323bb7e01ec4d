/*
 * The floor: a server that costs as little as a server under this super-server can. It speaks
 * SMTP or POP3 from fixed strings and knows no account.
 *
 *   floor smtp                   stores nothing
 *   floor twice DIRECTORY        writes each message to a file and syncs it, does the same with
 *                                a second file, and then says 250; keeps neither
 *   floor pop3 COUNT OCTETS      every maildrop has COUNT messages of OCTETS each
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { BUFFER_OCTETS = 64 * 1024, LINE_OCTETS = 72 };

/* What has come from the peer, and the replies that have not left yet. */
struct session {
	char in[BUFFER_OCTETS];
	size_t start;
	size_t end;
	char out[BUFFER_OCTETS];
	size_t used;
};

static void
write_all(int file, const char *octets, size_t count)
{
	while (count > 0) {
		ssize_t n = write(file, octets, count);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			exit(1);
		octets += n;
		count -= (size_t)n;
	}
}

static void
flush(struct session *session)
{
	write_all(STDOUT_FILENO, session->out, session->used);
	session->used = 0;
}

/* Room for count more octets of output, which the caller counts as used. */
static char *
room(struct session *session, size_t count)
{
	if (BUFFER_OCTETS - session->used < count)
		flush(session);
	return session->out + session->used;
}

static void
say(struct session *session, const char *text)
{
	size_t count = strlen(text);

	memcpy(room(session, count), text, count);
	session->used += count;
}

/* Replies leave together, before a read that may have to wait. Exits when nothing more comes.
 */
static void
fill(struct session *session)
{
	ssize_t n;

	flush(session);
	memmove(session->in, session->in + session->start, session->end - session->start);
	session->end -= session->start;
	session->start = 0;
	n = read(STDIN_FILENO, session->in + session->end, BUFFER_OCTETS - session->end);
	if (n <= 0)
		exit(n < 0);
	session->end += (size_t)n;
}

/* The next line, with its end; it is valid until the next call. */
static const char *
next_line(struct session *session)
{
	const char *line;
	const char *end;

	while (!(end = memchr(session->in + session->start, '\n',
			      session->end - session->start)))
		fill(session);
	line = session->in + session->start;
	session->start = (size_t)(end - session->in) + 1;
	return line;
}

static bool
is(const char *line, const char *verb)
{
	return strncasecmp(line, verb, 4) == 0;
}

/* Takes the input up to there, and writes it to the file if there is one. */
static void
take_up_to(struct session *session, size_t end, int file)
{
	if (file >= 0)
		write_all(file, session->in + session->start, end - session->start);
	session->start = end;
}

/* Reads up to a line with only a dot. The message has at least one line before it. */
static void
take_message(struct session *session, int file)
{
	static const char end[] = "\r\n.\r\n";
	const size_t tail = sizeof(end) - 2;
	const char *found;

	while (!(found = memmem(session->in + session->start, session->end - session->start,
				end, sizeof(end) - 1))) {
		if (session->end - session->start > tail)
			take_up_to(session, session->end - tail, file);
		fill(session);
	}
	take_up_to(session, (size_t)(found - session->in) + 2, file);
	session->start += sizeof(end) - 3;
}

/* A file without a name, which ends with the process. */
static int
open_file(const char *directory)
{
	int file = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (file < 0)
		exit(1);
	return file;
}

static void
sync_file(int file)
{
	if (fdatasync(file) < 0)
		exit(1);
}

static void
copy_file(int from, int to)
{
	static char octets[BUFFER_OCTETS];
	off_t at = 0;
	ssize_t n;

	while ((n = pread(from, octets, sizeof(octets), at)) > 0) {
		write_all(to, octets, (size_t)n);
		at += n;
	}
	if (n < 0)
		exit(1);
}

static void
store_twice(struct session *session, const char *directory)
{
	int first = open_file(directory);
	int second = open_file(directory);

	take_message(session, first);
	sync_file(first);
	copy_file(first, second);
	sync_file(second);
	close(first);
	close(second);
}

/* directory: where messages are stored twice, or NULL. */
static void
serve_smtp(struct session *session, const char *directory)
{
	say(session, "220 floor ESMTP\r\n");
	for (;;) {
		const char *line = next_line(session);

		if (is(line, "EHLO")) {
			say(session, "250-floor\r\n250-PIPELINING\r\n250 SIZE 104857600\r\n");
		} else if (is(line, "DATA")) {
			say(session, "354 go ahead\r\n");
			if (directory)
				store_twice(session, directory);
			else
				take_message(session, -1);
			say(session, "250 2.0.0 accepted\r\n");
		} else if (is(line, "QUIT")) {
			say(session, "221 2.0.0 bye\r\n");
			return;
		} else {
			say(session, "250 2.0.0 ok\r\n");
		}
	}
}

/* A line for each message: its number, and its size or id. */
static void
list(struct session *session, unsigned count, unsigned value, unsigned step)
{
	say(session, "+OK\r\n");
	for (unsigned i = 1; i <= count; i++) {
		char *line = room(session, LINE_OCTETS);

		session->used +=
			(size_t)snprintf(line, LINE_OCTETS, "%u %u\r\n", i, value + step * i);
	}
	say(session, ".\r\n");
}

/* A message of lines of 72 octets, the last of which may be shorter. */
static void
retrieve(struct session *session, size_t octets)
{
	say(session, "+OK\r\n");
	while (octets > 0) {
		char *line = room(session, LINE_OCTETS);
		size_t n = octets < LINE_OCTETS ? octets : LINE_OCTETS;

		if (octets - n == 1)
			n -= 2; /* one octet could not hold the end of the last line */
		memset(line, 'x', n - 2);
		memcpy(line + n - 2, "\r\n", 2);
		session->used += n;
		octets -= n;
	}
	say(session, ".\r\n");
}

static void
serve_pop3(struct session *session, unsigned count, unsigned octets)
{
	char stat[64];

	snprintf(stat, sizeof(stat), "+OK %u %llu\r\n", count,
		 (unsigned long long)count * octets);
	say(session, "+OK floor\r\n");
	for (;;) {
		const char *line = next_line(session);

		if (is(line, "STAT")) {
			say(session, stat);
		} else if (is(line, "LIST")) {
			list(session, count, octets, 0);
		} else if (is(line, "UIDL")) {
			list(session, count, 1000, 1);
		} else if (is(line, "RETR")) {
			retrieve(session, octets);
		} else {
			say(session, "+OK\r\n");
			if (is(line, "QUIT"))
				return;
		}
	}
}

int
main(int argc, char *argv[])
{
	static struct session session;

	if (argc == 2 && strcmp(argv[1], "smtp") == 0) {
		serve_smtp(&session, NULL);
	} else if (argc == 3 && strcmp(argv[1], "twice") == 0) {
		serve_smtp(&session, argv[2]);
	} else if (argc == 4 && strcmp(argv[1], "pop3") == 0) {
		serve_pop3(&session, (unsigned)strtoul(argv[2], NULL, 10),
			   (unsigned)strtoul(argv[3], NULL, 10));
	} else {
		fputs("usage: floor smtp | floor twice DIRECTORY | floor pop3 COUNT OCTETS\n",
		      stderr);
		return 2;
	}
	flush(&session);
	return 0;
}
