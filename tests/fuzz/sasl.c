/* common/sasl: decodes what an encoder of our own made, and takes nothing that none makes. */
#include "common/auth/sasl.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tests/fuzz/fuzz.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* RFC 4648 section 4, three octets at a time. */
static char *
encode(const char *octets, size_t count, const char *before)
{
	char *text = malloc(strlen(before) + (count + 2) / 3 * 4 + 1);
	char *to = text + strlen(before);

	FUZZ_CHECK(text);
	strcpy(text, before);
	for (size_t i = 0; i < count; i += 3) {
		size_t n = count - i < 3 ? count - i : 3;
		unsigned char group[3] = {0};

		memcpy(group, octets + i, n);
		*to++ = digits[group[0] >> 2];
		*to++ = digits[(group[0] & 3) << 4 | group[1] >> 4];
		*to++ = n > 1 ? digits[(group[1] & 15) << 2 | group[2] >> 6] : '=';
		*to++ = n > 2 ? digits[group[2] & 63] : '=';
	}
	*to = '\0';
	return text;
}

static bool
is_clean(const char *text)
{
	return strpbrk(text, "\r\n") == NULL;
}

/* authzid, authcid and password are lines of the input; what comes of them is known. */
static enum sasl_status
expect_plain(const struct fuzz_text part[3])
{
	for (size_t i = 0; i < 3; i++)
		if (strlen(part[i].data) != part[i].octets || !is_clean(part[i].data))
			return SASL_BAD_MESSAGE;
	if (part[1].octets == 0 || part[1].octets > SASL_LOGIN_OCTETS)
		return SASL_BAD_MESSAGE;
	return SASL_DONE;
}

static void
check_plain(const uint8_t *data, size_t size)
{
	struct fuzz_text part[3];
	struct sasl sasl;
	enum sasl_status status;
	char *message;
	char *argument;
	size_t used = 0;

	for (size_t i = 0; i < 3; i++)
		part[i] = fuzz_take_line(&data, &size);
	message = malloc(part[0].octets + part[1].octets + part[2].octets + 2);
	FUZZ_CHECK(message);
	for (size_t i = 0; i < 3; i++) {
		if (i > 0)
			message[used++] = '\0';
		memcpy(message + used, part[i].data, part[i].octets);
		used += part[i].octets;
	}
	argument = encode(message, used, "plain ");
	status = sasl_begin(&sasl, argument);
	FUZZ_CHECK(status == expect_plain(part));
	if (status == SASL_DONE) {
		FUZZ_CHECK(strcmp(sasl.authzid, part[0].data) == 0);
		FUZZ_CHECK(strcmp(sasl.login, part[1].data) == 0);
		FUZZ_CHECK(strcmp(sasl.password, part[2].data) == 0);
	}
	free(argument);
	free(message);
	for (size_t i = 0; i < 3; i++)
		fuzz_text_free(&part[i]);
}

static bool
is_base64(const char *text)
{
	size_t octets = strlen(text);
	size_t used = strspn(text, digits);
	size_t padding = strspn(text + used, "=");

	return octets % 4 == 0 && used + padding == octets && padding <= 2;
}

/* Without the blanks and tabs behind it. To be freed. */
static char *
trimmed(const char *text)
{
	char *copy = strdup(text);
	size_t octets = strlen(text);

	FUZZ_CHECK(copy);
	while (octets > 0 && (copy[octets - 1] == ' ' || copy[octets - 1] == '\t'))
		copy[--octets] = '\0';
	return copy;
}

/* One step of LOGIN, whose response is line. What it decodes to encodes to the same. */
static void
check_response(const char *line)
{
	struct sasl sasl;
	char login[] = "LOGIN =";
	char *response = strdup(line);
	char *text = trimmed(line);
	enum sasl_status status;
	char *again;

	FUZZ_CHECK(response);
	FUZZ_CHECK(sasl_begin(&sasl, login) == SASL_CONTINUE);
	status = sasl_respond(&sasl, response);
	if (strcmp(text, "*") == 0)
		FUZZ_CHECK(status == SASL_CANCELLED);
	else
		FUZZ_CHECK((status != SASL_NOT_BASE64) == is_base64(text));
	if (status == SASL_DONE) {
		again = encode(sasl.password, strlen(sasl.password), "");
		FUZZ_CHECK(strlen(again) == strlen(text));
		/* The last digit before the padding has bits that stand for nothing. */
		FUZZ_CHECK(strcspn(again, "=") == strcspn(text, "="));
		FUZZ_CHECK(again[0] == '\0' ||
			   strncmp(again, text, strcspn(text, "=") - 1) == 0);
		free(again);
	}
	free(response);
	free(text);
}

/* Whatever the argument of AUTH is. */
static void
check_begin(const char *text)
{
	struct sasl sasl;
	char *argument = strdup(text);

	FUZZ_CHECK(argument);
	switch (sasl_begin(&sasl, argument)) {
	case SASL_CONTINUE:
		FUZZ_CHECK(is_base64(sasl.challenge));
		break;
	case SASL_DONE:
		FUZZ_CHECK(is_clean(sasl.login) && is_clean(sasl.password));
		FUZZ_CHECK(sasl.password >= argument &&
			   sasl.password + strlen(sasl.password) <= argument + strlen(text));
		break;
	default:
		break;
	}
	free(argument);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_text text = fuzz_expand(data, size);

	check_begin(text.data);
	check_response(text.data);
	check_plain(data, size);
	fuzz_text_free(&text);
	return 0;
}
