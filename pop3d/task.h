/*
 * What pop3d does for its operator instead of serving a session: it answers on standard output,
 * for programs to read. pop3d(8) describes the forms.
 */
#ifndef POP3D_TASK_H
#define POP3D_TASK_H

#include "common/base/conf.h"
#include "common/base/log.h"
#include "pop3d/session.h"

/* One of the three below, as conf says. Returns the exit status. */
int task_run(const struct conf *conf, struct log *log);

/*
 * Writes the maildrop that conf names, without its lock. Marks no message as seen. Returns the
 * exit status.
 */
int export_run(const struct conf *conf, struct log *log);

/*
 * Locks the maildrop that conf names, tells so, and keeps the lock until standard input ends.
 * Returns the exit status.
 */
int hold_run(const struct conf *conf, struct log *log);

/*
 * Tells what every rule would say if somebody signed in with the login that conf names and the
 * password on the first line of standard input. Changes nothing, and counts nothing. Returns
 * the exit status.
 */
int try_run(const struct conf *conf, struct log *log);

/* For these: task_start() of pop3d. */
struct session *pop3_task_start(const struct conf *conf, struct log *log);

#endif
