/*
 * Reads mail that another program has kept, line by line: an mbox, or a file with one message.
 * mailctl(8) describes the forms. Knows neither wire nor store.
 *
 * While every Content-Length was right, the mbox is an mboxcl or mboxcl2, and all lines within
 * that length are text. The first length that is missing or wrong ends that for good, so that
 * no sender can write a length that swallows the next message.
 */
#ifndef SMTPD_MAILBOX_H
#define SMTPD_MAILBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/base/buf.h"

enum mailbox_fault {
	MAILBOX_SOUND,
	MAILBOX_COMPRESSED,
	MAILBOX_NO_MBOX,    /* the first line is no "From " line with a date */
	MAILBOX_MIXED,      /* lines end in LF, and later in CR: two mailboxes in one file */
	MAILBOX_UNREADABLE, /* the file cannot be read, or a line does not fit into memory */
};

enum { MAILBOX_SENDER_OCTETS = 1023 };

struct mailbox {
	enum mailbox_fault fault;
	/* Of the message, once mailbox_line() has given all of its lines. */
	char sender[MAILBOX_SENDER_OCTETS + 1]; /* "" if nobody is named */
	int64_t arrived;                        /* seconds since 1970; -1 if unknown */
	bool seen;
	/* At the end. */
	unsigned doubtful; /* lines that look like the first of a message, but are text */
	bool cut_off;      /* the last message is shorter than its length */

	/* The rest is mailbox.c's. */
	FILE *file;
	uint64_t at;     /* of the next line in the file */
	bool single;     /* the file is one message */
	bool cr;         /* a CR ends a line too */
	bool counted;    /* every length so far was right */
	bool literal;    /* and a text had a "From " line: nothing is quoted */
	struct buf line; /* the last one that was read, without its end; a NUL follows */
	bool again;      /* that line is still to be looked at */
	bool unended;    /* the file stops within that line */
	bool open;       /* lines of the message are left */
	bool first;      /* none was looked at */
	bool in_header;
	bool crlf;        /* a CR at the end of a line belongs to the line end */
	const char *held; /* a blank line that may stand before the next message, or NULL */
	int64_t declared; /* Content-Length; -1: none */
	uint64_t end;     /* of the text in the file, by a length that is right; 0: unknown */
};

/* Starts with a file, which can be sought in. Lines are read from where it stands. */
void mailbox_open(struct mailbox *mailbox, FILE *file, bool single);

/* Goes to the next message, once all lines have been given. False: no more, or a fault. */
bool mailbox_next(struct mailbox *mailbox);

/* Gives the next line without its end, until the next call. False: no more, or a fault. */
bool mailbox_line(struct mailbox *mailbox, const char **text, size_t *octets);

/*
 * Takes the time of arrival and whether the message was read from the name that its file has in
 * a Maildir, and from nothing else. Call it after the last line.
 */
void mailbox_take_name(struct mailbox *mailbox, const char *name);

void mailbox_close(struct mailbox *mailbox);

#endif
