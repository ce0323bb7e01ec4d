/*
 * Networks as the operator writes them: IP addresses, and prefixes with the number of their
 * bits (RFC 4632 section 3.1, RFC 4291 section 2.3), such as "192.0.2.0/24, 2001:db8::/32,
 * ::1".
 */
#ifndef COMMON_BASE_NETWORK_H
#define COMMON_BASE_NETWORK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether each word of a list, between spaces, tabs or commas, is a network. If not, *wrong is
 * the first word that is none, and *octets its length. A list may be empty.
 */
bool network_list_is_valid(const char *list, const char **wrong, size_t *octets);

/* Whether one of the networks of a valid list has an address. False if address is none. */
bool network_list_has(const char *list, const char *address);

#endif
