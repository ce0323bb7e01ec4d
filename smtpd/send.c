/* A message of the operator's own: all recipients get it, or none. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/base/date.h"
#include "common/process/program.h"
#include "smtpd/handlers.h"
#include "smtpd/mailbox.h"
#include "smtpd/message.h"
#include "smtpd/task.h"

/* Names the sender and all recipients, up to the first that is refused: then it is false. */
static bool
name_recipients(struct session *session)
{
	if (!task_mail(session, session->conf->send))
		return false;
	for (char *const *path = session->conf->recipients; *path; path++)
		if (!task_rcpt(session, *path))
			return false;
	/* What follows does not go through the connection. */
	return conn_flush(&session->conn) == CONN_OK;
}

static void
put(struct session *session, const char *before, const char *text, const char *after)
{
	message_take_chunk(session, before, strlen(before));
	message_take_chunk(session, text, strlen(text));
	message_take_chunk(session, after, strlen(after));
}

static void
put_address(struct session *session, const char *before, const char *text, const char *after)
{
	char address[PATH_TEXT_OCTETS + 1] = "";
	struct path path;

	if (path_parse(&text, &path))
		complete_path(session, &path, address);
	put(session, before, address, after);
}

/*
 * Writes the header of a message that is only a text. A line has at most 998 octets (RFC 5322
 * section 2.1.1), so each recipient has its own.
 */
static void
put_header(struct session *session)
{
	const struct conf *conf = session->conf;
	const char *sender = session->own->transaction.reverse_path;
	char date[DATE_OCTETS];

	date_of_header(time(NULL), date);
	put_address(session, "From: <", *sender ? sender : "postmaster", ">\r\n");
	for (char *const *path = conf->recipients; *path; path++)
		put_address(session, path == conf->recipients ? "To: <" : " <", *path,
			    path[1] ? ">,\r\n" : ">\r\n");
	put(session, "Subject: ", conf->subject, "\r\n");
	put(session, "Date: ", date, "\r\n");
	put(session, "Message-ID: <", session->log->session, "@");
	put(session, conf->hostname, ">\r\nMIME-Version: 1.0\r\n",
	    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
	    "8bit\r\n\r\n");
}

/* Sends the message in a file, and tells what became of it. */
static bool
send_file(struct session *session, FILE *file)
{
	struct mailbox mailbox;
	struct ending ending;
	bool taken;

	if (session->conf->subject)
		put_header(session);
	mailbox_open(&mailbox, file, true);
	taken = import_lines(session, &mailbox);
	if (!taken)
		import_answer_for_file(&mailbox);
	mailbox_close(&mailbox);
	if (!taken)
		return false;
	ending = message_end(session);
	import_answer(&ending);
	return ending.reply == REPLY_STORED;
}

int
send_run(const struct conf *conf, struct log *log)
{
	struct session *session = smtp_task_start(conf, log);
	bool sent;

	if (!session)
		return PROGRAM_EXIT_FAILURE;
	sent = name_recipients(session) && message_begin(session) && send_file(session, stdin);
	session_end(session);
	return sent ? 0 : PROGRAM_EXIT_FAILURE;
}
