#include "smtpd/path.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "common/base/array.h"
#include "common/base/number.h"
#include "common/base/utf8.h"

/* RFC 5321 section 4.1.2 and RFC 6531 section 3.3: atext, or a '.' in any place. */
static bool
is_local_octet(char c)
{
	unsigned char octet = (unsigned char)c;

	return isalnum(octet) || octet >= 0x80 || (octet && strchr("!#$%&'*+-/=?^_`{|}~.", c));
}

static bool
is_domain_octet(char c)
{
	unsigned char octet = (unsigned char)c;

	return isalnum(octet) || octet >= 0x80 || c == '-' || c == '_';
}

/* Appends an octet. False when the field is full. */
static bool
put(char *field, size_t max, size_t *used, char c)
{
	if (*used == max)
		return false;
	field[(*used)++] = c;
	field[*used] = '\0';
	return true;
}

static bool
parse_quoted(const char **text, struct path *path)
{
	const char *start = *text + 1;
	const char *next = start;
	size_t used = 0;

	for (; *next != '"'; next++) {
		unsigned char octet;

		if (*next == '\\')
			next++;
		octet = (unsigned char)*next;
		if (octet < 0x20 || octet == 0x7F ||
		    !put(path->local, PATH_LOCAL_OCTETS, &used, *next))
			return false;
	}
	*text = next + 1;
	return next - start <= PATH_LOCAL_OCTETS;
}

static bool
parse_dot_string(const char **text, struct path *path)
{
	size_t used = 0;

	for (; is_local_octet(**text); ++*text)
		if (!put(path->local, PATH_LOCAL_OCTETS, &used, **text))
			return false;
	return used > 0;
}

static bool
parse_local(const char **text, struct path *path)
{
	return **text == '"' ? parse_quoted(text, path) : parse_dot_string(text, path);
}

/* An address literal, "[192.0.2.1]" or "[IPv6:...]". The address itself is not checked. */
static bool
parse_literal(const char **text, struct path *path)
{
	size_t used = 0;

	for (; **text != ']'; ++*text) {
		unsigned char octet = (unsigned char)**text;
		bool inside = octet > 0x20 && octet < 0x7F && octet != '\\' &&
			      (octet != '[' || used == 0);

		if (!inside || !put(path->domain, PATH_DOMAIN_OCTETS, &used, **text))
			return false;
	}
	++*text;
	return used > 1 && put(path->domain, PATH_DOMAIN_OCTETS, &used, ']');
}

/* Labels with dots between them. */
static bool
parse_domain(const char **text, struct path *path)
{
	size_t used = 0;

	if (**text == '[')
		return parse_literal(text, path);
	for (;;) {
		if (!is_domain_octet(**text))
			return false;
		for (; is_domain_octet(**text); ++*text)
			if (!put(path->domain, PATH_DOMAIN_OCTETS, &used, **text))
				return false;
		if (**text != '.')
			return true;
		if (!put(path->domain, PATH_DOMAIN_OCTETS, &used, *(*text)++))
			return false;
	}
}

/* Checks the UTF-8 of a field. Sets *ascii to false if the field is not all ASCII. */
static bool
check_utf8(const char *field, bool *ascii)
{
	while (*field) {
		size_t octets = utf8_octets(field);

		if (octets == 0)
			return false;
		if (octets > 1)
			*ascii = false;
		field += octets;
	}
	return true;
}

/* Skips a source route, "@a,@b:", if there is one. Of path, only ascii may change. */
static bool
skip_source_route(const char **text, struct path *path)
{
	struct path hop = {.ascii = true};

	if (**text != '@')
		return true;
	for (;;) {
		if (**text != '@')
			return false;
		++*text;
		if (!parse_domain(text, &hop) || !check_utf8(hop.domain, &path->ascii))
			return false;
		if (**text == ':') {
			++*text;
			return true;
		}
		if (**text != ',')
			return false;
		++*text;
	}
}

/* Whether text is "@ME" and nothing more follows in this word. */
static bool
is_self(const char *text)
{
	return strncasecmp(text, "@ME", 3) == 0 && strchr("> \t", text[3]);
}

static bool
parse_mailbox(const char **text, struct path *path)
{
	if (is_self(*text)) {
		path->kind = PATH_SELF;
		*text += 3;
		return true;
	}
	if (!skip_source_route(text, path) || !parse_local(text, path))
		return false;
	path->kind = PATH_BARE;
	if (**text != '@')
		return true;
	++*text;
	path->kind = PATH_MAILBOX;
	return parse_domain(text, path);
}

bool
path_parse(const char **text, struct path *path)
{
	bool brackets;

	memset(path, 0, sizeof(*path));
	path->ascii = true;
	*text += strspn(*text, " \t");
	brackets = **text == '<';
	if (brackets)
		++*text;
	if (brackets && **text == '>')
		path->kind = PATH_NULL;
	else if (!parse_mailbox(text, path))
		return false;
	if (brackets && *(*text)++ != '>')
		return false;
	if (**text != '\0' && !strchr(" \t", **text))
		return false;
	return check_utf8(path->local, &path->ascii) && check_utf8(path->domain, &path->ascii);
}

/* Whether a local part is a Dot-string: atoms with single dots between them. */
static bool
is_dot_string(const char *local)
{
	char before = '.';

	for (; *local; before = *local++)
		if (!is_local_octet(*local) || (*local == '.' && before == '.'))
			return false;
	return before != '.';
}

void
path_format(const struct path *path, char text[PATH_TEXT_OCTETS + 1])
{
	bool quotes = path->kind != PATH_NULL && !is_dot_string(path->local);
	size_t used = 0;

	text[0] = '\0';
	if (quotes)
		put(text, PATH_TEXT_OCTETS, &used, '"');
	for (const char *next = path->local; *next; next++) {
		if (quotes && (*next == '"' || *next == '\\'))
			put(text, PATH_TEXT_OCTETS, &used, '\\');
		put(text, PATH_TEXT_OCTETS, &used, *next);
	}
	if (quotes)
		put(text, PATH_TEXT_OCTETS, &used, '"');
	if (path->kind == PATH_MAILBOX)
		put(text, PATH_TEXT_OCTETS, &used, '@');
	for (const char *next = path->domain; *next; next++)
		put(text, PATH_TEXT_OCTETS, &used, *next);
}

/* "SIZE=" digits (RFC 1870 section 6). A number may be too large for us, but is not an error.
 */
static bool
parse_size(const char *value, struct mail_parameters *parameters)
{
	if (parameters->has_size || !value)
		return false;
	parameters->has_size = true;
	return number_read(&value, &parameters->size) != NUMBER_MISSING && *value == '\0';
}

static bool
parse_body(const char *value, struct mail_parameters *parameters)
{
	if (parameters->has_body || !value)
		return false;
	parameters->has_body = true;
	return strcasecmp(value, "7BIT") == 0 || strcasecmp(value, "8BITMIME") == 0;
}

/* xtext: '+' starts two upper-case hexadecimal digits (RFC 3461 section 4). */
static bool
is_xtext(const char *value)
{
	static const char hex[] = "0123456789ABCDEF";

	for (; *value; value++) {
		if (*value < 0x21 || *value > 0x7E || *value == '=')
			return false;
		if (*value != '+')
			continue;
		if (!value[1] || !strchr(hex, value[1]) || !value[2] || !strchr(hex, value[2]))
			return false;
		value += 2;
	}
	return true;
}

static bool
parse_auth(const char *value, struct mail_parameters *parameters)
{
	if (parameters->has_auth || !value)
		return false;
	parameters->has_auth = true;
	return *value != '\0' && is_xtext(value);
}

/* SMTPUTF8 has no value (RFC 6531 section 3.4). */
static bool
parse_smtputf8(const char *value, struct mail_parameters *parameters)
{
	if (parameters->smtputf8)
		return false;
	parameters->smtputf8 = true;
	return !value;
}

static enum parameter_status
parse_parameter(const char *text, struct mail_parameters *parameters)
{
	static const struct {
		const char *keyword;
		bool (*parse)(const char *value, struct mail_parameters *parameters);
	} rows[] = {
		{"SIZE", parse_size},
		{"BODY", parse_body},
		{"AUTH", parse_auth},
		{"SMTPUTF8", parse_smtputf8},
	};
	size_t keyword = strcspn(text, "="); /* without "=", value is NULL */
	const char *value = text[keyword] == '=' ? text + keyword + 1 : NULL;

	for (size_t i = 0; i < COUNT(rows); i++)
		if (strlen(rows[i].keyword) == keyword &&
		    strncasecmp(rows[i].keyword, text, keyword) == 0)
			return rows[i].parse(value, parameters) ? PARAMETER_OK : PARAMETER_BAD;
	return PARAMETER_UNKNOWN;
}

enum parameter_status
path_parse_mail_parameters(char *text, struct mail_parameters *parameters,
			   const char **offender)
{
	enum parameter_status status = PARAMETER_OK;

	memset(parameters, 0, sizeof(*parameters));
	while (status == PARAMETER_OK && *(text += strspn(text, " \t"))) {
		size_t octets = strcspn(text, " \t");
		bool last = text[octets] == '\0';

		text[octets] = '\0';
		*offender = text;
		status = parse_parameter(text, parameters);
		text += last ? octets : octets + 1;
	}
	return status;
}
