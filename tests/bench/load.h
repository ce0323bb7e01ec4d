/*
 * The load program: what its files share. load.c has the connections and the loop, load_tls.c
 * encrypts. load_smtp.c and load_pop3.c say what is sent and what the answers must be.
 */
#ifndef LOAD_H
#define LOAD_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	LINE_OCTETS = 1024,
	/* MAIL, RCPT and DATA in one go, with two long addresses. */
	COMMAND_OCTETS = 1024,
	/* How much of a bulk reply must be kept to find its end: CR LF and a dot, and what the
	 * last two octets turn out to be. */
	TAIL_OCTETS = 4,
};

/* A word or two of a line of the accounts' or recipients' file. */
struct target {
	char *name;
	char *password; /* NULL where a line has one word */
};

enum tls { TLS_NONE, TLS_IMPLICIT, TLS_STARTTLS };

struct options {
	const char *host;
	unsigned port;
	unsigned concurrency;
	unsigned per_connection; /* SMTP: messages */
	unsigned total;          /* SMTP: messages, POP3: sessions; 0 for no limit */
	unsigned seconds;        /* no new message or session after them; 0 for no limit */
	size_t size;             /* SMTP: octets of a message as it is sent */
	bool pipelining;
	bool hold; /* stop when ready for a message or signed in, until standard input ends */
	const char *mode; /* NULL: the usual one */
	int mode_number;
	enum tls tls;
	const char *key; /* the type of the server's key: rsa, ecdsa, or NULL for either */
	bool resume;     /* a session that another one of its slot has got a ticket for */
	SSL_CTX *ssl;    /* NULL without TLS */
	const char *sender;
	struct target *targets;
	size_t target_count;
	const char *message; /* SMTP: what is sent after DATA, with the dot */
	size_t message_octets;
};

/* One run. */
struct load;

struct connection {
	struct load *load;
	const struct options *options;
	int fd;
	unsigned slot;
	unsigned session;    /* how many this slot has had */
	unsigned number;     /* which one of all sessions this is, from 1 on */
	int step;            /* the reply that is awaited, as the protocol numbers them */
	bool held;           /* where options->hold wants it */
	bool done;           /* nothing is missing but the end */
	SSL *ssl;            /* NULL until TLS begins */
	SSL_SESSION *ticket; /* that of the session before, or NULL */

	char line[LINE_OCTETS];
	size_t line_octets;
	/* A multi-line reply whose octets are only counted: without dot-stuffing and last line.
	 */
	bool bulk;
	char tail[TAIL_OCTETS];
	uint64_t bulk_octets;

	char command[COMMAND_OCTETS];
	const char *out; /* what is still to be sent: from command, or from a message */
	size_t out_octets;
	bool wants_to_write; /* epoll(7) watches for that */

	uint64_t since;   /* when began what the next sample measures */
	unsigned sent;    /* SMTP: messages begun on this connection */
	unsigned listed;  /* POP3: lines of the listing so far */
	unsigned count;   /* POP3: messages, by STAT */
	unsigned current; /* POP3: the message asked for */
	unsigned *sizes;  /* POP3: by LIST; room for sizes_room */
	size_t sizes_room;
};

/* What a protocol does. All of these may call the functions below. */
struct protocol {
	const char *name;
	/* Returns NULL, or what is wrong with the options; may complete them. */
	const char *(*prepare)(struct options *options);
	void (*begin)(struct connection *connection);
	/* A line without its end. */
	void (*line)(struct connection *connection, const char *line);
	/* The end of a bulk reply. */
	void (*bulk_end)(struct connection *connection);
};

extern const struct protocol smtp_protocol;
extern const struct protocol pop3_protocol;

/* --- load.c --- */

/* Sends a command that fits into COMMAND_OCTETS. */
void send_command(struct connection *connection, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Sends octets that stay where they are. */
void send_octets(struct connection *connection, const char *octets, size_t count);

/* Whether one more message (SMTP) or session (POP3) is wanted; if so, it counts as begun. */
bool take_one(struct connection *connection);

/* Notes a latency, from since till now, which is where the next one begins. */
void note_latency(struct connection *connection);

/* Notes a message that is acknowledged or has arrived whole. */
void note_message(struct connection *connection, uint64_t octets);

/* The connection is where it is to be held. */
void note_held(struct connection *connection);

/* The session is complete but for the server's closing the connection. */
void session_done(struct connection *connection);

/* Counts an error and gives the connection up. */
void fail(struct connection *connection, const char *what, const char *line);

/* --- load_tls.c --- */

/* Sets options->ssl, for what the options say. Returns NULL, or what is wrong with them. */
const char *tls_prepare(struct options *options);

/* From now on all octets are encrypted. The handshake is done by what is read or written next.
 */
void tls_begin(struct connection *connection);

/* As send(2) and read(2). -1 with EAGAIN: wait for what tls_wants_to_write() says. */
ssize_t tls_send(struct connection *connection, const char *octets, size_t count);
ssize_t tls_read(struct connection *connection, char *to, size_t room);

/* Whether TLS waits for room to write, and not for something to read. */
bool tls_wants_to_write(const struct connection *connection);

/* Whether the handshake was complete, and as the options want it; otherwise the run fails. */
bool tls_is_as_wanted(const struct connection *connection);

/* Frees what the connection has. It keeps a ticket for the next one. */
void tls_end(struct connection *connection);

#endif
