/* common/conf: what is printed, read again, is the same; lines of a file mean what -o means. */
#include "common/base/conf.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

/* Reads octets as a file. */
static bool
read_text(struct conf *conf, const char *text, size_t octets, char *error)
{
	char path[40];
	int file = memfd_create("pillarbox.conf", MFD_CLOEXEC);
	bool ok;

	FUZZ_CHECK(file >= 0 && write(file, text, octets) == (ssize_t)octets);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	error[0] = '\0';
	conf_defaults(conf);
	ok = conf_read(conf, path, false, error);
	close(file);
	FUZZ_CHECK(ok == (error[0] == '\0'));
	FUZZ_CHECK(strlen(error) < CONF_ERROR_OCTETS);
	return ok;
}

/* Text behind a value's end may differ. */
static void
same_text(const char *a, const char *b)
{
	FUZZ_SAME(a, strlen(a), b, strlen(b));
}

static void
check_same(const struct conf *a, const struct conf *b)
{
	same_text(a->database, b->database);
	same_text(a->hostname, b->hostname);
	same_text(a->domains, b->domains);
	same_text(a->postmaster, b->postmaster);
	same_text(a->relay, b->relay);
	same_text(a->starttls, b->starttls);
	same_text(a->recipient_delimiter, b->recipient_delimiter);
	same_text(a->password_hash, b->password_hash);
	FUZZ_CHECK(a->interactive == b->interactive);
	FUZZ_CHECK(a->plaintext_auth == b->plaintext_auth);
	FUZZ_CHECK(a->inbound == b->inbound && a->tls_required == b->tls_required);
	FUZZ_CHECK(a->max_message_size == b->max_message_size);
	FUZZ_CHECK(a->max_recipients == b->max_recipients && a->max_errors == b->max_errors);
	FUZZ_CHECK(a->command_timeout == b->command_timeout);
	FUZZ_CHECK(a->session_timeout == b->session_timeout);
	FUZZ_CHECK(a->pop3_timeout == b->pop3_timeout && a->lock_timeout == b->lock_timeout);
	FUZZ_CHECK(a->quota == b->quota && a->password_cost == b->password_cost);
	FUZZ_CHECK(a->min_free_space == b->min_free_space && a->log == b->log);
}

/* Prints, reads, and prints again: the two texts cover settings that check_same() has not heard
 * of.
 */
static void
check_print(const struct conf *conf)
{
	char error[CONF_ERROR_OCTETS];
	struct conf again;
	char *text[2] = {NULL, NULL};
	size_t octets[2] = {0, 0};

	for (size_t i = 0; i < 2; i++) {
		FILE *to = open_memstream(&text[i], &octets[i]);

		FUZZ_CHECK(to);
		conf_print(i == 0 ? conf : &again, to);
		fclose(to);
		if (i == 0)
			FUZZ_CHECK(read_text(&again, text[0], octets[0], error));
	}
	check_same(conf, &again);
	FUZZ_SAME(text[0], octets[0], text[1], octets[1]);
	free(text[0]);
	free(text[1]);
}

/* Sets line after line as -o does. */
static bool
set_lines(struct conf *conf, const struct fuzz_text *text)
{
	char *copy = strdup(text->data);
	char *rest = copy;
	char *line;
	bool ok = true;

	FUZZ_CHECK(copy);
	conf_defaults(conf);
	while (ok && (line = strsep(&rest, "\n"))) {
		char error[CONF_ERROR_OCTETS];
		const char *start = line + strspn(line, " \t\r\v\f");

		if (*start != '\0' && *start != '#')
			ok = conf_set(conf, line, error);
	}
	free(copy);
	return ok;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_text text = fuzz_expand(data, size);
	char error[CONF_ERROR_OCTETS];
	struct conf conf;
	struct conf set;
	bool ok = read_text(&conf, text.data, text.octets, error);

	if (strlen(text.data) == text.octets && text.octets < CONF_TEXT_OCTETS) {
		FUZZ_CHECK(set_lines(&set, &text) == ok);
		if (ok)
			check_same(&conf, &set);
	}
	if (ok && conf_finish(&conf, error)) {
		char domain[CONF_TEXT_OCTETS + 1];
		int octets;
		const char *first = conf_main_domain(&conf, &octets);

		snprintf(domain, sizeof(domain), "%.*s", octets, first);
		FUZZ_CHECK(octets > 0 && conf_is_our_domain(&conf, domain));
		check_print(&conf);
	}
	fuzz_text_free(&text);
	return 0;
}
