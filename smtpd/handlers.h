/*
 * The handlers of the SMTP commands. Each is called by the session's loop with its argument, in
 * one of the states that its row of the command table allows.
 */
#ifndef SMTPD_HANDLERS_H
#define SMTPD_HANDLERS_H

#include "common/wire/command.h"

/* commands.c: what needs the table, and what decides who may begin TLS or sign in */
enum outcome handle_help(struct session *session, char *argument);
int refuse_starttls(const struct session *session);
int refuse_auth(const struct session *session);

/* greeting.c: who is there, and who signs in */
enum outcome handle_helo(struct session *session, char *name);
enum outcome handle_ehlo(struct session *session, char *name);
enum outcome handle_lhlo(struct session *session, char *name);
enum outcome handle_auth(struct session *session, char *argument);
enum outcome handle_auth_response(struct session *session, char *response);
enum outcome handle_pass(struct session *session, char *password);

/* envelope.c */
enum outcome handle_mail(struct session *session, char *argument);
enum outcome handle_rcpt(struct session *session, char *argument);

/* message.c */
enum outcome handle_data(struct session *session, char *argument);
enum outcome handle_bdat(struct session *session, char *argument);

#endif
