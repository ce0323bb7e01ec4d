#include "smtpd/recipients.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int
compare_names(const void *one, const void *other)
{
	return strcasecmp(one, other);
}

/* Makes room for more accounts. False if memory is short. */
static bool
make_room(struct recipients *recipients, size_t more)
{
	size_t room = recipients->room ? recipients->room : 4;
	int64_t *accounts;
	uint64_t *quotas;

	if (recipients->count + more <= recipients->room)
		return true;
	while (room < recipients->count + more)
		room *= 2;
	accounts = realloc(recipients->accounts, room * sizeof(*accounts));
	if (accounts)
		recipients->accounts = accounts;
	quotas = accounts ? realloc(recipients->quotas, room * sizeof(*quotas)) : NULL;
	if (quotas) {
		recipients->quotas = quotas;
		recipients->room = room;
	}
	return quotas != NULL;
}

/* The index of an account, or where it must be inserted. */
static size_t
find_place(const struct recipients *recipients, int64_t account)
{
	size_t low = 0;
	size_t high = recipients->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (recipients->accounts[middle] < account)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
insert(struct recipients *recipients, int64_t account, uint64_t quota)
{
	size_t place = find_place(recipients, account);
	size_t after = recipients->count - place;

	if (after > 0 && recipients->accounts[place] == account)
		return;
	memmove(&recipients->accounts[place + 1], &recipients->accounts[place],
		after * sizeof(*recipients->accounts));
	memmove(&recipients->quotas[place + 1], &recipients->quotas[place],
		after * sizeof(*recipients->quotas));
	recipients->accounts[place] = account;
	recipients->quotas[place] = quota;
	recipients->count++;
}

bool
recipients_add(struct recipients *recipients, const struct store_recipient *found, size_t count)
{
	if (!make_room(recipients, count))
		return false;
	for (size_t i = 0; i < count; i++)
		insert(recipients, found[i].account, found[i].quota);
	return true;
}

void
recipients_note(struct recipients *recipients, const char *name)
{
	char *copy = strdup(name);
	char **noted = copy ? tsearch(copy, &recipients->names, compare_names) : NULL;

	if (!noted || *noted != copy)
		free(copy);
}

bool
recipients_know(const struct recipients *recipients, const char *name)
{
	return tfind(name, &recipients->names, compare_names) != NULL;
}

static bool
is_relayed(const struct recipients *recipients, const char *path)
{
	for (size_t i = 0; i < recipients->relayed_count; i++)
		if (strcmp(recipients->relayed[i], path) == 0)
			return true;
	return false;
}

bool
recipients_add_relayed(struct recipients *recipients, const char *path)
{
	size_t count = recipients->relayed_count;
	char **grown;

	if (is_relayed(recipients, path))
		return true;
	grown = realloc(recipients->relayed, (count + 1) * sizeof(*grown));
	if (!grown)
		return false;
	recipients->relayed = grown;
	grown[count] = strdup(path);
	if (!grown[count])
		return false;
	recipients->relayed_count++;
	return true;
}

void
recipients_free(struct recipients *recipients)
{
	for (size_t i = 0; i < recipients->relayed_count; i++)
		free(recipients->relayed[i]);
	free(recipients->relayed);
	free(recipients->accounts);
	free(recipients->quotas);
	tdestroy(recipients->names, free);
	memset(recipients, 0, sizeof(*recipients));
}
