#include "common/wire/keyword.h"

#include <string.h>

#include "common/base/number.h"
#include "common/wire/session.h"

bool
keyword_line(const struct keyword *row, const struct session *session,
	     char line[KEYWORD_LINE_OCTETS])
{
	char *end;

	if (row->is_offered && !row->is_offered(session))
		return false;
	end = stpcpy(line, row->line);
	if (row->number)
		*number_write(end, row->number(session->conf), 10) = '\0';
	return true;
}
