/* Makes every sync of a dynamically linked program 5 ms longer: LD_PRELOAD. */
#include <dlfcn.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void
wait_a_little(void)
{
	const struct timespec five = {.tv_nsec = 5000000};

	nanosleep(&five, NULL);
}

/* What libc's function of this name does, 5 ms later. */
static int
late(const char *name, int fd)
{
	int (*sync)(int) = NULL;
	void *found = dlsym(RTLD_NEXT, name);

	/* ISO C has no cast from an object to a function. */
	memcpy(&sync, &found, sizeof(sync));
	wait_a_little();
	return sync(fd);
}

int
fdatasync(int fd)
{
	return late("fdatasync", fd);
}

int
fsync(int fd)
{
	return late("fsync", fd);
}
