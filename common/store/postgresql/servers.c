#include "common/store/postgresql/servers.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

/* The value of an option; NULL if it is not set. */
static const char *
value_of(const PQconninfoOption *options, const char *keyword)
{
	while (options->keyword && strcmp(options->keyword, keyword) != 0)
		options++;
	return options->val;
}

static size_t
count_elements(const char *list)
{
	size_t count = 1;

	while ((list = strchr(list, ','))) {
		list++;
		count++;
	}
	return count;
}

/* Copies an element of a list with commas; the only one stands for all. */
static void
copy_element(const PQconninfoOption *options, const char *keyword, size_t number,
	     char to[SERVERS_TEXT_OCTETS + 1])
{
	const char *list = value_of(options, keyword);

	if (!list)
		return;
	if (strchr(list, ','))
		for (; number > 0 && list; number--)
			list = strchr(list, ',') ? strchr(list, ',') + 1 : NULL;
	if (list)
		snprintf(to, SERVERS_TEXT_OCTETS + 1, "%.*s", (int)strcspn(list, ","), list);
}

/* Most strings name one, and need not be parsed for that. */
size_t
servers_count(const char *conninfo)
{
	PQconninfoOption *options =
		strchr(conninfo, ',') ? PQconninfoParse(conninfo, NULL) : NULL;
	const char *list = NULL;
	size_t count;

	if (options)
		list = value_of(options, "hostaddr");
	if (options && (!list || list[0] == '\0'))
		list = value_of(options, "host");
	count = list ? count_elements(list) : 1;
	PQconninfoFree(options);
	return count;
}

void
servers_find(const char *conninfo, size_t number, struct server *server)
{
	PQconninfoOption *options = PQconninfoParse(conninfo, NULL);

	server->host[0] = server->hostaddr[0] = server->port[0] = '\0';
	if (!options)
		return;
	copy_element(options, "host", number, server->host);
	copy_element(options, "hostaddr", number, server->hostaddr);
	copy_element(options, "port", number, server->port);
	PQconninfoFree(options);
}
