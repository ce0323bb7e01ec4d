/*
 * Descriptors that a program may wait for without a limit: files, and sockets between its own
 * processes. The peer's connection belongs to conn.h, which never waits for ever.
 *
 * A system call may stop halfway or be interrupted (EINTR); these functions go on until all is
 * done. The descriptor must not be non-blocking. On an error they return false, with errno; how
 * much was done by then is unknown.
 */
#ifndef COMMON_BASE_IO_H
#define COMMON_BASE_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Writes all of data. */
bool io_write_all(int fd, const void *data, size_t octets);

/* Writes all of data at a position in a file, with pwrite(2). */
bool io_write_all_at(int fd, const void *data, size_t octets, uint64_t position);

/* Reads the next octets. False, too, if the input ends before them; errno means nothing then.
 */
bool io_read_all(int fd, void *data, size_t octets);

/* The same from a position in a file, with pread(2). */
bool io_read_all_at(int fd, void *data, size_t octets, uint64_t position);

/* False, too, if fd is closed. */
bool io_is_socket(int fd);

#endif
