#include "common/auth/sign_in.h"

#include <string.h>

#include "common/base/wait.h"

static enum sign_in_step
end(struct sign_in *attempt, enum account_status status, const char *cause)
{
	attempt->result = account_result(status, cause);
	return SIGN_IN_DONE;
}

/* Logs what could not be read or written; the attempt is slow then: see hold_network(). */
static void
check(struct sign_in *attempt, enum store_status status)
{
	if (status == STORE_OK)
		return;
	attempt->counted = false;
	log_event(attempt->log, LOG_LEVEL_WARNING, "throttle-fault", "problem",
		  store_why(attempt->store), NULL);
}

static void
look(struct sign_in *attempt, int64_t now)
{
	attempt->counted = true;
	check(attempt, store_record_find(attempt->store, &attempt->try, now, &attempt->record));
}

static void
note(struct sign_in *attempt, enum store_event event)
{
	check(attempt,
	      store_record_note(attempt->store, &attempt->try, event, throttle_now_ms()));
}

/* NULL, or why there is none. */
static const char *
take_turn(struct sign_in *attempt, unsigned seconds)
{
	const char *network = attempt->address ? attempt->try.network : NULL;

	if (turns_take(attempt->turns, attempt->conf->spool_file, network, seconds,
		       attempt->why))
		return NULL;
	return attempt->why;
}

/*
 * A failure that could not be counted takes its time. The turn is given back meanwhile, but the
 * network's other attempts wait. It takes that time whether the peer stays or not: otherwise a
 * peer that leaves and comes back could guess faster.
 */
static void
hold_network(struct sign_in *attempt)
{
	turns_return(attempt->turns);
	wait_ready(-1, 0, wait_now_ms() + THROTTLE_BLIND_MS);
}

/* Tells the throttle what the password was. */
static void
count(struct sign_in *attempt)
{
	struct account_result *result = &attempt->result;

	if (result->status == ACCOUNT_REFUSED && attempt->record.is_repeat)
		result->status = ACCOUNT_REPEATED;
	else if (result->status == ACCOUNT_REFUSED)
		note(attempt, STORE_TRY_FAILED);
	else if (attempt->record.pair > 0 && account_has_entered(result))
		note(attempt, STORE_TRY_SUCCEEDED);
	if (!attempt->counted && !account_has_entered(result))
		hold_network(attempt);
}

static struct account_result
open_account(struct sign_in *attempt)
{
	const struct credentials *credentials = attempt->credentials;
	const struct password_method method = {attempt->conf->password_hash,
					       attempt->conf->password_cost};

	if (credentials->may_create)
		return account_sign_in_or_up(attempt->store, &method, credentials->login,
					     credentials->password, &attempt->account);
	return account_sign_in(attempt->store, &method, credentials->login,
			       credentials->password, &attempt->account);
}

/*
 * Who may enter an account may not act for another one. This comes after the password, or
 * anybody could find out which logins mean the same account. The password is not to be taken
 * for a mistake.
 */
static struct account_result
check_identity(struct sign_in *attempt)
{
	const struct account_login *authzid = attempt->credentials->authzid;
	struct account_result result = attempt->result;
	struct store_account other;
	enum store_status status;

	if (!authzid || !account_has_entered(&result))
		return result;
	status = store_login_find(attempt->store, authzid->name, authzid->bare, &other);
	if (status == STORE_OK && other.id == attempt->account.id)
		return result;
	if (status == STORE_OK || account_login_is_nobodys(status))
		return account_result(ACCOUNT_REFUSED, "");
	return account_fault(status, store_why(attempt->store));
}

/* The attempt has its turn, and the throttle allows it. */
static enum sign_in_step
conclude(struct sign_in *attempt)
{
	attempt->result = open_account(attempt);
	if (attempt->address)
		count(attempt);
	turns_release(attempt->turns);
	if (attempt->result.status == ACCOUNT_REFUSED ||
	    attempt->result.status == ACCOUNT_REPEATED)
		mistake_remember(attempt->mistakes, &attempt->try.mistake,
				 attempt->credentials->way);
	attempt->result = check_identity(attempt);
	return SIGN_IN_DONE;
}

static const char a_repeat[] = "a mistake made before";

/* Whether a repeat of the pair may be hashed now, and no other session has just done so. */
static bool
claim_repeat(struct sign_in *attempt)
{
	int64_t now = throttle_now_ms();

	look(attempt, now);
	if (!throttle_repeat_is_due(&attempt->record, now))
		return false;
	note(attempt, STORE_TRY_REPEATED);
	return attempt->counted;
}

/*
 * A repeat takes a turn only if no other attempt is in its way, and it never waits. The program
 * that makes it will come back.
 */
static enum sign_in_step
try_repeat(struct sign_in *attempt)
{
	if (!throttle_repeat_is_due(&attempt->record, throttle_now_ms()) ||
	    take_turn(attempt, 0))
		return end(attempt, ACCOUNT_BUSY, a_repeat);
	if (claim_repeat(attempt))
		return conclude(attempt);
	turns_release(attempt->turns);
	return end(attempt, ACCOUNT_BUSY, a_repeat);
}

/*
 * How long the attempt has to wait. The name costs time only once, or guesses from elsewhere
 * that never end would keep everybody waiting.
 */
static int64_t
wait_ms(const struct sign_in *attempt, int64_t now)
{
	int64_t for_network = throttle_network_wait(&attempt->record.network, now);
	int64_t for_name =
		attempt->name_has_waited ? 0 : throttle_name_wait(&attempt->record.name, now);

	return for_network > for_name ? for_network : for_name;
}

static enum sign_in_step
pause_for(struct sign_in *attempt, int64_t ms)
{
	if (wait_now_ms() + ms > attempt->end_ms)
		return end(attempt, ACCOUNT_BUSY, "too many failures");
	attempt->name_has_waited = true;
	attempt->pause_ms = ms;
	return SIGN_IN_PAUSE;
}

/*
 * The attempt has a turn. Only now does it look whether the network may try: others may have
 * failed while this one waited, and the network has no second turn. So with many sessions at a
 * time it gets no more tries than with one.
 */
static enum sign_in_step
try_now(struct sign_in *attempt)
{
	int64_t now = throttle_now_ms();
	int64_t ms;

	look(attempt, now);
	ms = wait_ms(attempt, now);
	if (ms == 0 && !attempt->record.is_repeat)
		return conclude(attempt);
	turns_release(attempt->turns);
	/* Another session has made the same mistake meanwhile. */
	if (attempt->record.is_repeat)
		return end(attempt, ACCOUNT_BUSY, a_repeat);
	return pause_for(attempt, ms);
}

enum sign_in_step
sign_in_resume(struct sign_in *attempt, unsigned seconds)
{
	unsigned most = attempt->conf->lock_timeout;
	const char *deferred = take_turn(attempt, seconds < most ? seconds : most);

	if (deferred)
		return end(attempt, ACCOUNT_BUSY, deferred);
	return attempt->address ? try_now(attempt) : conclude(attempt);
}

static enum sign_in_step
begin_throttled(struct sign_in *attempt, unsigned seconds)
{
	throttle_find_network(attempt->address, attempt->try.network);
	attempt->end_ms = wait_now_ms() + THROTTLE_NETWORK_MS;
	look(attempt, throttle_now_ms());
	return attempt->record.is_repeat ? try_repeat(attempt)
					 : sign_in_resume(attempt, seconds);
}

/* Whether it is known already that these credentials are wrong. */
static bool
is_same_attempt(struct sign_in *attempt)
{
	const struct credentials *credentials = attempt->credentials;

	/* What was wrong before can be right now, as it can create the account. */
	if (credentials->may_create && attempt->hash[0] == '\0')
		return false;
	return mistake_is_same_attempt(attempt->mistakes, &attempt->try.mistake,
				       credentials->way);
}

/*
 * Finds the account, and the name under which failures count: that of the account, so that each
 * login of it counts with the others.
 */
static enum store_status
look_up(struct sign_in *attempt)
{
	const struct account_login *login = attempt->credentials->login;
	enum store_status status =
		store_login_find(attempt->store, login->name, login->bare, &attempt->account);

	attempt->hash[0] = '\0';
	attempt->try.mistake = (struct mistake){account_name_of_login(login), attempt->hash,
						attempt->credentials->password};
	if (status == STORE_AMBIGUOUS)
		log_event(attempt->log, LOG_LEVEL_WARNING, "sign-in-ambiguous", "account",
			  login->name, "because", store_why(attempt->store), NULL);
	if (status != STORE_OK)
		return status;
	memcpy(attempt->name, attempt->account.name, sizeof(attempt->name));
	memcpy(attempt->hash, attempt->account.password, sizeof(attempt->hash));
	attempt->try.mistake.name = attempt->name;
	return STORE_OK;
}

enum sign_in_step
sign_in_begin(struct sign_in *attempt, unsigned seconds)
{
	enum store_status status = look_up(attempt);

	if (status != STORE_OK && !account_login_is_nobodys(status)) {
		attempt->result = account_fault(status, store_why(attempt->store));
		return SIGN_IN_DONE;
	}
	attempt->name_has_waited = false;
	if (is_same_attempt(attempt))
		return end(attempt, ACCOUNT_SAME_ATTEMPT, "");
	return attempt->address ? begin_throttled(attempt, seconds)
				: sign_in_resume(attempt, seconds);
}
