#include "pop3d/task.h"

#include "common/process/task.h"
#include "pop3d/commands.h"

struct session *
pop3_task_start(const struct conf *conf, struct log *log)
{
	return task_start(&pop3, sizeof(struct session_own), conf, log);
}

int
task_run(const struct conf *conf, struct log *log)
{
	if (conf->export)
		return export_run(conf, log);
	return conf->hold ? hold_run(conf, log) : try_run(conf, log);
}
