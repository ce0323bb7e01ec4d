/*
 * How SQLite's reads and writes of the write-ahead log, and of the database in a checkpoint,
 * reach the files: many pages in one call. SQLite itself makes one call for each page, and two
 * for each frame of the log.
 *
 * frames_gather() gathers the frames of a transaction. They are written with the frame that
 * carries the commit mark, or before that: when the memory is full, when SQLite writes
 * elsewhere in the log, and when it reads one of them. This keeps four promises:
 *
 * - SQLite shows a transaction to other processes after it has written the last frame. By then
 *   all its frames are in the file, so that a sync after the COMMIT covers them.
 * - A write that fails is reported by the call in which SQLite writes the last frame, or an
 *   earlier one. All later writes of the transaction fail as well, so no commit mark follows a
 *   gap.
 * - Frames that SQLite gives up with their transaction are never written after the writer lock
 *   is released: from then on their place in the file belongs to the next transaction.
 * - Only frames are gathered. The header of the log goes to the file at once: SQLite syncs it.
 *
 * frames_copy() gathers the pages that a checkpoint copies to the database, and reads the log
 * ahead. The pages are written before SQLite sets the size of the database, which it does
 * between the last page and the sync; an error of theirs is an error of that call. SQLite does
 * neither if a reader kept it from copying the whole log, or if somebody has made the log
 * longer meanwhile. So nothing is gathered where a reader does that, as the index of the log
 * tells, and nobody else can write to the log while pages are gathered.
 *
 * At all times, frames are read ahead when SQLite makes the index again: only then does it read
 * whole frames, and it locks all others out.
 */
#ifndef COMMON_STORE_SQLITE_FRAMES_H
#define COMMON_STORE_SQLITE_FRAMES_H

#include <stdbool.h>

/* Takes these calls over from SQLite. False if it does not let us. */
bool frames_watch(void);

/* Call it under the writer lock, before the first change of a transaction. */
void frames_gather(void);

/* Call it under the writer lock, before a checkpoint. */
void frames_copy(void);

/* Ends either, and forgets what has not been written. Call it before the writer lock is
 * released, and after a checkpoint. */
void frames_end(void);

#endif
