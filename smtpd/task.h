/*
 * What smtpd does for its operator instead of serving a session: it answers on standard output,
 * one line for each fact, for programs to read. smtpd(8) describes the lines.
 */
#ifndef SMTPD_TASK_H
#define SMTPD_TASK_H

#include <stdbool.h>

#include "common/base/conf.h"
#include "common/base/log.h"
#include "smtpd/mailbox.h"
#include "smtpd/message.h"
#include "smtpd/session.h"

/* One of the three below, as conf says. Returns the exit status. */
int task_run(const struct conf *conf, struct log *log);

/*
 * Tells what an address leads to: the names that it may stand for, the aliases on the way, the
 * accounts, and the replies that a peer would get. Returns the program's exit status.
 */
int explain_run(const struct conf *conf, struct log *log);

/*
 * Stores the messages on standard input in the maildrop of one account, and tells what became
 * of each. Returns the program's exit status.
 */
int import_run(const struct conf *conf, struct log *log);

/*
 * Sends the message on standard input as LMTP would, and tells the replies up to the first
 * refusal. Returns the program's exit status.
 */
int send_run(const struct conf *conf, struct log *log);

/*
 * For these: task_start() of smtpd, after a greeting. As in LMTP, the operator has decided what
 * may come in.
 */
struct session *smtp_task_start(const struct conf *conf, struct log *log);

/* Replies as to a peer that names this sender or recipient. False if it is refused. */
bool task_mail(struct session *session, const char *reverse_path);
bool task_rcpt(struct session *session, const char *forward_path);

/*
 * Takes the lines of a message that was begun, up to its end. False if the file has a fault.
 * import_answer_for_file() tells it, and what else is noteworthy about a file.
 */
bool import_lines(struct session *session, struct mailbox *mailbox);
void import_answer_for_file(const struct mailbox *mailbox);

/* Tells what became of a message: the codes, and its id or what is wrong. */
void import_answer(const struct ending *ending);

#endif
