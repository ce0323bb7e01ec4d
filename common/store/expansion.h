/*
 * What a name leads to by way of aliases: names, each of which may be an account, an alias for
 * others, both or neither. Walked breadth first, so that each name is found by the shortest
 * way. Pure: whoever walks looks up what each name is, and this decides who gets the mail.
 *
 * The walk is bounded, as strangers may name an alias as often as they like, and an operator
 * may have made one that leads around in a ring, or to everybody. Beyond a bound nobody gets
 * the mail: half of the recipients would be worse.
 */
#ifndef COMMON_STORE_EXPANSION_H
#define COMMON_STORE_EXPANSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/store/store.h"

enum {
	/* As many as a message may name by default; mailctl(8) knows this number, and the
	 * one of levels. */
	EXPANSION_ACCOUNTS = 1000,
	/* Targets that are looked at, accounts or not, also where they were found before: lists
	 * of lists share many members. Takes some hundredths of a second. */
	EXPANSION_TARGETS = 10000,
	/* Aliases one behind the other. Nobody needs ten; a ring is noticed without this. */
	EXPANSION_LEVELS = 100,
};

enum expansion_status {
	EXPANSION_OK,
	EXPANSION_TOO_MANY_ACCOUNTS,
	EXPANSION_TOO_MANY_TARGETS,
	EXPANSION_TOO_DEEP,
	EXPANSION_NO_MEMORY,
};

/* Invariant: reaches has the ids of one or two accounts that it leads to, first the one. */
struct expansion_name {
	char *text;
	unsigned level;                   /* so many aliases lead to it */
	bool is_target;                   /* of an alias: only the first name may be none */
	bool names_itself;                /* as one of its targets */
	struct store_recipient recipient; /* account 0: it is none */
	int64_t reaches[2];
};

struct expansion_edge {
	struct expansion_name *from;
	struct expansion_name *to;
};

struct expansion {
	struct expansion_name **names; /* in the order in which they were found */
	size_t count;
	size_t names_room;
	struct expansion_edge *edges;
	size_t edges_count;
	size_t edges_room;
	size_t accounts;
	void *by_text; /* of tsearch(3) */
};

/* Starts with the name that mail is for; it is names[0]. To be freed in any case. */
enum expansion_status expansion_init(struct expansion *expansion, const char *name);

/*
 * Adds a target of a name. The walk: for each of names, count of which grows meanwhile, all its
 * targets, and whether it is an account. It ends with the first status but EXPANSION_OK.
 */
enum expansion_status expansion_add_target(struct expansion *expansion, size_t from,
					   const char *target);
enum expansion_status expansion_set_account(struct expansion *expansion, size_t name,
					    const struct store_recipient *recipient);

/* To be called behind the walk, before expansion_gets_mail(). */
void expansion_finish(struct expansion *expansion);

/*
 * Whether a name is an account that gets the mail: not one that only passes it on, as it has an
 * alias of its own, which reaches others and not itself.
 */
bool expansion_gets_mail(const struct expansion *expansion, size_t name);

void expansion_free(struct expansion *expansion);

#endif
