#include "common/auth/place.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "common/auth/turns.h"
#include "common/base/lock.h"
#include "common/store/store.h"

/* Bytes of the file: beyond those of turns, and as many for a network as a limit can have. */
static const int64_t PLACES = (int64_t)1 << 40;
enum { PLACES_BITS = 17, PROGRAM_OCTETS = 40 };

static bool
take_any(int file, int64_t first, unsigned limit)
{
	for (unsigned i = 0; i < limit; i++) {
		if (lock_try(file, first + i))
			return true;
		if (errno != EAGAIN && errno != EACCES)
			return false;
	}
	errno = EAGAIN;
	return false;
}

bool
place_take(const char *beside, const char *program, const char *network, unsigned limit)
{
	char name[PROGRAM_OCTETS + sizeof(" ") + STORE_NETWORK_OCTETS];
	int file = turns_open(beside);
	int64_t first;
	int error;

	snprintf(name, sizeof(name), "%s %s", program, network);
	first = PLACES + ((int64_t)turns_number(name) << PLACES_BITS);
	if (file < 0)
		return false;
	if (take_any(file, first, limit))
		return true;
	error = errno;
	close(file);
	errno = error;
	return false;
}
