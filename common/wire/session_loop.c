#include "common/wire/session_loop.h"

#include "common/wire/line.h"

/* RFC 5321 section 4.3.1 and RFC 1939 section 3 have the server speak first. */
static enum outcome
wait_for_silence(struct session *session)
{
	enum conn_status status =
		conn_wait_for_input(&session->conn, session->conf->banner_delay);

	if (status == CONN_TIMEOUT)
		return OUTCOME_OK;
	if (status != CONN_OK)
		return session_input_ended(session, status);
	log_event(session->log, LOG_LEVEL_WARNING, "early-talker", "peer",
		  peer_text(&session->peer), NULL);
	reply(session, REPLY_TOO_EARLY);
	return OUTCOME_CLOSE;
}

/* Queues the greeting, after banner_delay. After STARTTLS or STLS there is no second one. */
static enum outcome
greet(struct session *session)
{
	enum outcome outcome = OUTCOME_OK;

	if (session->tls.started)
		return OUTCOME_OK;
	if (session->conf->banner_delay > 0)
		outcome = wait_for_silence(session);
	if (outcome != OUTCOME_OK)
		return outcome;
	return reply1(session, REPLY_GREETING, session->conf->hostname);
}

/*
 * The state that a line finds the session in. A response must follow its challenge at once, and
 * PASS its USER: any line ends such a state.
 */
static unsigned
take_state(struct session *session)
{
	unsigned state = session->state;

	if (state & session->protocol->line_states)
		session->state = session->protocol->rest_state;
	return state;
}

/* Finds the row of a line, which is the present command from now on. */
static enum command_fault
find_command(struct session *session, unsigned state, struct line *line,
	     struct command_call *call)
{
	const struct protocol *protocol = session->protocol;
	enum command_fault fault =
		command_find(protocol->commands, protocol->commands_count, state, line, call);

	session->command = call->row;
	session->bare_lf = line->bare_lf;
	return fault;
}

static bool
is_unknown(const struct session *session)
{
	const struct protocol *protocol = session->protocol;

	return session->command == &protocol->commands[protocol->commands_count - 1];
}

/*
 * Words of the terminal dialect, perhaps. A person on this machine may use it unless a file of
 * settings forbids it, and may not know that there is such a file.
 */
static void
explain_dialect(struct session *session)
{
	const struct conf *conf = session->conf;

	if (conf->interactive != CONF_NONE || !conf->file || conf->lmtp || session->explained ||
	    !peer_may(&session->peer, CONF_LOCAL))
		return;
	log_event(session->log, LOG_LEVEL_WARNING, "dialect-off", "settings", conf->file, NULL);
	session->explained = true;
}

/*
 * A line that cannot be used. The session is over if its command says how many octets follow
 * the line: nobody knows then where the next command begins.
 */
static enum outcome
bad_line(struct session *session, unsigned number)
{
	reply(session, number);
	return session->command->flags & COMMAND_FRAMES ? OUTCOME_CLOSE : OUTCOME_ERROR;
}

static enum outcome
carry_out(struct session *session, unsigned state, struct line *line)
{
	struct command_call call;
	enum command_fault fault = find_command(session, state, line, &call);
	int refusal = command_refusal(call.row, session);

	if (is_unknown(session))
		explain_dialect(session);
	if (session->needs_tls && !(call.row->flags & COMMAND_PLAIN))
		return bad_line(session, session->protocol->tls_first);
	if (fault != COMMAND_TOO_LONG && refusal != COMMAND_ALLOWED)
		return reply_error1(session, (unsigned)refusal, call.row->verb);
	switch (fault) {
	case COMMAND_OK:
		return call.row->handle(session, call.argument);
	case COMMAND_OUT_OF_ORDER:
		return reply_out_of_order(session);
	case COMMAND_TOO_LONG:
		return bad_line(session, REPLY_LINE_TOO_LONG);
	case COMMAND_NO_ARGUMENT:
		return reply_error1(session, REPLY_NO_ARGUMENT, call.row->verb);
	case COMMAND_ARGUMENT:
		break;
	}
	return reply_syntax(session);
}

/* A line whose octets are wrong: its verb still tells the command. */
static enum outcome
bad_octets(struct session *session, unsigned state, struct line *line)
{
	struct command_call call;

	find_command(session, state, line, &call);
	explain_dialect(session);
	return bad_line(session, REPLY_BAD_LINE);
}

/* A line that was longer than any may be: nothing is left that could tell the command. */
static enum outcome
skipped_line(struct session *session)
{
	const struct protocol *protocol = session->protocol;

	session->command = &protocol->commands[protocol->commands_count - 1];
	return bad_line(session, REPLY_LINE_TOO_LONG);
}

static enum outcome
take_line(struct session *session, enum line_status status, struct line *line)
{
	unsigned state = take_state(session);

	switch (status) {
	case LINE_OK:
		return carry_out(session, state, line);
	case LINE_BARE_LF:
	case LINE_BAD_OCTET:
		return bad_octets(session, state, line);
	case LINE_TOO_LONG:
		return skipped_line(session);
	case LINE_NONE:
		break;
	}
	return session->protocol->input_ended(session, line->input);
}

static enum outcome
next_command(struct session *session)
{
	const struct protocol *protocol = session->protocol;
	struct line line;
	enum line_status status = line_read(&session->conn, session->interactive, &line);
	enum outcome outcome = take_line(session, status, &line);

	if (status == LINE_NONE)
		return outcome;
	/* A line that could not be used may still have been meant to be a password. */
	if (status != LINE_OK || session->command->flags & COMMAND_SECRET)
		conn_wipe(&session->conn);
	return protocol->weigh ? protocol->weigh(session, outcome) : outcome;
}

/* Counts errors. Returns whether the session goes on, OUTCOME_OK, or how it ends. */
static enum outcome
count(struct session *session, enum outcome outcome)
{
	if (outcome != OUTCOME_ERROR && outcome != OUTCOME_ERROR_SPARED)
		return outcome;
	session->errors++;
	if (outcome == OUTCOME_ERROR_SPARED || !session_has_too_many_errors(session))
		return OUTCOME_OK;
	reply(session, REPLY_TOO_MANY_ERRORS);
	return OUTCOME_CLOSE;
}

/* Lets the store tidy up, unless the peer waits for replies or has sent more. */
static void
maintain(struct session *session)
{
	size_t waiting;

	conn_input(&session->conn, &waiting);
	if (!session->store || waiting > 0)
		return;
	conn_flush(&session->conn);
	store_idle(session->store);
}

enum outcome
session_converse(struct session *session)
{
	enum outcome outcome = greet(session);

	while (outcome == OUTCOME_OK) {
		maintain(session);
		outcome = count(session, next_command(session));
	}
	return outcome;
}
