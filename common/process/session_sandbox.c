/* The sandbox of a session. It is apart from sandbox.c, as tlsd has no store. */
#include <string.h>

#include "common/base/array.h"
#include "common/base/disk.h"
#include "common/process/sandbox.h"

/*
 * A session has about ten files open, since it closes those that its super-server left open.
 * The most expensive hash of crypt(5) needs 1 GiB of memory; all other needs are small. There
 * is no RLIMIT_FSIZE, since a database may have any size.
 */
enum { FILES = 64 };
static const uint64_t memory_octets = 2ULL << 30;

/*
 * For SQLite, the lock file and the spool. SQLite opens the directory to sync it, and the spool
 * creates an unnamed file (O_TMPFILE) in it.
 */
static const uint64_t database_rights =
	LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE |
	LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
	LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_TRUNCATE;

/* False, and logged, if the store lacks what it can get only now. */
static bool
prepare_store(const struct conf *conf, struct store_sockets *sockets, struct log *log)
{
	char why[STORE_WHY_OCTETS];

	if (store_prepare(conf, sockets, why))
		return true;
	log_event(log, LOG_LEVEL_ERROR, "sandbox-failed", "trying", "store", "problem", why,
		  NULL);
	return false;
}

/* Of no file: "". */
static void
find_directory(const char *file, char directory[DISK_PATH_OCTETS + 1])
{
	directory[0] = '\0';
	if (file[0] != '\0')
		disk_directory_of(file, directory);
}

/* "" if it is the directory of the database: one rule is enough for both. */
static void
find_spool(const struct conf *conf, const char *directory, char spool[DISK_PATH_OCTETS + 1])
{
	find_directory(conf->spool_file, spool);
	if (strcmp(spool, directory) == 0)
		spool[0] = '\0';
}

bool
sandbox_enter(const struct conf *conf, struct log *log)
{
	char directory[DISK_PATH_OCTETS + 1];
	char spool[DISK_PATH_OCTETS + 1];
	const struct landlock_rule rules[] = {
		{directory, database_rights},
		{spool, database_rights},
		/* SQLite seeds its random numbers when it first needs one. */
		{"/dev/urandom", LANDLOCK_ACCESS_FS_READ_FILE},
#ifdef __SANITIZE_ADDRESS__
		/* The address sanitizer inspects the process when it exits. */
		{"/proc", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR},
#endif
	};
	struct sandbox needs = {
		.rules = rules,
		.rules_count = COUNT(rules),
		.calls = &seccomp_session,
		.files = FILES,
		.memory = memory_octets,
	};

	find_directory(conf->database_file, directory);
	find_spool(conf, directory, spool);
	log_connect(log);
	if (conf->sandbox != CONF_SANDBOX_OFF && !prepare_store(conf, &needs.sockets, log))
		return false;
	return sandbox_restrict(&needs, conf->sandbox, log);
}
