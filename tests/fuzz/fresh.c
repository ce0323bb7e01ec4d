/*
 * Preloaded by AFL++ into the unmodified programs (AFL_PRELOAD): each session begins with the
 * same database and does the same with the same input.
 *
 * FUZZ_FRESH names a directory, the working one of the sessions; what its subdirectory "seed"
 * has is copied over what a former session has left, before the command line is read.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void
copy(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ssize_t n = -1;

	while (in >= 0 && out >= 0 && (n = sendfile(out, in, NULL, 1 << 20)) > 0)
		;
	if (n != 0)
		abort();
	close(in);
	close(out);
}

/* Removes the files of a directory, or copies them to another. */
static void
each_file(const char *from, const char *to_directory)
{
	char path[2 * PATH_MAX];
	char to[2 * PATH_MAX];
	DIR *files = opendir(from);
	struct dirent *file;

	if (!files)
		abort();
	while ((file = readdir(files))) {
		if (file->d_type != DT_REG)
			continue;
		snprintf(path, sizeof(path), "%s/%s", from, file->d_name);
		snprintf(to, sizeof(to), "%s/%s", to_directory ? to_directory : "",
			 file->d_name);
		if (to_directory)
			copy(path, to);
		else
			unlink(path);
	}
	closedir(files);
}

/* The programs clear their environment. */
static char directory[PATH_MAX];

__attribute__((constructor)) static void
find_directory(void)
{
	const char *name = getenv("FUZZ_FRESH");

	if (name)
		snprintf(directory, sizeof(directory), "%s", name);
}

static void
make_fresh(void)
{
	char seed[PATH_MAX + sizeof("/seed")];

	if (!directory[0])
		return;
	snprintf(seed, sizeof(seed), "%s/seed", directory);
	each_file(directory, NULL);
	each_file(seed, directory);
}

int
getopt_long(int argc, char *const argv[], const char *letters, const struct option *words,
	    int *index)
{
	static int (*next)(int, char *const[], const char *, const struct option *, int *);

	if (!next) {
		*(void **)&next = dlsym(RTLD_NEXT, "getopt_long");
		make_fresh();
	}
	return next(argc, argv, letters, words, index);
}

ssize_t
getrandom(void *data, size_t octets, unsigned flags)
{
	(void)flags;
	memset(data, 'r', octets);
	return (ssize_t)octets;
}

time_t
time(time_t *also)
{
	const time_t now = 1795459831;

	if (also)
		*also = now;
	return now;
}
