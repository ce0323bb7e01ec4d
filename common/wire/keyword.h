/*
 * What a server can do, as EHLO (RFC 5321 section 4.1.1.1) and CAPA (RFC 2449 section 5) list
 * it: a row for each line.
 */
#ifndef COMMON_WIRE_KEYWORD_H
#define COMMON_WIRE_KEYWORD_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/conf.h"

struct session;

struct keyword {
	const char *line;
	bool (*is_offered)(const struct session *session); /* NULL: always */
	uint64_t (*number)(const struct conf *conf);       /* the line's end; NULL: none */
};

enum { KEYWORD_LINE_OCTETS = 100 }; /* more than any */

/*
 * Writes the line of a row, without an end. False, and nothing, if the session is not offered
 * what it says.
 */
bool keyword_line(const struct keyword *row, const struct session *session,
		  char line[KEYWORD_LINE_OCTETS]);

#endif
