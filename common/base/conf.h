/*
 * Settings: pillarbox.conf, "key = value" a line, '#' starts a comment line; -o key=value wins
 * over the file. Every setting is a row of one table in conf.c: name, default, bounds. With no
 * file and no option at all the defaults make a server that works.
 */
#ifndef COMMON_BASE_CONF_H
#define COMMON_BASE_CONF_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/base/log.h"

enum conf_who {
	CONF_NONE,
	CONF_LOCAL,
	CONF_ANY,
};

/* sandbox.h tells what each of them does. */
enum conf_sandbox {
	CONF_SANDBOX_OFF,
	CONF_SANDBOX_ON,
	CONF_SANDBOX_STRICT,
};

/* What the command line says of TLS. */
enum conf_tls {
	CONF_TLS_NONE,
	CONF_TLS_STARTED,  /* --tls: it took STARTTLS or STLS to begin it */
	CONF_TLS_IMPLICIT, /* --tls=implicit: from the first octet on */
};

enum { CONF_TEXT_OCTETS = 1023, CONF_PATH_OCTETS = 4095, CONF_ERROR_OCTETS = 1400 };

/* What is in force. pillarbox.conf(5) says what each one does. Times are seconds, sizes octets.
 */
struct conf {
	char database[CONF_TEXT_OCTETS + 1];
	char hostname[CONF_TEXT_OCTETS + 1];
	char machine[CONF_TEXT_OCTETS + 1]; /* gethostname(2)'s, as hostname is by default; no
					       setting */
	char domains[CONF_TEXT_OCTETS + 1];
	enum conf_who interactive;
	enum conf_who plaintext_auth;
	bool inbound;
	bool tls_required;
	uint64_t max_message_size;
	unsigned max_recipients;
	unsigned max_errors;
	unsigned banner_delay;
	unsigned command_timeout;
	unsigned session_timeout;
	unsigned pop3_timeout;
	unsigned lock_timeout;
	uint64_t quota; /* 0: none */
	char postmaster[CONF_TEXT_OCTETS + 1];
	char relay[CONF_TEXT_OCTETS + 1];    /* a program and its arguments; "": none */
	char starttls[CONF_TEXT_OCTETS + 1]; /* the same */
	char recipient_delimiter[CONF_TEXT_OCTETS + 1];
	char password_hash[CONF_TEXT_OCTETS + 1];
	unsigned password_cost; /* 0: what crypt(5) thinks right for the method */
	uint64_t min_free_space;
	enum log_level log;
	enum conf_sandbox sandbox;
	/* No settings, so that one file can serve all programs: */
	bool lmtp; /* smtpd -l */
	enum conf_tls tls;
	char database_file[CONF_PATH_OCTETS +
			   1]; /* where database leads, from conf_finish() on */
};

/*
 * Whether a server may call itself so, in replies and in what it writes into messages: a domain
 * or an address literal (RFC 5321 section 4.1.2), in ASCII.
 */
bool conf_is_hostname(const char *name);

/* Fills in the defaults. hostname is the machine's name, or localhost where that is none. */
void conf_defaults(struct conf *conf);

/*
 * Reads a file. With if_present a file that does not exist is as good as an empty one. False on
 * an error; error then says what is wrong, with file and line.
 */
bool conf_read(struct conf *conf, const char *path, bool if_present,
	       char error[CONF_ERROR_OCTETS]);

/* Sets "key=value" or "key = value". False on an error, and error says what is wrong. */
bool conf_set(struct conf *conf, const char *assignment, char error[CONF_ERROR_OCTETS]);

/*
 * Settles what follows from other settings, once all are read: domains, if not set, are the
 * hostname and localhost, and the path of the database is followed to its file. False when
 * settings do not fit together.
 */
bool conf_finish(struct conf *conf, char error[CONF_ERROR_OCTETS]);

/* Writes all that is in force, in the form that conf_read() takes. */
void conf_print(const struct conf *conf, FILE *to);

/* Whether domain is one of ours, in any letter case. */
bool conf_is_our_domain(const struct conf *conf, const char *domain);

/* The domain that our own addresses are shown with: the first of domains, *octets of it. */
const char *conf_main_domain(const struct conf *conf, int *octets);

#endif
