/*
 * Internationalized domain names. A label in UTF-8 (a U-label) and the A-label that the DNS has
 * for it are the same; names are compared as A-labels (RFC 5890 section 2.3.2, RFC 3492). Pure.
 *
 * A U-label is mapped first: capitals and decomposed characters are not what the DNS has, but
 * what people type (RFC 5895; `mapping` says which). No character is refused, so this is not
 * all of IDNA. A-labels are taken as they are.
 */
#ifndef COMMON_BASE_IDN_H
#define COMMON_BASE_IDN_H

#include <stdbool.h>

enum {
	IDN_DOMAIN_OCTETS = 255, /* RFC 5321 section 4.5.3.1.2 */
	IDN_LABEL_OCTETS = 63,   /* RFC 1035 section 2.3.4 */
};

/*
 * Writes a domain with A-labels in the place of U-labels. Everything that is ASCII stays as it
 * is, in any letter case, an address literal too. False if a label is not UTF-8, or an A-label
 * or the domain would be too long.
 */
bool idn_to_ascii(const char *domain, char ascii[IDN_DOMAIN_OCTETS + 1]);

#endif
