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
	LISTING_BATCH = 32, /* messages whose summaries are looked up at a time */
};

/*
 * Replaces everything that is not printable ASCII. Replaces '[', too, which a client could take
 * for the start of a response code.
 */
static void
make_printable(char *text)
{
	for (; *text; text++)
		if (*text < 0x20 || *text > 0x7E || *text == '[')
			*text = '?';
}

/* Appends a word to a listing, and cuts it if there is no room. */
static void
append_word(char listing[LISTING_OCTETS + 1], const char *word)
{
	size_t used = strlen(listing);
	size_t octets = strnlen(word, LISTING_OCTETS);

	if (used == LISTING_OCTETS)
		return;
	listing[used++] = ' ';
	if (octets > LISTING_OCTETS - used)
		octets = LISTING_OCTETS - used;
	memcpy(listing + used, word, octets);
	listing[used + octets] = '\0';
}

static void
append_sender(char listing[LISTING_OCTETS + 1], const char *sender)
{
	char shown[LISTING_SENDER_OCTETS + 1];

	if ((size_t)snprintf(shown, sizeof(shown), "%s", sender) >= sizeof(shown))
		snprintf(shown + LISTING_SENDER_OCTETS - 3, sizeof("..."), "...");
	append_word(listing, shown);
}

/* Without a summary: number and octets alone. */
static void
write_listing(const struct store_entry *entry, uint64_t number,
	      const struct store_summary *summary, char listing[LISTING_OCTETS + 1])
{
	char *end = number_write(listing, number, 10);

	*end++ = ' ';
	*number_write(end, entry->octets, 10) = '\0';
	/* The operator may have deleted the message. */
	if (!summary || !summary->found)
		return;
	append_sender(listing, summary->reverse_path[0] ? summary->reverse_path : "<>");
	append_word(listing, summary->subject);
	make_printable(listing);
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
	char listing[LISTING_OCTETS + 1];
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
	write_listing(entry, number, found, listing);
	return reply1(session, REPLY_LIST_ONE, listing);
}

/* Writes a line for each of count entries, starting with first, unless it is marked as deleted.
 */
static void
write_listings(const struct maildrop *maildrop, size_t first, size_t count,
	       const struct store_summary summaries[], struct multiline *lines)
{
	char listing[LISTING_OCTETS + 1];

	for (size_t i = 0; i < count; i++) {
		if (maildrop->entries[first + i].to_delete)
			continue;
		write_listing(&maildrop->entries[first + i], first + i + 1,
			      summaries ? &summaries[i] : NULL, listing);
		multiline_write_line(lines, listing);
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
	struct store_summary summaries[LISTING_BATCH];
	const struct store_summary *found;
	struct multiline lines;

	reply_numbers(session, REPLY_LIST, maildrop->kept, maildrop->octets);
	multiline_begin(&lines, &session->conn);
	for (size_t i = 0; i < maildrop->count; i += LISTING_BATCH) {
		size_t left = maildrop->count - i;
		size_t count = left < LISTING_BATCH ? left : LISTING_BATCH;
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
		char line[NUMBER_OCTETS + 1 + MAILDROP_UIDL_OCTETS];
		char *end = number_write(line, i + 1, 10);

		if (maildrop->entries[i].to_delete)
			continue;
		*end++ = ' ';
		maildrop_uidl(maildrop, &maildrop->entries[i], end);
		multiline_write_line(&lines, line);
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
