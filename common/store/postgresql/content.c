/*
 * The content of messages, read. A client that fetches one message after the other would cost a
 * statement for each. So once it has gone on to a later one, what follows that in the maildrop
 * is read with it, as far as there is room. Content never changes.
 */
#include <stdlib.h>
#include <string.h>

#include "common/store/postgresql/postgresql.h"

static enum store_status
read_piece(struct postgresql *postgresql, int64_t message, unsigned part, void *data,
	   size_t *octets)
{
	struct parameters parameters = {0};
	enum store_status status;
	const void *piece;

	parameters_add_number(&parameters, message);
	parameters_add_number(&parameters, part);
	status = postgresql_run(postgresql, CONTENT_READ, &parameters);
	if (status != STORE_OK)
		return status;
	if (connection_rows(&postgresql->connection) == 0)
		return STORE_NOT_FOUND;
	piece = connection_octets(&postgresql->connection, 0, 0, octets);
	if (*octets > STORE_CHUNK_OCTETS)
		return postgresql_explain(
			postgresql, STORE_BROKEN,
			"a piece of the message is too large; restore a backup");
	memcpy(data, piece, *octets);
	return STORE_OK;
}

static const struct postgresql_piece *
find_ahead(const struct postgresql_ahead *ahead, int64_t message)
{
	for (size_t i = 0; i < ahead->count; i++)
		if (ahead->pieces[i].message == message)
			return &ahead->pieces[i];
	return NULL;
}

/* Keeps what the rows hold, as far as there is room. */
static void
keep_rows(struct postgresql_ahead *ahead, const struct connection *connection)
{
	size_t used = 0;
	int rows = connection_rows(connection);

	for (int row = 0; row < rows && row < POSTGRESQL_AHEAD_PIECES; row++) {
		size_t octets;
		const void *data = connection_octets(connection, row, 1, &octets);

		if (octets > STORE_CHUNK_OCTETS - used)
			return;
		memcpy(ahead->data + used, data, octets);
		ahead->pieces[ahead->count++] = (struct postgresql_piece){
			connection_number(connection, row, 0), ahead->data + used, octets};
		used += octets;
	}
}

/* Reads the first pieces of a message and of those that follow it. */
static enum store_status
read_ahead(struct postgresql *postgresql, int64_t message)
{
	struct postgresql_ahead *ahead = &postgresql->ahead;
	struct parameters parameters = {0};
	enum store_status status;

	ahead->count = 0;
	if (!ahead->data)
		ahead->data = malloc(STORE_CHUNK_OCTETS);
	if (!ahead->data)
		return postgresql_no_memory(postgresql);
	parameters_add_number(&parameters, ahead->account);
	parameters_add_number(&parameters, message);
	parameters_add_number(&parameters, POSTGRESQL_AHEAD_PIECES);
	parameters_add_number(&parameters, STORE_CHUNK_OCTETS);
	status = postgresql_run(postgresql, CONTENT_READ_AHEAD, &parameters);
	if (status == STORE_OK)
		keep_rows(ahead, &postgresql->connection);
	return status;
}

/* Whether the client goes through a maildrop that was listed. */
static bool
goes_on(struct postgresql_ahead *ahead, int64_t message)
{
	int64_t before = ahead->last;

	ahead->last = message;
	return ahead->account != 0 && before != 0 && message > before;
}

/* The first piece of a message, or NULL if it has to be read by itself. */
static enum store_status
look_ahead(struct postgresql *postgresql, int64_t message,
	   const struct postgresql_piece **piece)
{
	struct postgresql_ahead *ahead = &postgresql->ahead;
	bool on = goes_on(ahead, message);
	enum store_status status = STORE_OK;

	*piece = find_ahead(ahead, message);
	if (!*piece && on) {
		status = read_ahead(postgresql, message);
		*piece = find_ahead(ahead, message);
	}
	return status;
}

enum store_status
postgresql_message_read(struct store *store, int64_t message, unsigned part, void *data,
			size_t *octets)
{
	struct postgresql *postgresql = postgresql_of(store);
	const struct postgresql_piece *piece = NULL;
	enum store_status status = STORE_OK;

	if (part == 0)
		status = look_ahead(postgresql, message, &piece);
	if (status != STORE_OK)
		return status;
	if (!piece)
		return read_piece(postgresql, message, part, data, octets);
	memcpy(data, piece->data, piece->octets);
	*octets = piece->octets;
	return STORE_OK;
}
