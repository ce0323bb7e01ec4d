/*
 * What smtpd does for its operator instead of serving a session: it answers on standard output,
 * one line for each fact, for programs to read. smtpd(8) describes the lines.
 */
#ifndef SMTPD_TASK_H
#define SMTPD_TASK_H

#include "common/base/conf.h"
#include "common/base/log.h"
#include "smtpd/session.h"

/* One of the two below, as conf says. Returns the exit status. */
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
 * For these: task_start() of smtpd, after a greeting. As in LMTP, the operator has decided what
 * may come in.
 */
struct session *smtp_task_start(const struct conf *conf, struct log *log);

#endif
