/* smtpd: takes mail in, one session on standard input and output. */
#include "common/process/program.h"
#include "smtpd/session.h"

int
main(int argc, char *argv[])
{
	struct conf conf;
	struct log log;

	switch (program_start(argc, argv, "pillarbox-smtpd", true, &conf, &log)) {
	case PROGRAM_RUN:
		return session_run(&conf, &log);
	case PROGRAM_DONE:
		return 0;
	case PROGRAM_FAILED:
		return PROGRAM_EXIT_FAILURE;
	case PROGRAM_BAD_CONF:
		session_refuse();
		return PROGRAM_EXIT_CONF;
	case PROGRAM_BAD_TEST:
		return PROGRAM_EXIT_CONF;
	case PROGRAM_BAD_USAGE:
		break;
	}
	return PROGRAM_EXIT_USAGE;
}
