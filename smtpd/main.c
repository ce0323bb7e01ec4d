/* smtpd: takes mail in, one session on standard input and output. */
#include "common/process/daemon.h"
#include "smtpd/commands.h"
#include "smtpd/session.h"

static const struct daemon smtpd = {
	.name = "pillarbox-smtpd",
	.takes_mail = true,
	.protocol = &smtp,
	.own_octets = sizeof(struct session_own),
	.prepare = smtp_prepare,
	.finish = smtp_finish,
};

int
main(int argc, char *argv[])
{
	return daemon_run(&smtpd, argc, argv);
}
