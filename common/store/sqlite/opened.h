/*
 * Which files SQLite has open for a database: the database itself, its write-ahead log and the
 * log's index. They are noted in the open(2) call that SQLite makes: to open the database a
 * second time and look would drop SQLite's locks when that descriptor is closed (fcntl(2)).
 */
#ifndef COMMON_STORE_SQLITE_OPENED_H
#define COMMON_STORE_SQLITE_OPENED_H

#include <stdbool.h>

#include "common/base/disk.h"

enum opened_part {
	OPENED_DATABASE,
	OPENED_WAL,
	OPENED_INDEX,
	OPENED_PARTS,
};

struct opened {
	struct disk_file files[OPENED_PARTS];
	enum opened_part
		refused; /* the last one that could not be opened; OPENED_PARTS: none */
};

/* What the name of each part adds to that of the database. */
extern const char *const opened_suffixes[OPENED_PARTS];

/*
 * From now on notes what SQLite opens for the database at path, and for no other. path must be
 * as disk_resolve() gives it, which is how SQLite names the files that it opens. False if
 * memory is short.
 */
bool opened_watch(const char *path);

/* What has been noted so far. */
struct opened opened_files(void);

/* The descriptor that SQLite has for a part; -1: none yet. */
int opened_descriptor(enum opened_part part);

#endif
