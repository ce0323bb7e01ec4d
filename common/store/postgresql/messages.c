/* Messages, delivered with their content. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/base/disk.h"
#include "common/store/postgresql/postgresql.h"

/* After so many pieces of a message the server's answers are taken; libpq holds as many. */
enum { PIECES_AT_A_TIME = 8 };

/* What message_verdict() in schema-3.sql gives. Nothing but DELIVERED has stored something. */
enum verdict { DELIVERED = 1, SENDER_REVOKED, NO_ROOM };

struct delivery {
	const struct store_message *message;
	const struct store_source *source;
	const int64_t *accounts;
	size_t count;
	void *chunk;   /* room for STORE_CHUNK_OCTETS */
	uint64_t left; /* octets of the content */
};

enum store_status
postgresql_spare_octets(struct store *store, uint64_t *octets)
{
	(void)store;
	*octets = 0;
	return STORE_OK;
}

/* The message is in the spool already. */
static enum store_status
leave_space(struct postgresql *postgresql)
{
	const struct conf *conf = postgresql->conf;
	uint64_t space;

	if (conf->min_free_space == 0)
		return STORE_OK;
	if (!disk_free_octets(conf->spool_file, &space))
		return postgresql_explain(postgresql, STORE_BROKEN, strerror(errno));
	if (disk_has_room(space, 0, conf->min_free_space, 0))
		return STORE_OK;
	return postgresql_explain(postgresql, STORE_FULL,
				  "less would be free than min_free_space");
}

/* --- the verdict --- */

static int64_t
quota_of(const struct store_message *message, size_t recipient)
{
	uint64_t quota = message->quotas ? message->quotas[recipient] : 0;

	return quota < INT64_MAX ? (int64_t)quota : INT64_MAX;
}

/* The parameters of a verdict. */
static enum store_status
add_facts(struct postgresql *postgresql, struct parameters *parameters,
	  const struct delivery *delivery, const struct store_account *sender)
{
	int64_t *quotas = calloc(delivery->count, sizeof(*quotas));

	if (!quotas)
		return postgresql_no_memory(postgresql);
	for (size_t i = 0; i < delivery->count; i++)
		quotas[i] = quota_of(delivery->message, i);
	parameters_add_numbers(parameters, delivery->accounts, delivery->count);
	parameters_add_numbers(parameters, quotas, delivery->count);
	parameters_add_number(parameters, (int64_t)delivery->message->octets);
	parameters_add_number(parameters, time(NULL));
	parameters_add_number(parameters, sender ? sender->id : 0);
	parameters_add_text(parameters, sender ? sender->name : "");
	parameters_add_number(parameters, ENGINE_USAGE_SECONDS);
	free(quotas);
	return STORE_OK;
}

static enum store_status
take_verdict(struct postgresql *postgresql)
{
	switch (connection_number(&postgresql->connection, 0, 0)) {
	case DELIVERED:
		return STORE_OK;
	case SENDER_REVOKED:
		return postgresql_explain(postgresql, STORE_REVOKED,
					  "the account has been removed, renamed or locked");
	case NO_ROOM:
		return STORE_NO_ROOM;
	default:
		return postgresql_explain(postgresql, STORE_BROKEN,
					  "the database has given no answer");
	}
}

static enum store_status
ask_for_room(struct postgresql *postgresql, const struct delivery *delivery)
{
	struct parameters parameters = {0};
	enum store_status status = add_facts(postgresql, &parameters, delivery, NULL);

	return status == STORE_OK ? postgresql_add(postgresql, MESSAGE_CHECK, &parameters)
				  : status;
}

enum store_status
postgresql_check_room(struct store *store, const struct store_message *message,
		      const int64_t accounts[], size_t count)
{
	struct postgresql *postgresql = postgresql_of(store);
	const struct delivery delivery = {
		.message = message, .accounts = accounts, .count = count};
	enum store_status status = leave_space(postgresql);

	if (status == STORE_OK)
		status = postgresql_begin(postgresql);
	if (status != STORE_OK)
		return status;
	status =
		connection_finish(&postgresql->connection, ask_for_room(postgresql, &delivery));
	return status == STORE_OK ? take_verdict(postgresql) : status;
}

/* --- delivery --- */

/* Reads the next piece of the content into chunk. */
static enum store_status
read_piece(struct postgresql *postgresql, struct delivery *delivery, size_t *octets)
{
	const struct store_source *source = delivery->source;

	*octets = delivery->left < STORE_CHUNK_OCTETS ? (size_t)delivery->left
						      : STORE_CHUNK_OCTETS;
	delivery->left -= *octets;
	if (*octets == 0 || source->read(source->from, delivery->chunk, *octets))
		return STORE_OK;
	return postgresql_explain(postgresql, STORE_FAILED,
				  "the spooled message could not be read");
}

/* The message with its first piece and all deliveries. */
static enum store_status
add_message(struct postgresql *postgresql, struct delivery *delivery)
{
	const struct store_message *message = delivery->message;
	struct parameters parameters = {0};
	size_t octets;
	enum store_status status = read_piece(postgresql, delivery, &octets);

	if (status == STORE_OK)
		status = add_facts(postgresql, &parameters, delivery, message->sender);
	if (status != STORE_OK)
		return status;
	parameters_add_text(&parameters, message->transaction_id);
	parameters_add_number(&parameters, message->arrived);
	parameters_add_text(&parameters, message->reverse_path);
	parameters_add_text(&parameters, message->peer);
	parameters_add_text(&parameters, message->helo);
	parameters_add_text(&parameters, message->subject);
	parameters_add_octets(&parameters, delivery->chunk, octets);
	parameters_add_number(&parameters, message->seen);
	return postgresql_add(postgresql, MESSAGE_DELIVER, &parameters);
}

static enum store_status
add_piece(struct postgresql *postgresql, struct delivery *delivery, int64_t id, int64_t part)
{
	struct parameters parameters = {0};
	size_t octets;
	enum store_status status = read_piece(postgresql, delivery, &octets);

	if (status != STORE_OK)
		return status;
	parameters_add_number(&parameters, id);
	parameters_add_number(&parameters, part);
	parameters_add_octets(&parameters, delivery->chunk, octets);
	status = postgresql_add(postgresql, CONTENT_INSERT, &parameters);
	if (status == STORE_OK && part % PIECES_AT_A_TIME == 0)
		status = connection_sync(&postgresql->connection);
	return status;
}

/* What does not fit into one piece. */
static enum store_status
add_rest(struct postgresql *postgresql, struct delivery *delivery)
{
	enum store_status status = connection_sync(&postgresql->connection);
	int64_t id;

	if (status == STORE_OK)
		status = take_verdict(postgresql);
	if (status != STORE_OK)
		return status;
	id = connection_number(&postgresql->connection, 0, 1);
	for (int64_t part = 1; delivery->left > 0 && status == STORE_OK; part++)
		status = add_piece(postgresql, delivery, id, part);
	return status;
}

/* A small message is one round trip: its verdict comes with the answer to COMMIT. */
static enum store_status
deliver(struct postgresql *postgresql, struct delivery *delivery)
{
	bool is_small = delivery->left <= STORE_CHUNK_OCTETS;
	enum store_status status = postgresql_begin(postgresql);

	if (status == STORE_OK)
		status = add_message(postgresql, delivery);
	if (status == STORE_OK && !is_small)
		status = add_rest(postgresql, delivery);
	status = connection_finish(&postgresql->connection, status);
	if (status == STORE_NOT_FOUND)
		return postgresql_no_account(postgresql);
	return status == STORE_OK && is_small ? take_verdict(postgresql) : status;
}

enum store_status
postgresql_deliver(struct store *store, const struct store_message *message,
		   const struct store_source *source, const int64_t accounts[], size_t count)
{
	struct postgresql *postgresql = postgresql_of(store);
	struct delivery delivery = {
		.message = message,
		.source = source,
		.accounts = accounts,
		.count = count,
		.chunk = malloc(STORE_CHUNK_OCTETS),
		.left = message->octets,
	};
	enum store_status status =
		delivery.chunk ? leave_space(postgresql) : postgresql_no_memory(postgresql);

	if (status == STORE_OK)
		status = deliver(postgresql, &delivery);
	free(delivery.chunk);
	return status;
}
