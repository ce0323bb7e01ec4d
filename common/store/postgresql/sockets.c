#include "common/store/postgresql/sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* At file scope, as socket(2) has no argument for it. */
static int left = -1; /* of the sockets; -1: there is no sandbox */

static int
make_socket(int domain, int type, int protocol)
{
	return (int)syscall(SYS_socket, domain, type, protocol);
}

/* libpq calls this instead of the C library's: a program's own functions come first (ld.so(8)).
 */
int
socket(int domain, int type, int protocol)
{
	if (left < 0)
		return make_socket(domain, type, protocol);
	if (domain == AF_UNIX && (type & ~(SOCK_CLOEXEC | SOCK_NONBLOCK)) == SOCK_STREAM &&
	    left > 0)
		return SOCKETS_FIRST + --left;
	errno = left == 0 ? EMFILE : EPERM;
	return -1;
}

bool
sockets_keep(void)
{
	for (int i = 0; i < SOCKETS; i++) {
		int fd = make_socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

		if (fd < 0)
			return false;
		if (dup3(fd, SOCKETS_FIRST + i, O_CLOEXEC) < 0) {
			errno = errno == EBADF ? EMFILE : errno; /* as the limit is lower */
			return false;
		}
		close(fd);
	}
	left = SOCKETS;
	return true;
}
