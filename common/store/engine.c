/* Passes each call of store.h to the engine that the setting "database" chooses. */
#include "common/store/engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/array.h"
#include "common/base/conf.h"
#include "common/store/expansion.h"

/* Each engine stands here. The last one takes every setting that no other does. */
#ifdef POSTGRESQL
#define ENGINES(ENGINE) ENGINE(store_postgresql) ENGINE(store_sqlite)
#else
#define ENGINES(ENGINE) ENGINE(store_unbuilt) ENGINE(store_sqlite)
#endif

#define DECLARE(engine)                                                                        \
	extern const struct store_engine engine; // NOLINT(bugprone-macro-parentheses)
ENGINES(DECLARE)

#define ADDRESS(engine) &(engine),
static const struct store_engine *const engines[] = {ENGINES(ADDRESS)};

/* NOLINTNEXTLINE(bugprone-sizeof-expression): it is an array of pointers */
enum { ENGINE_COUNT = COUNT(engines) };

static const struct store_engine *
engine_for(const char *setting)
{
	const struct store_engine *const *last = &engines[ENGINE_COUNT - 1];
	const struct store_engine *const *engine = engines;

	while (engine != last &&
	       strncmp(setting, (*engine)->scheme, strlen((*engine)->scheme)) != 0)
		engine++;
	return *engine;
}

void
store_describe(FILE *output)
{
	for (size_t i = 0; i < ENGINE_COUNT; i++)
		if (engines[i]->describe)
			engines[i]->describe(output);
}

bool
store_check_settings(const struct conf *conf, char why[STORE_WHY_OCTETS])
{
	const struct store_engine *engine = engine_for(conf->database);

	return !engine->check || engine->check(conf, why);
}

bool
store_print_environment(const struct conf *conf, FILE *output)
{
	const struct store_engine *engine = engine_for(conf->database);

	return !engine->print_environment || engine->print_environment(conf, output);
}

bool
store_prepare(const struct conf *conf, struct store_sockets *sockets,
	      char why[STORE_WHY_OCTETS])
{
	const struct store_engine *engine = engine_for(conf->database);

	*sockets = (struct store_sockets){.count = 0};
	return !engine->prepare || engine->prepare(sockets, why);
}

enum store_status
store_open(struct store **opened, const struct conf *conf, bool may_create, bool *created,
	   char why[STORE_WHY_OCTETS])
{
	const struct store_engine *engine = engine_for(conf->database);
	enum store_status status = engine->open(opened, conf, may_create, created, why);

	if (status == STORE_OK)
		(*opened)->engine = engine;
	return status;
}

void
store_close(struct store *store)
{
	if (store)
		store->engine->close(store);
}

const char *
store_why(const struct store *store)
{
	return store->why;
}

void
store_idle(struct store *store)
{
	store->engine->idle(store);
}

enum store_status
store_spare_octets(struct store *store, uint64_t *octets)
{
	return store->engine->spare_octets(store, octets);
}

enum store_status
store_account_find(struct store *store, const char *name, struct store_account *account)
{
	return store->engine->account_find(store, name, account);
}

static enum store_status
find_by_local_part(struct store *store, const char *local, struct store_account *account)
{
	enum store_status status = store->engine->account_find_local(store, local, account);

	if (status == STORE_AMBIGUOUS)
		snprintf(store->why, STORE_WHY_OCTETS,
			 "accounts of several domains have this name: sign in with the whole "
			 "address");
	return status;
}

enum store_status
store_login_find(struct store *store, const char *name, const char *bare,
		 struct store_account *account)
{
	bool has_domain = strchr(name, '@');
	enum store_status status = store_account_find(store, name, account);

	if (status != STORE_NOT_FOUND)
		return status;
	return has_domain ? store_account_find(store, bare, account)
			  : find_by_local_part(store, name, account);
}

enum store_status
store_account_create(struct store *store, const char *name, const char *hash,
		     struct store_account *account)
{
	enum store_status status = store->engine->account_create(store, name, hash);

	return status == STORE_OK ? store_account_find(store, name, account) : status;
}

enum store_status
store_account_set_password(struct store *store, struct store_account *account, const char *hash)
{
	enum store_status status = store->engine->account_set_password(store, account, hash);

	if (status != STORE_OK)
		return status;
	snprintf(account->password, sizeof(account->password), "%s", hash);
	account->has_password = true;
	return STORE_OK;
}

void
store_note_sign_in(struct store *store, const struct store_account *account)
{
	store->engine->note_sign_in(store, account);
}

bool
store_account_is_locked(const struct store_account *account)
{
	return account->password[0] == '!' || account->password[0] == '*';
}

/* By its name, as the engine has looked that up at the sign-in already. */
enum store_status
store_account_check(struct store *store, const struct store_account *account)
{
	struct store_account now;
	enum store_status status = store_account_find(store, account->name, &now);

	if (status == STORE_OK && now.id == account->id && !store_account_is_locked(&now))
		return STORE_OK;
	if (status != STORE_OK && status != STORE_NOT_FOUND)
		return status;
	snprintf(store->why, STORE_WHY_OCTETS,
		 "the account has been removed, renamed or locked");
	return STORE_REVOKED;
}

static enum store_status
list_one(struct store *store, const struct store_recipient *account, struct store_found *found)
{
	found->recipients = malloc(sizeof(*found->recipients));
	if (!found->recipients)
		return expansion_stop(EXPANSION_NO_MEMORY, store->why);
	found->recipients[found->count++] = *account;
	return STORE_OK;
}

static enum store_status
expand(struct store *store, const char *name, struct store_found *found)
{
	struct expansion expansion;
	enum store_status status = store_name_expand(store, name, &expansion);

	if (status == STORE_OK)
		status = expansion_list(&expansion, &found->recipients, &found->count,
					store->why);
	expansion_free(&expansion);
	return status;
}

/* Nearly every name is an account and no alias: the first query is all it takes. */
enum store_status
store_recipients_find(struct store *store, struct store_names names, struct store_found *found)
{
	struct engine_found first;
	enum store_status status = store->engine->names_find(store, names, &first);

	*found = (struct store_found){.recipients = NULL};
	if (status != STORE_OK)
		return status;
	if (!first.must_expand) {
		found->name = first.name;
		return list_one(store, &first.account, found);
	}
	status = expand(store, names.names[0], found);
	if (status != STORE_NOT_FOUND || !names.names[1])
		return status;
	found->name = 1;
	return expand(store, names.names[1], found);
}

enum store_status
store_name_expand(struct store *store, const char *name, struct expansion *expansion)
{
	return store->engine->name_expand(store, name, expansion);
}

enum store_status
store_account_usage(struct store *store, int64_t account, uint64_t *octets)
{
	return store->engine->account_usage(store, account, octets);
}

enum store_status
store_deliver(struct store *store, const struct store_message *message,
	      const struct store_source *source, const int64_t accounts[], size_t count)
{
	return store->engine->deliver(store, message, source, accounts, count);
}

enum store_status
store_check_room(struct store *store, const struct store_message *message,
		 const int64_t accounts[], size_t count)
{
	return store->engine->check_room(store, message, accounts, count);
}

enum store_status
store_message_read(struct store *store, int64_t message, unsigned part, void *data,
		   size_t *octets)
{
	return store->engine->message_read(store, message, part, data, octets);
}

enum store_status
store_maildrop_open(struct store *store, int64_t account, unsigned seconds,
		    struct store_entry **entries, size_t *count)
{
	return store->engine->maildrop_open(store, account, seconds, entries, count);
}

void
store_maildrop_close(struct store *store, int64_t account)
{
	store->engine->maildrop_close(store, account);
}

enum store_status
store_maildrop_list(struct store *store, int64_t account, struct store_entry **entries,
		    size_t *count)
{
	return store->engine->maildrop_list(store, account, entries, count);
}

enum store_status
store_maildrop_summaries(struct store *store, int64_t account,
			 const struct store_entry entries[], size_t count,
			 struct store_summary summaries[])
{
	return store->engine->maildrop_summaries(store, account, entries, count, summaries);
}

enum store_status
store_maildrop_update(struct store *store, int64_t account, const struct store_entry entries[],
		      size_t count)
{
	return store->engine->maildrop_update(store, account, entries, count);
}

enum store_status
store_record_find(struct store *store, const struct store_try *try, int64_t now_ms,
		  struct store_record *record)
{
	return store->engine->record_find(store, try, now_ms, record);
}

enum store_status
store_record_note(struct store *store, const struct store_try *try, enum store_event event,
		  int64_t now_ms)
{
	return store->engine->record_note(store, try, event, now_ms);
}

/* --- what engines have in common --- */

enum { SAME_SIGN_IN_SECONDS = 60 };

bool
engine_is_same_sign_in(const struct store_account *account, int64_t now)
{
	return account->last_sign_in <= now &&
	       now - account->last_sign_in < SAME_SIGN_IN_SECONDS;
}

bool
engine_usage_is_old(int64_t since, int64_t now)
{
	return since > now || now - since >= ENGINE_USAGE_SECONDS;
}

size_t
engine_batch_of(const struct store_entry entries[], size_t count, unsigned changes)
{
	uint64_t octets = 0;
	size_t n;

	for (n = 0; n < count && changes > 0 && octets < ENGINE_BATCH_OCTETS; n++) {
		if (entries[n].to_delete)
			octets += entries[n].octets;
		if (entries[n].to_delete || entries[n].to_see)
			changes--;
	}
	return n;
}
