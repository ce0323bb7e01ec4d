/* Numbers as text, for replies that have a line for each of very many messages. */
#ifndef COMMON_NUMBER_H
#define COMMON_NUMBER_H

#include <stdint.h>

enum { NUMBER_OCTETS = 20 }; /* of the longest one, in base 10; in base 16 it has 16 */

/*
 * Writes a number to to, in base 10 or 16, without a sign, leading zeros or a NUL behind it.
 * Returns where it ends.
 */
char *number_write(char *to, uint64_t number, unsigned base);

#endif
