/*
 * RETR and TOP. Each chunk of a message is a read of its own, so that no lock of the store is
 * held while the peer is slow.
 */
#include <string.h>
#include <strings.h>

#include "common/base/number.h"
#include "pop3d/argument.h"
#include "pop3d/handlers.h"
#include "pop3d/multiline.h"
#include "pop3d/session.h"

/* Reads a chunk of a message into session->own->chunk. */
static enum store_status
read_chunk(struct session *session, const struct store_entry *entry, unsigned part,
	   size_t *octets)
{
	return store_message_read(session->store, entry->message, part, session->own->chunk,
				  octets);
}

/*
 * A reply that has started cannot be taken back. If the store fails after that, the session
 * ends without the final dot, and the client knows that the message is incomplete.
 */
static enum outcome
break_off(struct session *session, enum store_status status)
{
	session_log_fault(session, status, "read a message");
	return OUTCOME_ABORT;
}

/* Replies to a message whose first chunk could not be read. */
static enum outcome
not_readable(struct session *session, enum store_status status, const char *number)
{
	if (status != STORE_NOT_FOUND)
		return session_store_fault(session, status, "read a message");
	return reply1(session, REPLY_NO_SUCH_MESSAGE, number);
}

/* Whether this chunk is the last one of the message. */
static bool
is_last_chunk(const struct store_entry *entry, unsigned part)
{
	return entry->octets <= ((uint64_t)part + 1) * STORE_CHUNK_OCTETS;
}

static enum outcome
retrieve(struct session *session, struct store_entry *entry, const char *number)
{
	struct multiline lines;
	size_t octets;
	enum store_status status = read_chunk(session, entry, 0, &octets);

	if (status != STORE_OK)
		return not_readable(session, status, number);
	reply_number(session, REPLY_RETR, entry->octets);
	multiline_begin(&lines, &session->conn);
	multiline_write(&lines, session->own->chunk, octets);
	for (unsigned part = 1; !is_last_chunk(entry, part - 1); part++) {
		status = read_chunk(session, entry, part, &octets);
		if (status != STORE_OK)
			return break_off(session, status);
		multiline_write(&lines, session->own->chunk, octets);
	}
	multiline_end(&lines);
	entry->to_see = !entry->seen && session->conn.status == CONN_OK;
	return OUTCOME_OK;
}

/* One message in mbox form. */
static enum store_status
write_mbox(struct session *session, struct store_entry *entry, struct multiline *lines)
{
	struct store_summary summary;
	struct mbox mbox;
	bool last = false;
	enum store_status status = store_maildrop_summaries(
		session->store, session->own->maildrop.account, entry, 1, &summary);

	if (status == STORE_OK && !summary.found)
		return STORE_NOT_FOUND;
	if (status != STORE_OK)
		return status;
	mbox_begin(&mbox, lines, summary.reverse_path, summary.arrived);
	for (unsigned part = 0; !last; part++) {
		size_t octets;

		status = read_chunk(session, entry, part, &octets);
		if (status != STORE_OK)
			return status;
		mbox_write(&mbox, lines, session->own->chunk, octets);
		last = is_last_chunk(entry, part);
	}
	mbox_end(&mbox, lines);
	entry->to_see = !entry->seen && session->conn.status == CONN_OK;
	return STORE_OK;
}

static bool
is_wanted(const struct store_entry *entry, bool unread_only)
{
	return !entry->to_delete && !(unread_only && (entry->seen || entry->to_see));
}

/* The terminal dialect's RETR without a number: all messages, or the unread ones. */
static enum outcome
retrieve_mbox(struct session *session, bool unread_only)
{
	const struct maildrop *maildrop = &session->own->maildrop;
	struct multiline lines;
	uint64_t wanted = 0;

	for (size_t i = 0; i < maildrop->count; i++)
		wanted += is_wanted(&maildrop->entries[i], unread_only);
	reply_number(session, REPLY_RETR_MBOX, wanted);
	multiline_begin(&lines, &session->conn);
	for (size_t i = 0; i < maildrop->count; i++) {
		enum store_status status = STORE_OK;

		if (is_wanted(&maildrop->entries[i], unread_only))
			status = write_mbox(session, &maildrop->entries[i], &lines);
		if (status != STORE_OK)
			return break_off(session, status);
	}
	multiline_end(&lines);
	return OUTCOME_OK;
}

enum outcome
handle_retr(struct session *session, char *argument)
{
	enum outcome outcome;
	uint64_t number;
	struct store_entry *entry;

	if (session->interactive && argument[0] == '\0')
		return retrieve_mbox(session, false);
	if (session->interactive && strcasecmp(argument, "U") == 0)
		return retrieve_mbox(session, true);
	outcome = argument_find_message(session, argument, &number, &entry);
	return entry ? retrieve(session, entry, argument) : outcome;
}

static enum outcome
show_top(struct session *session, const struct store_entry *entry, const char *number,
	 uint64_t count)
{
	struct multiline lines;
	struct top top;
	size_t octets;
	size_t shown;
	enum store_status status = read_chunk(session, entry, 0, &octets);

	if (status != STORE_OK)
		return not_readable(session, status, number);
	reply(session, REPLY_TOP);
	multiline_begin(&lines, &session->conn);
	top_begin(&top, count);
	shown = top_take(&top, session->own->chunk, octets);
	multiline_write(&lines, session->own->chunk, shown);
	for (unsigned part = 1; shown == octets && !is_last_chunk(entry, part - 1); part++) {
		status = read_chunk(session, entry, part, &octets);
		if (status != STORE_OK)
			return break_off(session, status);
		shown = top_take(&top, session->own->chunk, octets);
		multiline_write(&lines, session->own->chunk, shown);
	}
	multiline_end(&lines);
	return OUTCOME_OK;
}

/* TOP message lines */
enum outcome
handle_top(struct session *session, char *argument)
{
	char *second = argument + strcspn(argument, " ");
	struct store_entry *entry;
	enum outcome outcome;
	uint64_t number;
	uint64_t count;

	if (*second)
		*second++ = '\0';
	second += strspn(second, " ");
	if (!number_parse(second, &count))
		return reply_syntax(session);
	outcome = argument_find_message(session, argument, &number, &entry);
	return entry ? show_top(session, entry, argument, count) : outcome;
}
