#include "common/store/expansion.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Compares without case (ASCII), as the store does. */
static int
compare_texts(const void *one, const void *other)
{
	const struct expansion_name *a = one;
	const struct expansion_name *b = other;

	return strcasecmp(a->text, b->text);
}

/* NULL if memory is short. */
static struct expansion_name *
make_name(const char *text, unsigned level)
{
	struct expansion_name *name = calloc(1, sizeof(*name));

	if (!name)
		return NULL;
	name->level = level;
	name->text = strdup(text);
	if (name->text)
		return name;
	free(name);
	return NULL;
}

static void
free_name(struct expansion_name *name)
{
	free(name->text);
	free(name);
}

/* Makes room for another element of an array. False if memory is short. */
static bool
make_room(void **array, size_t count, size_t *room, size_t octets)
{
	size_t more = *room ? *room * 2 : 16;
	void *grown;

	if (count < *room)
		return true;
	grown = realloc(*array, more * octets);
	if (!grown)
		return false;
	*array = grown;
	*room = more;
	return true;
}

static bool
append_name(struct expansion *expansion, struct expansion_name *name)
{
	void *names = expansion->names;
	bool has_room = make_room(&names, expansion->count, &expansion->names_room,
				  sizeof(struct expansion_name *));

	expansion->names = names;
	if (has_room)
		expansion->names[expansion->count++] = name;
	return has_room;
}

static bool
append_edge(struct expansion *expansion, struct expansion_edge edge)
{
	void *edges = expansion->edges;
	bool has_room = make_room(&edges, expansion->edges_count, &expansion->edges_room,
				  sizeof(*expansion->edges));

	expansion->edges = edges;
	if (has_room)
		expansion->edges[expansion->edges_count++] = edge;
	return has_room;
}

/* Finds the name with this text, or adds it. NULL if memory is short. */
static struct expansion_name *
find_name(struct expansion *expansion, const char *text, unsigned level)
{
	struct expansion_name *name = make_name(text, level);
	struct expansion_name **found =
		name ? tsearch(name, &expansion->by_text, compare_texts) : NULL;

	if (found && *found != name) {
		free_name(name);
		return *found;
	}
	if (found && append_name(expansion, name))
		return name;
	if (found)
		tdelete(name, &expansion->by_text, compare_texts);
	if (name)
		free_name(name);
	return NULL;
}

enum expansion_status
expansion_init(struct expansion *expansion, const char *name)
{
	memset(expansion, 0, sizeof(*expansion));
	return find_name(expansion, name, 0) ? EXPANSION_OK : EXPANSION_NO_MEMORY;
}

enum expansion_status
expansion_add_target(struct expansion *expansion, size_t from, const char *target)
{
	struct expansion_edge edge = {.from = expansion->names[from]};

	if (expansion->edges_count == EXPANSION_TARGETS)
		return EXPANSION_TOO_MANY_TARGETS;
	edge.to = find_name(expansion, target, edge.from->level + 1);
	if (!edge.to || !append_edge(expansion, edge))
		return EXPANSION_NO_MEMORY;
	edge.to->is_target = true;
	if (edge.to == edge.from)
		edge.to->names_itself = true;
	return edge.to->level > EXPANSION_LEVELS ? EXPANSION_TOO_DEEP : EXPANSION_OK;
}

enum expansion_status
expansion_set_account(struct expansion *expansion, size_t name,
		      const struct store_recipient *recipient)
{
	if (expansion->accounts == EXPANSION_ACCOUNTS)
		return EXPANSION_TOO_MANY_ACCOUNTS;
	expansion->accounts++;
	expansion->names[name]->recipient = *recipient;
	return EXPANSION_OK;
}

/* Adds an account to those that a name reaches. False if that changes nothing. */
static bool
note_reach(struct expansion_name *name, int64_t account)
{
	size_t place = name->reaches[0] == 0 ? 0 : 1;

	if (account == 0 || account == name->reaches[0] || name->reaches[1] != 0)
		return false;
	name->reaches[place] = account;
	return true;
}

static bool
follow(const struct expansion_edge *edge)
{
	bool news = note_reach(edge->from, edge->to->recipient.account);

	news |= note_reach(edge->from, edge->to->reaches[0]);
	news |= note_reach(edge->from, edge->to->reaches[1]);
	return news;
}

/*
 * A name reaches what its targets reach. The edges are followed backwards and forwards until
 * nothing changes: backwards suits aliases that lead onward, forwards those that lead back.
 */
void
expansion_finish(struct expansion *expansion)
{
	size_t count = expansion->edges_count;
	bool news = true;

	while (news) {
		news = false;
		for (size_t i = count; i > 0; i--)
			news |= follow(&expansion->edges[i - 1]);
		for (size_t i = 0; i < count; i++)
			news |= follow(&expansion->edges[i]);
	}
}

bool
expansion_gets_mail(const struct expansion *expansion, size_t name)
{
	const struct expansion_name *it = expansion->names[name];
	int64_t account = it->recipient.account;
	bool reaches_itself_only = it->reaches[0] == account && it->reaches[1] == 0;

	return it->is_target && account != 0 &&
	       (it->names_itself || it->reaches[0] == 0 || reaches_itself_only);
}

enum store_status
expansion_stop(enum expansion_status status, char why[STORE_WHY_OCTETS])
{
	switch (status) {
	case EXPANSION_OK:
		return STORE_OK;
	case EXPANSION_TOO_MANY_ACCOUNTS:
		snprintf(why, STORE_WHY_OCTETS, "it leads to more than %d accounts",
			 EXPANSION_ACCOUNTS);
		return STORE_TOO_MANY;
	case EXPANSION_TOO_MANY_TARGETS:
		snprintf(why, STORE_WHY_OCTETS, "it has more than %d targets",
			 EXPANSION_TARGETS);
		return STORE_TOO_MANY;
	case EXPANSION_TOO_DEEP:
		snprintf(why, STORE_WHY_OCTETS, "it leads through more than %d aliases",
			 EXPANSION_LEVELS);
		return STORE_TOO_MANY;
	case EXPANSION_NO_MEMORY:
		break;
	}
	snprintf(why, STORE_WHY_OCTETS, "out of memory");
	return STORE_FAILED;
}

enum store_status
expansion_list(const struct expansion *expansion, struct store_recipient **recipients,
	       size_t *count, char why[STORE_WHY_OCTETS])
{
	if (expansion->accounts == 0)
		return STORE_NOT_FOUND;
	*recipients = malloc(expansion->accounts * sizeof(**recipients));
	if (!*recipients)
		return expansion_stop(EXPANSION_NO_MEMORY, why);
	for (size_t i = 0; i < expansion->count; i++)
		if (expansion_gets_mail(expansion, i))
			(*recipients)[(*count)++] = expansion->names[i]->recipient;
	if (*count == 0 && expansion->names[0]->recipient.account != 0)
		(*recipients)[(*count)++] = expansion->names[0]->recipient;
	if (*count > 0)
		return STORE_OK;
	free(*recipients);
	*recipients = NULL;
	return STORE_NOT_FOUND;
}

void
expansion_free(struct expansion *expansion)
{
	for (size_t i = 0; i < expansion->count; i++) {
		tdelete(expansion->names[i], &expansion->by_text, compare_texts);
		free_name(expansion->names[i]);
	}
	free(expansion->names);
	free(expansion->edges);
}
