/*
 * The header fields that this server adds: Return-Path and Received to every message (RFC 5321
 * section 4.4), and missing fields to a message from a signed-in account (RFC 6409 section 8).
 * Pure.
 */
#ifndef SMTPD_TRACE_H
#define SMTPD_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/buf.h"

struct trace {
	const char *reverse_path; /* without angle brackets */
	const char *helo;         /* what the peer calls itself */
	const char *peer;         /* its IP address, or "local" or "unknown" */
	const char *hostname;     /* ours */
	bool esmtp;               /* EHLO, not HELO */
	bool lmtp;                /* LHLO */
	bool smtputf8;            /* MAIL had the parameter SMTPUTF8 */
	bool tls;                 /* the message came over TLS */
	bool signed_in;
	const char *id;        /* of the transaction */
	const char *recipient; /* the only forward-path; NULL if there are several */
	int64_t arrived;       /* seconds since 1970 */
	bool add_from;         /* From, with the reverse-path */
	bool add_date;
	bool add_message_id;
};

/* Appends the fields, at most TRACE_OCTETS. False if out is full or memory is short. */
bool trace_fields(struct buf *out, const struct trace *trace);

/* The octets of Return-Path, the first field. A relayed message must not have it. */
size_t trace_return_path_octets(const struct buf *fields);

enum { TRACE_OCTETS = 8192 };

#endif
