/*
 * How a session signs in: it waits for its turn (auth/sign_in.h), carries the exchange of AUTH
 * (auth/sasl.h), and replies. Both daemons' command tables use these handlers.
 */
#ifndef COMMON_WIRE_SESSION_SIGN_IN_H
#define COMMON_WIRE_SESSION_SIGN_IN_H

#include "common/auth/sign_in.h"
#include "common/wire/session.h"

/*
 * Opens the store and signs in; the protocol's signed_in() concludes. A peer that hangs up
 * while it waits for its turn is not signed in.
 */
enum outcome session_sign_in(struct session *session, const struct credentials *credentials);

/* Begins the exchange of AUTH with its argument, which is not empty. Changes the argument. */
enum outcome session_begin_sasl(struct session *session, char *argument);

/* Takes the client's response in such an exchange. */
enum outcome handle_auth_response(struct session *session, char *response);

/* Whether a session may sign in: the refusal of such commands. */
int refuse_sign_in(const struct session *session);

/* Logs that somebody has signed in to session->account, and shows it in the title of the
 * process. how says with what. */
void session_tell_sign_in(struct session *session, const char *how);

/*
 * Logs why nobody was signed in to the account called name, and replies: unavailable to
 * ACCOUNT_UNAVAILABLE, and to the rest what is the same in both daemons. Returns whether the
 * session goes on.
 */
enum outcome session_deny(struct session *session, const char *name,
			  const struct account_result *result, unsigned unavailable);

#endif
