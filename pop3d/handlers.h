/*
 * The handlers of the POP3 commands. Each is called by the session's loop with its argument, in
 * one of the states that its row of the command table allows.
 */
#ifndef POP3D_HANDLERS_H
#define POP3D_HANDLERS_H

#include "common/auth/account.h"
#include "common/wire/command.h"

/* auth.c: who signs in */
enum outcome handle_user(struct session *session, char *login);
enum outcome handle_pass(struct session *session, char *password);
enum outcome handle_auth(struct session *session, char *argument);
enum outcome pop3_signed_in(struct session *session, const struct account_result *result);

/* capa.c: what the server can do */
enum outcome handle_capa(struct session *session, char *argument);

/* listing.c: what is in the maildrop */
enum outcome handle_stat(struct session *session, char *argument);
enum outcome handle_list(struct session *session, char *argument);
enum outcome handle_uidl(struct session *session, char *argument);
enum outcome handle_dele(struct session *session, char *argument);
enum outcome handle_rset(struct session *session, char *argument);

/* retrieval.c: the messages themselves */
enum outcome handle_retr(struct session *session, char *argument);
enum outcome handle_top(struct session *session, char *argument);

#endif
