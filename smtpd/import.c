/* Mail that another program has kept goes into a maildrop. */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

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

/* Tells what became of a message. False if the fault may pass: then nothing more is tried. */
static bool
answer(const struct mailbox *mailbox, const struct ending *ending)
{
	const struct reply *row = &smtp_replies[ending->reply];
	char words[REPLY_LINE_MAX];

	reply_words(row, (const char *const[]){ending->argument}, words);
	dprintf(STDOUT_FILENO, "%s %s %" PRId64 " %d %s\n", row->code, row->enhanced,
		mailbox->arrived, mailbox->seen,
		ending->reply == REPLY_STORED ? ending->argument : words);
	return row->code[0] != '4';
}

/* Stores the next message. False: there is no way on. */
static bool
take_message(struct session *session, struct mailbox *mailbox, int64_t account)
{
	struct transaction *transaction = &session->own->transaction;
	const struct store_recipient recipient = {.account = account};
	struct ending ending;
	const char *text;
	size_t octets;

	if (!message_begin(session) || !recipients_add(&transaction->recipients, &recipient, 1))
		return false;
	while (mailbox_line(mailbox, &text, &octets))
		take_line(session, text, octets);
	if (mailbox->fault != MAILBOX_SOUND)
		return false;
	content_end_chunks(transaction->content);
	set_sender(transaction, mailbox->sender);
	ending = message_end(session);
	session_reset(session);
	return answer(mailbox, &ending);
}

/* Tells what is wrong with the file, or noteworthy. */
static void
answer_for_file(const struct mailbox *mailbox)
{
	static const char *const faults[] = {[MAILBOX_COMPRESSED] = "compressed",
					     [MAILBOX_NO_MBOX] = "no-mbox",
					     [MAILBOX_MIXED] = "mixed",
					     [MAILBOX_UNREADABLE] = "unreadable"};

	if (mailbox->fault != MAILBOX_SOUND)
		dprintf(STDOUT_FILENO, "%s\n", faults[mailbox->fault]);
	if (mailbox->doubtful > 0)
		dprintf(STDOUT_FILENO, "doubtful %u\n", mailbox->doubtful);
	if (mailbox->cut_off)
		dprintf(STDOUT_FILENO, "cut-off\n");
}

/* Stores all messages of a file. False if that was not possible. */
static bool
take_file(struct session *session, FILE *file, int64_t account)
{
	struct mailbox mailbox;
	bool taken = true;

	mailbox_open(&mailbox, file, session->conf->import_message);
	while (taken && mailbox_next(&mailbox)) {
		taken = take_message(session, &mailbox, account);
		store_idle(session->store);
	}
	answer_for_file(&mailbox);
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
	status = store_account_find(session->store, conf->import, &account);
	if (status == STORE_OK)
		taken = take_file(session, stdin, account.id);
	else
		session_log_fault(session, status, "find the account");
	session_end(session);
	return taken ? 0 : PROGRAM_EXIT_FAILURE;
}
