/*
 * What each kind of process of tlsd may do (sandbox.h). False on an error, which has been
 * logged: then the process must end.
 */
#ifndef TLSD_CONFINE_H
#define TLSD_CONFINE_H

#include <stdbool.h>

#include "common/base/log.h"
#include "tlsd/settings.h"

/*
 * The process that accepts: it receives descriptors, forks, and reads certificates again. It
 * may read only the files in the directories of the certificates and keys. If such a directory
 * is a link to one beside it, the link may change.
 */
bool confine_acceptor(const struct tlsd_settings *settings, struct log *log);

/* The process of one session: no files; the descriptors that it has, and the log. */
bool confine_session(enum conf_sandbox how, struct log *log);

/* The key process: no files, no log; receives, signs, sends. */
bool confine_key_process(enum conf_sandbox how, struct log *log);

#endif
