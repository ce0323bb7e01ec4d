#include "pop3d/argument.h"

#include "common/base/number.h"

enum outcome
argument_find_message(struct session *session, const char *text, uint64_t *number,
		      struct store_entry **entry)
{
	struct store_entry *found;

	*entry = NULL;
	if (!number_parse(text, number))
		return reply_syntax(session);
	found = maildrop_entry(&session->own->maildrop, *number);
	if (!found)
		return reply1(session, REPLY_NO_SUCH_MESSAGE, text);
	if (found->to_delete)
		return reply1(session, REPLY_MESSAGE_DELETED, text);
	*entry = found;
	return OUTCOME_OK;
}
