/*
 * A load program for SMTP and POP3: many connections in one process, which waits for all of
 * them at once and touches each octet as rarely as it can, since it shares its processors with
 * the server that is measured.
 *
 *   load smtp port=N recipients=FILE mode=send|hello [size=1024] [per_connection=1]
 *       [pipelining=1] [sender=ADDRESS]
 *   load pop3 port=N accounts=FILE mode=list|fetch|delete|open|sign-in
 *   both: [host=127.0.0.1] [concurrency=1] [total=N] [seconds=N] [hold=1]
 *       [tls=none|implicit|starttls] [key=rsa|ecdsa] [resume=1]
 *
 * recipients: an address a line. accounts: name and password, a line each. total counts
 * messages for SMTP and sessions for POP3 and mode hello; seconds ends the run earlier, or is
 * the only end. key: the server has one of each type, and shows that one. resume: all sessions
 * of a slot but the first one are resumed.
 *
 * hold=1 takes every connection to where it waits (SMTP: after EHLO, POP3: after PASS), prints
 * held=N, and drops them when standard input ends.
 *
 * A run prints one line of key=value: what arrived whole, errors, per second, and percentiles
 * of the latency in microseconds. For SMTP that is the time to a message's 250, from the
 * connect() or from the message before; for POP3 the time of a session, and in mode open that
 * to the end of LIST. The exit status is 1 if anything went wrong.
 */
#include "tests/bench/load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "common/base/array.h"

enum {
	READ_OCTETS = 256 * 1024,
	/* A server that says nothing for so long will not say anything any more. */
	SILENCE_SECONDS = 20,
	/* So many errors are enough to see what is wrong. */
	ERRORS_MAX = 20,
	/* Of sessions to be held so many are opened at once. Not all servers let many wait. */
	HELD_AT_ONCE = 4,
	EVENTS = 64,
};

struct load {
	struct options options;
	const struct protocol *protocol;
	int epoll;
	struct connection *connections;
	unsigned active;
	unsigned held;
	unsigned opened; /* slots that have begun */
	unsigned taken;
	unsigned begun;

	uint64_t started;
	uint64_t messages;
	uint64_t octets;
	uint64_t sessions;
	uint64_t errors;
	char first_error[LINE_OCTETS];

	uint64_t *latencies;
	size_t latency_count;
	size_t latency_room;

	/* Room in front for the tail of what was read before. */
	char buffer[TAIL_OCTETS + READ_OCTETS];
};

static uint64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void
die(const char *what, const char *which)
{
	fprintf(stderr, "load: %s%s%s\n", which, *which ? ": " : "", what);
	exit(2);
}

static void
hang_up(struct connection *connection)
{
	if (connection->fd < 0)
		return;
	tls_end(connection);
	close(connection->fd);
	connection->fd = -1;
	connection->load->active--;
}

static void
count_error(struct load *load, const char *what, const char *line)
{
	if (load->errors++ == 0)
		snprintf(load->first_error, sizeof(load->first_error), "%.100s: %.500s", what,
			 line);
}

void
fail(struct connection *connection, const char *what, const char *line)
{
	count_error(connection->load, what, line);
	hang_up(connection);
}

static void
want_to_write(struct connection *connection, bool wanted)
{
	struct epoll_event event = {
		.events = EPOLLIN | (wanted ? EPOLLOUT : 0),
		.data.ptr = connection,
	};

	if (wanted == connection->wants_to_write)
		return;
	connection->wants_to_write = wanted;
	epoll_ctl(connection->load->epoll, EPOLL_CTL_MOD, connection->fd, &event);
}

static ssize_t
send_some(struct connection *connection)
{
	if (connection->ssl)
		return tls_send(connection, connection->out, connection->out_octets);
	return send(connection->fd, connection->out, connection->out_octets, MSG_NOSIGNAL);
}

/* Sends what can be sent now. */
static void
push(struct connection *connection)
{
	ssize_t n = send_some(connection);

	if (n < 0 && errno != EAGAIN) {
		fail(connection, "send", strerror(errno));
		return;
	}
	if (n > 0) {
		connection->out += n;
		connection->out_octets -= (size_t)n;
	}
	want_to_write(connection, connection->out_octets > 0 &&
					  (!connection->ssl || tls_wants_to_write(connection)));
}

void
send_octets(struct connection *connection, const char *octets, size_t count)
{
	if (connection->out_octets > 0) {
		fail(connection, "a reply came before all was sent", "");
		return;
	}
	connection->out = octets;
	connection->out_octets = count;
	push(connection);
}

void
send_command(struct connection *connection, const char *format, ...)
{
	va_list arguments;
	int n;

	va_start(arguments, format);
	n = vsnprintf(connection->command, COMMAND_OCTETS, format, arguments);
	va_end(arguments);
	if (n < 0 || n >= COMMAND_OCTETS)
		fail(connection, "command too long", "");
	else
		send_octets(connection, connection->command, (size_t)n);
}

bool
take_one(struct connection *connection)
{
	struct load *load = connection->load;
	const struct options *options = &load->options;

	if (load->errors >= ERRORS_MAX || (options->total && load->taken == options->total))
		return false;
	if (options->seconds &&
	    now() - load->started >= (uint64_t)options->seconds * 1000000000)
		return false;
	load->taken++;
	return true;
}

void
note_latency(struct connection *connection)
{
	struct load *load = connection->load;
	uint64_t time = now();

	if (load->latency_count == load->latency_room) {
		size_t room = load->latency_room ? load->latency_room * 2 : 1024;
		uint64_t *grown = realloc(load->latencies, room * sizeof(*grown));

		if (!grown)
			die("out of memory", "");
		load->latencies = grown;
		load->latency_room = room;
	}
	load->latencies[load->latency_count++] = time - connection->since;
	connection->since = time;
}

void
note_message(struct connection *connection, uint64_t octets)
{
	connection->load->messages++;
	connection->load->octets += octets;
}

void
session_done(struct connection *connection)
{
	connection->load->sessions++;
	connection->done = true;
}

/* Connects a slot for its next session, or leaves it closed if no more is wanted. */
static void
start_session(struct connection *connection)
{
	struct load *load = connection->load;
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)load->options.port),
	};
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
	int on = 1;

	if (load->options.tls == TLS_IMPLICIT)
		event.events |= EPOLLOUT; /* the client begins */
	if (!take_one(connection))
		return;
	if (inet_pton(AF_INET, load->options.host, &address.sin_addr) != 1)
		die("not an IPv4 address", load->options.host);
	connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (connection->fd < 0)
		die(strerror(errno), "socket");
	setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	load->active++;
	connection->number = ++load->begun;
	connection->line_octets = 0;
	connection->bulk = false;
	connection->held = false;
	connection->done = false;
	connection->out_octets = 0;
	connection->wants_to_write = load->options.tls == TLS_IMPLICIT;
	connection->since = now();
	load->protocol->begin(connection);
	if (load->options.tls == TLS_IMPLICIT)
		tls_begin(connection);
	if (connect(connection->fd, (struct sockaddr *)&address, sizeof(address)) < 0 &&
	    errno != EINPROGRESS)
		fail(connection, "connect", strerror(errno));
	else if (epoll_ctl(load->epoll, EPOLL_CTL_ADD, connection->fd, &event) < 0)
		die(strerror(errno), "epoll_ctl");
}

/* Opens the next slots, if there are any. */
static void
open_slots(struct load *load, unsigned count)
{
	for (; count > 0 && load->opened < load->options.concurrency; count--) {
		struct connection *connection = &load->connections[load->opened];

		*connection = (struct connection){
			.load = load,
			.options = &load->options,
			.fd = -1,
			.slot = load->opened++,
		};
		start_session(connection);
	}
}

void
note_held(struct connection *connection)
{
	connection->held = true;
	connection->load->held++;
	open_slots(connection->load, 1);
}

static void
next_session(struct connection *connection)
{
	hang_up(connection);
	connection->session++;
	start_session(connection);
}

/* Gives one line to the protocol; it has no CR at its end. */
static void
hand_over(struct connection *connection, char *line, size_t octets)
{
	if (octets > 0 && line[octets - 1] == '\r')
		octets--;
	line[octets] = '\0';
	connection->load->protocol->line(connection, line);
}

/* Takes octets up to a line's end; returns how many. */
static size_t
take_line(struct connection *connection, char *octets, size_t count)
{
	char *end = memchr(octets, '\n', count);
	size_t taken = end ? (size_t)(end - octets) + 1 : count;

	if (end && connection->line_octets == 0) {
		hand_over(connection, octets, taken - 1);
		return taken;
	}
	if (connection->line_octets + taken >= LINE_OCTETS) {
		fail(connection, "line too long", "");
		return count;
	}
	memcpy(connection->line + connection->line_octets, octets, taken);
	connection->line_octets += taken;
	if (end) {
		size_t octets_in_line = connection->line_octets - 1;

		connection->line_octets = 0;
		hand_over(connection, connection->line, octets_in_line);
	}
	return taken;
}

/*
 * Takes octets of a bulk reply, in front of which there is room for the tail; returns how many.
 * A dot behind a line's end is either one of a stuffed line or the end of all. Whether it is
 * can be said once the two octets behind it are there, so the last two are looked at again with
 * the next.
 */
static size_t
take_bulk(struct connection *connection, char *octets, size_t count)
{
	char *start = octets - TAIL_OCTETS;
	char *limit = octets + count - 2;
	uint64_t stuffed = 0;

	memcpy(start, connection->tail, TAIL_OCTETS);
	for (char *at = start + 2; at < limit; at++) {
		at = memchr(at, '.', (size_t)(limit - at));
		if (!at)
			break;
		if (at[-1] != '\n' || at[-2] != '\r')
			continue;
		if (at[1] == '\r' && at[2] == '\n') {
			/* What is left of the dot is the message; part of it may have been
			 * counted with the octets before these. */
			connection->bulk_octets += (uint64_t)(at - octets) - stuffed;
			connection->bulk = false;
			connection->load->protocol->bulk_end(connection);
			return (size_t)(at + 3 - octets);
		}
		stuffed++;
	}
	connection->bulk_octets += count - stuffed;
	memcpy(connection->tail, octets + count - TAIL_OCTETS, TAIL_OCTETS);
	return count;
}

static void
take(struct connection *connection, char *octets, size_t count)
{
	while (count > 0 && connection->fd >= 0) {
		size_t taken = connection->bulk ? take_bulk(connection, octets, count)
						: take_line(connection, octets, count);

		octets += taken;
		count -= taken;
	}
}

static void
on_end(struct connection *connection)
{
	if (!connection->done)
		fail(connection, "the server closed the connection", "");
	else if (!tls_is_as_wanted(connection))
		fail(connection, "this is not the TLS that was wanted", "");
	next_session(connection);
}

static ssize_t
read_some(struct connection *connection, char *to)
{
	if (connection->ssl)
		return tls_read(connection, to, READ_OCTETS);
	return read(connection->fd, to, READ_OCTETS);
}

static void
wait_to_read(struct connection *connection)
{
	if (connection->ssl && connection->out_octets == 0)
		want_to_write(connection, tls_wants_to_write(connection));
}

/* Returns whether TLS has more that epoll(7) cannot see. */
static bool
on_readable(struct connection *connection)
{
	char *octets = connection->load->buffer + TAIL_OCTETS;
	ssize_t n = read_some(connection, octets);

	if (n > 0) {
		take(connection, octets, (size_t)n);
		if (connection->fd >= 0)
			return connection->ssl && SSL_has_pending(connection->ssl);
		next_session(connection);
	} else if (n == 0) {
		on_end(connection);
	} else if (errno == EAGAIN) {
		wait_to_read(connection);
	} else {
		fail(connection, "read", strerror(errno));
		next_session(connection);
	}
	return false;
}

/* What is to be sent after STARTTLS does the handshake, so it goes on when something came. */
static bool
can_push(const struct connection *connection, uint32_t events)
{
	return connection->out_octets > 0 &&
	       ((events & EPOLLOUT) || (connection->ssl && SSL_in_init(connection->ssl)));
}

static void
on_event(const struct epoll_event *event)
{
	struct connection *connection = event->data.ptr;

	if (can_push(connection, event->events)) {
		push(connection);
		if (connection->fd < 0)
			next_session(connection);
		return;
	}
	while (on_readable(connection))
		;
}

/* Until all is done, or all connections are held that are left. */
static void
serve_events(struct load *load)
{
	struct epoll_event events[EVENTS];

	while (load->active > load->held) {
		int n = epoll_wait(load->epoll, events, EVENTS, SILENCE_SECONDS * 1000);

		if (n < 0 && errno != EINTR)
			die(strerror(errno), "epoll_wait");
		if (n == 0) {
			count_error(load, "the server is silent", "");
			return;
		}
		for (int i = 0; i < n; i++)
			on_event(&events[i]);
	}
}

static void
hold(struct load *load)
{
	printf("held=%u errors=%llu error=\"%s\"\n", load->held,
	       (unsigned long long)load->errors, load->first_error);
	fflush(stdout);
	while (getchar() != EOF)
		;
}

static int
by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The latency that so many of a thousand stay below, in microseconds. */
static double
percentile(const struct load *load, unsigned thousandths)
{
	if (load->latency_count == 0)
		return 0;
	return (double)load->latencies[(load->latency_count - 1) * thousandths / 1000] / 1e3;
}

static double
own_processor_seconds(void)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static void
report(struct load *load)
{
	double seconds = (double)(now() - load->started) / 1e9;

	if (load->latency_count > 0)
		qsort(load->latencies, load->latency_count, sizeof(*load->latencies), by_size);
	printf("protocol=%s messages=%llu sessions=%llu octets=%llu errors=%llu seconds=%.6f "
	       "messages_per_second=%.1f sessions_per_second=%.1f megabytes_per_second=%.2f ",
	       load->protocol->name, (unsigned long long)load->messages,
	       (unsigned long long)load->sessions, (unsigned long long)load->octets,
	       (unsigned long long)load->errors, seconds, (double)load->messages / seconds,
	       (double)load->sessions / seconds, (double)load->octets / seconds / 1e6);
	printf("p50_us=%.0f p95_us=%.0f p99_us=%.0f max_us=%.0f own_processor_seconds=%.3f "
	       "error=\"%s\"\n",
	       percentile(load, 500), percentile(load, 950), percentile(load, 990),
	       percentile(load, 1000), own_processor_seconds(), load->first_error);
}

static void
read_targets(struct options *options, const char *path)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t room = 0;

	if (!file)
		die(strerror(errno), path);
	while (getline(&line, &room, file) > 0) {
		struct target *grown =
			realloc(options->targets, (options->target_count + 1) * sizeof(*grown));
		char *rest = line;
		char *name = strsep(&rest, " \n");
		char *password = strsep(&rest, " \n");

		if (!grown)
			die("out of memory", "");
		options->targets = grown;
		grown[options->target_count++] = (struct target){
			.name = strdup(name),
			.password = password && *password ? strdup(password) : NULL,
		};
	}
	free(line);
	fclose(file);
}

static unsigned
number(const char *key, const char *value)
{
	char *end;
	unsigned long n = strtoul(value, &end, 10);

	if (*value < '0' || *value > '9' || *end || n > 1000000000)
		die("not a number", key);
	return (unsigned)n;
}

/* Returns false if there is no such number. */
static bool
set_number(struct options *options, const char *key, const char *value)
{
	const struct {
		const char *key;
		unsigned *at;
	} numbers[] = {
		{"port", &options->port},
		{"concurrency", &options->concurrency},
		{"per_connection", &options->per_connection},
		{"total", &options->total},
		{"seconds", &options->seconds},
	};

	for (size_t i = 0; i < COUNT(numbers); i++)
		if (strcmp(key, numbers[i].key) == 0) {
			*numbers[i].at = number(key, value);
			return true;
		}
	return false;
}

/* The same for 0 and 1. */
static bool
set_switch(struct options *options, const char *key, const char *value)
{
	const struct {
		const char *key;
		bool *at;
	} switches[] = {
		{"pipelining", &options->pipelining},
		{"hold", &options->hold},
		{"resume", &options->resume},
	};

	for (size_t i = 0; i < COUNT(switches); i++)
		if (strcmp(key, switches[i].key) == 0) {
			*switches[i].at = number(key, value) != 0;
			return true;
		}
	return false;
}

/* The same for what stays as it is. */
static bool
set_text(struct options *options, const char *key, const char *value)
{
	const struct {
		const char *key;
		const char **at;
	} texts[] = {
		{"host", &options->host},
		{"mode", &options->mode},
		{"sender", &options->sender},
		{"key", &options->key},
	};

	for (size_t i = 0; i < COUNT(texts); i++)
		if (strcmp(key, texts[i].key) == 0) {
			*texts[i].at = value;
			return true;
		}
	return false;
}

static enum tls
tls_named(const char *name)
{
	static const char *const names[] = {
		[TLS_NONE] = "none", [TLS_IMPLICIT] = "implicit", [TLS_STARTTLS] = "starttls"};

	for (size_t i = 0; i < COUNT(names); i++)
		if (strcmp(name, names[i]) == 0)
			return (enum tls)i;
	die("none, implicit or starttls", "tls");
	return TLS_NONE;
}

static void
set_option(struct options *options, const char *key, const char *value)
{
	if (set_number(options, key, value) || set_switch(options, key, value) ||
	    set_text(options, key, value))
		return;
	if (strcmp(key, "size") == 0)
		options->size = number(key, value);
	else if (strcmp(key, "tls") == 0)
		options->tls = tls_named(value);
	else if (strcmp(key, "recipients") == 0 || strcmp(key, "accounts") == 0)
		read_targets(options, value);
	else
		die("unknown option", key);
}

static void
read_options(struct options *options, char *words[])
{
	*options = (struct options){
		.host = "127.0.0.1",
		.concurrency = 1,
		.per_connection = 1,
		.size = 1024,
		.sender = "load@elsewhere.example",
	};
	for (; *words; words++) {
		char *value = *words;
		char *key = strsep(&value, "=");

		if (!value)
			die("not key=value", key);
		set_option(options, key, value);
	}
	if (options->hold)
		options->total = options->concurrency;
	if (options->port == 0 || options->port > 65535)
		die("missing, or not a port", "port");
	if (options->concurrency == 0 || options->per_connection == 0)
		die("must not be 0", "concurrency and per_connection");
	if (options->total == 0 && options->seconds == 0)
		die("one of them is needed", "total, seconds");
}

static const struct protocol *
find_protocol(const char *name)
{
	if (name && strcmp(name, "smtp") == 0)
		return &smtp_protocol;
	if (name && strcmp(name, "pop3") == 0)
		return &pop3_protocol;
	die("smtp or pop3, then key=value", "the first word");
	return NULL;
}

int
main(int argc, char *argv[])
{
	struct load *load = calloc(1, sizeof(*load));
	const char *wrong;

	if (!load)
		die("out of memory", "");
	load->protocol = find_protocol(argc > 1 ? argv[1] : NULL);
	read_options(&load->options, argv + 2);
	wrong = load->protocol->prepare(&load->options);
	if (!wrong)
		wrong = tls_prepare(&load->options);
	if (wrong)
		die(wrong, "");
	load->connections = calloc(load->options.concurrency, sizeof(*load->connections));
	load->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (!load->connections || load->epoll < 0)
		die(strerror(errno), "start");
	load->started = now();
	open_slots(load, load->options.hold ? HELD_AT_ONCE : load->options.concurrency);
	serve_events(load);
	if (load->options.hold)
		hold(load);
	else
		report(load);
	return load->errors > 0;
}
