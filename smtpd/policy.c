#include "smtpd/policy.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/auth/account.h"
#include "common/base/idn.h"

static const char postmaster[] = "postmaster";
static const char catch_all[] = "*";

bool
policy_is_account_greeting(const struct conf *conf, const char *name)
{
	return account_name_is_bare(name) && !strchr(name, '.') &&
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
policy_sender(const struct conf *conf, const struct path *path, bool signed_in)
{
	bool ours = is_ours(conf, path);

	if (signed_in) {
		if (path->kind == PATH_NULL || path->kind == PATH_SELF)
			return POLICY_SENDER_ACCEPTED;
		return ours ? POLICY_SENDER_LOOK_UP : POLICY_SENDER_NOT_YOURS;
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

/* The names of an address. */
struct list {
	struct policy_name *names;
	size_t count;
	char domain[IDN_DOMAIN_OCTETS + 1]; /* "": there is none */
};

static struct list
begin_list(const struct conf *conf, const struct path *path, struct policy_name names[])
{
	struct list list = {.names = names, .domain = ""};
	int octets;
	const char *domain = conf_main_domain(conf, &octets);

	if (path->kind == PATH_BARE)
		snprintf(list.domain, sizeof(list.domain), "%.*s", octets, domain);
	else if (path->kind == PATH_MAILBOX && !idn_to_ascii(path->domain, list.domain))
		list.domain[0] = '\0';
	return list;
}

/* Returns the text of the name that it adds; NULL if it cannot be one. */
static char *
add_name(struct list *list, enum policy_step step, const char *local, size_t octets)
{
	struct policy_name *name = &list->names[list->count];

	if (octets == 0 || octets > PATH_LOCAL_OCTETS)
		return NULL;
	name->step = step;
	memcpy(name->text, local, octets);
	name->text[octets] = '\0';
	list->count++;
	return name->text;
}

static void
add_name_with_domain(struct list *list, enum policy_step step, const char *local, size_t octets)
{
	char *text = list->domain[0] == '\0' ? NULL : add_name(list, step, local, octets);

	if (!text)
		return;
	text[octets] = '@';
	memcpy(text + octets + 1, list->domain, strlen(list->domain) + 1);
}

/* With an '@' it would be taken for a name with a domain, which is another address. */
static void
add_bare_name(struct list *list, enum policy_step step, const char *local, size_t octets)
{
	if (list->domain[0] == '\0' || !memchr(local, '@', octets))
		add_name(list, step, local, octets);
}

static bool
is_name(const char *text, size_t octets, const char *name)
{
	return strlen(name) == octets && strncasecmp(text, name, octets) == 0;
}

static void
add_own_names(struct list *list, const char *local, size_t untagged)
{
	size_t whole = strlen(local);

	if (is_name(local, untagged, postmaster) || is_name(local, untagged, catch_all))
		return;
	add_name_with_domain(list, POLICY_STEP_NAME, local, whole);
	if (untagged < whole)
		add_name_with_domain(list, POLICY_STEP_UNTAGGED, local, untagged);
	add_bare_name(list, POLICY_STEP_BARE, local, whole);
	if (untagged < whole)
		add_bare_name(list, POLICY_STEP_BARE_UNTAGGED, local, untagged);
}

/* The setting is a name: its domain may be in UTF-8. */
static void
add_postmaster_of_settings(struct list *list, const struct conf *conf)
{
	char name[STORE_NAME_OCTETS + 1];
	const char *text = conf->postmaster;

	if (strchr(text, '@') && account_normalize_name(text, name))
		text = name;
	add_name(list, POLICY_STEP_POSTMASTER, text, strlen(text));
}

size_t
policy_own_names(const struct conf *conf, const struct path *path, struct policy_name names[])
{
	struct list list = begin_list(conf, path, names);

	if (strcasecmp(path->local, postmaster) == 0) {
		add_name_with_domain(&list, POLICY_STEP_POSTMASTER, postmaster,
				     strlen(postmaster));
		add_name(&list, POLICY_STEP_POSTMASTER, postmaster, strlen(postmaster));
	}
	add_own_names(&list, path->local, strcspn(path->local, conf->recipient_delimiter));
	return list.count;
}

size_t
policy_names(const struct conf *conf, const struct path *path,
	     struct policy_name names[POLICY_NAMES])
{
	struct list list = begin_list(conf, path, names);
	size_t untagged = strcspn(path->local, conf->recipient_delimiter);

	add_own_names(&list, path->local, untagged);
	if (is_name(path->local, untagged, postmaster) ||
	    is_name(path->local, untagged, "abuse")) {
		add_name_with_domain(&list, POLICY_STEP_POSTMASTER, postmaster,
				     strlen(postmaster));
		add_postmaster_of_settings(&list, conf);
		add_name(&list, POLICY_STEP_POSTMASTER, postmaster, strlen(postmaster));
	}
	add_name_with_domain(&list, POLICY_STEP_CATCH_ALL, catch_all, strlen(catch_all));
	add_name(&list, POLICY_STEP_CATCH_ALL, catch_all, strlen(catch_all));
	return list.count;
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
