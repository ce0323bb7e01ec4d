#include "common/base/date.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
				 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

enum {
	DAY_SECONDS = 86400,
	ERA_DAYS = 146097,   /* 400 years, the period of the calendar */
	EPOCH_DAYS = 719468, /* from 1 March of the year 0 to 1 January 1970 */
	EPOCH_WEEKDAY = 4,   /* a Thursday */
};

struct date {
	int64_t year;
	unsigned month; /* 0: January */
	unsigned day;
	unsigned weekday;
	unsigned seconds; /* of the day */
};

/* The remainder of a divided by b, never negative. */
static int64_t
modulo(int64_t a, int64_t b)
{
	return (a % b + b) % b;
}

/*
 * Years are counted from 1 March here, and days from 1 March of the year 0. Such a year ends
 * with its leap day, and its months come in fives of 153 days: 31, 30, 31, 30, 31.
 */
static void
set_day(struct date *date, int64_t day)
{
	unsigned of_era = (unsigned)modulo(day, ERA_DAYS);
	unsigned year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	unsigned of_year = of_era - (365 * year + year / 4 - year / 100);
	unsigned month = (5 * of_year + 2) / 153;

	date->day = of_year - (153 * month + 2) / 5 + 1;
	date->month = (month + 2) % 12;
	date->year = (day - of_era) / ERA_DAYS * 400 + year + (date->month < 2);
}

/* gmtime(3) would first read the time zone file, which a sandbox forbids. */
static struct date
utc(int64_t seconds)
{
	struct date date = {.seconds = (unsigned)modulo(seconds, DAY_SECONDS)};
	int64_t day = seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0);

	date.weekday = (unsigned)modulo(day + EPOCH_WEEKDAY, 7);
	set_day(&date, day + EPOCH_DAYS);
	return date;
}

void
date_of_header(int64_t seconds, char text[DATE_OCTETS])
{
	struct date date = utc(seconds);

	snprintf(text, DATE_OCTETS, "%s, %u %s %" PRId64 " %02u:%02u:%02u +0000",
		 days[date.weekday], date.day, months[date.month], date.year,
		 date.seconds / 3600, date.seconds / 60 % 60, date.seconds % 60);
}

void
date_of_mbox(int64_t seconds, char text[DATE_OCTETS])
{
	struct date date = utc(seconds);

	snprintf(text, DATE_OCTETS, "%s %s %2u %02u:%02u:%02u %" PRId64, days[date.weekday],
		 months[date.month], date.day, date.seconds / 3600, date.seconds / 60 % 60,
		 date.seconds % 60, date.year);
}

void
date_of_syslog(int64_t seconds, char text[DATE_OCTETS])
{
	time_t when = (time_t)seconds;
	struct tm tm = {.tm_mday = 1};

	localtime_r(&when, &tm);
	snprintf(text, DATE_OCTETS, "%s %2d %02d:%02d:%02d", months[tm.tm_mon], tm.tm_mday,
		 tm.tm_hour, tm.tm_min, tm.tm_sec);
}
