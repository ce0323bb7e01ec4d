#include "pop3d/maildrop.h"

#include <stdlib.h>

#include "common/base/number.h"

static void
count_kept(struct maildrop *maildrop)
{
	maildrop->kept = maildrop->count;
	maildrop->octets = 0;
	for (size_t i = 0; i < maildrop->count; i++)
		maildrop->octets += maildrop->entries[i].octets;
}

enum store_status
maildrop_open(struct maildrop *maildrop, struct store *store,
	      const struct store_account *account, unsigned seconds)
{
	enum store_status status = store_maildrop_open(store, account->id, seconds,
						       &maildrop->entries, &maildrop->count);

	if (status != STORE_OK)
		return status;
	maildrop->account = account->id;
	maildrop->created = account->created;
	count_kept(maildrop);
	return status;
}

static bool
has_changes(const struct maildrop *maildrop)
{
	for (size_t i = 0; i < maildrop->count; i++)
		if (maildrop->entries[i].to_delete || maildrop->entries[i].to_see)
			return true;
	return false;
}

enum store_status
maildrop_close(struct maildrop *maildrop, struct store *store, bool with_deletions)
{
	enum store_status status = STORE_OK;

	if (!with_deletions)
		maildrop_reset(maildrop);
	if (has_changes(maildrop))
		status = store_maildrop_update(store, maildrop->account, maildrop->entries,
					       maildrop->count);
	store_maildrop_close(store, maildrop->account);
	return status;
}

void
maildrop_free(struct maildrop *maildrop)
{
	free(maildrop->entries);
	maildrop->entries = NULL;
	maildrop->count = 0;
}

struct store_entry *
maildrop_entry(const struct maildrop *maildrop, uint64_t number)
{
	if (number == 0 || number > maildrop->count)
		return NULL;
	return &maildrop->entries[number - 1];
}

void
maildrop_delete(struct maildrop *maildrop, struct store_entry *entry)
{
	entry->to_delete = true;
	maildrop->kept--;
	maildrop->octets -= entry->octets;
}

void
maildrop_reset(struct maildrop *maildrop)
{
	for (size_t i = 0; i < maildrop->count; i++)
		maildrop->entries[i].to_delete = false;
	count_kept(maildrop);
}

bool
maildrop_has_deletions(const struct maildrop *maildrop)
{
	return maildrop->kept < maildrop->count;
}

char *
maildrop_uidl(const struct maildrop *maildrop, const struct store_entry *entry,
	      char uidl[MAILDROP_UIDL_OCTETS])
{
	char *end = number_write(uidl, (uint64_t)maildrop->created, 16);

	*end++ = '.';
	end = number_write(end, (uint64_t)entry->message, 10);
	*end = '\0';
	return end;
}
