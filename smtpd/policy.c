#include "smtpd/policy.h"

#include <string.h>
#include <strings.h>

#include "common/auth/account.h"

static const char postmaster[] = "postmaster";
static const char catch_all[] = "*";

bool
policy_is_account_greeting(const struct conf *conf, const char *name)
{
	return account_name_is_valid(name) && !strchr(name, '.') &&
	       strcasecmp(name, "localhost") != 0 && strcasecmp(name, conf->hostname) != 0 &&
	       strcasecmp(name, conf->machine) != 0;
}

static bool
is_ours(const struct conf *conf, const struct path *path)
{
	return path->kind == PATH_BARE ||
	       (path->kind == PATH_MAILBOX && conf_is_our_domain(conf, path->domain));
}

/*
 * Everybody may use the null reverse-path: signed-in accounts send disposition notifications
 * with it (RFC 8098 section 3).
 */
enum policy_sender
policy_sender(const struct conf *conf, const struct path *path, const char *account)
{
	bool ours = is_ours(conf, path);

	if (account) {
		if (path->kind == PATH_NULL || path->kind == PATH_SELF)
			return POLICY_SENDER_ACCEPTED;
		if (!ours)
			return POLICY_SENDER_NOT_YOURS;
		return strcasecmp(path->local, account) == 0 ? POLICY_SENDER_ACCEPTED
							     : POLICY_SENDER_LOOK_UP;
	}
	if (path->kind == PATH_SELF)
		return POLICY_SENDER_SIGN_IN_FIRST;
	/* An LMTP client has decided already which mail to accept. */
	if (conf->lmtp || (conf->inbound && !ours))
		return POLICY_SENDER_ACCEPTED;
	return POLICY_SENDER_SIGN_IN_FIRST;
}

enum policy_recipient
policy_recipient(const struct conf *conf, const struct path *path, bool signed_in)
{
	if (path->kind == PATH_NULL)
		return POLICY_RECIPIENT_INVALID;
	if (path->kind == PATH_SELF)
		return signed_in ? POLICY_RECIPIENT_SELF : POLICY_RECIPIENT_SIGN_IN_FIRST;
	if (is_ours(conf, path))
		return POLICY_RECIPIENT_LOOK_UP;
	return signed_in && conf->relay[0] != '\0' ? POLICY_RECIPIENT_RELAY
						   : POLICY_RECIPIENT_FOREIGN;
}

static void
add_name(char names[][PATH_LOCAL_OCTETS + 1], size_t *count, const char *name, size_t octets)
{
	if (octets == 0 || octets > PATH_LOCAL_OCTETS)
		return;
	memcpy(names[*count], name, octets);
	names[(*count)++][octets] = '\0';
}

static bool
is_name(const char *text, size_t octets, const char *name)
{
	return strlen(name) == octets && strncasecmp(text, name, octets) == 0;
}

size_t
policy_own_names(const struct conf *conf, const char *local,
		 char names[][PATH_LOCAL_OCTETS + 1])
{
	size_t whole = strlen(local);
	size_t untagged = strcspn(local, conf->recipient_delimiter);
	size_t count = 0;

	if (is_name(local, untagged, postmaster) || is_name(local, untagged, catch_all))
		return 0;
	add_name(names, &count, local, whole);
	if (untagged < whole)
		add_name(names, &count, local, untagged);
	return count;
}

size_t
policy_names(const struct conf *conf, const char *local,
	     char names[POLICY_NAMES][PATH_LOCAL_OCTETS + 1])
{
	size_t untagged = strcspn(local, conf->recipient_delimiter);
	size_t count = policy_own_names(conf, local, names);

	if (is_name(local, untagged, postmaster) || is_name(local, untagged, "abuse")) {
		add_name(names, &count, conf->postmaster, strlen(conf->postmaster));
		add_name(names, &count, postmaster, strlen(postmaster));
	}
	add_name(names, &count, catch_all, strlen(catch_all));
	return count;
}

bool
policy_is_own(const struct store_recipient *recipients, size_t count, int64_t account)
{
	return count == 1 && recipients[0].account == account;
}

uint64_t
policy_quota(const struct conf *conf, const struct store_recipient *recipient)
{
	return recipient->has_quota ? recipient->quota : conf->quota;
}

bool
policy_has_room(uint64_t quota, uint64_t usage, uint64_t size)
{
	return usage < quota && size <= quota - usage;
}
