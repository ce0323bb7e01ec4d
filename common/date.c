#include "common/date.h"

#include <stdio.h>
#include <time.h>

static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
				 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static struct tm
utc(int64_t seconds)
{
	time_t when = (time_t)seconds;
	struct tm tm = {.tm_mday = 1};

	gmtime_r(&when, &tm);
	return tm;
}

void
date_of_header(int64_t seconds, char text[DATE_OCTETS])
{
	struct tm tm = utc(seconds);

	snprintf(text, DATE_OCTETS, "%s, %d %s %d %02d:%02d:%02d +0000", days[tm.tm_wday],
		 tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900, tm.tm_hour, tm.tm_min,
		 tm.tm_sec);
}

void
date_of_mbox(int64_t seconds, char text[DATE_OCTETS])
{
	struct tm tm = utc(seconds);

	snprintf(text, DATE_OCTETS, "%s %s %2d %02d:%02d:%02d %d", days[tm.tm_wday],
		 months[tm.tm_mon], tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
		 tm.tm_year + 1900);
}
