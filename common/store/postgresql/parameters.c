#include "common/store/postgresql/parameters.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/utf8.h"

/* Of types, in every PostgreSQL: src/include/catalog/pg_type.dat. */
enum {
	OID_BYTEA = 17,
	OID_INT8 = 20,
	OID_TEXT = 25,
	OID_TEXTS = 1009,
	OID_INT8S = 1016,
};

/* An array is dimensions, flags, type of the elements, their number, the first index; then the
 * elements, each after its length. */
enum { ARRAY_HEAD = 5 * sizeof(uint32_t) };

static void
add(struct parameters *parameters, Oid type, const void *value, size_t octets)
{
	int i = parameters->count++;

	parameters->types[i] = type;
	parameters->values[i] = value;
	parameters->lengths[i] = (int)octets;
	parameters->formats[i] = 1;
	parameters->copies[i] = NULL;
}

/* Adds memory of our own, or notes that there is none. */
static void
add_copy(struct parameters *parameters, Oid type, void *copy, size_t octets)
{
	add(parameters, type, copy, copy ? octets : 0);
	parameters->copies[parameters->count - 1] = copy;
	parameters->no_memory |= copy == NULL;
}

void
parameters_add_number(struct parameters *parameters, int64_t number)
{
	uint64_t *at = &parameters->numbers[parameters->count];

	*at = htobe64((uint64_t)number);
	add(parameters, OID_INT8, at, sizeof(*at));
}

void
parameters_add_text(struct parameters *parameters, const char *text)
{
	char *copy;

	if (!text) {
		add(parameters, OID_TEXT, NULL, 0);
		return;
	}
	copy = utf8_repair(text);
	add_copy(parameters, OID_TEXT, copy, copy ? strlen(copy) : 0);
}

void
parameters_add_octets(struct parameters *parameters, const void *data, size_t octets)
{
	add(parameters, OID_BYTEA, data, octets);
}

static unsigned char *
put_word(unsigned char *to, uint32_t number)
{
	uint32_t word = htobe32(number);

	memcpy(to, &word, sizeof(word));
	return to + sizeof(word);
}

static unsigned char *
put_head(unsigned char *to, Oid type, size_t count)
{
	to = put_word(to, 1);
	to = put_word(to, 0);
	to = put_word(to, type);
	to = put_word(to, (uint32_t)count);
	return put_word(to, 1);
}

void
parameters_add_numbers(struct parameters *parameters, const int64_t numbers[], size_t count)
{
	const size_t octets = ARRAY_HEAD + count * (sizeof(uint32_t) + sizeof(uint64_t));
	unsigned char *array = malloc(octets);
	unsigned char *to = array ? put_head(array, OID_INT8, count) : NULL;

	for (size_t i = 0; array && i < count; i++) {
		uint64_t number = htobe64((uint64_t)numbers[i]);

		to = put_word(to, sizeof(number));
		memcpy(to, &number, sizeof(number));
		to += sizeof(number);
	}
	add_copy(parameters, OID_INT8S, array, octets);
}

/* Text that has been made UTF-8. False if memory is short. */
static bool
put_text(unsigned char **array, size_t *used, const char *text)
{
	char *copy = utf8_repair(text);
	size_t octets = copy ? strlen(copy) : 0;
	unsigned char *grown = realloc(*array, *used + sizeof(uint32_t) + octets);

	if (grown)
		*array = grown;
	if (grown && copy) {
		unsigned char *to = put_word(grown + *used, (uint32_t)octets);

		memcpy(to, copy, octets); // NOLINT(bugprone-not-null-terminated-result)
		*used += sizeof(uint32_t) + octets;
	}
	free(copy);
	return grown && copy;
}

void
parameters_add_texts(struct parameters *parameters, const char *const texts[], size_t count)
{
	size_t used = ARRAY_HEAD;
	unsigned char *array = malloc(used);
	bool has_memory = array != NULL;

	if (array)
		put_head(array, OID_TEXT, count);
	for (size_t i = 0; i < count && has_memory; i++)
		has_memory = put_text(&array, &used, texts[i]);
	if (!has_memory) {
		free(array);
		array = NULL;
	}
	add_copy(parameters, OID_TEXTS, array, used);
}

void
parameters_free(struct parameters *parameters)
{
	for (int i = 0; i < parameters->count; i++)
		free(parameters->copies[i]);
	*parameters = (struct parameters){.count = 0};
}
