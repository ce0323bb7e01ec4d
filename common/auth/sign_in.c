#include "common/auth/sign_in.h"

#include <string.h>

#include "common/auth/throttle.h"
#include "common/base/wait.h"

_Static_assert((int)MISTAKE_NAME_OCTETS >= (int)STORE_NAME_OCTETS &&
		       (int)MISTAKE_HASH_OCTETS >= (int)PASSWORD_HASH_OCTETS &&
		       (int)MISTAKE_PASSWORD_OCTETS >= (int)PASSWORD_OCTETS,
	       "what an account can have is told apart in full");

static bool
is_throttled(const struct peer *peer)
{
	return peer->address[0] != '\0' || !peer->local;
}

/* A sign-in on its way, with what the throttle knows of it. */
struct attempt {
	struct store_try try;
	struct store_record counts;
	bool counted; /* so far all could be read and written */
	char why[TURNS_WHY_OCTETS];
};

/* What could not be read or written is told, and makes this one slow: see hold_network(). */
static void
check(struct service *service, struct attempt *attempt, enum store_status status)
{
	if (status == STORE_OK)
		return;
	attempt->counted = false;
	log_event(service->log, LOG_LEVEL_WARNING, "throttle-fault", "problem",
		  store_why(service->store), NULL);
}

static void
look(struct service *service, struct attempt *attempt, int64_t now)
{
	attempt->counted = true;
	check(service, attempt,
	      store_record_find(service->store, &attempt->try, now, &attempt->counts));
}

/* NULL, or why there is none. network: NULL is nobody's. */
static const char *
take_slot(struct service *service, struct attempt *attempt, const char *network,
	  unsigned most_seconds)
{
	unsigned seconds = conn_seconds_left(&service->conn);

	if (seconds > most_seconds)
		seconds = most_seconds;
	if (turns_take(&service->turns, service->conf->database_file, network, seconds,
		       attempt->why))
		return NULL;
	return attempt->why;
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

static const char a_repeat[] = "a mistake made before";

/* Whether the pair has its turn for a repeat now, and has not had it taken by another session.
 */
static bool
take_repeats_turn(struct service *service, struct attempt *attempt)
{
	int64_t now = throttle_now_ms();

	look(service, attempt, now);
	if (!throttle_repeat_is_due(&attempt->counts, now))
		return false;
	check(service, attempt,
	      store_record_note(service->store, &attempt->try, STORE_TRY_REPEATED, now));
	return attempt->counted;
}

/*
 * A repeat takes a slot only if nobody at all is in its way, and does not wait. Whoever makes
 * it will be back.
 */
static const char *
take_slot_for_repeat(struct service *service, struct attempt *attempt)
{
	if (!throttle_repeat_is_due(&attempt->counts, throttle_now_ms()) ||
	    take_slot(service, attempt, attempt->try.network, 0))
		return a_repeat;
	if (take_repeats_turn(service, attempt))
		return NULL;
	turns_release(&service->turns);
	return a_repeat;
}

/* How long a try has to wait. The name costs time only once. */
static int64_t
wait_of(const struct store_record *counts, bool name_has_waited, int64_t now)
{
	int64_t for_network = throttle_network_wait(&counts->network, now);
	int64_t for_name = name_has_waited ? 0 : throttle_name_wait(&counts->name, now);

	return for_network > for_name ? for_network : for_name;
}

/*
 * Takes a slot when the network may try. That is looked up with the slot in hand, as somebody
 * else may have failed while this one waited, and the network has no other slot: so with many
 * sessions at a time it gets no more tries than with one. The name costs time only once, or
 * guesses from elsewhere that never end would keep everybody waiting.
 */
static const char *
take_slot_in_turn(struct service *service, struct attempt *attempt)
{
	int64_t end = wait_now_ms() + THROTTLE_NETWORK_MS;
	unsigned seconds = service->conf->lock_timeout;
	const char *deferred;
	bool name_has_waited = false;

	while (!(deferred = take_slot(service, attempt, attempt->try.network, seconds))) {
		int64_t now = throttle_now_ms();
		int64_t wait;

		look(service, attempt, now);
		wait = wait_of(&attempt->counts, name_has_waited, now);
		if (wait == 0 && !attempt->counts.is_repeat)
			return NULL;
		turns_release(&service->turns);
		/* Another session has made the same mistake meanwhile. */
		if (attempt->counts.is_repeat)
			return a_repeat;
		name_has_waited = true;
		deferred = pause_until_turn(service, wait, end);
		if (deferred)
			return deferred;
	}
	return deferred;
}

static const char *
wait_for_turn(struct service *service, struct attempt *attempt)
{
	look(service, attempt, throttle_now_ms());
	return attempt->counts.is_repeat ? take_slot_for_repeat(service, attempt)
					 : take_slot_in_turn(service, attempt);
}

/*
 * What cannot be counted takes its time, with the slot given back, and all others of the
 * network waiting. Whether the peer stays or not: else one who leaves and comes back would
 * guess faster.
 */
static void
hold_network(struct service *service)
{
	turns_return(&service->turns);
	wait_ready(-1, 0, wait_now_ms() + THROTTLE_BLIND_MS);
}

static void
note(struct service *service, struct attempt *attempt, struct account_result *result)
{
	enum store_event event = STORE_TRY_FAILED;

	if (result->status == ACCOUNT_REFUSED && attempt->counts.is_repeat)
		result->status = ACCOUNT_REPEATED;
	if (account_has_entered(result) && attempt->counts.pair > 0)
		event = STORE_TRY_SUCCEEDED;
	if (result->status == ACCOUNT_REFUSED || event == STORE_TRY_SUCCEEDED)
		check(service, attempt,
		      store_record_note(service->store, &attempt->try, event,
					throttle_now_ms()));
	if (!attempt->counted && !account_has_entered(result))
		hold_network(service);
}

/* The name is account's, or nobody's. */
static struct account_result
sign_in_in_turn(struct service *service, bool may_create, const struct mistake *mistake,
		struct store_account *account)
{
	struct attempt attempt = {.try = {.mistake = *mistake}};
	bool throttled = is_throttled(&service->peer);
	const char *deferred;
	struct account_result result;

	throttle_find_network(service->peer.address, attempt.try.network);
	deferred = throttled ? wait_for_turn(service, &attempt)
			     : take_slot(service, &attempt, NULL, service->conf->lock_timeout);
	if (deferred)
		return account_result(ACCOUNT_BUSY, deferred);
	result = (may_create ? account_sign_in_or_up
			     : account_sign_in)(service->store, &service->password_method,
						mistake->name, mistake->password, account);
	if (throttled)
		note(service, &attempt, &result);
	turns_release(&service->turns);
	return result;
}

/* Unless the mistake is one that may be none now, as it can create the account. */
static struct account_result
sign_in_or_answer_again(struct service *service, const struct sign_in_words *words,
			const struct mistake *mistake, struct store_account *account)
{
	bool creates = words->may_create && mistake->hash[0] == '\0';
	struct account_result result;

	if (!creates && mistake_is_same_attempt(&service->mistakes, mistake, words->way))
		return account_result(ACCOUNT_SAME_ATTEMPT, "");
	result = sign_in_in_turn(service, words->may_create, mistake, account);
	if (result.status == ACCOUNT_REFUSED || result.status == ACCOUNT_REPEATED)
		mistake_remember(&service->mistakes, mistake, words->way);
	return result;
}

/* The store is open. */
static struct account_result
sign_in_to_store(struct service *service, const struct sign_in_words *words,
		 struct store_account *account)
{
	char hash[STORE_HASH_OCTETS + 1] = "";
	const struct mistake mistake = {words->name, hash, words->password};
	enum store_status status = store_account_find(service->store, words->name, account);

	if (status == STORE_OK)
		memcpy(hash, account->password, sizeof(hash));
	else if (status != STORE_NOT_FOUND)
		return account_fault(status, store_why(service->store));
	return sign_in_or_answer_again(service, words, &mistake, account);
}

struct account_result
sign_in(struct service *service, const struct sign_in_words *words,
	struct store_account *account)
{
	enum store_status status = service_store(service);

	if (status != STORE_OK)
		return account_fault(status, "");
	return sign_in_to_store(service, words, account);
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
