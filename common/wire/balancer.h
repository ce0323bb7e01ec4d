/*
 * Clients that come through a load balancer: it connects to us, and says in a header of the
 * PROXY protocol (proxy.h) who its client is. The setting proxy_protocol names the balancers'
 * networks.
 */
#ifndef COMMON_WIRE_BALANCER_H
#define COMMON_WIRE_BALANCER_H

#include <stdbool.h>

#include "common/base/conf.h"
#include "common/base/log.h"
#include "common/wire/peer.h"

enum { BALANCER_MS = 5000 }; /* for the header, which a balancer sends at once */

/*
 * If the peer on fd is such a balancer, reads the header, and not an octet more, and replaces
 * the peer by the client, which may be the balancer itself. False, and logged, if there is no
 * valid header in time: then nothing is known about the client, and the connection is of no
 * use.
 */
bool balancer_find_client(struct peer *peer, int fd, const struct conf *conf, struct log *log);

#endif
