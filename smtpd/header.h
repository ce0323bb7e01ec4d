/*
 * Reads the header of a message as it passes by, and mends it (RFC 5322 section 2.2):
 * - a Return-Path field is the final server's to write (RFC 5321 section 4.4): a peer's own
 * goes;
 * - a byte order mark in front of all (RFC 3629 section 6) goes;
 * - lines in front of the header that begin "From " or ">From ", as programs leave them that
 *   take a message out of an mbox, become X-Mailbox-Line fields, as Postfix does it;
 * - a line that is no header field, where one should be, gets the blank line that is missing
 *   before it, and so begins the body.
 * Pure; the input may come in pieces of any size.
 */
#ifndef SMTPD_HEADER_H
#define SMTPD_HEADER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/buf.h"

enum {
	/* The longest field name: a line without a colon within RFC 5322's 998 is no field. */
	HEADER_NAME_OCTETS = 998,
	/* More lines of an mbox than this are not what a program leaves; the next is body. */
	HEADER_MAILBOX_LINES = 16,
	/* The most that header_scan() appends above what it is given. */
	HEADER_EXTRA_OCTETS = HEADER_NAME_OCTETS + 4 + HEADER_MAILBOX_LINES * 16,
	/* Of a subject: as many as the store shows. */
	HEADER_SUBJECT_OCTETS = 512,
};

enum header_state {
	HEADER_START, /* of the message; a byte order mark is held back as far as it has come */
	HEADER_LINE_START,
	HEADER_NAME,     /* of a field, or the blank line; held back until it is known which */
	HEADER_NAME_END, /* white space between name and colon (RFC 5322 section 4.5.8) */
	HEADER_VALUE,
	HEADER_BODY, /* all that follows goes through as it is */
};

struct header {
	enum header_state state;
	size_t held; /* octets in name: what has been taken of this line, and not been passed on
		      */
	size_t name_octets; /* of these, those before any white space */
	char name[HEADER_NAME_OCTETS];
	bool any_field; /* a line that starts with white space can continue one */
	bool in_front;  /* no field has come but X-Mailbox-Line */
	unsigned mailbox_lines;
	bool dropping; /* the field that passes by is not passed on */
	bool in_subject;
	bool has_from;
	bool has_date;
	bool has_message_id;
	bool has_subject;
	unsigned received; /* Received fields */
	size_t subject_octets;
	char subject[HEADER_SUBJECT_OCTETS + 1]; /* of the first one; unfolded, cut to fit */
};

/* Starts a new message. */
void header_init(struct header *header);

/*
 * Takes all of the given octets and appends to out what becomes of them, at most octets plus
 * HEADER_EXTRA_OCTETS. False when out is full or memory is short.
 */
bool header_scan(struct header *header, const char *text, size_t octets, struct buf *out);

/* Ends the message, which may stop within its header. As header_scan() otherwise. */
bool header_end(struct header *header, struct buf *out);

#endif
