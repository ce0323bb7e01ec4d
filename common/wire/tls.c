#include "common/wire/tls.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/descriptors.h"
#include "common/base/io.h"
#include "common/base/number.h"
#include "common/base/words.h"

/* The open descriptor that an environment variable names, or -1. */
static int
descriptor_in_environment(const char *name)
{
	const char *text = getenv(name);
	uint64_t number;

	if (!text || !number_parse(text, &number) || number <= STDERR_FILENO ||
	    number > INT_MAX || fcntl((int)number, F_SETFD, FD_CLOEXEC) < 0)
		return -1;
	return (int)number;
}

static bool
find_ucspi(struct tls *tls)
{
	tls->control = descriptor_in_environment("SSLCTLFD");
	tls->in = descriptor_in_environment("SSLREADFD");
	tls->out = descriptor_in_environment("SSLWRITEFD");
	return tls->control >= 0 && tls->in >= 0 && tls->out >= 0;
}

void
tls_find(struct tls *tls, const struct conf *conf, int fd)
{
	bool ucspi = find_ucspi(tls);

	tls->on = conf->tls == CONF_TLS_STARTED || conf->tls == CONF_TLS_IMPLICIT;
	tls->started = conf->tls == CONF_TLS_STARTED;
	tls->way = TLS_NO_WAY;
	/*
	 * A wrapper that does not fork passes its alarm(2) on to us. The session has a deadline
	 * of its own, and tells the peer when it is over.
	 */
	if (tls->on)
		alarm(0);
	else if (ucspi && io_is_socket(fd) && conf->tls != CONF_TLS_NOW)
		tls->way = TLS_UCSPI;
	else if (conf->starttls[0] != '\0' && io_is_socket(fd))
		tls->way = conf_tls_socket(conf) ? TLS_SERVER : TLS_WRAPPER;
}

/* Whether a path can be executed, as far as one can know before. False with errno. */
static bool
is_executable(const char *path)
{
	struct stat status;

	if (access(path, X_OK) < 0 || stat(path, &status) < 0)
		return false;
	errno = EACCES;
	return S_ISREG(status.st_mode);
}

/* Splits the wrapper's command line. The caller frees the vector and *text. NULL with errno. */
static char **
wrapper_words(const struct conf *conf, char **text)
{
	size_t count;

	*text = strdup(conf->starttls);
	return *text ? words_split(*text, 0, &count) : NULL;
}

static bool
wrapper_is_executable(const struct conf *conf)
{
	char *text;
	char **words = wrapper_words(conf, &text);
	bool executable = words && is_executable(words[0]);
	int error = errno;

	free(words);
	free(text);
	errno = error;
	return executable;
}

static void
log_failure(const struct conf *conf, struct log *log, enum tls_way way)
{
	const char *problem = strerror(errno);

	log_event(log, LOG_LEVEL_ERROR, "tls-failed", "program",
		  way == TLS_UCSPI ? "UCSPI-TLS" : conf->starttls, "problem", problem, NULL);
}

/* Whether the process at the other end of the control socket is there. False with errno. */
static bool
other_is_there(const struct tls *tls)
{
	struct pollfd watched = {.fd = tls->control};

	if (poll(&watched, 1, 0) == 0)
		return true;
	errno = EPIPE;
	return false;
}

bool
tls_is_available(const struct tls *tls, const struct conf *conf, struct log *log)
{
	if (tls->way == TLS_WRAPPER ? wrapper_is_executable(conf) : other_is_there(tls))
		return true;
	log_failure(conf, log, tls->way);
	return false;
}

bool
tls_stays_here(const struct tls *tls)
{
	return tls->way == TLS_SERVER || tls->way == TLS_UCSPI;
}

/* --- a server --- */

/*
 * Connects without waiting: a server that is too busy to accept is one that is not there. False
 * with errno.
 */
static bool
connect_to(const char *path, int *control)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	/* conf_finish() has found it short enough. */
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	*control = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return *control >= 0 &&
	       connect(*control, (const struct sockaddr *)&address, sizeof(address)) == 0;
}

/*
 * Sends a word with the client's connection and one end of a new socket pair. The address of a
 * load balancer's client follows the word. False with errno.
 */
static bool
hand_over(struct tls *tls, const struct peer *peer, enum tls_word word)
{
	char message[1 + sizeof(peer->address)];
	int octets = snprintf(message, sizeof(message), "%c%s", word,
			      peer_balancer(peer) ? peer->address : "");
	int pair[2];
	bool sent;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return false;
	sent = descriptors_send(tls->control, message, (size_t)octets,
				(const int[]){STDIN_FILENO, pair[1]}, 2);
	close(pair[1]);
	tls->in = tls->out = pair[0];
	return sent;
}

/* Puts the encrypted connection in place. False with errno. */
static bool
take_connection(struct tls *tls)
{
	if (dup2(tls->in, STDIN_FILENO) < 0 || dup2(tls->out, STDOUT_FILENO) < 0)
		return false;
	/* Otherwise the other process would not see that we close the connection. in and out
	 * may be the same. */
	close(tls->in);
	if (tls->out != tls->in)
		close(tls->out);
	tls->on = true;
	tls->way = TLS_NO_WAY;
	return true;
}

static bool
call_server(struct tls *tls, const struct peer *peer, const struct conf *conf, struct log *log)
{
	bool now = conf->tls == CONF_TLS_NOW;

	errno = ENOTSOCK;
	if (tls->way == TLS_SERVER && connect_to(conf_tls_socket(conf), &tls->control) &&
	    hand_over(tls, peer, now ? TLS_BEGIN : TLS_WAIT) && (!now || take_connection(tls)))
		return true;
	if (log_fault_is_due(log))
		log_failure(conf, log, TLS_SERVER);
	tls->way = TLS_NO_WAY;
	return !now;
}

/* --- a wrapper --- */

/* If our log does not go to stderr, stderr may be the peer's socket: see log_open(). */
static void
hide_stderr(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (fd >= 0)
		dup2(fd, STDERR_FILENO);
}

/* Returns only on an error, with errno. */
static void
become_wrapper(const struct conf *conf, struct log *log, unsigned seconds)
{
	char *text;
	char **words = wrapper_words(conf, &text);

	if (words) {
		if (log->to_syslog)
			hide_stderr();
		/* The wrapper must not inherit that we ignore these. */
		signal(SIGPIPE, SIG_DFL);
		signal(SIGXFSZ, SIG_DFL);
		signal(SIGHUP, SIG_DFL);
		signal(SIGALRM, SIG_DFL);
		alarm(seconds);
		execv(words[0], words);
		alarm(0);
	}
	free(words);
	free(text);
}

/* Ends the parent as the child ended, since the super-server waits for the parent. */
static _Noreturn void
end_as(int status)
{
	if (WIFSIGNALED(status)) {
		signal(WTERMSIG(status), SIG_DFL);
		kill(getpid(), WTERMSIG(status));
	}
	exit(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE);
}

static int
wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return EXIT_FAILURE << 8; /* as after exit(EXIT_FAILURE) */
	return status;
}

/* Waits until the session asks for the wrapper. Returns the seconds that it may run; 0: none.
 */
static unsigned
wait_for_word(int fd)
{
	unsigned seconds;
	ssize_t n;

	do
		n = read(fd, &seconds, sizeof(seconds));
	while (n < 0 && errno == EINTR);
	return n == sizeof(seconds) ? seconds : 0;
}

static _Noreturn void
wait_outside(const struct conf *conf, struct log *log, int fd, pid_t session)
{
	unsigned seconds = wait_for_word(fd);
	int status = wait_for(session);

	if (seconds == 0)
		end_as(status);
	become_wrapper(conf, log, seconds);
	log_failure(conf, log, TLS_WRAPPER);
	exit(EXIT_FAILURE);
}

static void
end_with(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent) /* the parent has ended already */
		_exit(EXIT_FAILURE);
}

bool
tls_stand_by(struct tls *tls, const struct peer *peer, const struct conf *conf, struct log *log)
{
	pid_t parent;
	pid_t session;
	int fds[2];

	if (tls->way == TLS_SERVER || conf->tls == CONF_TLS_NOW)
		return call_server(tls, peer, conf, log);
	if (tls->way != TLS_WRAPPER)
		return true;
	parent = getpid();
	if (pipe2(fds, O_CLOEXEC) < 0 || (session = fork()) < 0) {
		log_failure(conf, log, tls->way);
		return false;
	}
	if (session > 0) {
		close(fds[1]);
		wait_outside(conf, log, fds[0], session);
	}
	end_with(parent);
	close(fds[0]);
	tls->control = fds[1];
	return true;
}

/* --- the start --- */

/* The other process starts the handshake when it reads the octet. */
static bool
switch_over(struct tls *tls)
{
	static const char start[] = {TLS_BEGIN};

	return write(tls->control, start, sizeof(start)) == sizeof(start) &&
	       take_connection(tls);
}

bool
tls_start(struct tls *tls, const struct conf *conf, struct log *log, unsigned seconds)
{
	if (tls->way == TLS_WRAPPER) {
		if (write(tls->control, &seconds, sizeof(seconds)) == sizeof(seconds))
			return false;
	} else if (switch_over(tls)) {
		tls->started = true;
		return true;
	}
	log_failure(conf, log, tls->way);
	return false;
}
