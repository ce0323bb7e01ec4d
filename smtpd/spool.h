/*
 * The spool holds a message until it is complete, so that no lock of the store is held while
 * the peer sends. It is in memory at first. From SPOOL_MEMORY_OCTETS on, it is in an unnamed
 * file, which disappears with the process.
 */
#ifndef SMTPD_SPOOL_H
#define SMTPD_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buf.h"

enum { SPOOL_MEMORY_OCTETS = 65536 };

struct spool {
	const char *beside; /* a path; the file is in its directory */
	struct buf memory;  /* the part that is not in the file */
	int file;           /* a descriptor; -1: no file yet */
	uint64_t octets;    /* of the message so far */
	uint64_t position;  /* of the next spool_read() */
};

/* Starts an empty spool. */
void spool_init(struct spool *spool, const char *beside);

/* Appends data. False on an error, with errno: ENOSPC, EDQUOT or EFBIG if there is no room. */
bool spool_append(struct spool *spool, const void *data, size_t octets);

/* Reads the next octets. The spool must have that many left. False on an error. */
bool spool_read(struct spool *spool, void *data, size_t octets);

/* Frees the memory and closes the file. */
void spool_free(struct spool *spool);

#endif
