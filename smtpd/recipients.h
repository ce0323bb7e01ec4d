/*
 * The recipients of a transaction who are here: accounts, each of them once, and the names that
 * have led to them, so that no name has to be looked up twice.
 */
#ifndef SMTPD_RECIPIENTS_H
#define SMTPD_RECIPIENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/store/store.h"

/* Invariant: accounts rise. All zeros: none yet. */
struct recipients {
	int64_t *accounts;
	uint64_t *quotas; /* of these accounts, as struct store_message has them */
	size_t count;
	size_t room;
	void *names; /* of tsearch(3) */
};

/*
 * Adds accounts that are not there yet; quota of each is what its delivery is to heed. False
 * when memory is short: then none is added.
 */
bool recipients_add(struct recipients *recipients, const struct store_recipient *found,
		    size_t count);

/* Notes that a name has led to accounts; only a help, and so no error when memory is short. */
void recipients_note(struct recipients *recipients, const char *name);

/* Whether that name has been noted, in any letter case. */
bool recipients_know(const struct recipients *recipients, const char *name);

void recipients_free(struct recipients *recipients);

#endif
