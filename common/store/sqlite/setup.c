#include "common/store/sqlite/setup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/base/disk.h"
#include "common/base/memory.h"
#include "common/store/sqlite/checkpoint.h"
#include "common/store/sqlite/files.h"
#include "common/store/sqlite/frames.h"
#include "common/store/sqlite/schema.h"
#include "common/store/sqlite/transaction.h"
#include "common/store/sqlite/wal.h"

static enum store_status
configure(struct database *database)
{
	sqlite3_busy_timeout(database->sqlite, (int)database->conf->lock_timeout * 1000);
	wal_follow(database);
	/* They are for what comes after a migration, and cannot change in a transaction. */
	database_enforce_foreign_keys(database, false);
	return database_execute(database, "PRAGMA synchronous=NORMAL");
}

/*
 * Reads for the first time, which opens log and index. If there is no index, it may have been
 * removed while a session that has it open is in the middle of a change. So the index is made
 * from the log under the writer lock, which nobody gets any more with the old index.
 */
static enum store_status
open_index(struct database *database)
{
	char path[DISK_PATH_OCTETS + sizeof("-shm")];
	enum store_status status;
	int version;

	snprintf(path, sizeof(path), "%s%s", database->conf->database_file,
		 opened_suffixes[OPENED_INDEX]);
	if (access(path, F_OK) == 0)
		return STORE_OK;
	status = transaction_lock(database);
	if (status != STORE_OK)
		return status;
	status = database_number(database, "PRAGMA user_version", &version);
	transaction_unlock(database);
	return status;
}

static enum store_status
open_files(struct database *database)
{
	const char *path = database->conf->database_file;
	enum store_status status = files_make(database);

	if (status != STORE_OK)
		return status;
	status = files_open_lock(database);
	if (status != STORE_OK)
		return status;
	if (!opened_watch(path) || !frames_watch())
		return database_open_failed(database, "", ENOMEM);
	status = database_status(database, sqlite3_open_v2(path, &database->sqlite,
							   SQLITE_OPEN_READWRITE, NULL));
	if (status == STORE_OK)
		status = configure(database);
	if (status == STORE_OK)
		status = open_index(database);
	if (status == STORE_OK)
		status = schema_open(database);
	if (status == STORE_OK)
		database_enforce_foreign_keys(database, true);
	return status;
}

/* For statements that need more room than their cache: the sandbox leaves no other place. */
static void
keep_temporary_files_beside(const char *path)
{
	char directory[DISK_PATH_OCTETS + 1];

	disk_directory_of(path, directory);
	setenv("SQLITE_TMPDIR", directory, 1);
}

static void
close_files(struct database *database)
{
	sqlite3_close(database->sqlite);
	database->sqlite = NULL;
	if (database->wal >= 0)
		close(database->wal);
	if (database->lock >= 0)
		close(database->lock);
	database->wal = database->lock = -1;
}

/*
 * On a full disk the reserve also makes room for a log and an index that are missing: otherwise
 * nobody could sign in and delete.
 */
enum store_status
setup_open(struct database *database, const struct conf *conf, bool may_create,
	   char why[STORE_WHY_OCTETS])
{
	enum store_status status;

	memory_prepare_for_store();
	keep_temporary_files_beside(conf->database_file);
	/* One thread, and no statistics: neither costs time. Later calls change nothing. */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	*database = (struct database){
		.conf = conf, .may_create = may_create, .lock = -1, .wal = -1, .why = why};
	status = open_files(database);
	if (status == STORE_FULL && database->lock >= 0 && reserve_open(database)) {
		close_files(database);
		status = open_files(database);
		reserve_make(database);
	}
	return status;
}

void
setup_close(struct database *database)
{
	sqlite3_finalize(database->begin);
	sqlite3_finalize(database->commit);
	close_files(database);
}
