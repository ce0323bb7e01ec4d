#include "common/store/sqlite/files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/disk.h"

static const char lock_suffix[] = "-lock";

enum store_status
files_replaced(struct database *database, const char *suffix)
{
	snprintf(database->why, STORE_WHY_OCTETS,
		 "%.200s%s is no longer the file that this session has opened",
		 database_name(database), suffix);
	return STORE_MISSING;
}

enum store_status
files_missing(struct database *database)
{
	return database_explain(database, STORE_MISSING,
				"there is no database here: mount its file system, restore a "
				"backup, or make one with smtpd --create");
}

enum store_status
files_check(struct database *database)
{
	const struct disk_file *files = database->opened.files;
	const size_t octets = strlen(database->conf->database_file);
	char path[DISK_PATH_OCTETS + sizeof(lock_suffix)];

	memcpy(path, database->conf->database_file, octets);
	for (enum opened_part part = 0; part < OPENED_PARTS; part++) {
		memcpy(path + octets, opened_suffixes[part], strlen(opened_suffixes[part]) + 1);
		if (files[part].inode != 0 && !disk_is_at(&files[part], path))
			return files_replaced(database, opened_suffixes[part]);
	}
	memcpy(path + octets, lock_suffix, sizeof(lock_suffix));
	if (!disk_is_at(&database->lock_file, path))
		return files_replaced(database, lock_suffix);
	if (files[OPENED_DATABASE].inode == 0 ||
	    disk_is_at(&files[OPENED_DATABASE], database->conf->database))
		return STORE_OK;
	return database_explain(database, STORE_MISSING,
				"the path that is set no longer leads here");
}

enum store_status
files_open_lock(struct database *database)
{
	char path[DISK_PATH_OCTETS + 1];

	if ((size_t)snprintf(path, sizeof(path), "%s%s", database->conf->database_file,
			     lock_suffix) >= sizeof(path))
		return database_open_failed(database, lock_suffix, ENAMETOOLONG);
	database->lock = disk_open_beside(database->conf->database_file, path);
	if (database->lock < 0 || !disk_find_file(database->lock, &database->lock_file))
		return database_open_failed(database, lock_suffix, errno);
	return STORE_OK;
}

enum store_status
files_make(struct database *database)
{
	const char *path = database->conf->database_file;
	struct stat status;
	int fd;

	if (stat(path, &status) == 0 ? status.st_size > 0 : errno != ENOENT && errno != ENOTDIR)
		return STORE_OK;
	if (!database->may_create)
		return files_missing(database);
	fd = disk_open_beside(path, path);
	if (fd < 0)
		return database_open_failed(database, "", errno);
	close(fd);
	return STORE_OK;
}
