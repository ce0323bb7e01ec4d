/*
 * Delivers small messages through the store, one transaction each, until standard input ends:
 * writer DATABASE LOCK_TIMEOUT. Waits for a line on standard input first, so that many start at
 * the same time. Prints how many commits there were, the longest one in ms, and how many were
 * refused, with the first reason.
 */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/base/conf.h"
#include "common/base/disk.h"
#include "common/base/wait.h"
#include "common/store/store.h"

static const char text[] = "Subject: small\r\n\r\ntext\r\n";

static bool
read_text(void *from, void *data, size_t octets)
{
	(void)from;
	memcpy(data, text, octets);
	return true;
}

static enum store_status
deliver(struct store *store, int64_t account)
{
	const struct store_message message = {
		.transaction_id = "writer",
		.arrived = time(NULL),
		.reverse_path = "",
		.peer = "",
		.helo = "writer",
		.subject = "small",
		.octets = sizeof(text) - 1,
	};
	const struct store_source source = {read_text, NULL};
	enum store_status status = store_deliver(store, &message, &source, &account, 1);

	store_idle(store);
	return status;
}

/* Standard input stays open, and says nothing, as long as work is to go on. */
static bool
is_time_up(void)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

	return poll(&input, 1, 0) != 0;
}

static enum store_status
open_store(struct store **store, const char *path, unsigned lock_timeout,
	   char why[STORE_WHY_OCTETS])
{
	static struct conf conf;
	bool created;

	snprintf(conf.database, sizeof(conf.database), "%s", path);
	disk_resolve(path, conf.database_file);
	conf.lock_timeout = lock_timeout;
	return store_open(store, &conf, true, &created, why);
}

int
main(int argc, char *argv[])
{
	char why[STORE_WHY_OCTETS] = "";
	struct store *store;
	struct store_account account;
	uint64_t commits = 0;
	uint64_t refused = 0;
	int64_t longest = 0;
	char start;

	if (argc != 3 ||
	    open_store(&store, argv[1], (unsigned)atoi(argv[2]), why) != STORE_OK ||
	    store_account_find(store, "postmaster", &account) != STORE_OK) {
		fprintf(stderr, "writer: %s\n", why);
		return 1;
	}
	puts("ready");
	fflush(stdout);
	if (read(STDIN_FILENO, &start, 1) != 1)
		return 1;
	while (!is_time_up()) {
		int64_t before = wait_now_ms();
		int64_t took;

		if (deliver(store, account.id) == STORE_OK)
			commits++;
		else if (refused++ == 0)
			snprintf(why, sizeof(why), "%s", store_why(store));
		took = wait_now_ms() - before;
		if (took > longest)
			longest = took;
	}
	store_close(store);
	printf("%" PRIu64 " %" PRId64 " %" PRIu64 " %s\n", commits, longest, refused, why);
	return 0;
}
