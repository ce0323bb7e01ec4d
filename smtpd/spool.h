/*
 * Where a message waits until it is complete: in memory, and from a certain size on in a file
 * beside the database that has no name, and so goes with the process. No lock of the store is
 * held while the peer sends.
 */
#ifndef SMTPD_SPOOL_H
#define SMTPD_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buf.h"

enum { SPOOL_MEMORY_OCTETS = 65536 };

struct spool {
	const char *beside; /* the database's path */
	struct buf memory;  /* what is not in the file */
	int file;           /* -1: none yet */
	uint64_t octets;    /* in all */
	uint64_t position;  /* of the next spool_read() */
};

/* Starts an empty spool. */
void spool_init(struct spool *spool, const char *beside);

/* Appends. False on an error, with errno: ENOSPC, EDQUOT or EFBIG where there is no room. */
bool spool_append(struct spool *spool, const void *data, size_t octets);

/* Reads the next octets; so many must be left. False on an error. */
bool spool_read(struct spool *spool, void *data, size_t octets);

/* Gives everything back. */
void spool_free(struct spool *spool);

#endif
