/*
 * POP3 for the load program. A message counts when it has arrived whole and has the size that
 * LIST told, a session when QUIT was answered.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/load.h"

enum step { BANNER, STLS, USER, PASS, STAT, LIST, LISTING, UIDL, IDS, RETR, BODY, DELE, QUIT };

enum mode {
	MODE_LIST,    /* STAT, LIST, UIDL */
	MODE_FETCH,   /* STAT, LIST, RETR of each */
	MODE_DELETE,  /* the same, and DELE behind each RETR */
	MODE_OPEN,    /* LIST; the latency is the time to its end, and QUIT does not count */
	MODE_SIGN_IN, /* and QUIT */
	MODES
};

static const char *const mode_names[MODES] = {"list", "fetch", "delete", "open", "sign-in"};

static const char *
prepare(struct options *options)
{
	if (!options->mode)
		options->mode = mode_names[MODE_LIST];
	if (options->target_count < options->concurrency)
		return "accounts=FILE needs an account for each session at a time";
	for (size_t i = 0; i < options->target_count; i++)
		if (!options->targets[i].password)
			return "accounts=FILE: a line without a password";
	for (int mode = 0; mode < MODES; mode++)
		if (strcmp(options->mode, mode_names[mode]) == 0) {
			options->mode_number = mode;
			return mode == MODE_DELETE && (options->total == 0 ||
						       options->total > options->target_count)
				       ? "mode delete needs total, and an account for each"
				       : NULL;
		}
	return "mode is list, fetch, delete, open or sign-in";
}

static enum mode
mode_of(const struct connection *connection)
{
	return (enum mode)connection->options->mode_number;
}

/*
 * Each slot has accounts of its own, so that no two sessions want the same one. Where maildrops
 * are emptied, each is used once.
 */
static const struct target *
account(const struct connection *connection)
{
	const struct options *options = connection->options;
	size_t turns = options->target_count / options->concurrency;
	size_t turn = connection->session % turns;

	if (mode_of(connection) == MODE_DELETE)
		return &options->targets[connection->number - 1];
	return &options->targets[turn * options->concurrency + connection->slot];
}

static void
ask(struct connection *connection, const char *command, enum step step)
{
	send_command(connection, "%s\r\n", command);
	connection->step = step;
}

static void
begin(struct connection *connection)
{
	connection->step = BANNER;
	connection->count = 0;
	connection->current = 0;
}

static void
next_message(struct connection *connection)
{
	if (connection->current == connection->count) {
		ask(connection, "QUIT", QUIT);
		return;
	}
	connection->current++;
	send_command(connection, "RETR %u\r\n", connection->current);
	connection->step = RETR;
}

static void
start_listing(struct connection *connection, enum step step)
{
	connection->listed = 0;
	connection->step = step;
}

/* The listing's last line, the dot, has come. */
static void
end_listing(struct connection *connection)
{
	if (mode_of(connection) != MODE_OPEN && connection->listed != connection->count) {
		fail(connection, "STAT and listing differ", "");
		return;
	}
	if (mode_of(connection) == MODE_OPEN) {
		note_message(connection, 0);
		note_latency(connection);
		ask(connection, "QUIT", QUIT);
	} else if (mode_of(connection) != MODE_LIST) {
		next_message(connection);
	} else if (connection->step == LISTING) {
		ask(connection, "UIDL", UIDL);
	} else {
		ask(connection, "QUIT", QUIT);
	}
}

/* Keeps the size of a message that is to be fetched. */
static void
list_line(struct connection *connection, const char *reply)
{
	unsigned number;
	unsigned octets;

	if (strcmp(reply, ".") == 0) {
		end_listing(connection);
		return;
	}
	connection->listed++;
	if (connection->step != LISTING || mode_of(connection) == MODE_LIST ||
	    mode_of(connection) == MODE_OPEN)
		return;
	if (sscanf(reply, "%u %u", &number, &octets) != 2 || number != connection->listed ||
	    number > connection->count)
		fail(connection, "unexpected line of LIST", reply);
	else
		connection->sizes[number - 1] = octets;
}

static void
after_stat(struct connection *connection, const char *reply)
{
	if (sscanf(reply, "+OK %u", &connection->count) != 1) {
		fail(connection, "unexpected reply to STAT", reply);
		return;
	}
	if (connection->count > connection->sizes_room) {
		unsigned *grown =
			realloc(connection->sizes, connection->count * sizeof(*grown));

		if (!grown) {
			fail(connection, "out of memory", "");
			return;
		}
		connection->sizes = grown;
		connection->sizes_room = connection->count;
	}
	ask(connection, "LIST", LIST);
}

static void
after_banner(struct connection *connection)
{
	if (connection->options->tls == TLS_STARTTLS && !connection->ssl) {
		ask(connection, "STLS", STLS);
		return;
	}
	send_command(connection, "USER %s\r\n", account(connection)->name);
	connection->step = USER;
}

static void
after_password(struct connection *connection)
{
	if (connection->options->hold && !connection->held) {
		note_held(connection);
	} else if (mode_of(connection) == MODE_SIGN_IN) {
		ask(connection, "QUIT", QUIT);
	} else if (mode_of(connection) == MODE_OPEN) {
		ask(connection, "LIST", LIST);
	} else {
		ask(connection, "STAT", STAT);
	}
}

static void
start_body(struct connection *connection)
{
	connection->step = BODY;
	connection->bulk = true;
	connection->bulk_octets = 0;
	/* The line that has just been read ended in this. */
	memcpy(connection->tail, "\0\0\r\n", TAIL_OCTETS);
}

static void
bulk_end(struct connection *connection)
{
	char sizes[80];

	if (connection->bulk_octets != connection->sizes[connection->current - 1]) {
		snprintf(sizes, sizeof(sizes), "%u by LIST, %llu came",
			 connection->sizes[connection->current - 1],
			 (unsigned long long)connection->bulk_octets);
		fail(connection, "a message of the wrong size", sizes);
		return;
	}
	note_message(connection, connection->bulk_octets);
	if (mode_of(connection) == MODE_DELETE) {
		send_command(connection, "DELE %u\r\n", connection->current);
		connection->step = DELE;
	} else {
		next_message(connection);
	}
}

static void
after_quit(struct connection *connection)
{
	if (mode_of(connection) != MODE_OPEN)
		note_latency(connection);
	session_done(connection);
}

/* The status line that was awaited has come. */
static void
advance(struct connection *connection, const char *reply)
{
	switch ((enum step)connection->step) {
	case BANNER:
		after_banner(connection);
		break;
	case STLS:
		tls_begin(connection);
		after_banner(connection);
		break;
	case USER:
		send_command(connection, "PASS %s\r\n", account(connection)->password);
		connection->step = PASS;
		break;
	case PASS:
		after_password(connection);
		break;
	case STAT:
		after_stat(connection, reply);
		break;
	case LIST:
		start_listing(connection, LISTING);
		break;
	case UIDL:
		start_listing(connection, IDS);
		break;
	case RETR:
		start_body(connection);
		break;
	case DELE:
		next_message(connection);
		break;
	case QUIT:
		after_quit(connection);
		break;
	case LISTING:
	case IDS:
	case BODY:
		break; /* these have no status line */
	}
}

static void
line(struct connection *connection, const char *reply)
{
	if (connection->step == LISTING || connection->step == IDS)
		list_line(connection, reply);
	else if (strncmp(reply, "+OK", 3) != 0)
		fail(connection, "unexpected reply", reply);
	else
		advance(connection, reply);
}

const struct protocol pop3_protocol = {"pop3", prepare, begin, line, bulk_end};
