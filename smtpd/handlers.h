/*
 * The handlers of the SMTP commands. Each is called by the session's loop with its argument, in
 * one of the states that its row of the command table allows.
 */
#ifndef SMTPD_HANDLERS_H
#define SMTPD_HANDLERS_H

#include "common/auth/account.h"
#include "common/wire/command.h"
#include "smtpd/path.h"

/* greeting.c: who is there */
enum outcome handle_helo(struct session *session, char *name);
enum outcome handle_ehlo(struct session *session, char *name);
enum outcome handle_lhlo(struct session *session, char *name);

/* auth.c: who signs in, and who may */
enum outcome handle_auth(struct session *session, char *argument);
enum outcome handle_pass(struct session *session, char *password);
enum outcome smtp_signed_in(struct session *session, const struct account_result *result);
int refuse_auth(const struct session *session);
int refuse_pass(const struct session *session);

/* envelope.c: from whom, and to whom */
enum outcome handle_mail(struct session *session, char *argument);
enum outcome handle_rcpt(struct session *session, char *argument);

/* Writes a path as it is shown and stored: with the domain that was left out. */
void complete_path(const struct session *session, const struct path *path,
		   char text[PATH_TEXT_OCTETS + 1]);

/* message.c */
enum outcome handle_data(struct session *session, char *argument);
enum outcome handle_bdat(struct session *session, char *argument);

#endif
