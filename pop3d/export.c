/* A maildrop for other programs: as an mbox, one message after the other, or their headers. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/auth/account.h"
#include "common/process/program.h"
#include "pop3d/fields.h"
#include "pop3d/multiline.h"
#include "pop3d/task.h"

static bool
fail(struct session *session, const char *why)
{
	session_log_problem(session, LOG_LEVEL_ERROR, "export", why);
	return false;
}

/* Reads a chunk, of which the octets that are left tell the size. */
static bool
read_chunk(struct session *session, int64_t message, unsigned part, uint64_t left,
	   size_t *octets)
{
	enum store_status status =
		store_message_read(session->store, message, part, session->own->chunk, octets);

	if (status != STORE_OK && status != STORE_NOT_FOUND)
		return fail(session, store_why(session->store));
	if (status == STORE_NOT_FOUND ||
	    *octets != (left < STORE_CHUNK_OCTETS ? left : STORE_CHUNK_OCTETS))
		return fail(session, "a message was removed meanwhile, or is incomplete");
	return true;
}

/* Writes the content of a message: in mbox form, or unchanged if mbox is NULL. */
static bool
write_content(struct session *session, const struct store_entry *entry, struct mbox *mbox,
	      struct multiline *lines)
{
	size_t octets;

	for (uint64_t done = 0; done < entry->octets; done += octets) {
		unsigned part = (unsigned)(done / STORE_CHUNK_OCTETS);

		if (!read_chunk(session, entry->message, part, entry->octets - done, &octets))
			return false;
		if (mbox)
			mbox_write(mbox, lines, session->own->chunk, octets);
		else
			conn_write(&session->conn, session->own->chunk, octets);
	}
	return true;
}

static bool
write_mbox(struct session *session, const struct store_entry *entry,
	   const struct store_summary *summary)
{
	struct multiline lines;
	struct mbox mbox;

	multiline_begin_local(&lines, &session->conn);
	mbox_begin(&mbox, &lines, summary->reverse_path, summary->arrived);
	if (!write_content(session, entry, &mbox, &lines))
		return false;
	mbox_end(&mbox, &lines);
	return true;
}

/* Writes a line about the message, and its octets. */
static bool
write_message(struct session *session, const struct store_entry *entry,
	      const struct store_summary *summary)
{
	char line[80];
	int octets = snprintf(line, sizeof(line), "%" PRId64 " %" PRId64 " %d %" PRIu32 "\n",
			      entry->message, summary->arrived, entry->seen, entry->octets);

	conn_write(&session->conn, line, (size_t)octets);
	return write_content(session, entry, NULL, NULL);
}

/* Writes the fields of the header, and reads no more than that. */
static bool
write_fields(struct session *session, const struct store_entry *entry)
{
	struct fields fields;
	bool more = true;
	bool read = true;
	size_t octets;

	fields_begin(&fields, &session->conn, entry->message);
	for (uint64_t done = 0; read && more && done < entry->octets; done += octets) {
		unsigned part = (unsigned)(done / STORE_CHUNK_OCTETS);

		read = read_chunk(session, entry->message, part, entry->octets - done, &octets);
		more = read && fields_take(&fields, session->own->chunk, octets);
	}
	return (fields_end(&fields) || fail(session, "memory is short")) && read;
}

/* What has no summary was removed meanwhile. If it is still in the maildrop, it is damaged. */
static bool
was_removed(struct session *session, int64_t message)
{
	struct store_entry *entries;
	size_t count;
	bool found = false;

	if (store_maildrop_list(session->store, session->own->maildrop.account, &entries,
				&count) != STORE_OK)
		return fail(session, store_why(session->store));
	for (size_t i = 0; i < count; i++)
		found |= entries[i].message == message;
	free(entries);
	return !found || fail(session, "a message is incomplete");
}

/* Writes an entry of the maildrop. */
static bool
write_entry(struct session *session, const struct store_entry *entry)
{
	struct store_summary summary;
	enum store_status status = store_maildrop_summaries(
		session->store, session->own->maildrop.account, entry, 1, &summary);

	if (status != STORE_OK)
		return fail(session, store_why(session->store));
	if (!summary.found)
		return was_removed(session, entry->message);
	if (session->conf->export_fields)
		return write_fields(session, entry);
	return session->conf->export_messages ? write_message(session, entry, &summary)
					      : write_mbox(session, entry, &summary);
}

static bool
is_wanted(const struct conf *conf, const struct store_entry *entry)
{
	return !conf->export_messages || conf->export_message == UINT64_MAX ||
	       conf->export_message == (uint64_t)entry->message;
}

static bool
write_maildrop(struct session *session, int64_t account)
{
	struct maildrop *maildrop = &session->own->maildrop;

	maildrop->account = account;
	if (store_maildrop_list(session->store, account, &maildrop->entries,
				&maildrop->count) != STORE_OK)
		return fail(session, store_why(session->store));
	for (size_t i = 0; i < maildrop->count; i++)
		if (is_wanted(session->conf, &maildrop->entries[i]) &&
		    !write_entry(session, &maildrop->entries[i]))
			return false;
	return conn_flush(&session->conn) == CONN_OK ||
	       fail(session, "standard output cannot be written");
}

int
export_run(const struct conf *conf, struct log *log)
{
	struct session *session = pop3_task_start(conf, log);
	struct store_account account;
	enum store_status status;
	bool written = false;

	if (!session)
		return PROGRAM_EXIT_FAILURE;
	status = account_find(session->store, conf->export, &account);
	if (status == STORE_OK)
		written = write_maildrop(session, account.id);
	else
		fail(session, status == STORE_NOT_FOUND ? "there is no such account"
							: store_why(session->store));
	session_end(session);
	return written ? 0 : PROGRAM_EXIT_FAILURE;
}
