#include "pop3d/fields.h"

#include "common/base/encoded_word.h"
#include "common/base/number.h"

void
fields_begin(struct fields *fields, struct conn *conn, int64_t message)
{
	*fields = (struct fields){
		.conn = conn,
		.message = message,
		.field = {.max = FIELDS_OCTETS + 1},
		.line_start = true,
	};
}

/* A line has no control characters but the tab after the id. */
static void
clean(char *text, size_t octets)
{
	for (size_t i = 0; i < octets; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7F)
			text[i] = ' ';
}

static bool
write_line(struct fields *fields, struct buf *line)
{
	char id[NUMBER_OCTETS + 1];
	char *end = number_write(id, (uint64_t)fields->message, 10);

	*end++ = '\t';
	clean(line->data, line->octets);
	if (!buf_append(line, "\n", 1))
		return false;
	conn_write(fields->conn, id, (size_t)(end - id));
	conn_write(fields->conn, line->data, line->octets);
	return true;
}

/* Writes the field that has been taken, if there is one. */
static void
write_field(struct fields *fields)
{
	struct buf line = {.max = SIZE_MAX};

	if (fields->field.octets == 0)
		return;
	fields->failed = !buf_append(&fields->field, "", 1) ||
			 !encoded_word_decode(fields->field.data, &line) ||
			 !write_line(fields, &line);
	fields->ended |= fields->failed;
	buf_free(&line);
	fields->field.octets = 0;
}

/* A NUL would end the field too early. A CR belongs to the line end. */
static void
take_octet(struct fields *fields, char octet)
{
	if (fields->line_start && octet != ' ' && octet != '\t' && octet != '\r')
		write_field(fields);
	if (octet == '\n') {
		fields->ended |= fields->line_start;
		fields->line_start = true;
	} else if (octet != '\r') {
		fields->line_start = false;
		if (fields->field.octets < FIELDS_OCTETS)
			buf_append(&fields->field, octet ? &octet : " ", 1);
	}
}

bool
fields_take(struct fields *fields, const char *text, size_t octets)
{
	for (size_t i = 0; i < octets && !fields->ended; i++)
		take_octet(fields, text[i]);
	return !fields->ended;
}

bool
fields_end(struct fields *fields)
{
	write_field(fields);
	buf_free(&fields->field);
	return !fields->failed;
}
