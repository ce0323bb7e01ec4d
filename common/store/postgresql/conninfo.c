#include "common/store/postgresql/conninfo.h"

#include <errno.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { USER_OCTETS = 4096 }; /* of a line of /etc/passwd */

const char *
conninfo_of(const char *setting)
{
	const char *rest = setting + strlen(CONF_POSTGRESQL);

	return strncmp(rest, "//", 2) == 0 ? setting : rest;
}

const char *
conninfo_for_maildrops(const struct conf *conf)
{
	return conninfo_of(conf->session_database[0] ? conf->session_database : conf->database);
}

/* Whether all hosts of a list, with commas between them, are directories of UNIX sockets. */
static bool
are_directories(const char *hosts)
{
	while (hosts) {
		if (hosts[0] != '/')
			return false;
		hosts = strchr(hosts, ',');
		if (hosts)
			hosts++;
	}
	return true;
}

/* Whether libpq needs nothing that the sandbox closes. */
static bool
fits_into_sandbox(const PQconninfoOption *option)
{
	if (!option->val || option->val[0] == '\0')
		return true;
	if (strcmp(option->keyword, "host") == 0)
		return are_directories(option->val);
	return strcmp(option->keyword, "hostaddr") != 0 &&
	       strcmp(option->keyword, "service") != 0;
}

/* libpq's own words could quote a password. */
static bool
check(const char *name, const char *setting, bool sandboxed, char why[STORE_WHY_OCTETS])
{
	PQconninfoOption *options = PQconninfoParse(conninfo_of(setting), NULL);
	bool fits = true;

	if (!options) {
		snprintf(why, STORE_WHY_OCTETS,
			 "%s: this is not a connection string of libpq, as in "
			 "postgresql:host=/run/postgresql dbname=mail",
			 name);
		return false;
	}
	for (const PQconninfoOption *option = options; option->keyword && fits; option++)
		fits = !sandboxed || fits_into_sandbox(option);
	PQconninfoFree(options);
	if (!fits)
		snprintf(why, STORE_WHY_OCTETS,
			 "%s: with the sandbox only UNIX sockets are left: set host to the "
			 "directory of pgbouncer's socket, or sandbox to off",
			 name);
	return fits;
}

bool
conninfo_check(const struct conf *conf, char why[STORE_WHY_OCTETS])
{
	bool sandboxed = conf->sandbox != CONF_SANDBOX_OFF;

	return check("database", conf->database, sandboxed, why) &&
	       (conf->session_database[0] == '\0' ||
		check("session_database", conf->session_database, sandboxed, why));
}

bool
conninfo_print_environment(const struct conf *conf, FILE *output)
{
	PQconninfoOption *options = PQconninfoParse(conninfo_for_maildrops(conf), NULL);
	bool printed = options != NULL;

	for (const PQconninfoOption *option = options; printed && option->keyword; option++) {
		if (!option->envvar || !option->val || option->val[0] == '\0')
			continue;
		printed = !strchr(option->val, '\n') &&
			  fprintf(output, "%s=%s\n", option->envvar, option->val) > 0;
	}
	PQconninfoFree(options);
	return printed;
}

bool
conninfo_prepare(void)
{
	struct passwd entry;
	struct passwd *user = NULL;
	char room[USER_OCTETS];
	int error = getpwuid_r(geteuid(), &entry, room, sizeof(room), &user);

	/* A user without a name has to be set. */
	if (user)
		return setenv("PGUSER", user->pw_name, 1) == 0;
	errno = error;
	return error == 0;
}
