#include "common/process/task.h"

#include "common/process/sandbox.h"

struct session *
task_start(const struct protocol *protocol, size_t own_octets, const struct conf *conf,
	   struct log *log)
{
	struct session *session = session_new(own_octets, log);
	struct session_client client = {.title = NULL};

	if (!session)
		return NULL;
	session_find_client(&client, conf, log);
	if (!sandbox_enter(conf, log))
		return NULL;
	session_start(session, &client, protocol, session->own, conf, log);
	session->interactive = false;
	session->may_sign_in = false;
	return session_store(session) == STORE_OK ? session : NULL;
}
