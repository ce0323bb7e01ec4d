/*
 * What pop3d does for its operator in place of a session: it writes a maildrop to standard
 * output, for programs to read. pop3d(8) describes the forms.
 */
#ifndef POP3D_EXPORT_H
#define POP3D_EXPORT_H

#include "common/base/conf.h"
#include "common/base/log.h"

/*
 * Writes the maildrop that conf names, without its lock. Marks no message as seen. Returns the
 * exit status.
 */
int export_run(const struct conf *conf, struct log *log);

#endif
