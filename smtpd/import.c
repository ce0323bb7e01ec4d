/* Mail that another program has kept goes into a maildrop. */
#include <stdio.h>
#include <unistd.h>

#include "common/auth/account.h"
#include "common/process/program.h"
#include "smtpd/mailbox.h"
#include "smtpd/message.h"
#include "smtpd/path.h"
#include "smtpd/task.h"

enum { PIECE_OCTETS = 16384 }; /* as much as a peer sends at a time */

/* What no peer could have sent as an address is no sender. */
static void
set_sender(struct transaction *transaction, const char *text)
{
	struct path path;

	if (!path_parse(&text, &path) || *text != '\0' || path.kind != PATH_MAILBOX)
		return;
	path_format(&path, transaction->reverse_path);
	transaction->smtputf8 = !path.ascii;
}

static void
take_line(struct session *session, const char *text, size_t octets)
{
	for (; octets > PIECE_OCTETS; text += PIECE_OCTETS, octets -= PIECE_OCTETS)
		message_take_chunk(session, text, PIECE_OCTETS);
	message_take_chunk(session, text, octets);
	message_take_chunk(session, "\r\n", 2);
}

void
import_answer(const struct ending *ending)
{
	const struct reply *row = &smtp_replies[ending->reply];
	char words[REPLY_LINE_MAX];

	reply_words(row, (const char *const[]){ending->argument}, words);
	dprintf(STDOUT_FILENO, "%s %s %s\n", row->code, row->enhanced,
		ending->reply == REPLY_STORED ? ending->argument : words);
}

bool
import_lines(struct session *session, struct mailbox *mailbox)
{
	const char *text;
	size_t octets;

	while (mailbox_line(mailbox, &text, &octets))
		take_line(session, text, octets);
	content_end_chunks(session->own->transaction.content);
	return mailbox->fault == MAILBOX_SOUND;
}

/* Sets what the file knows of the message. */
static void
set_facts(struct session *session, struct mailbox *mailbox)
{
	struct transaction *transaction = &session->own->transaction;

	if (session->conf->import_message)
		mailbox_take_name(mailbox, session->conf->import_message);
	set_sender(transaction, mailbox->sender);
	transaction->has_arrived = mailbox->arrived >= 0;
	transaction->arrived = mailbox->arrived;
	transaction->seen = mailbox->seen;
}

/* Stores the next message. False: there is no way on, as the fault may pass. */
static bool
take_message(struct session *session, struct mailbox *mailbox, int64_t account)
{
	struct transaction *transaction = &session->own->transaction;
	const struct store_recipient recipient = {.account = account};
	struct ending ending;

	if (!message_begin(session) || !recipients_add(&transaction->recipients, &recipient, 1))
		return false;
	if (!import_lines(session, mailbox))
		return false;
	set_facts(session, mailbox);
	ending = message_end(session);
	session_reset(session);
	import_answer(&ending);
	return smtp_replies[ending.reply].code[0] != '4';
}

void
import_answer_for_file(const struct mailbox *mailbox)
{
	static const char *const faults[] = {
		[MAILBOX_COMPRESSED] = "is compressed: decompress it",
		[MAILBOX_NO_MBOX] = "is no mbox: its first line is no From line with a date",
		[MAILBOX_MIXED] = "has lines that end in LF, and later in CR: split it",
		[MAILBOX_UNREADABLE] = "cannot be read to its end"};

	if (mailbox->fault != MAILBOX_SOUND)
		dprintf(STDOUT_FILENO, "fault %s\n", faults[mailbox->fault]);
	if (mailbox->doubtful > 0)
		dprintf(STDOUT_FILENO,
			"note lines that look like the first line of a message, but have no"
			" blank line before them: %u. They were imported as text.\n",
			mailbox->doubtful);
	if (mailbox->cut_off)
		dprintf(STDOUT_FILENO,
			"note the last message is shorter than its Content-Length. The file may"
			" have been cut off.\n");
}

/* Stores all messages of a file. False if that was not possible. */
static bool
take_file(struct session *session, FILE *file, int64_t account)
{
	struct mailbox mailbox;
	bool taken = true;

	mailbox_open(&mailbox, file, session->conf->import_message != NULL);
	while (taken && mailbox_next(&mailbox)) {
		taken = take_message(session, &mailbox, account);
		store_idle(session->store);
	}
	import_answer_for_file(&mailbox);
	mailbox_close(&mailbox);
	return taken && mailbox.fault == MAILBOX_SOUND;
}

int
import_run(const struct conf *conf, struct log *log)
{
	struct session *session = smtp_task_start(conf, log);
	struct store_account account;
	enum store_status status;
	bool taken = false;

	if (!session)
		return PROGRAM_EXIT_FAILURE;
	status = account_find(session->store, conf->import, &account);
	if (status == STORE_OK)
		taken = take_file(session, stdin, account.id);
	else
		session_log_fault(session, status, "find the account");
	session_end(session);
	return taken ? 0 : PROGRAM_EXIT_FAILURE;
}
