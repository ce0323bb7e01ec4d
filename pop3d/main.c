/* pop3d: hands mail out, one session on standard input and output. */
#include "common/process/daemon.h"
#include "pop3d/commands.h"
#include "pop3d/session.h"
#include "pop3d/task.h"

static const struct daemon pop3d = {
	.name = "pillarbox-pop3d",
	.protocol = &pop3,
	.own_octets = sizeof(struct session_own),
	.answer = task_run,
};

int
main(int argc, char *argv[])
{
	return daemon_run(&pop3d, argc, argv);
}
