/* Growable bytes with a hard maximum, so that memory has a bound whatever a peer sends. */
#ifndef COMMON_BASE_BUF_H
#define COMMON_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

/* All zero but max is an empty one. data is the owner's to read, and its to buf_free(). */
struct buf {
	char *data;
	size_t octets;
	size_t room;
	size_t max;
};

/* Appends. False, and nothing changed, when that would pass max or memory is short. */
bool buf_append(struct buf *buf, const void *data, size_t octets);

/* Appends a string. As buf_append(). */
bool buf_append_text(struct buf *buf, const char *text);

/* Frees the memory; the buf is empty and can be used again. */
void buf_free(struct buf *buf);

#endif
