/*
 * Reads the header of a message while it passes through, and repairs it (RFC 5322 section 2.2):
 * - Return-Path fields are removed: only the final server adds one (RFC 5321 section 4.4).
 * - A byte order mark before the header is removed (RFC 3629 section 6).
 * - Lines before the header that start with "From " or ">From " become X-Mailbox-Line fields,
 * as in Postfix. Programs leave them there that take a message out of an mbox.
 * - A line of the header that is not a field gets the missing blank line before it, and starts
 *   the body.
 * Pure. The input may come in pieces of any size.
 */
#ifndef SMTPD_HEADER_H
#define SMTPD_HEADER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/buf.h"

enum {
	/* The longest field name. A line of RFC 5322 has 998 octets at most, so a name cannot
	 * be longer. */
	HEADER_NAME_OCTETS = 998,
	/* Programs do not leave more mbox lines than this; the next one starts the body. */
	HEADER_MAILBOX_LINES = 16,
	/* header_scan() appends at most this much more than it is given. */
	HEADER_EXTRA_OCTETS = HEADER_NAME_OCTETS + 4 + HEADER_MAILBOX_LINES * 16,
	/* The part of a subject that is kept, as much as the store shows. */
	HEADER_SUBJECT_OCTETS = 512,
};

enum header_state {
	HEADER_START, /* of the message; the octets of a byte order mark are held back */
	HEADER_LINE_START,
	HEADER_NAME,     /* in a field name or in the blank line; the line is held back */
	HEADER_NAME_END, /* white space between name and colon (RFC 5322 section 4.5.8) */
	HEADER_VALUE,
	HEADER_BODY, /* everything else passes through unchanged */
};

struct header {
	enum header_state state;
	size_t held;        /* octets of this line in name, which have not been passed on */
	size_t name_octets; /* those of them before any white space */
	char name[HEADER_NAME_OCTETS];
	bool any_field; /* there has been a field, which a folded line can continue */
	bool in_front;  /* before the first field, not counting X-Mailbox-Line */
	unsigned mailbox_lines;
	bool dropping;   /* the current field is removed */
	bool in_subject; /* the current field is the first Subject */
	bool has_from;
	bool has_date;
	bool has_message_id;
	bool has_subject;
	unsigned received; /* Received fields */
	size_t subject_octets;
	char subject[HEADER_SUBJECT_OCTETS + 1]; /* the first one, unfolded and cut */
};

/* Starts a new message. */
void header_init(struct header *header);

/*
 * Takes all of text and appends the result to out: at most octets + HEADER_EXTRA_OCTETS. False
 * if out is full or memory is short.
 */
bool header_scan(struct header *header, const char *text, size_t octets, struct buf *out);

/* Ends the message, which may end inside its header. Otherwise as header_scan(). */
bool header_end(struct header *header, struct buf *out);

#endif
