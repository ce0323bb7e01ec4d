#include "pop3d/argument.h"

#include "common/base/number.h"

enum outcome
argument_find_message(struct session *session, const char *text, uint64_t *number,
		      struct store_entry **entry)
{
	struct store_entry *found;

	*entry = NULL;
	if (!number_parse(text, number))
		return service_error1(&session->service, REPLY_SYNTAX,
				      session->command->syntax);
	found = maildrop_entry(&session->maildrop, *number);
	if (!found)
		service_reply1(&session->service, REPLY_NO_SUCH_MESSAGE, text);
	else if (found->to_delete)
		service_reply1(&session->service, REPLY_MESSAGE_DELETED, text);
	else
		*entry = found;
	return OUTCOME_OK;
}
