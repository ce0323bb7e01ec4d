/* Numbers as text: for replies that have a line for each of very many messages, and for people.
 */
#ifndef COMMON_BASE_NUMBER_H
#define COMMON_BASE_NUMBER_H

#include <stdint.h>

enum { NUMBER_OCTETS = 20 }; /* of the longest one, in base 10; in base 16 it has 16 */

/*
 * Writes a number to to, in base 10 or 16, without a sign, leading zeros or a NUL behind it.
 * Returns where it ends.
 */
char *number_write(char *to, uint64_t number, unsigned base);

enum { NUMBER_SIZE_OCTETS = 64 };

/*
 * Writes a size for people and for programs: "25 MB (26214400 octets)". Mail programs mean 1024
 * by K, as our settings do. It is rounded down, so that as much as it says fits.
 */
void number_write_size(char text[NUMBER_SIZE_OCTETS], uint64_t octets);

#endif
