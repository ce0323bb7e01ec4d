#include "conf/super-server/terminal.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

void
terminal_take(struct terminal *terminal)
{
	terminal->owner = getpgrp();
	terminal->fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (terminal->fd < 0)
		return;
	if (tcgetpgrp(terminal->fd) != terminal->owner) {
		close(terminal->fd);
		terminal->fd = -1;
		return;
	}
	signal(SIGTSTP, SIG_IGN);
	signal(SIGTTOU, SIG_IGN); /* of tcsetpgrp(3) in the background */
	if (setpgid(0, 0) == 0)
		tcsetpgrp(terminal->fd, getpgrp());
}

void
terminal_give_back(const struct terminal *terminal)
{
	if (terminal->fd >= 0)
		tcsetpgrp(terminal->fd, terminal->owner);
}
