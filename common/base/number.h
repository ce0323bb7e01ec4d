/* Unsigned numbers as text: the one parser of decimal digits, and how numbers are written. */
#ifndef COMMON_BASE_NUMBER_H
#define COMMON_BASE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

enum number_status {
	NUMBER_OK,
	NUMBER_MISSING,   /* the text does not start with a digit */
	NUMBER_TOO_LARGE, /* more than UINT64_MAX */
};

/*
 * Reads the decimal digits at *text and moves *text past them. Leading zeros are allowed; a
 * sign and white space are not. *number is 0 if there is no digit, and UINT64_MAX if the number
 * is too large.
 */
enum number_status number_read(const char **text, uint64_t *number);

/* Reads a text that is a decimal number and nothing else. False for any other text, and for a
 * number that is too large. */
bool number_parse(const char *text, uint64_t *number);

enum { NUMBER_OCTETS = 20 }; /* the longest in base 10; in base 16 it is 16 */

/*
 * Writes a number at to, in base 10 or 16, without leading zeros and without a NUL. Returns the
 * end. Faster than snprintf(3), for replies with a line for each of many messages.
 */
char *number_write(char *to, uint64_t number, unsigned base);

enum { NUMBER_SIZE_OCTETS = 64 };

/*
 * Writes a size for people and for programs: "25 MB (26214400 octets)". K is 1024, as in our
 * settings and in mail programs. The first number is rounded down, so that a message of that
 * size fits.
 */
void number_write_size(char text[NUMBER_SIZE_OCTETS], uint64_t octets);

#endif
