/* common/command on the table of smtpd. */
#include "smtpd/commands.h"

#include "tests/fuzz/command.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_command(smtp.commands, smtp.commands_count, data, size);
	return 0;
}
