/* smtpd: takes mail in, one session on standard input and output. */
#include "common/process/daemon.h"
#include "smtpd/commands.h"
#include "smtpd/session.h"
#include "smtpd/task.h"

static const struct daemon smtpd = {
	.name = "pillarbox-smtpd",
	.takes_mail = true,
	.protocol = &smtp,
	.own_octets = sizeof(struct session_own),
	.prepare = smtp_prepare,
	.finish = smtp_finish,
	.answer = task_run,
};

int
main(int argc, char *argv[])
{
	return daemon_run(&smtpd, argc, argv);
}
