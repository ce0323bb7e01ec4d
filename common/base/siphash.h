/*
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a short tag of some octets that nobody can make,
 * or tell anything from, without the key. Pure. All that it copies of the octets, it
 * overwrites.
 */
#ifndef COMMON_BASE_SIPHASH_H
#define COMMON_BASE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

enum { SIPHASH_KEY_OCTETS = 16 };

uint64_t siphash(const unsigned char key[SIPHASH_KEY_OCTETS], const void *data, size_t octets);

#endif
