#include "smtpd/content.h"

#include <errno.h>
#include <string.h>

#include "smtpd/trace.h"

enum { SCANNED_OCTETS = 65536 }; /* more than CONN_INPUT_OCTETS + HEADER_EXTRA_OCTETS */

void
content_init(struct content *content, const char *beside, uint64_t max_octets,
	     bool lf_ends_line)
{
	*content = (struct content){
		.dot = {.state = DOT_LINE_START, .lf_ends_line = lf_ends_line},
		.scanned = {.max = SCANNED_OCTETS},
		.trace = {.max = TRACE_OCTETS},
		.max_octets = max_octets,
	};
	header_init(&content->header);
	spool_init(&content->spool, beside);
}

static void
spool(struct content *content, const char *text, size_t octets)
{
	if (content->spool_error == 0 && !spool_append(&content->spool, text, octets))
		content->spool_error = errno;
}

static void
spool_scanned(struct content *content, bool scanned)
{
	if (!scanned)
		content->spool_error = ENOMEM;
	spool(content, content->scanned.data, content->scanned.octets);
	content->scanned.octets = 0;
}

/* Whether the message will certainly not be stored. */
static bool
is_lost(const struct content *content)
{
	return content->spool_error != 0 || content->dot.malformed ||
	       content->octets > content->max_octets;
}

/* Passes octets to the header and the spool, unless the message will not be stored. */
static void
keep(struct content *content, const char *text, size_t octets)
{
	if (octets == 0 || is_lost(content))
		return;
	if (content->header.state == HEADER_BODY)
		spool(content, text, octets);
	else
		spool_scanned(content,
			      header_scan(&content->header, text, octets, &content->scanned));
}

/* The same for octets that the peer has sent, which count towards the size. */
static void
pass_on(struct content *content, const char *text, size_t octets)
{
	content->octets += octets;
	keep(content, text, octets);
}

size_t
content_take(struct content *content, const char *input, size_t octets)
{
	size_t taken = 0;

	while (taken < octets && !content_is_complete(content)) {
		struct dot_piece piece;

		taken += dot_next(&content->dot, input + taken, octets - taken, &piece);
		pass_on(content, piece.text, piece.octets);
		if (piece.crlf)
			pass_on(content, "\r\n", 2);
	}
	if (content_is_complete(content))
		spool_scanned(content, header_end(&content->header, &content->scanned));
	return taken;
}

/* Whether text has a bare LF. after_cr: the octet before text was a CR. */
static bool
has_bare_lf(const char *text, size_t octets, bool after_cr)
{
	const char *end = text + octets;

	for (const char *lf = text; (lf = memchr(lf, '\n', (size_t)(end - lf))); lf++)
		if (lf > text ? lf[-1] != '\r' : !after_cr)
			return true;
	return false;
}

/* The same for a NUL or a bare CR. A CR at the end is not bare yet. */
static bool
has_nul_or_bare_cr(const char *text, size_t octets, bool after_cr)
{
	const char *end = text + octets;

	if (after_cr && text[0] != '\n')
		return true;
	for (const char *cr = text; (cr = memchr(cr, '\r', (size_t)(end - cr))); cr++)
		if (cr + 1 < end && cr[1] != '\n')
			return true;
	return memchr(text, '\0', octets) != NULL;
}

void
content_take_chunk(struct content *content, const char *text, size_t octets)
{
	bool after_cr = content->last[1] == '\r';

	if (octets == 0)
		return;
	if (has_bare_lf(text, octets, after_cr) ||
	    (content->text_only && has_nul_or_bare_cr(text, octets, after_cr)))
		content->dot.malformed = true;
	content->last[0] = content->last[1];
	if (octets > 1)
		content->last[0] = text[octets - 2];
	content->last[1] = text[octets - 1];
	pass_on(content, text, octets);
}

void
content_end_chunks(struct content *content)
{
	if (content->text_only && content->last[1] == '\r')
		content->dot.malformed = true;
	if (content->octets > 0 && memcmp(content->last, "\r\n", 2) != 0)
		keep(content, "\r\n", 2);
	spool_scanned(content, header_end(&content->header, &content->scanned));
}

void
content_give_up(struct content *content)
{
	content->spool_error = ENOSPC;
	spool_free(&content->spool);
}

bool
content_is_complete(const struct content *content)
{
	return content->dot.state == DOT_END;
}

enum content_verdict
content_verdict(const struct content *content)
{
	if (content->dot.malformed)
		return CONTENT_MALFORMED;
	if (content->octets > content->max_octets)
		return CONTENT_TOO_BIG;
	if (content->spool_error != 0)
		return CONTENT_NOT_SPOOLED;
	if (content->header.received >= CONTENT_RECEIVED)
		return CONTENT_LOOP;
	return CONTENT_GOOD;
}

uint64_t
content_octets(const struct content *content)
{
	return content->trace.octets + content->spool.octets;
}

void
content_rewind(struct content *content, size_t skip)
{
	content->position = skip;
	content->spool.position = 0;
}

bool
content_read(void *from, void *data, size_t octets)
{
	struct content *content = from;
	size_t left = content->trace.octets - (size_t)content->position;
	size_t n = left < octets ? left : octets;

	if (n > 0)
		memcpy(data, content->trace.data + content->position, n);
	content->position += n;
	return spool_read(&content->spool, (char *)data + n, octets - n);
}

void
content_free(struct content *content)
{
	spool_free(&content->spool);
	buf_free(&content->scanned);
	buf_free(&content->trace);
}
