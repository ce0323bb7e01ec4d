#include "common/auth/turns.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/base/disk.h"
#include "common/base/lock.h"
#include "common/base/wait.h"

enum { MOST_SLOTS = 64 }; /* however many processors there are */

/* Bytes of the file: slots count from SLOTS on, networks, of which there are so many, after. */
static const int64_t SLOTS = 1;
static const int64_t NETWORK_LOCKS = (int64_t)1 << 31;
static const uint32_t NETWORKS = (uint32_t)1 << 31;

/* Unlike sysconf(3) this opens no file, and tells what this process may use. */
static int
slots_of_machine(void)
{
	cpu_set_t processors;
	int slots;

	if (sched_getaffinity(0, sizeof(processors), &processors) < 0)
		return 1;
	slots = CPU_COUNT(&processors) - 1;
	if (slots > MOST_SLOTS)
		return MOST_SLOTS;
	return slots > 1 ? slots : 1;
}

/* FNV-1a */
uint32_t
turns_number(const char *network)
{
	uint32_t hash = 2166136261;

	for (; *network; network++)
		hash = (hash ^ (unsigned char)*network) * 16777619;
	return hash % NETWORKS;
}

/* False; why tells from errno whether others were in the way. */
static bool
explain(const char *busy, char why[TURNS_WHY_OCTETS])
{
	if (errno == EAGAIN)
		snprintf(why, TURNS_WHY_OCTETS, "%s", busy);
	else
		snprintf(why, TURNS_WHY_OCTETS, "the file of turns cannot be used: %s",
			 strerror(errno));
	return false;
}

int
turns_open(const char *beside)
{
	char path[DISK_PATH_OCTETS + 1];

	if ((size_t)snprintf(path, sizeof(path), "%s-turns", beside) >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return disk_open_beside(beside, path);
}

/* False, and errno. */
static bool
open_file(struct turns *turns, const char *beside)
{
	int file;

	if (turns->file > 0)
		return true;
	file = turns_open(beside);
	if (file < 0)
		return false;
	turns->file = file;
	return true;
}

/* Takes any slot that is free, or waits for one, a different one in each process. */
static bool
take_slot(struct turns *turns, unsigned seconds)
{
	int slots = slots_of_machine();
	int64_t slot = SLOTS;

	while (slot < SLOTS + slots && !lock_try(turns->file, slot))
		slot++;
	if (slot == SLOTS + slots) {
		slot = SLOTS + getpid() % slots;
		if (!lock_wait(turns->file, slot, seconds))
			return false;
	}
	turns->slot = slot;
	return true;
}

bool
turns_take(struct turns *turns, const char *beside, const char *network, unsigned seconds,
	   char why[TURNS_WHY_OCTETS])
{
	int64_t end = wait_now_ms() + (int64_t)seconds * 1000;
	int64_t lock = network ? NETWORK_LOCKS + turns_number(network) : 0;
	int64_t left;

	if (!open_file(turns, beside))
		return explain("", why);
	if (lock != 0 && !lock_wait(turns->file, lock, seconds))
		return explain("others of the network took too long", why);
	turns->network = lock;
	left = (end - wait_now_ms() + 999) / 1000;
	if (take_slot(turns, left > 0 ? (unsigned)left : 0))
		return true;
	explain("no hash slot came free", why);
	turns_release(turns);
	return false;
}

static void
release(struct turns *turns, int64_t *lock)
{
	if (*lock != 0)
		lock_release(turns->file, *lock);
	*lock = 0;
}

void
turns_return(struct turns *turns)
{
	release(turns, &turns->slot);
}

void
turns_release(struct turns *turns)
{
	turns_return(turns);
	release(turns, &turns->network);
}

void
turns_close(struct turns *turns)
{
	if (turns->file > 0)
		close(turns->file);
	*turns = (struct turns){.file = 0};
}
