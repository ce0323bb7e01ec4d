/*
 * The protocol on the socket: the session sends a request, the arguments with a NUL after each,
 * and the message. The helper sends an answer. Both ends are the same program, so these are
 * plain structs. But the helper checks everything: an attacker may have taken over the session.
 */
#include "smtpd/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/io.h"

enum {
	HELPER_SOCKET = STDERR_FILENO + 1, /* the descriptor in the helper */
	PIECE_OCTETS = 65536,
	/* More than the kernel allows for a program (execve(2)). */
	ARGUMENTS_OCTETS = 8 << 20,
};

struct request {
	uint64_t octets;   /* of the message */
	size_t arguments;  /* octets of the arguments */
	size_t recipients; /* the number of arguments after the first, which is the sender */
};

struct answer {
	enum relay_status status;
	char why[RELAY_WHY_OCTETS];
};

/* --- the helper, outside the sandbox --- */

/* The part of a message that has not been read from the socket. */
struct incoming {
	int socket;
	uint64_t left;
};

/* The read() of struct store_source. */
static bool
read_incoming(void *of, void *data, size_t octets)
{
	struct incoming *incoming = of;

	if (!io_read_all(incoming->socket, data, octets))
		return false;
	incoming->left -= octets;
	return true;
}

/* Reads the part that the program did not read. False if it does not come. */
static bool
skip(struct incoming *incoming)
{
	char piece[4096];

	while (incoming->left > 0)
		if (!read_incoming(incoming, piece,
				   incoming->left < sizeof(piece) ? (size_t)incoming->left
								  : sizeof(piece)))
			return false;
	return true;
}

/* Splits text into arguments. The caller frees the vector with free(3). NULL if text is bad. */
static char **
find_arguments(char *text, const struct request *request)
{
	char *end = text + request->arguments;
	char **arguments;
	size_t found = 0;

	if (end[-1] != '\0' || request->recipients >= request->arguments)
		return NULL;
	arguments = calloc(request->recipients + 1, sizeof(*arguments));
	if (!arguments)
		return NULL;
	for (char *next = text; next < end; next += strlen(next) + 1)
		if (found++ <= request->recipients)
			arguments[found - 1] = next;
	if (found == request->recipients + 1)
		return arguments;
	free(arguments);
	return NULL;
}

/* Carries out one request. False if there can be no other. */
static bool
hand_off(const struct conf *conf, struct log *log, const struct request *request,
	 char **arguments)
{
	struct incoming incoming = {HELPER_SOCKET, request->octets};
	const struct store_source source = {read_incoming, &incoming};
	const struct relay relay = {
		.command = conf->relay,
		.sender = arguments[0],
		.recipients = arguments + 1,
		.count = request->recipients,
		.show_errors = !log->to_syslog,
		.timeout = conf->command_timeout,
	};
	struct answer answer = {.why = ""};

	answer.status = relay_hand_off(&relay, &source, request->octets, answer.why);
	return skip(&incoming) && io_write_all(HELPER_SOCKET, &answer, sizeof(answer));
}

static bool
serve_one(const struct conf *conf, struct log *log)
{
	struct request request;
	char **arguments = NULL;
	char *text = NULL;
	bool served;

	if (io_read_all(HELPER_SOCKET, &request, sizeof(request)) && request.arguments > 0 &&
	    request.arguments <= ARGUMENTS_OCTETS)
		text = malloc(request.arguments);
	if (text && io_read_all(HELPER_SOCKET, text, request.arguments))
		arguments = find_arguments(text, &request);
	served = arguments && hand_off(conf, log, &request, arguments);
	free(arguments);
	free(text);
	return served;
}

/* Closes the connection to the peer, and every other descriptor. */
static bool
keep_only(int socket, bool with_stderr)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
	    (!with_stderr && dup2(null, STDERR_FILENO) < 0))
		return false;
	if (socket != HELPER_SOCKET && dup3(socket, HELPER_SOCKET, O_CLOEXEC) < 0)
		return false;
	close_range(HELPER_SOCKET + 1, ~0U, 0);
	return true;
}

static _Noreturn void
serve(int socket, const struct conf *conf, struct log *log)
{
	if (keep_only(socket, !log->to_syslog))
		while (serve_one(conf, log))
			;
	exit(0);
}

/* --- the session, inside --- */

bool
helper_start(struct helper *helper, bool needed, const struct conf *conf, struct log *log)
{
	int ends[2];

	*helper = (struct helper){.socket = -1};
	if (!needed)
		return true;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0 ||
	    (helper->pid = fork()) < 0) {
		log_event(log, LOG_LEVEL_ERROR, "relay-failed", "program", conf->relay,
			  "problem", strerror(errno), NULL);
		return false;
	}
	if (helper->pid == 0) {
		close(ends[0]); /* or the helper would not notice the end of the session */
		serve(ends[1], conf, log);
	}
	close(ends[1]);
	helper->socket = ends[0];
	return true;
}

static enum relay_status
later(char why[RELAY_WHY_OCTETS], const char *because)
{
	snprintf(why, RELAY_WHY_OCTETS, "%s", because);
	return RELAY_TRY_LATER;
}

static size_t
arguments_octets(const struct relay *relay)
{
	size_t octets = strlen(relay->sender) + 1;

	for (size_t i = 0; i < relay->count; i++)
		octets += strlen(relay->recipients[i]) + 1;
	return octets;
}

/* Joins sender and recipients. The caller frees the text with free(3). NULL: memory is short.
 */
static char *
join_arguments(const struct relay *relay, size_t octets)
{
	char *text = malloc(octets);
	char *end = text;

	if (!text)
		return NULL;
	end = stpcpy(end, relay->sender) + 1;
	for (size_t i = 0; i < relay->count; i++)
		end = stpcpy(end, relay->recipients[i]) + 1;
	return text;
}

static bool
send_message(int socket, const struct store_source *source, uint64_t octets)
{
	char *piece = malloc(PIECE_OCTETS);
	bool sent = piece != NULL;

	while (octets > 0 && sent) {
		size_t n = octets < PIECE_OCTETS ? (size_t)octets : PIECE_OCTETS;

		sent = source->read(source->from, piece, n) && io_write_all(socket, piece, n);
		octets -= n;
	}
	free(piece);
	return sent;
}

enum relay_status
helper_hand_off(const struct helper *helper, const struct relay *relay,
		const struct store_source *source, uint64_t octets, char why[RELAY_WHY_OCTETS])
{
	const struct request request = {octets, arguments_octets(relay), relay->count};
	struct answer answer;
	char *arguments;
	bool sent;

	if (request.arguments > ARGUMENTS_OCTETS)
		return later(why, "could not be run: there are too many recipients");
	arguments = join_arguments(relay, request.arguments);
	if (!arguments)
		return later(why, "could not be run: memory is short");
	sent = io_write_all(helper->socket, &request, sizeof(request)) &&
	       io_write_all(helper->socket, arguments, request.arguments);
	free(arguments);
	/* The helper then sees the end of its input too early, and kills the program. */
	if (!sent || !send_message(helper->socket, source, octets))
		shutdown(helper->socket, SHUT_WR);
	if (!io_read_all(helper->socket, &answer, sizeof(answer)))
		return later(why, "the helper process has ended");
	snprintf(why, RELAY_WHY_OCTETS, "%s", answer.why);
	return answer.status;
}

void
helper_end(const struct helper *helper)
{
	if (helper->socket < 0)
		return;
	close(helper->socket);
	while (waitpid(helper->pid, NULL, 0) < 0 && errno == EINTR)
		;
}
