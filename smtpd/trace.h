/*
 * The header fields that are ours to write: Return-Path and Received of every message (RFC 5321
 * section 4.4), and what a message from one of us is missing (RFC 6409 section 8). Pure.
 */
#ifndef SMTPD_TRACE_H
#define SMTPD_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/buf.h"

struct trace {
	const char *reverse_path; /* without angle brackets */
	const char *helo;         /* what the peer calls itself */
	const char *peer;         /* its IP address, or a word for what it is instead */
	const char *hostname;     /* ours */
	bool esmtp;               /* EHLO, not HELO */
	bool lmtp;                /* LHLO */
	bool smtputf8;            /* MAIL said so */
	bool tls;                 /* the message came in encrypted */
	bool signed_in;
	const char *id;        /* of the transaction */
	const char *recipient; /* forward-path; NULL when there are several: none is shown */
	int64_t arrived;       /* seconds since 1970 */
	bool add_from;         /* From, with the reverse-path */
	bool add_date;
	bool add_message_id;
};

/* Appends the fields, at most TRACE_OCTETS. False when out is full or memory is short. */
bool trace_fields(struct buf *out, const struct trace *trace);

/* The octets of Return-Path, which comes first: it is the final server's alone. */
size_t trace_return_path_octets(const struct buf *fields);

enum { TRACE_OCTETS = 8192 };

#endif
