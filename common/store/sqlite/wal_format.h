/* What we know of the write-ahead log's file format and of its index:
 * sqlite.org/fileformat2.html, section 4, and sqlite.org/walformat.html, section 2. */
#ifndef COMMON_STORE_SQLITE_WAL_FORMAT_H
#define COMMON_STORE_SQLITE_WAL_FORMAT_H

enum {
	WAL_HEADER_OCTETS = 32,
	WAL_HEADER_SALTS = 16, /* the place of the salts in the header */
	WAL_SALTS_OCTETS = 8,
	/* A frame is a header and a page. */
	WAL_FRAME_HEADER_OCTETS = 24,
	WAL_FRAME_COMMIT = 4, /* the place of the commit mark: not 0 in the last of a commit */
	WAL_FRAME_COMMIT_OCTETS = 4,
	WAL_FRAME_SALTS = 8,
	WAL_PAGE_OCTETS = 4096,
	WAL_FRAME_OCTETS = WAL_FRAME_HEADER_OCTETS + WAL_PAGE_OCTETS,
	/* The index begins with words of 32 bits. */
	WAL_INDEX_FRAMES = 4,   /* in the log */
	WAL_INDEX_COPIED = 24,  /* those of them that are in the database */
	WAL_INDEX_COPYING = 32, /* those of them that the last checkpoint began to copy */
	WAL_INDEX_HEADER_WORDS = 34,
	/* The byte of the index that a process locks while it writes to the log. */
	WAL_INDEX_WRITE_LOCK = 120,
	/* The byte of the index on which each process that has it open holds a lock. It is not
	 * part of the format: os_unix.c of SQLite has it. */
	WAL_INDEX_OPEN_LOCK = 128,
};

#endif
