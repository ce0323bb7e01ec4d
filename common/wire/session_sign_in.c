#include "common/wire/session_sign_in.h"

/* NULL: a local peer without an address, which the throttle leaves alone. */
static const char *
throttled_address(const struct peer *peer)
{
	return peer->local && peer->address[0] == '\0' ? NULL : peer->address;
}

/* Steps through a sign-in, and waits where it asks for that. */
static void
take_steps(struct service *service, struct sign_in *attempt)
{
	struct conn *conn = &service->conn;
	enum sign_in_step step = sign_in_begin(attempt, conn_seconds_left(conn));

	while (step == SIGN_IN_PAUSE) {
		enum conn_status status = conn_pause(conn, attempt->pause_ms);

		if (status != CONN_OK) {
			attempt->result =
				account_result(ACCOUNT_BUSY, conn_status_text(status));
			return;
		}
		step = sign_in_resume(attempt, conn_seconds_left(conn));
	}
}

struct account_result
session_sign_in(struct service *service, const struct credentials *credentials,
		struct store_account *account)
{
	enum store_status status = service_store(service);
	struct sign_in attempt = {
		.store = service->store,
		.turns = &service->turns,
		.conf = service->conf,
		.log = service->log,
		.mistakes = &service->mistakes,
		.credentials = credentials,
		.address = throttled_address(&service->peer),
	};

	if (status != STORE_OK)
		return account_fault(status, "");
	take_steps(service, &attempt);
	*account = attempt.account;
	return attempt.result;
}

static void
log_cause(const struct service *service, enum log_level level,
	  const struct account_result *result)
{
	if (result->cause[0] != '\0')
		service_log_problem(service, level, "sign in", result->cause);
}

static enum outcome
defer(struct service *service, const char *name, const struct account_result *result,
      unsigned reply)
{
	log_event(service->log, LOG_LEVEL_WARNING, "sign-in-deferred", "account", name, "peer",
		  peer_text(&service->peer), "because", result->cause, NULL);
	service_reply(service, reply);
	return OUTCOME_OK;
}

static enum outcome
give_up(struct service *service, const struct account_result *result, unsigned reply)
{
	log_cause(service, LOG_LEVEL_ERROR, result);
	service_reply(service, reply);
	return OUTCOME_ABORT;
}

enum outcome
sign_in_deny(struct service *service, const char *name, const struct account_result *result,
	     const struct sign_in_replies *replies)
{
	const char *event = "sign-in-refused";

	switch (result->status) {
	case ACCOUNT_BUSY:
		return defer(service, name, result, replies->busy);
	case ACCOUNT_UNAVAILABLE:
		log_cause(service, LOG_LEVEL_WARNING, result);
		service_reply(service, replies->unavailable);
		return OUTCOME_OK;
	case ACCOUNT_MISSING:
		return give_up(service, result, replies->missing);
	case ACCOUNT_BROKEN:
		return give_up(service, result, replies->broken);
	case ACCOUNT_SAME_ATTEMPT:
		return service_refuse_again(service, replies->wrong);
	case ACCOUNT_REPEATED:
		event = "sign-in-repeated";
		break;
	default:
		break;
	}
	log_cause(service, LOG_LEVEL_ERROR, result);
	return service_refuse_password(service, event, name, replies->wrong, replies->too_many);
}
