#include "smtpd/policy.h"

#include <string.h>
#include <strings.h>

#include "common/account.h"

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
 * The null reverse-path is everybody's: who is signed in sends delivery reports with it too
 * (RFC 8098 section 3).
 */
enum policy_sender
policy_sender(const struct conf *conf, const struct path *path, const char *account)
{
	bool ours = is_ours(conf, path);

	if (account) {
		if (path->kind == PATH_NULL || path->kind == PATH_SELF)
			return POLICY_SENDER_ACCEPTED;
		return ours && strcasecmp(path->local, account) == 0 ? POLICY_SENDER_ACCEPTED
								     : POLICY_SENDER_NOT_YOURS;
	}
	if (!conf->inbound || ours || path->kind == PATH_SELF)
		return POLICY_SENDER_SIGN_IN_FIRST;
	return POLICY_SENDER_ACCEPTED;
}

enum policy_recipient
policy_recipient(const struct conf *conf, const struct path *path, bool signed_in)
{
	if (path->kind == PATH_NULL)
		return POLICY_RECIPIENT_INVALID;
	if (path->kind == PATH_SELF)
		return signed_in ? POLICY_RECIPIENT_SELF : POLICY_RECIPIENT_SIGN_IN_FIRST;
	return is_ours(conf, path) ? POLICY_RECIPIENT_LOOK_UP : POLICY_RECIPIENT_FOREIGN;
}

bool
policy_account_name(const struct conf *conf, const char *local, bool tagged,
		    char name[STORE_NAME_OCTETS + 1])
{
	size_t octets = strlen(local);

	if (tagged) {
		octets = strcspn(local, conf->recipient_delimiter);
		if (local[octets] == '\0')
			return false;
	}
	if (octets > STORE_NAME_OCTETS)
		return false;
	memcpy(name, local, octets);
	name[octets] = '\0';
	return account_name_is_valid(name);
}

uint64_t
policy_quota(const struct conf *conf, const struct store_account *account)
{
	return account->has_quota ? account->quota : conf->quota;
}

bool
policy_has_room(const struct conf *conf, const struct store_account *account, uint64_t usage,
		uint64_t size)
{
	uint64_t quota = policy_quota(conf, account);

	return quota == 0 || (usage < quota && size <= quota - usage);
}
