#include "common/wire/balancer.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "common/base/network.h"
#include "common/base/wait.h"
#include "common/wire/proxy.h"

struct header {
	int fd;
	int64_t end_ms;
	const char *problem; /* why there is none */
	size_t octets;
	char data[PROXY_HEADER_OCTETS];
};

static bool
fail(struct header *header, const char *problem)
{
	header->problem = problem;
	return false;
}

/* Reads exactly so many octets. */
static bool
read_octets(struct header *header, char *to, size_t octets)
{
	while (octets > 0) {
		ssize_t n;

		switch (wait_ready(header->fd, POLLIN, header->end_ms)) {
		case WAIT_READY:
			break;
		case WAIT_LATE:
			return fail(header, "timeout");
		case WAIT_FAILED:
			return fail(header, strerror(errno));
		}
		n = read(header->fd, to, octets);
		if (n == 0)
			return fail(header, "closed");
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return fail(header, strerror(errno));
		if (n > 0) {
			to += n;
			octets -= (size_t)n;
		}
	}
	return true;
}

static bool
skip_octets(struct header *header, size_t octets)
{
	char ignored[512];
	bool ok = true;

	while (octets > 0 && ok) {
		size_t n = octets < sizeof(ignored) ? octets : sizeof(ignored);

		ok = read_octets(header, ignored, n);
		octets -= n;
	}
	return ok;
}

static bool
read_header(struct header *header, struct proxy *proxy)
{
	enum proxy_status status = proxy_parse(header->data, 0, proxy);

	while (status == PROXY_MORE) {
		if (!read_octets(header, header->data + header->octets, proxy->octets))
			return false;
		header->octets += proxy->octets;
		status = proxy_parse(header->data, header->octets, proxy);
	}
	if (status == PROXY_MALFORMED)
		return fail(header, "this is not a header of the PROXY protocol");
	return skip_octets(header, proxy->octets);
}

bool
balancer_find_client(struct peer *peer, int fd, const struct conf *conf, struct log *log)
{
	struct header header = {.fd = fd, .end_ms = wait_now_ms() + BALANCER_MS};
	struct proxy proxy;

	if (!network_list_has(conf->proxy_protocol, peer->address))
		return true;
	if (!read_header(&header, &proxy)) {
		log_event(log, LOG_LEVEL_WARNING, "proxy-header", "balancer", peer->address,
			  "problem", header.problem, NULL);
		return false;
	}
	if (proxy.is_own)
		memcpy(proxy.address, peer->address, sizeof(proxy.address));
	peer_is_balancer(peer, proxy.address);
	return true;
}
