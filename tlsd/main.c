/* tlsd: TLS for smtpd and pop3d, with the private key in a process of its own. */
#include <getopt.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <unistd.h>

#include "common/base/array.h"
#include "common/base/log.h"
#include "common/base/title.h"
#include "common/process/activation.h"
#include "common/process/program.h"
#include "common/process/surroundings.h"
#include "common/process/version.h"
#include "tlsd/acceptor.h"
#include "tlsd/context.h"
#include "tlsd/settings.h"
#include "tlsd/start.h"

struct options {
	const char *file;
	bool test;
	bool version;
};

enum { OPTION_VERSION = 256 }; /* no value of a char */

/* False, and reported, if the command line is wrong. */
static bool
scan(struct options *options, int argc, char *argv[])
{
	static const struct option long_options[] = {
		{"version", no_argument, NULL, OPTION_VERSION},
		{NULL, 0, NULL, 0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "tc:", long_options, NULL)) >= 0) {
		if (option == 't')
			options->test = true;
		else if (option == 'c')
			options->file = optarg;
		else if (option == OPTION_VERSION)
			options->version = true;
		else
			break;
	}
	if (option < 0 && optind == argc)
		return true;
	fprintf(stderr, "usage: %s [-t] [-c file] [--version]\n",
		version_program_name(argv[0]));
	return false;
}

/* --version. OpenSSL is always a shared library. */
static int
answer_version(const char *argv0)
{
	version_print(stdout, argv0, "dynamic");
	printf("TLS: %s\n", OpenSSL_version(OPENSSL_VERSION));
	return 0;
}

/* -t: prints the settings in force, and a line about each certificate. */
static int
test(const struct tlsd_settings *settings, struct log *log)
{
	bool good;

	tlsd_settings_print(settings, stdout);
	good = context_check(settings, stdout, log);
	good = start_check(settings, log) && good;
	return fflush(stdout) == 0 && good ? 0 : PROGRAM_EXIT_CONF;
}

static int
serve(const struct activation *activation, const struct tlsd_settings *settings,
      const struct title *title, struct log *log)
{
	int listening = start_listen(activation, settings, log);

	if (listening < 0 || !start_become_user(settings, log))
		return PROGRAM_EXIT_FAILURE;
	log_connect(log);
	return acceptor_run(activation, listening, settings, title, log);
}

int
main(int argc, char *argv[])
{
	struct options options = {.file = "/etc/pillarbox-tlsd.conf"};
	struct activation activation;
	struct tlsd_settings settings;
	char error[SETTINGS_ERROR_OCTETS];
	struct title title;
	struct log log;

	title_open(&title, argv);
	activation_find(&activation);
	log_open(&log, "pillarbox-tlsd");
	surroundings_settle(true);
	if (!scan(&options, argc, argv))
		return PROGRAM_EXIT_USAGE;
	if (options.version)
		return answer_version(argv[0]);
	if (!tlsd_settings_read(&settings, options.file, error)) {
		log_event(&log, LOG_LEVEL_ERROR, "bad-configuration", "problem", error, NULL);
		return PROGRAM_EXIT_CONF;
	}
	log.level = settings.log;
	if (!context_init()) {
		log_event(&log, LOG_LEVEL_ERROR, "start", "problem", "OpenSSL does not start",
			  NULL);
		return PROGRAM_EXIT_FAILURE;
	}
	/* Not exit(3): OpenSSL's providers are never freed, and the leak sanitizer would look
	 * at /proc, which the sandbox has closed. */
	_exit(options.test ? test(&settings, &log)
			   : serve(&activation, &settings, &title, &log));
}
