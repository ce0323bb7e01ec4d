/* SMTP for the load program: a message counts when its 250 has arrived. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/load.h"

enum step { BANNER, EHLO, STARTTLS, MAIL, RCPT, DATA, MESSAGE, QUIT };

static const char *const expected[] = {
	[BANNER] = "220", [EHLO] = "250", [STARTTLS] = "220", [MAIL] = "250",
	[RCPT] = "250",   [DATA] = "354", [MESSAGE] = "250",  [QUIT] = "221",
};

enum mode {
	MODE_SEND,
	MODE_HELLO, /* EHLO and QUIT; the latency is the time of the session */
};

static const char header[] = "From: Load <load@elsewhere.example>\r\n"
			     "To: somebody\r\n"
			     "Subject: a message of the load program\r\n"
			     "Date: Mon, 23 Nov 2026 20:10:27 +0000\r\n"
			     "Message-ID: <load@elsewhere.example>\r\n"
			     "\r\n";
static const char text[] =
	"The quick brown fox jumps over the lazy dog, and does so once in each line\r\n";
static const char end[] = ".\r\n";

static const char *
prepare(struct options *options)
{
	size_t at = sizeof(header) - 1;
	size_t rest;
	char *message;

	options->mode_number = options->mode && strcmp(options->mode, "hello") == 0;
	if (options->mode && strcmp(options->mode, "send") != 0 && !options->mode_number)
		return "mode is send or hello";
	if (options->target_count == 0 && !options->hold && !options->mode_number)
		return "recipients=FILE is missing";
	if (options->size < sizeof(header) + 1)
		return "size is smaller than the header";
	message = malloc(options->size + sizeof(end));
	if (!message)
		return "out of memory";
	/* The same one, over and over. */
	memcpy(message, header, at);
	for (; options->size - at > sizeof(text) + 1; at += sizeof(text) - 1)
		memcpy(message + at, text, sizeof(text) - 1);
	/* The last line has what is left: two octets at least, for its end. */
	rest = options->size - at - 2;
	memset(message + at, 'x', rest);
	memcpy(message + at + rest, "\r\n", 2);
	memcpy(message + options->size, end, sizeof(end));
	options->message = message;
	options->message_octets = options->size + sizeof(end) - 1;
	return NULL;
}

static const char *
recipient(const struct connection *connection)
{
	size_t number = connection->slot + (size_t)connection->options->concurrency *
						   (connection->session + connection->sent);

	return connection->options->targets[number % connection->options->target_count].name;
}

static void
quit(struct connection *connection)
{
	send_command(connection, "QUIT\r\n");
	connection->step = QUIT;
}

/* The first command of a message, or all of them. */
static void
send_envelope(struct connection *connection)
{
	if (connection->options->pipelining)
		send_command(connection, "MAIL FROM:<%s>\r\nRCPT TO:<%s>\r\nDATA\r\n",
			     connection->options->sender, recipient(connection));
	else
		send_command(connection, "MAIL FROM:<%s>\r\n", connection->options->sender);
	connection->step = MAIL;
}

static void
next_message(struct connection *connection)
{
	if (connection->sent > 0 && (connection->sent == connection->options->per_connection ||
				     !take_one(connection))) {
		quit(connection);
		return;
	}
	send_envelope(connection);
	connection->sent++;
}

static void
begin(struct connection *connection)
{
	connection->step = BANNER;
	connection->sent = 0;
}

static void
hello(struct connection *connection)
{
	send_command(connection, "EHLO load.elsewhere.example\r\n");
	connection->step = EHLO;
}

static void
after_hello(struct connection *connection)
{
	if (connection->options->tls == TLS_STARTTLS && !connection->ssl) {
		send_command(connection, "STARTTLS\r\n");
		connection->step = STARTTLS;
	} else if (connection->options->hold && !connection->held) {
		note_held(connection);
	} else if (connection->options->mode_number == MODE_HELLO) {
		quit(connection);
	} else {
		next_message(connection);
	}
}

static void
after_recipient(struct connection *connection)
{
	if (!connection->options->pipelining)
		send_command(connection, "DATA\r\n");
	connection->step = DATA;
}

static void
after_sender(struct connection *connection)
{
	if (!connection->options->pipelining)
		send_command(connection, "RCPT TO:<%s>\r\n", recipient(connection));
	connection->step = RCPT;
}

/* The last line of the reply that was awaited has come. */
static void
advance(struct connection *connection)
{
	switch ((enum step)connection->step) {
	case BANNER:
		hello(connection);
		break;
	case EHLO:
		after_hello(connection);
		break;
	case STARTTLS:
		tls_begin(connection);
		hello(connection);
		break;
	case MAIL:
		after_sender(connection);
		break;
	case RCPT:
		after_recipient(connection);
		break;
	case DATA:
		send_octets(connection, connection->options->message,
			    connection->options->message_octets);
		connection->step = MESSAGE;
		break;
	case MESSAGE:
		note_message(connection, connection->options->size);
		note_latency(connection);
		next_message(connection);
		break;
	case QUIT:
		if (connection->options->mode_number == MODE_HELLO)
			note_latency(connection);
		session_done(connection);
		break;
	}
}

static void
line(struct connection *connection, const char *reply)
{
	if (strncmp(reply, expected[connection->step], 3) != 0)
		fail(connection, "unexpected reply", reply);
	else if (reply[3] != '-')
		advance(connection);
}

const struct protocol smtp_protocol = {"smtp", prepare, begin, line, NULL};
