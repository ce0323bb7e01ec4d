#include "common/auth/sasl.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "common/base/array.h"
#include "common/base/base64.h"

/* Some programs send blanks and tabs after a response. They are not part of it. */
static void
drop_trailing_blanks(char *response)
{
	size_t octets = strlen(response);

	while (octets > 0 && strchr(" \t", response[octets - 1]))
		octets--;
	response[octets] = '\0';
}

static bool
is_clean(const char *text)
{
	return !strpbrk(text, "\r\n");
}

/* Decodes a response that is one string. */
static enum sasl_status
decode_text(char *response)
{
	size_t octets;

	if (!base64_decode(response, &octets))
		return SASL_NOT_BASE64;
	if (strlen(response) != octets || !is_clean(response))
		return SASL_BAD_MESSAGE;
	return SASL_DONE;
}

static enum sasl_status
take_login(struct sasl *sasl, const char *login)
{
	size_t octets = strlen(login);

	if (octets > SASL_LOGIN_OCTETS)
		return SASL_BAD_MESSAGE;
	memcpy(sasl->login, login, octets + 1);
	return SASL_DONE;
}

/* authzid NUL authcid NUL password */
static enum sasl_status
take_plain(struct sasl *sasl, char *response)
{
	const char *authzid = response;
	const char *authcid;
	const char *end;
	size_t octets;

	if (!base64_decode(response, &octets))
		return SASL_NOT_BASE64;
	end = response + octets;
	authcid = authzid + strlen(authzid) + 1;
	if (authcid > end)
		return SASL_BAD_MESSAGE;
	sasl->password = authcid + strlen(authcid) + 1;
	if (sasl->password > end || sasl->password + strlen(sasl->password) != end)
		return SASL_BAD_MESSAGE;
	if (authcid[0] == '\0' || !is_clean(authzid) || !is_clean(authcid) ||
	    !is_clean(sasl->password))
		return SASL_BAD_MESSAGE;
	sasl->authzid = authzid;
	return take_login(sasl, authcid);
}

static enum sasl_status
take_name(struct sasl *sasl, char *response)
{
	enum sasl_status status = decode_text(response);

	if (status == SASL_DONE)
		status = take_login(sasl, response);
	if (status != SASL_DONE)
		return status;
	sasl->step = SASL_LOGIN_PASSWORD;
	sasl->challenge = "UGFzc3dvcmQ6"; /* "Password:" */
	return SASL_CONTINUE;
}

static enum sasl_status
take_password(struct sasl *sasl, char *response)
{
	sasl->password = response;
	return decode_text(response);
}

/* Takes the response to the current step. */
static enum sasl_status
take(struct sasl *sasl, char *response)
{
	switch (sasl->step) {
	case SASL_PLAIN_MESSAGE:
		return take_plain(sasl, response);
	case SASL_LOGIN_NAME:
		return take_name(sasl, response);
	case SASL_LOGIN_PASSWORD:
		break;
	}
	return take_password(sasl, response);
}

static const struct mechanism {
	const char *name;
	enum sasl_step first;
	const char *challenge;
} mechanisms[] = {
	{"PLAIN", SASL_PLAIN_MESSAGE, ""},
	{"LOGIN", SASL_LOGIN_NAME, "VXNlcm5hbWU6"}, /* "Username:" */
};

static const struct mechanism *
find_mechanism(const char *name, size_t octets)
{
	for (size_t i = 0; i < COUNT(mechanisms); i++)
		if (strlen(mechanisms[i].name) == octets &&
		    strncasecmp(mechanisms[i].name, name, octets) == 0)
			return &mechanisms[i];
	return NULL;
}

enum sasl_status
sasl_begin(struct sasl *sasl, char *argument)
{
	char *name = argument + strspn(argument, " \t");
	size_t octets = strcspn(name, " \t");
	const struct mechanism *mechanism = find_mechanism(name, octets);
	char *initial = name + octets + strspn(name + octets, " \t");

	if (!mechanism)
		return SASL_UNKNOWN_MECHANISM;
	sasl->step = mechanism->first;
	sasl->challenge = mechanism->challenge;
	sasl->authzid = "";
	if (initial[0] == '\0')
		return SASL_CONTINUE;
	drop_trailing_blanks(initial);
	if (strcmp(initial, "=") == 0)
		initial[0] = '\0';
	return take(sasl, initial);
}

enum sasl_status
sasl_respond(struct sasl *sasl, char *response)
{
	drop_trailing_blanks(response);
	if (strcmp(response, "*") == 0)
		return SASL_CANCELLED;
	return take(sasl, response);
}
