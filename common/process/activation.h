/*
 * Socket activation: a super-server opens the sockets, and the program that it starts accepts
 * the connections. inetd and xinetd ("wait") pass one socket as standard input. systemd passes
 * descriptors from 3 on, as sd_listen_fds(3) describes, and wants to be told about the state of
 * the program, as sd_notify(3) describes.
 *
 * A listener that executes itself again passes its sockets on in the same way, and one more
 * descriptor, which holds its table of sessions.
 */
#ifndef COMMON_PROCESS_ACTIVATION_H
#define COMMON_PROCESS_ACTIVATION_H

#include <stdbool.h>
#include <stddef.h>

enum { ACTIVATION_SOCKETS = 64 }; /* more of them are not found */

struct activation {
	int sockets[ACTIVATION_SOCKETS]; /* they listen, and do not block */
	size_t count;
	unsigned passed;    /* LISTEN_FDS, or 0 if it is not meant for this process */
	const char *notify; /* NOTIFY_SOCKET, or NULL */
	int table;          /* what the same process has passed on to itself; -1: nothing */
};

/*
 * Finds the listening stream sockets among standard input and the descriptors that LISTEN_FDS
 * counts, if LISTEN_PID is this process. A connected socket is none: systemd passes it in the
 * same way if it has accepted the connection (Accept=yes).
 *
 * False if there is none, and nothing has been changed. Otherwise closes all other descriptors
 * after 2, and takes sockets away from standard output and error, where the log could mistake
 * them for a client. To be called before log_open(), and before program_start() reduces the
 * environment.
 */
bool activation_find(struct activation *activation);

/*
 * Whether whoever has opened the sockets keeps them, and starts the program again for the next
 * connection: systemd, inetd and xinetd. Others, as systemd-socket-activate(1), have become the
 * program, and its end closes the port.
 */
bool activation_starts_again(const struct activation *activation);

/*
 * Reports to the service manager, if there is one, for example "READY=1". Waits for one second
 * at most.
 */
void activation_notify(const struct activation *activation, const char *state);

/*
 * Reports "RELOADING=1" with the time, which the service manager compares with that of its own
 * request. "READY=1" must follow.
 */
void activation_notify_reloading(const struct activation *activation);

/*
 * Prepares the environment and the descriptors for execve(2), so that activation_find() finds
 * the same again, with this table. False with errno.
 */
bool activation_pass_on(const struct activation *activation, int table);

/* Undoes that, if execve(2) has failed. Keeps errno. */
void activation_take_back(const struct activation *activation);

#endif
