/*
 * The header of a message for other programs: one line for each field, unfolded (RFC 5322
 * section 2.2.3), with its encoded words decoded. A message may come in pieces of any size.
 */
#ifndef POP3D_FIELDS_H
#define POP3D_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/buf.h"
#include "common/wire/conn.h"

/* The longest field; the rest of a longer one is left out. */
enum { FIELDS_OCTETS = 65536 };

struct fields {
	struct conn *conn;
	int64_t message;
	struct buf field;
	bool line_start; /* the last octet was a LF, or there has been none */
	bool ended;      /* the blank line has come, or memory is short */
	bool failed;     /* memory is short */
};

/* Starts a message. */
void fields_begin(struct fields *fields, struct conn *conn, int64_t message);

/* Takes a piece of the message. False when the header has ended: the rest is not needed. */
bool fields_take(struct fields *fields, const char *text, size_t octets);

/* Ends the message, which may have no blank line. False if memory was short. */
bool fields_end(struct fields *fields);

#endif
