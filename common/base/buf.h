/* A byte buffer that grows up to a fixed maximum, so that no peer can make it take more memory.
 */
#ifndef COMMON_BASE_BUF_H
#define COMMON_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

/* All zero except max: an empty buffer. The owner reads data, and frees it with buf_free(). */
struct buf {
	char *data;
	size_t octets;
	size_t room;
	size_t max;
};

/* Appends data. False if that would exceed max or memory is short; nothing has changed then. */
bool buf_append(struct buf *buf, const void *data, size_t octets);

/* Appends a string, as buf_append() does. */
bool buf_append_text(struct buf *buf, const char *text);

/* Frees the memory. The buffer is empty then, and can be used again. */
void buf_free(struct buf *buf);

#endif
