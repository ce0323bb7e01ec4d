/* Dates in messages, in UTC, in English whatever the locale says. */
#ifndef COMMON_DATE_H
#define COMMON_DATE_H

#include <stdint.h>

enum { DATE_OCTETS = 48 };

/* "Mon, 23 Nov 2026 18:50:31 +0000" (RFC 5322 section 3.3). seconds: since 1970. */
void date_of_header(int64_t seconds, char text[DATE_OCTETS]);

/* "Mon Nov 23 18:50:31 2026", as asctime(3) has it (RFC 4155 appendix A). */
void date_of_mbox(int64_t seconds, char text[DATE_OCTETS]);

#endif
