#include "common/sign_in.h"

#include "common/throttle.h"
#include "common/wait.h"

static bool
is_throttled(const struct peer *peer)
{
	return peer->address[0] != '\0' || !peer->local;
}

static void
log_fault(const struct service *service, const char *why)
{
	log_event(service->log, LOG_LEVEL_WARNING, "throttle-fault", "problem", why, NULL);
}

/* NULL, or why there is none. network: NULL is nobody's. */
static const char *
take_slot(struct service *service, const char *network)
{
	unsigned seconds = conn_seconds_left(&service->conn);

	if (seconds > service->conf->lock_timeout)
		seconds = (unsigned)service->conf->lock_timeout;
	if (store_hash_slot_take(service->store, network, seconds) == STORE_OK)
		return NULL;
	return store_why(service->store);
}

/* NULL, or why there has been no such pause; not beyond end. */
static const char *
pause_until_turn(struct service *service, int64_t ms, int64_t end)
{
	enum conn_status status;

	if (wait_now_ms() + ms > end)
		return "too many failures";
	status = conn_pause(&service->conn, ms);
	return status == CONN_OK ? NULL : conn_status_text(status);
}

/*
 * Takes a slot when the network may try. That is looked up with the slot in hand, as somebody
 * else may have failed while this one waited, and the network has no other slot: so with many
 * sessions at a time it gets no more tries than with one. The name costs time only once, or
 * guesses from elsewhere that never end would keep everybody waiting.
 */
static const char *
wait_for_turn(struct service *service, const struct throttle_try *try, unsigned *own_failures)
{
	int64_t end = wait_now_ms() + THROTTLE_NETWORK_MS;
	const char *deferred;
	bool name_has_waited = false;

	while (!(deferred = take_slot(service, try->network))) {
		int64_t now = throttle_now_ms();
		struct throttle_counts counts;
		const char *why;
		int64_t wait, for_name;

		if (!throttle_look(try, now, &counts, &why))
			log_fault(service, why);
		*own_failures = counts.pair;
		wait = throttle_network_wait(&counts.network, now);
		for_name = name_has_waited ? 0 : throttle_name_wait(&counts.name, now);
		if (for_name > wait)
			wait = for_name;
		if (wait == 0)
			return NULL;
		name_has_waited = true;
		store_hash_slot_release(service->store);
		deferred = pause_until_turn(service, wait, end);
		if (deferred)
			return deferred;
	}
	return deferred;
}

static void
note(struct service *service, const struct throttle_try *try, unsigned own_failures,
     const struct account_result *result)
{
	const char *why;
	bool noted = true;

	if (result->status == ACCOUNT_REFUSED)
		noted = throttle_add(try, throttle_now_ms(), &why);
	else if (own_failures > 0 && account_has_entered(result))
		noted = throttle_forget(try, &why);
	if (!noted)
		log_fault(service, why);
}

/* The store is open. */
static struct account_result
sign_in_to_store(struct service *service, bool may_create, const char *name,
		 const char *password, struct store_account *account)
{
	struct throttle_try try = {.database = service->conf->database_file, .name = name};
	bool throttled = is_throttled(&service->peer);
	unsigned own_failures = 0;
	const char *deferred;
	struct account_result result;

	throttle_find_network(service->peer.address, try.network);
	deferred = throttled ? wait_for_turn(service, &try, &own_failures)
			     : take_slot(service, NULL);
	if (deferred)
		return account_result(ACCOUNT_BUSY, deferred);
	result = (may_create ? account_sign_in_or_up : account_sign_in)(
		service->store, &service->password_method, name, password, account);
	if (throttled)
		note(service, &try, own_failures, &result);
	store_hash_slot_release(service->store);
	return result;
}

struct account_result
sign_in(struct service *service, bool may_create, const char *name, const char *password,
	struct store_account *account)
{
	enum store_status status = service_store(service);

	if (status != STORE_OK)
		return account_fault(status, "");
	return sign_in_to_store(service, may_create, name, password, account);
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
	default:
		break;
	}
	log_cause(service, LOG_LEVEL_ERROR, result);
	return service_refuse_password(service, name, replies->wrong, replies->too_many);
}
