#include "common/base/siphash.h"

#include "common/base/memory.h"

struct state {
	uint64_t v[4];
};

static uint64_t
rotate(uint64_t word, unsigned bits)
{
	return word << bits | word >> (64 - bits);
}

/* Up to 8 octets as a little-endian number, on any machine. */
static uint64_t
read_word(const unsigned char *data, size_t octets)
{
	uint64_t word = 0;

	for (size_t i = 0; i < octets; i++)
		word |= (uint64_t)data[i] << (8 * i);
	return word;
}

static void
do_rounds(struct state *state, unsigned rounds)
{
	uint64_t *v = state->v;

	for (; rounds > 0; rounds--) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = rotate(v[1], 13) ^ v[0];
		v[3] = rotate(v[3], 16) ^ v[2];
		v[0] = rotate(v[0], 32);
		v[2] += v[1];
		v[0] += v[3];
		v[1] = rotate(v[1], 17) ^ v[2];
		v[3] = rotate(v[3], 21) ^ v[0];
		v[2] = rotate(v[2], 32);
	}
}

static void
take_word(struct state *state, uint64_t word)
{
	state->v[3] ^= word;
	do_rounds(state, 2);
	state->v[0] ^= word;
}

/* Not inlined, so that what it leaves on the stack lies below its caller. */
static __attribute__((noinline)) uint64_t
make_tag(const unsigned char key[SIPHASH_KEY_OCTETS], const void *data, size_t octets)
{
	uint64_t low = read_word(key, 8);
	uint64_t high = read_word(key + 8, 8);
	/* "somepseudorandomlygeneratedbytes" */
	struct state state = {{low ^ 0x736f6d6570736575, high ^ 0x646f72616e646f6d,
			       low ^ 0x6c7967656e657261, high ^ 0x7465646279746573}};
	const unsigned char *next = data;
	size_t left = octets;

	for (; left >= 8; left -= 8, next += 8)
		take_word(&state, read_word(next, 8));
	take_word(&state, read_word(next, left) | (uint64_t)octets << 56);
	state.v[2] ^= 0xff;
	do_rounds(&state, 4);
	return state.v[0] ^ state.v[1] ^ state.v[2] ^ state.v[3];
}

uint64_t
siphash(const unsigned char key[SIPHASH_KEY_OCTETS], const void *data, size_t octets)
{
	uint64_t tag = make_tag(key, data, octets);

	memory_wipe_stack();
	return tag;
}
