/*
 * A message on its way in: the dot machine, the header, the size limit and the spool, put
 * together. Nothing of it touches the wire or the store.
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
	CONTENT_MALFORMED,   /* a NUL, or a CR or LF by itself, where it must not be */
	CONTENT_TOO_BIG,     /* more octets than allowed */
	CONTENT_LOOP,        /* too many Received fields */
	CONTENT_NOT_SPOOLED, /* the spool failed: spool_error */
};

struct content {
	struct dot dot;
	struct header header;
	struct spool spool;
	struct buf scanned; /* what the header let through, on its way to the spool */
	struct buf trace;   /* what is prepended, for the owner to fill in at the end */
	uint64_t max_octets;
	uint64_t octets;   /* of the message as the peer sent it, without the dot-stuffing */
	int spool_error;   /* errno, 0: none */
	bool text_only;    /* chunks are judged as DATA is; for the owner to set at the start */
	char last[2];      /* octets of what came in chunks */
	uint64_t position; /* of the next content_read() within trace */
};

/*
 * Starts a message of at most max_octets. beside: the database's path, for the spool.
 * lf_ends_line as in struct dot; it means nothing to a message that comes in chunks.
 */
void content_init(struct content *content, const char *beside, uint64_t max_octets,
		  bool lf_ends_line);

/*
 * Takes input, octets of it, at least one, at most what the wire's buffer holds; returns how
 * many were taken, fewer only when the message ends among them. Goes on taking when something
 * is wrong: content_verdict() will say it.
 */
size_t content_take(struct content *content, const char *input, size_t octets);

/*
 * Gives back what has been taken: there is no room for it. The rest is taken all the same, and
 * content_verdict() will say so.
 */
void content_give_up(struct content *content);

/* Whether the end of the message has been taken. */
bool content_is_complete(const struct content *content);

/*
 * Takes octets, as many at most, of a message that comes in chunks (RFC 3030): no dots to take
 * off, NUL and CR are content. A LF by itself is malformed here too: one client would end a
 * line there, the next not; and with text_only a NUL, and a CR by itself. Not to be mixed with
 * content_take().
 */
void content_take_chunk(struct content *content, const char *text, size_t octets);

/* Ends a message that came in chunks: its last line gets the CRLF that it is missing. */
void content_end_chunks(struct content *content);

/* Judges what has been taken. */
enum content_verdict content_verdict(const struct content *content);

/* The octets that content_read() has to give in all: trace and message. */
uint64_t content_octets(const struct content *content);

/* Lets content_read() begin again, skip octets behind the start. */
void content_rewind(struct content *content, size_t skip);

/* For struct store_source: from is a struct content. */
bool content_read(void *from, void *data, size_t octets);

void content_free(struct content *content);

#endif
