#include "common/process/program.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/auth/account.h"
#include "common/auth/hash.h"
#include "common/base/array.h"
#include "common/base/buf.h"
#include "common/base/encoded_word.h"
#include "common/base/number.h"
#include "common/base/utf8.h"
#include "common/process/surroundings.h"
#include "common/process/version.h"
#include "common/store/store.h"

static const char default_file[] = "/etc/pillarbox.conf";

/*
 * The options that are no part of struct conf. -o and -d are settings: apply() takes them from
 * argv, in their order.
 */
struct options {
	const char *file;
	bool test;
	bool create;
	bool names;
	bool hashes;
	bool decode;
	bool utf8;
	bool environment;
	bool version;
};

/* None is the value of a char. */
enum {
	OPTION_TLS = 256,
	OPTION_CREATE,
	OPTION_NAMES,
	OPTION_HASHES,
	OPTION_DECODE,
	OPTION_UTF8,
	OPTION_ENVIRONMENT,
	OPTION_EXPLAIN,
	OPTION_IMPORT,
	OPTION_MESSAGE,
	OPTION_SEND,
	OPTION_SUBJECT,
	OPTION_EXPORT,
	OPTION_MESSAGES,
	OPTION_FIELDS,
	OPTION_HOLD,
	OPTION_TRY,
	OPTION_PEER,
	OPTION_VERSION,
};

/* The next option, as getopt(3) numbers them. */
static int
next_option(const struct program *program)
{
	static const struct option of_smtpd[] = {
		{"create", no_argument, NULL, OPTION_CREATE},
		{"names", no_argument, NULL, OPTION_NAMES},
		{"hashes", no_argument, NULL, OPTION_HASHES},
		{"decode", no_argument, NULL, OPTION_DECODE},
		{"utf8", no_argument, NULL, OPTION_UTF8},
		{"environment", no_argument, NULL, OPTION_ENVIRONMENT},
		{"explain", required_argument, NULL, OPTION_EXPLAIN},
		{"import", required_argument, NULL, OPTION_IMPORT},
		{"message", required_argument, NULL, OPTION_MESSAGE},
		{"send", required_argument, NULL, OPTION_SEND},
		{"subject", required_argument, NULL, OPTION_SUBJECT},
		{"tls", optional_argument, NULL, OPTION_TLS},
		{"version", no_argument, NULL, OPTION_VERSION},
		{NULL, 0, NULL, 0},
	};
	static const struct option of_pop3d[] = {
		{"export", required_argument, NULL, OPTION_EXPORT},
		{"messages", optional_argument, NULL, OPTION_MESSAGES},
		{"fields", no_argument, NULL, OPTION_FIELDS},
		{"hold", required_argument, NULL, OPTION_HOLD},
		{"try", required_argument, NULL, OPTION_TRY},
		{"peer", required_argument, NULL, OPTION_PEER},
		{"tls", optional_argument, NULL, OPTION_TLS},
		{"version", no_argument, NULL, OPTION_VERSION},
		{NULL, 0, NULL, 0},
	};

	return getopt_long(program->argc, program->argv,
			   program->takes_mail ? "ltc:d:o:" : "tc:d:o:",
			   program->takes_mail ? of_smtpd : of_pop3d, NULL);
}

/* --tls: TLS is on already, and value says how it was started; or it shall be started now. */
static bool
set_tls(struct conf *conf, const char *value)
{
	if (!value)
		conf->tls = CONF_TLS_STARTED;
	else if (strcmp(value, "implicit") == 0)
		conf->tls = CONF_TLS_IMPLICIT;
	else if (strcmp(value, "now") == 0)
		conf->tls = CONF_TLS_NOW;
	else
		return false;
	return true;
}

/* --messages: all of them, or the one that value names. */
static bool
set_messages(struct conf *conf, const char *value)
{
	conf->export_messages = true;
	conf->export_message = UINT64_MAX;
	return !value || number_parse(value, &conf->export_message);
}

/* What an option without a value turns on; NULL: it is none of these. */
static bool *
switch_of(int option, struct options *options, struct conf *conf)
{
	switch (option) {
	case 't':
		return &options->test;
	case 'l':
		return &conf->lmtp;
	case OPTION_CREATE:
		return &options->create;
	case OPTION_NAMES:
		return &options->names;
	case OPTION_HASHES:
		return &options->hashes;
	case OPTION_DECODE:
		return &options->decode;
	case OPTION_UTF8:
		return &options->utf8;
	case OPTION_ENVIRONMENT:
		return &options->environment;
	case OPTION_VERSION:
		return &options->version;
	case OPTION_FIELDS:
		return &conf->export_fields;
	default:
		return NULL;
	}
}

/* Where the value of an option goes as it is; NULL: it is none of these. */
static const char **
text_of(int option, struct options *options, struct conf *conf)
{
	switch (option) {
	case 'c':
		return &options->file;
	case OPTION_EXPLAIN:
		return &conf->explain;
	case OPTION_IMPORT:
		return &conf->import;
	case OPTION_MESSAGE:
		return &conf->import_message;
	case OPTION_SEND:
		return &conf->send;
	case OPTION_SUBJECT:
		return &conf->subject;
	case OPTION_EXPORT:
		return &conf->export;
	case OPTION_HOLD:
		return &conf->hold;
	case OPTION_TRY:
		return &conf->try;
	case OPTION_PEER:
		return &conf->try_peer;
	default:
		return NULL;
	}
}

/* Takes one option. False if its value is wrong, or there is no such option. */
static bool
take_option(int option, struct options *options, struct conf *conf)
{
	bool *turned_on = switch_of(option, options, conf);
	const char **text = text_of(option, options, conf);

	if (turned_on)
		*turned_on = true;
	else if (text)
		*text = optarg;
	else if (option == OPTION_MESSAGES)
		return set_messages(conf, optarg);
	else if (option == OPTION_TLS)
		return set_tls(conf, optarg);
	else
		return option != '?';
	return true;
}

/* Whether the options and arguments fit together. */
static bool
is_complete(const struct program *program, const struct conf *conf)
{
	bool has_arguments = optind < program->argc;

	return has_arguments == (conf->send != NULL) &&
	       (!conf->subject || (conf->send && !strpbrk(conf->subject, "\r\n"))) &&
	       (conf->import || !conf->import_message) &&
	       (conf->export || !(conf->export_messages || conf->export_fields)) &&
	       (conf->try || !conf->try_peer);
}

/* Fills conf with the defaults, and with what options say that are no settings. */
static bool
scan(const struct program *program, struct options *options, struct conf *conf)
{
	int option;

	conf_defaults(conf);
	optind = 1;
	while ((option = next_option(program)) >= 0)
		if (!take_option(option, options, conf))
			return false;
	conf->recipients = program->argv + optind;
	conf->answers = conf->explain || conf->import || conf->send || conf->export ||
			conf->hold || conf->try;
	conf->lmtp = conf->lmtp || (program->takes_mail && conf->answers);
	return is_complete(program, conf);
}

static bool
apply(const struct program *program, struct conf *conf, char error[CONF_ERROR_OCTETS])
{
	char assignment[sizeof("database=") + CONF_TEXT_OCTETS + 1];
	int option;

	optind = 1;
	while ((option = next_option(program)) >= 0) {
		const char *set = optarg;

		if (option == 'd') {
			/* If this cuts the value, conf_set() still finds it too long. */
			snprintf(assignment, sizeof(assignment), "database=%s", optarg);
			set = assignment;
		}
		if ((option == 'd' || option == 'o') && !conf_set(conf, set, error))
			return false;
	}
	return true;
}

static bool
read_conf(const struct program *program, const struct options *options, struct conf *conf,
	  char error[CONF_ERROR_OCTETS])
{
	const char *file = options->file ? options->file : default_file;

	return conf_read(conf, file, !options->file, error) && apply(program, conf, error) &&
	       conf_finish(conf, error);
}

static enum program_start
answer_test(const struct conf *conf, struct log *log)
{
	conf_print(conf, stdout);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return PROGRAM_DONE;
	log_event(log, LOG_LEVEL_ERROR, "test", "problem", "the settings cannot be printed",
		  NULL);
	return PROGRAM_BAD_TEST;
}

/* --version */
static enum program_start
answer_version(const struct program *program)
{
	version_print(stdout, program->argv[0], PILLARBOX_LINK);
	store_describe(stdout);
	return PROGRAM_DONE;
}

/* Reads a line, without its end. The caller frees it after the last one. */
static bool
next_line(char **line, size_t *room)
{
	if (getline(line, room, stdin) <= 0)
		return false;
	(*line)[strcspn(*line, "\n")] = '\0';
	return true;
}

/*
 * --names: prints those of the lines on standard input that the store has no account for. If
 * another form of the name is right, it follows after a tab.
 */
static enum program_start
answer_names(void)
{
	enum program_start answer = PROGRAM_DONE;
	char *line = NULL;
	size_t room = 0;

	while (next_line(&line, &room)) {
		char name[STORE_NAME_OCTETS + 1];
		bool is_valid =
			account_normalize_name(line, name) && account_name_is_valid(name);

		if (is_valid && strcmp(line, name) == 0)
			continue;
		printf("%s%s%s\n", line, is_valid ? "\t" : "", is_valid ? name : "");
		answer = PROGRAM_FAILED;
	}
	free(line);
	return answer;
}

/* --hashes: prints how those of the lines on standard input, "name TAB hash", differ that have
 * another hash than the settings would make now. */
static enum program_start
answer_hashes(const struct conf *conf)
{
	static const char *const words[] = {[HASH_UNUSABLE] = "unusable",
					    [HASH_DEARER] = "dearer",
					    [HASH_WEAKER] = "weaker"};
	const struct password_method method = {conf->password_hash, conf->password_cost};
	char *line = NULL;
	size_t room = 0;

	while (next_line(&line, &room)) {
		size_t name = strcspn(line, "\t");
		const char *hash = line + name + (line[name] == '\t');
		enum hash_finding finding = hash_compare(&method, hash);

		if (finding != HASH_USUAL)
			printf("%.*s\t%s\n", (int)name, line, words[finding]);
	}
	free(line);
	return PROGRAM_DONE;
}

/* --environment: prints how psql and its like reach the database. */
static enum program_start
answer_environment(const struct conf *conf)
{
	return store_print_environment(conf, stdout) ? PROGRAM_DONE : PROGRAM_FAILED;
}

/* Appends text to out. False if memory is short. */
typedef bool conversion(const char *text, struct buf *out);

static bool
repair(const char *text, struct buf *out)
{
	char *repaired = utf8_repair(text);
	bool done = repaired && buf_append(out, repaired, strlen(repaired));

	free(repaired);
	return done;
}

/* --decode, --utf8: prints the lines on standard input, converted. */
static enum program_start
answer_converted(conversion *convert)
{
	bool done = true;
	struct buf converted = {.max = SIZE_MAX};
	char *line = NULL;
	size_t room = 0;

	while (done && next_line(&line, &room)) {
		converted.octets = 0;
		done = convert(line, &converted) && buf_append(&converted, "", 1) &&
		       puts(converted.data) != EOF;
	}
	buf_free(&converted);
	free(line);
	return done && fflush(stdout) == 0 ? PROGRAM_DONE : PROGRAM_FAILED;
}

/* --create: creates the database that the settings name, or upgrades it. */
static enum program_start
create(const struct conf *conf, struct log *log)
{
	bool created = false;
	struct store *store;
	char why[STORE_WHY_OCTETS];

	if (store_open(&store, conf, true, &created, why) != STORE_OK) {
		log_event(log, LOG_LEVEL_ERROR, "store-fault", "trying", "create", "problem",
			  why, NULL);
		return PROGRAM_FAILED;
	}
	if (created)
		log_event(log, LOG_LEVEL_INFO, "store-created", "database",
			  conf_database_name(conf), NULL);
	store_close(store);
	return PROGRAM_DONE;
}

static enum program_start
report_usage(const struct program *program)
{
	fprintf(stderr,
		"usage: %s %s[-t] [-c file] [-d database] [-o key=value]"
		" [--tls[=implicit|now]] [--version]%s\n",
		version_program_name(program->argv[0]), program->takes_mail ? "[-l] " : "",
		program->takes_mail ? " [--create] [--names] [--hashes] [--decode] [--utf8]"
				      " [--environment] [--explain=address]"
				      " [--import=account [--message=name]]"
				      " [--send=reverse-path [--subject=text] recipient ...]"
				    : " [--export=account [--messages[=id]] [--fields]]"
				      " [--hold=account] [--try=login [--peer=address]]");
	return PROGRAM_BAD_USAGE;
}

/* False, and logged. */
static bool
bad_settings(struct log *log, const char *problem)
{
	log_event(log, LOG_LEVEL_ERROR, "bad-configuration", "problem", problem, NULL);
	return false;
}

static bool
read_settings(const struct program *program, const struct options *options, struct conf *conf,
	      struct log *log)
{
	char error[CONF_ERROR_OCTETS];

	if (!read_conf(program, options, conf, error) || !store_check_settings(conf, error))
		return bad_settings(log, error);
	return true;
}

enum program_start
program_start(const struct program *program, struct conf *conf, struct log *log)
{
	struct options options = {.file = NULL};

	log_open(log, program->name);
	surroundings_settle(program->listens);
	if (!scan(program, &options, conf))
		return report_usage(program);
	if (options.version)
		return answer_version(program);
	if (options.names)
		return answer_names();
	if (options.decode)
		return answer_converted(encoded_word_decode);
	if (options.utf8)
		return answer_converted(repair);
	if (!read_settings(program, &options, conf, log))
		return options.test ? PROGRAM_BAD_TEST : PROGRAM_BAD_CONF;
	log->level = conf->log;
	if (options.test)
		return answer_test(conf, log);
	if (options.hashes)
		return answer_hashes(conf);
	if (options.environment)
		return answer_environment(conf);
	return options.create ? create(conf, log) : PROGRAM_RUN;
}

bool
program_read_settings(const struct program *program, struct conf *conf, struct log *log)
{
	struct options options = {.file = NULL};
	struct conf found;

	if (!scan(program, &options, &found) || !read_settings(program, &options, &found, log))
		return false;
	/* Without it all would have their defaults, such as the domains of this server. */
	if (conf->file && !found.file)
		return bad_settings(log, "the file of the settings is gone");
	*conf = found;
	log->level = conf->log;
	return true;
}
