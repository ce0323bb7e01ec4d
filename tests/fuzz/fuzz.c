#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/wait.h"

void
fuzz_fail(const char *file, int line, const char *condition)
{
	fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
	abort();
}

static void
print_octets(const char *name, const unsigned char *data, size_t octets)
{
	fprintf(stderr, "%s, %zu octets: \"", name, octets);
	for (size_t i = 0; i < octets && i < 1000; i++) {
		if (data[i] >= 0x20 && data[i] <= 0x7E)
			fputc(data[i], stderr);
		else
			fprintf(stderr, "\\x%02x", data[i]);
	}
	fprintf(stderr, "\"\n");
}

void
fuzz_same(const char *file, int line, const void *a, size_t a_octets, const void *b,
	  size_t b_octets)
{
	if (a_octets == b_octets && (a_octets == 0 || memcmp(a, b, a_octets) == 0))
		return;
	print_octets("one", a, a_octets);
	print_octets("the other", b, b_octets);
	fuzz_fail(file, line, "they are the same");
}

/* --- inputs --- */

enum { REPEAT = 0x1F, REPEATED_OCTETS = 128 };

static void *
allocate(size_t octets)
{
	void *memory = malloc(octets);

	FUZZ_CHECK(memory);
	return memory;
}

struct fuzz_text
fuzz_expand(const uint8_t *data, size_t size)
{
	struct fuzz_text text = {.octets = 0};
	size_t room = 1;

	for (size_t i = 0; i < size; i++)
		room += data[i] == REPEAT && i + 1 < size ? REPEATED_OCTETS * data[++i] : 1U;
	text.data = allocate(room);
	for (size_t i = 0; i < size; i++) {
		if (data[i] == REPEAT && i + 1 < size) {
			size_t octets = (size_t)REPEATED_OCTETS * data[++i];

			memset(text.data + text.octets, 'x', octets);
			text.octets += octets;
		} else {
			text.data[text.octets++] = (char)data[i];
		}
	}
	text.data[text.octets] = '\0';
	return text;
}

struct fuzz_text
fuzz_take_line(const uint8_t **data, size_t *size)
{
	const uint8_t *lf = *size > 0 ? memchr(*data, '\n', *size) : NULL;
	size_t octets = lf ? (size_t)(lf - *data) : *size;
	size_t taken = lf ? octets + 1 : octets;
	struct fuzz_text text = {.data = allocate(octets + 1), .octets = octets};

	if (octets > 0)
		memcpy(text.data, *data, octets);
	text.data[octets] = '\0';
	*data += taken;
	*size -= taken;
	return text;
}

struct fuzz_text
fuzz_copy(const struct fuzz_text *text)
{
	struct fuzz_text copy = {.data = allocate(text->octets + 1), .octets = text->octets};

	memcpy(copy.data, text->data, text->octets + 1);
	return copy;
}

void
fuzz_text_free(struct fuzz_text *text)
{
	free(text->data);
	*text = (struct fuzz_text){.data = NULL};
}

/* How often the octet at text[done] comes in a row. */
static size_t
run_octets(const struct fuzz_text *text, size_t done)
{
	size_t end = done + 1;

	while (end < text->octets && text->data[end] == text->data[done])
		end++;
	return end - done;
}

size_t
fuzz_piece(enum fuzz_cut cut, const struct fuzz_text *text, size_t done)
{
	size_t left = text->octets - done;
	size_t piece = left;

	if (cut == FUZZ_PIECES)
		piece = 1 + ((unsigned char)text->data[done] * 7U + done * 13U) % 29U;
	else if (cut == FUZZ_OCTETS)
		piece = 1;
	if (cut != FUZZ_WHOLE && run_octets(text, done) > REPEATED_OCTETS / 2)
		piece = run_octets(text, done) - 1;
	return piece < left ? piece : left;
}

/* --- the wire --- */

/*
 * A number that no descriptor has. What the linker's --wrap leads here is the programs' read(2)
 * and write(2), and libFuzzer's own; only those of this number are the wire.
 */
enum { WIRE = 1000000 };

static struct {
	const struct fuzz_text *input;
	enum fuzz_cut cut;
	size_t read;
	struct buf output;
} wire = {.output = {.max = SIZE_MAX}};

ssize_t __real_read(int fd, void *data, size_t octets);
ssize_t __wrap_read(int fd, void *data, size_t octets);
ssize_t __real_write(int fd, const void *data, size_t octets);
ssize_t __wrap_write(int fd, const void *data, size_t octets);
enum wait_result __real_wait_ready(int fd, short events, int64_t end_ms);
enum wait_result __wrap_wait_ready(int fd, short events, int64_t end_ms);

ssize_t
__wrap_read(int fd, void *data, size_t octets)
{
	size_t piece;

	if (fd != WIRE)
		return __real_read(fd, data, octets);
	if (wire.read == wire.input->octets)
		return 0;
	piece = fuzz_piece(wire.cut, wire.input, wire.read);
	if (piece > octets)
		piece = octets;
	memcpy(data, wire.input->data + wire.read, piece);
	wire.read += piece;
	return (ssize_t)piece;
}

ssize_t
__wrap_write(int fd, const void *data, size_t octets)
{
	if (fd != WIRE)
		return __real_write(fd, data, octets);
	FUZZ_CHECK(buf_append(&wire.output, data, octets));
	return (ssize_t)octets;
}

enum wait_result
__wrap_wait_ready(int fd, short events, int64_t end_ms)
{
	return fd == WIRE ? WAIT_READY : __real_wait_ready(fd, events, end_ms);
}

void
fuzz_wire(struct conn *conn, const struct fuzz_text *text, enum fuzz_cut cut)
{
	wire.input = text;
	wire.cut = cut;
	wire.read = 0;
	wire.output.octets = 0;
	conn_init(conn, WIRE, WIRE, 3600, 3600);
}

struct fuzz_text
fuzz_wire_output(struct conn *conn)
{
	FUZZ_CHECK(conn_flush(conn) == CONN_OK);
	return (struct fuzz_text){.data = wire.output.data, .octets = wire.output.octets};
}
