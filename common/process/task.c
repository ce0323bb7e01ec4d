#include "common/process/task.h"

#include "common/base/memory.h"
#include "common/process/sandbox.h"

struct session *
task_start(const struct protocol *protocol, size_t own_octets, const struct conf *conf,
	   struct log *log)
{
	struct session *session = memory_for_session(sizeof(*session));
	struct session_own *own = memory_for_session(own_octets);
	struct session_client client;

	if (!session || !own) {
		log_event(log, LOG_LEVEL_ERROR, "start", "problem", "out of memory", NULL);
		return NULL;
	}
	session_find_client(&client, conf, log);
	if (!sandbox_enter(conf, log))
		return NULL;
	session_start(session, &client, protocol, own, conf, log);
	session->interactive = false;
	session->may_sign_in = false;
	return session_store(session) == STORE_OK ? session : NULL;
}
