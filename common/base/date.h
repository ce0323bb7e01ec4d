/* Dates in messages, in UTC, and in the log. They are in English, whatever the locale is. */
#ifndef COMMON_BASE_DATE_H
#define COMMON_BASE_DATE_H

#include <stdint.h>

enum { DATE_OCTETS = 48 };

/* "Mon, 23 Nov 2026 18:50:31 +0000" (RFC 5322 section 3.3). seconds: since 1970. */
void date_of_header(int64_t seconds, char text[DATE_OCTETS]);

/* "Mon Nov 23 18:50:31 2026", the form of asctime(3) (RFC 4155 appendix A). */
void date_of_mbox(int64_t seconds, char text[DATE_OCTETS]);

/*
 * "Nov 23 18:50:31", in local time (RFC 3164 section 4.1.2). A sandboxed program must have
 * called tzset(3) before: it cannot read the time zone file inside.
 */
void date_of_syslog(int64_t seconds, char text[DATE_OCTETS]);

#endif
