/*
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed tag of 64 bits. Without the key nobody
 * can compute it or learn anything about the data from it. Pure. Overwrites every copy that it
 * makes of the data.
 */
#ifndef COMMON_BASE_SIPHASH_H
#define COMMON_BASE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

enum { SIPHASH_KEY_OCTETS = 16 };

uint64_t siphash(const unsigned char key[SIPHASH_KEY_OCTETS], const void *data, size_t octets);

#endif
