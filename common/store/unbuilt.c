/* What stands in the place of an engine that has been left out of this program. */
#include <stdio.h>

#include "common/base/conf.h"
#include "common/store/engine.h"

static bool
unbuilt_check(const struct conf *conf, char why[STORE_WHY_OCTETS])
{
	(void)conf;
	snprintf(why, STORE_WHY_OCTETS,
		 "database: this program has been built without PostgreSQL: build it with "
		 "make POSTGRESQL=1");
	return false;
}

static enum store_status
unbuilt_open(struct store **opened, const struct conf *conf, bool may_create, bool *created,
	     char why[STORE_WHY_OCTETS])
{
	(void)may_create;
	*opened = NULL;
	*created = false;
	unbuilt_check(conf, why);
	return STORE_BROKEN;
}

const struct store_engine store_unbuilt = {
	.scheme = CONF_POSTGRESQL,
	.check = unbuilt_check,
	.open = unbuilt_open,
};
