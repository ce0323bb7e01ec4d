#include "common/auth/place.h"

#include <errno.h>
#include <unistd.h>

#include "common/auth/turns.h"
#include "common/base/lock.h"

/* Bytes of the file: beyond those of turns, and as many for a network as a limit can have. */
static const int64_t PLACES = (int64_t)1 << 40;
enum { PLACES_BITS = 17 };

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
place_take(const char *beside, const char *network, unsigned limit)
{
	int64_t first = PLACES + ((int64_t)turns_number(network) << PLACES_BITS);
	int file = turns_open(beside);
	int error;

	if (file < 0)
		return false;
	if (take_any(file, first, limit))
		return true;
	error = errno;
	close(file);
	errno = error;
	return false;
}
