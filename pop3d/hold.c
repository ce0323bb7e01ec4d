/* A maildrop's lock for another program, which changes the maildrop meanwhile. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/auth/account.h"
#include "common/process/program.h"
#include "pop3d/task.h"

static void
wait_for_end_of_input(void)
{
	char octets[512];

	while (read(STDIN_FILENO, octets, sizeof(octets)) > 0)
		;
}

static enum store_status
hold(struct session *session)
{
	struct store_account account;
	struct store_entry *entries = NULL;
	size_t count;
	enum store_status status = account_find(session->store, session->conf->hold, &account);

	if (status == STORE_OK)
		status = store_maildrop_open(session->store, account.id,
					     session->conf->lock_timeout, &entries, &count);
	if (status != STORE_OK)
		return status;
	free(entries);
	dprintf(STDOUT_FILENO, "held\n");
	wait_for_end_of_input();
	store_maildrop_close(session->store, account.id);
	return STORE_OK;
}

int
hold_run(const struct conf *conf, struct log *log)
{
	struct session *session = pop3_task_start(conf, log);
	enum store_status status;

	if (!session)
		return PROGRAM_EXIT_FAILURE;
	status = hold(session);
	if (status == STORE_BUSY)
		dprintf(STDOUT_FILENO, "busy\n");
	else if (status == STORE_NOT_FOUND)
		dprintf(STDOUT_FILENO, "missing\n");
	else if (status != STORE_OK)
		session_log_fault(session, status, "hold a maildrop");
	session_end(session);
	return status == STORE_OK ? 0 : PROGRAM_EXIT_FAILURE;
}
