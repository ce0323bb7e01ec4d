/*
 * Internationalized domain names. A label in UTF-8 (a U-label) and the A-label that the DNS has
 * for it are the same; names are compared as A-labels (RFC 5890 section 2.3.2, RFC 3492). Pure.
 *
 * This is not all of IDNA. A U-label must be as RFC 5891 has it in the DNS: normalized (NFC),
 * with its letters in lower case, except that ASCII letters may be in either case. No character
 * is mapped to another (RFC 5895), and none is refused.
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
