/*
 * What the fuzz targets share: a check that ends the run, inputs that stand for longer ones,
 * cuts, and a wire without a peer. A target is one file with LLVMFuzzerTestOneInput(), which
 * libFuzzer calls with input after input; its input is text as far as that goes, so that a
 * corpus can be read.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/wire/conn.h"

/* libFuzzer's entry. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process as a crash does, with a line about what does not hold. */
#define FUZZ_CHECK(condition)                                                                  \
	do {                                                                                   \
		if (!(condition))                                                              \
			fuzz_fail(__FILE__, __LINE__, #condition);                             \
	} while (0)

_Noreturn void fuzz_fail(const char *file, int line, const char *condition);

/* The same octets, or the process ends. */
void fuzz_same(const char *file, int line, const void *a, size_t a_octets, const void *b,
	       size_t b_octets);

#define FUZZ_SAME(a, a_octets, b, b_octets)                                                    \
	fuzz_same(__FILE__, __LINE__, a, a_octets, b, b_octets)

/* Octets with a NUL behind them. */
struct fuzz_text {
	char *data;
	size_t octets;
};

/*
 * A copy of size octets, to be freed; where they hold 0x1F and another octet, n, 128 times n
 * letters stand instead, so that short inputs can be about long lines and large messages.
 */
struct fuzz_text fuzz_expand(const uint8_t *data, size_t size);

/*
 * Takes the first line off an input: size octets at *data. Its copy is to be freed; what is
 * behind its LF is left. Without a LF all is taken.
 */
struct fuzz_text fuzz_take_line(const uint8_t **data, size_t *size);

/* A copy, to be freed. */
struct fuzz_text fuzz_copy(const struct fuzz_text *text);

void fuzz_text_free(struct fuzz_text *text);

/* Ways to cut an input into pieces. */
enum fuzz_cut {
	FUZZ_WHOLE,
	FUZZ_OCTETS, /* one by one, but long runs of the same one together */
	FUZZ_PIECES, /* of lengths that the input itself decides, runs as above */
	FUZZ_CUTS,
};

/* How long the piece is that begins at text[done]; text has more than that. */
size_t fuzz_piece(enum fuzz_cut cut, const struct fuzz_text *text, size_t done);

/* Starts a conversation: conn reads text, cut, and then comes the end of the input. */
void fuzz_wire(struct conn *conn, const struct fuzz_text *text, enum fuzz_cut cut);

/* What has been written since fuzz_wire(), flushed; it holds until the next fuzz_wire(). */
struct fuzz_text fuzz_wire_output(struct conn *conn);

#endif
