#include "common/process/signals.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "common/base/array.h"

static const int taken[] = {SIGCHLD, SIGHUP, SIGTERM, SIGINT};
_Static_assert(COUNT(taken) == SIGNALS_MAX, "one read takes all of them");

int
signals_open(void)
{
	sigset_t signals;
	int fd;

	sigemptyset(&signals);
	for (size_t i = 0; i < COUNT(taken); i++)
		sigaddset(&signals, taken[i]);
	fd = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
	return fd >= 0 && sigprocmask(SIG_SETMASK, &signals, NULL) == 0 ? fd : -1;
}

size_t
signals_read(int fd, int numbers[SIGNALS_MAX])
{
	struct signalfd_siginfo infos[SIGNALS_MAX];
	ssize_t octets = read(fd, infos, sizeof(infos));
	size_t count = octets > 0 ? (size_t)octets / sizeof(infos[0]) : 0;

	for (size_t i = 0; i < count; i++)
		numbers[i] = (int)infos[i].ssi_signo;
	return count;
}

void
signals_unblock(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}
