/* Text in UTF-8 (RFC 3629), which is all that PostgreSQL stores as text. Pure. */
#ifndef COMMON_STORE_POSTGRESQL_UTF8_H
#define COMMON_STORE_POSTGRESQL_UTF8_H

/*
 * A copy of text with U+FFFD, the replacement character, in the place of each octet that is no
 * part of a valid character. The caller frees it with free(3). NULL if memory is short.
 */
char *utf8_repair(const char *text);

#endif
