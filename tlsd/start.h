/*
 * Where tlsd listens, and as whom. The sessions reach it through one unix socket; who may
 * connect is decided by the socket's mode and group, 0660 if tlsd makes it.
 */
#ifndef TLSD_START_H
#define TLSD_START_H

#include <stdbool.h>

#include "common/base/log.h"
#include "common/process/activation.h"
#include "tlsd/settings.h"

/* Whether the user and the group of the settings exist. False, and logged, if one does not. */
bool start_check(const struct tlsd_settings *settings, struct log *log);

/*
 * The socket: the one that a super-server has passed, or else a new one at the path
 * in the settings, which does not listen yet. Its descriptor is above 2. Closes all other
 * descriptors after 2. -1, and logged, if there is none.
 */
int start_listen(const struct activation *activation, const struct tlsd_settings *settings,
		 struct log *log);

/*
 * Becomes the user of the settings for good. Without one it stays who it is, but root may not.
 * False, and logged, if that failed.
 */
bool start_become_user(const struct tlsd_settings *settings, struct log *log);

#endif
