#include "common/base/buf.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 512 };

static bool
grow(struct buf *buf, size_t needed)
{
	size_t room = buf->room ? buf->room : FIRST_ROOM;
	char *data;

	while (room < needed)
		room *= 2;
	data = realloc(buf->data, room);
	if (!data)
		return false;
	buf->data = data;
	buf->room = room;
	return true;
}

bool
buf_append(struct buf *buf, const void *data, size_t octets)
{
	if (octets > buf->max - buf->octets)
		return false;
	if (octets > buf->room - buf->octets && !grow(buf, buf->octets + octets))
		return false;
	if (octets > 0)
		memcpy(buf->data + buf->octets, data, octets);
	buf->octets += octets;
	return true;
}

bool
buf_append_text(struct buf *buf, const char *text)
{
	return buf_append(buf, text, strlen(text));
}

void
buf_free(struct buf *buf)
{
	free(buf->data);
	buf->data = NULL;
	buf->octets = 0;
	buf->room = 0;
}
