/*
 * The settings of smtpd and pop3d, in pillarbox.conf (settings.h). -o key=value overrides the
 * file. Every setting is a row of one table in conf.c, with its name, default and bounds. The
 * defaults alone make a working server.
 */
#ifndef COMMON_BASE_CONF_H
#define COMMON_BASE_CONF_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/base/log.h"
#include "common/base/settings.h"

enum conf_who {
	CONF_NONE,
	CONF_LOCAL,
	CONF_ANY,
};

/* sandbox.h says what each of them does. */
enum conf_sandbox {
	CONF_SANDBOX_OFF,
	CONF_SANDBOX_ON,
	CONF_SANDBOX_STRICT,
};

/* What the command line says about TLS. */
enum conf_tls {
	CONF_TLS_NONE,
	CONF_TLS_STARTED,  /* --tls: TLS is on, after STARTTLS or STLS */
	CONF_TLS_IMPLICIT, /* --tls=implicit: TLS was on from the start (RFC 8314) */
	CONF_TLS_NOW,      /* --tls=now: tlsd shall start it before anything else */
};

/* How the settings of databases begin that are no files. */
#define CONF_POSTGRESQL "postgresql:"

enum {
	CONF_TEXT_OCTETS = SETTINGS_TEXT_OCTETS,
	CONF_PATH_OCTETS = 4095,
	CONF_ERROR_OCTETS = SETTINGS_ERROR_OCTETS,
};

/* The settings in force; pillarbox.conf(5) describes them. Times are in seconds, sizes in
 * octets. */
struct conf {
	char database[CONF_TEXT_OCTETS + 1];
	char session_database[CONF_TEXT_OCTETS + 1]; /* for maildrops; "": the same */
	char spool[CONF_TEXT_OCTETS + 1];            /* a directory; "": that of the database */
	char hostname[CONF_TEXT_OCTETS + 1];
	char machine[CONF_TEXT_OCTETS + 1]; /* from gethostname(2), the default of hostname;
					       not a setting */
	char domains[CONF_TEXT_OCTETS + 1];
	enum conf_who interactive;
	enum conf_who plaintext_auth;
	bool inbound;
	bool tls_required;
	uint64_t max_message_size;
	unsigned max_recipients;
	unsigned max_errors;
	unsigned max_sessions;                     /* of a listener */
	unsigned max_sessions_per_network;         /* the same; 0: no limit */
	char proxy_protocol[CONF_TEXT_OCTETS + 1]; /* networks (network.h) of load balancers */
	unsigned banner_delay;
	unsigned command_timeout;
	unsigned session_timeout;
	unsigned pop3_timeout;
	unsigned lock_timeout;
	uint64_t quota; /* 0: no limit */
	char postmaster[CONF_TEXT_OCTETS + 1];
	char relay[CONF_TEXT_OCTETS + 1];    /* a program and its arguments; "": none */
	char starttls[CONF_TEXT_OCTETS + 1]; /* the same, or "unix:" and a path */
	char recipient_delimiter[CONF_TEXT_OCTETS + 1];
	char password_hash[CONF_TEXT_OCTETS + 1];
	unsigned password_cost; /* 0: the default that crypt(5) has for the method */
	uint64_t min_free_space;
	enum log_level log;
	enum conf_sandbox sandbox;
	/* These are not settings, so that one file can serve all programs: */
	const char *file;     /* the one that was read; NULL: none */
	bool answers;         /* the program answers another one: an option below is given */
	bool lmtp;            /* smtpd -l, --explain, --import and --send */
	bool export_messages; /* pop3d --messages: they follow each other; not an mbox */
	bool export_fields;   /* pop3d --fields: only the header of each */
	const char *explain;  /* smtpd --explain: an address; NULL: not given */
	const char *import;   /* smtpd --import: the name of an account; NULL: not given */
	const char *import_message; /* smtpd --message: the name of one message's file in a
				       Maildir; NULL: not given, it is an mbox */
	const char *send;           /* smtpd --send: a reverse-path; NULL: not given */
	const char *subject;        /* smtpd --subject: a header is added; NULL: not given */
	char *const *recipients;    /* the forward-paths after it, up to a NULL */
	const char *export;      /* pop3d --export: the name of an account; NULL: not given */
	uint64_t export_message; /* the id of the only one; UINT64_MAX: all */
	const char *hold;        /* pop3d --hold: the name of an account; NULL: not given */
	const char *try;         /* pop3d --try: a login; NULL: not given */
	const char *try_peer;    /* pop3d --peer: an IP address; NULL: not given */
	enum conf_tls tls;
	char database_file[CONF_PATH_OCTETS + 1]; /* the file that database leads to, or "" if
						     that is no file; set by conf_finish() */
	char spool_file[CONF_PATH_OCTETS +
			1]; /* the files that this machine keeps for itself are beside this
			       path, which names no file of their own; likewise */
};

/*
 * Whether name can be a host's name in replies and in messages: a domain in ASCII, or an
 * address literal (RFC 5321 sections 4.1.2 and 4.1.3).
 */
bool conf_is_hostname(const char *name);

/* Fills in the defaults. hostname is the machine's name, or localhost if that is not valid. */
void conf_defaults(struct conf *conf);

/*
 * Reads a file, and keeps path as conf->file. With if_present, a file that does not exist
 * counts as empty. False on an error; the text in error then gives file and line.
 */
bool conf_read(struct conf *conf, const char *path, bool if_present,
	       char error[CONF_ERROR_OCTETS]);

/* Sets "key=value" or "key = value". False on an error, which the text in error describes. */
bool conf_set(struct conf *conf, const char *assignment, char error[CONF_ERROR_OCTETS]);

/*
 * To be called when all settings have been read. If domains is not set, it becomes the hostname
 * and localhost; database_file and spool_file are set. False if the settings do not fit
 * together; the text in error says why.
 */
bool conf_finish(struct conf *conf, char error[CONF_ERROR_OCTETS]);

/* The path of tlsd's socket, if starttls names it; else NULL. */
const char *conf_tls_socket(const struct conf *conf);

/* What the log calls the database: a connection string may have a password in it. */
const char *conf_database_name(const struct conf *conf);

/* Writes all settings in force, in a form that conf_read() can read. */
void conf_print(const struct conf *conf, FILE *to);

/*
 * Whether domain is one of domains, compared without case (ASCII). A label in UTF-8 is the same
 * as its A-label: idn.h.
 */
bool conf_is_our_domain(const struct conf *conf, const char *domain);

/*
 * The first of domains, for addresses of our own, in ASCII. Returns its start; *octets is its
 * length.
 */
const char *conf_main_domain(const struct conf *conf, int *octets);

#endif
