#include "common/auth/throttle.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
	FREE_FAILURES = 5,
	FIRST_WAIT_MS = 1000, /* after them, and twice as much for each further one */
};

void
throttle_find_network(const char *address, char network[STORE_NETWORK_OCTETS + 1])
{
	struct in_addr ipv4;
	struct in6_addr ipv6;
	char text[INET6_ADDRSTRLEN];

	if (inet_pton(AF_INET, address, &ipv4) == 1) {
		snprintf(network, STORE_NETWORK_OCTETS + 1, "%s", address);
	} else if (inet_pton(AF_INET6, address, &ipv6) == 1) {
		memset(&ipv6.s6_addr[8], 0, 8);
		inet_ntop(AF_INET6, &ipv6, text, sizeof(text));
		snprintf(network, STORE_NETWORK_OCTETS + 1, "%s/64", text);
	} else {
		snprintf(network, STORE_NETWORK_OCTETS + 1, "unknown");
	}
}

/*
 * A last failure that is still to come, by more than any wait, tells that the clock has been
 * set back: nobody knows how long ago it was, and it holds nobody up. The next failure puts its
 * time right.
 */
static int64_t
wait_for(const struct store_failures *failures, int64_t most_ms, int64_t now_ms)
{
	int64_t passed = now_ms - failures->last_ms;
	int64_t wait = FIRST_WAIT_MS;

	if (failures->number < FREE_FAILURES || passed < -THROTTLE_NETWORK_MS)
		return 0;
	for (unsigned n = FREE_FAILURES; n < failures->number && wait < most_ms; n++)
		wait *= 2;
	if (wait > most_ms)
		wait = most_ms;
	if (passed > 0)
		wait -= passed;
	return wait > 0 ? wait : 0;
}

int64_t
throttle_network_wait(const struct store_failures *network, int64_t now_ms)
{
	return wait_for(network, THROTTLE_NETWORK_MS, now_ms);
}

int64_t
throttle_name_wait(const struct store_failures *name, int64_t now_ms)
{
	return wait_for(name, THROTTLE_NAME_MS, now_ms);
}

bool
throttle_repeat_is_due(const struct store_record *record, int64_t now_ms)
{
	int64_t passed = now_ms - record->repeat_ms;

	return passed < 0 || passed >= THROTTLE_REPEAT_MS;
}

int64_t
throttle_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
