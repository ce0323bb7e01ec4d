#include "common/process/version.h"

#include <string.h>

#include "common/process/seccomp.h"

#if defined(__x86_64__)
#define MACHINE "x86_64"
#elif defined(__aarch64__)
#define MACHINE "aarch64"
#else
#define MACHINE "another machine"
#endif

#ifdef __SANITIZE_ADDRESS__
#define SANITIZERS ", sanitizers"
#else
#define SANITIZERS ""
#endif

const char *
version_program_name(const char *argv0)
{
	return basename(argv0);
}

void
version_print(FILE *output, const char *argv0, const char *linked)
{
	fprintf(output, "%s %s (pillarbox)\n", version_program_name(argv0), PILLARBOX_VERSION);
	fprintf(output, "build: %s, " MACHINE ", %s" SANITIZERS "\n", linked,
		seccomp_session.count > 0 ? "seccomp" : "no seccomp");
}
