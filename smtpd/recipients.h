/*
 * The recipients of a transaction: a set of accounts, with the names that have led to them, so
 * that no name has to be looked up twice; and addresses in other domains.
 */
#ifndef SMTPD_RECIPIENTS_H
#define SMTPD_RECIPIENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/store/store.h"

/* Invariant: accounts is sorted in ascending order. All zero: the set is empty. */
struct recipients {
	int64_t *accounts;
	uint64_t *quotas; /* of accounts, in the same order; as in struct store_message */
	size_t count;
	size_t room;
	void *names;    /* a tree of tsearch(3) */
	char **relayed; /* forward-paths in other domains, each once */
	size_t relayed_count;
};

/*
 * Adds those accounts of found that are not in the set, with their quotas. False if memory is
 * short: then none is added.
 */
bool recipients_add(struct recipients *recipients, const struct store_recipient *found,
		    size_t count);

/* Remembers that a name has led to accounts. If memory is short, it is looked up again. */
void recipients_note(struct recipients *recipients, const char *name);

/* Whether that name has been remembered, compared without case. */
bool recipients_know(const struct recipients *recipients, const char *name);

/* Adds a forward-path in another domain, unless it is there. False if memory is short. */
bool recipients_add_relayed(struct recipients *recipients, const char *path);

void recipients_free(struct recipients *recipients);

#endif
