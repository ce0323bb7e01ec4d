/* Where an address leads, and why: what RCPT finds out, told step by step. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/process/program.h"
#include "common/store/expansion.h"
#include "smtpd/path.h"
#include "smtpd/policy.h"
#include "smtpd/task.h"

static void
tell(const char *step, const char *name, const char *what, const char *detail)
{
	dprintf(STDOUT_FILENO, "%s\t%s\t%s\t%s\n", step, name, what, detail);
}

/* Appends the targets of a name, with spaces between. False when memory is short. */
static bool
list_targets(const struct expansion *expansion, const struct expansion_name *name,
	     struct buf *targets)
{
	for (size_t i = 0; i < expansion->edges_count; i++)
		if (expansion->edges[i].from == name &&
		    !(buf_append_text(targets, targets->octets > 0 ? " " : "") &&
		      buf_append_text(targets, expansion->edges[i].to->text)))
			return false;
	return buf_append(targets, "", 1);
}

/* Tells what a name is by itself. On the way, only accounts that get the mail are worth a line.
 */
static bool
explain_step(const struct expansion *expansion, size_t at, const char *step)
{
	const struct expansion_name *name = expansion->names[at];
	bool is_account = name->recipient.account != 0;
	struct buf targets = {.max = SIZE_MAX};
	bool listed = list_targets(expansion, name, &targets);

	if (listed && targets.octets > 1)
		tell(step, name->text, "alias", targets.data);
	else if (listed && (at == 0 || !is_account))
		tell(step, name->text, is_account ? "account" : "unknown", "");
	buf_free(&targets);
	return listed;
}

/* Tells where the aliases of a name lead. STORE_TOO_MANY if they lead too far. */
static enum store_status
explain_aliases(struct store *store, const char *step, const char *name)
{
	struct expansion expansion;
	enum store_status status = store_name_expand(store, name, &expansion);

	if (status == STORE_TOO_MANY)
		tell(step, name, "too-far", store_why(store));
	for (size_t i = 0; i < expansion.count && status == STORE_OK; i++)
		if (!explain_step(&expansion, i, i == 0 ? step : "via"))
			status = STORE_FAILED;
	expansion_free(&expansion);
	return status;
}

/* Tells how full a maildrop is that gets the mail. */
static enum store_status
explain_account(struct session *session, const struct store_recipient *recipient)
{
	uint64_t quota = policy_quota(session->conf, recipient);
	uint64_t used = 0;
	enum store_status status =
		store_account_usage(session->store, recipient->account, &used);
	bool is_full = quota > 0 && !policy_has_room(quota, used, 0);
	char id[24];
	char usage[48] = "";

	snprintf(id, sizeof(id), "%" PRId64, recipient->account);
	if (quota > 0)
		snprintf(usage, sizeof(usage), "%" PRIu64 "/%" PRIu64, used, quota);
	if (status == STORE_OK)
		tell("account", id, is_full ? "full" : "room", usage);
	return status;
}

/* Tells what one of the names leads to. STORE_NOT_FOUND: to no account, the next one counts. */
static enum store_status
explain_name(struct session *session, const char *step, const char *name)
{
	struct store *store = session->store;
	struct store_found found = {.recipients = NULL};
	enum store_status status = explain_aliases(store, step, name);

	if (status == STORE_OK)
		status = store_recipients_find(store, (struct store_names){{name, NULL}},
					       &found);
	for (size_t i = 0; i < found.count && status == STORE_OK; i++)
		status = explain_account(session, &found.recipients[i]);
	free(found.recipients);
	return status;
}

static enum store_status
explain_names(struct session *session, const struct path *path)
{
	static const char *const steps[] = {
		[POLICY_STEP_NAME] = "name",
		[POLICY_STEP_UNTAGGED] = "untagged",
		[POLICY_STEP_BARE] = "bare",
		[POLICY_STEP_BARE_UNTAGGED] = "bare-untagged",
		[POLICY_STEP_POSTMASTER] = "postmaster",
		[POLICY_STEP_CATCH_ALL] = "catch-all",
	};
	struct policy_name names[POLICY_NAMES];
	size_t count = policy_names(session->conf, path, names);
	enum store_status status = STORE_NOT_FOUND;

	for (size_t i = 0; i < count && status == STORE_NOT_FOUND; i++)
		status = explain_name(session, steps[names[i].step], names[i].text);
	return status;
}

/* Tells the steps that lead from an address of ours to accounts. */
static void
explain_address(struct session *session, const char *address)
{
	enum store_status status = STORE_OK;
	struct path path;
	bool ours = true;

	if (!path_parse(&address, &path) || *address != '\0')
		return;
	if (path.kind == PATH_MAILBOX) {
		ours = conf_is_our_domain(session->conf, path.domain);
		tell("domain", path.domain, ours ? "ours" : "foreign", "");
	}
	if (ours && (path.kind == PATH_MAILBOX || path.kind == PATH_BARE))
		status = explain_names(session, &path);
	if (status != STORE_OK && status != STORE_NOT_FOUND && status != STORE_TOO_MANY)
		session_log_fault(session, status, "explain");
}

int
explain_run(const struct conf *conf, struct log *log)
{
	struct session *session = smtp_task_start(conf, log);

	if (!session)
		return PROGRAM_EXIT_FAILURE;
	explain_address(session, conf->explain);
	if (task_mail(session, ""))
		task_rcpt(session, conf->explain);
	session_end(session);
	return 0;
}
