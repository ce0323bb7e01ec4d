/* What each rule says to a sign-in, without one. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/auth/account.h"
#include "common/auth/password.h"
#include "common/auth/throttle.h"
#include "common/process/program.h"
#include "pop3d/task.h"

static void
tell(const char *rule, const char *verdict)
{
	dprintf(STDOUT_FILENO, "%s\t%s\t\n", rule, verdict);
}

/* Failures count from the first one; milliseconds to wait are 0 before the throttle acts. */
static void
tell_failures(const char *rule, const struct store_failures *failures, int64_t wait_ms)
{
	dprintf(STDOUT_FILENO, "%s\t%s\t%u %" PRId64 "\n", rule, wait_ms > 0 ? "waits" : "ok",
		failures->number, wait_ms);
}

/* Reads the first line of standard input. False if it is too long for a password. */
static bool
read_password(char password[PASSWORD_OCTETS + 1])
{
	size_t octets = 0;

	while (read(STDIN_FILENO, &password[octets], 1) == 1 && password[octets] != '\n')
		if (++octets > PASSWORD_OCTETS)
			return false;
	password[octets] = '\0';
	return true;
}

/* A lock keeps the hash after its "!", so that the password can be compared all the same. */
static void
try_password(const struct store_account *account, const char *password)
{
	static const char *const verdicts[] = {
		[PASSWORD_RIGHT] = "ok",
		[PASSWORD_WRONG] = "wrong",
		[PASSWORD_UNUSABLE] = "unusable",
		[PASSWORD_FAILED] = "failed",
	};
	bool is_locked = account->has_password && store_account_is_locked(account);
	const char *hash = account->password + is_locked;

	if (!account->has_password)
		tell("password", "none");
	else if (is_locked && strlen(hash) < 2)
		tell("password", "none kept");
	else
		tell("password", verdicts[password_verify(hash, password)]);
	tell("lock", is_locked ? "locked" : "ok");
}

/* Only what the store has counted: nobody has to wait here. */
static enum store_status
try_throttle(struct session *session, const char *name, const struct store_account *account,
	     const char *password)
{
	const char *peer = session->conf->try_peer;
	struct store_try try = {.mistake = {name, account->password, password}};
	struct store_record record;
	int64_t now_ms = throttle_now_ms();
	enum store_status status;

	if (peer)
		throttle_find_network(peer, try.network);
	status = store_record_find(session->store, &try, now_ms, &record);
	if (status != STORE_OK)
		return status;
	tell_failures("name", &record.name, throttle_name_wait(&record.name, now_ms));
	if (peer)
		tell_failures("network", &record.network,
			      throttle_network_wait(&record.network, now_ms));
	if (record.is_repeat)
		tell("network", "repeated");
	return STORE_OK;
}

static enum store_status
try_maildrop(struct session *session, int64_t account)
{
	struct store_entry *entries = NULL;
	size_t count;
	enum store_status status =
		store_maildrop_open(session->store, account, 0, &entries, &count);

	if (status != STORE_OK && status != STORE_BUSY)
		return status;
	tell("maildrop", status == STORE_OK ? "ok" : "busy");
	free(entries);
	if (status == STORE_OK)
		store_maildrop_close(session->store, account);
	return STORE_OK;
}

/* Failures count for the account that a login means, and for the login if it means none. */
static enum store_status
try_all(struct session *session, const struct account_login *login, const char *password)
{
	struct store_account account = {.id = 0};
	enum store_status status =
		store_login_find(session->store, login->name, login->bare, &account);
	bool exists = status == STORE_OK;

	if (!exists && !account_login_is_nobodys(status))
		return status;
	tell("account", exists ? "ok" : status == STORE_AMBIGUOUS ? "ambiguous" : "missing");
	if (exists)
		try_password(&account, password);
	status = try_throttle(session, exists ? account.name : account_name_of_login(login),
			      &account, password);
	return exists && status == STORE_OK ? try_maildrop(session, account.id) : status;
}

int
try_run(const struct conf *conf, struct log *log)
{
	struct session *session = pop3_task_start(conf, log);
	struct account_login login;
	char password[PASSWORD_OCTETS + 1];
	enum store_status status = STORE_OK;

	if (!session)
		return PROGRAM_EXIT_FAILURE;
	account_read_login(conf, conf->try, &login);
	if (read_password(password))
		status = try_all(session, &login, password);
	else
		tell("password", "too long");
	explicit_bzero(password, sizeof(password));
	if (status != STORE_OK)
		session_log_fault(session, status, "try a sign-in");
	session_end(session);
	return status == STORE_OK ? 0 : PROGRAM_EXIT_FAILURE;
}
