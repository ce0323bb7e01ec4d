/*
 * The parameters of a statement, in the binary form of the protocol. They are never part of the
 * SQL. Of numbers, texts and arrays there is a copy; octets must last until the statement has
 * been sent. What runs short of memory is noticed when it is sent.
 */
#ifndef COMMON_STORE_POSTGRESQL_PARAMETERS_H
#define COMMON_STORE_POSTGRESQL_PARAMETERS_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PARAMETERS_MAX = 15 }; /* of a statement */

/* All zero at first: no parameters. */
struct parameters {
	int count;
	bool no_memory;
	Oid types[PARAMETERS_MAX];
	const char *values[PARAMETERS_MAX];
	int lengths[PARAMETERS_MAX];
	int formats[PARAMETERS_MAX];
	uint64_t numbers[PARAMETERS_MAX]; /* as values[] point to them */
	void *copies[PARAMETERS_MAX];
};

/* Each adds the next parameter: $1, $2, … */
void parameters_add_number(struct parameters *parameters, int64_t number);
void parameters_add_text(struct parameters *parameters, const char *text); /* NULL: null */
void parameters_add_octets(struct parameters *parameters, const void *data, size_t octets);
void parameters_add_numbers(struct parameters *parameters, const int64_t numbers[],
			    size_t count);
void parameters_add_texts(struct parameters *parameters, const char *const texts[],
			  size_t count);

/* Frees the copies. */
void parameters_free(struct parameters *parameters);

#endif
