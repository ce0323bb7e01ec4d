/* The commands on the list of messages: STAT, LIST, UIDL, DELE and RSET. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/base/number.h"
#include "pop3d/argument.h"
#include "pop3d/handlers.h"
#include "pop3d/multiline.h"
#include "pop3d/session.h"

enum outcome
handle_stat(struct session *session, char *argument)
{
	(void)argument;
	return reply_numbers(session, REPLY_STAT, session->own->maildrop.kept,
			     session->own->maildrop.octets);
}

enum {
	/* A scan listing (RFC 1939 section 5). The line also has "+OK " and CRLF. */
	LISTING_OCTETS = REPLY_LINE_MAX - 2 - 4,
	/* A longer sender is cut, so that the subject has room (RFC 5321 section 4.5.3.1.3). */
	LISTING_SENDER_OCTETS = 256,
};

/* A scan listing that is being written. */
struct listing {
	char text[LISTING_OCTETS + 2]; /* with CRLF, or with NUL */
	size_t octets;
};

/* '[' is not shown: a client could take it for the start of a response code. */
static bool
is_shown(char c)
{
	return c >= 0x20 && c <= 0x7E && c != '[';
}

/* Appends text, and cuts it if there is no room. */
static void
append(struct listing *listing, const char *text, size_t octets)
{
	size_t room = LISTING_OCTETS - listing->octets;
	char *to = listing->text + listing->octets;

	if (octets > room)
		octets = room;
	for (size_t i = 0; i < octets; i++)
		to[i] = (char)(is_shown(text[i]) ? text[i] : '?');
	listing->octets += octets;
}

static void
append_sender(struct listing *listing, const char *sender)
{
	size_t octets = strnlen(sender, LISTING_SENDER_OCTETS + 1);

	if (octets <= LISTING_SENDER_OCTETS) {
		append(listing, sender, octets);
	} else {
		append(listing, sender, LISTING_SENDER_OCTETS - 3);
		append(listing, "...", 3);
	}
}

/* Without a summary: number and octets alone. */
static void
write_listing(const struct store_entry *entry, uint64_t number,
	      const struct store_summary *summary, struct listing *listing)
{
	char *end = number_write(listing->text, number, 10);

	*end++ = ' ';
	end = number_write(end, entry->octets, 10);
	listing->octets = (size_t)(end - listing->text);
	/* The operator may have deleted the message. */
	if (!summary || !summary->found)
		return;
	append(listing, " ", 1);
	append_sender(listing, summary->reverse_path[0] ? summary->reverse_path : "<>");
	append(listing, " ", 1);
	append(listing, summary->subject, strlen(summary->subject));
}

/* Only the terminal dialect shows summaries. Without it, *found is NULL. */
static enum store_status
find_summaries(struct session *session, const struct store_entry entries[], size_t count,
	       struct store_summary summaries[], const struct store_summary **found)
{
	*found = session->interactive ? summaries : NULL;
	if (!*found)
		return STORE_OK;
	return store_maildrop_summaries(session->store, session->own->maildrop.account, entries,
					count, summaries);
}

static enum outcome
list_one(struct session *session, const char *argument)
{
	struct listing listing;
	struct store_summary summary;
	const struct store_summary *found;
	enum store_status status;
	uint64_t number;
	struct store_entry *entry;
	enum outcome outcome = argument_find_message(session, argument, &number, &entry);

	if (!entry)
		return outcome;
	status = find_summaries(session, entry, 1, &summary, &found);
	if (status != STORE_OK)
		return session_store_fault(session, status, "list a message");
	write_listing(entry, number, found, &listing);
	listing.text[listing.octets] = '\0';
	return reply1(session, REPLY_LIST_ONE, listing.text);
}

/* Writes a line for each of count entries, starting with first, unless it is marked as deleted.
 */
static void
write_listings(const struct maildrop *maildrop, size_t first, size_t count,
	       const struct store_summary summaries[], struct multiline *lines)
{
	struct listing listing;

	for (size_t i = 0; i < count; i++) {
		if (maildrop->entries[first + i].to_delete)
			continue;
		write_listing(&maildrop->entries[first + i], first + i + 1,
			      summaries ? &summaries[i] : NULL, &listing);
		memcpy(listing.text + listing.octets, "\r\n", 2);
		multiline_write_own_line(lines, listing.text, listing.octets + 2);
	}
}

/*
 * A reply that has started cannot be taken back. If the store fails after that, the session
 * ends without the final dot.
 */
static enum outcome
list_all(struct session *session)
{
	const struct maildrop *maildrop = &session->own->maildrop;
	struct store_summary *summaries = session->own->summaries;
	const struct store_summary *found;
	struct multiline lines;

	reply_numbers(session, REPLY_LIST, maildrop->kept, maildrop->octets);
	multiline_begin(&lines, &session->conn);
	for (size_t i = 0; i < maildrop->count; i += SESSION_SUMMARIES) {
		size_t left = maildrop->count - i;
		size_t count = left < SESSION_SUMMARIES ? left : SESSION_SUMMARIES;
		enum store_status status = find_summaries(session, &maildrop->entries[i], count,
							  summaries, &found);

		if (status != STORE_OK) {
			session_log_fault(session, status, "list a message");
			return OUTCOME_ABORT;
		}
		write_listings(maildrop, i, count, found, &lines);
	}
	multiline_end(&lines);
	return OUTCOME_OK;
}

enum outcome
handle_list(struct session *session, char *argument)
{
	return argument[0] ? list_one(session, argument) : list_all(session);
}

static enum outcome
uidl_one(struct session *session, const char *argument)
{
	char uidl[MAILDROP_UIDL_OCTETS];
	char text[24];
	uint64_t number;
	struct store_entry *entry;
	enum outcome outcome = argument_find_message(session, argument, &number, &entry);

	if (!entry)
		return outcome;
	maildrop_uidl(&session->own->maildrop, entry, uidl);
	snprintf(text, sizeof(text), "%" PRIu64, number);
	return reply2(session, REPLY_UIDL_ONE, text, uidl);
}

enum outcome
handle_uidl(struct session *session, char *argument)
{
	const struct maildrop *maildrop = &session->own->maildrop;
	struct multiline lines;

	if (argument[0])
		return uidl_one(session, argument);
	reply(session, REPLY_UIDL);
	multiline_begin(&lines, &session->conn);
	for (size_t i = 0; i < maildrop->count; i++) {
		char line[NUMBER_OCTETS + 1 + MAILDROP_UIDL_OCTETS + 2];
		char *end;

		if (maildrop->entries[i].to_delete)
			continue;
		end = number_write(line, i + 1, 10);
		*end++ = ' ';
		end = maildrop_uidl(maildrop, &maildrop->entries[i], end);
		memcpy(end, "\r\n", 2);
		multiline_write_own_line(&lines, line, (size_t)(end + 2 - line));
	}
	multiline_end(&lines);
	return OUTCOME_OK;
}

enum outcome
handle_dele(struct session *session, char *argument)
{
	uint64_t number;
	struct store_entry *entry;
	enum outcome outcome = argument_find_message(session, argument, &number, &entry);

	if (!entry)
		return outcome;
	maildrop_delete(&session->own->maildrop, entry);
	return reply_number(session, REPLY_DELETED, number);
}

enum outcome
handle_rset(struct session *session, char *argument)
{
	(void)argument;
	maildrop_reset(&session->own->maildrop);
	return reply_numbers(session, REPLY_RESET, session->own->maildrop.kept,
			     session->own->maildrop.octets);
}
