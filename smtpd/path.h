/*
 * Paths and parameters of MAIL and RCPT (RFC 5321 sections 4.1.1.2, 4.1.1.3 and 4.1.2). Pure:
 * no input, no output, no reply text.
 */
#ifndef SMTPD_PATH_H
#define SMTPD_PATH_H

#include <stdbool.h>
#include <stdint.h>

enum {
	/*
	 * Of a local part as it is sent, with its backslashes, without the quotes around it:
	 * all that a command line without parameters can hold (RFC 5321 section 4.5.3.1.4). The
	 * 64 octets of section 4.5.3.1.1 are what everybody must support, and no limit: what
	 * SRS, VERP and forwarding make of an address is longer.
	 */
	PATH_LOCAL_OCTETS = 512,
	PATH_DOMAIN_OCTETS = 255, /* RFC 5321 section 4.5.3.1.2 */
	/* Quotes and '@' may be added, and nothing else: a path stays shorter than a line. */
	PATH_TEXT_OCTETS = PATH_LOCAL_OCTETS + 3 + PATH_DOMAIN_OCTETS,
};

enum path_kind {
	PATH_NULL,    /* <> */
	PATH_SELF,    /* @ME: whoever is signed in */
	PATH_BARE,    /* a local part alone: one of ours */
	PATH_MAILBOX, /* local part and domain */
};

struct path {
	enum path_kind kind;
	char local[PATH_LOCAL_OCTETS + 1];   /* without quotes and backslashes */
	char domain[PATH_DOMAIN_OCTETS + 1]; /* an address literal keeps its brackets */
	bool ascii;                          /* false: UTF-8 (RFC 6531) */
};

/*
 * Parses the path at *text and moves *text behind it. Angle brackets may be missing, white
 * space may come first, a source route is dropped (RFC 5321 appendix F.2). False if this is no
 * path.
 */
bool path_parse(const char **text, struct path *path);

/*
 * Writes a path as it stands between angle brackets. A local part that is no Dot-string (RFC
 * 5321 section 4.1.2) is quoted, so that every reader takes it for the same address.
 */
void path_format(const struct path *path, char text[PATH_TEXT_OCTETS + 1]);

struct mail_parameters {
	bool has_size;
	uint64_t size; /* RFC 1870; UINT64_MAX for anything larger */
	bool has_body; /* RFC 6152; 7BIT and 8BITMIME are all one here */
	bool smtputf8; /* RFC 6531 */
	bool has_auth; /* RFC 4954 section 5; checked, and not used */
};

enum parameter_status {
	PARAMETER_OK,
	PARAMETER_UNKNOWN,
	PARAMETER_BAD, /* a wrong value, or given twice */
};

/*
 * Parses what follows the path of MAIL, in place. On an error *offender is the parameter, up to
 * a NUL, in text's memory.
 */
enum parameter_status path_parse_mail_parameters(char *text, struct mail_parameters *parameters,
						 const char **offender);

#endif
