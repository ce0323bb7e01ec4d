/*
 * The expansion of aliases. A name leads to other names; each may be an account, an alias, both
 * or neither. The search is breadth first, so that each name is found by the shortest way.
 * Pure: the caller looks up what each name is, and this module decides which accounts get the
 * mail.
 *
 * The search is bounded: strangers may use an alias as often as they like, and an operator may
 * have made an alias that leads back to itself, or to everybody. If it exceeds a bound, nobody
 * gets the mail. Delivery to some of the recipients would be worse.
 */
#ifndef COMMON_STORE_EXPANSION_H
#define COMMON_STORE_EXPANSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/store/store.h"

enum {
	/* The default of max_recipients. mailctl(8) has this number and EXPANSION_LEVELS as
	 * well. */
	EXPANSION_ACCOUNTS = 1000,
	/* All targets of all aliases, also those found before: lists of lists share many
	 * members. So many take some hundredths of a second. */
	EXPANSION_TARGETS = 10000,
	/* Aliases that lead to aliases. Nobody needs ten; a ring does not count up to this. */
	EXPANSION_LEVELS = 100,
};

enum expansion_status {
	EXPANSION_OK,
	EXPANSION_TOO_MANY_ACCOUNTS,
	EXPANSION_TOO_MANY_TARGETS,
	EXPANSION_TOO_DEEP,
	EXPANSION_NO_MEMORY,
};

/* Invariant: reaches has up to two accounts that the name leads to; 0: none. [0] is set first.
 */
struct expansion_name {
	char *text;
	unsigned level;    /* the aliases on the shortest way to it */
	bool is_target;    /* of an alias; always true, except for the first name */
	bool names_itself; /* it is one of its own targets */
	struct store_recipient recipient; /* account 0: not an account */
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
	void *by_text; /* a tree of tsearch(3) */
};

/* Starts with the name that the mail is for, names[0]. Must be freed, even after an error. */
enum expansion_status expansion_init(struct expansion *expansion, const char *name);

/*
 * The search: for each name in names, whose count grows meanwhile, the caller adds all targets,
 * and sets the account if the name is one. It stops at the first status other than
 * EXPANSION_OK.
 */
enum expansion_status expansion_add_target(struct expansion *expansion, size_t from,
					   const char *target);
enum expansion_status expansion_set_account(struct expansion *expansion, size_t name,
					    const struct store_recipient *recipient);

/* To be called after the search, before expansion_gets_mail(). */
void expansion_finish(struct expansion *expansion);

/*
 * Whether a name is an account that gets the mail. An account that is also an alias gets none
 * if the alias leads to others and not to the account itself.
 */
bool expansion_gets_mail(const struct expansion *expansion, size_t name);

/*
 * Lists the accounts that get the mail. If there are none, it is the account of the first name:
 * an alias that leads to nobody, or only around in a circle, takes no mail away.
 * STORE_NOT_FOUND if there is no such account either; why: of STORE_FAILED. *recipients is
 * freed with free(3). To be called after expansion_finish(), with *count 0.
 */
enum store_status expansion_list(const struct expansion *expansion,
				 struct store_recipient **recipients, size_t *count,
				 char why[STORE_WHY_OCTETS]);

/* What the end of a search means for the store, and why. */
enum store_status expansion_stop(enum expansion_status status, char why[STORE_WHY_OCTETS]);

void expansion_free(struct expansion *expansion);

#endif
