/* common/command on the table of pop3d. */
#include "pop3d/commands.h"

#include "tests/fuzz/command.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_command(pop3.commands, pop3.commands_count, data, size);
	return 0;
}
