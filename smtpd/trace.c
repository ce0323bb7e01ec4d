#include "smtpd/trace.h"

#include <stddef.h>
#include <string.h>

#include "common/base/date.h"

/*
 * The argument of HELO. Octets that could end the word, start a comment or start another line
 * are replaced.
 */
static bool
append_helo(struct buf *out, const char *helo)
{
	for (; *helo; helo++) {
		char c = *helo;

		if (c <= 0x20 || c >= 0x7F || strchr("()<>\\\";,", c))
			c = '?';
		if (!buf_append(out, &c, 1))
			return false;
	}
	return true;
}

/* Appends up to three texts. */
static bool
append3(struct buf *out, const char *a, const char *b, const char *c)
{
	return buf_append_text(out, a) && buf_append_text(out, b) && buf_append_text(out, c);
}

static bool
append_peer(struct buf *out, const char *address)
{
	if (!strpbrk(address, ".:"))
		return append3(out, " (", address, ")");
	return buf_append_text(out, strchr(address, ':') ? " ([IPv6:" : " ([") &&
	       buf_append_text(out, address) && buf_append_text(out, "])");
}

/* RFC 3848 and RFC 6531 section 4.3. They have no word for HELO over TLS. */
static bool
append_protocol(struct buf *out, const struct trace *trace)
{
	const char *name = trace->esmtp ? "ESMTP" : "SMTP";

	if (trace->lmtp)
		name = trace->smtputf8 ? "UTF8LMTP" : "LMTP";
	else if (trace->esmtp && trace->smtputf8)
		name = "UTF8SMTP";
	if (!trace->lmtp && !trace->esmtp)
		return append3(out, " with ", name, "");
	return append3(out, " with ", name, trace->tls ? "S" : "") &&
	       buf_append_text(out, trace->signed_in ? "A" : "");
}

static bool
append_received(struct buf *out, const struct trace *trace, const char *date)
{
	return buf_append_text(out, "Received: from ") && append_helo(out, trace->helo) &&
	       append_peer(out, trace->peer) &&
	       append3(out, "\r\n\tby ", trace->hostname, "") && append_protocol(out, trace) &&
	       append3(out, " id ", trace->id, "") &&
	       (!trace->recipient || append3(out, "\r\n\tfor <", trace->recipient, ">")) &&
	       append3(out, ";\r\n\t", date, "\r\n");
}

bool
trace_fields(struct buf *out, const struct trace *trace)
{
	char date[DATE_OCTETS];

	date_of_header(trace->arrived, date);
	return append3(out, "Return-Path: <", trace->reverse_path, ">\r\n") &&
	       append_received(out, trace, date) &&
	       (!trace->add_from || append3(out, "From: <", trace->reverse_path, ">\r\n")) &&
	       (!trace->add_date || append3(out, "Date: ", date, "\r\n")) &&
	       (!trace->add_message_id || (append3(out, "Message-ID: <", trace->id, "@") &&
					   append3(out, trace->hostname, ">", "\r\n")));
}

size_t
trace_return_path_octets(const struct buf *fields)
{
	const char *end = memchr(fields->data, '\n', fields->octets);

	return (size_t)(end - fields->data) + 1;
}
