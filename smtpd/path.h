/* Paths and parameters of MAIL and RCPT (RFC 5321 sections 4.1.1.2, 4.1.1.3 and 4.1.2). Pure.
 */
#ifndef SMTPD_PATH_H
#define SMTPD_PATH_H

#include <stdbool.h>
#include <stdint.h>

enum {
	/*
	 * A local part as it is sent, with its backslashes but without its quotes. This is as
	 * much as a command line without parameters can hold (RFC 5321 section 4.5.3.1.4). The
	 * 64 octets of section 4.5.3.1.1 are what a server must support at least: SRS, VERP and
	 * forwarding make longer ones.
	 */
	PATH_LOCAL_OCTETS = 512,
	PATH_DOMAIN_OCTETS = 255, /* RFC 5321 section 4.5.3.1.2 */
	/* path_format() adds two quotes and the '@' at most. */
	PATH_TEXT_OCTETS = PATH_LOCAL_OCTETS + 3 + PATH_DOMAIN_OCTETS,
};

enum path_kind {
	PATH_NULL,    /* <> */
	PATH_SELF,    /* @ME: the signed-in account */
	PATH_BARE,    /* a local part without a domain, which is in our domain */
	PATH_MAILBOX, /* local part and domain */
};

struct path {
	enum path_kind kind;
	char local[PATH_LOCAL_OCTETS + 1];   /* without quotes and backslashes */
	char domain[PATH_DOMAIN_OCTETS + 1]; /* an address literal keeps its brackets */
	bool ascii;                          /* false: it contains UTF-8 (RFC 6531) */
};

/*
 * Parses the path at *text and moves *text past it. White space before it is skipped, the angle
 * brackets may be missing, and a source route is dropped (RFC 5321 appendix F.2). False if it
 * is not a path.
 */
bool path_parse(const char **text, struct path *path);

/*
 * Writes a path without angle brackets. A local part that is not a Dot-string is quoted (RFC
 * 5321 section 4.1.2), so that everybody reads the same address.
 */
void path_format(const struct path *path, char text[PATH_TEXT_OCTETS + 1]);

struct mail_parameters {
	bool has_size;
	uint64_t size; /* RFC 1870; UINT64_MAX if it is larger */
	bool has_body; /* RFC 6152; 7BIT and 8BITMIME make no difference */
	bool smtputf8; /* RFC 6531 */
	bool has_auth; /* RFC 4954 section 5; checked, but not used */
};

enum parameter_status {
	PARAMETER_OK,
	PARAMETER_UNKNOWN,
	PARAMETER_BAD, /* the value is wrong, or the parameter came twice */
};

/*
 * Parses the parameters after the path of MAIL. Changes text. On an error, *offender points to
 * the parameter in text, which a NUL ends.
 */
enum parameter_status path_parse_mail_parameters(char *text, struct mail_parameters *parameters,
						 const char **offender);

#endif
