/*
 * A message that is being received: the dot machine, the header, the size limit and the spool,
 * put together. Uses neither the connection nor the store.
 */
#ifndef SMTPD_CONTENT_H
#define SMTPD_CONTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "smtpd/dot.h"
#include "smtpd/header.h"
#include "smtpd/spool.h"

/* Received fields: so many mean a loop (RFC 5321 section 6.3). */
enum { CONTENT_RECEIVED = 100 };

enum content_verdict {
	CONTENT_GOOD,
	CONTENT_MALFORMED,   /* a NUL, a bare CR or a bare LF where it is not allowed */
	CONTENT_TOO_BIG,     /* more octets than allowed */
	CONTENT_LOOP,        /* too many Received fields */
	CONTENT_NOT_SPOOLED, /* the spool failed: spool_error */
};

struct content {
	struct dot dot;
	struct header header;
	struct spool spool;
	struct buf scanned; /* output of the header, on its way to the spool */
	struct buf trace;   /* fields to prepend; the owner adds them at the end */
	uint64_t max_octets;
	uint64_t octets; /* of the message as sent, without dot-stuffing */
	int spool_error; /* an errno, or 0 */
	bool text_only;  /* chunks must obey the rules of DATA; set by the owner at the start */
	char last[2];    /* the last two octets of the chunks so far */
	uint64_t position; /* of the next content_read() within trace */
};

/*
 * Starts a message of at most max_octets. beside: a path in the directory of the spool.
 * lf_ends_line: as in struct dot; chunks ignore it.
 */
void content_init(struct content *content, const char *beside, uint64_t max_octets,
		  bool lf_ends_line);

/*
 * Takes octets of input: at least one, at most as many as conn's buffer holds. Returns how many
 * were taken; fewer only if the message ends there. Goes on even if something is wrong, which
 * content_verdict() reports.
 */
size_t content_take(struct content *content, const char *input, size_t octets);

/*
 * Frees the spool, since there is no room for the message. The rest of it is still taken, and
 * content_verdict() returns CONTENT_NOT_SPOOLED.
 */
void content_give_up(struct content *content);

/* Whether the end of the message has been taken. */
bool content_is_complete(const struct content *content);

/*
 * Takes octets of a message that comes in chunks (RFC 3030), at most as many as content_take().
 * Chunks have no dot-stuffing, and NUL and bare CR are content. A bare LF is malformed here,
 * too: some clients would take it for a line end, others would not. With text_only, a NUL or a
 * bare CR is malformed as well. Must not be mixed with content_take().
 */
void content_take_chunk(struct content *content, const char *text, size_t octets);

/* Ends a message that came in chunks. Adds a CRLF if the last line has none. */
void content_end_chunks(struct content *content);

/* The verdict on what has been taken. If there are several faults, the first in the order
 * MALFORMED, TOO_BIG, NOT_SPOOLED, LOOP. */
enum content_verdict content_verdict(const struct content *content);

/* The octets that content_read() can read in all: trace and message. */
uint64_t content_octets(const struct content *content);

/* Lets content_read() start again, after the first skip octets. */
void content_rewind(struct content *content, size_t skip);

/* The read() of struct store_source; from is a struct content. */
bool content_read(void *from, void *data, size_t octets);

void content_free(struct content *content);

#endif
